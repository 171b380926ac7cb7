//! Approving or rejecting a pending submission.

use super::block_face::chosen_reason;
use super::claim::is_mine;
use super::{Arrival, find, submission_page};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::field_errors::FieldErrors;
use crate::dashboard::form::{FormFields, ProtectedForm};
use crate::dashboard::in_project::{DecideSubmissions, EditSubmissions, InProject, Needed};
use crate::dashboard::page::{go_to, page};
use crate::dashboard::wording::REVIEWER_CODES;
use argos_app::AppError;
use argos_app::blocked_faces::BlockReason;
use argos_app::correct_submission::{Correction, Editor, correct_submission};
use argos_app::find_submissions::{ImageKind, SubmissionView};
use argos_app::review_submission::decide_submission;
use argos_domain::code::RejectCode;
use argos_domain::id::SubmissionId;
use argos_domain::personal::PersonalText;
use argos_domain::role::Permission;
use argos_domain::submission::{Decision, SubmissionState};
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
    /// Why the face is also put on the block-list; `None` leaves it alone.
    pub(super) block: Option<BlockReason>,
    pub(super) errors: FieldErrors,
}

/// The form with its words.
pub(super) struct DecisionPanel {
    pub(super) form: DecisionForm,
    pub(super) title: &'static str,
    /// What follows the submission's address where the form is sent.
    pub(super) path: &'static str,
    pub(super) may_approve: bool,
    /// Whether the face can be put on the block-list with a rejection.
    pub(super) may_block: bool,
    pub(super) consequence: &'static str,
    pub(super) button: &'static str,
}

impl DecisionPanel {
    /// The panel for a submission, if the administrator may decide it now.
    pub(super) fn new<P: Needed>(place: &InProject<P>, view: &SubmissionView, form: DecisionForm) -> Option<Self> {
        let state = &view.submission.state;
        match state {
            // What is sealed stays as it is.
            _ if view.submission.sealed.is_some() => None,
            SubmissionState::Incomplete(_) => None,
            SubmissionState::Pending(_) => is_mine(place, view).then_some(Self {
                form,
                title: "Decision",
                path: "decision",
                may_approve: true,
                may_block: view.images.contains(&ImageKind::SelfieImage),
                consequence: "The person and your own systems are told at once, where e-mail and webhook are set up.",
                button: "Record the decision",
            }),
            SubmissionState::Approved(_) | SubmissionState::Rejected(_) => {
                let is_approved = matches!(state, SubmissionState::Approved(_));
                place.may(Permission::EditSubmissions).then_some(Self {
                    form,
                    title: "Change the decision",
                    path: "status",
                    may_approve: !is_approved && state.argos_score().is_some(),
                    // A rejected submission has a form of its own for it.
                    may_block: false,
                    consequence: "The person and your own systems are told at once, where e-mail and webhook are set up. The timeline keeps the earlier decision.",
                    button: "Change the decision",
                })
            }
        }
    }
}

impl DecisionForm {
    fn from_fields(fields: &FormFields) -> Self {
        Self {
            decision: fields.text("decision").to_owned(),
            code: fields.text("code").to_owned(),
            comment: fields.text("comment").to_owned(),
            block: chosen_reason(fields),
            errors: FieldErrors::default(),
        }
    }

    /// The reasons for which the face can be put on the block-list: name, words, whether it was chosen.
    pub(super) fn block_reasons(&self) -> [(&'static str, &'static str, bool); BlockReason::ALL.len()] {
        BlockReason::ALL.map(|reason| (reason.name(), reason.words(), self.block == Some(reason)))
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
            let block = form.block.filter(|_| matches!(decision, Decision::Reject { .. }));
            match decide_submission(
                &state.app,
                &place.staff,
                &place.project.id,
                &submission,
                decision,
                block,
            )
            .await
            {
                Ok(_) if place.may(Permission::ViewSubmissions) => {
                    let shown = format!("{}/submissions/{submission}?decided=1", place.address());
                    return Ok(go_to(&shown));
                }
                // Decided, it is no longer theirs to see.
                Ok(_) => return Ok(go_to(&format!("{}?decided=1", place.queue()))),
                Err(AppError::Invalid { field, message }) => {
                    form.errors.add(field, message);
                    StatusCode::UNPROCESSABLE_ENTITY
                }
                Err(error) => return Err(error.into()),
            }
        }
    };
    let view = find(&state, &place, submission.as_str()).await?;
    Ok(page(status, &submission_page(&place, &view, form, Arrival::Plain)))
}

/// Puts another decision in the place of an earlier one, or shows the page again with what is wrong.
pub(in crate::dashboard) async fn change(
    State(state): State<WebState>,
    place: InProject<EditSubmissions>,
    Path((_, id)): Path<(String, String)>,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    let submission: SubmissionId = id.parse().map_err(|_| DashboardError::NotFound)?;
    let mut form = DecisionForm::from_fields(&fields);
    if let Some(decision) = form.parse() {
        let correction = Correction {
            decision: Some(decision),
            ..Correction::default()
        };
        let editor = Editor::Staff(&place.staff);
        match correct_submission(&state.app, editor, &place.project.id, &submission, correction).await {
            Ok(_) => return Ok(go_to(&format!("{}/submissions/{submission}?edited=1", place.address()))),
            Err(AppError::Invalid { field, message }) => form.errors.add(field, message),
            Err(error) => return Err(error.into()),
        }
    }
    let view = find(&state, &place, submission.as_str()).await?;
    let shown = submission_page(&place, &view, form, Arrival::Plain);
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &shown))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(decision: &str, code: &str, comment: &str) -> DecisionForm {
        DecisionForm {
            decision: decision.to_owned(),
            code: code.to_owned(),
            comment: comment.to_owned(),
            block: None,
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
