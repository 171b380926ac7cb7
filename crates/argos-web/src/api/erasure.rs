//! `DELETE /v3/submission` and `DELETE /v3/submission/partial`: what is known of a person is erased.

use super::authentication::ApiProject;
use super::error::{ApiError, ErrorForm};
use crate::WebState;
use argos_app::AppError;
use argos_app::erase_submission::{DataField, Eraser, Part, PartialErasure, erase_parts, erase_submission};
use argos_app::liveform_query::is_bounded;
use argos_domain::id::SubmissionId;
use argos_domain::personal::PersonalText;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Parts that clients may name and of which nothing is kept here.
const PARTS_NOT_KEPT: [&str; 2] = ["additional_list", "custom_duplicated_information"];
/// Values that clients may name and that are not kept here.
const FIELDS_NOT_KEPT: [&str; 12] = [
    "age_group",
    "serialNumber",
    "curpNumber",
    "version",
    "privacyShield",
    "typeOfPermit",
    "typeOfPermitGovKor",
    "expiryDateOfStayKor",
    "nationalityGovKor",
    "phoneNumber",
    "ssnNumber",
    "full_name_en",
];

#[derive(Deserialize)]
pub(super) struct ErasureQuery {
    #[serde(alias = "submissionId")]
    submission_id: Option<String>,
    admin_name: Option<String>,
    fields: Option<String>,
    data_fields: Option<String>,
}

/// Erases all of a submission.
pub(super) async fn whole(
    State(state): State<WebState>,
    ApiProject { project, caller }: ApiProject,
    query: Result<Query<ErasureQuery>, QueryRejection>,
) -> Result<Json<Value>, ErasureError> {
    let query = query.map_err(|_| ErasureError::twice())?.0;
    let id = submission_id(&query)?;
    let by = Eraser::Api {
        caller: &caller,
        admin_name: admin_name(&query)?,
    };
    erase_submission(&state.app, &by, &project.id, &id).await?;
    Ok(success(&format!("Submission {id} deleted successfully.")))
}

/// Erases parts of a submission.
pub(super) async fn partial(
    State(state): State<WebState>,
    ApiProject { project, caller }: ApiProject,
    query: Result<Query<ErasureQuery>, QueryRejection>,
) -> Result<Json<Value>, ErasureError> {
    let query = query.map_err(|_| ErasureError::twice())?.0;
    let id = submission_id(&query)?;
    let erasure = erasure(
        query.fields.as_deref().unwrap_or_default(),
        query.data_fields.as_deref().unwrap_or_default(),
    )?;
    let by = Eraser::Api {
        caller: &caller,
        admin_name: admin_name(&query)?,
    };
    erase_parts(&state.app, &by, &project.id, &id, &erasure).await?;
    Ok(success(&format!("Fields of submission {id} deleted successfully.")))
}

fn success(content: &str) -> Json<Value> {
    Json(json!({ "message": "success", "content": content, "statusCode": 200 }))
}

fn submission_id(query: &ErasureQuery) -> Result<SubmissionId, ErasureError> {
    let text = query.submission_id.as_deref().filter(|text| !text.is_empty());
    let text = text.ok_or_else(|| ErasureError::bad("not Exist Submission ID"))?;
    // No submission has an id of another form.
    text.parse().map_err(|_| ErasureError::not_found())
}

fn admin_name(query: &ErasureQuery) -> Result<Option<PersonalText>, ErasureError> {
    match query.admin_name.as_deref() {
        None => Ok(None),
        Some(name) if !is_bounded(name) => Err(ErasureError::bad("admin_name: at most 200 characters are possible")),
        Some(name) => Ok(PersonalText::typed(name)),
    }
}

fn names(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|name| !name.is_empty())
}

fn erasure(fields: &str, data_fields: &str) -> Result<PartialErasure, ErasureError> {
    let unknown = |parameter: &str| ErasureError::bad(&format!("{parameter}: one of the names is not known"));
    let mut parts = BTreeSet::new();
    for name in names(fields) {
        match Part::from_name(name) {
            Some(part) => _ = parts.insert(part),
            None if PARTS_NOT_KEPT.contains(&name) => {}
            None => return Err(unknown("fields")),
        }
    }
    let mut wanted = BTreeSet::new();
    for name in names(data_fields) {
        match DataField::from_name(name) {
            Some(field) => _ = wanted.insert(field),
            None if FIELDS_NOT_KEPT.contains(&name) => {}
            None => return Err(unknown("data_fields")),
        }
    }
    // Who names values wants those to go, not all of them.
    if wanted.is_empty() && names(data_fields).next().is_some() {
        parts.remove(&Part::Data);
    }
    if names(fields).next().is_none() {
        return Err(ErasureError::bad("fields: name at least one"));
    }
    Ok(PartialErasure {
        parts,
        data_fields: wanted,
    })
}

/// An error in the form that this family of endpoints has: `{"message", "statusCode", "errorCode"}`.
#[derive(Debug)]
pub(super) struct ErasureError(ApiError);

impl ErasureError {
    fn bad(message: &str) -> Self {
        Self(ApiError::bad_request("invalid_query", message))
    }

    fn twice() -> Self {
        Self::bad("each parameter may stand once")
    }

    fn not_found() -> Self {
        Self(ApiError::not_found("not Exist Submission Data"))
    }
}

impl From<ApiError> for ErasureError {
    fn from(error: ApiError) -> Self {
        Self(error)
    }
}

impl From<AppError> for ErasureError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::NotFound(_) => Self::not_found(),
            other => Self(other.into()),
        }
    }
}

impl IntoResponse for ErasureError {
    fn into_response(self) -> Response {
        self.0.in_form(ErrorForm::StatusCode).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_and_values_are_understood() {
        let named = erasure("id_image, data,applicant_id", "first_name,phoneNumber").unwrap();
        assert_eq!(named.parts, [Part::IdImage, Part::Data, Part::ApplicantId].into());
        assert_eq!(named.data_fields, [DataField::FirstName].into());
        assert!(erasure("data", "").unwrap().takes_all_data());
        // A value that is not kept must not be taken for all values.
        let none = erasure("data", "phoneNumber").unwrap();
        assert!(none.parts.is_empty() && !none.takes_all_data());
    }

    #[test]
    fn unknown_and_missing_names_are_refused() {
        for (fields, data_fields) in [("", ""), ("ocr_raw", ""), ("data", "name"), (" , ", "first_name")] {
            assert!(erasure(fields, data_fields).is_err(), "{fields} {data_fields}");
        }
    }
}
