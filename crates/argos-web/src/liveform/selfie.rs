//! `POST /liveform/selfie`: the selfie comes in and the submission is decided.

use super::document::{rejected_answer, retry_answer};
use super::error::LiveformError;
use super::pictures::read_pictures;
use super::session::LiveformSession;
use crate::WebState;
use argos_app::submit_selfie::{SelfieAnswer, submit_selfie};
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
    let [selfie] = read_pictures(wording, form, ["selfie"]).await?;
    let selfie = selfie.ok_or_else(|| LiveformError::malformed(wording))?;
    let answer = submit_selfie(&state.app, &submission.project_id, &submission.id, &caller, selfie).await;
    Ok(Json(
        match answer.map_err(|error| LiveformError::of(wording, error))? {
            SelfieAnswer::Approved => json!({ "result": "approved" }),
            SelfieAnswer::Pending => json!({ "result": "pending" }),
            SelfieAnswer::Retry { code, attempts } => retry_answer(wording, code, attempts),
            SelfieAnswer::Rejected { code } => rejected_answer(wording, code),
        },
    ))
}
