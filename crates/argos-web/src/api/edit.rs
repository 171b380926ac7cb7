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
    let mut fields = data.clone();
    let decision = match fields.remove("kycStatus").as_ref().map(Value::as_str) {
        None => None,
        Some(Some("approved")) => Some(Decision::Approve),
        Some(Some("rejected")) => Some(Decision::Reject {
            code: RejectCode::Other,
            comment: None,
        }),
        Some(_) => return Err(ApiError::text("kycStatus must be approved or rejected.")),
    };
    Ok(Correction {
        fields: field_edits(&fields).map_err(ApiError::text)?,
        decision,
    })
}

/// The edits that an object of field names and texts means, or what is wrong about it.
pub(super) fn field_edits(fields: &Map<String, Value>) -> Result<FieldEdits, String> {
    let edit = |(name, value): (&String, &Value)| {
        let field = DocumentField::from_name(name).ok_or_else(|| format!("{name} cannot be edited."))?;
        let text = value.as_str().ok_or_else(|| format!("{name} must be a text."))?;
        Ok((field, PersonalText::new(text)))
    };
    fields.iter().map(edit).collect()
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
