//! Errors of the REST API: `{"errorCode": …, "message": …}` unless a family of endpoints has another form, and 403 in the words of the reference's gateway.

use argos_app::AppError;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// The members of an error's body: families of endpoints differ.
#[derive(Debug, Clone, Copy)]
pub(super) enum ErrorForm {
    /// `errorCode` and `message`.
    Usual,
    /// `errorCode`, `message` and `statusCode`.
    StatusCode,
    /// `errorCode` and `errorMessage`.
    ErrorMessage,
}

/// An error answer.
#[derive(Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    /// Empty where the message takes its place.
    code: &'static str,
    message: String,
    retry_after_seconds: Option<u32>,
    form: ErrorForm,
}

impl ApiError {
    /// A wrong request.
    pub(super) fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            code,
            message: message.into(),
            retry_after_seconds: None,
            form: ErrorForm::Usual,
        }
    }

    /// A wrong request, where the reference has its message in place of a code.
    pub(super) fn text(message: impl Into<String>) -> Self {
        Self::bad_request("", message).into_text()
    }

    /// The same error with its message in place of the code.
    pub(super) fn into_text(self) -> Self {
        Self { code: "", ..self }
    }

    /// A query parameter that is missing or malformed.
    pub(super) fn bad_query(what: &str) -> Self {
        Self::bad_request("invalid_query", format!("Invalid Query String parameters: {what}"))
    }

    /// What is asked for does not exist.
    pub(super) fn not_found(message: &str) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            ..Self::bad_request("not_found", message)
        }
    }

    /// A body that was refused with this status before it was read.
    pub(super) fn of_status(status: StatusCode) -> Self {
        if status == StatusCode::PAYLOAD_TOO_LARGE {
            Self {
                status,
                ..Self::bad_request("too_large", "Request Entity Too Large")
            }
        } else {
            Self::bad_request("invalid_payload", "the request could not be read")
        }
    }

    /// The same error in the form of a family of endpoints.
    pub(super) fn in_form(mut self, form: ErrorForm) -> Self {
        self.form = form;
        self
    }

    /// Wrong or missing key.
    pub(super) fn forbidden() -> Self {
        Self::refused("Forbidden")
    }

    /// The key is right, but the project does not take requests from this address.
    pub(super) fn address_refused() -> Self {
        Self::refused("User is not authorized to access this resource with an explicit deny")
    }

    fn refused(message: &str) -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            ..Self::bad_request("forbidden", message)
        }
    }
}

impl From<AppError> for ApiError {
    fn from(error: AppError) -> Self {
        let message = error.to_string();
        let (status, code, retry_after_seconds) = match &error {
            AppError::NotFound(_) => (StatusCode::NOT_FOUND, "not_found", None),
            AppError::Invalid { .. } => (StatusCode::BAD_REQUEST, "invalid_format", None),
            AppError::Unauthorized | AppError::Forbidden => return Self::forbidden(),
            AppError::Conflict(_) => (StatusCode::CONFLICT, "conflict", None),
            AppError::Busy { retry_after_seconds } => {
                (StatusCode::SERVICE_UNAVAILABLE, "busy", Some(*retry_after_seconds))
            }
            AppError::Waiting { period, .. } => (StatusCode::BAD_REQUEST, period.name(), None),
            AppError::TooManySubmissions { .. } => (StatusCode::TOO_MANY_REQUESTS, "submission_limit", None),
            AppError::UnreadableImage { code, .. } => (StatusCode::BAD_REQUEST, *code, None),
            AppError::Internal(cause) => {
                tracing::error!(error = &**cause as &dyn std::error::Error, "an API request failed");
                (StatusCode::INTERNAL_SERVER_ERROR, "internal_error", None)
            }
        };
        Self {
            status,
            code,
            message,
            retry_after_seconds,
            form: ErrorForm::Usual,
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (code, message) = (self.code, &self.message);
        let body = match self.form {
            ErrorForm::Usual if code.is_empty() => json!({ "errorCode": message }),
            ErrorForm::Usual => json!({ "errorCode": code, "message": message }),
            ErrorForm::StatusCode => {
                json!({ "errorCode": code, "message": message, "statusCode": self.status.as_u16() })
            }
            ErrorForm::ErrorMessage => json!({ "errorCode": code, "errorMessage": message }),
        };
        let mut response = (self.status, Json(body)).into_response();
        if let Some(seconds) = self.retry_after_seconds {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

pub(super) async fn unknown_path() -> Response {
    (
        StatusCode::NOT_FOUND,
        Json(json!({ "errorCode": "not_found", "message": "no such endpoint; see /v3/openapi.json" })),
    )
        .into_response()
}
