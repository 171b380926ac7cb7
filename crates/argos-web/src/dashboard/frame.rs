//! What surrounds every page of a signed-in administrator.

use super::in_project::{InProject, Needed};
use super::signed_in::SignedInAdministrator;
use super::wording;
use argos_domain::role::Permission;

/// The part of a project that a page belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    /// Submissions.
    Submissions,
    /// The review queue.
    Review,
    /// The event log.
    Events,
    /// Settings.
    Settings,
}

/// Title, navigation and account.
pub(super) struct Frame {
    /// The page's title, without the product's name.
    pub(super) title: String,
    /// The administrator's address.
    pub(super) email: String,
    /// What every form carries.
    pub(super) form_token: String,
    /// The open project.
    pub(super) project: Option<ProjectFrame>,
    /// Whether the administrator reviews for the platform.
    pub(super) serves_platform: bool,
    /// Whether there are other projects to change to.
    pub(super) several_projects: bool,
}

/// The open project as the navigation shows it.
pub(super) struct ProjectFrame {
    /// Its name.
    pub(super) name: String,
    /// Address of its pages.
    pub(super) address: String,
    /// The administrator's role.
    pub(super) role: &'static str,
    /// Whether the list of submissions is offered.
    pub(super) has_submissions: bool,
    /// Address of the review queue, if it is offered.
    pub(super) queue: Option<String>,
    /// Whether the event log is offered.
    pub(super) has_events: bool,
    /// Address of the first page of the settings that the role includes.
    pub(super) settings: Option<String>,
    section: Section,
}

impl ProjectFrame {
    /// Whether the page is about submissions.
    pub(super) fn in_submissions(&self) -> bool {
        self.section == Section::Submissions
    }

    /// Whether the page is about the review queue.
    pub(super) fn in_review(&self) -> bool {
        self.section == Section::Review
    }

    /// Whether the page is the event log.
    pub(super) fn in_events(&self) -> bool {
        self.section == Section::Events
    }

    /// Whether the page is about settings.
    pub(super) fn in_settings(&self) -> bool {
        self.section == Section::Settings
    }
}

impl Frame {
    /// Outside of any project.
    pub(super) fn outside(title: &str, administrator: &SignedInAdministrator) -> Self {
        Self {
            title: title.to_owned(),
            email: administrator.email.expose().to_owned(),
            form_token: administrator.form_token.clone(),
            project: None,
            serves_platform: administrator.is_platform_agent,
            several_projects: administrator.memberships.len() > 1,
        }
    }

    /// Within a project.
    pub(super) fn inside<P: Needed>(title: &str, place: &InProject<P>, section: Section) -> Self {
        let settings = if place.may(Permission::ViewSettings) {
            Some("settings")
        } else if place.may(Permission::ManageAccess) {
            Some("settings/access")
        } else {
            None
        };
        let project = ProjectFrame {
            name: place.project.name.clone(),
            address: place.address(),
            role: wording::role(place.role),
            has_submissions: place.may(Permission::ViewSubmissions),
            queue: place.may(Permission::DecideSubmissions).then(|| place.queue()),
            has_events: place.may(Permission::ViewEvents),
            settings: settings.map(|path| format!("{}/{path}", place.address())),
            section,
        };
        Self {
            project: Some(project),
            ..Self::outside(title, &place.administrator)
        }
    }
}
