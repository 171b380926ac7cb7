//! `POST /liveform/selfie`: the selfie comes in and the submission is decided.

use super::capture_form::CaptureForm;
use super::document::{rejected_answer, retry_answer};
use super::error::LiveformError;
use super::session::LiveformSession;
use super::wording::Wording;
use crate::WebState;
use argos_app::capture::Capture;
use argos_app::submit_selfie::{Selfie, SelfieAnswer, submit_selfie};
use axum::Json;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use serde_json::{Value, json};

pub(super) async fn submit(
    State(state): State<WebState>,
    LiveformSession {
        submission,
        caller,
        wording,
    }: LiveformSession,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Json<Value>, LiveformError> {
    let CaptureForm {
        pictures: [picture],
        statement,
        challenge,
    } = CaptureForm::read(wording, form, ["selfie"]).await?;
    let selfie = Selfie {
        picture: picture.ok_or_else(|| LiveformError::malformed(wording))?,
        capture: Capture::Liveform(statement),
        challenge,
    };
    let answer = submit_selfie(&state.app, &submission.project_id, &submission.id, &caller, selfie).await;
    let answer = answer.map_err(|error| LiveformError::of(wording, error))?;
    Ok(Json(outcome(wording, answer)))
}

/// What the selfie step came to.
pub(super) fn outcome(wording: Wording, answer: SelfieAnswer) -> Value {
    match answer {
        SelfieAnswer::Approved => json!({ "result": "approved" }),
        SelfieAnswer::Pending => json!({ "result": "pending" }),
        SelfieAnswer::Retry { code, attempts } => retry_answer(wording, code, attempts),
        SelfieAnswer::Rejected { code } => rejected_answer(wording, code),
    }
}
