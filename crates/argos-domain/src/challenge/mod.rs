//! The active challenge: movements drawn by chance are asked of a person before the camera, and every frame is held
//! against what was asked. A photograph, a recording or another person cannot answer it.
//!
//! [`MovementSequence`] is what is asked, [`FaceObservation`] what a frame shows, as numbers only, and
//! [`ChallengeProgress`] the judge: frame after frame goes in, a [`ChallengeStatus`] comes out. docs/active_liveness.md
//! says what was measured.

mod baseline;
mod identity;
mod movement;
mod observation;
mod phase;
mod progress;
mod relief;
mod rules;
mod status;
mod stream;
#[cfg(test)]
mod tests;
mod watch;

pub use movement::{Movement, MovementSequence};
pub use observation::{FaceObservation, FacePoints, FrameTiming, NOSE_POINTS, SHEET_POINTS};
pub use progress::{ChallengeEvidence, ChallengeProgress};
pub use relief::{Proportions, Relief, proportions, relief};
pub use rules::{STEP_TIME_MS, WHOLE_TIME_MS};
pub use status::{ChallengeFailure, ChallengeStatus, Prompt};
