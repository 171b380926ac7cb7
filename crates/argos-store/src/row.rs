//! Reading rows: every column is checked, and a mistake names table, row and column.

use crate::StoreError;
use argos_domain::clock::Timestamp;
use sqlx::postgres::{PgRow, Postgres};
use sqlx::sqlite::{Sqlite, SqliteRow};
use sqlx::{Decode, Row as _, Type};

/// A row of either database, with the table that it is reported under.
pub(crate) struct Row {
    table: &'static str,
    inner: EngineRow,
}

pub(crate) enum EngineRow {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

/// The columns by which a row is named in errors, the first one present counting. Never a secret or personal.
const NAMING_COLUMNS: [&str; 4] = ["id", "job_id", "submission_id", "project_id"];

impl Row {
    pub(crate) const fn new(table: &'static str, inner: EngineRow) -> Self {
        Self { table, inner }
    }

    fn get<T>(&self, column: &'static str) -> Result<Option<T>, sqlx::Error>
    where
        T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>,
    {
        match &self.inner {
            EngineRow::Sqlite(row) => row.try_get(column),
            EngineRow::Postgres(row) => row.try_get(column),
        }
    }

    fn optional<T>(&self, column: &'static str) -> Result<Option<T>, StoreError>
    where
        T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>,
    {
        self.get(column).map_err(|error| self.wrong(column, error.to_string()))
    }

    /// The driver for SQLite reads an absent number as 0, so that absence must be asked for.
    fn required<T>(&self, column: &'static str) -> Result<T, StoreError>
    where
        T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>,
    {
        self.optional(column)?.ok_or_else(|| self.wrong(column, "missing"))
    }

    /// An error about this row.
    pub(crate) fn wrong(&self, column: &'static str, reason: impl Into<String>) -> StoreError {
        let row = NAMING_COLUMNS
            .iter()
            .find_map(|name| self.get::<String>(name).ok().flatten())
            .unwrap_or_else(|| "?".to_owned());
        StoreError::Row {
            table: self.table,
            column,
            row,
            reason: reason.into(),
        }
    }

    pub(crate) fn text(&self, column: &'static str) -> Result<String, StoreError> {
        self.required(column)
    }

    pub(crate) fn optional_text(&self, column: &'static str) -> Result<Option<String>, StoreError> {
        self.optional(column)
    }

    pub(crate) fn integer(&self, column: &'static str) -> Result<i64, StoreError> {
        self.required(column)
    }

    pub(crate) fn optional_integer(&self, column: &'static str) -> Result<Option<i64>, StoreError> {
        self.optional(column)
    }

    pub(crate) fn optional_real(&self, column: &'static str) -> Result<Option<f64>, StoreError> {
        self.optional(column)
    }

    pub(crate) fn bytes(&self, column: &'static str) -> Result<Vec<u8>, StoreError> {
        self.required(column)
    }

    pub(crate) fn optional_bytes(&self, column: &'static str) -> Result<Option<Vec<u8>>, StoreError> {
        self.optional(column)
    }

    pub(crate) fn time(&self, column: &'static str) -> Result<Timestamp, StoreError> {
        self.integer(column).map(Timestamp::from_microseconds)
    }

    pub(crate) fn optional_time(&self, column: &'static str) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.optional_integer(column)?.map(Timestamp::from_microseconds))
    }

    /// A whole number of a narrower type.
    pub(crate) fn number<T: TryFrom<i64>>(&self, column: &'static str) -> Result<T, StoreError> {
        T::try_from(self.integer(column)?).map_err(|_| self.wrong(column, "the number is out of range"))
    }

    /// A whole number of a narrower type, or nothing.
    pub(crate) fn optional_number<T: TryFrom<i64>>(&self, column: &'static str) -> Result<Option<T>, StoreError> {
        let narrow = |number| T::try_from(number).map_err(|_| self.wrong(column, "the number is out of range"));
        self.optional_integer(column)?.map(narrow).transpose()
    }

    /// An identifier.
    pub(crate) fn id<T: TryFrom<String>>(&self, column: &'static str) -> Result<T, StoreError> {
        T::try_from(self.text(column)?).map_err(|_| self.wrong(column, "not an identifier"))
    }

    /// An identifier, or nothing.
    pub(crate) fn optional_id<T: TryFrom<String>>(&self, column: &'static str) -> Result<Option<T>, StoreError> {
        let id = |text| T::try_from(text).map_err(|_| self.wrong(column, "not an identifier"));
        self.optional_text(column)?.map(id).transpose()
    }

    /// One of a fixed set of words.
    pub(crate) fn word<T>(&self, column: &'static str, from_name: impl Fn(&str) -> Option<T>) -> Result<T, StoreError> {
        from_name(&self.text(column)?).ok_or_else(|| self.wrong(column, "not a known word"))
    }

    /// Text in JSON.
    pub(crate) fn json<T: serde::de::DeserializeOwned>(&self, column: &'static str) -> Result<T, StoreError> {
        serde_json::from_str(&self.text(column)?).map_err(|_| self.wrong(column, "not the expected JSON"))
    }
}
