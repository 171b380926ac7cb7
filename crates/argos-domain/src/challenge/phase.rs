//! From the face at rest, by way of each movement and back, to the end.

use super::baseline::{Baseline, Resting};
use super::identity::{Compared, IdentityWatch};
use super::movement::{Movement, MovementSequence};
use super::observation::{FaceObservation, FrameTiming};
use super::rules::{ALIKE_ANGLE, BACK_FRAMES, REACTION_MS, RETURN_TIME_MS, STEP_TIME_MS, TRAVEL_TIME_MS};
use super::status::{ChallengeFailure, Prompt};
use super::watch::Watch;
use serde::{Deserialize, Serialize};

/// Where the sequence stands.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum Phase {
    /// The face at rest is measured.
    Rest(Rest),
    /// A movement is asked.
    Asked(Step),
    /// It was made: the way back, with the frames in a row that show the face back at rest.
    Back(Step, u8),
    /// All movements were made.
    Passed,
    /// The challenge was not passed.
    Failed(ChallengeFailure),
}

/// The face at rest while it is being measured.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Rest {
    resting: Resting,
    /// The face with which all later ones are compared was chosen.
    has_reference: bool,
    /// Another frame was compared with it.
    compared: bool,
}

/// One movement and what was seen of it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Step {
    /// Its place in the sequence, from 0.
    index: u8,
    baseline: Baseline,
    /// The frame at which it was asked, or at which it had been made.
    since: FrameTiming,
    watch: Watch,
}

/// What all phases found together.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Findings {
    pub identity: IdentityWatch,
    /// The least depth that a movement showed, by the depth that is needed.
    pub least_depth: Option<f32>,
}

/// The next phase, and what the person shall do if that is not what the phase asks anyway.
type Next = (Phase, Option<Prompt>);

impl Phase {
    /// Movements made so far.
    pub(super) fn made(&self, sequence: &MovementSequence) -> u8 {
        match self {
            Self::Rest(_) | Self::Failed(_) => 0,
            Self::Asked(step) => step.index,
            Self::Back(step, _) => step.index + 1,
            Self::Passed => u8::try_from(sequence.movements().len()).unwrap_or(u8::MAX),
        }
    }

    /// What the person shall do.
    pub(super) fn prompt(&self, sequence: &MovementSequence) -> Prompt {
        match self {
            Self::Asked(step) => step.movement(sequence).map_or(Prompt::FaceTheCamera, Prompt::Do),
            Self::Back(..) => Prompt::BackToCentre,
            Self::Rest(_) | Self::Passed | Self::Failed(_) => Prompt::FaceTheCamera,
        }
    }

    pub(super) fn wants_reference(&self) -> bool {
        matches!(self, Self::Rest(rest) if !rest.has_reference && !rest.resting.is_empty())
    }

    pub(super) fn wants_comparison(&self, due: bool) -> bool {
        match self {
            Self::Rest(rest) => rest.has_reference && (due || !rest.compared),
            Self::Asked(step) => due || step.watch.has_begun(),
            Self::Back(..) => due,
            Self::Passed | Self::Failed(_) => false,
        }
    }

    /// Whether the time of the phase is over.
    pub(super) fn is_overdue(&self, timing: FrameTiming) -> bool {
        let (since, limit) = match self {
            Self::Asked(step) => (step.since, STEP_TIME_MS),
            Self::Back(step, _) => (step.since, RETURN_TIME_MS),
            Self::Rest(_) | Self::Passed | Self::Failed(_) => return false,
        };
        timing.captured_ms.saturating_sub(since.captured_ms) > limit
            || timing.received_ms.saturating_sub(since.received_ms) > limit + TRAVEL_TIME_MS
    }

    /// Takes the next frame that shows one face.
    pub(super) fn advance(
        self,
        sequence: &MovementSequence,
        findings: &mut Findings,
        seen: &FaceObservation,
        timing: FrameTiming,
    ) -> Result<Next, ChallengeFailure> {
        match self {
            Self::Rest(rest) => Ok(rest.frame(&mut findings.identity, seen, timing)),
            Self::Asked(step) => step.asked(sequence, findings, seen, timing),
            Self::Back(step, centred) => step.back(centred, sequence, findings, seen, timing),
            over @ (Self::Passed | Self::Failed(_)) => Ok((over, None)),
        }
    }
}

impl Rest {
    fn frame(mut self, identity: &mut IdentityWatch, seen: &FaceObservation, timing: FrameTiming) -> Next {
        let wants_reference = !self.has_reference && !self.resting.is_empty();
        let measured = match self.resting.add(seen, timing) {
            Ok(measured) => measured,
            Err(prompt) => return (Phase::Rest(self), Some(prompt)),
        };
        if wants_reference {
            self.has_reference = seen.likeness.is_some();
        } else if self.has_reference {
            match identity.compare(seen, false, timing) {
                Compared::Alike => self.compared = true,
                Compared::Not => {}
                // Somebody else sat down, or the reference was bad: nothing was asked yet, so it begins anew.
                Compared::Unlike => {
                    identity.restart();
                    return (Phase::Rest(Self::default()), None);
                }
            }
        }
        match measured {
            Some(baseline) if self.compared => (
                Phase::Asked(Step {
                    index: 0,
                    baseline,
                    since: timing,
                    watch: Watch::default(),
                }),
                None,
            ),
            _ => (Phase::Rest(self), None),
        }
    }
}

impl Step {
    fn movement(&self, sequence: &MovementSequence) -> Option<Movement> {
        sequence.movements().get(usize::from(self.index)).copied()
    }

    fn compare(&self, findings: &mut Findings, seen: &FaceObservation, timing: FrameTiming) -> Compared {
        let moved = self.baseline.moved(seen);
        let turned = moved.yaw.abs() > ALIKE_ANGLE || moved.pitch.abs() > ALIKE_ANGLE;
        findings.identity.compare(seen, turned, timing)
    }

    /// The movement is asked.
    fn asked(
        mut self,
        sequence: &MovementSequence,
        findings: &mut Findings,
        seen: &FaceObservation,
        timing: FrameTiming,
    ) -> Result<Next, ChallengeFailure> {
        let compared = self.compare(findings, seen, timing);
        findings.identity.verdict()?;
        let Some(movement) = self.movement(sequence) else {
            return Ok((Phase::Passed, None));
        };
        if timing.captured_ms.saturating_sub(self.since.captured_ms) < REACTION_MS {
            return Ok((Phase::Asked(self), None));
        }
        let depth = &mut findings.least_depth;
        if !self.watch.frame(movement, &self.baseline, seen, compared, depth)? {
            return Ok((Phase::Asked(self), None));
        }
        if usize::from(self.index) + 1 == sequence.movements().len() {
            return Ok((Phase::Passed, None));
        }
        self.since = timing;
        Ok((Phase::Back(self, 0), None))
    }

    /// The movement was made: the next one is asked when the face is back at rest.
    fn back(
        mut self,
        centred: u8,
        sequence: &MovementSequence,
        findings: &mut Findings,
        seen: &FaceObservation,
        timing: FrameTiming,
    ) -> Result<Next, ChallengeFailure> {
        let compared = self.compare(findings, seen, timing);
        findings.identity.verdict()?;
        let moved = self.baseline.moved(seen);
        self.watch.count_wrong(self.movement(sequence), &moved)?;
        if !moved.is_rest() || compared == Compared::Unlike {
            return Ok((Phase::Back(self, 0), None));
        }
        if centred + 1 < BACK_FRAMES {
            return Ok((Phase::Back(self, centred + 1), None));
        }
        let next = Self {
            index: self.index + 1,
            baseline: self.baseline,
            since: timing,
            watch: Watch::default(),
        };
        Ok((Phase::Asked(next), None))
    }
}
