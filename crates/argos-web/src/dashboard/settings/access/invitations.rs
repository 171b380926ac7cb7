//! Sending invitations again, and taking them back.

use super::{Done, answer, person};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::form::ProtectedForm;
use crate::dashboard::in_project::{InProject, ManageAccess};
use argos_app::access::{cancel_invitation, invite_again};
use axum::extract::{Path, State};
use axum::response::Response;

/// Sends an invitation again.
pub(in crate::dashboard) async fn again(
    State(state): State<WebState>,
    place: InProject<ManageAccess>,
    Path((_, id)): Path<(String, String)>,
    _form: ProtectedForm,
) -> Result<Response, DashboardError> {
    let sent = invite_again(&state.app, &place.staff, &place.project.id, &person(&id)?).await;
    answer(&state, &place, sent, Done::InvitedAgain).await
}

/// Takes an invitation back.
pub(in crate::dashboard) async fn cancel(
    State(state): State<WebState>,
    place: InProject<ManageAccess>,
    Path((_, id)): Path<(String, String)>,
    _form: ProtectedForm,
) -> Result<Response, DashboardError> {
    let cancelled = cancel_invitation(&state.app, &place.staff, &place.project.id, &person(&id)?).await;
    answer(&state, &place, cancelled, Done::Cancelled).await
}
