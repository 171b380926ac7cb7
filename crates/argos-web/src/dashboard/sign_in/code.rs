//! The second page of a sign-in: the code of an authenticator app.

use super::with_session;
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::form::OwnSiteForm;
use crate::dashboard::page::{go_to, page};
use crate::dashboard::session_cookie;
use crate::dashboard::visitor::FromVisitor;
use argos_app::sign_in::{CodeAnswer, is_code_awaited, sign_in_with_code, time_left};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;

#[derive(Template)]
#[template(path = "dashboard/sign_in_code.html")]
struct CodePage {
    error: Option<String>,
}

/// Asks for the code.
pub(in crate::dashboard) async fn ask(
    State(state): State<WebState>,
    headers: HeaderMap,
) -> Result<Response, DashboardError> {
    match session_cookie::read_second_step(&headers, &state.config) {
        Some(token) if is_code_awaited(&state.app, token).await? => Ok(page(StatusCode::OK, &CodePage { error: None })),
        _ => Ok(go_to("/dashboard/sign-in")),
    }
}

/// Takes the code and starts the session.
pub(in crate::dashboard) async fn take(
    State(state): State<WebState>,
    headers: HeaderMap,
    FromVisitor(visitor): FromVisitor,
    OwnSiteForm(fields): OwnSiteForm,
) -> Result<Response, DashboardError> {
    let Some(token) = session_cookie::read_second_step(&headers, &state.config) else {
        return Ok(go_to("/dashboard/sign-in"));
    };
    let again = |status, message: String| page(status, &CodePage { error: Some(message) });
    match sign_in_with_code(&state.app, token, fields.text("code"), &visitor).await? {
        CodeAnswer::SignedIn(session) => {
            let mut response = with_session(&state, &session)?;
            let used = session_cookie::clear_second_step(&state.config).ok_or(DashboardError::Internal)?;
            response.headers_mut().append(header::SET_COOKIE, used);
            Ok(response)
        }
        CodeAnswer::Wrong => Ok(again(
            StatusCode::UNPROCESSABLE_ENTITY,
            "This code is not right, or was used before. Wait for the next one in your app.".to_owned(),
        )),
        CodeAnswer::Locked { until } => {
            let wait = time_left(until, state.app.now());
            let message = format!("Too many wrong codes. Try again in {wait}.");
            Ok(again(StatusCode::TOO_MANY_REQUESTS, message))
        }
        CodeAnswer::Expired => Ok(go_to("/dashboard/sign-in")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_asks_for_a_code_or_a_recovery_code() {
        let html = CodePage {
            error: Some("This code is not right.".to_owned()),
        }
        .render()
        .unwrap();
        crate::dashboard::sample::keep("sign-in-code", &html);
        assert!(html.contains("autocomplete=\"one-time-code\"") && html.contains("recovery code"));
        assert!(html.contains("aria-invalid=\"true\""));
    }
}
