//! The administrator behind a request.

use super::error_page::DashboardError;
use super::session_cookie;
use crate::WebState;
use crate::routes::{Demand, Demanded, Demands};
use argos_app::sign_in::SignedIn;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::ops::Deref;
use std::sync::Arc;

/// A signed-in administrator with the projects that they can open. Without one, the browser is sent to the sign-in page.
#[derive(Clone)]
pub(super) struct SignedInAdministrator(Arc<SignedIn>);

impl Deref for SignedInAdministrator {
    type Target = SignedIn;

    fn deref(&self) -> &SignedIn {
        &self.0
    }
}

#[cfg(test)]
impl From<SignedIn> for SignedInAdministrator {
    fn from(signed_in: SignedIn) -> Self {
        Self(Arc::new(signed_in))
    }
}

impl Demand for SignedInAdministrator {
    const DEMANDS: Demands = Demands::of(Demanded::Administrator);
}

impl FromRequestParts<WebState> for SignedInAdministrator {
    type Rejection = DashboardError;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, DashboardError> {
        // Several extractors of one request ask for the administrator; the database is asked once.
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let cookie = session_cookie::read(&parts.headers, &state.config).ok_or(DashboardError::SignInNeeded)?;
        let administrator = Self(Arc::new(argos_app::sign_in::session(&state.app, cookie).await?));
        parts.extensions.insert(administrator.clone());
        Ok(administrator)
    }
}
