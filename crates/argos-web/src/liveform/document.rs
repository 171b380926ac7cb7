//! `POST /liveform/document`: pictures of the document come in and are read.

use super::capture_form::CaptureForm;
use super::error::LiveformError;
use super::session::LiveformSession;
use super::wording::Wording;
use crate::WebState;
use argos_app::capture::Capture;
use argos_app::submit_document::{DocumentAnswer, DocumentImages, submit_document};
use argos_domain::code::{RejectCode, RetryCode};
use argos_domain::submission::MAXIMUM_ATTEMPTS;
use argos_i18n::{reject_text, retry_text};
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
        pictures: [front, back],
        statement,
        ..
    } = CaptureForm::read(wording, form, ["front", "back"]).await?;
    let images = DocumentImages {
        front: front.ok_or_else(|| LiveformError::malformed(wording))?,
        back,
        capture: Capture::Liveform(statement),
    };
    let answer = submit_document(&state.app, &submission.project_id, &submission.id, &caller, images).await;
    Ok(Json(
        match answer.map_err(|error| LiveformError::of(wording, error))? {
            DocumentAnswer::Read {
                data,
                recognition_score,
            } => json!({ "result": "read", "fields": data, "recognition_score": recognition_score }),
            DocumentAnswer::Retry { code, attempts } => retry_answer(wording, code, attempts),
            DocumentAnswer::Rejected { code } => rejected_answer(wording, code),
        },
    ))
}

/// The attempt failed: why, and what is left.
pub(super) fn retry_answer(wording: Wording, code: RetryCode, attempts: u8) -> Value {
    let left = MAXIMUM_ATTEMPTS.saturating_sub(attempts);
    json!({
        "result": "retry",
        "retry_code": code.code(),
        "message": retry_text(wording.0, code),
        "attempts": attempts,
        "attempts_left": left,
        "attempts_left_text": wording.attempts_left(left),
    })
}

/// The submission is rejected: why, and what the person can do.
pub(super) fn rejected_answer(wording: Wording, code: RejectCode) -> Value {
    json!({ "result": "rejected", "reject_code": code.code(), "message": reject_text(wording.0, code) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use argos_i18n::Language;

    #[test]
    fn a_failed_attempt_says_how_many_are_left_in_the_readers_language() {
        let answer = retry_answer(Wording(Language::Korean), RetryCode::FaceNotFound, 1);
        assert_eq!((&answer["attempts"], &answer["attempts_left"]), (&json!(1), &json!(2)));
        assert_eq!(answer["attempts_left_text"], "남은 시도 횟수: 2회");
        assert_eq!(answer["message"], retry_text(Language::Korean, RetryCode::FaceNotFound));
    }
}
