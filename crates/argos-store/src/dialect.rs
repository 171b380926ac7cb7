//! The few statements that the two databases cannot share.

/// SQLite takes the write lock at once: a deferred transaction that writes later can fail half-way with a lock error
/// that no waiting resolves.
pub(crate) const SQLITE_BEGIN_WRITE: &str = "BEGIN IMMEDIATE";
pub(crate) const SQLITE_BEGIN_READ: &str = "BEGIN";

/// Writers meet in single rows, which carry a revision; the default isolation is enough.
pub(crate) const POSTGRES_BEGIN_WRITE: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";
/// One snapshot for the whole transaction, as SQLite gives it.
pub(crate) const POSTGRES_BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// `$1` now, `$2` end of the lease, `$3` limit, `$4`…`$11` kinds.
///
/// A job is runnable when it is due (waiting for its time, or running under a lease that ended) and no earlier
/// unfinished job of the project has the same order key. The choice is materialised so that the limit is applied once.
macro_rules! claim_jobs {
    ($lock:literal) => {
        concat!(
            "WITH runnable AS MATERIALIZED (SELECT job.sequence FROM job \
             WHERE job.finished_at IS NULL AND job.due_at <= $1 AND job.kind IN ($4, $5, $6, $7, $8, $9, $10, $11) \
             AND (job.project_id IS NULL OR job.project_id NOT IN ($12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, \
             $23, $24, $25, $26, $27)) \
             AND NOT EXISTS (SELECT 1 FROM job AS earlier WHERE earlier.finished_at IS NULL \
             AND earlier.project_id = job.project_id AND earlier.order_key = job.order_key \
             AND earlier.sequence < job.sequence) \
             ORDER BY job.due_at, job.sequence LIMIT $3 ",
            $lock,
            ") UPDATE job SET state = 'running', attempts = attempts + 1, due_at = $2 \
             WHERE sequence IN (SELECT sequence FROM runnable) \
             RETURNING sequence, id, project_id, submission_id, kind, order_key, payload, attempts, created_at"
        )
    };
}

pub(crate) const SQLITE_CLAIM_JOBS: &str = claim_jobs!("");
/// Jobs that another worker is claiming at this moment are passed over instead of waited for.
pub(crate) const POSTGRES_CLAIM_JOBS: &str = claim_jobs!("FOR UPDATE OF job SKIP LOCKED");
