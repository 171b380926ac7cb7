//! Pages that only say something: no project, a wrong link, our own fault.

use super::error::{START_EXPIRED, UNUSABLE_ADDRESS};
use super::wording::Wording;
use argos_app::AppError;
use argos_app::liveform_query::{ENCRYPTED, START_VALID_UNTIL};
use argos_domain::private_mode::TokenRefusal;
use argos_i18n::Language;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

#[derive(Template)]
#[template(path = "liveform/message.html")]
struct MessagePage {
    language: Language,
    screen: &'static str,
    heading: String,
    message: String,
    /// A code that the person can pass on.
    code: Option<&'static str>,
}

impl MessagePage {
    fn t(&self, key: &str) -> String {
        Wording(self.language).text(key)
    }
}

/// A page with the texts `liveform-{screen}-heading` and `liveform-{screen}-text`.
pub(super) fn message_page(wording: Wording, screen: &'static str, status: StatusCode) -> Response {
    page(wording, screen, None, status)
}

fn page(wording: Wording, screen: &'static str, code: Option<&'static str>, status: StatusCode) -> Response {
    let heading = wording.text(&format!("{screen}-heading"));
    let message = wording.text(&format!("{screen}-text"));
    match (MessagePage {
        language: wording.0,
        screen,
        heading,
        message,
        code,
    })
    .render()
    {
        Ok(page) => (status, Html(page)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The page for a use case's error.
pub(super) fn error_page(wording: Wording, error: &AppError) -> Response {
    match error {
        AppError::NotFound(_) => message_page(wording, "unknown", StatusCode::NOT_FOUND),
        AppError::Invalid { field: ENCRYPTED, .. } => page(
            wording,
            "unusable-address",
            Some(UNUSABLE_ADDRESS),
            StatusCode::BAD_REQUEST,
        ),
        AppError::Invalid {
            field: START_VALID_UNTIL,
            ..
        } => page(wording, "start-expired", Some(START_EXPIRED), StatusCode::BAD_REQUEST),
        AppError::Invalid { field, .. } if let Some(refusal) = TokenRefusal::from_name(field) => {
            page(wording, refusal.name(), Some(refusal.code()), StatusCode::FORBIDDEN)
        }
        AppError::Busy { .. } => message_page(wording, "failed", StatusCode::SERVICE_UNAVAILABLE),
        error => {
            if let AppError::Internal(cause) = error {
                tracing::error!(
                    error = &**cause as &dyn std::error::Error,
                    "the Liveform could not be opened"
                );
            }
            message_page(wording, "failed", StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

/// Any address that does not exist.
pub(super) async fn no_such_page(wording: Wording) -> Response {
    message_page(wording, "not-found", StatusCode::NOT_FOUND)
}
