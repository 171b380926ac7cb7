//! The event log of a project: who did what, when, from where, before and after.

mod change;
mod filter;

use self::change::ChangedField;
use self::filter::{Choice, EventFilterForm};
use super::error_page::DashboardError;
use super::event_words;
use super::field_errors::FieldErrors;
use super::form::FormFields;
use super::frame::{Frame, Section};
use super::in_project::{InProject, ViewEvents};
use super::page::page;
use super::wording::{self, Moment};
use crate::WebState;
use argos_app::find_submissions::{Actor, EventRecord};
use argos_app::project_events::{EventPage, ProjectEvents, list_events, person_concerned};
use argos_domain::id::AdministratorId;
use argos_domain::personal::EmailAddress;
use argos_domain::role::Permission;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use std::collections::BTreeMap;

/// Entries on one page.
const PAGE_LENGTH: u32 = 50;

#[derive(Template)]
#[template(path = "dashboard/events.html")]
struct EventsPage {
    frame: Frame,
    address: String,
    submissions: String,
    form: EventFilterForm,
    errors: FieldErrors,
    actions: Vec<Choice>,
    actors: Vec<Choice>,
    shows_particulars: bool,
    rows: Vec<EventRow>,
    next: Option<String>,
}

struct EventRow {
    at: Moment,
    title: String,
    class: &'static str,
    detail: String,
    /// The administrator whose access it is about.
    person: Option<String>,
    actor: String,
    submission: Option<String>,
    /// From where, for those who may know it.
    address: Option<String>,
    /// What changed, for those who may know it.
    changes: Vec<ChangedField>,
}

/// Shows one page of the log.
pub(super) async fn list(
    State(state): State<WebState>,
    place: InProject<ViewEvents>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, DashboardError> {
    let form = EventFilterForm::from_fields(&FormFields(query));
    let (filter, errors) = form.filter(PAGE_LENGTH);
    let mut found = list_events(&state.app, &place.project.id, &filter).await?;
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        found.page = EventPage {
            events: Vec::new(),
            next: None,
        };
        StatusCode::UNPROCESSABLE_ENTITY
    };
    Ok(page(status, &events_page(&place, form, errors, &found)))
}

fn events_page(
    place: &InProject<ViewEvents>,
    form: EventFilterForm,
    errors: FieldErrors,
    found: &ProjectEvents,
) -> EventsPage {
    let address = format!("{}/events", place.address());
    let shows_particulars = place.may(Permission::ViewEventParticulars);
    let viewer = &place.administrator.administrator;
    let row = |event: &EventRecord| EventRow::new(event, viewer, &found.people, shows_particulars);
    EventsPage {
        frame: Frame::inside("Event log", place, Section::Events),
        submissions: format!("{}/submissions", place.address()),
        actions: form.actions(&found.actions),
        actors: form.actors(&found.people),
        shows_particulars,
        rows: found.page.events.iter().map(row).collect(),
        next: found.page.next.as_ref().map(|last| form.address(&address, Some(last))),
        address,
        form,
        errors,
    }
}

impl EventRow {
    fn new(
        event: &EventRecord,
        viewer: &AdministratorId,
        people: &BTreeMap<AdministratorId, EmailAddress>,
        shows_particulars: bool,
    ) -> Self {
        let (title, class) = event_words::title(&event.action);
        let actor = match &event.actor {
            Actor::System => "Argos".to_owned(),
            Actor::Applicant => "The person verified".to_owned(),
            Actor::ApiKey => "Your server, by API".to_owned(),
            Actor::Administrator(id) => {
                let email = people
                    .get(id)
                    .map_or_else(|| id.to_string(), |email| email.expose().to_owned());
                if id == viewer { format!("{email} (you)") } else { email }
            }
        };
        let (address, changes) = if shows_particulars {
            let address = event.address.as_ref().map(|address| address.expose().to_owned());
            (address, event.change.as_ref().map(change::fields).unwrap_or_default())
        } else {
            (None, Vec::new())
        };
        Self {
            at: wording::moment(event.at),
            title,
            class,
            detail: event_words::detail(&event.detail),
            person: person_concerned(event)
                .and_then(|id| people.get(&id))
                .map(|email| email.expose().to_owned()),
            actor,
            submission: event.submission_id.as_ref().map(ToString::to_string),
            address,
            changes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::in_project::tests::entered;
    use crate::dashboard::sample;
    use argos_domain::clock::Timestamp;
    use argos_domain::personal::PersonalText;
    use argos_domain::role::Role;
    use serde_json::json;

    fn event(action: &str, actor: Actor) -> EventRecord {
        EventRecord {
            id: "event234567abcdefghi".parse().unwrap(),
            project_id: Some(sample::project().id),
            submission_id: Some("submissionabc".parse().unwrap()),
            at: Timestamp::from_microseconds(1_772_357_400_000_000),
            actor,
            address: Some(PersonalText::new("203.0.113.9")),
            action: action.to_owned(),
            detail: json!({ "fields": ["ip_control"] }),
            change: Some(
                json!({ "before": { "webhook_url": "https://old.example" }, "after": { "webhook_url": null } }),
            ),
        }
    }

    fn render(role: Role, query: &[(&str, &str)]) -> String {
        let fields = query
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let form = EventFilterForm::from_fields(&FormFields(fields.collect()));
        let colleague: AdministratorId = "colleagueabcdefg".parse().unwrap();
        let found = ProjectEvents {
            page: EventPage {
                events: vec![
                    event("settings_changed", Actor::Administrator(colleague.clone())),
                    event("approved", Actor::System),
                ],
                next: Some("event234567abcdefghi".parse().unwrap()),
            },
            actions: vec!["approved".to_owned(), "settings_changed".to_owned()],
            people: [(colleague, EmailAddress::parse("leader@example.com").unwrap())].into(),
        };
        let errors = form.filter(PAGE_LENGTH).1;
        let html = events_page(&entered(role), form, errors, &found).render().unwrap();
        sample::keep(&format!("events-{}", wording::role(role).to_lowercase()), &html);
        html
    }

    #[test]
    fn the_log_shows_who_did_what_and_particulars_to_those_who_may_know_them() {
        let owner = render(Role::Owner, &[("action", "approved")]);
        let member = render(Role::Member, &[]);
        for shown in ["Settings changed", "leader@example.com", "submissionabc", "ip control"] {
            assert!(owner.contains(shown) && member.contains(shown), "{shown}");
        }
        for hidden in ["203.0.113.9", "https://old.example"] {
            assert!(owner.contains(hidden) && !member.contains(hidden), "{hidden}");
        }
        assert!(
            owner.contains("action=approved&#38;after=event234567abcdefghi"),
            "{owner}"
        );
        assert!(!owner.contains("style="));
    }
}
