//! A person starts: a new submission.

use crate::app::App;
use crate::caller::Caller;
use crate::choose_document::accepted;
use crate::error::AppError;
use crate::private_mode::{admit, token_used};
use crate::publication::publish;
use crate::submission_limit::{count_submission, log_over_limit};
use crate::waiting_period::{keys_at_start, log_refusal, waiting};
use argos_crypto::SecretToken;
use argos_domain::event::SubmissionEvent;
use argos_domain::id::{ProjectId, SubmissionId};
use argos_domain::personal::PersonalText;
use argos_domain::submission::{Applicant, ChosenDocument, Narrowing, NewSubmission, RuleOverrides, Submission};
use argos_store::Actor;

/// What a person or the customer's server gives at the start.
#[derive(Debug, Clone)]
pub struct StartSubmission {
    /// The project.
    pub project_id: ProjectId,
    /// The person.
    pub applicant: Applicant,
    /// The document, as far as chosen.
    pub chosen: ChosenDocument,
    /// To which documents the customer's server limits this submission.
    pub narrowing: Narrowing,
    /// Which rules it switches for this submission.
    pub overrides: RuleOverrides,
    /// The random key that the person's browser keeps.
    pub device_key: Option<PersonalText>,
}

/// A started submission with the secret by which the Liveform goes on.
#[derive(Debug)]
pub struct StartedSubmission {
    /// The submission.
    pub submission: Submission,
    /// Bearer token of the Liveform session; only its hash is kept.
    pub liveform_token: SecretToken,
}

/// Starts a submission and publishes `created`.
///
/// # Errors
/// [`AppError::NotFound`] without such a project, [`AppError::Invalid`] when it does not accept the chosen document, or when
/// it is in private mode and the token of the address cannot be used, [`AppError::Waiting`] when the person was decided a
/// short while ago, [`AppError::TooManySubmissions`].
pub async fn start_submission(
    app: &App,
    caller: &Caller,
    request: StartSubmission,
) -> Result<StartedSubmission, AppError> {
    let now = app.now();
    let liveform_token = SecretToken::generate(app.random(), "lf_")?;
    let id = SubmissionId::from_random(app.random_bytes()?);
    let mut tx = app.store().write().await?;
    let project = tx
        .find_project(&request.project_id)
        .await?
        .ok_or(AppError::NotFound("the project"))?;
    // Private mode is about people; the customer's own server comes with its key.
    let is_applicant = caller.actor == Actor::Applicant;
    if is_applicant {
        admit(&mut tx, &project, request.applicant.token_id.as_ref(), now).await?;
    }
    let (policy_version, policy) = tx.current_policy(&project.id).await?;
    let narrowing = &request.narrowing;
    let policy = request.overrides.apply(&policy);
    let narrowed = policy.narrowed(
        narrowing.allowed_countries.as_ref(),
        narrowing.allowed_id_types.as_ref(),
    );
    accepted(&narrowed, request.chosen)?;
    let keys = keys_at_start(
        &request.applicant,
        request.device_key.as_ref().map(PersonalText::expose),
    );
    if let Some(found) = waiting(&mut tx, &project.id, None, &policy, &keys, now).await? {
        log_refusal(app, &mut tx, &project.id, None, caller, found, now).await?;
        tx.commit().await?;
        return Err(found.into());
    }
    if let Some(over) = count_submission(&mut tx, &project.id, &policy, &keys, now).await? {
        drop(tx);
        log_over_limit(app, &project.id, caller, over, now).await?;
        return Err(over.into());
    }
    let new = NewSubmission {
        id,
        project_id: project.id.clone(),
        policy_version,
        applicant: request.applicant,
        chosen: request.chosen,
    };
    let submission = Submission::start(new, now);
    tx.insert_submission(&submission, &liveform_token.hash()).await?;
    tx.add_identity_keys(&submission.project_id, &submission.id, &keys)
        .await?;
    if !request.narrowing.is_empty() {
        tx.set_narrowing(&submission.project_id, &submission.id, &request.narrowing)
            .await?;
    }
    if !request.overrides.is_empty() {
        tx.set_rule_overrides(&submission.project_id, &submission.id, &request.overrides)
            .await?;
    }
    if is_applicant {
        token_used(app, &mut tx, &project, &submission, now).await?;
    }
    publish(app, &mut tx, &submission, &[SubmissionEvent::Created], caller, now).await?;
    tx.commit().await?;
    app.wake_worker();
    Ok(StartedSubmission {
        submission,
        liveform_token,
    })
}
