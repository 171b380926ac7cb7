//! `GET /v3/submission/applicant`: the approved submissions of one person.

use super::authentication::ApiProject;
use super::error::ApiError;
use crate::WebState;
use argos_app::find_submissions::approved_submissions_of;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
pub(super) struct ApplicantQuery {
    #[serde(alias = "applicantId")]
    applicant_id: Option<String>,
}

pub(super) async fn find(
    State(state): State<WebState>,
    ApiProject { project, .. }: ApiProject,
    query: Result<Query<ApplicantQuery>, QueryRejection>,
) -> Result<Json<Value>, ApiError> {
    let Query(query) = query.map_err(|_| ApiError::bad_query("each parameter may stand once"))?;
    let id = query
        .applicant_id
        .ok_or_else(|| ApiError::bad_query("applicant_id is missing"))?;
    let id = id
        .parse()
        .map_err(|_| ApiError::bad_query("applicant_id is malformed"))?;
    let submissions = approved_submissions_of(&state.app, &project.id, &id).await?;
    let items = submissions.iter().map(|submission| {
        let mut item = Map::new();
        item.insert("submission_id".to_owned(), json!(submission.id));
        if let Some(information) = &submission.duplicated_information {
            item.insert("duplicated_information".to_owned(), json!(information));
        }
        if let Some(email) = &submission.applicant.email {
            item.insert("email".to_owned(), json!(email));
        }
        Value::Object(item)
    });
    Ok(Json(items.collect()))
}
