//! The few statements that the two databases cannot share.

/// SQLite takes the write lock at once: a deferred transaction that writes later can fail half-way with a lock error
/// that no waiting resolves.
pub(crate) const SQLITE_BEGIN_WRITE: &str = "BEGIN IMMEDIATE";
pub(crate) const SQLITE_BEGIN_READ: &str = "BEGIN";

/// Writers meet in single rows, which carry a revision; the default isolation is enough.
pub(crate) const POSTGRES_BEGIN_WRITE: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";
/// One snapshot for the whole transaction, as SQLite gives it.
pub(crate) const POSTGRES_BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// Locks the rows of a search until the transaction ends and leaves out those that somebody else is changing.
pub(crate) const POSTGRES_LOCK_FREE_ROWS: &str = "FOR NO KEY UPDATE SKIP LOCKED";

/// `$1` scope. The newest version of its key.
macro_rules! newest_key {
    ($lock:literal) => {
        concat!(
            "SELECT scope AS id, version FROM data_key WHERE scope = $1 AND purpose = 'fields' \
             ORDER BY version DESC LIMIT 1",
            $lock
        )
    };
}

/// `$1` scope, `$2` version.
macro_rules! one_key {
    ($lock:literal) => {
        concat!(
            "SELECT scope AS id, version FROM data_key WHERE scope = $1 AND purpose = 'fields' AND version = $2",
            $lock
        )
    };
}

// With SQLite a transaction that writes is alone: nobody can remove a key meanwhile.
pub(crate) const SQLITE_KEEP_NEWEST_KEY: &str = newest_key!("");
pub(crate) const POSTGRES_KEEP_NEWEST_KEY: &str = newest_key!(" FOR KEY SHARE");
pub(crate) const SQLITE_KEEP_KEY: &str = one_key!("");
pub(crate) const POSTGRES_KEEP_KEY: &str = one_key!(" FOR KEY SHARE");
/// `$1` scope, `$2` version. Waits for everybody who is sealing under an older version.
pub(crate) const POSTGRES_LOCK_OLDER_KEYS: &str =
    "SELECT version FROM data_key WHERE scope = $1 AND purpose = 'fields' AND version < $2 FOR UPDATE";

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
