//! What Argos decides by itself is kept in one narrow row for each submission, from which policies are simulated.

use crate::error::AppError;
use crate::explain_submission::{facts_of, version_of};
use crate::submission_policy::policy_of;
use argos_domain::check::CheckResult;
use argos_domain::clock::Timestamp;
use argos_domain::id::ProjectId;
use argos_domain::recompute::{Conclusion, Stored, failed_before, in_order, recompute};
use argos_domain::submission::{Submission, SubmissionState};
use argos_store::{AutomaticDecision, Store, Tx};

/// Submissions that are looked at in one transaction.
const BATCH: u32 = 200;

/// Keeps what was decided, if the submission was just decided; it is saved already, and its checks are those stored.
pub(crate) async fn record_decision(
    tx: &mut Tx,
    submission: &Submission,
    failed_before: u8,
    now: Timestamp,
) -> Result<(), AppError> {
    if matches!(submission.state, SubmissionState::Incomplete(_)) {
        return Ok(());
    }
    if let Some(conclusion) = Conclusion::recorded(&submission.state) {
        let checks = tx.checks(&submission.project_id, &submission.id).await?;
        keep(tx, submission, checks, conclusion, failed_before, now).await?;
    }
    Ok(())
}

async fn keep(
    tx: &mut Tx,
    submission: &Submission,
    checks: Vec<CheckResult>,
    conclusion: Conclusion,
    failed_before: u8,
    decided_at: Timestamp,
) -> Result<(), AppError> {
    let decision = AutomaticDecision {
        decided_at,
        policy_version: submission.policy_version,
        conclusion,
        failed_before,
        checks: in_order(checks),
    };
    let (project, id) = (&submission.project_id, &submission.id);
    Ok(tx.record_automatic_decision(project, id, &decision).await?)
}

/// Keeps the decisions of submissions that were decided before they were kept; answers how many. What a human put in the
/// place of an automatic decision is decided again to know what it was.
///
/// # Errors
/// Only our own faults.
pub async fn record_missing_decisions(store: &Store, project: &ProjectId) -> Result<u64, AppError> {
    let (mut after, mut kept) = (None, 0);
    loop {
        let mut tx = store.write().await?;
        let ids = tx.without_automatic_decision(project, after.as_ref(), BATCH).await?;
        for id in &ids {
            if let Some(found) = tx.find_submission(project, id).await? {
                kept += u64::from(keep_late(&mut tx, &found.submission).await?);
            }
        }
        tx.commit().await?;
        match ids.last() {
            Some(last) => after = Some(last.clone()),
            None => return Ok(kept),
        }
    }
}

/// The same for every project.
///
/// # Errors
/// Only our own faults.
pub async fn record_all_missing_decisions(store: &Store) -> Result<(), AppError> {
    let projects = store.read().await?.list_projects().await?;
    for project in projects {
        record_missing_decisions(store, &project.id).await?;
    }
    Ok(())
}

async fn keep_late(tx: &mut Tx, submission: &Submission) -> Result<bool, AppError> {
    let checks = in_order(tx.checks(&submission.project_id, &submission.id).await?);
    let failed_before = failed_before(&submission.state);
    let policy = policy_of(tx, submission).await?;
    let stored = Stored {
        checks: &checks,
        policy: &policy,
        document: facts_of(submission),
        failed_before,
        score_version: version_of(tx.score(&submission.project_id, &submission.id).await?.as_ref()),
    };
    let conclusion = Conclusion::recorded(&submission.state).unwrap_or_else(|| recompute(&stored, &policy).conclusion);
    let is_decision = matches!(
        conclusion,
        Conclusion::Approved | Conclusion::Pending | Conclusion::Rejected(_)
    );
    if checks.is_empty() || !is_decision {
        return Ok(false);
    }
    let decided_at = match &submission.state {
        SubmissionState::Pending(facts) => facts.since,
        SubmissionState::Approved(facts) => facts.pending_at.unwrap_or(facts.at),
        SubmissionState::Rejected(facts) => facts.pending_at.unwrap_or(facts.at),
        SubmissionState::Incomplete(_) => return Ok(false),
    };
    keep(tx, submission, checks, conclusion, failed_before, decided_at).await?;
    Ok(true)
}
