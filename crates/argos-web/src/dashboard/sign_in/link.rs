//! Signing in by a one-time link.

use super::{Trouble, go_on, sign_in_page};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::form::OwnSiteForm;
use crate::dashboard::page::page;
use crate::dashboard::visitor::FromVisitor;
use argos_app::AppError;
use argos_app::sign_in::{LinkRequest, redeem_sign_in_link, request_sign_in_link};
use argos_domain::personal::EmailAddress;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

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

/// Mails a link if the address is known. The answer is the same either way, so that it tells nobody who has access.
pub(in crate::dashboard) async fn send(
    State(state): State<WebState>,
    FromVisitor(visitor): FromVisitor,
    OwnSiteForm(fields): OwnSiteForm,
) -> Result<Response, DashboardError> {
    let typed = fields.text("email");
    let Ok(email) = EmailAddress::parse(typed) else {
        return Ok(sign_in_page(typed, Trouble::Email));
    };
    match request_sign_in_link(&state.app, &email, &visitor).await? {
        LinkRequest::Taken => Ok(page(
            StatusCode::OK,
            &SentPage {
                email: email.expose().to_owned(),
            },
        )),
        LinkRequest::TooMany { until } => Ok(sign_in_page(typed, Trouble::TooManyLinks(until, state.app.now()))),
    }
}

/// Shows a button. Opening the link alone does not use it up, because mail scanners open links too.
pub(in crate::dashboard) async fn confirm(Path(token): Path<String>) -> Response {
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

/// Uses the link up and starts the session, or asks for a code first.
pub(in crate::dashboard) async fn redeem(
    State(state): State<WebState>,
    Path(token): Path<String>,
    FromVisitor(visitor): FromVisitor,
    OwnSiteForm(_): OwnSiteForm,
) -> Result<Response, DashboardError> {
    match redeem_sign_in_link(&state.app, &token, &visitor).await {
        Ok(step) => go_on(&state, &step),
        Err(AppError::NotFound(_) | AppError::Unauthorized | AppError::Conflict(_) | AppError::Invalid { .. }) => {
            Ok(page(StatusCode::GONE, &ExpiredPage))
        }
        Err(error) => Err(error.into()),
    }
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
}
