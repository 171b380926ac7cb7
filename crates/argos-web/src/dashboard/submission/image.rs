//! One image of a submission, for people with access only.

use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::in_project::{InProject, ViewSubmissions};
use argos_app::find_submissions::{ImageKind, read_image};
use argos_domain::id::SubmissionId;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// Sends the image. No cache keeps it, no browser guesses its type or runs it as a page.
pub(in crate::dashboard) async fn download(
    State(state): State<WebState>,
    place: InProject<ViewSubmissions>,
    Path((_, id, kind)): Path<(String, String, String)>,
) -> Result<Response, DashboardError> {
    let id: SubmissionId = id.parse().map_err(|_| DashboardError::NotFound)?;
    let kind = ImageKind::from_name(&kind).ok_or(DashboardError::NotFound)?;
    let (bytes, media_type) = read_image(&state.app, &place.project.id, &id, kind).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("inline")),
    ];
    Ok((headers, bytes).into_response())
}
