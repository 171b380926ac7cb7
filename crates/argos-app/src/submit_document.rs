//! Step 1: images of the document come in, are read and judged.

use crate::app::App;
use crate::automatic_decision::record_decision;
use crate::caller::Caller;
use crate::capture::Capture;
use crate::error::AppError;
use crate::evaluation::{
    DOCUMENT_PARTS, capture_check, document_checks, document_data, document_parts, recognition_score,
};
use crate::field_evidence::{KIND, ReadingEvidence};
use crate::publication::{log, publish};
use crate::submission_policy::policy_of;
use crate::waiting_period::stop_if_waiting;
use argos_domain::check::{CheckName, CheckResult, Step};
use argos_domain::clock::Timestamp;
use argos_domain::code::{RejectCode, RetryCode};
use argos_domain::decision::{StepVerdict, judge_step};
use argos_domain::document::DocumentData;
use argos_domain::id::{ProjectId, SubmissionId};
use argos_domain::submission::{Submission, SubmissionState, Transition};
use argos_store::{FaceKind, ImageKind, Tx};
use argos_vision::DocumentReading;
use bytes::Bytes;
use serde_json::json;

/// The images of step 1, as they came.
#[derive(Debug, Clone)]
pub struct DocumentImages {
    /// The side with the portrait.
    pub front: Bytes,
    /// The other side, if there is one.
    pub back: Option<Bytes>,
    /// Through which door they came.
    pub capture: Capture,
}

/// What came of step 1.
#[derive(Debug, Clone, PartialEq)]
pub enum DocumentAnswer {
    /// It was read; the user confirms the data next.
    Read {
        /// What was read.
        data: DocumentData,
        /// Confidence of the reading, 0..100.
        recognition_score: f64,
    },
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

/// Reads and judges a document.
///
/// An image that cannot be decoded is the caller's error and costs no attempt; a picture without a usable document does.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Conflict`] when the step is not due or another request was faster,
/// [`AppError::Invalid`] for a file where the project takes none, [`AppError::UnreadableImage`], [`AppError::Busy`],
/// [`AppError::Waiting`] when the person in the document was decided a short while ago.
pub async fn submit_document(
    app: &App,
    project: &ProjectId,
    id: &SubmissionId,
    caller: &Caller,
    images: DocumentImages,
) -> Result<DocumentAnswer, AppError> {
    let (stored, policy) = {
        let mut tx = app.store().read().await?;
        let stored = tx
            .find_submission(project, id)
            .await?
            .ok_or(AppError::NotFound("the submission"))?;
        let policy = policy_of(&mut tx, &stored.submission).await?;
        (stored, policy)
    };
    let failed_before = stored
        .submission
        .state
        .clone()
        .expect_step(Step::Document)?
        .failed_attempts;
    images.capture.refuse_file(&policy)?;
    let today = app.now().date();
    let (front, back) = (images.front.clone(), images.back.clone());
    let reading = app
        .vision()
        .run(move |vision| vision.read_document(&front, back.as_deref(), today))
        .await??;
    let pictures: Vec<_> = [&reading.front_picture]
        .into_iter()
        .chain(&reading.back_picture)
        .collect();
    let source = capture_check(CheckName::DocumentCapture, images.capture, &pictures, None);
    let of_document = document_checks(&reading, &stored.submission.chosen, &policy, today);
    let checks: Vec<_> = source.into_iter().chain(of_document).collect();

    if judge_step(&checks) == StepVerdict::Continue {
        let read = document_data(&reading, &stored.submission.chosen);
        stop_if_waiting(app, &stored.submission, &policy, Some(&read), caller).await?;
    }

    let now = app.now();
    let mut pictures = vec![
        app.store()
            .put_image(project, id, ImageKind::IdImage, images.front, now)
            .await?,
    ];
    if let Some(back) = images.back {
        pictures.push(
            app.store()
                .put_image(project, id, ImageKind::IdBackImage, back, now)
                .await?,
        );
    }

    let mut tx = app.store().write().await?;
    let mut current = stored;
    for picture in &pictures {
        tx.record_image(picture).await?;
    }
    let transition = apply(&mut current.submission, &reading, &checks, now)?;
    tx.replace_checks(project, id, Step::Document, &checks).await?;
    save_evidence(&mut tx, &current.submission, &reading, &app.vision().face_models().both).await?;
    current.submission.updated_at = now;
    tx.save_submission(&current).await?;
    record_decision(&mut tx, &current.submission, failed_before, now).await?;
    let detail = json!({ "step": "document", "outcome": outcome_word(&transition), "engine": app.vision().engine().name,
        "models": app.vision().model_versions() });
    log(
        app,
        &mut tx,
        &current.submission,
        caller,
        "document_submitted",
        detail,
        now,
    )
    .await?;
    publish(
        app,
        &mut tx,
        &current.submission,
        &transition.events,
        &caller.decided_by_system(),
        now,
    )
    .await?;
    tx.commit().await?;
    app.wake_worker();
    Ok(answer(&current.submission))
}

fn apply(
    submission: &mut Submission,
    reading: &DocumentReading,
    checks: &[CheckResult],
    now: Timestamp,
) -> Result<Transition, AppError> {
    let incomplete = submission.state.clone().expect_step(Step::Document)?;
    let transition = match judge_step(checks) {
        StepVerdict::Continue => incomplete.document_accepted(),
        StepVerdict::Retry(code) => incomplete.attempt_failed(code, None, now),
        StepVerdict::Reject(code) => incomplete.reject(code, None, now),
    };
    submission.state = transition.state.clone();
    submission.read = Some(document_data(reading, &submission.chosen));
    submission.recognition_score = Some(recognition_score(reading));
    submission.confirmed = None;
    submission.corrected = None;
    Ok(transition)
}

async fn save_evidence(
    tx: &mut Tx,
    submission: &Submission,
    reading: &DocumentReading,
    model: &str,
) -> Result<(), AppError> {
    let raw =
        serde_json::to_string(&json!({ "front": reading.front, "back": reading.back })).map_err(AppError::internal)?;
    tx.save_reading(&submission.project_id, &submission.id, "ocr_raw", &raw)
        .await?;
    let fields = serde_json::to_string(&ReadingEvidence::of(reading)).map_err(AppError::internal)?;
    tx.save_reading(&submission.project_id, &submission.id, KIND, &fields)
        .await?;
    let parts = serde_json::to_string(&document_parts(reading)).map_err(AppError::internal)?;
    tx.save_reading(&submission.project_id, &submission.id, DOCUMENT_PARTS, &parts)
        .await?;
    if let Some(portrait) = &reading.portrait {
        let (project, id) = (&submission.project_id, &submission.id);
        tx.save_face_template(project, id, FaceKind::Portrait, &portrait.embedding.to_bytes(), model)
            .await?;
    }
    Ok(())
}

fn outcome_word(transition: &Transition) -> &'static str {
    match &transition.state {
        SubmissionState::Incomplete(facts) if facts.next_step == Step::Selfie => "read",
        SubmissionState::Incomplete(_) => "retry",
        other => other.status(),
    }
}

fn answer(submission: &Submission) -> DocumentAnswer {
    match &submission.state {
        SubmissionState::Rejected(rejected) => DocumentAnswer::Rejected { code: rejected.code },
        SubmissionState::Incomplete(facts) if facts.next_step == Step::Document => DocumentAnswer::Retry {
            code: facts
                .last_failure
                .map_or(RetryCode::DocumentNotFound, |failure| failure.code),
            attempts: facts.failed_attempts,
        },
        _ => DocumentAnswer::Read {
            data: submission.read.clone().unwrap_or_default(),
            recognition_score: submission.recognition_score.unwrap_or_default(),
        },
    }
}
