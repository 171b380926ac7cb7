//! Who sends a request: the reader's language, and the submission of the bearer token.

use super::error::LiveformError;
use super::wording::Wording;
use crate::WebState;
use crate::client_address::ClientAddress;
use crate::routes::{Demand, Demanded, Demands};
use argos_app::Caller;
use argos_app::liveform_session::open_liveform;
use argos_domain::submission::Submission;
use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use std::convert::Infallible;

/// Longer tokens are not looked up.
pub(super) const LONGEST_TOKEN: usize = 200;

impl Demand for Wording {}

impl Demand for LiveformSession {
    const DEMANDS: Demands = Demands::of(Demanded::LiveformSession);
}

impl FromRequestParts<WebState> for Wording {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &WebState) -> Result<Self, Infallible> {
        Ok(Self::of(None, &parts.headers))
    }
}

/// A running Liveform session.
pub(super) struct LiveformSession {
    /// The submission that the token belongs to.
    pub(super) submission: Submission,
    /// The person, and from where the request came.
    pub(super) caller: Caller,
    /// The reader's language.
    pub(super) wording: Wording,
}

/// Runs before a body is read, so that only people with a session can send pictures.
impl FromRequestParts<WebState> for LiveformSession {
    type Rejection = LiveformError;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, LiveformError> {
        let wording = Wording::of(None, &parts.headers);
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = header
            .and_then(bearer_token)
            .ok_or_else(|| LiveformError::unauthorized(wording))?;
        let submission = open_liveform(&state.app, token)
            .await
            .map_err(|error| LiveformError::of(wording, error))?;
        let Ok(ClientAddress(address)) = ClientAddress::from_request_parts(parts, state).await;
        let caller = Caller::applicant(address);
        Ok(Self {
            submission,
            caller,
            wording,
        })
    }
}

fn bearer_token(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && token.len() <= LONGEST_TOKEN).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bearer_tokens_of_sane_length_are_looked_up() {
        assert_eq!(bearer_token("Bearer lf_abc"), Some("lf_abc"));
        assert_eq!(bearer_token("bearer  lf_abc"), Some("lf_abc"));
        for bad in [
            "lf_abc",
            "Basic lf_abc",
            "Bearer ",
            &format!("Bearer {}", "a".repeat(201)),
        ] {
            assert_eq!(bearer_token(bad), None, "{bad}");
        }
    }
}
