//! `PATCH /v3/submission`: data and status are corrected. Errors are `{"errorCode": "<text>"}`, as in the reference.

use super::authentication::ApiProject;
use super::error::ApiError;
use crate::WebState;
use argos_app::AppError;
use argos_app::correct_submission::{Correction, Editor, correct_submission};
use argos_domain::code::RejectCode;
use argos_domain::document_field::{DocumentField, FieldEdits};
use argos_domain::id::SubmissionId;
use argos_domain::personal::{EmailAddress, PersonalText};
use argos_domain::submission::Decision;
use axum::Json;
use axum::extract::State;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// Longest request.
pub(super) const LONGEST_EDIT: usize = 64 * 1024;

#[derive(Deserialize)]
struct Request {
    #[serde(rename = "submissionId", alias = "submission_id", default)]
    submission_id: Option<String>,
    #[serde(default)]
    admin: Option<String>,
    #[serde(default)]
    data: Map<String, Value>,
}

/// Takes JSON whatever the content type says: some clients cannot send another than `text/plain`.
pub(super) async fn patch(
    State(state): State<WebState>,
    ApiProject { project, caller }: ApiProject,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let request: Request =
        serde_json::from_slice(&body).map_err(|_| ApiError::text("The body cannot be parsed as JSON."))?;
    let id = request
        .submission_id
        .ok_or_else(|| ApiError::text("submissionId is required."))?;
    let id: SubmissionId = id.parse().map_err(|_| ApiError::text("submissionId is malformed."))?;
    let admin = request.admin.ok_or_else(|| ApiError::text("admin is required."))?;
    let admin = EmailAddress::parse(&admin).map_err(|_| ApiError::text("admin must be an e-mail address."))?;
    let correction = correction(&request.data)?;
    let editor = Editor::Api {
        caller: &caller,
        admin: &admin,
    };
    correct_submission(&state.app, editor, &project.id, &id, correction)
        .await
        .map_err(told)?;
    Ok(Json(json!({ "message": "Data Processing Success." })))
}

fn correction(data: &Map<String, Value>) -> Result<Correction, ApiError> {
    if data.is_empty() {
        return Err(ApiError::text("At least one property of data is required."));
    }
    let mut fields = FieldEdits::new();
    let mut decision = None;
    for (name, value) in data {
        let text = value
            .as_str()
            .ok_or_else(|| ApiError::text(format!("{name} must be a text.")))?;
        match (DocumentField::from_name(name), name.as_str(), text) {
            (Some(field), _, text) => {
                fields.insert(field, PersonalText::new(text));
            }
            (None, "kycStatus", "approved") => decision = Some(Decision::Approve),
            (None, "kycStatus", "rejected") => {
                decision = Some(Decision::Reject {
                    code: RejectCode::Other,
                    comment: None,
                });
            }
            (None, "kycStatus", _) => return Err(ApiError::text("kycStatus must be approved or rejected.")),
            _ => return Err(ApiError::text(format!("{name} cannot be edited."))),
        }
    }
    Ok(Correction { fields, decision })
}

/// The reference writes the message where other endpoints have a code.
fn told(error: AppError) -> ApiError {
    match error {
        AppError::Forbidden => ApiError::text("admin has no permission to edit this submission."),
        other => ApiError::from(other).into_text(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(data: Value) -> Result<Correction, ApiError> {
        correction(data.as_object().unwrap())
    }

    #[test]
    fn fields_and_status_are_read_and_everything_else_refused() {
        let both = read(json!({ "lastName": "Eriksson", "kycStatus": "approved" })).unwrap();
        assert_eq!(both.decision, Some(Decision::Approve));
        assert_eq!(both.fields[&DocumentField::LastName].expose(), "Eriksson");
        for wrong in [
            json!({}),
            json!({ "kycStatus": "pending" }),
            json!({ "lastName": 7 }),
            json!({ "argosScore": "100" }),
        ] {
            assert!(read(wrong.clone()).is_err(), "{wrong}");
        }
    }
}
