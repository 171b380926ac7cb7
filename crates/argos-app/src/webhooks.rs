//! The customer's webhooks as staff see and steer them: what was delivered, sending again, a test, the secret.
//!
//! What happened to a submission is told by `publication.rs`; one attempt is made by `jobs/deliver_webhook.rs`.

mod resend;
mod secret;
mod send_test;

pub use resend::{Resent, hurry_webhooks, resend_message, resend_submission};
pub use secret::{SECRET_OVERLAP, replace_webhook_secret};
pub use send_test::{TEST_TRIGGER, send_test_webhook};

use crate::app::App;
use crate::error::AppError;
use crate::jobs::WEBHOOK_JOB;
use argos_domain::clock::Timestamp;
use argos_domain::id::ProjectId;
use argos_domain::project::Project;
pub use argos_store::{
    DeliveryCursor, DeliveryFilter, DeliveryPage, DeliveryRecord, LoggedDelivery, Outlook, WaitingJobs,
};

/// How a project's webhooks stand.
#[derive(Debug, Clone)]
pub struct WebhookStanding {
    /// Attempts, newest first.
    pub page: DeliveryPage,
    /// Messages that are not delivered yet.
    pub waiting: WaitingJobs,
    /// Until when the secret before the present one signs beside it.
    pub previous_secret_until: Option<Timestamp>,
}

/// How a project's webhooks stand, with a page of the log.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn webhook_standing(
    app: &App,
    project: &ProjectId,
    filter: &DeliveryFilter,
) -> Result<WebhookStanding, AppError> {
    let now = app.now();
    let mut tx = app.store().read().await?;
    let secrets = tx.project_secrets(project).await?;
    Ok(WebhookStanding {
        page: tx.list_deliveries(project, filter).await?,
        waiting: tx.waiting_jobs(project, WEBHOOK_JOB).await?,
        previous_secret_until: secrets
            .previous_webhook_secret
            .map(|(_, until)| until)
            .filter(|until| *until > now),
    })
}

/// Refuses when there is no address to send to.
fn require_address(project: &Project) -> Result<(), AppError> {
    match project.settings.webhook_url {
        Some(_) => Ok(()),
        None => Err(AppError::Conflict(
            "this project has no webhook address: save one first".to_owned(),
        )),
    }
}
