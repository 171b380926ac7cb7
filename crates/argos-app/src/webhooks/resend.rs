//! Sending webhooks again: what waits goes out at once, what has ended is told anew.

use super::require_address;
use super::send_test::{TEST_TRIGGER, enqueue_test};
use crate::app::App;
use crate::caller::{Caller, Staff};
use crate::error::AppError;
use crate::event_log::Entry;
use crate::jobs::WEBHOOK_JOB;
use crate::projects::require;
use crate::publication::{enqueue_webhook, webhook_order};
use crate::told::Told;
use crate::webhook_payload::webhook_body;
use argos_domain::event::SubmissionEvent;
use argos_domain::id::{JobId, ProjectId, SubmissionId};
use argos_domain::role::Permission;
use argos_domain::submission::{Submission, SubmissionState};
use argos_store::{Outlook, Tx};
use serde_json::json;

/// What was done to send something again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resent {
    /// Messages that waited for their next attempt go out now.
    Hurried,
    /// A new message tells of the present state.
    Anew,
}

/// Lets every message of the project that waits for its next attempt go out now; answers how many.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Forbidden`].
pub async fn hurry_webhooks(app: &App, staff: &Staff, project: &ProjectId) -> Result<u64, AppError> {
    let now = app.now();
    let mut tx = app.store().write().await?;
    require(&mut tx, staff, project, Permission::ChangeSettings).await?;
    let hurried = tx.hurry_jobs(project, WEBHOOK_JOB, now).await?;
    let caller = Caller::from(staff);
    let entry = Entry::of_project(project, &caller, "webhooks_hurried", json!({ "messages": hurried }));
    entry.write(&mut tx, app.random(), now).await?;
    tx.commit().await?;
    app.wake_worker();
    Ok(hurried)
}

/// Sends a message of the delivery log again. One that waits goes out now, as it is. One that has ended (its content is
/// erased by then) is followed by a new one: the present state of its submission, or another test.
///
/// # Errors
/// [`AppError::NotFound`] also for another project's message, [`AppError::Forbidden`], [`AppError::Conflict`] without a
/// webhook address.
pub async fn resend_message(
    app: &App,
    staff: &Staff,
    project: &ProjectId,
    message: &JobId,
) -> Result<Resent, AppError> {
    let now = app.now();
    let mut tx = app.store().write().await?;
    require(&mut tx, staff, project, Permission::ChangeSettings).await?;
    let last = tx
        .last_delivery(project, message)
        .await?
        .ok_or(AppError::NotFound("the message"))?;
    let (last, outlook) = (last.record, last.outlook);
    let resent = if matches!(outlook, Outlook::Waiting(_) | Outlook::Followed) {
        tx.hurry_job(project, message, now).await?;
        let caller = Caller::from(staff);
        let detail = json!({ "message": message, "trigger": last.trigger });
        let entry = Entry {
            submission: last.submission_id.as_ref(),
            ..Entry::of_project(project, &caller, "webhooks_hurried", detail)
        };
        entry.write(&mut tx, app.random(), now).await?;
        Resent::Hurried
    } else {
        match &last.submission_id {
            Some(submission) => tell_anew(app, &mut tx, staff, project, submission).await?,
            None if last.trigger == TEST_TRIGGER => {
                enqueue_test(app, &mut tx, staff, project).await?;
            }
            None => return Err(AppError::NotFound("the submission")),
        }
        Resent::Anew
    };
    tx.commit().await?;
    app.wake_worker();
    Ok(resent)
}

/// Tells the customer of a submission again. If messages about it wait for their next attempt, they go out now, and the
/// last of them tells the present state; otherwise a new one does.
///
/// # Errors
/// [`AppError::NotFound`] also for another project's submission, [`AppError::Forbidden`], [`AppError::Conflict`] without
/// a webhook address.
pub async fn resend_submission(
    app: &App,
    staff: &Staff,
    project: &ProjectId,
    submission: &SubmissionId,
) -> Result<Resent, AppError> {
    let now = app.now();
    let mut tx = app.store().write().await?;
    require(&mut tx, staff, project, Permission::DecideSubmissions).await?;
    let hurried = tx.hurry_ordered_jobs(project, &webhook_order(submission), now).await?;
    let resent = if hurried > 0 {
        let caller = Caller::from(staff);
        let entry = Entry {
            submission: Some(submission),
            ..Entry::of_project(project, &caller, "webhooks_hurried", json!({ "messages": hurried }))
        };
        entry.write(&mut tx, app.random(), now).await?;
        Resent::Hurried
    } else {
        tell_anew(app, &mut tx, staff, project, submission).await?;
        Resent::Anew
    };
    tx.commit().await?;
    app.wake_worker();
    Ok(resent)
}

async fn tell_anew(
    app: &App,
    tx: &mut Tx,
    staff: &Staff,
    project: &ProjectId,
    submission: &SubmissionId,
) -> Result<(), AppError> {
    let now = app.now();
    let submission = tx
        .find_submission(project, submission)
        .await?
        .ok_or(AppError::NotFound("the submission"))?
        .submission;
    let stored = tx
        .find_project(project)
        .await?
        .ok_or(AppError::NotFound("the project"))?;
    require_address(&stored)?;
    let event = present_event(&submission);
    let told = Told::new(tx, &submission).await?;
    let message = enqueue_webhook(app, tx, &submission, webhook_body(&told, event), now).await?;
    let caller = Caller::from(staff);
    let entry = Entry {
        submission: Some(&submission.id),
        ..Entry::of_project(
            project,
            &caller,
            "webhook_resent",
            json!({ "message": message, "trigger": event.trigger() }),
        )
    };
    entry.write(tx, app.random(), now).await
}

/// The event that led to where the submission stands.
fn present_event(submission: &Submission) -> SubmissionEvent {
    if submission.erased.deleted_at.is_some() {
        return SubmissionEvent::Deleted;
    }
    match &submission.state {
        SubmissionState::Incomplete(facts) => match facts.last_failure {
            Some(failure) => SubmissionEvent::Retry {
                code: failure.code,
                attempts: facts.failed_attempts,
            },
            None => SubmissionEvent::Created,
        },
        SubmissionState::Pending(_) => SubmissionEvent::Submitted,
        SubmissionState::Approved(_) => SubmissionEvent::Approved,
        SubmissionState::Rejected(_) => SubmissionEvent::Rejected,
    }
}
