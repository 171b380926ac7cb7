//! What Argos decided of submissions and the outline of the checks from which it did: read in pages, by whoever simulates
//! another policy or compares what humans decided.

use crate::row::Row;
use crate::sealing::Place;
use crate::value::values;
use crate::{StoreError, Tx};
use argos_domain::check::CheckResult;
use argos_domain::clock::Timestamp;
use argos_domain::code::RejectCode;
use argos_domain::document::DocumentData;
use argos_domain::id::{ProjectId, SubmissionId};
use argos_domain::outline::{read_outline, write_outline};
use argos_domain::recompute::{Conclusion, DocumentFacts};
use argos_domain::submission::{Narrowing, RuleOverrides};
use serde::de::DeserializeOwned;
use std::collections::HashMap;

const TABLE: &str = "automatic_decision";

/// A decision that Argos made by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct AutomaticDecision {
    /// When.
    pub decided_at: Timestamp,
    /// By which version of the policy.
    pub policy_version: u32,
    /// What it was: approved, for a human, or rejected.
    pub conclusion: Conclusion,
    /// Attempts that had failed before the last one.
    pub failed_before: u8,
    /// The outlines of the checks.
    pub checks: Vec<CheckResult>,
}

/// A decision as it is read, with what became of the submission.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredDecision {
    /// The submission.
    pub submission: SubmissionId,
    /// What Argos decided.
    pub automatic: AutomaticDecision,
    /// What a human decided in the end, if one did: whether it was approved.
    pub human: Option<bool>,
    /// To which documents the submission was limited.
    pub narrowing: Narrowing,
    /// Which rules were switched for it.
    pub overrides: RuleOverrides,
}

/// The last decision of a page: the next page begins after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionCursor {
    decided_at: Timestamp,
    submission: SubmissionId,
}

impl StoredDecision {
    /// Where the page after this decision begins.
    #[must_use]
    pub fn cursor(&self) -> DecisionCursor {
        DecisionCursor {
            decided_at: self.automatic.decided_at,
            submission: self.submission.clone(),
        }
    }
}

// Status, reviewer and limits are copied from the submission, which is saved before.
const RECORD: &str = "INSERT INTO automatic_decision (project_id, submission_id, decided_at, policy_version, conclusion, \
     code, failed_before, outline, status, by_human, narrowing, overrides) \
     SELECT project_id, id, CAST($3 AS BIGINT), CAST($4 AS BIGINT), CAST($5 AS TEXT), CAST($6 AS TEXT), \
     CAST($7 AS BIGINT), CAST($8 AS TEXT), status, \
     CASE WHEN COALESCE(decided_by, 'system') = 'system' THEN 0 ELSE 1 END, narrowing, overrides \
     FROM submission WHERE project_id = $1 AND id = $2 \
     ON CONFLICT (project_id, submission_id) DO UPDATE SET decided_at = excluded.decided_at, \
     policy_version = excluded.policy_version, conclusion = excluded.conclusion, code = excluded.code, \
     failed_before = excluded.failed_before, outline = excluded.outline, status = excluded.status, \
     by_human = excluded.by_human";
const FOLLOW: &str =
    "UPDATE automatic_decision SET status = $3, by_human = $4 WHERE project_id = $1 AND submission_id = $2";
const REPLACE_OUTLINE: &str = "UPDATE automatic_decision SET outline = $3 WHERE project_id = $1 AND submission_id = $2";
const PAGE: &str = "SELECT submission_id, decided_at, policy_version, conclusion, code, failed_before, outline, status, \
     by_human, narrowing, overrides FROM automatic_decision WHERE project_id = $1 AND status <> 'incomplete' \
     AND (decided_at, submission_id) < ($2, $3) ORDER BY decided_at DESC, submission_id DESC LIMIT $4";
// What was erased in part is not asked any more: a value that is missing would look like one that was not read.
const DOCUMENTS: &str = "SELECT s.id, s.created_at, s.read_data FROM automatic_decision d \
     JOIN submission s ON s.project_id = d.project_id AND s.id = d.submission_id \
     WHERE d.project_id = $1 AND d.status <> 'incomplete' AND (d.decided_at, d.submission_id) < ($2, $3) \
     AND (d.decided_at, d.submission_id) >= ($4, $5) AND s.read_data IS NOT NULL AND s.erased_fields IS NULL";
const WITHOUT: &str = "SELECT id FROM submission s WHERE project_id = $1 AND id > $2 AND status <> 'incomplete' \
     AND COALESCE(reject_code, '') <> 'timeout' AND deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM automatic_decision d \
     WHERE d.project_id = s.project_id AND d.submission_id = s.id) ORDER BY id LIMIT $3";

impl Tx {
    /// Keeps what Argos decided of a submission, instead of an earlier decision; the submission is saved before.
    ///
    /// # Errors
    /// [`StoreError::InvalidArgument`] when it is no decision.
    pub async fn record_automatic_decision(
        &mut self,
        project: &ProjectId,
        submission: &SubmissionId,
        decision: &AutomaticDecision,
    ) -> Result<(), StoreError> {
        let (word, code) = match decision.conclusion {
            Conclusion::Approved | Conclusion::Pending | Conclusion::Rejected(_) => {
                (decision.conclusion.name(), decision.conclusion.code())
            }
            Conclusion::TryAgain(_) | Conclusion::Unknown(_) => {
                return Err(StoreError::InvalidArgument("a failed attempt decides nothing"));
            }
        };
        let values = values![
            project,
            submission,
            decision.decided_at,
            decision.policy_version,
            word,
            code,
            decision.failed_before,
            write_outline(&decision.checks),
        ];
        self.engine.execute(RECORD, values).await?;
        Ok(())
    }

    /// What became of a submission since Argos decided it.
    pub(crate) async fn follow_decision(
        &mut self,
        project: &ProjectId,
        submission: &SubmissionId,
        status: &'static str,
        by_human: bool,
    ) -> Result<(), StoreError> {
        let values = values![project, submission, status, i64::from(by_human)];
        self.engine.execute(FOLLOW, values).await?;
        Ok(())
    }

    /// Writes the outline anew from the checks that are still there.
    pub(crate) async fn shorten_outline(
        &mut self,
        project: &ProjectId,
        submission: &SubmissionId,
    ) -> Result<(), StoreError> {
        let outline = write_outline(&self.checks(project, submission).await?);
        self.engine
            .execute(REPLACE_OUTLINE, values![project, submission, outline])
            .await?;
        Ok(())
    }

    /// The next decisions of a project, the newest first, after those that were read.
    ///
    /// # Errors
    /// [`StoreError::Row`] when a row cannot be understood.
    pub async fn automatic_decisions(
        &mut self,
        project: &ProjectId,
        after: Option<&DecisionCursor>,
        limit: u32,
    ) -> Result<Vec<StoredDecision>, StoreError> {
        let (until, id) = place(after);
        let rows = self.engine.all(TABLE, PAGE, values![project, until, id, limit]).await?;
        rows.iter().map(read_decision).collect()
    }

    /// What was read of the documents of a page of decisions, given by the place before it and its last decision. Those
    /// that are sealed or erased are missing.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] when a value does not open.
    pub async fn decided_documents(
        &mut self,
        project: &ProjectId,
        after: Option<&DecisionCursor>,
        last: &DecisionCursor,
    ) -> Result<HashMap<SubmissionId, DocumentFacts>, StoreError> {
        let (until, id) = place(after);
        let values = values![project, until, id, last.decided_at, &last.submission];
        let mut documents = HashMap::new();
        for row in self.engine.all("submission", DOCUMENTS, values).await? {
            let submission: SubmissionId = row.id("id")?;
            let place = Place {
                table: "submission",
                row: submission.as_str(),
                scope: project.as_str(),
            };
            let read: DocumentData = self.open_json(place, "read_data", &row.bytes("read_data")?).await?;
            documents.insert(submission, DocumentFacts::of(&read, row.time("created_at")?.date()));
        }
        Ok(documents)
    }

    /// Submissions that are finished and of which no automatic decision is kept, by their ids; without those that ran out
    /// of time, of which nothing was decided.
    ///
    /// # Errors
    /// [`StoreError::Row`] when a row cannot be understood.
    pub async fn without_automatic_decision(
        &mut self,
        project: &ProjectId,
        after: Option<&SubmissionId>,
        limit: u32,
    ) -> Result<Vec<SubmissionId>, StoreError> {
        let after = after.map_or("", SubmissionId::as_str);
        let rows = self
            .engine
            .all("submission", WITHOUT, values![project, after, limit])
            .await?;
        rows.iter().map(|row| row.id("id")).collect()
    }
}

fn place(after: Option<&DecisionCursor>) -> (i64, &str) {
    after.map_or((i64::MAX, ""), |cursor| {
        (cursor.decided_at.microseconds(), cursor.submission.as_str())
    })
}

fn read_decision(row: &Row) -> Result<StoredDecision, StoreError> {
    let by_human = row.integer("by_human")? != 0;
    let human = match row.text("status")?.as_str() {
        "approved" if by_human => Some(true),
        "rejected" if by_human => Some(false),
        _ => None,
    };
    let conclusion = match row.text("conclusion")?.as_str() {
        "approved" => Conclusion::Approved,
        "pending" => Conclusion::Pending,
        "rejected" => Conclusion::Rejected(row.word("code", RejectCode::from_code)?),
        _ => return Err(row.wrong("conclusion", "not a known word")),
    };
    Ok(StoredDecision {
        submission: row.id("submission_id")?,
        automatic: AutomaticDecision {
            decided_at: row.time("decided_at")?,
            policy_version: row.number("policy_version")?,
            conclusion,
            failed_before: row.number("failed_before")?,
            checks: read_outline(&row.text("outline")?).ok_or_else(|| row.wrong("outline", "not an outline"))?,
        },
        human,
        narrowing: limits(row, "narrowing")?,
        overrides: limits(row, "overrides")?,
    })
}

fn limits<T: DeserializeOwned + Default>(row: &Row, column: &'static str) -> Result<T, StoreError> {
    match row.optional_text(column)? {
        Some(_) => row.json(column),
        None => Ok(T::default()),
    }
}
