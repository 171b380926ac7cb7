//! `/v3/projects/policy`: the policy is replaced, its versions are listed and compared, and an older one holds again.
//!
//! Changes are made in the name of an administrator who may change the settings in the dashboard, too.

use super::authentication::ApiProject;
use super::error::ApiError;
use crate::WebState;
use argos_app::AppError;
use argos_app::change_policy::{PolicyChange, change_policy};
use argos_app::correct_submission::Editor;
use argos_app::policy_history::{LONGEST_PAGE, compare_policies, differences_json, policy_history, policy_version};
use argos_domain::personal::EmailAddress;
use argos_domain::policy::Policy;
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

/// Longest request. A policy that names every country in both lists and has all its rules stays below.
pub(super) const LONGEST_REQUEST: usize = 64 * 1024;

#[derive(Deserialize)]
struct Replacement {
    admin: Option<String>,
    policy: Value,
}

#[derive(Deserialize)]
struct Undo {
    admin: Option<String>,
    version: u32,
}

#[derive(Deserialize)]
pub(super) struct VersionsQuery {
    version: Option<u32>,
    before: Option<u32>,
    count: Option<u32>,
}

#[derive(Deserialize)]
pub(super) struct ComparisonQuery {
    from: Option<u32>,
    to: Option<u32>,
}

/// Replaces the whole policy; a field that is left out gets its default.
pub(super) async fn replace(
    State(state): State<WebState>,
    api: ApiProject,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Value>, ApiError> {
    let request: Replacement = read(body)?;
    let policy: Policy = serde_json::from_value(request.policy)
        .map_err(|error| ApiError::bad_request("invalid_format", format!("policy: {error}")))?;
    let change = PolicyChange::Replaced(Box::new(policy));
    changed(&state, &api, request.admin.as_deref(), change).await
}

/// Lets an older version hold again.
pub(super) async fn undo(
    State(state): State<WebState>,
    api: ApiProject,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Value>, ApiError> {
    let request: Undo = read(body)?;
    changed(
        &state,
        &api,
        request.admin.as_deref(),
        PolicyChange::Undone(request.version),
    )
    .await
}

/// The versions, newest first; or the whole policy of one.
pub(super) async fn versions(
    State(state): State<WebState>,
    ApiProject { project, .. }: ApiProject,
    query: Result<Query<VersionsQuery>, QueryRejection>,
) -> Result<Json<Value>, ApiError> {
    let Query(query) = query.map_err(|_| ApiError::bad_query("version, before and count are whole numbers"))?;
    if let Some(version) = query.version {
        let policy = policy_version(state.app.store(), &project.id, version).await?;
        return Ok(Json(json!({ "version": version, "policy": policy })));
    }
    let count = query.count.unwrap_or(LONGEST_PAGE);
    if !(1..=LONGEST_PAGE).contains(&count) {
        return Err(ApiError::bad_query("count is 1 to 100"));
    }
    let history = policy_history(state.app.store(), &project.id, query.before, count).await?;
    Ok(Json(history.to_json()))
}

/// What differs between two versions.
pub(super) async fn compare(
    State(state): State<WebState>,
    ApiProject { project, .. }: ApiProject,
    query: Result<Query<ComparisonQuery>, QueryRejection>,
) -> Result<Json<Value>, ApiError> {
    let Query(query) = query.map_err(|_| ApiError::bad_query("from and to are numbers of versions"))?;
    let compared = compare_policies(state.app.store(), &project.id, query.from, query.to).await?;
    let changes = differences_json(&compared.differences);
    Ok(Json(
        json!({ "from": compared.from, "to": compared.to, "changes": changes }),
    ))
}

async fn changed(
    state: &WebState,
    api: &ApiProject,
    admin: Option<&str>,
    change: PolicyChange,
) -> Result<Json<Value>, ApiError> {
    let admin = admin.ok_or_else(|| ApiError::bad_request("invalid_format", "admin: an e-mail address is expected"))?;
    let admin = EmailAddress::parse(admin)
        .map_err(|_| ApiError::bad_request("invalid_format", "admin: an e-mail address is expected"))?;
    let editor = Editor::Api {
        caller: &api.caller,
        admin: &admin,
    };
    let version = change_policy(&state.app, editor, &api.project.id, change)
        .await
        .map_err(|error| match error {
            AppError::Forbidden => {
                ApiError::bad_request("invalid_format", "admin: this administrator may not change settings")
            }
            other => other.into(),
        })?;
    let policy = policy_version(state.app.store(), &api.project.id, version).await?;
    Ok(Json(json!({ "version": version, "policy": policy })))
}

/// Takes JSON whatever the content type says, like the other changing routes.
fn read<T: serde::de::DeserializeOwned>(body: Result<Bytes, BytesRejection>) -> Result<T, ApiError> {
    let body = body.map_err(|rejection| ApiError::of_status(rejection.status()))?;
    serde_json::from_slice(&body).map_err(|error| ApiError::bad_request("invalid_payload", error.to_string()))
}
