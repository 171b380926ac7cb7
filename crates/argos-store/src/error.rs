//! Everything that can go wrong in this crate.

use argos_crypto::CryptoError;

/// Why the store could not do something. No variant carries personal data or keys.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The configuration does not lead to a database or blob folder.
    #[error("the store cannot be opened: {0}")]
    Configuration(String),

    /// Bringing the tables up to date failed.
    #[error("the database's tables could not be brought up to date")]
    Migration(#[from] sqlx::migrate::MigrateError),

    /// The row changed since it was read, or another row already has the same unique value. Read again and repeat.
    #[error("{0} was changed or added by someone else at the same time")]
    Conflict(String),

    /// Something that the caller relies on is not there.
    #[error("{table} {row} does not exist")]
    NotFound {
        /// The table searched.
        table: &'static str,
        /// The row's primary key.
        row: String,
    },

    /// A row was to be written that refers to a row which does not exist (in this project).
    #[error("the row refers to something that does not exist in this project")]
    MissingReference,

    /// The database was locked or all connections were taken for too long. Repeat later.
    #[error("the database is busy")]
    Busy,

    /// The personal text of the submission is sealed to the customer's SecretKey.
    #[error("the submission is sealed with the customer's SecretKey")]
    SealedSubmission,

    /// An argument is outside what the method takes.
    #[error("{0}")]
    InvalidArgument(&'static str),

    /// A stored row cannot be understood.
    #[error("table {table}, row {row}, column {column}: {reason}")]
    Row {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's primary key.
        row: String,
        /// What is wrong; never quotes the value.
        reason: String,
    },

    /// A sealed value could not be sealed or opened. [`CryptoError::NotAuthentic`] means that it was changed or moved.
    #[error("table {table}, row {row}, column {column}: the sealed value cannot be used")]
    Sealed {
        /// The table.
        table: &'static str,
        /// The column.
        column: String,
        /// The row's primary key.
        row: String,
        /// What the cipher said.
        source: CryptoError,
    },

    /// A data key could not be made, wrapped or unwrapped. At the start this means that the database belongs to another
    /// key file or key service.
    #[error("the data key of {scope} cannot be used; does the database belong to another key file or key service?")]
    Keys {
        /// A project's id or `@installation`.
        scope: String,
        /// What the key service said.
        source: CryptoError,
    },

    /// There is no data key for a scope that must have one.
    #[error("there is no data key for {scope}")]
    MissingKey {
        /// A project's id or `@installation`.
        scope: String,
    },

    /// No random bytes.
    #[error("no random bytes")]
    Random(#[source] CryptoError),

    /// The submission was erased: nothing is added to it any more.
    #[error("the submission was erased")]
    Erased,

    /// A blob could not be written, read or deleted.
    #[error("a blob in {location} could not be {action}")]
    Blob {
        /// The folder or bucket.
        location: String,
        /// `written`, `read` or `deleted`.
        action: &'static str,
        /// What the blob store said.
        source: object_store::Error,
    },

    /// A blob is not of the size that was written.
    #[error("a blob was changed since it was written")]
    BlobChanged,

    /// Anything else that the database said.
    #[error("the database failed")]
    Database(#[source] sqlx::Error),
}

impl StoreError {
    pub(crate) const fn is_missing_blob(&self) -> bool {
        let Self::Blob { source, .. } = self else {
            return false;
        };
        matches!(source, object_store::Error::NotFound { .. })
    }
}

/// SQLite's result codes for a lock that was not released in time (`SQLITE_BUSY` and its extended codes).
const SQLITE_BUSY: [&str; 4] = ["5", "261", "517", "773"];

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if matches!(error, sqlx::Error::PoolTimedOut) {
            return Self::Busy;
        }
        let Some(reported) = error.as_database_error() else {
            return Self::Database(error);
        };
        if reported.is_unique_violation() {
            return Self::Conflict("a row with the same unique value".to_owned());
        }
        if reported.is_foreign_key_violation() {
            return Self::MissingReference;
        }
        // Two transactions that waited for each other: PostgreSQL ended this one.
        if reported.code().is_some_and(|code| code == "40P01") {
            return Self::Busy;
        }
        let busy = reported.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some()
            && reported.code().is_some_and(|code| SQLITE_BUSY.contains(&code.as_ref()));
        if busy { Self::Busy } else { Self::Database(error) }
    }
}
