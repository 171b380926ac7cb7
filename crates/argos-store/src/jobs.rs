//! The job queue: adding jobs in the transaction of what causes them, and claiming them for work.

use crate::keyring::INSTALLATION;
use crate::row::Row;
use crate::sealing::Place;
use crate::value::{Value, values};
use crate::{StoreError, Tx};
use argos_domain::clock::Timestamp;
use argos_domain::id::{JobId, ProjectId, SubmissionId};
use std::fmt;
use std::time::Duration;

pub(crate) const TABLE: &str = "job";

/// Why a job is not done whose submission was erased.
pub(crate) const ERASED: &str = "the submission was erased";

/// The most kinds that [`Tx::claim_jobs`] takes at once.
pub const MAXIMUM_KINDS: usize = 8;
/// The most projects that [`Tx::claim_jobs_except`] passes over.
pub const MAXIMUM_EXCEPTIONS: usize = 16;

/// A job to be done.
#[derive(Clone)]
pub struct NewJob {
    /// Its id, by which whatever it does can be made to happen once.
    pub id: JobId,
    /// The project for which it is done; `None` for the installation as a whole.
    pub project_id: Option<ProjectId>,
    /// The submission that it tells of; when that is erased, so is the payload.
    pub submission_id: Option<SubmissionId>,
    /// What kind of job it is, such as `webhook`.
    pub kind: String,
    /// Jobs of a project with the same key are done strictly one after the other, in the order of their adding. Jobs of no
    /// project have no order.
    pub order_key: Option<String>,
    /// What the job needs to know; sealed.
    pub payload: serde_json::Value,
    /// When it may run first.
    pub run_at: Timestamp,
}

/// A job that the caller has for the time of its lease.
#[derive(Clone)]
pub struct ClaimedJob {
    /// Its id.
    pub id: JobId,
    /// The project for which it is done; `None` for the installation as a whole.
    pub project_id: Option<ProjectId>,
    /// The submission that it tells of.
    pub submission_id: Option<SubmissionId>,
    /// What kind of job it is.
    pub kind: String,
    /// What the job needs to know.
    pub payload: serde_json::Value,
    /// How often it was claimed, this time included: 1 at first.
    pub attempts: u32,
    /// The key by which it is ordered.
    pub order_key: Option<String>,
    /// When it was added.
    pub created_at: Timestamp,
}

impl fmt::Debug for NewJob {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("NewJob")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ClaimedJob {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClaimedJob")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

const ENQUEUE: &str = "INSERT INTO job \
     (id, project_id, submission_id, kind, order_key, payload, state, attempts, due_at, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, 'waiting', 0, $7, $8)";

impl Tx {
    /// Adds a job; it runs once the transaction is committed.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the id exists already, [`StoreError::MissingKey`] when the project does not exist.
    pub async fn enqueue(&mut self, job: &NewJob, now: Timestamp) -> Result<(), StoreError> {
        let payload = self
            .seal_json(place_of(job.project_id.as_ref(), &job.id), "payload", &job.payload)
            .await?;
        let values = values![
            &job.id,
            job.project_id.as_ref(),
            job.submission_id.as_ref(),
            job.kind.as_str(),
            job.order_key.as_deref(),
            payload,
            job.run_at,
            now,
        ];
        self.engine.execute(ENQUEUE, values).await?;
        Ok(())
    }

    /// Takes runnable jobs, the longest due first, until `now` plus `lease`; after that others may take them, so a
    /// worker must finish, retry or give up a job before. A job can be taken again after a crash: doing it twice must be
    /// harmless. Commit before doing the work.
    ///
    /// A job whose payload does not open is given up on the spot, so that it does not stop the others, and so is one whose
    /// payload was erased while it ran.
    ///
    /// # Errors
    /// [`StoreError::InvalidArgument`] for more than [`MAXIMUM_KINDS`] kinds.
    pub async fn claim_jobs(
        &mut self,
        now: Timestamp,
        lease: Duration,
        kinds: &[&str],
        limit: u32,
    ) -> Result<Vec<ClaimedJob>, StoreError> {
        self.claim_jobs_except(now, lease, kinds, limit, &[]).await
    }

    /// As [`Tx::claim_jobs`], without the jobs of some projects, which have enough under way.
    ///
    /// # Errors
    /// As [`Tx::claim_jobs`], also for more than [`MAXIMUM_EXCEPTIONS`] projects.
    pub async fn claim_jobs_except(
        &mut self,
        now: Timestamp,
        lease: Duration,
        kinds: &[&str],
        limit: u32,
        except: &[ProjectId],
    ) -> Result<Vec<ClaimedJob>, StoreError> {
        let (Some(first), true) = (kinds.first(), limit > 0) else {
            return Ok(Vec::new());
        };
        if kinds.len() > MAXIMUM_KINDS {
            return Err(StoreError::InvalidArgument(
                "jobs of at most 8 kinds can be claimed at once",
            ));
        }
        if except.len() > MAXIMUM_EXCEPTIONS {
            return Err(StoreError::InvalidArgument(
                "at most 16 projects can be passed over at once",
            ));
        }
        let mut values = values![now, now.plus(lease), limit];
        // Unused places repeat the first kind: the statement has a fixed number of them.
        values.extend(
            kinds
                .iter()
                .chain(std::iter::repeat(first))
                .take(MAXIMUM_KINDS)
                .map(|kind| Value::from(*kind)),
        );
        // No project has the empty name of an unused place.
        values.extend(
            except
                .iter()
                .map(ProjectId::as_str)
                .chain(std::iter::repeat(""))
                .take(MAXIMUM_EXCEPTIONS)
                .map(Value::from),
        );
        let sql = self.engine.claim_jobs_sql();
        let mut rows = Vec::new();
        for row in self.engine.all(TABLE, sql, values).await? {
            rows.push((row.integer("sequence")?, row));
        }
        rows.sort_by_key(|(sequence, _)| *sequence);
        let mut jobs = Vec::with_capacity(rows.len());
        for (_, row) in rows {
            if row.optional_bytes("payload")?.is_none() {
                self.give_up_job(&row.id("id")?, ERASED, now).await?;
                continue;
            }
            match self.read_claimed(&row).await {
                Ok(job) => jobs.push(job),
                Err(error @ (StoreError::Sealed { .. } | StoreError::Row { .. })) => {
                    tracing::error!(%error, "a job cannot be read and is given up");
                    self.give_up_job(&row.id("id")?, "the payload cannot be read", now)
                        .await?;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(jobs)
    }

    async fn read_claimed(&mut self, row: &Row) -> Result<ClaimedJob, StoreError> {
        let id: JobId = row.id("id")?;
        let project_id: Option<ProjectId> = row.optional_id("project_id")?;
        let payload = self
            .open_json(place_of(project_id.as_ref(), &id), "payload", &row.bytes("payload")?)
            .await?;
        Ok(ClaimedJob {
            id,
            project_id,
            submission_id: row.optional_id("submission_id")?,
            kind: row.text("kind")?,
            payload,
            attempts: row.number("attempts")?,
            order_key: row.optional_text("order_key")?,
            created_at: row.time("created_at")?,
        })
    }
}

pub(crate) fn place_of<'a>(project: Option<&'a ProjectId>, job: &'a JobId) -> Place<'a> {
    Place {
        table: TABLE,
        row: job.as_str(),
        scope: project.map_or(INSTALLATION, ProjectId::as_str),
    }
}
