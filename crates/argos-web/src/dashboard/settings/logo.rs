//! The logo in users' mails.

use super::{Part, saved, settings_address};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::form::ProtectedForm;
use crate::dashboard::in_project::{ChangeSettings, InProject, ViewSettings};
use crate::dashboard::page::{go_to, page};
use crate::dashboard::upload::ProtectedUpload;
use argos_app::AppError;
use argos_app::project_logo::{logo, remove_logo, save_logo};
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// The logo itself.
pub(in crate::dashboard) async fn show(
    State(state): State<WebState>,
    place: InProject<ViewSettings>,
) -> Result<Response, DashboardError> {
    let png = logo(&state.app, &place.project.id)
        .await?
        .ok_or(DashboardError::NotFound)?;
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static("image/png"))];
    Ok((headers, png).into_response())
}

/// Keeps the file, or shows the page again with what is wrong.
pub(in crate::dashboard) async fn save(
    State(state): State<WebState>,
    place: InProject<ChangeSettings>,
    ProtectedUpload(file): ProtectedUpload,
) -> Result<Response, DashboardError> {
    match save_logo(&state.app, &place.staff, &place.project.id, file).await {
        Ok(()) => Ok(saved(&place, Part::Notifications)),
        Err(AppError::Invalid { field, message }) => {
            let shown = super::notifications::with_error(&state, &place, field, &message).await?;
            Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &shown))
        }
        Err(error) => Err(error.into()),
    }
}

/// Takes it away.
pub(in crate::dashboard) async fn remove(
    State(state): State<WebState>,
    place: InProject<ChangeSettings>,
    _form: ProtectedForm,
) -> Result<Response, DashboardError> {
    remove_logo(&state.app, &place.staff, &place.project.id).await?;
    Ok(saved(&place, Part::Notifications))
}

/// An address that only takes forms, opened by hand, leads back to the page.
pub(in crate::dashboard) async fn back_to_page(place: InProject<ViewSettings>) -> Response {
    go_to(&format!("{}{}", settings_address(&place), Part::Notifications.path()))
}
