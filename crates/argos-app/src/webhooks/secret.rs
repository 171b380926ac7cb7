//! A new secret for signing webhooks, with time for the receiver to change over.

use crate::app::App;
use crate::caller::{Caller, Staff};
use crate::error::AppError;
use crate::event_log::Entry;
use crate::projects::require;
use argos_crypto::WebhookSecret;
use argos_domain::clock::Timestamp;
use argos_domain::id::ProjectId;
use argos_domain::role::Permission;
use serde_json::json;
use std::time::Duration;

/// How long the old secret signs beside the new one.
pub const SECRET_OVERLAP: Duration = Duration::from_secs(24 * 60 * 60);

/// Makes a new webhook secret. With `overlap`, messages carry signatures by both for [`SECRET_OVERLAP`]; without, the
/// old one ends at once, for the case that others know it. The answer is when the old one ends.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Forbidden`].
pub async fn replace_webhook_secret(
    app: &App,
    staff: &Staff,
    project: &ProjectId,
    overlap: bool,
) -> Result<Timestamp, AppError> {
    let now = app.now();
    let secret = WebhookSecret::generate(app.random())?;
    let until = overlap.then(|| now.plus(SECRET_OVERLAP));
    let mut tx = app.store().write().await?;
    require(&mut tx, staff, project, Permission::ChangeSettings).await?;
    tx.replace_webhook_secret(project, &secret, until).await?;
    let caller = Caller::from(staff);
    let detail = json!({ "previous_until": until.unwrap_or(now) });
    let entry = Entry::of_project(project, &caller, "webhook_secret_changed", detail);
    entry.write(&mut tx, app.random(), now).await?;
    tx.commit().await?;
    Ok(until.unwrap_or(now))
}
