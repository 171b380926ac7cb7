//! Active liveness on the Liveform: movements that the server draws, asked of the person before the selfie.
//!
//! [`start_challenge`] draws them, [`judge_frames`] judges small camera frames as they come, and a challenge that was
//! passed is what [`submit_selfie`](crate::submit_selfie) asks for. Every answer carries a nonce for the next request, so
//! that batches can be neither repeated nor reordered nor taken from elsewhere; what was seen so far lies sealed in the
//! database, so that any node can go on. docs/adr/0045-active-liveness.md has the reasons.

mod frames;
mod selfie;
mod start;

pub use frames::{Frame, FrameBatch, LARGEST_FRAME, MOST_FRAMES, judge_frames};
pub(crate) use selfie::{SelfieLiveness, liveness_for_selfie};
pub use start::{Cannot, StartChallenge, start_challenge};

use crate::error::AppError;
use crate::submit_selfie::SelfieAnswer;
use argos_crypto::{SecretToken, Zeroizing};
use argos_domain::capture::VirtualCamera;
use argos_domain::challenge::{ChallengeEvidence, ChallengeFailure, ChallengeProgress, Movement, Prompt};
use argos_domain::id::ChallengeId;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// For how long frames of a challenge are taken. The judge gives up sooner: this bounds what somebody can do with a
/// challenge that was begun.
pub const CHALLENGE_TIME: Duration = Duration::from_secs(60);
/// How long after the movements the selfie must be there: it is taken at once, and sent over a slow network.
pub const SELFIE_TIME: Duration = Duration::from_secs(90);
/// How long somebody who cannot make movements has for the selfie.
pub const WAIVED_SELFIE_TIME: Duration = Duration::from_secs(20 * 60);
/// Challenges in one attempt; with the next one the attempt has failed. Enough for loading the page again and for two
/// movements that somebody cannot make.
pub const MOST_CHALLENGES: u8 = 6;
/// With so many movements that the person cannot make, somebody else has to look at them.
const MOST_REFUSALS: usize = 2;

/// How tokens of challenges begin.
const TOKEN_PREFIX: &str = "argos_move_";

/// What is kept of a challenge, sealed.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct ChallengeState {
    /// What was asked and seen, while it runs.
    progress: Option<ChallengeProgress>,
    /// What the frames showed in sum, once it was passed.
    evidence: Option<ChallengeEvidence>,
    /// Movements that the person cannot make. It says something of their health and is told nobody.
    cannot: Vec<Movement>,
    /// The person cannot make movements at all, or too few.
    waived: bool,
    /// A sign of deceit in this challenge or an earlier one of the submission.
    sign: Option<ChallengeFailure>,
    /// The virtual camera of this challenge or an earlier one.
    virtual_camera: Option<VirtualCamera>,
}

impl ChallengeState {
    fn of_json(json: &str) -> Result<Self, AppError> {
        serde_json::from_str(json).map_err(AppError::internal)
    }

    fn to_json(&self) -> Result<Zeroizing<String>, AppError> {
        serde_json::to_string(self)
            .map(Zeroizing::new)
            .map_err(AppError::internal)
    }

    /// What stays when the challenge is over.
    fn without_progress(self) -> Self {
        Self {
            progress: None,
            evidence: None,
            ..self
        }
    }
}

/// What the person does next.
#[derive(Debug)]
pub enum ChallengeAnswer {
    /// Movements, and the frames of them in the next batch.
    Ongoing(Ongoing),
    /// The selfie, which brings this token.
    Selfie {
        /// The token.
        token: SecretToken,
        /// Whether the movements were made; else the person cannot make them.
        passed: bool,
    },
    /// The project asks for no movements: the selfie comes without.
    NotAsked,
    /// The attempt failed.
    Failed {
        /// Why, when frames were judged.
        failure: Option<ChallengeFailure>,
        /// What the submission came to.
        outcome: SelfieAnswer,
    },
}

/// A challenge that goes on.
#[derive(Debug)]
pub struct Ongoing {
    /// The challenge.
    pub challenge: ChallengeId,
    /// Number of the batch that is expected, from 0.
    pub batch: u32,
    /// What that batch must bring.
    pub nonce: SecretToken,
    /// Movements made so far.
    pub step: u8,
    /// All movements that are asked.
    pub steps: u8,
    /// What the person shall do now.
    pub prompt: Prompt,
}
