//! A submission whose personal data were deleted: what is left of it.

use super::timeline::{self, TimelineEntry};
use crate::dashboard::delivery_row::{self, DeliveryRow};
use crate::dashboard::frame::{Frame, Section};
use crate::dashboard::in_project::{InProject, Needed};
use crate::dashboard::wording::{self, Chip, Moment};
use argos_app::find_submissions::SubmissionView;
use argos_domain::clock::Timestamp;
use argos_domain::role::Permission;
use askama::Template;

#[derive(Template)]
#[template(path = "dashboard/submission_deleted.html")]
pub(super) struct DeletedPage {
    frame: Frame,
    list: String,
    address: String,
    id: String,
    status: Chip,
    document: Option<&'static str>,
    created: Moment,
    deleted: Moment,
    timeline: Vec<TimelineEntry>,
    deliveries: Vec<DeliveryRow>,
    may_resend: bool,
    just_resent: Option<&'static str>,
}

impl DeletedPage {
    /// What is left.
    pub(super) fn new<P: Needed>(
        place: &InProject<P>,
        view: &SubmissionView,
        deleted_at: Timestamp,
        just_resent: Option<&'static str>,
    ) -> Self {
        let submission = &view.submission;
        let list = format!("{}/submissions", place.address());
        Self {
            frame: Frame::inside(&format!("Submission {}", submission.id), place, Section::Submissions),
            address: format!("{list}/{}", submission.id),
            list,
            id: submission.id.to_string(),
            status: wording::status(submission.state.status()),
            document: submission.chosen.id_type.map(wording::id_type),
            created: wording::moment(submission.created_at),
            deleted: wording::moment(deleted_at),
            timeline: timeline::entries(&view.events, &view.people, &place.administrator.administrator),
            deliveries: delivery_row::rows(&view.deliveries),
            may_resend: place.project.settings.webhook_url.is_some() && place.may(Permission::DecideSubmissions),
            just_resent,
        }
    }
}
