//! The review queue: what waits for a decision, the longest waiting first, and who works on it.

use super::error_page::DashboardError;
use super::form::{FormFields, ProtectedForm};
use super::frame::{Frame, Section};
use super::in_project::{DecideSubmissions, InProject};
use super::page::{go_to, page};
use super::platform_agent::PlatformAgent;
use super::signed_in::SignedInAdministrator;
use super::wording::{self, Moment};
use crate::WebState;
use crate::client_address::ClientAddress;
use argos_app::Staff;
use argos_app::platform_agents::{PlatformQueue, PlatformQueueEntry, claim_next_for_platform, platform_queue};
use argos_app::review_queue::{Claim, QueueCursor, QueueEntry, QueuePage, claim_next, review_queue};
use argos_domain::clock::Timestamp;
use argos_domain::id::AdministratorId;
use argos_domain::project::Project;
use argos_domain::review::ServiceLevel;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;

/// Rows on one page.
const PAGE_LENGTH: u32 = 25;

#[derive(Template)]
#[template(path = "dashboard/review.html")]
struct ReviewPage {
    frame: Frame,
    /// Address of the queue.
    address: String,
    /// Whether rows name their project.
    names_projects: bool,
    rows: Vec<Row>,
    next: Option<String>,
    is_later_page: bool,
    /// What the reviewer just did.
    arrival: Arrival,
}

/// What brought the reviewer back to the queue.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Arrival {
    Plain,
    /// There was no next one.
    NothingFree,
    /// The user was asked for a new picture.
    Asked,
    /// A decision was recorded.
    Decided,
}

impl Arrival {
    fn from_query(query: &FormFields) -> Self {
        let arrivals = [
            ("nothing", Self::NothingFree),
            ("asked", Self::Asked),
            ("decided", Self::Decided),
        ];
        let found = arrivals.into_iter().find(|(name, _)| query.is_ticked(name));
        found.map_or(Self::Plain, |(_, arrival)| arrival)
    }

    fn message(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::NothingFree => "At this moment nothing is free: every submission that waits has its reviewer.",
            Self::Decided => {
                "Your decision was recorded. Webhook and e-mail follow by themselves where they are set up."
            }
            Self::Asked => "The user was asked for a new picture. The submission comes back when it was taken.",
        }
    }
}

/// One submission that waits.
struct Row {
    id: String,
    address: String,
    project: String,
    name: Option<String>,
    score: String,
    since: Moment,
    due: String,
    due_class: &'static str,
    /// Who works on it; empty when it is free.
    holder: String,
    is_mine: bool,
}

impl Row {
    fn new(entry: &QueueEntry, project: &Project, viewer: &AdministratorId, now: Timestamp) -> Self {
        let submission = &entry.submission;
        let (due, due_class) = wording::service_level(ServiceLevel::of(entry.since, now));
        Self {
            id: submission.id.to_string(),
            address: format!("/dashboard/projects/{}/submissions/{}", project.id, submission.id),
            project: project.name.clone(),
            name: submission
                .final_data()
                .and_then(|data| data.name())
                .map(|name| name.expose().to_owned()),
            score: submission
                .state
                .argos_score()
                .map_or_else(String::new, |score| format!("{score:.1}")),
            since: wording::moment(entry.since),
            due,
            due_class,
            holder: entry
                .claim
                .as_ref()
                .map_or_else(String::new, |claim| holder(claim, viewer)),
            is_mine: entry.claim.as_ref().is_some_and(|claim| claim.administrator == *viewer),
        }
    }
}

/// Who holds a claim, as seen by `viewer`.
pub(super) fn holder(claim: &Claim, viewer: &AdministratorId) -> String {
    if claim.administrator == *viewer {
        return "You".to_owned();
    }
    let email = claim.email.as_ref().map(|email| email.expose().to_owned());
    email.unwrap_or_else(|| "Another reviewer".to_owned())
}

/// Shows a page of the queue.
pub(super) async fn show(
    State(state): State<WebState>,
    place: InProject<DecideSubmissions>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, DashboardError> {
    let query = FormFields(query);
    let after = cursor(&query);
    let queue = review_queue(&state.app, &place.project.id, after.as_ref(), PAGE_LENGTH).await?;
    let shown = review_page(&place, &queue, after.is_some(), Arrival::from_query(&query));
    Ok(page(StatusCode::OK, &shown))
}

/// Takes the longest waiting submission that is free, and opens it.
pub(super) async fn take_next(
    State(state): State<WebState>,
    place: InProject<DecideSubmissions>,
    _form: ProtectedForm,
) -> Result<Response, DashboardError> {
    let claimed = claim_next(&state.app, &place.staff, &place.project.id).await?;
    Ok(match claimed {
        Some(id) => go_to(&format!("{}/submissions/{id}", place.address())),
        None => go_to(&format!("{}/review?nothing=1", place.address())),
    })
}

/// Shows the queue of the platform, across all projects that leave their reviews to it.
pub(super) async fn show_platform(
    State(state): State<WebState>,
    agent: PlatformAgent,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, DashboardError> {
    let queue = platform_queue(&state.app, &agent.staff).await?;
    let shown = platform_page(&agent.administrator, &queue, Arrival::from_query(&FormFields(query)));
    Ok(page(StatusCode::OK, &shown))
}

/// Takes the longest waiting submission of any project that is free, and opens it.
pub(super) async fn take_next_of_platform(
    State(state): State<WebState>,
    administrator: SignedInAdministrator,
    ClientAddress(address): ClientAddress,
    _form: ProtectedForm,
) -> Result<Response, DashboardError> {
    let staff = Staff {
        id: administrator.administrator.clone(),
        address,
    };
    Ok(match claim_next_for_platform(&state.app, &staff).await? {
        Some((project, id)) => go_to(&format!("/dashboard/projects/{project}/submissions/{id}")),
        None => go_to("/dashboard/queue?nothing=1"),
    })
}

/// The address that only takes forms, opened by hand.
pub(super) async fn back_to_platform_queue(_agent: PlatformAgent) -> Response {
    go_to("/dashboard/queue")
}

fn platform_page(administrator: &SignedInAdministrator, queue: &PlatformQueue, arrival: Arrival) -> ReviewPage {
    let viewer = &administrator.administrator;
    let row = |waiting: &PlatformQueueEntry| Row::new(&waiting.entry, &waiting.project, viewer, queue.now);
    ReviewPage {
        frame: Frame::outside("Platform queue", administrator),
        address: "/dashboard/queue".to_owned(),
        names_projects: true,
        rows: queue.entries.iter().map(row).collect(),
        next: None,
        is_later_page: false,
        arrival,
    }
}

/// The address that only takes forms, opened by hand.
pub(super) async fn back_to_queue(place: InProject<DecideSubmissions>) -> Response {
    go_to(&format!("{}/review", place.address()))
}

/// A cursor that does not make sense starts at the first page.
fn cursor(query: &FormFields) -> Option<QueueCursor> {
    Some(QueueCursor {
        pending_at: Timestamp::from_microseconds(query.filled("after_at")?.parse().ok()?),
        id: query.filled("after_id")?.parse().ok()?,
    })
}

fn review_page(
    place: &InProject<DecideSubmissions>,
    queue: &QueuePage,
    is_later_page: bool,
    arrival: Arrival,
) -> ReviewPage {
    let viewer = &place.administrator.administrator;
    let address = place.queue();
    let next = queue.next.as_ref().map(|cursor| {
        let at = cursor.pending_at.microseconds();
        format!("{address}?after_at={at}&after_id={}", cursor.id)
    });
    ReviewPage {
        frame: Frame::inside("Review", place, Section::Review),
        rows: queue
            .entries
            .iter()
            .map(|entry| Row::new(entry, &place.project, viewer, queue.now))
            .collect(),
        names_projects: false,
        address,
        next,
        is_later_page,
        arrival,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::in_project::tests::entered;
    use crate::dashboard::sample;
    use argos_domain::personal::EmailAddress;
    use argos_domain::role::Role;
    use std::time::Duration;

    fn entry(claim: Option<Claim>) -> QueueEntry {
        QueueEntry {
            submission: sample::view().submission,
            since: Timestamp::from_microseconds(1_772_357_400_000_000),
            claim,
        }
    }

    fn render(entries: Vec<QueueEntry>, hours: u64) -> String {
        let queue = QueuePage {
            now: Timestamp::from_microseconds(1_772_357_400_000_000).plus(Duration::from_secs(hours * 3600)),
            entries,
            next: None,
        };
        let html = review_page(
            &entered::<DecideSubmissions>(Role::Agent),
            &queue,
            false,
            Arrival::Plain,
        )
        .render()
        .unwrap();
        sample::keep(&format!("review-{hours}"), &html);
        html
    }

    #[test]
    fn the_queue_says_what_is_due_and_who_works_on_it() {
        let claim = |administrator: &str| Claim {
            administrator: administrator.parse().unwrap(),
            email: EmailAddress::parse("colleague@example.com").ok(),
            expires_at: Timestamp::from_microseconds(1_772_357_400_000_000),
        };
        let entries = || {
            vec![
                entry(Some(claim("somebodyelseabcd"))),
                entry(Some(claim("adminabcdefghijk"))),
                entry(None),
            ]
        };
        let html = render(entries(), 20);
        let score = sample::view()
            .score
            .map(|score| format!("{:.1}", score.value))
            .unwrap_or_default();
        for expected in [
            "Anna Maria Eriksson",
            "Due in 4 h",
            "colleague@example.com",
            "You",
            "Free",
            score.as_str(),
        ] {
            assert!(html.contains(expected), "{expected} is missing");
        }
        assert!(render(entries(), 26).contains("Overdue by 2 h"));
        assert!(render(Vec::new(), 1).contains("Nothing waits"));
    }

    #[test]
    fn the_platforms_queue_names_the_projects() {
        let waiting = PlatformQueueEntry {
            project: sample::project(),
            entry: entry(None),
        };
        let queue = PlatformQueue {
            now: waiting.entry.since,
            entries: vec![waiting],
        };
        let html = platform_page(&sample::administrator_of(Vec::new()), &queue, Arrival::Decided)
            .render()
            .unwrap();
        sample::keep("review-platform", &html);
        assert!(html.contains("Example Bank") && html.contains("decision was recorded"));
    }
}
