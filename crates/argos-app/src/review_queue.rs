//! The review queue: pending submissions, the longest waiting first, each worked on by one reviewer at a time.

use crate::app::App;
use crate::caller::{Caller, Staff};
use crate::error::AppError;
use crate::publication::log;
use crate::review_access::{require_reviewer, waits};
use argos_domain::clock::Timestamp;
use argos_domain::id::{AdministratorId, ProjectId, SubmissionId};
use argos_domain::personal::EmailAddress;
use argos_domain::review::CLAIM_LEASE;
use argos_domain::submission::{Submission, SubmissionState};
pub use argos_store::QueueCursor;
use argos_store::{ClaimAnswer, ReviewClaim, Tx};
use serde_json::json;

/// How often the longest waiting submission is looked for again, when others are faster.
const MOST_TRIES: u32 = 5;

/// A claim with the reviewer's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Who works on it.
    pub administrator: AdministratorId,
    /// The reviewer's address.
    pub email: Option<EmailAddress>,
    /// Until when, unless it is renewed.
    pub expires_at: Timestamp,
}

/// A submission that waits.
#[derive(Debug, Clone)]
pub struct QueueEntry {
    /// The submission.
    pub submission: Submission,
    /// Since when it waits.
    pub since: Timestamp,
    /// Who works on it, if anybody does.
    pub claim: Option<Claim>,
}

/// A page of the queue.
#[derive(Debug, Clone)]
pub struct QueuePage {
    /// Its submissions.
    pub entries: Vec<QueueEntry>,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<QueueCursor>,
    /// The time for which all this holds.
    pub now: Timestamp,
}

/// A page of the queue of a project.
///
/// # Errors
/// Only our own faults.
pub async fn review_queue(
    app: &App,
    project: &ProjectId,
    after: Option<&QueueCursor>,
    count: u32,
) -> Result<QueuePage, AppError> {
    let now = app.now();
    let mut tx = app.store().read().await?;
    // One more than wanted tells whether there is a next page.
    let mut waiting = tx.review_queue(project, after, count.saturating_add(1)).await?;
    let wanted = usize::try_from(count).unwrap_or(usize::MAX);
    let has_more = waiting.len() > wanted;
    waiting.truncate(wanted);
    let claims = tx.review_claims(project, now).await?;
    let mut entries = Vec::with_capacity(waiting.len());
    for submission in waiting {
        let SubmissionState::Pending(pending) = &submission.state else {
            continue;
        };
        let claim = claims.iter().find(|claim| claim.submission_id == submission.id);
        entries.push(QueueEntry {
            since: pending.since,
            claim: match claim {
                Some(claim) => Some(with_address(&mut tx, claim).await?),
                None => None,
            },
            submission,
        });
    }
    let next = entries.last().filter(|_| has_more).map(|last| QueueCursor {
        pending_at: last.since,
        id: last.submission.id.clone(),
    });
    Ok(QueuePage { entries, next, now })
}

/// Who works on a submission at this moment.
pub(crate) async fn claim_on(
    tx: &mut Tx,
    project: &ProjectId,
    id: &SubmissionId,
    now: Timestamp,
) -> Result<Option<Claim>, AppError> {
    match tx.review_claim(project, id, now).await? {
        Some(claim) => with_address(tx, &claim).await.map(Some),
        None => Ok(None),
    }
}

async fn with_address(tx: &mut Tx, claim: &ReviewClaim) -> Result<Claim, AppError> {
    let administrator = tx.find_administrator(&claim.administrator_id).await?;
    Ok(Claim {
        administrator: claim.administrator_id.clone(),
        email: administrator.map(|administrator| administrator.email),
        expires_at: claim.expires_at,
    })
}

/// Claims a pending submission for [`CLAIM_LEASE`], or renews the claim.
///
/// # Errors
/// [`AppError::Conflict`] when somebody else has it or it is not pending; [`AppError::NotFound`];
/// [`AppError::Forbidden`].
pub async fn claim_submission(
    app: &App,
    staff: &Staff,
    project: &ProjectId,
    id: &SubmissionId,
) -> Result<(), AppError> {
    let mut tx = app.store().write().await?;
    require_reviewer(&mut tx, &staff.id, project).await?;
    if !claim(app, &mut tx, staff, project, id).await? {
        return Err(held_by_other());
    }
    Ok(tx.commit().await?)
}

/// Claims the longest waiting submission that nobody has; `None` when there is none.
///
/// # Errors
/// [`AppError::Forbidden`], [`AppError::Busy`] when others were faster time and again.
pub async fn claim_next(app: &App, staff: &Staff, project: &ProjectId) -> Result<Option<SubmissionId>, AppError> {
    for _ in 0..MOST_TRIES {
        let mut tx = app.store().write().await?;
        require_reviewer(&mut tx, &staff.id, project).await?;
        let Some(id) = tx.next_free_review(project, app.now()).await? else {
            return Ok(None);
        };
        if claim(app, &mut tx, staff, project, &id).await? {
            tx.commit().await?;
            return Ok(Some(id));
        }
    }
    Err(AppError::Busy { retry_after_seconds: 1 })
}

/// Gives a submission back to the queue. Who does not have it gives nothing back.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Forbidden`].
pub async fn release_submission(
    app: &App,
    staff: &Staff,
    project: &ProjectId,
    id: &SubmissionId,
) -> Result<(), AppError> {
    let now = app.now();
    let mut tx = app.store().write().await?;
    require_reviewer(&mut tx, &staff.id, project).await?;
    let stored = tx
        .find_submission(project, id)
        .await?
        .ok_or(AppError::NotFound("the submission"))?;
    if tx.release_review(project, id, &staff.id, now).await? {
        let caller = Caller::from(staff);
        log(
            app,
            &mut tx,
            &stored.submission,
            &caller,
            "claim_released",
            json!({}),
            now,
        )
        .await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Whoever acts on a pending submission must have claimed it.
///
/// # Errors
/// [`AppError::Conflict`] without a claim.
pub(crate) async fn require_claim(
    tx: &mut Tx,
    staff: &Staff,
    project: &ProjectId,
    id: &SubmissionId,
    now: Timestamp,
) -> Result<(), AppError> {
    match tx.review_claim(project, id, now).await? {
        Some(claim) if claim.administrator_id == staff.id => Ok(()),
        Some(_) => Err(held_by_other()),
        None => Err(AppError::Conflict(
            "you have not taken this submission, or not for the last 15 minutes; take it first".to_owned(),
        )),
    }
}

fn held_by_other() -> AppError {
    AppError::Conflict("another reviewer is working on this submission".to_owned())
}

/// Claims within a transaction; answers whether the reviewer has it now.
async fn claim(
    app: &App,
    tx: &mut Tx,
    staff: &Staff,
    project: &ProjectId,
    id: &SubmissionId,
) -> Result<bool, AppError> {
    let now = app.now();
    let stored = tx
        .find_submission(project, id)
        .await?
        .ok_or(AppError::NotFound("the submission"))?;
    if !waits(&stored.submission) {
        let reason = "this submission does not wait for a review".to_owned();
        return Err(AppError::Conflict(reason));
    }
    match tx.claim_review(project, id, &staff.id, now, CLAIM_LEASE).await? {
        ClaimAnswer::Held => Ok(false),
        ClaimAnswer::Renewed => Ok(true),
        ClaimAnswer::Claimed => {
            let caller = Caller::from(staff);
            log(app, tx, &stored.submission, &caller, "claimed", json!({}), now).await?;
            Ok(true)
        }
    }
}
