//! Everything that can go wrong on a dashboard page, and the page that says so.

use super::page::{go_to, page};
use argos_app::AppError;
use argos_domain::personal::PersonalText;
use askama::Template;
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

/// Why a request did not get its page.
#[derive(Debug)]
pub(super) enum DashboardError {
    /// Nobody is signed in: the browser is sent to the sign-in page.
    SignInNeeded,
    /// No such page, or one that this administrator may not know of.
    NotFound,
    /// The project is not open to the address from which the request came; nothing when it is unknown.
    AddressRefused(Option<PersonalText>),
    /// The role does not allow it.
    Forbidden,
    /// The form was not given to this session, or came from another site.
    ForeignForm,
    /// The request makes no sense.
    Unreadable,
    /// The present state does not allow it; the text is fit for the administrator.
    Conflict(String),
    /// All workers are busy; try again in so many seconds.
    Busy(u32),
    /// Our own fault; it was logged.
    Internal,
}

impl From<AppError> for DashboardError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::NotFound(_) => Self::NotFound,
            AppError::Unauthorized => Self::SignInNeeded,
            AppError::Forbidden => Self::Forbidden,
            AppError::Conflict(reason) => Self::Conflict(reason),
            waiting @ (AppError::Waiting { .. } | AppError::TooManySubmissions { .. }) => {
                Self::Conflict(waiting.to_string())
            }
            AppError::Busy { retry_after_seconds } => Self::Busy(retry_after_seconds),
            AppError::Invalid { .. } | AppError::UnreadableImage { .. } => Self::Unreadable,
            AppError::Internal(cause) => {
                tracing::error!(
                    cause = cause.as_ref() as &(dyn std::error::Error + 'static),
                    "a dashboard request failed"
                );
                Self::Internal
            }
        }
    }
}

#[derive(Template)]
#[template(path = "dashboard/error.html")]
struct ErrorPage {
    status: u16,
    title: &'static str,
    explanation: String,
}

impl DashboardError {
    fn status(&self) -> StatusCode {
        match self {
            Self::SignInNeeded => StatusCode::SEE_OTHER,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::AddressRefused(_) | Self::Forbidden | Self::ForeignForm => StatusCode::FORBIDDEN,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn words(&self) -> (&'static str, String) {
        match self {
            Self::SignInNeeded => ("Sign in first", "Your session has ended.".to_owned()),
            Self::NotFound => (
                "This page does not exist",
                "It may have been removed, or your account has no access to it. Ask an administrator of the project if you expected to see something here.".to_owned(),
            ),
            Self::AddressRefused(address) => (
                "This project is not open to your address",
                address_refused(address.as_ref()),
            ),
            Self::Forbidden => (
                "Your role does not allow this",
                "You are signed in, but your role in this project does not include this page. A leader or owner of the project can change your role.".to_owned(),
            ),
            Self::ForeignForm => (
                "This form is no longer valid",
                "Nothing was changed. It was opened in an earlier session or did not come from this dashboard. Open the page again and repeat what you did.".to_owned(),
            ),
            Self::Unreadable => ("The request could not be read", "Nothing was changed. Go back and try again.".to_owned()),
            Self::Conflict(reason) => ("This is not possible now", format!("Nothing was changed: {reason}.")),
            Self::Busy(seconds) => ("The server is busy", format!("Please try again in {seconds} seconds.")),
            Self::Internal => (
                "Something went wrong",
                "The fault is on our side and was recorded. Try again; if it happens again, tell the operator of this server when it happened.".to_owned(),
            ),
        }
    }
}

fn address_refused(address: Option<&PersonalText>) -> String {
    let from = address.map_or_else(
        || "Your address is not known".to_owned(),
        |address| format!("You come from {}", address.expose()),
    );
    format!(
        "{from}; the project's administrators have limited from which addresses it can be opened. Use your company's network, or ask an administrator who can open the project to add your address under Settings, Security. If nobody can open it, the operator of this server can lift the limit."
    )
}

impl IntoResponse for DashboardError {
    fn into_response(self) -> Response {
        if matches!(self, Self::SignInNeeded) {
            return go_to("/dashboard/sign-in");
        }
        let (title, explanation) = self.words();
        let mut response = page(
            self.status(),
            &ErrorPage {
                status: self.status().as_u16(),
                title,
                explanation,
            },
        );
        if let Self::Busy(seconds) = self {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// Answers every address under `/dashboard` that no page has; a slash too many at the end leads to the page without it.
pub(super) async fn not_found(method: Method, address: Uri) -> Result<Response, DashboardError> {
    // The router has taken the `/dashboard` in front away.
    match address.path().strip_suffix('/') {
        Some(page) if method == Method::GET => Ok(go_to(&format!("/dashboard{page}"))),
        _ => Err(DashboardError::NotFound),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::sample;

    async fn answer(error: DashboardError, name: &str) -> (Response, String) {
        let (parts, body) = error.into_response().into_parts();
        let bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
        let html = String::from_utf8(bytes.to_vec()).unwrap();
        sample::keep(name, &html);
        (Response::from_parts(parts, axum::body::Body::empty()), html)
    }

    #[tokio::test]
    async fn each_error_has_its_status_and_a_page_that_no_cache_keeps() {
        for (error, status, words) in [
            (DashboardError::NotFound, 404, "does not exist"),
            (DashboardError::Forbidden, 403, "role"),
            (DashboardError::ForeignForm, 403, "Nothing was changed"),
            (
                DashboardError::Conflict("a submission that is approved cannot be reviewed".to_owned()),
                409,
                "cannot be reviewed.",
            ),
            (DashboardError::Internal, 500, "recorded"),
        ] {
            let (response, html) = answer(error, &format!("error-{status}")).await;
            assert_eq!(response.status().as_u16(), status);
            assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
            assert!(html.contains(words), "{words}");
        }
        let (busy, _) = answer(DashboardError::Busy(5), "error-503").await;
        assert_eq!(busy.headers()[header::RETRY_AFTER], "5");
    }

    #[tokio::test]
    async fn causes_of_our_own_faults_stay_out_of_the_page() {
        let (_, html) = answer(AppError::internal("secret cause").into(), "error-internal").await;
        assert!(!html.contains("secret cause"));
        let (response, _) = answer(AppError::Unauthorized.into(), "sign-in-needed").await;
        assert_eq!(response.headers()[header::LOCATION], "/dashboard/sign-in");
    }
}
