//! Limits within a sliding window, kept in the database so that all nodes count together.
//!
//! What is limited (an account, an address) is stored as a keyed hash. A window holds no more moments than its limit:
//! refused attempts are not counted, so that trying on does not prolong a refusal.

use crate::keyring::INSTALLATION;
use crate::value::values;
use crate::{StoreError, Tx};
use argos_crypto::BlindIndex;
use argos_domain::clock::Timestamp;
use std::time::Duration;

const TABLE: &str = "attempt_window";

/// How often something may happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttemptLimit {
    /// So many times, at least 1,
    pub attempts: usize,
    /// within any stretch of time of this length.
    pub within: Duration,
}

/// Whether an attempt may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptAnswer {
    /// It may, and counts from now on.
    Allowed,
    /// Not before this moment.
    RefusedUntil(Timestamp),
}

// The row is locked by being written, even when nothing changes: others wait for this transaction.
const LOCK: &str = "INSERT INTO attempt_window (bucket, moments, expires_at) VALUES ($1, '[]', $2) \
     ON CONFLICT (bucket) DO UPDATE SET expires_at = attempt_window.expires_at RETURNING moments";
const SAVE: &str = "UPDATE attempt_window SET moments = $2, expires_at = $3 WHERE bucket = $1";
const KEEP: &str = "UPDATE attempt_window SET moments = $2 WHERE bucket = $1";
const CLEAR: &str = "DELETE FROM attempt_window WHERE bucket = $1";
const FORGET: &str = "DELETE FROM attempt_window WHERE expires_at < $1";

impl Tx {
    /// Counts an attempt of a kind (`purpose`, such as `password`) by or on a `subject` (an address, an account), if
    /// the limit allows it. Of attempts at the same moment, no more are allowed than the limit says. The attempt
    /// counts once the transaction is committed.
    ///
    /// # Errors
    /// [`StoreError::Row`] when the row cannot be understood.
    pub async fn take_attempt(
        &mut self,
        purpose: &str,
        subject: &str,
        limit: AttemptLimit,
        now: Timestamp,
    ) -> Result<AttemptAnswer, StoreError> {
        let bucket = self.attempt_bucket(purpose, subject).await?;
        let mut moments = self.lock_window(bucket, now).await?;
        moments.retain(|moment| moment.plus(limit.within) > now);
        if let Some(oldest) = moments.len().checked_sub(limit.attempts).and_then(|at| moments.get(at)) {
            return Ok(AttemptAnswer::RefusedUntil(oldest.plus(limit.within)));
        }
        moments.push(now);
        self.save_window(bucket, &moments, now.plus(limit.within)).await?;
        Ok(AttemptAnswer::Allowed)
    }

    /// Takes back an attempt counted at `moment`: it did not fail after all.
    ///
    /// # Errors
    /// [`StoreError::Row`] when the row cannot be understood.
    pub async fn give_back_attempt(
        &mut self,
        purpose: &str,
        subject: &str,
        moment: Timestamp,
    ) -> Result<(), StoreError> {
        let bucket = self.attempt_bucket(purpose, subject).await?;
        let mut moments = self.lock_window(bucket, moment).await?;
        if let Some(at) = moments.iter().rposition(|counted| *counted == moment) {
            moments.remove(at);
        }
        if moments.is_empty() {
            self.engine.execute(CLEAR, values![bucket]).await?;
            return Ok(());
        }
        self.engine.execute(KEEP, values![bucket, as_json(&moments)]).await?;
        Ok(())
    }

    /// Forgets all attempts of this kind on a subject.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn clear_attempts(&mut self, purpose: &str, subject: &str) -> Result<(), StoreError> {
        let bucket = self.attempt_bucket(purpose, subject).await?;
        self.engine.execute(CLEAR, values![bucket]).await?;
        Ok(())
    }

    /// Deletes windows in which nothing has counted since `until`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn forget_attempts(&mut self, until: Timestamp) -> Result<(), StoreError> {
        self.engine.execute(FORGET, values![until]).await?;
        Ok(())
    }

    async fn attempt_bucket(&mut self, purpose: &str, subject: &str) -> Result<BlindIndex, StoreError> {
        let keys = self.keys(INSTALLATION).await?;
        Ok(keys.index().index(&format!("attempt_{purpose}"), subject))
    }

    async fn lock_window(&mut self, bucket: BlindIndex, now: Timestamp) -> Result<Vec<Timestamp>, StoreError> {
        let Some(row) = self.engine.optional(TABLE, LOCK, values![bucket, now]).await? else {
            return Ok(Vec::new());
        };
        let moments: Vec<i64> = row.json("moments")?;
        Ok(moments.into_iter().map(Timestamp::from_microseconds).collect())
    }

    async fn save_window(
        &mut self,
        bucket: BlindIndex,
        moments: &[Timestamp],
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        self.engine
            .execute(SAVE, values![bucket, as_json(moments), expires_at])
            .await?;
        Ok(())
    }
}

fn as_json(moments: &[Timestamp]) -> String {
    let moments: Vec<i64> = moments.iter().map(|moment| moment.microseconds()).collect();
    serde_json::json!(moments).to_string()
}
