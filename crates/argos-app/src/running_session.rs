//! A person comes back to the Liveform within a short while: the running submission goes on.

use crate::app::App;
use crate::caller::Caller;
use crate::choose_document::accepted;
use crate::error::AppError;
use crate::publication::log;
use crate::start_submission::StartSubmission;
use crate::submission_policy::policy_of;
use argos_crypto::TokenHash;
use argos_domain::check::Step;
use argos_domain::personal::EmailAddress;
use argos_domain::submission::{Applicant, ChosenDocument, Submission, SubmissionState};
use serde_json::json;
use std::time::Duration;

/// How long after its last step a running submission is taken up again.
pub const SESSION_REUSE: Duration = Duration::from_secs(20 * 60);

/// The running submission of this browser, by the token that it kept, if it can go on: of the same project and person,
/// under the same limits, not decided, and touched within [`SESSION_REUSE`].
///
/// # Errors
/// [`AppError::Conflict`] when another request changes it at the same moment.
pub(crate) async fn take_up_again(
    app: &App,
    caller: &Caller,
    token: &str,
    start: &StartSubmission,
) -> Result<Option<Submission>, AppError> {
    let now = app.now();
    let mut tx = app.store().write().await?;
    let found = tx.find_submission_by_liveform_token(&TokenHash::of(token)).await?;
    let Some(mut stored) = found.filter(|found| found.submission.project_id == start.project_id) else {
        return Ok(None);
    };
    let submission = &mut stored.submission;
    let SubmissionState::Incomplete(facts) = &submission.state else {
        return Ok(None);
    };
    let limits = tx.narrowing(&submission.project_id, &submission.id).await?;
    let overrides = tx.rule_overrides(&submission.project_id, &submission.id).await?;
    if now.since(submission.updated_at) > SESSION_REUSE
        || !is_same_person(&submission.applicant, &start.applicant)
        || limits != start.narrowing
        || overrides != start.overrides
    {
        return Ok(None);
    }
    if facts.next_step == Step::Document && start.chosen != ChosenDocument::default() {
        accepted(&policy_of(&mut tx, submission).await?, start.chosen)?;
        submission.chosen = start.chosen;
    }
    submission.updated_at = now;
    tx.save_submission(&stored).await?;
    log(
        app,
        &mut tx,
        &stored.submission,
        caller,
        "session_reused",
        json!({}),
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(Some(stored.submission))
}

fn is_same_person(known: &Applicant, given: &Applicant) -> bool {
    let email = |applicant: &Applicant| applicant.email.as_ref().map(EmailAddress::normalised);
    email(known) == email(given) && known.user_id == given.user_id && known.token_id == given.token_id
}
