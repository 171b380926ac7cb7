//! Errors of the Liveform's requests: `{"error": code, "message": text in the reader's language}`, with `field` when one
//! field is wrong.

use super::wording::Wording;
use argos_app::AppError;
use argos_app::liveform_query::{ENCRYPTED, START_VALID_UNTIL};
use argos_domain::clock::Timestamp;
use argos_domain::private_mode::TokenRefusal;
use argos_domain::waiting_period::Period;
use axum::Json;
use axum::extract::rejection::{BytesRejection, JsonRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Code of an address whose encrypted part does not open or makes no sense.
pub(super) const UNUSABLE_ADDRESS: &str = "PV-40001";
/// Code of an address that was valid until an earlier moment.
pub(super) const START_EXPIRED: &str = "PV-40018";

/// Code of a person who was approved a short while ago.
const APPROVED_PERIOD: &str = "PV-40030";
/// Code of a person who was rejected a short while ago.
const REJECT_PERIOD: &str = "PV-40031";
/// Code of a person who started too many submissions.
const SUBMISSION_LIMIT: &str = "PV-40032";

/// An error answer.
#[derive(Debug)]
pub(super) struct LiveformError {
    status: StatusCode,
    code: &'static str,
    message: String,
    field: Option<&'static str>,
    retry_after_seconds: Option<u32>,
}

impl LiveformError {
    fn new(wording: Wording, status: StatusCode, code: &'static str, key: &str) -> Self {
        Self {
            status,
            code,
            message: wording.text(&format!("error-{key}")),
            field: None,
            retry_after_seconds: None,
        }
    }

    /// A field is wrong; `key` is the text's, after `error-`.
    pub(super) fn invalid(wording: Wording, field: &'static str, key: &str) -> Self {
        Self {
            field: Some(field),
            ..Self::new(wording, StatusCode::UNPROCESSABLE_ENTITY, "invalid", key)
        }
    }

    /// The token of the address cannot be used.
    fn of_token(wording: Wording, refusal: TokenRefusal) -> Self {
        Self {
            message: wording.text(&format!("{}-text", refusal.name())),
            ..Self::new(wording, StatusCode::FORBIDDEN, refusal.code(), "forbidden")
        }
    }

    /// The request is not what the page's scripts send.
    pub(super) fn malformed(wording: Wording) -> Self {
        Self::new(wording, StatusCode::BAD_REQUEST, "malformed", "malformed")
    }

    /// No session, or one that has ended.
    pub(super) fn unauthorized(wording: Wording) -> Self {
        Self::new(wording, StatusCode::UNAUTHORIZED, "unauthorized", "unauthorized")
    }

    /// A picture or request over the limit.
    pub(super) fn too_large(wording: Wording) -> Self {
        Self::new(wording, StatusCode::PAYLOAD_TOO_LARGE, "too_large", "too_large")
    }

    /// The person cannot verify again before `until`.
    fn waiting(wording: Wording, period: Period, until: Timestamp) -> Self {
        let (code, key) = match period {
            Period::Approved => (APPROVED_PERIOD, "approved_period"),
            Period::Rejected => (REJECT_PERIOD, "reject_period"),
        };
        Self {
            status: StatusCode::FORBIDDEN,
            code,
            message: wording.moment_text(&format!("error-{key}"), until),
            field: None,
            retry_after_seconds: None,
        }
    }

    /// A use case's error.
    pub(super) fn of(wording: Wording, error: AppError) -> Self {
        match error {
            AppError::NotFound(_) => Self::new(wording, StatusCode::NOT_FOUND, "not_found", "not_found"),
            AppError::Invalid { field: ENCRYPTED, .. } => {
                Self::new(wording, StatusCode::BAD_REQUEST, UNUSABLE_ADDRESS, "unusable_address")
            }
            AppError::Invalid {
                field: START_VALID_UNTIL,
                ..
            } => Self::new(wording, StatusCode::BAD_REQUEST, START_EXPIRED, "start_expired"),
            AppError::Invalid { field, .. } => match TokenRefusal::from_name(field) {
                Some(refusal) => Self::of_token(wording, refusal),
                None => Self::invalid(wording, field, text_of_field(field)),
            },
            AppError::Unauthorized => Self::unauthorized(wording),
            AppError::Forbidden => Self::new(wording, StatusCode::FORBIDDEN, "forbidden", "forbidden"),
            AppError::Conflict(_) => Self::new(wording, StatusCode::CONFLICT, "conflict", "conflict"),
            AppError::Busy { retry_after_seconds } => {
                let busy = Self::new(wording, StatusCode::SERVICE_UNAVAILABLE, "busy", "busy");
                Self {
                    retry_after_seconds: Some(retry_after_seconds),
                    ..busy
                }
            }
            AppError::Waiting { period, until } => Self::waiting(wording, period, until),
            AppError::TooManySubmissions { until } => Self {
                message: wording.moment_text("error-submission_limit", until),
                ..Self::new(wording, StatusCode::TOO_MANY_REQUESTS, SUBMISSION_LIMIT, "forbidden")
            },
            AppError::UnreadableImage { .. } => {
                Self::new(wording, StatusCode::UNPROCESSABLE_ENTITY, "unreadable_image", "image")
            }
            AppError::Internal(cause) => {
                tracing::error!(
                    error = &*cause as &dyn std::error::Error,
                    "a request of the Liveform failed"
                );
                Self::new(wording, StatusCode::INTERNAL_SERVER_ERROR, "internal", "internal")
            }
        }
    }

    /// A body that is no JSON of the expected shape, or too long.
    pub(super) fn of_json(wording: Wording, rejection: &JsonRejection) -> Self {
        Self::of_status(wording, rejection.status())
    }

    /// A body that could not be read.
    pub(super) fn of_bytes(wording: Wording, rejection: &BytesRejection) -> Self {
        Self::of_status(wording, rejection.status())
    }

    /// A body that was refused with this status.
    pub(super) fn of_status(wording: Wording, status: StatusCode) -> Self {
        if status == StatusCode::PAYLOAD_TOO_LARGE {
            Self::too_large(wording)
        } else {
            Self::malformed(wording)
        }
    }
}

/// The text for a field that a use case refused.
fn text_of_field(field: &str) -> &'static str {
    match field {
        "email" => "invalid-email",
        "issuingCountry" => "invalid-country",
        "idType" => "invalid-kind",
        "full_name" => "invalid-name",
        "birth_date" => "invalid-birth_date",
        "capture" => "invalid-capture",
        "challenge" => "invalid-challenge",
        _ => "invalid",
    }
}

impl IntoResponse for LiveformError {
    fn into_response(self) -> Response {
        let mut body = json!({ "error": self.code, "message": self.message });
        if let Some(field) = self.field {
            body["field"] = field.into();
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

#[cfg(test)]
mod tests {
    use super::*;
    use argos_i18n::Language;

    #[test]
    fn every_error_has_a_text_in_every_language() {
        let errors = || {
            [
                AppError::NotFound("x"),
                AppError::Unauthorized,
                AppError::Forbidden,
                AppError::Conflict(String::new()),
                AppError::Busy { retry_after_seconds: 7 },
                AppError::UnreadableImage {
                    code: "x",
                    message: String::new(),
                },
                AppError::internal("x"),
                AppError::TooManySubmissions {
                    until: Timestamp::from_microseconds(0),
                },
                AppError::Waiting {
                    period: Period::Approved,
                    until: Timestamp::from_microseconds(0),
                },
                AppError::Waiting {
                    period: Period::Rejected,
                    until: Timestamp::from_microseconds(0),
                },
            ]
            .into_iter()
            .chain(
                [
                    "email",
                    "issuingCountry",
                    "idType",
                    "full_name",
                    "birth_date",
                    "encrypted",
                    "startValidUntil",
                    "x",
                ]
                .into_iter()
                .chain(TokenRefusal::ALL.map(TokenRefusal::name))
                .map(|field| AppError::Invalid {
                    field,
                    message: String::new(),
                }),
            )
        };
        for language in Language::ALL {
            for error in errors() {
                let error = LiveformError::of(Wording(*language), error);
                assert!(
                    !error.message.is_empty() && !error.message.starts_with("liveform-"),
                    "{}",
                    error.message
                );
            }
        }
    }

    #[test]
    fn a_busy_server_says_when_to_come_back() {
        let response =
            LiveformError::of(Wording(Language::English), AppError::Busy { retry_after_seconds: 7 }).into_response();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[header::RETRY_AFTER], "7");
    }
}
