//! Webhooks: where they go, the secret that signs them, a test, and the log of what was delivered.

use super::{Part, Setting, WasSaved, frame, keep};
use crate::WebState;
use crate::dashboard::delivery_row::{self, DeliveryRow};
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::form::{FormFields, ProtectedForm};
use crate::dashboard::frame::Frame;
use crate::dashboard::in_project::{ChangeSettings, InProject, Needed, ViewSettings};
use crate::dashboard::page::{go_to, page};
use crate::dashboard::wording::{self, Moment};
use argos_app::webhooks::{
    DeliveryCursor, DeliveryFilter, WebhookStanding, hurry_webhooks, replace_webhook_secret, resend_message,
    send_test_webhook, webhook_standing,
};
use argos_domain::clock::Timestamp;
use argos_domain::id::JobId;
use argos_domain::project::{ProjectSettings, QueryEncryption};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;

/// Attempts on one page.
const PAGE: u32 = 50;

#[derive(Template)]
#[template(path = "dashboard/settings/webhooks.html")]
struct WebhooksPage {
    frame: Frame,
    setting: Setting,
    /// Where the project's submissions are.
    submissions: String,
    receiver: Option<String>,
    /// The chosen encryption by name, or `none`.
    encryption: &'static str,
    previous_secret_until: Option<Moment>,
    waiting: u64,
    first_due: Option<Moment>,
    deliveries: Vec<DeliveryRow>,
    only_failed: bool,
    is_later_page: bool,
    next: Option<String>,
    /// What was done a moment ago.
    done: Option<&'static str>,
}

/// Shows the page.
pub(in crate::dashboard) async fn show(
    State(state): State<WebState>,
    place: InProject<ViewSettings>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, DashboardError> {
    let query = FormFields(query);
    let filter = DeliveryFilter {
        only_failed: query.text("failed") == "1",
        count: PAGE,
        after: query.filled("after").map(read_cursor).transpose()?,
    };
    let standing = webhook_standing(&state.app, &place.project.id, &filter).await?;
    let mut shown = webhooks_page(&place, &filter, &standing);
    shown.done = Done::ALL
        .into_iter()
        .find(|done| done.word() == query.text("done"))
        .map(Done::notice);
    Ok(page(StatusCode::OK, &shown))
}

/// Sends a test event.
pub(in crate::dashboard) async fn send_test(
    State(state): State<WebState>,
    place: InProject<ChangeSettings>,
    _form: ProtectedForm,
) -> Result<Response, DashboardError> {
    send_test_webhook(&state.app, &place.staff, &place.project.id).await?;
    Ok(Done::TestSent.page(&place))
}

/// Makes a new secret.
pub(in crate::dashboard) async fn replace_secret(
    State(state): State<WebState>,
    place: InProject<ChangeSettings>,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    let overlap = fields.text("overlap") != "no";
    replace_webhook_secret(&state.app, &place.staff, &place.project.id, overlap).await?;
    Ok(Done::SecretReplaced.page(&place))
}

/// Saves how the content is encrypted.
pub(in crate::dashboard) async fn save_encryption(
    State(state): State<WebState>,
    place: InProject<ChangeSettings>,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    let chosen = fields.text("encryption");
    let webhook_encryption = QueryEncryption::ALL.into_iter().find(|way| way.name() == chosen);
    if webhook_encryption.is_none() && chosen != "none" {
        return Err(DashboardError::Unreadable);
    }
    let settings = ProjectSettings {
        webhook_encryption,
        ..place.project.settings.clone()
    };
    match keep(&state, &place, settings).await? {
        Ok(()) => Ok(Done::EncryptionSaved.page(&place)),
        Err((_, message)) => Err(DashboardError::Conflict(message)),
    }
}

/// Lets all that waits go out now.
pub(in crate::dashboard) async fn hurry(
    State(state): State<WebState>,
    place: InProject<ChangeSettings>,
    _form: ProtectedForm,
) -> Result<Response, DashboardError> {
    hurry_webhooks(&state.app, &place.staff, &place.project.id).await?;
    Ok(Done::Hurried.page(&place))
}

/// Sends one message again.
pub(in crate::dashboard) async fn resend(
    State(state): State<WebState>,
    place: InProject<ChangeSettings>,
    Path((_, message)): Path<(String, String)>,
    _form: ProtectedForm,
) -> Result<Response, DashboardError> {
    let message: JobId = message.parse().map_err(|_| DashboardError::NotFound)?;
    resend_message(&state.app, &place.staff, &place.project.id, &message).await?;
    Ok(Done::Resent.page(&place))
}

/// An address that only takes forms, opened by hand, leads back to the page.
pub(in crate::dashboard) async fn back_to_page(place: InProject<ViewSettings>) -> Response {
    go_to(&address(&place))
}

/// What was done a moment ago.
#[derive(Debug, Clone, Copy)]
enum Done {
    TestSent,
    EncryptionSaved,
    SecretReplaced,
    Hurried,
    Resent,
}

impl Done {
    const ALL: [Self; 5] = [
        Self::TestSent,
        Self::EncryptionSaved,
        Self::SecretReplaced,
        Self::Hurried,
        Self::Resent,
    ];

    const fn word(self) -> &'static str {
        match self {
            Self::TestSent => "test",
            Self::EncryptionSaved => "encryption",
            Self::SecretReplaced => "secret",
            Self::Hurried => "hurried",
            Self::Resent => "resent",
        }
    }

    const fn notice(self) -> &'static str {
        match self {
            Self::TestSent => "A test is on its way. Load the page again in a moment to see its result below.",
            Self::EncryptionSaved => "Saved. It holds for every message that goes out from now on.",
            Self::SecretReplaced => {
                "The new secret is in force. Show the keys to copy it, and give it to your engineers."
            }
            Self::Hurried => "The messages that waited are on their way.",
            Self::Resent => "It is on its way. Load the page again in a moment to see its result below.",
        }
    }

    fn page<P: Needed>(self, place: &InProject<P>) -> Response {
        go_to(&format!("{}?done={}", address(place), self.word()))
    }
}

fn address<P: Needed>(place: &InProject<P>) -> String {
    format!("{}/settings{}", place.address(), Part::Webhooks.path())
}

fn webhooks_page<P: Needed>(place: &InProject<P>, filter: &DeliveryFilter, standing: &WebhookStanding) -> WebhooksPage {
    let next = standing.page.next.as_ref().map(|cursor| {
        let failed = if filter.only_failed { "failed=1&" } else { "" };
        format!("{}?{failed}after={}", address(place), write_cursor(cursor))
    });
    WebhooksPage {
        frame: frame(place, Part::Webhooks),
        setting: Setting::new(place, Part::Webhooks, WasSaved(false)),
        submissions: format!("{}/submissions", place.address()),
        receiver: place.project.settings.webhook_url.clone(),
        encryption: place
            .project
            .settings
            .webhook_encryption
            .map_or("none", QueryEncryption::name),
        previous_secret_until: standing.previous_secret_until.map(wording::moment),
        waiting: standing.waiting.count,
        first_due: standing.waiting.first_due_at.map(wording::moment),
        deliveries: delivery_row::rows(&standing.page.deliveries),
        only_failed: filter.only_failed,
        is_later_page: filter.after.is_some(),
        next,
        done: None,
    }
}

fn write_cursor(cursor: &DeliveryCursor) -> String {
    format!("{}.{}.{}", cursor.at.microseconds(), cursor.job_id, cursor.attempt)
}

fn read_cursor(text: &str) -> Result<DeliveryCursor, DashboardError> {
    let mut parts = text.split('.');
    let (Some(at), Some(job_id), Some(attempt), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(DashboardError::Unreadable);
    };
    Ok(DeliveryCursor {
        at: Timestamp::from_microseconds(at.parse().map_err(|_| DashboardError::Unreadable)?),
        job_id: job_id.parse().map_err(|_| DashboardError::Unreadable)?,
        attempt: attempt.parse().map_err(|_| DashboardError::Unreadable)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::in_project::tests::entered;
    use crate::dashboard::sample;
    use argos_app::webhooks::{DeliveryPage, WaitingJobs};
    use argos_domain::role::Role;

    fn standing() -> WebhookStanding {
        let deliveries = sample::view().deliveries;
        let last = deliveries.last().unwrap().record.clone();
        WebhookStanding {
            waiting: WaitingJobs {
                count: 3,
                first_due_at: Some(last.at),
            },
            previous_secret_until: Some(last.at),
            page: DeliveryPage {
                next: Some(DeliveryCursor {
                    at: last.at,
                    job_id: last.job_id,
                    attempt: last.attempt,
                }),
                deliveries,
            },
        }
    }

    fn render(role: Role) -> String {
        let filter = DeliveryFilter::default();
        let html = webhooks_page(&entered::<ViewSettings>(role), &filter, &standing())
            .render()
            .unwrap();
        sample::keep(&format!("webhooks-{}", wording::role(role).to_lowercase()), &html);
        html
    }

    #[test]
    fn the_log_is_shown_and_only_who_may_change_settings_steers() {
        let leader = render(Role::Leader);
        for expected in [
            "https://hooks.example.com/argos",
            "The connection was refused",
            "/webhooks/test\"",
            "/webhooks/secret\"",
            "/webhooks/waiting\"",
            "/resend\"",
            "Next attempt",
        ] {
            assert!(leader.contains(expected), "{expected} is missing");
        }
        let member = render(Role::Member);
        assert!(member.contains("The connection was refused"));
        assert!(!member.contains("/webhooks/test") && !member.contains("/resend"));
    }

    #[test]
    fn where_a_page_begins_survives_the_address_and_nonsense_is_refused() {
        let cursor = standing().page.next.unwrap();
        assert_eq!(read_cursor(&write_cursor(&cursor)).unwrap(), cursor);
        for nonsense in ["", "1.2", "x.abcdef.1", "1.abcdef.1.2", "1.a/b.1"] {
            assert!(read_cursor(nonsense).is_err(), "{nonsense}");
        }
    }
}
