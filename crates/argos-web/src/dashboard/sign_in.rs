//! Signing in by password or by a one-time link, and out again.

pub(super) mod code;
pub(super) mod link;

use super::error_page::DashboardError;
use super::field_errors::sentence;
use super::form::{OwnSiteForm, ProtectedForm};
use super::page::{go_to, page};
use super::session_cookie;
use super::signed_in::SignedInAdministrator;
use super::visitor::FromVisitor;
use crate::WebState;
use argos_app::sign_in::{PasswordAnswer, SignInStep, sign_in_with_password, time_left};
use argos_app::{AppError, SecretToken};
use argos_domain::clock::Timestamp;
use argos_domain::personal::{EmailAddress, InvalidEmailAddress};
use argos_domain::sign_in::Password;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;

/// Longer texts are no e-mail addresses and are cut before they are shown again.
const LONGEST_EMAIL: usize = 254;

#[derive(Template)]
#[template(path = "dashboard/sign_in.html")]
struct SignInPage {
    email: String,
    email_error: Option<String>,
    password_error: Option<String>,
    /// What concerns both fields.
    error: Option<String>,
}

/// What is wrong with a sign-in.
enum Trouble {
    Email,
    NoPassword,
    Wrong,
    Locked(Timestamp, Timestamp),
    TooManyLinks(Timestamp, Timestamp),
}

impl Trouble {
    const fn status(&self) -> StatusCode {
        match self {
            Self::Email | Self::NoPassword | Self::Wrong => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Locked(..) | Self::TooManyLinks(..) => StatusCode::TOO_MANY_REQUESTS,
        }
    }
}

fn sign_in_page(email: &str, trouble: Trouble) -> Response {
    page(trouble.status(), &page_with(email, &trouble))
}

fn page_with(email: &str, trouble: &Trouble) -> SignInPage {
    let blank = SignInPage {
        email: email.chars().take(LONGEST_EMAIL).collect(),
        email_error: None,
        password_error: None,
        error: None,
    };
    let error = |text: String| Some(text);
    match trouble {
        Trouble::Email => SignInPage {
            email_error: error(sentence(&InvalidEmailAddress.to_string())),
            ..blank
        },
        Trouble::NoPassword => SignInPage {
            password_error: error("Type your password, or ask for a link if you have none.".to_owned()),
            ..blank
        },
        Trouble::Wrong => SignInPage {
            error: error(
                "E-mail address or password are not right. Forgot the password, or never set one? Ask for a link."
                    .to_owned(),
            ),
            ..blank
        },
        Trouble::Locked(until, now) => SignInPage {
            error: error(format!(
                "Too many wrong passwords. Try again in {}, or ask for a link.",
                time_left(*until, *now)
            )),
            ..blank
        },
        Trouble::TooManyLinks(until, now) => SignInPage {
            error: error(format!(
                "Too many links were asked for. Ask again in {}, and look into the spam folder for those sent before.",
                time_left(*until, *now)
            )),
            ..blank
        },
    }
}

/// Asks for e-mail address and password.
pub(super) async fn ask(administrator: Result<SignedInAdministrator, DashboardError>) -> Response {
    if administrator.is_ok() {
        return go_to("/dashboard");
    }
    let blank = SignInPage {
        email: String::new(),
        email_error: None,
        password_error: None,
        error: None,
    };
    page(StatusCode::OK, &blank)
}

/// Signs in by e-mail address and password.
pub(super) async fn with_password(
    State(state): State<WebState>,
    FromVisitor(visitor): FromVisitor,
    OwnSiteForm(fields): OwnSiteForm,
) -> Result<Response, DashboardError> {
    let typed = fields.text("email");
    let Ok(email) = EmailAddress::parse(typed) else {
        return Ok(sign_in_page(typed, Trouble::Email));
    };
    let password = fields.as_typed("password");
    if password.is_empty() {
        return Ok(sign_in_page(typed, Trouble::NoPassword));
    }
    match sign_in_with_password(&state.app, &email, Password::typed(password), &visitor).await {
        Ok(PasswordAnswer::Right(step)) => go_on(&state, &step),
        Ok(PasswordAnswer::Wrong) => Ok(sign_in_page(typed, Trouble::Wrong)),
        Ok(PasswordAnswer::Locked { until }) => Ok(sign_in_page(typed, Trouble::Locked(until, state.app.now()))),
        Err(error) => Err(error.into()),
    }
}

/// To the dashboard, or to the page that asks for a code.
pub(super) fn go_on(state: &WebState, step: &SignInStep) -> Result<Response, DashboardError> {
    match step {
        SignInStep::SignedIn(session) => with_session(state, session),
        SignInStep::CodeNeeded(token) => {
            let mut response = go_to("/dashboard/sign-in/code");
            let cookie = session_cookie::set_second_step(token.expose(), &state.config);
            response
                .headers_mut()
                .append(header::SET_COOKIE, cookie.ok_or(DashboardError::Internal)?);
            Ok(response)
        }
    }
}

fn with_session(state: &WebState, session: &SecretToken) -> Result<Response, DashboardError> {
    let mut response = go_to("/dashboard");
    let cookie = session_cookie::set(session.expose(), &state.config).ok_or(DashboardError::Internal)?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Ends the session here and on the server.
pub(super) async fn sign_out(
    State(state): State<WebState>,
    headers: HeaderMap,
    FromVisitor(visitor): FromVisitor,
    _form: ProtectedForm,
) -> Result<Response, DashboardError> {
    if let Some(cookie) = session_cookie::read(&headers, &state.config) {
        argos_app::sign_in::sign_out(&state.app, cookie, &visitor)
            .await
            .map_err(|error: AppError| DashboardError::from(error))?;
    }
    let mut response = go_to("/dashboard/sign-in");
    let cookie = session_cookie::clear(&state.config).ok_or(DashboardError::Internal)?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn what_was_typed_is_kept_and_escaped() {
        let html = page_with("<b>\"x", &Trouble::Email).render().unwrap();
        crate::dashboard::sample::keep("sign-in", &html);
        assert!(html.contains("aria-invalid=\"true\"") && html.contains("Not an e-mail address"));
        assert!(!html.contains("<b>\"x"));
    }

    #[test]
    fn a_locked_account_is_told_how_long() {
        let now = Timestamp::from_microseconds(0);
        let trouble = Trouble::Locked(now.plus(Duration::from_secs(700)), now);
        assert_eq!(trouble.status(), StatusCode::TOO_MANY_REQUESTS);
        let html = page_with("anna@example.com", &trouble).render().unwrap();
        crate::dashboard::sample::keep("sign-in-locked", &html);
        assert!(html.contains("12 minutes") && html.contains("anna@example.com"));
    }
}
