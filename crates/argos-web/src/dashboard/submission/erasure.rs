//! Deleting the personal data of a submission: all of them, or parts.

use super::find;
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::field_errors::FieldErrors;
use crate::dashboard::form::{FormFields, ProtectedForm};
use crate::dashboard::frame::{Frame, Section};
use crate::dashboard::in_project::{DeleteSubmissions, InProject};
use crate::dashboard::page::{go_to, page};
use argos_app::erase_submission::{Eraser, Part, PartialErasure, erase_parts, erase_submission};
use argos_domain::submission::Submission;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use std::collections::BTreeSet;

#[derive(Template)]
#[template(path = "dashboard/submission_delete.html")]
struct ErasurePage {
    frame: Frame,
    list: String,
    address: String,
    id: String,
    /// Before the decision, parts are needed.
    is_decided: bool,
    form: ErasureForm,
}

/// What is to be deleted, as ticked.
#[derive(Default)]
struct ErasureForm {
    what: String,
    parts: BTreeSet<Part>,
    sure: bool,
    errors: FieldErrors,
}

/// A part to tick.
struct PartChoice {
    name: &'static str,
    title: &'static str,
    is_ticked: bool,
}

impl ErasureForm {
    fn from_fields(fields: &FormFields) -> Self {
        let mut form = Self {
            what: fields.text("what").to_owned(),
            parts: Part::ALL
                .iter()
                .copied()
                .filter(|part| fields.is_ticked_with("parts", part.name()))
                .collect(),
            sure: fields.is_ticked("sure"),
            errors: FieldErrors::default(),
        };
        match form.what.as_str() {
            "all" => {}
            "parts" if !form.parts.is_empty() => {}
            "parts" => form.errors.add("parts", "Tick at least one part"),
            _ => form.errors.add("what", "Choose one of the two"),
        }
        if !form.sure {
            form.errors.add("sure", "Tick this to go on");
        }
        form
    }

    fn choices(&self) -> Vec<PartChoice> {
        Part::ALL
            .iter()
            .map(|part| PartChoice {
                name: part.name(),
                title: title(*part),
                is_ticked: self.parts.contains(part),
            })
            .collect()
    }
}

/// The parts in words.
pub(super) fn titles(parts: &BTreeSet<Part>) -> Vec<&'static str> {
    parts.iter().map(|part| title(*part)).collect()
}

const fn title(part: Part) -> &'static str {
    match part {
        Part::IdImage => "Pictures of the document",
        Part::SelfieImage => "Selfie",
        Part::Data => "Data of the person",
        Part::OcrRaw => "Raw text recognition",
        Part::Ocr => "Data read from the document",
        Part::Review => "Data confirmed by the user",
        Part::Email => "E-mail address",
        Part::UserId => "User ID",
        Part::InjectionAction => "That the address was added by link",
        Part::ApplicantId => "Applicant ID",
        Part::DuplicatedInformation => "What the person is recognised by again",
    }
}

/// Asks what is to be deleted.
pub(in crate::dashboard) async fn ask(
    State(state): State<WebState>,
    place: InProject<DeleteSubmissions>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, DashboardError> {
    let submission = find(&state, &place, &id).await?.submission;
    if submission.erased.deleted_at.is_some() {
        return Ok(go_to(&format!("{}/submissions/{}", place.address(), submission.id)));
    }
    let shown = erasure_page(&place, &submission, ErasureForm::default());
    Ok(page(StatusCode::OK, &shown))
}

/// Deletes, or shows the page again with what is wrong.
pub(in crate::dashboard) async fn erase(
    State(state): State<WebState>,
    place: InProject<DeleteSubmissions>,
    Path((_, id)): Path<(String, String)>,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    let submission = find(&state, &place, &id).await?.submission;
    let form = ErasureForm::from_fields(&fields);
    if !form.errors.is_empty() {
        let shown = erasure_page(&place, &submission, form);
        return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &shown));
    }
    let by = Eraser::Staff(&place.staff);
    if form.what == "all" {
        erase_submission(&state.app, &by, &place.project.id, &submission.id).await?;
    } else {
        let erasure = PartialErasure {
            parts: form.parts,
            data_fields: BTreeSet::new(),
        };
        erase_parts(&state.app, &by, &place.project.id, &submission.id, &erasure).await?;
    }
    Ok(go_to(&format!("{}/submissions/{}", place.address(), submission.id)))
}

fn erasure_page(place: &InProject<DeleteSubmissions>, submission: &Submission, form: ErasureForm) -> ErasurePage {
    let list = format!("{}/submissions", place.address());
    ErasurePage {
        frame: Frame::inside(&format!("Submission {}", submission.id), place, Section::Submissions),
        address: format!("{list}/{}", submission.id),
        list,
        id: submission.id.to_string(),
        is_decided: submission.state.is_decided(),
        form,
    }
}
