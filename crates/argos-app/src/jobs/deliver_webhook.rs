//! Delivers one webhook and records the attempt.

use crate::app::App;
use crate::error::AppError;
use crate::jobs::JobOutcome;
use crate::liveform_query::shared_cipher;
use argos_domain::id::SubmissionId;
use argos_notify::WebhookRequest;
use argos_store::{ClaimedJob, DeliveryRecord};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
struct Payload {
    /// None in a test.
    submission_id: Option<SubmissionId>,
    trigger: String,
    body: serde_json::Value,
}

pub(super) async fn run(app: &App, job: &ClaimedJob) -> JobOutcome {
    match deliver(app, job).await {
        Ok(outcome) => outcome,
        Err(error) => JobOutcome::failed(job.attempts, error.to_string()),
    }
}

async fn deliver(app: &App, job: &ClaimedJob) -> Result<JobOutcome, AppError> {
    let Ok(payload) = Payload::deserialize(&job.payload) else {
        return Ok(JobOutcome::unreadable());
    };
    let project_id = job.project_id.as_ref().ok_or(AppError::NotFound("the project"))?;
    let (project, secrets) = {
        let mut tx = app.store().read().await?;
        let project = tx
            .find_project(project_id)
            .await?
            .ok_or(AppError::NotFound("the project"))?;
        (project, tx.project_secrets(project_id).await?)
    };
    // The address may have been removed since: then nobody wants to know any more.
    let Some(url) = project.settings.webhook_url else {
        return Ok(JobOutcome::Done);
    };
    let now = app.now();
    let mut signing = vec![&secrets.webhook_secret];
    if let Some((previous, until)) = &secrets.previous_webhook_secret
        && *until > now
    {
        signing.push(previous);
    }
    let mut body = payload.body.to_string();
    if let Some(encryption) = project.settings.webhook_encryption {
        let data = shared_cipher(encryption, &secrets.api_key).encrypt(&body, app.random())?;
        body = json!({ "data": data }).to_string();
    }
    let request = WebhookRequest {
        url,
        id: job.id.clone(),
        body: Bytes::from(body),
        secrets: signing,
        timestamp: now,
    };
    let outcome = app.webhooks().deliver(&request).await;
    let error = outcome.error.as_ref().map(ToString::to_string);
    let record = DeliveryRecord {
        job_id: job.id.clone(),
        project_id: project_id.clone(),
        submission_id: payload.submission_id,
        trigger: payload.trigger,
        attempt: job.attempts,
        at: app.now(),
        status_code: outcome.status,
        duration_ms: u32::try_from(outcome.duration.as_millis()).unwrap_or(u32::MAX),
        error: error.clone(),
    };
    let mut tx = app.store().write().await?;
    tx.record_delivery(&record).await?;
    tx.commit().await?;
    if outcome.delivered {
        return Ok(JobOutcome::Done);
    }
    let status = outcome
        .status
        .map_or_else(|| "no answer".to_owned(), |status| format!("answered {status}"));
    Ok(JobOutcome::failed(job.attempts, error.unwrap_or(status)))
}
