//! Errors of the REST API: `{"errorCode": …, "message": …}`, and 403 in the words of the reference's gateway.

use argos_app::AppError;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// An error answer.
#[derive(Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    /// Empty where the message takes its place.
    code: &'static str,
    message: String,
    retry_after_seconds: Option<u32>,
    /// The status stands in the body too.
    tells_status: bool,
}

impl ApiError {
    /// A wrong request.
    pub(super) fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            code,
            message: message.into(),
            retry_after_seconds: None,
            tells_status: false,
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

    /// The same error, with the status in the body too, as some families of endpoints have it.
    pub(super) fn with_status_code(mut self) -> Self {
        self.tells_status = true;
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
            tells_status: false,
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut body = if self.code.is_empty() {
            json!({ "errorCode": self.message })
        } else {
            json!({ "errorCode": self.code, "message": self.message })
        };
        if self.tells_status {
            body["statusCode"] = json!(self.status.as_u16());
        }
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
