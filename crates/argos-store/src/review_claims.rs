//! Who works on which pending submission, and the queue of those that wait.

use crate::submissions::submission_columns;
use crate::value::values;
use crate::{StoreError, Tx};
use argos_domain::clock::Timestamp;
use argos_domain::id::{AdministratorId, ProjectId, SubmissionId};
use argos_domain::submission::Submission;
use std::time::Duration;

const TABLE: &str = "review_claim";

/// A reviewer's claim on a pending submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewClaim {
    /// The submission.
    pub submission_id: SubmissionId,
    /// The reviewer.
    pub administrator_id: AdministratorId,
    /// Since when.
    pub claimed_at: Timestamp,
    /// Until when, unless it is renewed.
    pub expires_at: Timestamp,
}

/// What came of claiming.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimAnswer {
    /// The reviewer has it now.
    Claimed,
    /// The reviewer had it already and keeps it for longer.
    Renewed,
    /// Somebody else has it.
    Held,
}

/// A place in the queue: the next page begins after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueCursor {
    /// Since when the last submission of the page waits.
    pub pending_at: Timestamp,
    /// Its id.
    pub id: SubmissionId,
}

const RENEW: &str = "UPDATE review_claim SET expires_at = $5 \
     WHERE project_id = $1 AND submission_id = $2 AND administrator_id = $3 AND expires_at > $4";
const CLAIM: &str = "INSERT INTO review_claim (project_id, submission_id, administrator_id, claimed_at, expires_at) \
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (project_id, submission_id) DO UPDATE SET \
     administrator_id = excluded.administrator_id, claimed_at = excluded.claimed_at, expires_at = excluded.expires_at \
     WHERE review_claim.expires_at <= excluded.claimed_at";
const RELEASE: &str = "DELETE FROM review_claim WHERE project_id = $1 AND submission_id = $2 AND administrator_id = $3 AND expires_at > $4";
const END: &str = "DELETE FROM review_claim WHERE project_id = $1 AND submission_id = $2";
const FIND: &str = "SELECT submission_id, administrator_id, claimed_at, expires_at FROM review_claim \
     WHERE project_id = $1 AND submission_id = $2 AND expires_at > $3";
const LIVE: &str = "SELECT submission_id, administrator_id, claimed_at, expires_at FROM review_claim \
     WHERE project_id = $1 AND expires_at > $2";
const QUEUE: &str = concat!(
    "SELECT ",
    submission_columns!(),
    " FROM submission WHERE project_id = $1 AND status = 'pending' AND deleted_at IS NULL \
     AND (pending_at, id) > ($2, $3) ORDER BY pending_at, id LIMIT $4"
);
const NEXT_FREE: &str = "SELECT id FROM submission WHERE project_id = $1 AND status = 'pending' \
     AND deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM review_claim WHERE review_claim.project_id = submission.project_id \
     AND review_claim.submission_id = submission.id AND review_claim.expires_at > $2) \
     ORDER BY pending_at, id LIMIT 1";

impl Tx {
    /// Claims a submission until `now` plus `lease`, or keeps a claim for longer. One reviewer holds it at a time; when
    /// two ask at the same moment, the database decides. Whether it is pending is the caller's to know.
    ///
    /// # Errors
    /// [`StoreError::MissingReference`] when submission or administrator do not exist.
    pub async fn claim_review(
        &mut self,
        project: &ProjectId,
        submission: &SubmissionId,
        administrator: &AdministratorId,
        now: Timestamp,
        lease: Duration,
    ) -> Result<ClaimAnswer, StoreError> {
        let values = || values![project, submission, administrator, now, now.plus(lease)];
        if self.engine.execute(RENEW, values()).await? > 0 {
            return Ok(ClaimAnswer::Renewed);
        }
        match self.engine.execute(CLAIM, values()).await? {
            0 => Ok(ClaimAnswer::Held),
            _ => Ok(ClaimAnswer::Claimed),
        }
    }

    /// Gives a submission back; answers whether this reviewer had it.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn release_review(
        &mut self,
        project: &ProjectId,
        submission: &SubmissionId,
        administrator: &AdministratorId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let values = values![project, submission, administrator, now];
        Ok(self.engine.execute(RELEASE, values).await? > 0)
    }

    /// Ends whatever claim there is: the submission is no longer pending.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn end_review(&mut self, project: &ProjectId, submission: &SubmissionId) -> Result<(), StoreError> {
        self.engine.execute(END, values![project, submission]).await?;
        Ok(())
    }

    /// The claim on a submission, unless its lease is over.
    ///
    /// # Errors
    /// [`StoreError::Row`] when the row cannot be understood.
    pub async fn review_claim(
        &mut self,
        project: &ProjectId,
        submission: &SubmissionId,
        now: Timestamp,
    ) -> Result<Option<ReviewClaim>, StoreError> {
        let row = self
            .engine
            .optional(TABLE, FIND, values![project, submission, now])
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// All claims of a project whose lease is not over.
    ///
    /// # Errors
    /// [`StoreError::Row`] when a row cannot be understood.
    pub async fn review_claims(&mut self, project: &ProjectId, now: Timestamp) -> Result<Vec<ReviewClaim>, StoreError> {
        let rows = self.engine.all(TABLE, LIVE, values![project, now]).await?;
        rows.iter().map(read).collect()
    }

    /// Pending submissions, the longest waiting first.
    ///
    /// # Errors
    /// [`StoreError::Row`] or [`StoreError::Sealed`] when a row cannot be understood.
    pub async fn review_queue(
        &mut self,
        project: &ProjectId,
        after: Option<&QueueCursor>,
        count: u32,
    ) -> Result<Vec<Submission>, StoreError> {
        let pending_at = after.map_or(i64::MIN, |cursor| cursor.pending_at.microseconds());
        let id = after.map_or("", |cursor| cursor.id.as_str());
        let values = values![project, pending_at, id, count];
        let mut queue = Vec::new();
        for row in self.engine.all("submission", QUEUE, values).await? {
            queue.push(self.read_submission(&row).await?.submission);
        }
        Ok(queue)
    }

    /// The longest waiting submission that nobody has claimed.
    ///
    /// # Errors
    /// [`StoreError::Row`] when the row cannot be understood.
    pub async fn next_free_review(
        &mut self,
        project: &ProjectId,
        now: Timestamp,
    ) -> Result<Option<SubmissionId>, StoreError> {
        let row = self.engine.optional(TABLE, NEXT_FREE, values![project, now]).await?;
        row.map(|row| row.id("id")).transpose()
    }
}

fn read(row: &crate::row::Row) -> Result<ReviewClaim, StoreError> {
    Ok(ReviewClaim {
        submission_id: row.id("submission_id")?,
        administrator_id: row.id("administrator_id")?,
        claimed_at: row.time("claimed_at")?,
        expires_at: row.time("expires_at")?,
    })
}
