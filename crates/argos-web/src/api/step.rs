//! The step API: a customer's own page sends the images; `step1` is the document, `step2` the selfie.

use super::authentication::ApiProject;
use super::error::ApiError;
use super::step_form::StepForm;
use super::submission::insert_ocr_raw;
use crate::WebState;
use argos_app::capture::Capture;
use argos_app::confirm_data::confirm_data;
use argos_app::find_submissions::view_submission;
use argos_app::start_submission::{StartSubmission, start_submission};
use argos_app::submit_document::{DocumentAnswer, DocumentImages, submit_document};
use argos_app::submit_selfie::{Selfie, submit_selfie};
use argos_app::{Caller, choose_document::choose_document, submission_json};
use argos_domain::code::RetryCode;
use argos_domain::id::SubmissionId;
use argos_domain::project::Project;
use argos_domain::submission::{ChosenDocument, Narrowing, RuleOverrides, Submission, SubmissionState};
use axum::Json;
use axum::extract::{Multipart, State};
use serde_json::{Map, Value, json};

/// `POST /v3/submission/step1`.
pub(super) async fn document(
    State(state): State<WebState>,
    ApiProject { project, caller }: ApiProject,
    form: Multipart,
) -> Result<Json<Value>, ApiError> {
    let mut form = StepForm::read(form).await?;
    let front = form
        .take_image("idImage")
        .ok_or_else(|| ApiError::bad_request("missing_data", "idImage is missing"))?;
    let images = DocumentImages {
        front,
        back: form.take_image("idBackImage"),
        capture: Capture::Api,
    };
    let id = started(&state, &project, &caller, &form).await?;
    let answer = submit_document(&state.app, &project.id, &id, &caller, images)
        .await
        .map_err(|error| with_submission(error, &id))?;
    let view = view_submission(&state.app, &project.id, &id).await?;
    let mut body = outcome(&view.submission);
    if let DocumentAnswer::Read { recognition_score, .. } = answer {
        let item = submission_json(&view.submission, true);
        body.insert("ocr".to_owned(), item.get("ocr").cloned().unwrap_or_default());
        insert_ocr_raw(&mut body, &view);
        body.insert("recognition_score".to_owned(), json!(recognition_score));
    }
    Ok(Json(Value::Object(body)))
}

/// `POST /v3/submission/step2`.
pub(super) async fn selfie(
    State(state): State<WebState>,
    ApiProject { project, caller }: ApiProject,
    form: Multipart,
) -> Result<Json<Value>, ApiError> {
    let mut form = StepForm::read(form).await?;
    let face = form
        .take_image("faceImage")
        .ok_or_else(|| ApiError::bad_request("missing_data", "faceImage is missing"))?;
    let id = submission_id(&form)?.ok_or_else(|| ApiError::bad_request("missing_data", "submissionId is missing"))?;
    let view = view_submission(&state.app, &project.id, &id).await?;
    let read = view.submission.read.clone().unwrap_or_default();
    if let Some(confirmed) = form.confirmed(&read)? {
        confirm_data(&state.app, &project.id, &id, &caller, confirmed).await?;
    }
    let selfie = Selfie {
        picture: face,
        capture: Capture::Api,
        challenge: None,
    };
    submit_selfie(&state.app, &project.id, &id, &caller, selfie).await?;
    let view = view_submission(&state.app, &project.id, &id).await?;
    let mut body = outcome(&view.submission);
    if let Some(score) = view.submission.state.argos_score() {
        body.insert("argos_score".to_owned(), json!(score));
    }
    let value_of = |name: &str| {
        view.checks
            .iter()
            .find(|check| check.name.name() == name)
            .and_then(|check| check.value)
    };
    for (key, check) in [
        ("faceSimilarityScore", "face_match"),
        ("livenessScore", "passive_liveness"),
    ] {
        if let Some(value) = value_of(check) {
            body.insert(key.to_owned(), json!(value));
        }
    }
    Ok(Json(Value::Object(body)))
}

/// The submission to go on with: the one that the form names, else a new one.
async fn started(
    state: &WebState,
    project: &Project,
    caller: &Caller,
    form: &StepForm,
) -> Result<SubmissionId, ApiError> {
    let chosen = form.chosen()?;
    if let Some(id) = submission_id(form)? {
        if chosen != ChosenDocument::default() {
            choose_document(&state.app, &project.id, &id, chosen).await?;
        }
        return Ok(id);
    }
    let request = StartSubmission {
        project_id: project.id.clone(),
        applicant: form.applicant()?,
        chosen,
        narrowing: Narrowing::default(),
        overrides: RuleOverrides::default(),
        device_key: None,
    };
    Ok(start_submission(&state.app, caller, request).await?.submission.id)
}

fn submission_id(form: &StepForm) -> Result<Option<SubmissionId>, ApiError> {
    let id = form
        .text(&["submissionId", "submission_id"])
        .map(|text| text.expose().parse());
    id.transpose()
        .map_err(|_| ApiError::bad_request("invalid_format", "submissionId is malformed"))
}

/// An unreadable image must not cost the caller the submission that was just made: its id goes into the message.
fn with_submission(error: argos_app::AppError, id: &SubmissionId) -> ApiError {
    match error {
        argos_app::AppError::UnreadableImage { code, message } => {
            ApiError::bad_request(code, format!("{message}; send another image with submissionId {id}"))
        }
        other => other.into(),
    }
}

/// The answer's common part: status, and for a failed attempt the `retry` list of the reference.
fn outcome(submission: &Submission) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("submissionId".to_owned(), json!(submission.id));
    body.insert("kycStatus".to_owned(), json!(submission.state.status()));
    body.insert("retryCount".to_owned(), json!(submission.state.failed_attempts()));
    match &submission.state {
        SubmissionState::Incomplete(facts) => {
            body.insert("nextStep".to_owned(), json!(facts.next_step));
            let just_failed = facts.last_failure.filter(|failure| failure.at == submission.updated_at);
            if let Some(failure) = just_failed {
                body.insert("retry".to_owned(), json!([retry(failure.code)]));
            }
        }
        SubmissionState::Rejected(rejected) => {
            body.insert("rejectCode".to_owned(), json!(rejected.code));
            body.insert("rejectComment".to_owned(), json!(rejected.code.staff_text()));
        }
        SubmissionState::Pending(_) | SubmissionState::Approved(_) => {}
    }
    body
}

fn retry(code: RetryCode) -> Value {
    json!({ "retryCode": code, "retryMsg": code.user_text() })
}
