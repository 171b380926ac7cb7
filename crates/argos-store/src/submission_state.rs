//! The state of a submission as columns, and back. Combinations of columns that no state has are refused.

use crate::StoreError;
use crate::row::Row;
use argos_domain::check::Step;
use argos_domain::clock::Timestamp;
use argos_domain::code::{RejectCode, RetryCode};
use argos_domain::id::AdministratorId;
use argos_domain::personal::PersonalText;
use argos_domain::submission::{
    Approved, CaptureRequest, Incomplete, LastFailure, Pending, Rejected, Reviewer, SubmissionState,
};

/// What the columns hold; the comment is sealed elsewhere.
#[derive(Debug, Default)]
pub(crate) struct StateColumns<'a> {
    pub(crate) status: &'static str,
    pub(crate) next_step: Option<&'static str>,
    pub(crate) failed_attempts: u8,
    pub(crate) last_failure_at: Option<Timestamp>,
    pub(crate) last_failure_code: Option<&'static str>,
    pub(crate) timeout_at: Option<Timestamp>,
    pub(crate) pending_at: Option<Timestamp>,
    pub(crate) decided_at: Option<Timestamp>,
    pub(crate) decided_by: Option<&'static str>,
    pub(crate) decided_by_id: Option<&'a AdministratorId>,
    pub(crate) reject_code: Option<&'static str>,
    pub(crate) reject_comment: Option<&'a PersonalText>,
    pub(crate) argos_score: Option<f64>,
}

impl<'a> StateColumns<'a> {
    pub(crate) fn of(state: &'a SubmissionState) -> Self {
        let columns = Self {
            status: state.status(),
            failed_attempts: state.failed_attempts(),
            argos_score: state.argos_score(),
            ..Self::default()
        };
        match state {
            SubmissionState::Incomplete(facts) => Self {
                next_step: Some(facts.next_step.name()),
                last_failure_at: facts.last_failure.map(|failure| failure.at),
                last_failure_code: facts.last_failure.map(|failure| failure.code.code()),
                timeout_at: facts.times_out_at(),
                ..columns
            },
            SubmissionState::Pending(facts) => Self {
                pending_at: Some(facts.since),
                ..columns
            },
            SubmissionState::Approved(facts) => Self {
                pending_at: facts.pending_at,
                decided_at: Some(facts.at),
                ..columns
            }
            .decided_by(&facts.by),
            SubmissionState::Rejected(facts) => Self {
                pending_at: facts.pending_at,
                decided_at: Some(facts.at),
                reject_code: Some(facts.code.code()),
                reject_comment: facts.comment.as_ref(),
                ..columns
            }
            .decided_by(&facts.by),
        }
    }

    const fn decided_by(mut self, reviewer: &'a Reviewer) -> Self {
        (self.decided_by, self.decided_by_id) = match reviewer {
            Reviewer::System => (Some("system"), None),
            Reviewer::Client => (Some("client"), None),
            Reviewer::Administrator(id) => (Some("administrator"), Some(id)),
        };
        self
    }
}

/// Puts the state together from a row of the table `submission`, its opened comment and wish for a new capture.
pub(crate) fn read_state(
    row: &Row,
    comment: Option<PersonalText>,
    asked_again: Option<CaptureRequest>,
) -> Result<SubmissionState, StoreError> {
    let failed_attempts = row.number("failed_attempts")?;
    let pending_at = row.optional_time("pending_at")?;
    let argos_score = row.optional_real("argos_score")?;
    let missing = |column| row.wrong(column, "missing in this status");
    Ok(match row.text("status")?.as_str() {
        "incomplete" => SubmissionState::Incomplete(Incomplete {
            next_step: row.word("next_step", Step::from_name)?,
            failed_attempts,
            last_failure: read_last_failure(row)?,
            asked_again,
        }),
        "pending" => SubmissionState::Pending(Pending {
            since: pending_at.ok_or_else(|| missing("pending_at"))?,
            argos_score: argos_score.ok_or_else(|| missing("argos_score"))?,
            failed_attempts,
        }),
        "approved" => SubmissionState::Approved(Approved {
            at: row.time("decided_at")?,
            by: read_reviewer(row)?,
            argos_score: argos_score.ok_or_else(|| missing("argos_score"))?,
            pending_at,
            failed_attempts,
        }),
        "rejected" => SubmissionState::Rejected(Rejected {
            at: row.time("decided_at")?,
            by: read_reviewer(row)?,
            code: row.word("reject_code", RejectCode::from_code)?,
            comment,
            argos_score,
            pending_at,
            failed_attempts,
        }),
        _ => return Err(row.wrong("status", "not a known status")),
    })
}

fn read_last_failure(row: &Row) -> Result<Option<LastFailure>, StoreError> {
    match (
        row.optional_time("last_failure_at")?,
        row.optional_text("last_failure_code")?,
    ) {
        (None, None) => Ok(None),
        (Some(at), Some(code)) => match RetryCode::from_code(&code) {
            Some(code) => Ok(Some(LastFailure { at, code })),
            None => Err(row.wrong("last_failure_code", "not a known code")),
        },
        _ => Err(row.wrong(
            "last_failure_at",
            "time and code of the last failure do not go together",
        )),
    }
}

fn read_reviewer(row: &Row) -> Result<Reviewer, StoreError> {
    match (row.text("decided_by")?.as_str(), row.optional_id("decided_by_id")?) {
        ("system", None) => Ok(Reviewer::System),
        ("client", None) => Ok(Reviewer::Client),
        ("administrator", Some(id)) => Ok(Reviewer::Administrator(id)),
        _ => Err(row.wrong("decided_by", "not a known reviewer, or with an id where none belongs")),
    }
}
