//! The policy by which a submission is decided: the version pinned at its start, with what holds for this one alone.

use crate::error::AppError;
use argos_domain::policy::Policy;
use argos_domain::submission::Submission;
use argos_store::Tx;

/// The policy of a submission.
pub(crate) async fn policy_of(tx: &mut Tx, submission: &Submission) -> Result<Policy, AppError> {
    let policy = tx.policy(&submission.project_id, submission.policy_version).await?;
    let overrides = tx.rule_overrides(&submission.project_id, &submission.id).await?;
    let narrowing = tx.narrowing(&submission.project_id, &submission.id).await?;
    Ok(overrides.apply(&policy).narrowed(
        narrowing.allowed_countries.as_ref(),
        narrowing.allowed_id_types.as_ref(),
    ))
}
