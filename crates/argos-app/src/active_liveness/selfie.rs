//! What a selfie brings of the challenge before it.

use super::ChallengeState;
use crate::app::App;
use crate::capture::Capture;
use crate::error::AppError;
use crate::evaluation::LivenessEvidence;
use argos_domain::capture::VirtualCamera;
use argos_domain::challenge::ChallengeFailure;
use argos_domain::clock::Timestamp;
use argos_domain::policy::Policy;
use argos_store::{ChallengeStanding, LivenessChallenge};
use argos_vision::face::Embedding;

/// What is known of movements when a selfie comes in.
#[derive(Debug, Default)]
pub(crate) struct SelfieLiveness {
    /// What came of the movements; `None` when the project asks for none.
    pub(crate) evidence: Option<LivenessEvidence>,
    /// The challenge that this selfie uses up, with the state that is kept of it.
    pub(crate) uses: Option<LivenessChallenge>,
    /// A sign of deceit in a challenge of this submission.
    pub(crate) sign: Option<ChallengeFailure>,
    /// The virtual camera of a challenge of this submission.
    pub(crate) virtual_camera: Option<VirtualCamera>,
}

/// Holds the token that came with a selfie against the challenge that the submission is at.
///
/// # Errors
/// [`AppError::Invalid`] when the project asks for movements and the selfie brings no token; [`AppError::Conflict`] when the
/// token is another's, was used, or came too late.
pub(crate) fn liveness_for_selfie(
    app: &App,
    policy: &Policy,
    capture: Capture,
    token: Option<&str>,
    found: Option<LivenessChallenge>,
    attempt: u8,
) -> Result<SelfieLiveness, AppError> {
    match capture {
        _ if !policy.active_liveness => Ok(SelfieLiveness::default()),
        Capture::Api => Ok(SelfieLiveness {
            evidence: Some(LivenessEvidence::NoCamera),
            ..SelfieLiveness::default()
        }),
        Capture::Liveform(_) => of_token(token, found, attempt, app.now()),
    }
}

fn of_token(
    token: Option<&str>,
    found: Option<LivenessChallenge>,
    attempt: u8,
    now: Timestamp,
) -> Result<SelfieLiveness, AppError> {
    let token = token.ok_or_else(|| AppError::Invalid {
        field: "challenge",
        message: "the selfie comes after the movements that are asked for".to_owned(),
    })?;
    let over = || AppError::Conflict("the movements were made too long ago, or for another selfie".to_owned());
    let challenge = found
        .filter(|found| found.nonce.verify(token) && found.attempt == attempt && found.expires_at > now)
        .ok_or_else(over)?;
    let state = ChallengeState::of_json(&challenge.state)?;
    let evidence = match challenge.standing {
        ChallengeStanding::Passed => {
            let reference = challenge
                .reference
                .as_ref()
                .and_then(|face| Embedding::from_bytes(face));
            let reference = reference.ok_or_else(|| AppError::internal("a passed challenge has no face"))?;
            LivenessEvidence::Made {
                reference: Box::new(reference),
                frames: state.evidence,
            }
        }
        ChallengeStanding::Waived => LivenessEvidence::CannotMove,
        ChallengeStanding::Running | ChallengeStanding::Judging | ChallengeStanding::Over => return Err(over()),
    };
    let (sign, virtual_camera) = (state.sign, state.virtual_camera);
    let uses = LivenessChallenge {
        state: state.without_progress().to_json()?,
        ..challenge
    };
    Ok(SelfieLiveness {
        evidence: Some(evidence),
        uses: Some(uses),
        sign,
        virtual_camera,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use argos_crypto::{TokenHash, Zeroizing};
    use argos_domain::id::ChallengeId;
    use std::time::Duration;

    const NOW: Timestamp = Timestamp::from_microseconds(1_700_000_000_000_000);

    fn challenge(standing: ChallengeStanding) -> LivenessChallenge {
        LivenessChallenge {
            id: ChallengeId::from_random([1; 20]),
            attempt: 1,
            number: 1,
            standing,
            batch: 9,
            nonce: TokenHash::of("right"),
            started_at: NOW,
            expires_at: NOW.plus(Duration::from_secs(60)),
            state: Zeroizing::new("{}".to_owned()),
            reference: None,
        }
    }

    fn answer(token: Option<&str>, standing: ChallengeStanding, attempt: u8, now: Timestamp) -> &'static str {
        match of_token(token, Some(challenge(standing)), attempt, now) {
            Ok(_) => "taken",
            Err(AppError::Invalid { .. }) => "missing",
            Err(AppError::Conflict(_)) => "over",
            Err(_) => "fault",
        }
    }

    #[test]
    fn only_the_token_of_this_attempts_challenge_counts_and_only_in_time() {
        use ChallengeStanding::{Judging, Over, Passed, Running, Waived};
        assert_eq!(answer(None, Waived, 1, NOW), "missing");
        assert_eq!(answer(Some("right"), Waived, 1, NOW), "taken");
        assert_eq!(answer(Some("wrong"), Waived, 1, NOW), "over");
        assert_eq!(answer(Some("right"), Waived, 2, NOW), "over");
        assert_eq!(
            answer(Some("right"), Waived, 1, NOW.plus(Duration::from_secs(60))),
            "over"
        );
        for standing in [Running, Judging, Over] {
            assert_eq!(answer(Some("right"), standing, 1, NOW), "over");
        }
        assert_eq!(answer(Some("right"), Passed, 1, NOW), "fault", "it has no face");
        assert!(matches!(
            of_token(Some("right"), None, 1, NOW),
            Err(AppError::Conflict(_))
        ));
    }
}
