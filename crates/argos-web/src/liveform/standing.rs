//! `GET /liveform/state`: where the submission stands, for a page that was loaded again.

use super::error::LiveformError;
use super::session::LiveformSession;
use argos_domain::submission::{MAXIMUM_ATTEMPTS, SubmissionState};
use argos_i18n::reject_text;
use axum::Json;
use serde_json::{Value, json};

pub(super) async fn tell(
    LiveformSession {
        submission, wording, ..
    }: LiveformSession,
) -> Result<Json<Value>, LiveformError> {
    let failed_attempts = submission.state.failed_attempts();
    let mut standing = json!({
        "status": submission.state.status(),
        "failed_attempts": failed_attempts,
        "attempts_left": MAXIMUM_ATTEMPTS.saturating_sub(failed_attempts),
        "next_step": null,
        "confirmed": submission.confirmed.is_some(),
    });
    match &submission.state {
        SubmissionState::Incomplete(facts) => {
            standing["next_step"] = facts.next_step.name().into();
            standing["fields"] = json!(submission.final_data());
            standing["asked_again"] = json!(facts.asked_again.as_ref().map(|request| &request.reason));
            let read = submission.read.as_ref();
            let chosen = submission.chosen;
            standing["country"] = json!(chosen.issuing_country.or(read.and_then(|read| read.issuing_country)));
            standing["kind"] = json!(chosen.id_type.or(read.and_then(|read| read.id_type)));
        }
        SubmissionState::Rejected(facts) => {
            standing["reject_code"] = facts.code.code().into();
            standing["message"] = reject_text(wording.0, facts.code).into();
        }
        SubmissionState::Pending(_) | SubmissionState::Approved(_) => {}
    }
    Ok(Json(standing))
}
