//! Step 2: the selfie comes in, all checks are complete, the submission is decided.

use crate::app::App;
use crate::blocked_faces::blocked_face_check;
use crate::caller::Caller;
use crate::error::AppError;
use crate::evaluation::selfie_checks;
use crate::one_person::DuplicateSearch;
use crate::publication::{log, publish};
use crate::submission_policy::policy_of;
use crate::waiting_period::stop_if_waiting;
use argos_domain::check::Step;
use argos_domain::code::{RejectCode, RetryCode};
use argos_domain::decision::{Verdict, decide};
use argos_domain::id::{ProjectId, SubmissionId};
use argos_domain::submission::SubmissionState;
use argos_store::{FaceKind, ImageKind};
use argos_vision::face::Embedding;
use bytes::Bytes;
use serde_json::json;

/// What came of step 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SelfieAnswer {
    /// Verified.
    Approved,
    /// A human will look.
    Pending,
    /// The attempt failed.
    Retry {
        /// Why.
        code: RetryCode,
        /// Failed attempts so far.
        attempts: u8,
    },
    /// The submission is rejected.
    Rejected {
        /// Why.
        code: RejectCode,
    },
}

/// Judges a selfie and decides the submission.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Conflict`] when the step is not due or another request was faster,
/// [`AppError::UnreadableImage`], [`AppError::Busy`], [`AppError::Waiting`] when the person was decided a short while ago.
pub async fn submit_selfie(
    app: &App,
    project: &ProjectId,
    id: &SubmissionId,
    caller: &Caller,
    selfie: Bytes,
) -> Result<SelfieAnswer, AppError> {
    let (mut stored, policy, portrait, earlier) = {
        let mut tx = app.store().read().await?;
        let stored = tx
            .find_submission(project, id)
            .await?
            .ok_or(AppError::NotFound("the submission"))?;
        let policy = policy_of(&mut tx, &stored.submission).await?;
        let portrait = tx.face_template(project, id, FaceKind::Portrait).await?;
        (stored, policy, portrait, tx.checks(project, id).await?)
    };
    stored.submission.state.clone().expect_step(Step::Selfie)?;
    stop_if_waiting(app, &stored.submission, &policy, None, caller).await?;
    let face_models = app.vision().face_models();
    let portrait = portrait
        .filter(|template| face_models.compares_with(&template.model))
        .and_then(|template| Embedding::from_bytes(&template.embedding));
    let face_model = face_models.both;
    let picture = selfie.clone();
    let reading = app.vision().run(move |vision| vision.read_selfie(&picture)).await??;
    let mut checks = selfie_checks(&reading, portrait.as_ref(), &policy, &face_model);
    let mut all: Vec<_> = earlier
        .into_iter()
        .filter(|check| check.name.step() == Step::Document)
        .chain(checks.iter().cloned())
        .collect();
    let mut verdict = decide(&all, &policy);
    let duplicates = match verdict {
        Verdict::Approved(_) | Verdict::Pending(_) => {
            let face = reading.face.as_ref().map(|face| face.embedding.clone());
            let blocked = blocked_face_check(app, project, id, &policy, face.as_ref()).await?;
            all.extend(blocked.clone());
            checks.extend(blocked);
            Some(DuplicateSearch::begin(app, &stored.submission, &policy, face).await?)
        }
        // What failed by itself is told as it is, and nobody learns who else was verified.
        Verdict::Retry(..) | Verdict::Rejected(..) => None,
    };

    let now = app.now();
    let image = app
        .store()
        .put_image(project, id, ImageKind::SelfieImage, selfie, now)
        .await?;
    let mut tx = app.store().write().await?;
    tx.record_image(&image).await?;
    if let Some(search) = duplicates {
        let findings = search.finish(&mut tx, &stored.submission, &policy).await?;
        all.extend(findings.checks.iter().cloned());
        verdict = decide(&all, &policy);
        stored.submission.applicant_id = findings.applicant;
        checks.extend(findings.checks);
    }
    let score = verdict.score().clone();
    let transition = stored
        .submission
        .state
        .clone()
        .expect_step(Step::Selfie)?
        .complete(verdict, now);
    stored.submission.state = transition.state.clone();
    stored.submission.updated_at = now;
    tx.replace_checks(project, id, Step::Selfie, &checks).await?;
    tx.save_score(project, id, &score).await?;
    if let Some(face) = &reading.face {
        tx.save_face_template(project, id, FaceKind::Selfie, &face.embedding.to_bytes(), &face_model)
            .await?;
    }
    tx.save_submission(&stored).await?;
    let detail = json!({ "step": "selfie", "argos_score": score.value, "policy_version": stored.submission.policy_version, "engine": app.vision().engine().name });
    log(
        app,
        &mut tx,
        &stored.submission,
        caller,
        "selfie_submitted",
        detail,
        now,
    )
    .await?;
    publish(
        app,
        &mut tx,
        &stored.submission,
        &transition.events,
        &caller.decided_by_system(),
        now,
    )
    .await?;
    tx.commit().await?;
    app.wake_worker();
    Ok(match transition.state {
        SubmissionState::Approved(_) => SelfieAnswer::Approved,
        SubmissionState::Pending(_) => SelfieAnswer::Pending,
        SubmissionState::Rejected(rejected) => SelfieAnswer::Rejected { code: rejected.code },
        SubmissionState::Incomplete(facts) => SelfieAnswer::Retry {
            code: facts
                .last_failure
                .map_or(RetryCode::FaceNotFound, |failure| failure.code),
            attempts: facts.failed_attempts,
        },
    })
}
