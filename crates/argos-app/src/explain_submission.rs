//! Why a submission was decided as it was: decided again from what is stored, by the policy that was in force for it.

use crate::error::AppError;
use crate::submission_policy::policy_of;
use argos_domain::clock::Timestamp;
use argos_domain::explanation::{Explanation, explain};
use argos_domain::id::{ProjectId, SubmissionId};
use argos_domain::policy::Policy;
use argos_domain::recompute::{Conclusion, DocumentFacts, Stored, failed_before, in_order, judged_otherwise};
use argos_domain::score::{Score, ScoreVersion};
use argos_domain::submission::{Submission, SubmissionState};
use argos_store::{Store, Tx};
use serde_json::Value;
use std::collections::BTreeSet;

/// A submission explained, and held against what was stored when it was decided.
#[derive(Debug, Clone)]
pub struct ExplainedSubmission {
    /// Its project.
    pub project: ProjectId,
    /// Its id.
    pub id: SubmissionId,
    /// Its status now.
    pub status: &'static str,
    /// Whether a human decided it, or corrected what was decided.
    pub by_human: bool,
    /// Whether its personal text is sealed: then checks have no words of their own any more.
    pub is_sealed: bool,
    /// The version of the policy by which it is decided.
    pub policy_version: u32,
    /// The policy itself, with what holds for this submission alone.
    pub policy: Policy,
    /// Why it comes to what it comes to.
    pub explanation: Explanation,
    /// The score that was stored with the decision.
    pub stored_score: Option<Score>,
    /// What Argos decided then, as far as that is kept.
    pub stored_conclusion: Option<Conclusion>,
    /// Where deciding again does not give what is stored; empty when it all agrees.
    pub disagreements: Vec<String>,
    /// The engines and models that measured, as the event log has them.
    pub models: Vec<String>,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// Explains a submission, found by its id alone. Nothing is changed.
///
/// # Errors
/// [`AppError::NotFound`] also when it was erased, [`AppError::Invalid`] when no check was made yet.
pub async fn explain_by_id(store: &Store, id: &SubmissionId) -> Result<ExplainedSubmission, AppError> {
    let mut tx = store.read().await?;
    for project in tx.list_projects().await? {
        if tx.find_submission(&project.id, id).await?.is_some() {
            return explain_submission(&mut tx, &project.id, id).await;
        }
    }
    Err(AppError::NotFound("the submission"))
}

/// Explains a submission of a project.
///
/// # Errors
/// As [`explain_by_id`].
pub async fn explain_submission(
    tx: &mut Tx,
    project: &ProjectId,
    id: &SubmissionId,
) -> Result<ExplainedSubmission, AppError> {
    let found = tx.find_submission(project, id).await?;
    let submission = found
        .map(|stored| stored.submission)
        .filter(|submission| submission.erased.deleted_at.is_none())
        .ok_or(AppError::NotFound("the submission"))?;
    let checks = in_order(tx.checks(project, id).await?);
    if checks.is_empty() {
        return Err(AppError::Invalid {
            field: "submission",
            message: "no picture was judged yet, so there is nothing to explain".to_owned(),
        });
    }
    let policy = policy_of(tx, &submission).await?;
    let stored_score = tx.score(project, id).await?;
    // As long as it is not finished, its last failure may be of an earlier attempt than its checks.
    let stored_conclusion = match submission.state {
        SubmissionState::Incomplete(_) => None,
        _ => Conclusion::recorded(&submission.state),
    };
    let explanation = explain(&Stored {
        checks: &checks,
        policy: &policy,
        document: facts_of(&submission),
        failed_before: failed_before(&submission.state),
        score_version: version_of(stored_score.as_ref()),
    });
    let mut disagreements: Vec<String> = judged_otherwise(&checks, &policy)
        .into_iter()
        .map(|check| format!("{}: its stored value gives another outcome", check.title()))
        .collect();
    disagreements.extend(differing_score(&explanation, stored_score.as_ref()));
    disagreements.extend(differing_conclusion(&explanation, stored_conclusion));
    let models = models_of(tx, project, id, &explanation).await?;
    Ok(ExplainedSubmission {
        project: project.clone(),
        id: id.clone(),
        status: submission.state.status(),
        by_human: submission.state.is_decided_by_human(),
        is_sealed: submission.sealed.is_some(),
        policy_version: submission.policy_version,
        explanation,
        stored_score,
        stored_conclusion,
        disagreements,
        models,
        updated_at: submission.updated_at,
        policy,
    })
}

/// The version by which a stored score was computed; the one in force where there is none, or none that is known here.
pub(crate) fn version_of(score: Option<&Score>) -> ScoreVersion {
    score
        .and_then(|score| ScoreVersion::from_number(score.version))
        .unwrap_or(ScoreVersion::IN_FORCE)
}

/// What was read of the document; the age is that of the day on which the submission began.
pub(crate) fn facts_of(submission: &Submission) -> Option<DocumentFacts> {
    let read = submission.read.as_ref()?;
    Some(DocumentFacts::of(read, submission.created_at.date()))
}

fn differing_score(explanation: &Explanation, stored: Option<&Score>) -> Option<String> {
    let (stored, again) = (stored?, &explanation.again.score);
    if stored.version != again.version {
        return Some(format!(
            "the score was computed by version {} of the formula, which this program does not know; by version {} it is {:.1}",
            stored.version, again.version, again.value
        ));
    }
    (!stored.equals(again)).then(|| {
        format!(
            "the stored score is {:.1}, the stored checks give {:.1}, or its parts differ",
            stored.value, again.value
        )
    })
}

fn differing_conclusion(explanation: &Explanation, stored: Option<Conclusion>) -> Option<String> {
    let (stored, again) = (stored?, explanation.again.conclusion);
    (stored != again).then(|| {
        format!(
            "what was decided is \"{}\", the stored checks give \"{}\"",
            stored.name(),
            again.name()
        )
    })
}

async fn models_of(
    tx: &mut Tx,
    project: &ProjectId,
    id: &SubmissionId,
    explanation: &Explanation,
) -> Result<Vec<String>, AppError> {
    let mut models: BTreeSet<String> = explanation
        .again
        .checks
        .iter()
        .filter_map(|check| check.model.clone())
        .collect();
    for event in tx.events_of(project, id).await? {
        let listed = event.detail.get("models").and_then(Value::as_array);
        models.extend(
            listed
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(str::to_owned),
        );
        models.extend(
            event
                .detail
                .get("engine")
                .and_then(Value::as_str)
                .map(|engine| format!("engine {engine}")),
        );
    }
    Ok(models.into_iter().collect())
}
