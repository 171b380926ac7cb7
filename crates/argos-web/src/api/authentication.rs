//! The caller of the REST API: the project whose key came in `x-api-key`.

use super::error::ApiError;
use crate::WebState;
use argos_app::projects::project_by_api_key;
use argos_domain::project::Project;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;

/// The project that calls.
pub(super) struct ApiProject(pub Project);

/// Longest key that is looked up at all.
const LONGEST_KEY: usize = 256;

impl FromRequestParts<WebState> for ApiProject {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, ApiError> {
        let key = parts
            .headers
            .get("x-api-key")
            .and_then(|value| value.to_str().ok())
            .filter(|key| key.len() <= LONGEST_KEY);
        let key = key.ok_or_else(ApiError::forbidden)?;
        Ok(Self(project_by_api_key(&state.app, key).await?))
    }
}
