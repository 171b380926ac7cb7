//! Step 2: the selfie comes in, all checks are complete, the submission is decided.

use crate::active_liveness::{SelfieLiveness, liveness_for_selfie};
use crate::app::App;
use crate::blocked_faces::blocked_face_check;
use crate::caller::Caller;
use crate::capture::Capture;
use crate::error::AppError;
use crate::evaluation::{active_liveness_check, age_is_estimated, capture_check, face_age_check, selfie_checks};
use crate::explain_submission::facts_of;
use crate::one_person::DuplicateSearch;
use crate::selfie_outcome::{Judged, take_effect};
use crate::submission_policy::policy_of;
use crate::waiting_period::stop_if_waiting;
use argos_domain::check::{CheckName, CheckResult, Step};
use argos_domain::code::{RejectCode, RetryCode};
use argos_domain::decision::{Verdict, decide};
use argos_domain::id::{ProjectId, SubmissionId};
use argos_domain::policy::{Policy, custom_rules_check};
use argos_domain::submission::Submission;
use argos_store::{FaceKind, ImageKind};
use argos_vision::SelfieReading;
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

/// A selfie as it came.
#[derive(Debug)]
pub struct Selfie {
    /// The picture.
    pub picture: Bytes,
    /// Through which door it came.
    pub capture: Capture,
    /// The token of the challenge of active liveness before it.
    pub challenge: Option<String>,
}

/// Judges a selfie and decides the submission.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Conflict`] when the step is not due, the challenge is over or another request was
/// faster, [`AppError::Invalid`] for a file or a selfie without a challenge where the project takes none,
/// [`AppError::UnreadableImage`], [`AppError::Busy`], [`AppError::Waiting`] when the person was decided a short while ago.
pub async fn submit_selfie(
    app: &App,
    project: &ProjectId,
    id: &SubmissionId,
    caller: &Caller,
    selfie: Selfie,
) -> Result<SelfieAnswer, AppError> {
    let (mut stored, policy, portrait, earlier, challenge) = {
        let mut tx = app.store().read().await?;
        let stored = tx
            .find_submission(project, id)
            .await?
            .ok_or(AppError::NotFound("the submission"))?;
        let policy = policy_of(&mut tx, &stored.submission).await?;
        let portrait = tx.face_template(project, id, FaceKind::Portrait).await?;
        let challenge = tx.liveness_challenge(project, id).await?;
        (stored, policy, portrait, tx.checks(project, id).await?, challenge)
    };
    let attempt = stored
        .submission
        .state
        .clone()
        .expect_step(Step::Selfie)?
        .failed_attempts;
    selfie.capture.refuse_file(&policy)?;
    let token = selfie.challenge.as_deref();
    let liveness = liveness_for_selfie(app, &policy, selfie.capture, token, challenge, attempt)?;
    stop_if_waiting(app, &stored.submission, &policy, None, caller).await?;
    let face_models = app.vision().face_models();
    let portrait = portrait
        .filter(|template| face_models.compares_with(&template.model))
        .and_then(|template| Embedding::from_bytes(&template.embedding));
    let face_model = face_models.both;
    let picture = selfie.picture.clone();
    let estimate_age = age_is_estimated(&policy);
    let reading = app
        .vision()
        .run(move |vision| vision.read_selfie(&picture, estimate_age));
    let reading = reading.await??;
    let mut checks = selfie_checks(&reading, portrait.as_ref(), &policy, &face_model);
    checks.extend(age_of_the_face(&reading, &stored.submission, &policy));
    checks.extend(checks_of_the_camera(
        &reading,
        selfie.capture,
        &liveness,
        &policy,
        &face_model,
    ));
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
        .put_image(project, id, ImageKind::SelfieImage, selfie.picture, now)
        .await?;
    let mut tx = app.store().write().await?;
    tx.record_image(&image).await?;
    if let Some(challenge) = &liveness.uses {
        tx.use_challenge(project, id, challenge).await?;
    }
    if let Some(search) = duplicates {
        let findings = search.finish(&mut tx, &stored.submission, &policy).await?;
        all.extend(findings.checks.iter().cloned());
        let facts = facts_of(&stored.submission).unwrap_or_default();
        let rules = custom_rules_check(&policy.custom_rules, &all, &facts);
        all.extend(rules.clone());
        verdict = decide(&all, &policy);
        stored.submission.applicant_id = findings.applicant;
        checks.extend(findings.checks);
        checks.extend(rules);
    }
    if let Some(face) = &reading.face {
        tx.save_face_template(project, id, FaceKind::Selfie, &face.embedding.to_bytes(), &face_model)
            .await?;
    }
    let judged = Judged {
        checks: &checks,
        verdict,
        action: "selfie_submitted",
        detail: json!({}),
    };
    let answer = take_effect(app, &mut tx, caller, &mut stored, judged, now).await?;
    tx.commit().await?;
    app.wake_worker();
    Ok(answer)
}

/// How old the face looks, against the birth date that counts, on the day on which the submission began.
fn age_of_the_face(reading: &SelfieReading, submission: &Submission, policy: &Policy) -> Option<CheckResult> {
    let born = submission.final_data()?.birth_date?;
    face_age_check(reading.age.as_ref()?, born, submission.created_at.date(), policy)
}

/// Where the picture came from, and the movements before it.
fn checks_of_the_camera(
    reading: &SelfieReading,
    capture: Capture,
    liveness: &SelfieLiveness,
    policy: &Policy,
    face_model: &str,
) -> Vec<CheckResult> {
    let capture = capture.seen_by(liveness.virtual_camera);
    let source = capture_check(CheckName::SelfieCapture, capture, &[&reading.picture], liveness.sign);
    let face = reading.face.as_ref().map(|face| &face.embedding);
    let moved = liveness
        .evidence
        .as_ref()
        .and_then(|evidence| active_liveness_check(evidence, face, policy, face_model));
    source.into_iter().chain(moved).collect()
}
