//! Sending the customer's server the state of a submission again.

use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::form::{FormFields, ProtectedForm};
use crate::dashboard::in_project::{DecideSubmissions, InProject};
use crate::dashboard::page::go_to;
use argos_app::webhooks::{Resent, resend_submission};
use argos_domain::id::SubmissionId;
use axum::extract::{Path, State};
use axum::response::Response;

/// Sends it.
pub(in crate::dashboard) async fn resend(
    State(state): State<WebState>,
    place: InProject<DecideSubmissions>,
    Path((_, id)): Path<(String, String)>,
    _form: ProtectedForm,
) -> Result<Response, DashboardError> {
    let id: SubmissionId = id.parse().map_err(|_| DashboardError::NotFound)?;
    let done = match resend_submission(&state.app, &place.staff, &place.project.id, &id).await? {
        Resent::Hurried => "hurried",
        Resent::Anew => "anew",
    };
    Ok(go_to(&format!(
        "{}/submissions/{id}?webhook={done}#deliveries",
        place.address()
    )))
}

/// What the page says afterwards.
pub(super) fn notice(query: &FormFields) -> Option<&'static str> {
    match query.text("webhook") {
        "hurried" => Some("The messages that waited are on their way. Their result appears here."),
        "anew" => Some("A new message with the present state is on its way. Its result appears here."),
        _ => None,
    }
}
