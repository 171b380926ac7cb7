//! The user says which document will be shown.

use crate::app::App;
use crate::error::AppError;
use crate::submission_policy::policy_of;
use argos_domain::check::Step;
use argos_domain::id::{ProjectId, SubmissionId};
use argos_domain::policy::Policy;
use argos_domain::submission::{ChosenDocument, Submission};

/// Records the chosen kind and country; refused once the selfie has been accepted or the submission is decided.
///
/// # Errors
/// [`AppError::NotFound`], or [`AppError::Conflict`] when it is too late, or [`AppError::Invalid`] when the project does
/// not accept the choice.
pub async fn choose_document(
    app: &App,
    project: &ProjectId,
    id: &SubmissionId,
    chosen: ChosenDocument,
) -> Result<Submission, AppError> {
    let now = app.now();
    let mut tx = app.store().write().await?;
    let mut stored = tx
        .find_submission(project, id)
        .await?
        .ok_or(AppError::NotFound("the submission"))?;
    stored.submission.state.clone().expect_step(Step::Document)?;
    let policy = policy_of(&mut tx, &stored.submission).await?;
    accepted(&policy, chosen)?;
    stored.submission.chosen = chosen;
    stored.submission.updated_at = now;
    tx.save_submission(&stored).await?;
    tx.commit().await?;
    Ok(stored.submission)
}

/// Refuses a choice that the project does not accept.
pub(crate) fn accepted(policy: &Policy, chosen: ChosenDocument) -> Result<(), AppError> {
    if chosen
        .id_type
        .is_some_and(|kind| !policy.accepted_id_types.contains(&kind))
    {
        return Err(AppError::Invalid {
            field: "idType",
            message: "this kind of document is not accepted here".to_owned(),
        });
    }
    if chosen
        .issuing_country
        .is_some_and(|country| !policy.accepts_country(country))
    {
        return Err(AppError::Invalid {
            field: "issuingCountry",
            message: "documents of this country are not accepted here".to_owned(),
        });
    }
    Ok(())
}
