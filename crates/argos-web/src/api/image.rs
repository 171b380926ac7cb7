//! `GET /v3/image`: the image itself.

use super::authentication::ApiProject;
use super::error::ApiError;
use crate::WebState;
use argos_app::find_submissions::{ImageKind, read_image};
use argos_domain::id::SubmissionId;

use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct ImageQuery {
    #[serde(alias = "submissionId")]
    submission_id: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

pub(super) async fn download(
    State(state): State<WebState>,
    ApiProject { project, .. }: ApiProject,
    query: Result<Query<ImageQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, ApiError> {
    let Query(query) = query.map_err(|_| ApiError::bad_query("submission_id and type, each once, are expected"))?;
    let id: Option<SubmissionId> = query.submission_id.and_then(|text| text.parse().ok());
    let id = id.ok_or_else(|| ApiError::bad_query("submission_id is missing or malformed"))?;
    let kind = query.kind.as_deref().and_then(ImageKind::from_name);
    let kind =
        kind.ok_or_else(|| ApiError::bad_query("type must be idImage, idBackImage, selfieImage or addressImage"))?;
    let (bytes, media_type) = read_image(&state.app, &project.id, &id, kind).await?;
    Ok(([(header::CONTENT_TYPE, media_type)], bytes).into_response())
}
