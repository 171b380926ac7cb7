//! Jobs of a project that wait: how many, and making them due at once.

use crate::value::values;
use crate::{StoreError, Tx};
use argos_domain::clock::Timestamp;
use argos_domain::id::{JobId, ProjectId};

/// The jobs of one kind that a project still has to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitingJobs {
    /// How many, running ones included.
    pub count: u64,
    /// When the first of them is due.
    pub first_due_at: Option<Timestamp>,
}

const WAITING: &str = "SELECT COUNT(*) AS count, MIN(due_at) AS due_at FROM job \
     WHERE project_id = $1 AND kind = $2 AND finished_at IS NULL";
const HURRY: &str = "UPDATE job SET due_at = $3 \
     WHERE project_id = $1 AND kind = $2 AND state = 'waiting' AND finished_at IS NULL AND due_at > $3";
const HURRY_ORDERED: &str = "UPDATE job SET due_at = $3 \
     WHERE project_id = $1 AND order_key = $2 AND state = 'waiting' AND finished_at IS NULL AND due_at > $3";
const HURRY_ONE: &str = "UPDATE job SET due_at = $3 \
     WHERE project_id = $1 AND id = $2 AND state = 'waiting' AND finished_at IS NULL AND due_at > $3";

impl Tx {
    /// How many jobs of a kind a project still has to be done.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn waiting_jobs(&mut self, project: &ProjectId, kind: &str) -> Result<WaitingJobs, StoreError> {
        let row = self.engine.optional("job", WAITING, values![project, kind]).await?;
        Ok(match row {
            Some(row) => WaitingJobs {
                count: row.number("count")?,
                first_due_at: row.optional_time("due_at")?,
            },
            None => WaitingJobs {
                count: 0,
                first_due_at: None,
            },
        })
    }

    /// Makes all waiting jobs of a kind due now; answers how many would have waited longer. Their order stays.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn hurry_jobs(&mut self, project: &ProjectId, kind: &str, now: Timestamp) -> Result<u64, StoreError> {
        self.engine.execute(HURRY, values![project, kind, now]).await
    }

    /// Makes the waiting jobs of an order key due now; answers how many would have waited longer. Their order stays.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn hurry_ordered_jobs(
        &mut self,
        project: &ProjectId,
        order_key: &str,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        self.engine
            .execute(HURRY_ORDERED, values![project, order_key, now])
            .await
    }

    /// Makes one waiting job due now; answers whether it would have waited longer.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn hurry_job(&mut self, project: &ProjectId, id: &JobId, now: Timestamp) -> Result<bool, StoreError> {
        Ok(self.engine.execute(HURRY_ONE, values![project, id, now]).await? > 0)
    }
}
