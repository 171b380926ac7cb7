//! Ending sessions from afar.

use super::{Done, OwnAccount};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::form::ProtectedForm;
use argos_app::account::{end_other_sessions, end_session};
use axum::extract::{Path, State};
use axum::response::Response;

/// Ends one session.
pub(in crate::dashboard) async fn end(
    State(state): State<WebState>,
    own: OwnAccount,
    Path(id): Path<String>,
    _form: ProtectedForm,
) -> Result<Response, DashboardError> {
    let id = id.parse().map_err(|_| DashboardError::NotFound)?;
    end_session(&state.app, &own.staff, &id).await?;
    Ok(Done::SessionEnded.page())
}

/// Ends all sessions but this one.
pub(in crate::dashboard) async fn end_others(
    State(state): State<WebState>,
    own: OwnAccount,
    _form: ProtectedForm,
) -> Result<Response, DashboardError> {
    end_other_sessions(&state.app, &own.staff, &own.administrator).await?;
    Ok(Done::OthersEnded.page())
}
