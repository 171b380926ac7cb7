//! A test event, by which engineers see that their server takes webhooks.

use super::require_address;
use crate::app::App;
use crate::caller::{Caller, Staff};
use crate::error::AppError;
use crate::event_log::Entry;
use crate::jobs::WEBHOOK_JOB;
use crate::projects::require;
use argos_domain::id::{JobId, ProjectId};
use argos_domain::role::Permission;
use argos_store::{NewJob, Tx};
use serde_json::json;

/// The `webhook_trigger` value of a test.
pub const TEST_TRIGGER: &str = "test";

/// Sends a test event to the project's webhook address; its answer is in the delivery log.
///
/// # Errors
/// [`AppError::Forbidden`], [`AppError::Conflict`] without a webhook address.
pub async fn send_test_webhook(app: &App, staff: &Staff, project: &ProjectId) -> Result<JobId, AppError> {
    let mut tx = app.store().write().await?;
    require(&mut tx, staff, project, Permission::ChangeSettings).await?;
    let message = enqueue_test(app, &mut tx, staff, project).await?;
    tx.commit().await?;
    app.wake_worker();
    Ok(message)
}

/// Adds a test event and its entry in the event log.
pub(super) async fn enqueue_test(
    app: &App,
    tx: &mut Tx,
    staff: &Staff,
    project: &ProjectId,
) -> Result<JobId, AppError> {
    let now = app.now();
    let stored = tx
        .find_project(project)
        .await?
        .ok_or(AppError::NotFound("the project"))?;
    require_address(&stored)?;
    let body = json!({
        "webhook_trigger": TEST_TRIGGER,
        "project_id": project,
        "created_at": now,
        "message": "This is a test. It is about no submission.",
    });
    let id = JobId::from_random(app.random_bytes()?);
    let job = NewJob {
        id: id.clone(),
        project_id: Some(project.clone()),
        submission_id: None,
        kind: WEBHOOK_JOB.to_owned(),
        order_key: None,
        payload: json!({ "submission_id": null, "trigger": TEST_TRIGGER, "body": body }),
        run_at: now,
    };
    tx.enqueue(&job, now).await?;
    let caller = Caller::from(staff);
    let entry = Entry::of_project(project, &caller, "webhook_test_sent", json!({ "message": id }));
    entry.write(tx, app.random(), now).await?;
    Ok(id)
}
