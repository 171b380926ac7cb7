//! A reviewer asks the user to take a picture again instead of deciding.

use crate::app::App;
use crate::caller::{Caller, Staff};
use crate::error::AppError;
use crate::projects::continue_url;
use crate::publication::{Invitation, publish_invitation};
use crate::review_access::require_reviewer;
use crate::review_queue::require_claim;
use argos_crypto::SecretToken;
use argos_domain::check::Step;
use argos_domain::id::{ProjectId, SubmissionId};
use argos_domain::personal::PersonalText;

/// The longest reason, in characters.
const LONGEST_REASON: usize = 500;

/// Brings a pending submission back to a step. The user gets a link by which the Liveform goes on there, by mail and in
/// the webhook `retry`; links and pages from before no longer work.
///
/// # Errors
/// [`AppError::Conflict`] without a claim; [`AppError::Invalid`] without a reason, and where nothing is set up by which the user
/// could be told; [`AppError::NotFound`],
/// [`AppError::Forbidden`].
pub async fn ask_for_capture(
    app: &App,
    staff: &Staff,
    project: &ProjectId,
    id: &SubmissionId,
    step: Step,
    reason: &str,
) -> Result<(), AppError> {
    let reason = PersonalText::typed(reason).filter(|text| text.expose().chars().count() <= LONGEST_REASON);
    let reason = reason.ok_or_else(|| AppError::Invalid {
        field: "reason",
        message: format!("tell the user in 1 to {LONGEST_REASON} characters what to do differently"),
    })?;
    let now = app.now();
    let token = SecretToken::generate(app.random(), "lf_")?;
    let mut tx = app.store().write().await?;
    require_reviewer(&mut tx, &staff.id, project).await?;
    let mut stored = tx
        .find_submission(project, id)
        .await?
        .ok_or(AppError::NotFound("the submission"))?;
    require_claim(&mut tx, staff, project, id, now).await?;
    let transition = stored.submission.state.ask_again(step, reason.clone(), now)?;
    stored.submission.state = transition.state;
    stored.submission.updated_at = now;
    tx.save_submission(&stored).await?;
    tx.replace_liveform_token(project, id, &token.hash()).await?;
    tx.end_review(project, id).await?;
    let invitation = Invitation {
        reason: &reason,
        step,
        url: &continue_url(app, &stored.submission, &token),
    };
    let caller = Caller::from(staff);
    publish_invitation(
        app,
        &mut tx,
        &stored.submission,
        &transition.events,
        &invitation,
        &caller,
        now,
    )
    .await?;
    tx.commit().await?;
    app.wake_worker();
    Ok(())
}
