//! `GET /v3/projects/settings`: what is set for the project that asks.

use super::authentication::ApiProject;
use super::error::ApiError;
use crate::WebState;
use argos_app::project_settings::{AllSettings, all_settings};
use argos_app::projects::liveform_url;
use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Map, Value, json};

const MANAGEMENT: &str = "management";
const SETTINGS: &str = "settings";
const POLICY: &str = "policy";

#[derive(Deserialize)]
pub(super) struct SettingsQuery {
    category: Option<String>,
}

/// One category, or all of them.
pub(super) async fn show(
    State(state): State<WebState>,
    ApiProject { project, .. }: ApiProject,
    query: Result<Query<SettingsQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<Value>, ApiError> {
    let Query(query) = query.map_err(|_| ApiError::bad_query("each parameter may stand once"))?;
    let wanted = query.category.as_deref();
    if wanted.is_some_and(|wanted| ![MANAGEMENT, SETTINGS, POLICY].contains(&wanted)) {
        return Err(ApiError::bad_query("category is management, settings or policy"));
    }
    let all = all_settings(state.app.store(), &project.id).await?;
    let mut named = all.to_json()?;
    named["policy"]["version"] = json!(all.policy_version);
    let mut item = Map::new();
    let liveform = liveform_url(&state.app, &project.id);
    for (category, value) in [
        (MANAGEMENT, management(&all, &liveform)),
        (SETTINGS, named[SETTINGS].take()),
        (POLICY, named[POLICY].take()),
    ] {
        if wanted.is_none_or(|wanted| wanted == category) {
            item.insert(category.to_owned(), value);
        }
    }
    Ok(Json(json!({ "item": item })))
}

/// The reference's group, with its names.
fn management(all: &AllSettings, liveform: &str) -> Value {
    let settings = &all.project.settings;
    json!({
        "admins": all.administrators,
        "formPrivacyPolicyUrl": settings.privacy_policy_url,
        "formReturnUrl": settings.return_url,
        "formTermsOfUseUrl": settings.terms_of_use_url,
        "formUrl": liveform,
        "ipWhitelist": { "admin": settings.ip_control.dashboard, "api": settings.ip_control.api },
        "name": all.project.name,
        "pid": all.project.id,
        "projectStatus": "open",
        "webhook": { "url": settings.webhook_url },
    })
}
