//! Asking the user for a new capture instead of deciding.

use super::claim::is_mine;
use super::decision::DecisionForm;
use super::{Arrival, find, submission_page};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::field_errors::FieldErrors;
use crate::dashboard::form::ProtectedForm;
use crate::dashboard::in_project::{DecideSubmissions, InProject, Needed};
use crate::dashboard::page::{go_to, page};
use argos_app::AppError;
use argos_app::ask_for_capture::ask_for_capture;
use argos_app::find_submissions::SubmissionView;
use argos_domain::check::Step;
use argos_domain::id::SubmissionId;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

/// The form as typed, with what is wrong about it.
#[derive(Default)]
pub(super) struct CaptureForm {
    pub(super) step: String,
    pub(super) reason: String,
    pub(super) errors: FieldErrors,
    /// Whether the user can be written to.
    pub(super) has_email: bool,
}

impl CaptureForm {
    /// The empty form, for whoever has claimed the submission.
    pub(super) fn new<P: Needed>(place: &InProject<P>, view: &SubmissionView) -> Option<Self> {
        is_mine(place, view).then(|| Self {
            has_email: view.submission.applicant.email.is_some(),
            ..Self::default()
        })
    }
}

/// Sends the submission back to the user, or shows the page again with what is wrong.
pub(in crate::dashboard) async fn ask(
    State(state): State<WebState>,
    place: InProject<DecideSubmissions>,
    Path((_, id)): Path<(String, String)>,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    let id: SubmissionId = id.parse().map_err(|_| DashboardError::NotFound)?;
    let reason = fields.text("reason");
    let mut errors = FieldErrors::default();
    match Step::from_name(fields.text("step")) {
        None => errors.add("step", "choose what is to be captured again"),
        Some(step) => match ask_for_capture(&state.app, &place.staff, &place.project.id, &id, step, reason).await {
            Ok(()) => return Ok(go_to(&format!("{}?asked=1", place.queue()))),
            Err(AppError::Invalid { field, message }) => errors.add(field, message),
            Err(error) => return Err(error.into()),
        },
    }
    let view = find(&state, &place, id.as_str()).await?;
    let mut shown = submission_page(&place, &view, DecisionForm::default(), Arrival::Plain);
    shown.capture = Some(CaptureForm {
        step: fields.text("step").to_owned(),
        reason: reason.to_owned(),
        errors,
        has_email: view.submission.applicant.email.is_some(),
    });
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &shown))
}
