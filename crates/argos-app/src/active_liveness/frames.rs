//! Frames of the camera come in and are held against the movements that were asked for.

use super::{ChallengeAnswer, ChallengeState, Ongoing, SELFIE_TIME, TOKEN_PREFIX};
use crate::app::App;
use crate::caller::Caller;
use crate::error::AppError;
use crate::evaluation::{failed_challenge_checks, sign_of_deceit};
use crate::publication::log;
use crate::selfie_outcome::fail_attempt;
use crate::submission_policy::policy_of;
use argos_crypto::{SecretToken, TokenHash, Zeroizing};
use argos_domain::challenge::{ChallengeFailure, ChallengeProgress, ChallengeStatus, FrameTiming};
use argos_domain::check::Step;
use argos_domain::clock::Timestamp;
use argos_domain::id::{ChallengeId, ProjectId, SubmissionId};
use argos_store::{ChallengeStanding, LivenessChallenge, StoredSubmission};
use argos_vision::face::Embedding;
use argos_vision::{FrameIdentity, FrameRequest, Vision, VisionError};
use bytes::Bytes;
use serde_json::json;

/// Most frames of one batch.
pub const MOST_FRAMES: usize = 8;
/// Largest frame in bytes: 480 rows as JPEG of medium quality have about a third of it.
pub const LARGEST_FRAME: usize = 60 * 1024;

/// A frame as it came.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Its number, counted by the page from 0.
    pub number: u32,
    /// When it was taken, in milliseconds since the page was told to begin.
    pub captured_ms: u32,
    /// The picture, at most [`LARGEST_FRAME`] bytes.
    pub picture: Bytes,
}

/// Frames that came together.
#[derive(Debug, Clone)]
pub struct FrameBatch {
    /// The challenge.
    pub challenge: ChallengeId,
    /// Number of the batch, from 0.
    pub batch: u32,
    /// What the answer before gave for it.
    pub nonce: String,
    /// At most [`MOST_FRAMES`], in the order in which they were taken.
    pub frames: Vec<Frame>,
}

/// What was seen in a batch.
struct Seen {
    progress: ChallengeProgress,
    reference: Option<Embedding>,
    status: ChallengeStatus,
}

/// Judges the frames of the batch that is due.
///
/// # Errors
/// [`AppError::NotFound`] when the submission is at no such challenge, [`AppError::Conflict`] when it is not the batch that
/// is due, does not bring its nonce, comes too late, or another request was faster; [`AppError::Busy`], after which the
/// same batch can be sent again; [`AppError::UnreadableImage`], after which a new challenge is needed.
pub async fn judge_frames(
    app: &App,
    project: &ProjectId,
    id: &SubmissionId,
    caller: &Caller,
    batch: FrameBatch,
) -> Result<ChallengeAnswer, AppError> {
    let received = app.now();
    let (stored, challenge) = taken(app, project, id, &batch, received).await?;
    let mut state = ChallengeState::of_json(&challenge.state)?;
    let progress = state
        .progress
        .take()
        .ok_or_else(|| AppError::internal("a running challenge has no progress"))?;
    let reference = challenge
        .reference
        .as_ref()
        .and_then(|face| Embedding::from_bytes(face));
    let received_ms = milliseconds(challenge.started_at, received);
    let frames = batch.frames;
    let looked = app
        .vision()
        .run(move |vision| look(vision, &frames, progress, reference, received_ms))
        .await;
    let seen = match looked {
        Ok(seen) => seen?,
        Err(busy @ AppError::Busy { .. }) => {
            let mut tx = app.store().write().await?;
            tx.give_batch_back(project, id, &challenge.id, batch.batch).await?;
            tx.commit().await?;
            return Err(busy);
        }
        Err(error) => return Err(error),
    };
    let judged = LivenessChallenge {
        batch: batch.batch.saturating_add(1),
        ..challenge
    };
    match seen.status {
        ChallengeStatus::Ongoing { .. } | ChallengeStatus::Passed => {
            go_on(app, stored, caller, judged, state, seen).await
        }
        ChallengeStatus::Failed(failure) => fail(app, stored, caller, judged, state, failure).await,
    }
}

/// Takes the batch, so that nobody else can, and answers what it belongs to.
async fn taken(
    app: &App,
    project: &ProjectId,
    id: &SubmissionId,
    batch: &FrameBatch,
    now: Timestamp,
) -> Result<(StoredSubmission, LivenessChallenge), AppError> {
    let mut tx = app.store().write().await?;
    let stored = tx
        .find_submission(project, id)
        .await?
        .ok_or(AppError::NotFound("the submission"))?;
    let attempt = stored
        .submission
        .state
        .clone()
        .expect_step(Step::Selfie)?
        .failed_attempts;
    let challenge = tx
        .liveness_challenge(project, id)
        .await?
        .filter(|challenge| challenge.id == batch.challenge)
        .ok_or(AppError::NotFound("the challenge"))?;
    if challenge.attempt != attempt || challenge.expires_at <= now {
        return Err(AppError::Conflict("the challenge is over".to_owned()));
    }
    tx.take_batch(project, id, &challenge.id, batch.batch, &TokenHash::of(&batch.nonce))
        .await?;
    tx.commit().await?;
    Ok((stored, challenge))
}

/// Looks at frames until the challenge is decided.
fn look(
    vision: &mut Vision,
    frames: &[Frame],
    mut progress: ChallengeProgress,
    mut reference: Option<Embedding>,
    received_ms: u32,
) -> Result<Seen, VisionError> {
    for frame in frames {
        if progress.status().is_final() {
            break;
        }
        let identity = match &reference {
            _ if progress.wants_reference() => FrameIdentity::Reference,
            Some(reference) if progress.wants_comparison() => FrameIdentity::Compared(reference),
            _ => FrameIdentity::Unmeasured,
        };
        let is_reference = matches!(identity, FrameIdentity::Reference);
        let request = FrameRequest {
            identity,
            live_score: false,
        };
        let reading = vision.observe_frame(&frame.picture, request)?;
        let timing = FrameTiming {
            number: frame.number,
            captured_ms: frame.captured_ms,
            received_ms,
        };
        progress.observe(reading.observation.as_ref(), timing);
        if is_reference && reading.embedding.is_some() {
            reference = reading.embedding;
        }
    }
    let status = progress.status();
    Ok(Seen {
        progress,
        reference,
        status,
    })
}

async fn go_on(
    app: &App,
    stored: StoredSubmission,
    caller: &Caller,
    judged: LivenessChallenge,
    state: ChallengeState,
    seen: Seen,
) -> Result<ChallengeAnswer, AppError> {
    let now = app.now();
    let (project, id) = (&stored.submission.project_id, &stored.submission.id);
    let token = SecretToken::generate(app.random(), TOKEN_PREFIX)?;
    let evidence = seen.progress.evidence();
    let steps = u8::try_from(seen.progress.sequence().movements().len()).unwrap_or(u8::MAX);
    let passed = seen.status == ChallengeStatus::Passed;
    let state = ChallengeState {
        progress: (!passed).then_some(seen.progress),
        evidence: passed.then_some(evidence),
        ..state
    };
    let judged = LivenessChallenge {
        standing: if passed {
            ChallengeStanding::Passed
        } else {
            ChallengeStanding::Running
        },
        nonce: token.hash(),
        expires_at: if passed {
            now.plus(SELFIE_TIME)
        } else {
            judged.expires_at
        },
        state: state.to_json()?,
        reference: seen.reference.map(|face| Zeroizing::new(face.to_bytes())),
        ..judged
    };
    let mut tx = app.store().write().await?;
    tx.save_challenge(project, id, &judged).await?;
    if passed {
        let detail = json!({ "number": judged.number, "outcome": "passed", "frames": evidence.frames });
        log(
            app,
            &mut tx,
            &stored.submission,
            caller,
            "liveness_challenge_passed",
            detail,
            now,
        )
        .await?;
    }
    tx.commit().await?;
    let ChallengeStatus::Ongoing { step, prompt } = seen.status else {
        return Ok(ChallengeAnswer::Selfie { token, passed: true });
    };
    Ok(ChallengeAnswer::Ongoing(Ongoing {
        challenge: judged.id,
        batch: judged.batch,
        nonce: token,
        step,
        steps,
        prompt,
    }))
}

async fn fail(
    app: &App,
    mut stored: StoredSubmission,
    caller: &Caller,
    judged: LivenessChallenge,
    state: ChallengeState,
    failure: ChallengeFailure,
) -> Result<ChallengeAnswer, AppError> {
    let now = app.now();
    let state = ChallengeState {
        sign: state.sign.or(sign_of_deceit(failure)),
        ..state
    };
    let judged = LivenessChallenge {
        standing: ChallengeStanding::Over,
        state: state.to_json()?,
        reference: None,
        ..judged
    };
    let mut tx = app.store().write().await?;
    let (project, id) = (&stored.submission.project_id, &stored.submission.id);
    tx.save_challenge(project, id, &judged).await?;
    let policy = policy_of(&mut tx, &stored.submission).await?;
    let checks = failed_challenge_checks(failure);
    let detail = json!({ "number": judged.number, "outcome": failure.name() });
    let outcome = fail_attempt(app, &mut tx, caller, &mut stored, &policy, (&checks, detail), now).await?;
    tx.commit().await?;
    app.wake_worker();
    Ok(ChallengeAnswer::Failed {
        failure: Some(failure),
        outcome,
    })
}

/// Milliseconds from one moment to a later one.
fn milliseconds(from: Timestamp, to: Timestamp) -> u32 {
    u32::try_from(to.since(from).as_millis()).unwrap_or(u32::MAX)
}
