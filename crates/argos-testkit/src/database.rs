//! Databases of tests: each gets a fresh one, SQLite or PostgreSQL, which is gone when it is dropped.

use anyhow::Context;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

/// Runs each test on SQLite and on PostgreSQL: `on_both_databases!(a b)` makes `sqlite::a`, `postgres::a` and so on, out
/// of functions `async fn a(database: Database)`.
#[macro_export]
macro_rules! on_both_databases {
    ($($test:ident)*) => {
        mod sqlite {$(
            #[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                super::$test($crate::database::Database::Sqlite).await;
            }
        )*}
        mod postgres {$(
            #[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                super::$test($crate::database::Database::Postgres).await;
            }
        )*}
    };
}

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    /// A file in the server's data folder.
    Sqlite,
    /// A database of its own on the server that `ARGOS_TEST_POSTGRES` names (an address without a database, such as
    /// `postgres://user:password@localhost:5432`); `scripts/test.sh` starts one.
    Postgres,
}

/// A database that exists as long as this value.
#[derive(Debug)]
pub struct TestDatabase {
    /// Address of the server and name of the database; nothing with SQLite.
    postgres: Option<(String, String)>,
}

static DATABASES: AtomicU32 = AtomicU32::new(0);

impl TestDatabase {
    /// Makes an empty one. With SQLite the server makes it in its data folder.
    ///
    /// # Errors
    /// When there is no PostgreSQL server.
    pub async fn create(database: Database) -> anyhow::Result<Self> {
        if database == Database::Sqlite {
            return Ok(Self { postgres: None });
        }
        let server = std::env::var("ARGOS_TEST_POSTGRES").context(
            "ARGOS_TEST_POSTGRES names no server: run scripts/test.sh, or start one with scripts/private-postgres.sh",
        )?;
        let number = DATABASES.fetch_add(1, Ordering::Relaxed);
        let name = format!("argos_server_{}_{number}", std::process::id());
        for statement in [
            format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
            format!("CREATE DATABASE {name}"),
        ] {
            execute(&server, statement).await?;
        }
        Ok(Self {
            postgres: Some((server, name)),
        })
    }

    /// The address of the PostgreSQL database; `None` with SQLite.
    #[must_use]
    pub fn postgres_url(&self) -> Option<String> {
        self.postgres.as_ref().map(|(server, name)| format!("{server}/{name}"))
    }

    /// The address of the database of a server with this data folder.
    #[must_use]
    pub fn url(&self, data_folder: &Path) -> String {
        self.postgres_url()
            .unwrap_or_else(|| format!("sqlite://{}", data_folder.join("argos.sqlite").display()))
    }
}

/// What somebody who gets hold of a backup of the database has: on PostgreSQL what `pg_dump` writes, on SQLite nothing
/// beside the files of the data folder.
///
/// # Errors
/// When `pg_dump` is missing or fails.
pub fn dump(database_url: &str) -> anyhow::Result<Vec<u8>> {
    if !database_url.starts_with("postgres") {
        return Ok(Vec::new());
    }
    let output = Command::new("pg_dump").arg(database_url).output();
    let output = output.context("pg_dump is missing: run scripts/test.sh once, it installs PostgreSQL")?;
    anyhow::ensure!(
        output.status.success(),
        "pg_dump failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(output.stdout)
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let Some((server, name)) = self.postgres.take() else {
            return;
        };
        // On a thread of its own, since a runtime may not wait for another one.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(execute(&server, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")))
        });
        // A database that stays behind goes with the test server.
        let _ = dropping.join();
    }
}

async fn execute(server: &str, statement: String) -> anyhow::Result<()> {
    let mut connection = PgConnection::connect(&format!("{server}/postgres"))
        .await
        .context("the PostgreSQL server for tests cannot be reached")?;
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await?;
    Ok(connection.close().await?)
}
