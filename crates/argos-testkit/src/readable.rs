//! Everything that a process with all the server's keys can read in the database: each value of each column, sealed ones
//! opened. Columns are taken from the database itself, so that none can be forgotten.

use anyhow::{Context, bail};
use argos_crypto::{FieldCipher, FieldContext, KeyContext, KeyService, LocalKeyFile, WrappedKey, sealed_key_version};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use std::collections::HashMap;
use std::path::Path;

/// The scope of what belongs to no project.
const INSTALLATION: &str = "@installation";
/// Columns of bytes that no data key opens: wrapped keys, and what only the customer's SecretKey opens.
const NOT_SEALED: [(&str, &str); 2] = [("data_key", "wrapped"), ("sealed_record", "content")];

/// A value that can be read.
#[derive(Debug, Clone)]
pub struct ReadableValue {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// The value; opened, if it was sealed.
    pub value: Vec<u8>,
}

/// Reads everything in the database at `database_url`, with the keys in `key_file`.
///
/// # Errors
/// When a sealed value does not open.
pub async fn everything(database_url: &str, key_file: &Path) -> anyhow::Result<Vec<ReadableValue>> {
    let keys = LocalKeyFile::open(key_file)?;
    let mut database = Database::open(database_url).await?;
    let ciphers = ciphers(&mut database, &keys).await?;
    let columns = database.columns().await?;
    let mut readable = Vec::new();
    for column in &columns {
        let (row, scope) = row_and_scope(&columns, column);
        for [row, scope, hexadecimal] in database.values(column, &row, &scope).await? {
            let stored = hex(&hexadecimal)?;
            let sealed = column.is_bytes && !NOT_SEALED.contains(&(&column.table, &column.name));
            let value = if sealed {
                let context = FieldContext {
                    table: &column.table,
                    column: &column.name,
                    row: &row,
                    project: &scope,
                };
                let cipher = ciphers.get(&(scope.clone(), sealed_key_version(&stored)?));
                let cipher = cipher.with_context(|| format!("no key of {scope} for {context:?}"))?;
                let opened = cipher.open(&context, &stored);
                opened.with_context(|| format!("{context:?}"))?.to_vec()
            } else {
                stored
            };
            readable.push(ReadableValue {
                table: column.table.clone(),
                column: column.name.clone(),
                value,
            });
        }
    }
    Ok(readable)
}

/// A column as the database describes it.
struct Column {
    table: String,
    name: String,
    is_bytes: bool,
    /// Its place in the primary key, from 1; 0 when it does not belong to it.
    key_place: i64,
}

/// SQL of a row's name (its `id`, else its primary key without the project, else the project) and of its project, as sealed values are
/// bound to them.
fn row_and_scope(columns: &[Column], of: &Column) -> (String, String) {
    let has = |name: &str| {
        columns
            .iter()
            .any(|other| other.table == of.table && other.name == name)
    };
    let mut key: Vec<&Column> = columns
        .iter()
        .filter(|other| other.table == of.table && other.key_place > 0 && other.name != "project_id")
        .collect();
    key.sort_by_key(|column| column.key_place);
    let row = if has("id") {
        "id".to_owned()
    } else if key.is_empty() {
        "project_id".to_owned()
    } else {
        let parts: Vec<String> = key
            .iter()
            .map(|column| format!("CAST({} AS TEXT)", column.name))
            .collect();
        parts.join(" || '/' || ")
    };
    let scope = match of.table.as_str() {
        "project" => "id".to_owned(),
        _ if has("project_id") => format!("COALESCE(project_id, '{INSTALLATION}')"),
        _ => format!("'{INSTALLATION}'"),
    };
    (row, scope)
}

async fn ciphers(database: &mut Database, keys: &LocalKeyFile) -> anyhow::Result<HashMap<(String, u32), FieldCipher>> {
    let mut ciphers = HashMap::new();
    for [scope, version, wrapped] in database.data_keys().await? {
        let version: u32 = version.parse()?;
        let context = KeyContext {
            scope: &scope,
            purpose: "fields",
            version,
        };
        let key = keys.unwrap(&WrappedKey::from_bytes(&hex(&wrapped)?)?, &context).await?;
        ciphers.insert((scope.clone(), version), FieldCipher::new(&key, version)?);
    }
    Ok(ciphers)
}

fn hex(text: &str) -> anyhow::Result<Vec<u8>> {
    if !text.len().is_multiple_of(2) {
        bail!("not hexadecimal");
    }
    let digits = |at| text.get(at..at + 2).context("not hexadecimal");
    (0..text.len())
        .step_by(2)
        .map(|at| Ok(u8::from_str_radix(digits(at)?, 16)?))
        .collect()
}

enum Database {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Database {
    async fn open(url: &str) -> anyhow::Result<Self> {
        Ok(if url.starts_with("postgres") {
            Self::Postgres(PgConnection::connect(url).await?)
        } else {
            Self::Sqlite(SqliteConnection::connect(url).await?)
        })
    }

    async fn columns(&mut self) -> anyhow::Result<Vec<Column>> {
        const SQLITE: &str = "SELECT tables.name, columns.name, lower(columns.type), columns.pk \
             FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns \
             WHERE tables.type = 'table' AND tables.name NOT LIKE '\\_sqlx%' ESCAPE '\\' AND tables.name NOT LIKE 'sqlite%'";
        const POSTGRES: &str = "SELECT columns.table_name::text, columns.column_name::text, columns.data_type::text, \
             COALESCE((SELECT usage.ordinal_position::bigint FROM information_schema.key_column_usage AS usage \
             JOIN information_schema.table_constraints AS constraints USING (constraint_name) \
             WHERE constraints.constraint_type = 'PRIMARY KEY' AND usage.table_name = columns.table_name \
             AND usage.column_name = columns.column_name), 0) FROM information_schema.columns AS columns \
             WHERE columns.table_schema = 'public' AND columns.table_name NOT LIKE '\\_sqlx%'";
        let rows: Vec<(String, String, String, i64)> = match self {
            Self::Sqlite(connection) => sqlx::query_as(SQLITE).fetch_all(connection).await?,
            Self::Postgres(connection) => sqlx::query_as(POSTGRES).fetch_all(connection).await?,
        };
        let column = |(table, name, kind, key_place): (String, String, String, i64)| Column {
            table,
            name,
            is_bytes: kind == "blob" || kind == "bytea",
            key_place,
        };
        Ok(rows.into_iter().map(column).collect())
    }

    /// Row, scope and value in hexadecimal, of all rows that have a value.
    async fn values(&mut self, column: &Column, row: &str, scope: &str) -> anyhow::Result<Vec<[String; 3]>> {
        let (table, name) = (&column.table, &column.name);
        let row = if column.is_bytes { row } else { "''" };
        let scope = if column.is_bytes { scope } else { "''" };
        let value = match (&*self, column.is_bytes) {
            (Self::Sqlite(_), _) => format!("hex({name})"),
            (Self::Postgres(_), true) => format!("encode({name}, 'hex')"),
            (Self::Postgres(_), false) => format!("encode(convert_to({name}::text, 'UTF8'), 'hex')"),
        };
        self.texts(format!(
            "SELECT {row}, {scope}, {value} FROM {table} WHERE {name} IS NOT NULL"
        ))
        .await
    }

    async fn data_keys(&mut self) -> anyhow::Result<Vec<[String; 3]>> {
        let wrapped = match self {
            Self::Sqlite(_) => "hex(wrapped)",
            Self::Postgres(_) => "encode(wrapped, 'hex')",
        };
        self.texts(format!(
            "SELECT scope, CAST(version AS TEXT), {wrapped} FROM data_key WHERE purpose = 'fields'"
        ))
        .await
    }

    async fn texts(&mut self, sql: String) -> anyhow::Result<Vec<[String; 3]>> {
        let sql = AssertSqlSafe(sql);
        let rows: Vec<(String, String, String)> = match self {
            Self::Sqlite(connection) => sqlx::query_as(sql).fetch_all(connection).await?,
            Self::Postgres(connection) => sqlx::query_as(sql).fetch_all(connection).await?,
        };
        Ok(rows.into_iter().map(|(one, two, three)| [one, two, three]).collect())
    }
}
