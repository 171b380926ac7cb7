//! Private mode at work: who comes in with a token, and when a token has expired.

use crate::app::App;
use crate::caller::Caller;
use crate::error::AppError;
use crate::event_log::Entry;
use crate::jobs::EXPIRE_TOKEN_JOB;
use crate::publication::enqueue_webhook;
use argos_domain::clock::Timestamp;
use argos_domain::id::{JobId, ProjectId};
use argos_domain::personal::PersonalText;
use argos_domain::private_mode::{ExpiredCondition, TOKEN_LIFETIME, TokenRefusal, is_token_id};
use argos_domain::project::Project;
use argos_domain::submission::{Submission, SubmissionState};
use argos_store::{NewJob, PrivateToken, Tx};
use serde_json::json;

/// Lets a person in whose address has this token, or says why not. Without private mode everybody comes in.
///
/// # Errors
/// [`AppError::Invalid`] whose field is the name of a [`TokenRefusal`].
pub(crate) async fn admit(
    tx: &mut Tx,
    project: &Project,
    token: Option<&PersonalText>,
    now: Timestamp,
) -> Result<(), AppError> {
    let mode = project.settings.private_mode;
    if !mode.enabled {
        return Ok(());
    }
    let token = token.ok_or_else(|| refused(TokenRefusal::Missing))?.expose();
    let known = if is_token_id(token) {
        tx.find_token(&project.id, token).await?
    } else {
        return Err(refused(TokenRefusal::Unknown));
    };
    match known {
        Some(known) if known.registered || !mode.registered_only => {
            match refusal(tx, &project.id, &known, now).await? {
                Some(refusal) => Err(refused(refusal)),
                None => Ok(()),
            }
        }
        None if !mode.registered_only => Ok(()),
        _ => Err(refused(TokenRefusal::Unknown)),
    }
}

fn refused(refusal: TokenRefusal) -> AppError {
    AppError::Invalid {
        field: refusal.name(),
        message: format!("the token of the address cannot be used ({})", refusal.code()),
    }
}

/// Why a known token is of no use any more. That its time is over counts before what became of its submission.
async fn refusal(
    tx: &mut Tx,
    project: &ProjectId,
    token: &PrivateToken,
    now: Timestamp,
) -> Result<Option<TokenRefusal>, AppError> {
    if token
        .first_used_at
        .is_some_and(|first| now >= first.plus(TOKEN_LIFETIME))
    {
        return Ok(Some(TokenRefusal::Expired));
    }
    let Some((_, condition)) = token.expired else {
        return Ok(None);
    };
    let submission = match &token.submission_id {
        Some(id) if condition == ExpiredCondition::Count => tx.find_submission(project, id).await?,
        _ => None,
    };
    Ok(Some(match submission.map(|stored| stored.submission.state) {
        Some(SubmissionState::Approved(_)) => TokenRefusal::Approved,
        Some(SubmissionState::Pending(_)) => TokenRefusal::Pending,
        Some(SubmissionState::Rejected(_)) => TokenRefusal::Rejected,
        Some(SubmissionState::Incomplete(_)) | None => TokenRefusal::Expired,
    }))
}

/// A submission has started with a token: from the first one on, its time runs.
pub(crate) async fn token_used(
    app: &App,
    tx: &mut Tx,
    project: &Project,
    submission: &Submission,
    now: Timestamp,
) -> Result<(), AppError> {
    let Some(token) = token_of(project, submission) else {
        return Ok(());
    };
    let earlier = tx.find_token(&project.id, token.expose()).await?;
    tx.use_token(&project.id, token.expose(), &submission.id, now).await?;
    if earlier.is_some_and(|earlier| earlier.first_used_at.is_some()) {
        return Ok(());
    }
    let job = NewJob {
        id: JobId::from_random(app.random_bytes()?),
        project_id: Some(project.id.clone()),
        submission_id: Some(submission.id.clone()),
        kind: EXPIRE_TOKEN_JOB.to_owned(),
        order_key: None,
        payload: json!({ "submission_id": submission.id }),
        run_at: now.plus(TOKEN_LIFETIME),
    };
    Ok(tx.enqueue(&job, now).await?)
}

/// A token has expired: by the time since its first use, or by a complete submission. Does nothing when it had before.
pub(crate) async fn expire(
    app: &App,
    tx: &mut Tx,
    project: &Project,
    submission: &Submission,
    condition: ExpiredCondition,
    now: Timestamp,
) -> Result<(), AppError> {
    let Some(token) = token_of(project, submission) else {
        return Ok(());
    };
    let mode = project.settings.private_mode;
    let expired = tx.expire_token(&project.id, token.expose(), condition, &submission.id, now);
    if !expired.await? {
        return Ok(());
    }
    let entry = Entry {
        project: Some(&project.id),
        submission: Some(&submission.id),
        caller: &Caller::system(),
        action: TOKEN_EXPIRED,
        detail: json!({ "expired_condition": condition }),
        change: None,
    };
    entry.write(tx, app.random(), now).await?;
    if mode.tell_expired && project.settings.webhook_url.is_some() {
        let body = json!({
            "webhook_trigger": TOKEN_EXPIRED,
            "submission_id": submission.id,
            "tokenId": token,
            "expired_condition": condition,
            "expired_at": now,
            "pipeline": "idCheck",
        });
        enqueue_webhook(app, tx, submission, body, now).await?;
    }
    // Without registration, a token that is forgotten could be used again.
    if mode.delete_expired && mode.registered_only {
        tx.delete_token(&project.id, token.expose()).await?;
    }
    Ok(())
}

/// The trigger of the webhook, and the action in the event log.
const TOKEN_EXPIRED: &str = "token_expired";

fn token_of<'a>(project: &Project, submission: &'a Submission) -> Option<&'a PersonalText> {
    let token = submission.applicant.token_id.as_ref();
    token.filter(|_| project.settings.private_mode.enabled)
}
