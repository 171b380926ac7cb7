//! The database, past the store: its tables as they are.

#![allow(dead_code, reason = "each test file uses a part of it")]

use sqlx::{AssertSqlSafe, Row};

/// A connection of one's own.
pub enum RawDatabase {
    Sqlite(sqlx::SqlitePool),
    Postgres(sqlx::PgPool),
}

impl RawDatabase {
    pub async fn open(url: &str) -> Self {
        if url.starts_with("sqlite:") {
            Self::Sqlite(sqlx::SqlitePool::connect(url).await.unwrap())
        } else {
            Self::Postgres(sqlx::PgPool::connect(url).await.unwrap())
        }
    }

    /// Table and column of everything that holds bytes.
    pub async fn columns_of_bytes(&self) -> Vec<(String, String)> {
        let sqlite = "SELECT t.name, c.name FROM sqlite_master AS t JOIN pragma_table_info(t.name) AS c \
             WHERE t.type = 'table' AND c.type = 'BLOB' AND t.name <> '_sqlx_migrations'";
        let postgres = "SELECT table_name::text, column_name::text FROM information_schema.columns \
             WHERE table_schema = 'public' AND data_type = 'bytea' AND table_name <> '_sqlx_migrations'";
        match self {
            Self::Sqlite(pool) => {
                let rows = sqlx::query(sqlite).fetch_all(pool).await.unwrap();
                rows.iter().map(|row| (row.get(0), row.get(1))).collect()
            }
            Self::Postgres(pool) => {
                let rows = sqlx::query(postgres).fetch_all(pool).await.unwrap();
                rows.iter().map(|row| (row.get(0), row.get(1))).collect()
            }
        }
    }

    /// Whether a table has a column of this name.
    pub async fn has_column(&self, table: &str, column: &str) -> bool {
        let sqlite = format!("SELECT COUNT(*) FROM pragma_table_info('{table}') WHERE name = '{column}'");
        let postgres = format!(
            "SELECT COUNT(*) FROM information_schema.columns WHERE table_name = '{table}' AND column_name = '{column}'"
        );
        let sql = if matches!(self, Self::Sqlite(_)) {
            sqlite
        } else {
            postgres
        };
        self.number(sql).await > 0
    }

    /// Runs a statement; how many rows it changed.
    pub async fn execute(&self, sql: impl Into<String>) -> u64 {
        let sql = AssertSqlSafe(sql.into());
        match self {
            Self::Sqlite(pool) => sqlx::query(sql).execute(pool).await.unwrap().rows_affected(),
            Self::Postgres(pool) => sqlx::query(sql).execute(pool).await.unwrap().rows_affected(),
        }
    }

    /// The one number that a query gives.
    pub async fn number(&self, sql: impl Into<String>) -> i64 {
        let sql = AssertSqlSafe(sql.into());
        match self {
            Self::Sqlite(pool) => sqlx::query_scalar(sql).fetch_one(pool).await.unwrap(),
            Self::Postgres(pool) => sqlx::query_scalar(sql).fetch_one(pool).await.unwrap(),
        }
    }
}
