//! A human decides a pending submission that they have claimed.

use crate::app::App;
use crate::blocked_faces::{BlockReason, put_on_list};
use crate::caller::{Caller, Staff};
use crate::error::AppError;
use crate::one_person::DuplicateSearch;
use crate::publication::publish;
use crate::review_access::require_reviewer;
use crate::review_queue::require_claim;
use argos_domain::code::RejectCode;
use argos_domain::id::{ProjectId, SubmissionId};
use argos_domain::submission::{Decision, Reviewer, Submission};

/// Approves or rejects a pending submission. With `block`, the face of who is rejected is put on the project's block-list,
/// for this reason.
///
/// # Errors
/// [`AppError::Forbidden`] when the role does not allow it, [`AppError::Conflict`] without a claim or when it is not pending,
/// [`AppError::Invalid`] when `other` comes without words, or when the person to be approved is approved already and the
/// policy allows that once; with `block` as [`block_face`](crate::blocked_faces::block_face).
pub async fn decide_submission(
    app: &App,
    staff: &Staff,
    project: &ProjectId,
    id: &SubmissionId,
    decision: Decision,
    block: Option<BlockReason>,
) -> Result<Submission, AppError> {
    let decision = with_words(decision)?;
    let search = match &decision {
        Decision::Approve => Some(DuplicateSearch::of_stored(app, project, id).await?),
        Decision::Reject { .. } => None,
    };
    let now = app.now();
    let mut tx = app.store().write().await?;
    require_reviewer(&mut tx, &staff.id, project).await?;
    let mut stored = tx
        .find_submission(project, id)
        .await?
        .ok_or(AppError::NotFound("the submission"))?;
    if let Some(search) = search {
        search.refuse(&mut tx, &stored.submission, "decision").await?;
    }
    let transition =
        stored
            .submission
            .state
            .clone()
            .decide(decision, Reviewer::Administrator(staff.id.clone()), now)?;
    require_claim(&mut tx, staff, project, id, now).await?;
    stored.submission.state = transition.state;
    stored.submission.updated_at = now;
    tx.save_submission(&stored).await?;
    tx.end_review(project, id).await?;
    publish(
        app,
        &mut tx,
        &stored.submission,
        &transition.events,
        &Caller::from(staff),
        now,
    )
    .await?;
    if let Some(reason) = block {
        put_on_list(app, &mut tx, staff, &stored.submission, reason).await?;
    }
    tx.commit().await?;
    app.wake_worker();
    Ok(stored.submission)
}

/// The decision, if it says why: `other` alone says nothing.
pub(crate) fn with_words(decision: Decision) -> Result<Decision, AppError> {
    let is_silent = matches!(
        &decision,
        Decision::Reject {
            code: RejectCode::Other,
            comment: None
        }
    );
    if is_silent {
        return Err(AppError::Invalid {
            field: "comment",
            message: "state the reason in your own words".to_owned(),
        });
    }
    Ok(decision)
}
