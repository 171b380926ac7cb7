//! What becomes of claimed jobs, and how the queue stands.

use crate::jobs::{ERASED, TABLE, place_of};
use crate::value::values;
use crate::{StoreError, Tx};
use argos_domain::clock::Timestamp;
use argos_domain::id::{JobId, ProjectId, SubmissionId};

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JobState {
    /// It waits for its time or its turn.
    Waiting,
    /// It was claimed; if its lease ended, it can be claimed again.
    Running,
    /// It is done.
    Finished,
    /// It failed for good.
    GivenUp,
}

impl JobState {
    /// The state's name as stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Finished => "finished",
            Self::GivenUp => "given_up",
        }
    }
}

// The payload of a finished job is erased, and that of one that was given up: nothing needs it any more, and it holds
// personal data.
const FINISH: &str = "UPDATE job SET state = 'finished', finished_at = $2, payload = NULL, last_error = NULL \
     WHERE id = $1 AND state = 'running'";
const RETRY: &str =
    "UPDATE job SET state = 'waiting', due_at = $2, last_error = $3 WHERE id = $1 AND state = 'running'";
const GIVE_UP: &str = "UPDATE job SET state = 'given_up', finished_at = $2, payload = NULL, last_error = NULL, \
     failure = $3 WHERE id = $1 AND state = 'running'";
// A running one keeps its turn, so that what is told next is told after it.
const ERASE_OF_SUBMISSION: &str = "UPDATE job SET payload = NULL, last_error = NULL, \
     failure = CASE WHEN state = 'waiting' THEN $4 ELSE failure END, \
     finished_at = CASE WHEN state = 'waiting' THEN $3 ELSE finished_at END, \
     state = CASE WHEN state = 'waiting' THEN 'given_up' ELSE state END \
     WHERE project_id = $1 AND submission_id = $2 AND payload IS NOT NULL";
const PROJECT_OF: &str = "SELECT id, project_id FROM job WHERE id = $1";
const LAST_ERROR: &str = "SELECT id, project_id, last_error, failure FROM job WHERE project_id = $1 AND id = $2";
const NEXT_DUE: &str = "SELECT MIN(job.due_at) AS due_at FROM job WHERE job.finished_at IS NULL \
     AND NOT EXISTS (SELECT 1 FROM job AS earlier WHERE earlier.finished_at IS NULL \
     AND earlier.project_id = job.project_id AND earlier.order_key = job.order_key \
     AND earlier.sequence < job.sequence)";
const COUNT: &str = "SELECT COUNT(*) AS count FROM job WHERE state = $1";

impl Tx {
    /// A claimed job is done; its payload is erased. Nothing happens if it is no longer running.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn finish_job(&mut self, id: &JobId, now: Timestamp) -> Result<(), StoreError> {
        self.engine.execute(FINISH, values![id, now]).await?;
        Ok(())
    }

    /// A claimed job failed and is to be tried again at `run_at`. Later jobs of its order key wait for it. The error is
    /// sealed, since a mail server's answer can name a person.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such job.
    pub async fn retry_job(&mut self, id: &JobId, error: &str, run_at: Timestamp) -> Result<(), StoreError> {
        let error = self.seal_job_error(id, error).await?;
        self.engine.execute(RETRY, values![id, run_at, error]).await?;
        Ok(())
    }

    /// A claimed job failed for good; its payload is erased, and later jobs of its order key no longer wait for it. What
    /// failed is kept in the clear: no personal data may be in it. Nothing happens if the job is no longer running.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn give_up_job(&mut self, id: &JobId, failure: &str, now: Timestamp) -> Result<(), StoreError> {
        self.engine.execute(GIVE_UP, values![id, now, failure]).await?;
        Ok(())
    }

    /// Erases what the jobs of a submission know. Those that wait are given up; one that runs may end, but is not tried
    /// again.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn erase_jobs_of(
        &mut self,
        project: &ProjectId,
        submission: &SubmissionId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.engine
            .execute(ERASE_OF_SUBMISSION, values![project, submission, now, ERASED])
            .await?;
        Ok(())
    }

    /// What a project's job last failed with, or why it was given up.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] when it does not open.
    pub async fn last_job_error(&mut self, project: &ProjectId, id: &JobId) -> Result<Option<String>, StoreError> {
        let Some(row) = self.engine.optional(TABLE, LAST_ERROR, values![project, id]).await? else {
            return Ok(None);
        };
        match row.optional_bytes("last_error")? {
            Some(sealed) => {
                let text = self
                    .open_text(place_of(Some(project), id), "last_error", &sealed)
                    .await?;
                Ok(Some(text.as_str().to_owned()))
            }
            None => row.optional_text("failure"),
        }
    }

    /// When the next job becomes runnable (in the past if one already is); `None` when no job is left.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn next_job_at(&mut self) -> Result<Option<Timestamp>, StoreError> {
        match self.engine.optional(TABLE, NEXT_DUE, values![]).await? {
            Some(row) => row.optional_time("due_at"),
            None => Ok(None),
        }
    }

    /// How many jobs are in a state.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn count_jobs(&mut self, state: JobState) -> Result<u64, StoreError> {
        match self.engine.optional(TABLE, COUNT, values![state.name()]).await? {
            Some(row) => row.number("count"),
            None => Ok(0),
        }
    }

    async fn seal_job_error(&mut self, id: &JobId, error: &str) -> Result<Vec<u8>, StoreError> {
        let row = self.engine.optional(TABLE, PROJECT_OF, values![id]).await?;
        let row = row.ok_or_else(|| StoreError::NotFound {
            table: TABLE,
            row: id.to_string(),
        })?;
        let project: Option<ProjectId> = row.optional_id("project_id")?;
        self.seal(place_of(project.as_ref(), id), "last_error", error.as_bytes())
            .await
    }
}
