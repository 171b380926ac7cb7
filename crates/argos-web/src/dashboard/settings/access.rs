//! Access management: who has access to the project, who is invited, and what happened to both.

pub(in crate::dashboard) mod invitations;
pub(in crate::dashboard) mod people;
pub(in crate::dashboard) mod webhook;

use super::{Part, Setting, WasSaved, frame};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::field_errors::FieldErrors;
use crate::dashboard::frame::Frame;
use crate::dashboard::in_project::{InProject, ManageAccess, Needed};
use crate::dashboard::page::{go_to, page};
use crate::dashboard::wording::{self, Moment};
use argos_app::AppError;
use argos_app::access::{Access, AccessEvent, InvitedPerson, PersonWithAccess, access};
use argos_domain::id::AdministratorId;
use argos_domain::role::Role;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use webhook::WebhookForm;

/// What was done a moment ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Done {
    Granted,
    Invited,
    RoleChanged,
    Removed,
    InvitedAgain,
    Cancelled,
    WebhookSaved,
}

impl Done {
    const ALL: [Self; 7] = [
        Self::Granted,
        Self::Invited,
        Self::RoleChanged,
        Self::Removed,
        Self::InvitedAgain,
        Self::Cancelled,
        Self::WebhookSaved,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Invited => "invited",
            Self::RoleChanged => "role",
            Self::Removed => "removed",
            Self::InvitedAgain => "again",
            Self::Cancelled => "cancelled",
            Self::WebhookSaved => "webhook",
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::Granted => "Access was given. The person signs in here already and has the project at once.",
            Self::Invited => "An invitation is on its way. It is valid for 7 days.",
            Self::RoleChanged => "The role was changed.",
            Self::Removed => "The access was removed. It ended at once.",
            Self::InvitedAgain => {
                "A new invitation is on its way. It is valid for 7 days; the earlier link no longer works."
            }
            Self::Cancelled => "The invitation was cancelled. Its link no longer works.",
            Self::WebhookSaved => "The webhook address was saved.",
        }
    }

    fn page<P: Needed>(self, place: &InProject<P>) -> Response {
        go_to(&format!("{}?done={}", address(place), self.name()))
    }
}

fn address<P: Needed>(place: &InProject<P>) -> String {
    format!("{}/settings/access", place.address())
}

/// A role to choose.
struct RoleOption {
    name: &'static str,
    label: &'static str,
    is_chosen: bool,
}

fn options(roles: &[Role], chosen: Option<Role>) -> Vec<RoleOption> {
    let option = |role: &Role| RoleOption {
        name: role.name(),
        label: wording::role(*role),
        is_chosen: Some(*role) == chosen,
    };
    roles.iter().map(option).collect()
}

struct PersonRow {
    id: String,
    email: String,
    role: &'static str,
    since: Moment,
    is_self: bool,
    /// The roles to choose from; empty when none can be given.
    roles: Vec<RoleOption>,
    is_removable: bool,
}

struct InvitedRow {
    id: String,
    email: String,
    role: &'static str,
    by: String,
    invited: Moment,
    until: Moment,
    is_expired: bool,
    is_changeable: bool,
}

struct HistoryRow {
    at: Moment,
    what: String,
    person: String,
    by: String,
}

/// The form by which somebody is added, as typed.
#[derive(Default)]
struct AddForm {
    email: String,
    role: Option<Role>,
    errors: FieldErrors,
}

#[derive(Template)]
#[template(path = "dashboard/settings/access.html")]
struct AccessPage {
    frame: Frame,
    setting: Setting,
    done: Option<&'static str>,
    trouble: Option<String>,
    people: Vec<PersonRow>,
    invited: Vec<InvitedRow>,
    roles: Vec<RoleOption>,
    form: AddForm,
    history: Vec<HistoryRow>,
    webhook: Option<WebhookForm>,
}

impl AccessPage {
    fn new<P: Needed>(place: &InProject<P>, access: Access, form: AddForm) -> Self {
        let lowest = access.grantable.last().copied();
        Self {
            frame: frame(place, Part::Access),
            setting: Setting::new(place, Part::Access, WasSaved(false)),
            done: None,
            trouble: None,
            roles: options(&access.grantable, form.role.or(lowest)),
            people: access.people.into_iter().map(person_row).collect(),
            invited: access.invited.into_iter().map(invited_row).collect(),
            history: access.history.into_iter().map(history_row).collect(),
            webhook: WebhookForm::of(place),
            form,
        }
    }
}

fn person_row(person: PersonWithAccess) -> PersonRow {
    let roles = match person.possible_roles.as_slice() {
        [] | [_] => Vec::new(),
        several => options(several, Some(person.role)),
    };
    PersonRow {
        id: person.id.to_string(),
        email: person.email.expose().to_owned(),
        role: wording::role(person.role),
        since: wording::moment(person.since),
        is_self: person.is_self,
        roles,
        is_removable: person.is_removable,
    }
}

fn invited_row(invited: InvitedPerson) -> InvitedRow {
    InvitedRow {
        id: invited.id.to_string(),
        email: invited.email.expose().to_owned(),
        role: wording::role(invited.role),
        by: invited
            .invited_by
            .map_or("unknown".to_owned(), |by| by.expose().to_owned()),
        invited: wording::moment(invited.invited_at),
        until: wording::moment(invited.expires_at),
        is_expired: invited.is_expired,
        is_changeable: invited.is_changeable,
    }
}

fn history_row(event: AccessEvent) -> HistoryRow {
    let shown = |email: Option<argos_domain::personal::EmailAddress>, otherwise: &str| {
        email.map_or(otherwise.to_owned(), |email| email.expose().to_owned())
    };
    HistoryRow {
        at: wording::moment(event.at),
        what: what_happened(&event),
        person: shown(event.person, "unknown"),
        by: shown(event.by, "the operator"),
    }
}

fn what_happened(event: &AccessEvent) -> String {
    let role = |role: Option<Role>| role.map_or("no role", wording::role);
    let (before, after) = (role(event.before), role(event.after));
    match event.action.as_str() {
        "access_granted" => format!("Access as {after} given"),
        "access_changed" => format!("Role changed from {before} to {after}"),
        "access_removed" => format!("Access as {before} removed"),
        "access_invited" => format!("Invited as {after}"),
        "access_invited_again" => format!("Invited again as {after}"),
        "access_invitation_cancelled" => format!("Invitation as {before} cancelled"),
        "access_invitation_accepted" => format!("Invitation as {after} accepted"),
        other => other.replace('_', " "),
    }
}

/// Shows the page.
pub(in crate::dashboard) async fn show(
    State(state): State<WebState>,
    place: InProject<ManageAccess>,
    query: Query<Vec<(String, String)>>,
) -> Result<Response, DashboardError> {
    let name = query
        .iter()
        .find(|(name, _)| name == "done")
        .map(|(_, value)| value.as_str());
    let done = Done::ALL.into_iter().find(|done| Some(done.name()) == name);
    let access = access(&state.app, &place.staff, &place.project.id).await?;
    let shown = AccessPage {
        done: done.map(Done::text),
        ..AccessPage::new(&place, access, AddForm::default())
    };
    Ok(page(StatusCode::OK, &shown))
}

/// An address that only takes forms, opened by hand, leads back to the page.
pub(in crate::dashboard) async fn back_to_page(place: InProject<ManageAccess>) -> Response {
    go_to(&address(&place))
}

/// The page after a form at somebody's name: with what was done, or with what was refused.
async fn answer(
    state: &WebState,
    place: &InProject<ManageAccess>,
    outcome: Result<(), AppError>,
    done: Done,
) -> Result<Response, DashboardError> {
    let message = match outcome {
        Ok(()) => return Ok(done.page(place)),
        Err(AppError::Invalid { message, .. }) => message,
        Err(error) => return Err(error.into()),
    };
    let access = access(&state.app, &place.staff, &place.project.id).await?;
    let shown = AccessPage {
        trouble: Some(crate::dashboard::field_errors::sentence(&message)),
        ..AccessPage::new(place, access, AddForm::default())
    };
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &shown))
}

fn person(id: &str) -> Result<AdministratorId, DashboardError> {
    id.parse().map_err(|_| DashboardError::NotFound)
}

#[cfg(test)]
mod tests;
