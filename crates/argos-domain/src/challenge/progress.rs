//! The judge of a challenge: one frame after the other.

use super::movement::MovementSequence;
use super::observation::{FaceObservation, FrameTiming};
use super::phase::{Findings, Phase, Rest};
use super::rules::{FACE_LOST_MS, SEVERAL_FRAMES, WHOLE_TIME_MS};
use super::status::{ChallengeFailure, ChallengeStatus, Prompt};
use super::stream::Stream;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How far a person has come. It is stored between batches of frames. It holds measurements of a face, so it is personal
/// data wherever it is stored, and `Debug` does not show them.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct ChallengeProgress {
    sequence: MovementSequence,
    phase: Phase,
    stream: Stream,
    findings: Findings,
    /// When a face was last seen, on the phone's clock.
    face_seen_ms: Option<u32>,
    /// Frames in a row with several faces.
    several: u8,
    /// What the last frame asks of the person, if that is not what the phase asks anyway.
    hint: Option<Prompt>,
    tally: Tally,
}

/// Sums over all frames.
#[derive(Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
struct Tally {
    made: u8,
    noise: Sum,
    live: Sum,
}

#[derive(Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
struct Sum {
    sum: f64,
    count: u32,
}

impl Sum {
    fn add(&mut self, value: f32) {
        self.sum += f64::from(value);
        self.count += 1;
    }

    fn mean(self) -> Option<f32> {
        (self.count > 0).then(|| (self.sum / f64::from(self.count)) as f32)
    }
}

/// What a challenge showed in sum, for the record.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ChallengeEvidence {
    /// Frames that were judged.
    pub frames: u32,
    /// Movements that were made.
    pub movements: u8,
    /// The least likeness of a face to the first one, -1 to 1.
    pub least_likeness: Option<f32>,
    /// The least depth that a turn or lift showed, by the depth that is needed: a head is well over 1, a picture near 0.
    pub least_depth: Option<f32>,
    /// Mean of how live single frames looked, 0 to 1, as far as that was measured.
    pub mean_live_score: Option<f32>,
    /// Mean noise of single pixels, in grey levels of 0 to 255.
    pub mean_noise: Option<f32>,
}

impl ChallengeProgress {
    /// The beginning: nothing was seen yet.
    #[must_use]
    pub fn start(sequence: MovementSequence) -> Self {
        Self {
            sequence,
            phase: Phase::Rest(Rest::default()),
            stream: Stream::default(),
            findings: Findings::default(),
            face_seen_ms: None,
            several: 0,
            hint: None,
            tally: Tally::default(),
        }
    }

    /// What is asked.
    #[must_use]
    pub const fn sequence(&self) -> &MovementSequence {
        &self.sequence
    }

    /// Whether the face of the next frame shall be measured as the reference with which later faces are compared; its
    /// [`likeness`](FaceObservation::likeness) is then 1. A later reference takes the place of the one before.
    #[must_use]
    pub fn wants_reference(&self) -> bool {
        self.phase.wants_reference()
    }

    /// Whether the face of the next frame shall be compared with the reference. Comparing more often is allowed; a
    /// movement counts only once a face that makes it was compared.
    #[must_use]
    pub fn wants_comparison(&self) -> bool {
        let due = self.findings.identity.is_due(self.stream.last_captured_ms());
        self.phase.wants_comparison(due)
    }

    /// Where the challenge stands after the last frame.
    #[must_use]
    pub fn status(&self) -> ChallengeStatus {
        match &self.phase {
            Phase::Passed => ChallengeStatus::Passed,
            Phase::Failed(failure) => ChallengeStatus::Failed(*failure),
            phase => ChallengeStatus::Ongoing {
                step: phase.made(&self.sequence),
                prompt: self.hint.unwrap_or_else(|| phase.prompt(&self.sequence)),
            },
        }
    }

    /// What was seen so far, in sum.
    #[must_use]
    pub fn evidence(&self) -> ChallengeEvidence {
        ChallengeEvidence {
            frames: self.stream.frames(),
            movements: self.tally.made,
            least_likeness: self.findings.identity.least,
            least_depth: self.findings.least_depth,
            mean_live_score: self.tally.live.mean(),
            mean_noise: self.tally.noise.mean(),
        }
    }

    /// Takes the next frame: what was seen of the largest face, or `None` when there was no face. After the end nothing
    /// changes any more.
    pub fn observe(&mut self, seen: Option<&FaceObservation>, timing: FrameTiming) -> ChallengeStatus {
        if self.status().is_final() {
            return self.status();
        }
        match self.judge(seen, timing) {
            Ok(hint) => {
                self.hint = hint;
                self.tally.made = self.phase.made(&self.sequence);
            }
            Err(failure) => self.phase = Phase::Failed(failure),
        }
        self.status()
    }

    fn judge(
        &mut self,
        seen: Option<&FaceObservation>,
        timing: FrameTiming,
    ) -> Result<Option<Prompt>, ChallengeFailure> {
        self.stream.take(timing)?;
        if timing.received_ms > WHOLE_TIME_MS || self.phase.is_overdue(timing) {
            return Err(ChallengeFailure::OutOfTime);
        }
        let resting = matches!(self.phase, Phase::Rest(_));
        let Some(seen) = seen else {
            let unseen = self
                .face_seen_ms
                .map(|seen_ms| timing.captured_ms.saturating_sub(seen_ms));
            if !resting && unseen.is_some_and(|unseen| unseen > FACE_LOST_MS) {
                return Err(ChallengeFailure::FaceLost);
            }
            return Ok(Some(Prompt::FaceTheCamera));
        };
        if !seen.is_finite() {
            return Err(ChallengeFailure::UnusableFrames);
        }
        self.face_seen_ms = Some(timing.captured_ms);
        self.stream.compare(seen, timing)?;
        self.tally.noise.add(seen.noise);
        if let Some(live_score) = seen.live_score {
            self.tally.live.add(live_score);
        }
        if seen.faces > 1 {
            self.several = self.several.saturating_add(1);
            if self.several >= SEVERAL_FRAMES && !resting {
                return Err(ChallengeFailure::SeveralFaces);
            }
            return Ok(Some(Prompt::OneFaceOnly));
        }
        self.several = 0;
        let phase = std::mem::replace(&mut self.phase, Phase::Failed(ChallengeFailure::UnusableFrames));
        let (phase, prompt) = phase.advance(&self.sequence, &mut self.findings, seen, timing)?;
        self.phase = phase;
        Ok(prompt)
    }
}

impl fmt::Debug for ChallengeProgress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ChallengeProgress")
            .field("status", &self.status())
            .finish_non_exhaustive()
    }
}
