//! The browser at a page that needs no session.

use super::browser_name::browser_name;
use super::session_cookie;
use crate::WebState;
use crate::client_address::ClientAddress;
use argos_app::sign_in::Visitor;
use argos_domain::personal::PersonalText;
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use std::convert::Infallible;

/// Where a request comes from, for use cases.
pub(super) struct FromVisitor(pub(super) Visitor);

impl crate::routes::Demand for FromVisitor {}

impl FromRequestParts<WebState> for FromVisitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Infallible> {
        let ClientAddress(address) = ClientAddress::from_request_parts(parts, state).await?;
        let user_agent = parts.headers.get(header::USER_AGENT);
        let user_agent = user_agent.and_then(|value| value.to_str().ok()).unwrap_or_default();
        Ok(Self(Visitor {
            address,
            browser: PersonalText::new(browser_name(user_agent)),
            earlier_session: session_cookie::read(&parts.headers, &state.config).map(str::to_owned),
        }))
    }
}
