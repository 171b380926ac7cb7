//! A token of a project in private mode has expired, some minutes after its first use.

use crate::app::App;
use crate::error::AppError;
use crate::jobs::JobOutcome;
use crate::private_mode::expire;
use argos_domain::id::SubmissionId;
use argos_domain::private_mode::{ExpiredCondition, TOKEN_LIFETIME};
use argos_store::ClaimedJob;
use serde::Deserialize;

#[derive(Deserialize)]
struct Payload {
    /// The first submission that was started with it.
    submission_id: SubmissionId,
}

pub(super) async fn run(app: &App, job: &ClaimedJob) -> JobOutcome {
    let Ok(payload) = Payload::deserialize(&job.payload) else {
        return JobOutcome::unreadable();
    };
    match expire_token(app, job, &payload.submission_id).await {
        Ok(()) => JobOutcome::Done,
        Err(error) => JobOutcome::failed(job.attempts, error.to_string()),
    }
}

async fn expire_token(app: &App, job: &ClaimedJob, id: &SubmissionId) -> Result<(), AppError> {
    let project_id = job.project_id.as_ref().ok_or(AppError::NotFound("the project"))?;
    let now = app.now();
    let mut tx = app.store().write().await?;
    let project = tx.find_project(project_id).await?;
    let submission = tx.find_submission(project_id, id).await?;
    let (Some(project), Some(stored)) = (project, submission) else {
        return Ok(());
    };
    let token = match &stored.submission.applicant.token_id {
        Some(token) => tx.find_token(project_id, token.expose()).await?,
        None => None,
    };
    // It may have been registered anew meanwhile.
    let first_use = token.and_then(|token| token.first_used_at);
    if first_use.is_none_or(|first_use| now < first_use.plus(TOKEN_LIFETIME)) {
        return Ok(());
    }
    let by_time = ExpiredCondition::Time;
    expire(app, &mut tx, &project, &stored.submission, by_time, now).await?;
    tx.commit().await?;
    app.wake_worker();
    Ok(())
}
