//! An agent of the platform at work: reviews for every project that asks for it.

use super::error_page::DashboardError;
use super::signed_in::SignedInAdministrator;
use crate::WebState;
use crate::client_address::ClientAddress;
use crate::routes::{Demand, Demanded, Demands};
use argos_app::Staff;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;

/// An administrator whom the operator made an agent of the platform. For anybody else the page does not exist.
pub(super) struct PlatformAgent {
    /// Who.
    pub(super) administrator: SignedInAdministrator,
    /// Who, and from where: for use cases.
    pub(super) staff: Staff,
}

impl Demand for PlatformAgent {
    const DEMANDS: Demands = Demands::of(Demanded::Administrator);
}

impl FromRequestParts<WebState> for PlatformAgent {
    type Rejection = DashboardError;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, DashboardError> {
        let administrator = SignedInAdministrator::from_request_parts(parts, state).await?;
        if !administrator.is_platform_agent {
            return Err(DashboardError::NotFound);
        }
        let Ok(ClientAddress(address)) = ClientAddress::from_request_parts(parts, state).await;
        Ok(Self {
            staff: Staff {
                id: administrator.administrator.clone(),
                address,
            },
            administrator,
        })
    }
}
