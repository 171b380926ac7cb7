//! The limit on submissions within a sliding window: counted where a person starts one.

use crate::app::App;
use crate::caller::Caller;
use crate::error::AppError;
use crate::event_log::Entry;
use argos_domain::clock::Timestamp;
use argos_domain::id::ProjectId;
use argos_domain::identity::IdentityKey;
use argos_domain::policy::Policy;
use argos_domain::waiting_period::RecognisedBy;
use argos_store::{AttemptAnswer, AttemptLimit, Tx};
use serde_json::json;
use std::collections::BTreeSet;

/// Somebody who started too many.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OverLimit {
    recognised_by: RecognisedBy,
    until: Timestamp,
}

impl From<OverLimit> for AppError {
    fn from(over: OverLimit) -> Self {
        Self::TooManySubmissions { until: over.until }
    }
}

/// Counts a submission that is started now, in every way by which the person is recognised. When one of them is over the
/// limit, the transaction must not be committed: what is refused does not count.
pub(crate) async fn count_submission(
    tx: &mut Tx,
    project: &ProjectId,
    policy: &Policy,
    keys: &BTreeSet<IdentityKey>,
    now: Timestamp,
) -> Result<Option<OverLimit>, AppError> {
    let rule = &policy.submission_limit;
    let limit = AttemptLimit {
        attempts: rule.submissions.into(),
        within: rule.window(),
    };
    let mut latest: Option<OverLimit> = None;
    for key in keys.iter().filter(|key| rule.recognises(key.kind)) {
        let purpose = format!("submission_{}_{project}", key.kind.name());
        // A keyed index of the text is stored, never the text.
        let answer = tx.take_attempt(&purpose, key.expose(), limit, now).await?;
        if let AttemptAnswer::RefusedUntil(until) = answer
            && latest.is_none_or(|found| found.until < until)
        {
            latest = Some(OverLimit {
                recognised_by: RecognisedBy::of(key.kind),
                until,
            });
        }
    }
    Ok(latest)
}

/// Writes that somebody was refused, in a transaction of its own.
pub(crate) async fn log_over_limit(
    app: &App,
    project: &ProjectId,
    caller: &Caller,
    over: OverLimit,
    now: Timestamp,
) -> Result<(), AppError> {
    let mut tx = app.store().write().await?;
    let detail = json!({
        "rule": "submission_limit",
        "recognised_by": over.recognised_by.name(),
        "until": over.until,
    });
    let entry = Entry::of_project(project, caller, "submission_stopped", detail);
    entry.write(&mut tx, app.random(), now).await?;
    Ok(tx.commit().await?)
}
