//! Putting the face of a rejected submission on the project's block-list.

use super::decision::DecisionForm;
use super::{Arrival, find, submission_page};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::form::{FormFields, ProtectedForm};
use crate::dashboard::in_project::{DecideSubmissions, InProject, Needed};
use crate::dashboard::page::{go_to, page};
use crate::dashboard::wording::{self, Moment};
use argos_app::blocked_faces::{BlockReason, block_face};
use argos_app::find_submissions::{ImageKind, SubmissionView};
use argos_domain::id::SubmissionId;
use argos_domain::role::Permission;
use argos_domain::submission::SubmissionState;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

/// What a rejected submission's page shows of the block-list.
pub(super) struct BlockPanel {
    /// Why and since when its face is on the list.
    pub(super) entry: Option<(&'static str, Moment)>,
    /// Address of the list.
    pub(super) list: String,
    /// Whether this administrator sees the list.
    pub(super) may_list: bool,
    /// No reason was chosen.
    pub(super) error: Option<&'static str>,
}

impl BlockPanel {
    /// The panel, for those who may put the face on the list or see that it is there.
    pub(super) fn new<P: Needed>(place: &InProject<P>, view: &SubmissionView) -> Option<Self> {
        let is_rejected = matches!(view.submission.state, SubmissionState::Rejected(_));
        let has_face = view.images.contains(&ImageKind::SelfieImage);
        let entry = view.blocked_face.as_ref();
        let may_block = is_rejected && has_face && place.may(Permission::DecideSubmissions);
        (entry.is_some() || may_block).then(|| Self {
            entry: entry.map(|entry| (entry.reason.words(), wording::moment(entry.at))),
            list: format!("{}/settings/block-list", place.address()),
            may_list: place.may(Permission::ViewSettings),
            error: None,
        })
    }

    pub(super) fn reasons(&self) -> [BlockReason; BlockReason::ALL.len()] {
        BlockReason::ALL
    }
}

/// The reason that was chosen in a form; `None` when none was.
pub(super) fn chosen_reason(fields: &FormFields) -> Option<BlockReason> {
    BlockReason::from_name(fields.text("block_reason"))
}

/// Puts the face on the list, or shows the page again when no reason was chosen.
pub(in crate::dashboard) async fn block(
    State(state): State<WebState>,
    place: InProject<DecideSubmissions>,
    Path((_, id)): Path<(String, String)>,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    let submission: SubmissionId = id.parse().map_err(|_| DashboardError::NotFound)?;
    let Some(reason) = chosen_reason(&fields) else {
        let view = find(&state, &place, submission.as_str()).await?;
        let mut shown = submission_page(&place, &view, DecisionForm::default(), Arrival::Plain);
        if let Some(panel) = &mut shown.block {
            panel.error = Some("Choose a reason");
        }
        return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &shown));
    };
    block_face(&state.app, &place.staff, &place.project.id, &submission, reason).await?;
    if place.may(Permission::ViewSubmissions) {
        let shown = format!("{}/submissions/{submission}#block-list", place.address());
        return Ok(go_to(&shown));
    }
    // Rejected, it is no longer theirs to see.
    Ok(go_to(&place.queue()))
}
