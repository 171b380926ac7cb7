//! One submission with everything that explains it.

pub(super) mod block_face;
pub(super) mod capture;
pub(super) mod claim;
pub(super) mod decision;
pub(super) mod edit;
pub(super) mod erasure;
pub(super) mod image;
pub(super) mod webhook;

mod checks;
mod deleted;
mod fields;
mod outcome;
mod picture;
mod score;
mod sealed;
mod timeline;

use self::block_face::BlockPanel;
use self::capture::CaptureForm;
use self::checks::StepChecks;
use self::claim::{ClaimPanel, NoteRow};
use self::decision::{DecisionForm, DecisionPanel};
use self::fields::FieldRow;
use self::outcome::Outcome;
use self::picture::Picture;
use self::score::ScoreView;
use self::sealed::SealedView;
use self::timeline::TimelineEntry;
use super::delivery_row::{self, DeliveryRow};
use super::error_page::DashboardError;
use super::form::FormFields;
use super::frame::{Frame, Section};
use super::in_project::{InProject, Needed, ViewSubmissions};
use super::page::{go_to, page};
use super::wording::{self, Chip, Moment};
use crate::WebState;
use argos_app::find_submissions::{SubmissionView, view_submission};
use argos_domain::id::SubmissionId;
use argos_domain::personal::PersonalText;
use argos_domain::role::Permission;
use argos_domain::submission::SubmissionState;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "dashboard/submission.html")]
struct SubmissionPage {
    frame: Frame,
    list: String,
    /// Whether this administrator sees the list.
    may_list: bool,
    /// Address of the review queue.
    review: String,
    address: String,
    id: String,
    heading: String,
    /// What stands there in place of the personal text.
    sealed: Option<SealedView>,
    status: Chip,
    outcome: Outcome,
    applicant: Vec<(&'static str, String)>,
    created: Moment,
    changed: Moment,
    pictures: Vec<Picture>,
    fields: Vec<FieldRow>,
    /// What stands where the user has confirmed nothing.
    unconfirmed: &'static str,
    recognition: Option<String>,
    score: Option<ScoreView>,
    steps: Vec<StepChecks>,
    policy_version: u32,
    timeline: Vec<TimelineEntry>,
    deliveries: Vec<DeliveryRow>,
    /// Whether the present state can be sent to the customer's server again.
    may_resend: bool,
    /// What was just done to send it again.
    just_resent: Option<&'static str>,
    /// Who works on it, while it is pending.
    claim: Option<ClaimPanel>,
    notes: Vec<NoteRow>,
    /// Whether this administrator may write notes.
    may_write: bool,
    /// A note that was typed and not kept.
    note: String,
    note_error: Option<String>,
    /// The decision panel, for roles that decide pending or edit decided submissions.
    decision: Option<DecisionPanel>,
    /// The block-list of faces, on rejected submissions.
    block: Option<BlockPanel>,
    /// Asking for a new capture, for whoever has claimed it.
    capture: Option<CaptureForm>,
    may_edit: bool,
    /// The decision was recorded a moment ago.
    just_decided: bool,
    /// An edit was saved a moment ago.
    just_edited: bool,
    /// Parts that were deleted.
    erased: Vec<&'static str>,
    may_delete: bool,
}

/// What brought the administrator back to the page.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Arrival {
    #[default]
    Plain,
    Decided,
    Edited,
}

/// Shows a submission.
pub(super) async fn show(
    State(state): State<WebState>,
    place: InProject<ViewSubmissions>,
    Path((_, id)): Path<(String, String)>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, DashboardError> {
    let view = find(&state, &place, &id).await?;
    let query = FormFields(query);
    let just_resent = webhook::notice(&query);
    if let Some(deleted_at) = view.submission.erased.deleted_at {
        let shown = deleted::DeletedPage::new(&place, &view, deleted_at, just_resent);
        return Ok(page(StatusCode::OK, &shown));
    }
    let arrival = match (query.is_ticked("decided"), query.is_ticked("edited")) {
        (true, _) => Arrival::Decided,
        (_, true) => Arrival::Edited,
        _ => Arrival::Plain,
    };
    let mut shown = submission_page(&place, &view, DecisionForm::default(), arrival);
    shown.just_resent = just_resent;
    Ok(page(StatusCode::OK, &shown))
}

/// An address that only takes forms, opened by hand, leads back to the page.
pub(super) async fn back_to_page(
    place: InProject<ViewSubmissions>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, DashboardError> {
    let id: SubmissionId = id.parse().map_err(|_| DashboardError::NotFound)?;
    Ok(go_to(&format!("{}/submissions/{id}", place.address())))
}

async fn find<P: Needed>(state: &WebState, place: &InProject<P>, id: &str) -> Result<SubmissionView, DashboardError> {
    let id: SubmissionId = id.parse().map_err(|_| DashboardError::NotFound)?;
    Ok(view_submission(&state.app, &place.project.id, &id).await?)
}

fn submission_page<P: Needed>(
    place: &InProject<P>,
    view: &SubmissionView,
    form: DecisionForm,
    arrival: Arrival,
) -> SubmissionPage {
    let submission = &view.submission;
    let list = format!("{}/submissions", place.address());
    let address = format!("{list}/{}", submission.id);
    let name = submission.final_data().and_then(|data| data.name());
    let heading = match name {
        Some(name) => name.expose().to_owned(),
        None if submission.sealed.is_some() => "Sealed submission".to_owned(),
        None => "No name read yet".to_owned(),
    };
    let viewer = &place.administrator.administrator;
    SubmissionPage {
        // The title stands in the browser's history and tab: no name there.
        frame: Frame::inside(&format!("Submission {}", submission.id), place, Section::Submissions),
        pictures: picture::pictures(&view.images, &address),
        may_list: place.may(Permission::ViewSubmissions),
        review: place.queue(),
        list,
        address,
        id: submission.id.to_string(),
        heading,
        sealed: SealedView::of(submission),
        status: wording::status(submission.state.status()),
        outcome: Outcome::new(view, viewer),
        applicant: applicant(view),
        created: wording::moment(submission.created_at),
        changed: wording::moment(submission.updated_at),
        unconfirmed: if matches!(submission.state, SubmissionState::Incomplete(_)) {
            "not yet"
        } else {
            "as read"
        },
        fields: fields::rows(submission, view.evidence.as_ref()),
        recognition: submission.recognition_score.map(|score| wording::number(score, 1)),
        score: view.score.as_ref().map(|score| ScoreView::new(score, view)),
        steps: checks::by_step(&view.checks),
        policy_version: submission.policy_version,
        timeline: timeline::entries(&view.events, &view.people, viewer),
        deliveries: delivery_row::rows(&view.deliveries),
        may_resend: place.project.settings.webhook_url.is_some() && place.may(Permission::DecideSubmissions),
        just_resent: None,
        block: BlockPanel::new(place, view),
        capture: CaptureForm::new(place, view),
        may_edit: submission.sealed.is_none() && edit::may_edit(place, view),
        claim: ClaimPanel::new(place, view),
        notes: claim::notes(view, viewer),
        may_write: place.may(Permission::DecideSubmissions),
        note: String::new(),
        note_error: None,
        decision: DecisionPanel::new(place, view, form),
        just_decided: arrival == Arrival::Decided,
        just_edited: arrival == Arrival::Edited,
        erased: erasure::titles(&submission.erased.parts),
        may_delete: place.may(Permission::DeleteSubmissions),
    }
}

/// What the customer and the user gave before any document was seen; only what is there.
fn applicant(view: &SubmissionView) -> Vec<(&'static str, String)> {
    let applicant = &view.submission.applicant;
    let text = |text: &Option<PersonalText>| text.as_ref().map(|text| text.expose().to_owned());
    let chosen = &view.submission.chosen;
    let [cf1, cf2, cf3] = &applicant.custom_fields;
    [
        (
            "E-mail",
            applicant.email.as_ref().map(|email| email.expose().to_owned()),
        ),
        ("User ID", text(&applicant.user_id)),
        ("IP address", text(&applicant.ip_address)),
        (
            "Chosen document",
            chosen.id_type.map(|kind| wording::id_type(kind).to_owned()),
        ),
        ("Chosen country", chosen.issuing_country.map(wording::country)),
        ("Address", address(view)),
        ("Token", text(&applicant.token_id)),
        ("cf1", text(cf1)),
        ("cf2", text(cf2)),
        ("cf3", text(cf3)),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some((label, value?)))
    .collect()
}

/// The address that was added, in one line.
fn address(view: &SubmissionView) -> Option<String> {
    let address = view.submission.applicant.address.as_ref()?;
    let parts: Vec<&str> = address.parts().map(|(_, text)| text.expose()).collect();
    Some(parts.join(", "))
}

#[cfg(test)]
mod tests;
