//! Taking a pending submission, giving it back, and writing notes about it.

use super::decision::DecisionForm;
use super::{Arrival, find, submission_page};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::field_errors::sentence;
use crate::dashboard::form::ProtectedForm;
use crate::dashboard::in_project::{DecideSubmissions, InProject, Needed};
use crate::dashboard::page::{go_to, page};
use crate::dashboard::review::holder;
use crate::dashboard::wording::{self, Moment};
use argos_app::AppError;
use argos_app::find_submissions::{Note, SubmissionView};
use argos_app::review_notes::add_note;
use argos_app::review_queue::{claim_submission, release_submission};
use argos_domain::id::{AdministratorId, SubmissionId};
use argos_domain::review::ServiceLevel;
use argos_domain::role::Permission;
use argos_domain::submission::SubmissionState;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

/// Who works on a pending submission, and by when it is to be decided.
pub(super) struct ClaimPanel {
    /// Who has it; empty when it is free.
    pub(super) holder: String,
    pub(super) until: Option<Moment>,
    pub(super) is_mine: bool,
    /// Whether this administrator may take it now.
    pub(super) may_take: bool,
    pub(super) due: String,
    pub(super) due_class: &'static str,
}

impl ClaimPanel {
    pub(super) fn new<P: Needed>(place: &InProject<P>, view: &SubmissionView) -> Option<Self> {
        let SubmissionState::Pending(pending) = &view.submission.state else {
            return None;
        };
        let viewer = &place.administrator.administrator;
        let claim = view.claim.as_ref();
        let (due, due_class) = wording::service_level(ServiceLevel::of(pending.since, view.now));
        Some(Self {
            holder: claim.map_or_else(String::new, |claim| holder(claim, viewer)),
            until: claim.map(|claim| wording::moment(claim.expires_at)),
            is_mine: is_mine(place, view),
            may_take: claim.is_none() && place.may(Permission::DecideSubmissions),
            due,
            due_class,
        })
    }
}

/// Whether this administrator reviews and has claimed the submission.
pub(super) fn is_mine<P: Needed>(place: &InProject<P>, view: &SubmissionView) -> bool {
    let viewer = &place.administrator.administrator;
    let has_claim = view.claim.as_ref().is_some_and(|claim| claim.administrator == *viewer);
    has_claim && place.may(Permission::DecideSubmissions)
}

/// A note as the page shows it.
pub(super) struct NoteRow {
    pub(super) author: String,
    pub(super) at: Moment,
    pub(super) text: String,
}

/// The notes, oldest first.
pub(super) fn notes(view: &SubmissionView, viewer: &AdministratorId) -> Vec<NoteRow> {
    let row = |note: &Note| NoteRow {
        author: wording::person(&note.administrator_id, &view.people, viewer),
        at: wording::moment(note.written_at),
        text: note.text.expose().to_owned(),
    };
    view.notes.iter().map(row).collect()
}

/// Takes the submission, or keeps it for longer.
pub(in crate::dashboard) async fn take(
    State(state): State<WebState>,
    place: InProject<DecideSubmissions>,
    Path((_, id)): Path<(String, String)>,
    _form: ProtectedForm,
) -> Result<Response, DashboardError> {
    let id: SubmissionId = id.parse().map_err(|_| DashboardError::NotFound)?;
    claim_submission(&state.app, &place.staff, &place.project.id, &id).await?;
    Ok(go_to(&format!("{}/submissions/{id}", place.address())))
}

/// Gives the submission back.
pub(in crate::dashboard) async fn release(
    State(state): State<WebState>,
    place: InProject<DecideSubmissions>,
    Path((_, id)): Path<(String, String)>,
    _form: ProtectedForm,
) -> Result<Response, DashboardError> {
    let id: SubmissionId = id.parse().map_err(|_| DashboardError::NotFound)?;
    release_submission(&state.app, &place.staff, &place.project.id, &id).await?;
    Ok(go_to(&place.queue()))
}

/// Adds a note, or shows the page again with what is wrong.
pub(in crate::dashboard) async fn write_note(
    State(state): State<WebState>,
    place: InProject<DecideSubmissions>,
    Path((_, id)): Path<(String, String)>,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    let id: SubmissionId = id.parse().map_err(|_| DashboardError::NotFound)?;
    match add_note(&state.app, &place.staff, &place.project.id, &id, fields.text("note")).await {
        Ok(()) => Ok(go_to(&format!("{}/submissions/{id}#notes", place.address()))),
        Err(AppError::Invalid { message, .. }) => {
            let view = find(&state, &place, id.as_str()).await?;
            let mut shown = submission_page(&place, &view, DecisionForm::default(), Arrival::Plain);
            shown.note = fields.text("note").to_owned();
            shown.note_error = Some(sentence(&message));
            Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &shown))
        }
        Err(error) => Err(error.into()),
    }
}
