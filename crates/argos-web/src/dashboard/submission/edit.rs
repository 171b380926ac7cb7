//! Correcting the data of a finished submission, after the decision too.

use super::claim::is_mine;
use super::find;
use super::picture::{Picture, pictures};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::field_errors::FieldErrors;
use crate::dashboard::form::{FormFields, ProtectedForm};
use crate::dashboard::frame::{Frame, Section};
use crate::dashboard::in_project::{DecideSubmissions, InProject, Needed};
use crate::dashboard::page::{go_to, page};
use crate::dashboard::wording;
use argos_app::AppError;
use argos_app::correct_submission::{Correction, Editor, correct_submission};
use argos_app::find_submissions::SubmissionView;
use argos_domain::document::{DocumentData, IdType};
use argos_domain::document_field::{DocumentField, FieldEdits};
use argos_domain::id::SubmissionId;
use argos_domain::personal::PersonalText;
use argos_domain::role::Permission;
use argos_domain::submission::SubmissionState;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "dashboard/submission_edit.html")]
struct EditPage {
    frame: Frame,
    /// Address of the submission's page.
    address: String,
    pictures: Vec<Picture>,
    fields: Vec<EditField>,
    errors: FieldErrors,
}

impl EditPage {
    fn other_errors(&self) -> Vec<&str> {
        let shown = |name: &str| self.fields.iter().any(|field| field.name == name);
        self.errors
            .all()
            .filter(|(name, _)| !shown(name))
            .map(|(_, message)| message)
            .collect()
    }
}

/// One field of the form.
struct EditField {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    value: String,
    /// What was read from the document, when it is another text.
    read: Option<String>,
    is_date: bool,
    /// What can be chosen; without choices a text is typed.
    choices: Vec<(&'static str, &'static str)>,
}

/// Whether somebody with these permissions may edit the submission now.
pub(super) fn may_edit<P: Needed>(place: &InProject<P>, view: &SubmissionView) -> bool {
    match &view.submission.state {
        SubmissionState::Incomplete(_) => false,
        SubmissionState::Pending(_) => is_mine(place, view),
        SubmissionState::Approved(_) | SubmissionState::Rejected(_) => place.may(Permission::EditSubmissions),
    }
}

/// Shows the form.
pub(in crate::dashboard) async fn show(
    State(state): State<WebState>,
    place: InProject<DecideSubmissions>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, DashboardError> {
    let view = find(&state, &place, &id).await?;
    if view.submission.sealed.is_some() || !may_edit(&place, &view) {
        return Ok(go_to(&format!(
            "{}/submissions/{}",
            place.address(),
            view.submission.id
        )));
    }
    let shown = edit_page(&place, &view, |field| value_of(&view, field), FieldErrors::default());
    Ok(page(StatusCode::OK, &shown))
}

/// Saves the form, or shows it again with what is wrong.
pub(in crate::dashboard) async fn save(
    State(state): State<WebState>,
    place: InProject<DecideSubmissions>,
    Path((_, id)): Path<(String, String)>,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    let id: SubmissionId = id.parse().map_err(|_| DashboardError::NotFound)?;
    let correction = Correction {
        fields: edits(&fields),
        decision: None,
    };
    let editor = Editor::Staff(&place.staff);
    match correct_submission(&state.app, editor, &place.project.id, &id, correction).await {
        Ok(_) => Ok(go_to(&format!("{}/submissions/{id}?edited=1", place.address()))),
        Err(AppError::Invalid { field, message }) => {
            let mut errors = FieldErrors::default();
            errors.add(field, message);
            let view = find(&state, &place, id.as_str()).await?;
            let typed = |field: DocumentField| fields.text(field.name()).to_owned();
            let shown = edit_page(&place, &view, typed, errors);
            Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &shown))
        }
        Err(error) => Err(error.into()),
    }
}

/// The fields that the form holds.
fn edits(fields: &FormFields) -> FieldEdits {
    let sent = DocumentField::ALL
        .into_iter()
        .filter(|field| fields.is_ticked(field.name()));
    sent.map(|field| (field, PersonalText::new(fields.text(field.name()))))
        .collect()
}

fn text_of(field: DocumentField, data: Option<&DocumentData>) -> String {
    let value = data.and_then(|data| field.value(data));
    value.map(|text| text.expose().to_owned()).unwrap_or_default()
}

fn value_of(view: &SubmissionView, field: DocumentField) -> String {
    text_of(field, view.submission.final_data())
}

fn edit_page(
    place: &InProject<DecideSubmissions>,
    view: &SubmissionView,
    value: impl Fn(DocumentField) -> String,
    errors: FieldErrors,
) -> EditPage {
    let address = format!("{}/submissions/{}", place.address(), view.submission.id);
    let field = |field: DocumentField| {
        let (value, read) = (value(field), text_of(field, view.submission.read.as_ref()));
        EditField {
            name: field.name(),
            label: wording::document_field(field),
            hint: hint(field),
            read: Some(read).filter(|read| !read.is_empty() && *read != value),
            value,
            is_date: matches!(
                field,
                DocumentField::BirthDate | DocumentField::IssueDate | DocumentField::ExpireDate
            ),
            choices: choices(field),
        }
    };
    let title = format!("Edit submission {}", view.submission.id);
    EditPage {
        frame: Frame::inside(&title, place, Section::Submissions),
        pictures: pictures(&view.images, &address),
        address,
        fields: DocumentField::ALL.into_iter().map(field).collect(),
        errors,
    }
}

const fn hint(field: DocumentField) -> &'static str {
    match field {
        DocumentField::FullName => "Empty: given names before surname.",
        DocumentField::IssuingCountry | DocumentField::Nationality => "Three letters, such as KOR.",
        _ => "",
    }
}

fn choices(field: DocumentField) -> Vec<(&'static str, &'static str)> {
    let kinds = IdType::ALL.map(|kind| (kind.name(), wording::id_type(kind)));
    match field {
        DocumentField::IdType => [("", "Not known")].into_iter().chain(kinds).collect(),
        DocumentField::Gender => vec![("", "Not stated"), ("female", "Female"), ("male", "Male")],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::in_project::tests::entered;
    use crate::dashboard::sample;
    use argos_domain::role::Role;

    #[test]
    fn the_form_shows_every_field_with_what_was_read() {
        let view = sample::view();
        let mut errors = FieldErrors::default();
        errors.add("birthDate", "a date is expected");
        let place = entered::<DecideSubmissions>(Role::Agent);
        let html = edit_page(&place, &view, |field| value_of(&view, field), errors)
            .render()
            .unwrap();
        sample::keep("submission-edit", &html);
        for field in DocumentField::ALL {
            assert!(html.contains(&format!("name=\"{}\"", field.name())), "{}", field.name());
        }
        assert!(html.contains("value=\"Eriksson\"") && html.contains("Read: Eriksen"));
        assert!(html.contains("A date is expected") && html.contains("birthDate-error"));
        assert!(!html.contains("style=") && !html.contains("<title>Edit Anna"));
    }

    #[test]
    fn an_agent_edits_pending_submissions_only_and_only_after_taking_them() {
        let agent = entered::<DecideSubmissions>(Role::Agent);
        let member = entered::<DecideSubmissions>(Role::Member);
        assert!(may_edit(&agent, &sample::claimed_view()) && !may_edit(&agent, &sample::view()));
        let rejected = sample::rejected_view();
        assert!(!may_edit(&agent, &rejected) && may_edit(&member, &rejected));
    }
}
