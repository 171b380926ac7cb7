//! Approved period and reject period: who was decided a short while ago is told to wait, before and in mid-flow.

use crate::app::App;
use crate::caller::Caller;
use crate::error::AppError;
use crate::event_log::Entry;
use argos_domain::clock::Timestamp;
use argos_domain::document::DocumentData;
use argos_domain::id::{ProjectId, SubmissionId};
use argos_domain::identity::{IdentityKey, identity_keys, trace_keys};
use argos_domain::policy::Policy;
use argos_domain::submission::{Applicant, Submission};
use argos_domain::waiting_period::{Period, RecognisedBy};
use argos_store::Tx;
use serde_json::json;
use std::collections::BTreeSet;

/// Somebody who has to wait.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Waiting {
    period: Period,
    recognised_by: RecognisedBy,
    until: Timestamp,
}

impl From<Waiting> for AppError {
    fn from(waiting: Waiting) -> Self {
        Self::Waiting {
            period: waiting.period,
            until: waiting.until,
        }
    }
}

/// What a person is recognised by at the start.
pub(crate) fn keys_at_start(applicant: &Applicant, device_key: Option<&str>) -> BTreeSet<IdentityKey> {
    trace_keys(applicant, device_key).collect()
}

/// Whether one of the two periods holds for a person; the one that ends last counts.
pub(crate) async fn waiting(
    tx: &mut Tx,
    project: &ProjectId,
    own: Option<&SubmissionId>,
    policy: &Policy,
    keys: &BTreeSet<IdentityKey>,
    now: Timestamp,
) -> Result<Option<Waiting>, AppError> {
    let mut longest: Option<Waiting> = None;
    for (period, rule) in [
        (Period::Approved, &policy.approved_period),
        (Period::Rejected, &policy.reject_period),
    ] {
        for key in keys.iter().filter(|key| rule.recognises(key.kind)) {
            let since = rule.begins(now);
            let Some(decided) = tx.last_decision(project, own, key, period.status(), since).await? else {
                continue;
            };
            let found = Waiting {
                period,
                recognised_by: RecognisedBy::of(key.kind),
                until: rule.ends(decided),
            };
            if longest.is_none_or(|longest| longest.until < found.until) {
                longest = Some(found);
            }
        }
    }
    Ok(longest)
}

/// The same in mid-flow, where also what was read counts, and what the person made of it.
pub(crate) async fn waiting_in_midflow(
    tx: &mut Tx,
    submission: &Submission,
    policy: &Policy,
    newest: Option<&DocumentData>,
    now: Timestamp,
) -> Result<Option<Waiting>, AppError> {
    let data = submission.read.iter().chain(&submission.confirmed).chain(newest);
    let mut keys = identity_keys(data);
    keys.extend(trace_keys(&submission.applicant, None));
    waiting(tx, &submission.project_id, Some(&submission.id), policy, &keys, now).await
}

/// Stops a step when its person has to wait: nothing of the step is kept but the entry in the log.
pub(crate) async fn stop_if_waiting(
    app: &App,
    submission: &Submission,
    policy: &Policy,
    read: Option<&DocumentData>,
    caller: &Caller,
) -> Result<(), AppError> {
    let now = app.now();
    let found = waiting_in_midflow(&mut app.store().read().await?, submission, policy, read, now).await?;
    let Some(found) = found else { return Ok(()) };
    let mut tx = app.store().write().await?;
    let (project, id) = (&submission.project_id, &submission.id);
    log_refusal(app, &mut tx, project, Some(id), caller, found, now).await?;
    tx.commit().await?;
    Err(found.into())
}

/// Writes that somebody was told to wait.
pub(crate) async fn log_refusal(
    app: &App,
    tx: &mut Tx,
    project: &ProjectId,
    submission: Option<&SubmissionId>,
    caller: &Caller,
    found: Waiting,
    now: Timestamp,
) -> Result<(), AppError> {
    let detail = json!({
        "rule": found.period.name(),
        "recognised_by": found.recognised_by.name(),
        "until": found.until,
    });
    let entry = Entry {
        submission,
        ..Entry::of_project(project, caller, "submission_stopped", detail)
    };
    entry.write(tx, app.random(), now).await
}
