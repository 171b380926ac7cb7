//! Telling the outside: event log entry, webhook job and mail job, all in the transaction that made them true.

use crate::app::App;
use crate::caller::Caller;
use crate::error::AppError;
use crate::event_log::{Change, Entry};
use crate::jobs::{MAIL_JOB, WEBHOOK_JOB};
use crate::one_person::enter_person;
use crate::private_mode::expire;
use crate::told::Told;
use crate::webhook_payload::{Update, update_body, webhook_body};
use argos_domain::check::Step;
use argos_domain::clock::Timestamp;
use argos_domain::code::RetryCode;
use argos_domain::event::{MailKind, SubmissionEvent};
use argos_domain::id::{JobId, SubmissionId};
use argos_domain::personal::PersonalText;
use argos_domain::private_mode::ExpiredCondition;
use argos_domain::project::Project;
use argos_domain::submission::{Submission, SubmissionState};
use argos_store::{NewJob, Tx};
use serde_json::json;

/// Publishes what happened to a submission.
pub(crate) async fn publish(
    app: &App,
    tx: &mut Tx,
    submission: &Submission,
    events: &[SubmissionEvent],
    caller: &Caller,
    now: Timestamp,
) -> Result<(), AppError> {
    let project = tx
        .find_project(&submission.project_id)
        .await?
        .ok_or(AppError::NotFound("project"))?;
    let submission = &with_person(app, tx, submission, events).await?;
    for event in events {
        // Before anything is told: what the log holds of the person is sealed with the rest.
        log(
            app,
            tx,
            submission,
            caller,
            event.trigger(),
            event_detail(*event, &submission.state),
            now,
        )
        .await?;
    }
    for event in events {
        tell(app, tx, &project, submission, *event, now).await?;
        if let Some(kind) = event.mail() {
            enqueue_mail(app, tx, &project, submission, kind, None, now).await?;
        }
        if matches!(
            event,
            SubmissionEvent::Submitted | SubmissionEvent::Approved | SubmissionEvent::Rejected
        ) {
            expire(app, tx, &project, submission, ExpiredCondition::Count, now).await?;
        }
    }
    Ok(())
}

/// What a user needs to take a step again.
#[derive(Debug)]
pub(crate) struct Invitation<'a> {
    /// Why, in a reviewer's words.
    pub(crate) reason: &'a PersonalText,
    /// The step.
    pub(crate) step: Step,
    /// Where the Liveform goes on; secret.
    pub(crate) url: &'a str,
}

/// Publishes that a reviewer asked for a new capture: the webhook and the mail carry reason and link.
pub(crate) async fn publish_invitation(
    app: &App,
    tx: &mut Tx,
    submission: &Submission,
    events: &[SubmissionEvent],
    invitation: &Invitation<'_>,
    caller: &Caller,
    now: Timestamp,
) -> Result<(), AppError> {
    let project = tx
        .find_project(&submission.project_id)
        .await?
        .ok_or(AppError::NotFound("project"))?;
    let by_mail = |event: &SubmissionEvent| event.mail().is_some_and(|kind| project.settings.mail.sends(kind));
    let has_mail = app.mailer().is_configured() && submission.applicant.email.is_some() && events.iter().any(by_mail);
    if !has_mail && project.settings.webhook_url.is_none() {
        return Err(AppError::Invalid {
            field: "reason",
            message: "the user cannot be told: neither an e-mail to them nor a webhook is set up. Set one up (Settings, Notifications or \
                      Webhooks), or decide"
                .to_owned(),
        });
    }
    for event in events {
        let detail = json!({ "retry_code": RetryCode::CaptureRequested, "step": invitation.step });
        let entry = Entry {
            project: Some(&submission.project_id),
            submission: Some(&submission.id),
            caller,
            action: "capture_requested",
            detail,
            change: Some(Change {
                before: json!({}),
                after: json!({ "captureReason": invitation.reason }),
            }),
        };
        entry.write(tx, app.random(), now).await?;
        let mut body = webhook_body(&Told::new(tx, submission).await?, *event);
        body["comment"] = json!(invitation.reason);
        body["liveformUrl"] = json!(invitation.url);
        if project.settings.webhook_url.is_some() {
            enqueue_webhook(app, tx, submission, body, now).await?;
        }
        if let Some(kind) = event.mail() {
            enqueue_mail(app, tx, &project, submission, kind, Some(invitation), now).await?;
        }
    }
    Ok(())
}

/// Tells the customer's server of an event, if it wants to know.
pub(crate) async fn tell(
    app: &App,
    tx: &mut Tx,
    project: &Project,
    submission: &Submission,
    event: SubmissionEvent,
    now: Timestamp,
) -> Result<(), AppError> {
    if project.settings.webhook_url.is_some() {
        let told = Told::new(tx, submission).await?;
        enqueue_webhook(app, tx, submission, webhook_body(&told, event), now).await?;
    }
    Ok(())
}

/// Publishes that a finished submission was edited: the webhook `updated` with what changed and, when the status is
/// another one now, the mail of that status. The event log entry, which knows before and after, is the caller's.
pub(crate) async fn publish_update(
    app: &App,
    tx: &mut Tx,
    submission: &Submission,
    update: &Update<'_>,
    now: Timestamp,
) -> Result<(), AppError> {
    let project = tx
        .find_project(&submission.project_id)
        .await?
        .ok_or(AppError::NotFound("project"))?;
    let mut submission = submission.clone();
    let is_approval = update.status_changed && matches!(submission.state, SubmissionState::Approved(_));
    enter_person(app, tx, &mut submission, is_approval).await?;
    let submission = &submission;
    if project.settings.webhook_url.is_some() {
        let told = Told::new(tx, submission).await?;
        enqueue_webhook(app, tx, submission, update_body(&told, update), now).await?;
    }
    let kind = match submission.state {
        SubmissionState::Approved(_) if update.status_changed => MailKind::Approved,
        SubmissionState::Rejected(_) if update.status_changed => MailKind::Rejected,
        _ => return Ok(()),
    };
    enqueue_mail(app, tx, &project, submission, kind, None, now).await
}

/// Adds a webhook that tells of a submission; it comes after the earlier ones of the submission.
pub(crate) async fn enqueue_webhook(
    app: &App,
    tx: &mut Tx,
    submission: &Submission,
    body: serde_json::Value,
    now: Timestamp,
) -> Result<JobId, AppError> {
    let payload = json!({
        "submission_id": submission.id.as_str(),
        "trigger": body["webhook_trigger"],
        "body": body,
    });
    let id = JobId::from_random(app.random_bytes()?);
    let job = NewJob {
        id: id.clone(),
        project_id: Some(submission.project_id.clone()),
        submission_id: Some(submission.id.clone()),
        kind: WEBHOOK_JOB.to_owned(),
        order_key: Some(webhook_order(&submission.id)),
        payload,
        run_at: now,
    };
    tx.enqueue(&job, now).await?;
    Ok(id)
}

/// What keeps the webhooks of a submission in order.
pub(crate) fn webhook_order(submission: &SubmissionId) -> String {
    format!("webhook/{submission}")
}

async fn enqueue_mail(
    app: &App,
    tx: &mut Tx,
    project: &Project,
    submission: &Submission,
    kind: MailKind,
    invitation: Option<&Invitation<'_>>,
    now: Timestamp,
) -> Result<(), AppError> {
    // Without a mail server there is nobody to give it to, and the address need not wait anywhere.
    let is_wanted = project.settings.mail.sends(kind) && app.mailer().is_configured();
    let (true, Some(email)) = (is_wanted, &submission.applicant.email) else {
        return Ok(());
    };
    let code = match &submission.state {
        SubmissionState::Rejected(rejected) => Some(rejected.code.code()),
        _ => None,
    };
    let payload = json!({
        "mail": kind,
        "to": email,
        "submission_id": submission.id.as_str(),
        "reject_code": code,
        "language": submission.applicant.language,
        "comment": invitation.map(|invitation| invitation.reason),
        "link": invitation.map(|invitation| invitation.url),
    });
    let job = NewJob {
        id: JobId::from_random(app.random_bytes()?),
        project_id: Some(project.id.clone()),
        submission_id: Some(submission.id.clone()),
        kind: MAIL_JOB.to_owned(),
        order_key: None,
        payload,
        run_at: now,
    };
    Ok(tx.enqueue(&job, now).await?)
}

/// Whose submission it is, recorded with every decision.
async fn with_person(
    app: &App,
    tx: &mut Tx,
    submission: &Submission,
    events: &[SubmissionEvent],
) -> Result<Submission, AppError> {
    let mut submission = submission.clone();
    let identifies = |event: &SubmissionEvent| matches!(event, SubmissionEvent::Approved | SubmissionEvent::Rejected);
    if events.iter().any(identifies) {
        let is_approval = events.contains(&SubmissionEvent::Approved);
        enter_person(app, tx, &mut submission, is_approval).await?;
    }
    Ok(submission)
}

/// Writes one entry of the event log about a submission. `detail` must not hold personal data.
pub(crate) async fn log(
    app: &App,
    tx: &mut Tx,
    submission: &Submission,
    caller: &Caller,
    action: &str,
    detail: serde_json::Value,
    now: Timestamp,
) -> Result<(), AppError> {
    let entry = Entry {
        project: Some(&submission.project_id),
        submission: Some(&submission.id),
        caller,
        action,
        detail,
        change: None,
    };
    entry.write(tx, app.random(), now).await
}

fn event_detail(event: SubmissionEvent, state: &SubmissionState) -> serde_json::Value {
    match (event, state) {
        (SubmissionEvent::Retry { code, attempts }, _) => json!({ "retry_code": code, "attempts": attempts }),
        (SubmissionEvent::Rejected, SubmissionState::Rejected(rejected)) => {
            json!({ "reject_code": rejected.code, "argos_score": rejected.argos_score })
        }
        (_, state) => match state.argos_score() {
            Some(score) => json!({ "argos_score": score }),
            None => json!({}),
        },
    }
}
