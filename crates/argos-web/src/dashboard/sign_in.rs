//! Signing in by a one-time link, and out again.

use super::error_page::DashboardError;
use super::field_errors::sentence;
use super::form::{OwnSiteForm, ProtectedForm};
use super::page::{go_to, page};
use super::session_cookie;
use super::signed_in::SignedInAdministrator;
use crate::WebState;
use argos_app::AppError;
use argos_domain::personal::EmailAddress;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;

#[derive(Template)]
#[template(path = "dashboard/sign_in.html")]
struct SignInPage {
    email: String,
    error: Option<String>,
}

#[derive(Template)]
#[template(path = "dashboard/sign_in_sent.html")]
struct SentPage {
    email: String,
}

#[derive(Template)]
#[template(path = "dashboard/sign_in_confirm.html")]
struct ConfirmPage {
    token: String,
}

#[derive(Template)]
#[template(path = "dashboard/sign_in_expired.html")]
struct ExpiredPage;

/// Asks for the e-mail address.
pub(super) async fn ask(administrator: Result<SignedInAdministrator, DashboardError>) -> Response {
    if administrator.is_ok() {
        return go_to("/dashboard");
    }
    page(
        StatusCode::OK,
        &SignInPage {
            email: String::new(),
            error: None,
        },
    )
}

/// Mails a link if the address is known. The answer is the same either way, so that it tells nobody who has access.
pub(super) async fn send_link(
    State(state): State<WebState>,
    OwnSiteForm(fields): OwnSiteForm,
) -> Result<Response, DashboardError> {
    let typed = fields.text("email");
    let email = match EmailAddress::parse(typed) {
        Ok(email) => email,
        Err(error) => {
            let answer = SignInPage {
                email: typed.chars().take(254).collect(),
                error: Some(sentence(&error.to_string())),
            };
            return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &answer));
        }
    };
    argos_app::sign_in::request_sign_in_link(&state.app, &email).await?;
    Ok(page(
        StatusCode::OK,
        &SentPage {
            email: email.expose().to_owned(),
        },
    ))
}

/// Shows a button. Opening the link alone does not use it up, because mail scanners open links too.
pub(super) async fn confirm(Path(token): Path<String>) -> Response {
    let looks_right = token.len() <= 200
        && token
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if looks_right {
        page(StatusCode::OK, &ConfirmPage { token })
    } else {
        page(StatusCode::NOT_FOUND, &ExpiredPage)
    }
}

/// Uses the link up and starts the session.
pub(super) async fn redeem(
    State(state): State<WebState>,
    Path(token): Path<String>,
    OwnSiteForm(_): OwnSiteForm,
) -> Result<Response, DashboardError> {
    let session = match argos_app::sign_in::redeem_sign_in_link(&state.app, &token).await {
        Ok(session) => session,
        Err(AppError::NotFound(_) | AppError::Unauthorized | AppError::Conflict(_) | AppError::Invalid { .. }) => {
            return Ok(page(StatusCode::GONE, &ExpiredPage));
        }
        Err(error) => return Err(error.into()),
    };
    let mut response = go_to("/dashboard");
    let cookie = session_cookie::set(session.expose(), &state.config).ok_or(DashboardError::Internal)?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Ends the session here and on the server.
pub(super) async fn sign_out(
    State(state): State<WebState>,
    headers: HeaderMap,
    _form: ProtectedForm,
) -> Result<Response, DashboardError> {
    if let Some(cookie) = session_cookie::read(&headers, &state.config) {
        argos_app::sign_in::sign_out(&state.app, cookie).await?;
    }
    let mut response = go_to("/dashboard/sign-in");
    let cookie = session_cookie::clear(&state.config).ok_or(DashboardError::Internal)?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opening_a_link_shows_a_button_and_scanners_use_nothing_up() {
        let html = ConfirmPage {
            token: "in_abc-DEF_123".to_owned(),
        }
        .render()
        .unwrap();
        crate::dashboard::sample::keep("sign-in-confirm", &html);
        assert!(html.contains("<form method=\"post\" action=\"/dashboard/sign-in/in_abc-DEF_123\">"));
        let sent = SentPage {
            email: "anna@example.com".to_owned(),
        }
        .render()
        .unwrap();
        crate::dashboard::sample::keep("sign-in-sent", &sent);
        assert!(sent.contains("If <strong>anna@example.com</strong> belongs to an administrator"));
    }

    #[test]
    fn what_was_typed_is_kept_and_escaped() {
        let html = SignInPage {
            email: "<b>\"x".to_owned(),
            error: Some("not an e-mail address".to_owned()),
        }
        .render()
        .unwrap();
        crate::dashboard::sample::keep("sign-in", &html);
        assert!(html.contains("aria-invalid=\"true\"") && html.contains("not an e-mail address"));
        assert!(!html.contains("<b>\"x"));
    }
}
