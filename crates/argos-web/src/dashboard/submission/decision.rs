//! Approving or rejecting a pending submission.

use super::{find, submission_page};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::field_errors::FieldErrors;
use crate::dashboard::form::{FormFields, ProtectedForm};
use crate::dashboard::in_project::{DecideSubmissions, InProject};
use crate::dashboard::page::{go_to, page};
use crate::dashboard::wording::REVIEWER_CODES;
use argos_app::AppError;
use argos_app::review_submission::decide_submission;
use argos_domain::code::RejectCode;
use argos_domain::id::SubmissionId;
use argos_domain::personal::PersonalText;
use argos_domain::submission::Decision;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

/// Longest comment, in characters.
const LONGEST_COMMENT: usize = 1000;

/// The decision as typed, with what is wrong about it.
#[derive(Default)]
pub(super) struct DecisionForm {
    pub(super) decision: String,
    pub(super) code: String,
    pub(super) comment: String,
    pub(super) errors: FieldErrors,
}

impl DecisionForm {
    fn from_fields(fields: &FormFields) -> Self {
        Self {
            decision: fields.text("decision").to_owned(),
            code: fields.text("code").to_owned(),
            comment: fields.text("comment").to_owned(),
            errors: FieldErrors::default(),
        }
    }

    /// The codes to choose from, in groups.
    pub(super) fn groups(&self) -> &'static [(&'static str, &'static [RejectCode])] {
        &REVIEWER_CODES
    }

    /// Messages that belong to none of the fields shown.
    pub(super) fn other_errors(&self) -> Vec<&str> {
        self.errors.elsewhere(&["decision", "code", "comment"]).collect()
    }

    fn parse(&mut self) -> Option<Decision> {
        match self.decision.as_str() {
            "approve" => Some(Decision::Approve),
            "reject" => self.parse_rejection(),
            _ => {
                self.errors.add("decision", "Choose one of the two");
                None
            }
        }
    }

    fn parse_rejection(&mut self) -> Option<Decision> {
        let offered = || REVIEWER_CODES.iter().flat_map(|(_, codes)| codes.iter().copied());
        let code = offered().find(|code| code.code() == self.code);
        if code.is_none() {
            self.errors.add("code", "Choose a reason");
        }
        if self.comment.chars().count() > LONGEST_COMMENT {
            self.errors
                .add("comment", format!("At most {LONGEST_COMMENT} characters are possible"));
        }
        let comment = PersonalText::typed(&self.comment);
        code.filter(|_| self.errors.is_empty())
            .map(|code| Decision::Reject { code, comment })
    }
}

/// Records the decision, or shows the page again with what is wrong.
pub(in crate::dashboard) async fn decide(
    State(state): State<WebState>,
    place: InProject<DecideSubmissions>,
    Path((_, id)): Path<(String, String)>,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    let submission: SubmissionId = id.parse().map_err(|_| DashboardError::NotFound)?;
    let mut form = DecisionForm::from_fields(&fields);
    let status = match form.parse() {
        None => StatusCode::UNPROCESSABLE_ENTITY,
        Some(decision) => {
            match decide_submission(&state.app, &place.staff, &place.project.id, &submission, decision).await {
                Ok(_) => {
                    return Ok(go_to(&format!(
                        "{}/submissions/{submission}?decided=1",
                        place.address()
                    )));
                }
                Err(AppError::Invalid { field, message }) => {
                    form.errors.add(field, message);
                    StatusCode::UNPROCESSABLE_ENTITY
                }
                Err(error) => return Err(error.into()),
            }
        }
    };
    let view = find(&state, &place, submission.as_str()).await?;
    Ok(page(status, &submission_page(&place, &view, form, false)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(decision: &str, code: &str, comment: &str) -> DecisionForm {
        DecisionForm {
            decision: decision.to_owned(),
            code: code.to_owned(),
            comment: comment.to_owned(),
            errors: FieldErrors::default(),
        }
    }

    #[test]
    fn a_decision_is_read_or_its_fault_named() {
        assert_eq!(typed("approve", "", "").parse(), Some(Decision::Approve));
        let rejected = typed("reject", "id_image_badImage", "  too\nblurred ").parse();
        let comment = PersonalText::typed("too blurred");
        assert_eq!(
            rejected,
            Some(Decision::Reject {
                code: RejectCode::IdImageBadImage,
                comment
            })
        );
        for (form, field) in [
            (typed("", "", ""), "decision"),
            (typed("reject", "", ""), "code"),
            (typed("reject", "too_many_retry", ""), "code"),
            (typed("reject", "other", &"x".repeat(1001)), "comment"),
        ] {
            let mut form = form;
            assert_eq!(form.parse(), None);
            assert!(form.errors.at(field).is_some(), "{field}");
        }
    }
}
