//! A challenge begins: the movements are drawn.

use super::{
    CHALLENGE_TIME, ChallengeAnswer, ChallengeState, MOST_CHALLENGES, MOST_REFUSALS, Ongoing, TOKEN_PREFIX,
    WAIVED_SELFIE_TIME,
};
use crate::app::App;
use crate::caller::Caller;
use crate::error::AppError;
use crate::evaluation::unfinished_challenges_check;
use crate::publication::log;
use crate::selfie_outcome::fail_attempt;
use crate::submission_policy::policy_of;
use argos_crypto::{SecretToken, Zeroizing};
use argos_domain::capture::VirtualCamera;
use argos_domain::challenge::{ChallengeProgress, Movement, MovementSequence, Prompt};
use argos_domain::check::Step;
use argos_domain::id::{ChallengeId, ProjectId, SubmissionId};
use argos_store::{ChallengeStanding, LivenessChallenge};
use serde_json::json;

/// What the person says they cannot do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cannot {
    /// This movement.
    Make(Movement),
    /// Movements in front of a camera at all.
    MakeAny,
}

/// How a challenge is begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StartChallenge {
    /// What the person cannot do.
    pub cannot: Option<Cannot>,
    /// The virtual camera that the page sees by.
    pub virtual_camera: Option<VirtualCamera>,
}

/// Draws movements, in place of those of an earlier challenge. Who cannot make one gets others; who cannot make two goes
/// on without, and a human looks. Who begins again and again has used up the attempt.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Conflict`] when no selfie is due, or another request began one at the same moment.
pub async fn start_challenge(
    app: &App,
    project: &ProjectId,
    id: &SubmissionId,
    caller: &Caller,
    start: StartChallenge,
) -> Result<ChallengeAnswer, AppError> {
    let now = app.now();
    let mut tx = app.store().write().await?;
    let mut stored = tx
        .find_submission(project, id)
        .await?
        .ok_or(AppError::NotFound("the submission"))?;
    let attempt = stored
        .submission
        .state
        .clone()
        .expect_step(Step::Selfie)?
        .failed_attempts;
    let policy = policy_of(&mut tx, &stored.submission).await?;
    if !policy.active_liveness {
        return Ok(ChallengeAnswer::NotAsked);
    }
    let found = tx.liveness_challenge(project, id).await?;
    let begun = found
        .as_ref()
        .filter(|found| found.attempt == attempt)
        .map_or(0, |found| found.number);
    let mut state = match &found {
        Some(found) => ChallengeState::of_json(&found.state)?.without_progress(),
        None => ChallengeState::default(),
    };
    note(&mut state, start);
    let sequence = if state.waived {
        None
    } else {
        MovementSequence::draw(app.random_bytes()?, &state.cannot)
    };
    if sequence.is_some() && begun >= MOST_CHALLENGES {
        let check = unfinished_challenges_check(begun);
        let judged = (&[check][..], json!({ "outcome": "too_many_challenges" }));
        let outcome = fail_attempt(app, &mut tx, caller, &mut stored, &policy, judged, now).await?;
        tx.commit().await?;
        app.wake_worker();
        return Ok(ChallengeAnswer::Failed { failure: None, outcome });
    }
    let token = SecretToken::generate(app.random(), TOKEN_PREFIX)?;
    let mut challenge = LivenessChallenge {
        id: ChallengeId::from_random(app.random_bytes()?),
        attempt,
        number: begun.saturating_add(1),
        standing: ChallengeStanding::Running,
        batch: 0,
        nonce: token.hash(),
        started_at: now,
        expires_at: now.plus(CHALLENGE_TIME),
        state: Zeroizing::default(),
        reference: None,
    };
    let answer = if let Some(sequence) = sequence {
        state.progress = Some(ChallengeProgress::start(sequence));
        ChallengeAnswer::Ongoing(Ongoing {
            challenge: challenge.id.clone(),
            batch: 0,
            nonce: token,
            step: 0,
            steps: u8::try_from(sequence.movements().len()).unwrap_or(u8::MAX),
            prompt: Prompt::FaceTheCamera,
        })
    } else {
        state.waived = true;
        challenge.standing = ChallengeStanding::Waived;
        challenge.expires_at = now.plus(WAIVED_SELFIE_TIME);
        ChallengeAnswer::Selfie { token, passed: false }
    };
    challenge.state = state.to_json()?;
    tx.begin_challenge(project, id, &challenge, found.as_ref().map(|found| &found.id))
        .await?;
    let detail = json!({ "number": challenge.number, "outcome": challenge.standing.name() });
    log(
        app,
        &mut tx,
        &stored.submission,
        caller,
        "liveness_challenge_begun",
        detail,
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(answer)
}

/// What the person or the page says about themselves stays known in later challenges.
fn note(state: &mut ChallengeState, start: StartChallenge) {
    match start.cannot {
        Some(Cannot::Make(movement)) if !state.cannot.contains(&movement) => state.cannot.push(movement),
        Some(Cannot::MakeAny) => state.waived = true,
        Some(Cannot::Make(_)) | None => {}
    }
    state.waived |= state.cannot.len() >= MOST_REFUSALS;
    state.virtual_camera = start.virtual_camera.or(state.virtual_camera);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(starts: &[Option<Cannot>]) -> ChallengeState {
        let mut state = ChallengeState::default();
        for cannot in starts {
            let start = StartChallenge {
                cannot: *cannot,
                virtual_camera: None,
            };
            note(&mut state, start);
        }
        state
    }

    #[test]
    fn who_cannot_make_one_movement_gets_others_and_who_cannot_make_two_goes_on_without() {
        let blink = Some(Cannot::Make(Movement::Blink));
        assert!(!after(&[None, blink, blink, None]).waived);
        assert_eq!(after(&[blink]).cannot, [Movement::Blink]);
        assert!(after(&[blink, Some(Cannot::Make(Movement::LookUp)), None]).waived);
        assert!(after(&[Some(Cannot::MakeAny), None]).waived);
    }

    #[test]
    fn a_virtual_camera_is_remembered() {
        let mut state = after(&[]);
        for virtual_camera in [Some(VirtualCamera::Obs), None] {
            note(
                &mut state,
                StartChallenge {
                    cannot: None,
                    virtual_camera,
                },
            );
        }
        assert_eq!(state.virtual_camera, Some(VirtualCamera::Obs));
    }
}
