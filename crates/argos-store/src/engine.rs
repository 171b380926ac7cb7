//! The two databases behind one face. Nothing else in the crate names a driver, apart from reading rows.

use crate::StoreError;
use crate::dialect;
use crate::row::{EngineRow, Row};
use crate::value::Value;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions, Postgres};
use sqlx::sqlite::{Sqlite, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::{Duration, Instant};

static SQLITE_MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES_MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("migrations/postgres");

/// How long a transaction waits for its turn before [`StoreError::Busy`].
const WAIT_FOR_CONNECTION: Duration = Duration::from_secs(20);
/// How long SQLite waits for a lock that another process holds, such as a backup or a second `argos` command.
const WAIT_FOR_LOCK: Duration = Duration::from_secs(10);
const SQLITE_READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;

/// Where the connections are kept.
#[derive(Debug, Clone)]
pub(crate) enum Pools {
    /// One connection writes, so that writers queue in memory instead of meeting SQLite's lock; several read.
    Sqlite {
        writer: sqlx::Pool<Sqlite>,
        readers: sqlx::Pool<Sqlite>,
    },
    Postgres(sqlx::Pool<Postgres>),
}

/// A transaction of either database. Dropped without [`EngineTransaction::commit`], it leaves nothing.
pub(crate) enum EngineTransaction {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Pools {
    /// Opens the database that `url` names (`postgres://…`, `sqlite://path`, `sqlite:path` or a plain path) and brings
    /// its tables up to date.
    pub(crate) async fn open(url: &str) -> Result<Self, StoreError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Self::open_postgres(url).await;
        }
        let path = url
            .strip_prefix("sqlite://")
            .or_else(|| url.strip_prefix("sqlite:"))
            .unwrap_or(url);
        if path.is_empty() || path.contains("://") || path.contains(['?', '#']) || path.contains(":memory:") {
            let message = "the database must be a path, sqlite://path or postgres://…".to_owned();
            return Err(StoreError::Configuration(message));
        }
        Self::open_sqlite(PathBuf::from(path)).await
    }

    async fn open_sqlite(path: PathBuf) -> Result<Self, StoreError> {
        create_database_file(&path)
            .map_err(|error| StoreError::Configuration(format!("{}: {error}", path.display())))?;
        // FULL, not NORMAL: in WAL mode NORMAL loses the last commits when power fails, and a step that was answered
        // with success must not be lost. The price is one fsync per commit.
        let options = SqliteConnectOptions::new()
            .filename(&path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(WAIT_FOR_LOCK)
            // Overwrites what is deleted, so that erased rows do not live on in free pages.
            .pragma("secure_delete", "ON");
        let pool = || {
            SqlitePoolOptions::new()
                .acquire_timeout(WAIT_FOR_CONNECTION)
                .idle_timeout(None)
                .max_lifetime(None)
        };
        let writer = pool().max_connections(1).connect_with(options.clone()).await?;
        let alone = migration_lock(&path).await?;
        SQLITE_MIGRATIONS.run(&writer).await?;
        drop(alone);
        let readers = pool()
            .max_connections(SQLITE_READERS)
            .connect_with(options.pragma("query_only", "ON"))
            .await?;
        Ok(Self::Sqlite { writer, readers })
    }

    async fn open_postgres(url: &str) -> Result<Self, StoreError> {
        // The driver's message could quote the address, which holds a password.
        let options = PgConnectOptions::from_str(url)
            .map_err(|_| StoreError::Configuration("the PostgreSQL address cannot be understood".to_owned()))?;
        let pool = PgPoolOptions::new()
            .max_connections(POSTGRES_CONNECTIONS)
            .acquire_timeout(WAIT_FOR_CONNECTION)
            .connect_with(options)
            .await?;
        POSTGRES_MIGRATIONS.run(&pool).await?;
        Ok(Self::Postgres(pool))
    }

    pub(crate) async fn begin_read(&self) -> Result<EngineTransaction, StoreError> {
        Ok(match self {
            Self::Sqlite { readers, .. } => {
                EngineTransaction::Sqlite(readers.begin_with(dialect::SQLITE_BEGIN_READ).await?)
            }
            Self::Postgres(pool) => EngineTransaction::Postgres(pool.begin_with(dialect::POSTGRES_BEGIN_READ).await?),
        })
    }

    pub(crate) async fn begin_write(&self) -> Result<EngineTransaction, StoreError> {
        Ok(match self {
            Self::Sqlite { writer, .. } => {
                EngineTransaction::Sqlite(writer.begin_with(dialect::SQLITE_BEGIN_WRITE).await?)
            }
            Self::Postgres(pool) => EngineTransaction::Postgres(pool.begin_with(dialect::POSTGRES_BEGIN_WRITE).await?),
        })
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

macro_rules! bound {
    ($sql:expr, $values:expr) => {{
        let mut query = sqlx::query($sql);
        for value in $values {
            query = match value {
                Value::Text(text) => query.bind(text),
                Value::Integer(number) => query.bind(number),
                Value::Real(number) => query.bind(number),
                Value::Bytes(bytes) => query.bind(bytes),
            };
        }
        query
    }};
}

impl EngineTransaction {
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await?,
            Self::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }

    /// Runs a statement; the number of rows that it changed.
    pub(crate) async fn execute(&mut self, sql: &'static str, values: Vec<Value>) -> Result<u64, StoreError> {
        Ok(match self {
            Self::Sqlite(connection) => bound!(sql, values).execute(&mut **connection).await?.rows_affected(),
            Self::Postgres(connection) => bound!(sql, values).execute(&mut **connection).await?.rows_affected(),
        })
    }

    /// Runs a query; `table` is what errors about its rows name.
    pub(crate) async fn all(
        &mut self,
        table: &'static str,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, StoreError> {
        Ok(match self {
            Self::Sqlite(connection) => {
                let rows = bound!(sql, values).fetch_all(&mut **connection).await?;
                rows.into_iter()
                    .map(|row| Row::new(table, EngineRow::Sqlite(row)))
                    .collect()
            }
            Self::Postgres(connection) => {
                let rows = bound!(sql, values).fetch_all(&mut **connection).await?;
                rows.into_iter()
                    .map(|row| Row::new(table, EngineRow::Postgres(row)))
                    .collect()
            }
        })
    }

    /// Runs a query that has one row or none.
    pub(crate) async fn optional(
        &mut self,
        table: &'static str,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Option<Row>, StoreError> {
        Ok(match self {
            Self::Sqlite(connection) => bound!(sql, values)
                .fetch_optional(&mut **connection)
                .await?
                .map(|row| Row::new(table, EngineRow::Sqlite(row))),
            Self::Postgres(connection) => bound!(sql, values)
                .fetch_optional(&mut **connection)
                .await?
                .map(|row| Row::new(table, EngineRow::Postgres(row))),
        })
    }

    /// Whether transactions that write come one after the other.
    pub(crate) const fn writers_are_alone(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }

    /// The statement that finds the newest version of a key, and keeps it from being removed.
    pub(crate) const fn keep_newest_key_sql(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => dialect::SQLITE_KEEP_NEWEST_KEY,
            Self::Postgres(_) => dialect::POSTGRES_KEEP_NEWEST_KEY,
        }
    }

    /// The statement that finds a version of a key, and keeps it from being removed.
    pub(crate) const fn keep_key_sql(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => dialect::SQLITE_KEEP_KEY,
            Self::Postgres(_) => dialect::POSTGRES_KEEP_KEY,
        }
    }

    /// The statement that claims jobs in this database.
    pub(crate) const fn claim_jobs_sql(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => dialect::SQLITE_CLAIM_JOBS,
            Self::Postgres(_) => dialect::POSTGRES_CLAIM_JOBS,
        }
    }
}

/// Lets one process at a time bring a file's tables up to date: what SQLite locks by itself is a single statement. The
/// lock ends with the returned file, also when the process is killed.
async fn migration_lock(database: &Path) -> Result<File, StoreError> {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    let path = PathBuf::from(name);
    let failed = |error: &dyn std::fmt::Display| StoreError::Configuration(format!("{}: {error}", path.display()));
    create_database_file(&path).map_err(|error| failed(&error))?;
    let file = File::options()
        .write(true)
        .open(&path)
        .map_err(|error| failed(&error))?;
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if begun.elapsed() < WAIT_FOR_LOCK => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Err(TryLockError::WouldBlock) => return Err(StoreError::Busy),
            Err(TryLockError::Error(error)) => return Err(failed(&error)),
        }
    }
}

/// Creates the file before SQLite does, readable by its owner only; SQLite gives its side files the same permissions.
fn create_database_file(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}
