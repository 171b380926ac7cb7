//! The same person throughout.

use super::observation::{FaceObservation, FrameTiming};
use super::rules::{ALIKE, ALIKE_TURNED, COMPARE_AGAIN_MS, UNLIKE_FRAMES};
use super::status::ChallengeFailure;
use serde::{Deserialize, Serialize};

/// What is known of the likeness of the faces to the first one.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct IdentityWatch {
    /// When a face was last compared, on the phone's clock.
    compared_ms: Option<u32>,
    /// Faces in a row that were another one.
    unlike: u8,
    /// The least likeness so far.
    pub(super) least: Option<f32>,
}

/// What the comparison of one frame says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Compared {
    /// It was not made.
    Not,
    /// The same person.
    Alike,
    /// Another one.
    Unlike,
}

impl IdentityWatch {
    /// Judges the likeness of a frame. Turned faces are less alike.
    pub(super) fn compare(&mut self, seen: &FaceObservation, turned: bool, timing: FrameTiming) -> Compared {
        let Some(likeness) = seen.likeness else {
            return Compared::Not;
        };
        self.compared_ms = Some(timing.captured_ms);
        self.least = Some(self.least.map_or(likeness, |least| least.min(likeness)));
        if likeness >= if turned { ALIKE_TURNED } else { ALIKE } {
            self.unlike = 0;
            Compared::Alike
        } else {
            self.unlike = self.unlike.saturating_add(1);
            Compared::Unlike
        }
    }

    /// One frame may be blurred; several in a row show another person.
    pub(super) fn verdict(&self) -> Result<(), ChallengeFailure> {
        if self.unlike >= UNLIKE_FRAMES {
            Err(ChallengeFailure::AnotherPerson)
        } else {
            Ok(())
        }
    }

    /// Whether it is time to compare again.
    pub(super) fn is_due(&self, last_frame_ms: Option<u32>) -> bool {
        let passed = match (last_frame_ms, self.compared_ms) {
            (Some(now), Some(compared)) => now.saturating_sub(compared),
            _ => u32::MAX,
        };
        self.unlike > 0 || passed >= COMPARE_AGAIN_MS
    }

    /// Forgets everything: the face of the next frames is the first one.
    pub(super) fn restart(&mut self) {
        *self = Self::default();
    }
}
