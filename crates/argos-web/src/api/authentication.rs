//! The caller of the REST API: the project whose key came in `x-api-key`.

use super::error::ApiError;
use crate::WebState;
use crate::client_address::ClientAddress;
use crate::routes::{Demand, Demanded, Demands};
use argos_app::Caller;
use argos_app::projects::project_by_api_key;
use argos_domain::project::Project;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;

/// The project that calls.
pub(super) struct ApiProject {
    /// The project.
    pub(super) project: Project,
    /// Its server, and from where it calls.
    pub(super) caller: Caller,
}

/// Longest key that is looked up at all.
const LONGEST_KEY: usize = 256;

impl Demand for ApiProject {
    const DEMANDS: Demands = Demands::of(Demanded::ApiKey);
}

impl FromRequestParts<WebState> for ApiProject {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, ApiError> {
        let key = parts
            .headers
            .get("x-api-key")
            .and_then(|value| value.to_str().ok())
            .filter(|key| key.len() <= LONGEST_KEY);
        let key = key.ok_or_else(ApiError::forbidden)?;
        let project = project_by_api_key(&state.app, key).await?;
        let Ok(ClientAddress(address)) = ClientAddress::from_request_parts(parts, state).await;
        if !project.settings.ip_control.api.allows(address) {
            return Err(ApiError::address_refused());
        }
        let caller = Caller::api_key(address);
        Ok(Self { project, caller })
    }
}
