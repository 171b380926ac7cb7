//! `POST /v3/submission/review`: the customer's server decides a pending submission.

use super::authentication::ApiProject;
use super::edit::field_edits;
use super::error::ApiError;
use crate::WebState;
use argos_app::AppError;
use argos_app::review_by_client::{ClientReview, review_by_client};
use argos_domain::code::RejectCode;
use argos_domain::id::SubmissionId;
use argos_domain::personal::{EmailAddress, PersonalText};
use argos_domain::submission::Decision;
use axum::Json;
use axum::extract::State;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Map, Value, json};

const PARAMETER: &str = "Validation : request parameter";
const SUBMISSION: &str = "Validation : submission";
const PROJECT: &str = "Validation : project";

/// Longest comment, in characters.
const LONGEST_COMMENT: usize = 1000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    #[serde(alias = "submission_id", default)]
    submission_id: Option<String>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    reject_comment: Option<String>,
    #[serde(default)]
    update_fields: Option<Value>,
    #[serde(default)]
    admin: Option<String>,
}

/// Takes JSON whatever the content type says, as `PATCH /v3/submission` does.
pub(super) async fn decide(
    State(state): State<WebState>,
    ApiProject { project, caller }: ApiProject,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let wrong = |message: &str| ApiError::bad_request(PARAMETER, message);
    let request: Request = serde_json::from_slice(&body).map_err(|_| wrong("the body cannot be parsed as JSON"))?;
    let admin = request.admin.as_deref().ok_or_else(|| wrong("admin is required"))?;
    let admin = EmailAddress::parse(admin).map_err(|_| wrong("admin must be an e-mail address"))?;
    let id = request
        .submission_id
        .as_deref()
        .ok_or_else(|| wrong("submissionId is required"))?;
    let id: SubmissionId = id
        .parse()
        .map_err(|_| ApiError::bad_request(SUBMISSION, "invalid submissionId"))?;
    let review = review(&request)?;
    let submission = review_by_client(&state.app, &caller, &project.id, &id, &admin, review)
        .await
        .map_err(told)?;
    Ok(Json(json!({
        "submissionId": id,
        "message": "Success to review submission.",
        "finalStatus": submission.state.status(),
    })))
}

fn review(request: &Request) -> Result<ClientReview, ApiError> {
    let wrong = |message: &str| ApiError::bad_request(PARAMETER, message);
    let comment = request.reject_comment.as_deref().and_then(PersonalText::typed);
    let decision = match (request.status.as_deref(), comment) {
        (Some("approved"), _) => Decision::Approve,
        (Some("rejected"), None) => return Err(wrong("rejectComment is required to reject")),
        (Some("rejected"), Some(comment)) if comment.expose().chars().count() > LONGEST_COMMENT => {
            return Err(wrong("rejectComment may have at most 1000 characters"));
        }
        (Some("rejected"), comment) => Decision::Reject {
            code: RejectCode::Other,
            comment,
        },
        _ => return Err(wrong("invalid status: approved or rejected is expected")),
    };
    let none = Map::new();
    let fields = match &request.update_fields {
        None | Some(Value::Null) => &none,
        Some(Value::Object(fields)) => fields,
        Some(_) => return Err(wrong("invalid data format: updateFields must be an object")),
    };
    Ok(ClientReview {
        decision,
        fields: field_edits(fields).map_err(|message| wrong(&message))?,
    })
}

fn told(error: AppError) -> ApiError {
    match error {
        AppError::Invalid {
            field: "project",
            message,
        } => ApiError::bad_request(PROJECT, message),
        AppError::Invalid { field, message } => ApiError::bad_request(PARAMETER, format!("{field}: {message}")),
        AppError::Conflict(message) => ApiError::bad_request(SUBMISSION, message),
        other => ApiError::from(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: Value) -> Result<ClientReview, ApiError> {
        review(&serde_json::from_value(body).unwrap())
    }

    #[test]
    fn a_rejection_says_why_and_fields_are_an_object() {
        assert_eq!(
            read(json!({ "status": "approved" })).unwrap().decision,
            Decision::Approve
        );
        let rejected = read(json!({ "status": "rejected", "rejectComment": "blurred" })).unwrap();
        assert!(matches!(
            rejected.decision,
            Decision::Reject {
                code: RejectCode::Other,
                ..
            }
        ));
        for wrong in [
            json!({}),
            json!({ "status": "pending" }),
            json!({ "status": "rejected" }),
            json!({ "status": "rejected", "rejectComment": "x".repeat(1001) }),
            json!({ "status": "approved", "updateFields": ["gender"] }),
            json!({ "status": "approved", "updateFields": { "kycStatus": "approved" } }),
        ] {
            assert!(read(wrong.clone()).is_err(), "{wrong}");
        }
    }
}
