//! The register of all sealed columns: what the renewal of keys goes through, and what a check of all values opens.
//!
//! Who adds a column of the type BLOB (BYTEA) adds it here, or to [`UNSEALED_COLUMNS`] with the reason; a test compares
//! both lists with the tables of both databases. Images are not in columns; [`crate::image_renewal`] goes through them.

use crate::keyring::INSTALLATION;
use crate::row::Row;
use crate::value::{Value, values};
use crate::{StoreError, Tx};
use argos_crypto::{SEALED_FIELD_PREFIX, sealed_field_prefix};
use std::sync::LazyLock;

/// A table with sealed columns.
struct SealedTable {
    name: &'static str,
    columns: &'static [&'static str],
    /// What names a row, besides its project; joined by `/` it is the `row` of the [`Place`](crate::sealing::Place).
    key: &'static [KeyPart],
    owner: Owner,
}

#[derive(Debug, Clone, Copy)]
enum KeyPart {
    Text(&'static str),
    Number(&'static str),
}

/// Under whose data keys the values are sealed.
#[derive(Debug, Clone, Copy)]
enum Owner {
    /// Those of the project in this column; the installation's where it is absent.
    Project(&'static str),
    /// Those of the installation.
    Installation,
}

use KeyPart::{Number, Text};

const OF_PROJECT: Owner = Owner::Project("project_id");

const SEALED_TABLES: &[SealedTable] = &[
    SealedTable {
        name: "administrator",
        columns: &["email"],
        key: &[Text("id")],
        owner: Owner::Installation,
    },
    SealedTable {
        name: "check_result",
        columns: &["result"],
        key: &[Text("submission_id"), Text("step"), Text("name")],
        owner: OF_PROJECT,
    },
    SealedTable {
        name: "credential",
        columns: &["password_hash", "totp_secret"],
        key: &[Text("administrator_id")],
        owner: Owner::Installation,
    },
    SealedTable {
        name: "dashboard_session",
        columns: &["address", "browser"],
        key: &[Text("id")],
        owner: Owner::Installation,
    },
    SealedTable {
        name: "delivery",
        columns: &["error"],
        key: &[Text("job_id"), Number("attempt")],
        owner: OF_PROJECT,
    },
    SealedTable {
        name: "event_log",
        columns: &["address", "change"],
        key: &[Text("id")],
        owner: OF_PROJECT,
    },
    SealedTable {
        name: "face_template",
        columns: &["embedding"],
        key: &[Text("submission_id"), Text("kind")],
        owner: OF_PROJECT,
    },
    SealedTable {
        name: "job",
        columns: &["payload", "last_error"],
        key: &[Text("id")],
        owner: OF_PROJECT,
    },
    SealedTable {
        name: "liveness_challenge",
        columns: &["state", "reference"],
        key: &[Text("submission_id")],
        owner: OF_PROJECT,
    },
    SealedTable {
        name: "packed_faces",
        columns: &["content"],
        key: &[Number("number")],
        owner: OF_PROJECT,
    },
    SealedTable {
        name: "private_token",
        columns: &["token"],
        key: &[Text("token_index")],
        owner: OF_PROJECT,
    },
    SealedTable {
        name: "project",
        columns: &["settings", "api_key", "webhook_secret", "previous_webhook_secret"],
        key: &[Text("id")],
        owner: Owner::Project("id"),
    },
    SealedTable {
        name: "project_logo",
        columns: &["image"],
        key: &[Text("project_id")],
        owner: OF_PROJECT,
    },
    SealedTable {
        name: "reading",
        columns: &["content"],
        key: &[Text("submission_id"), Text("kind")],
        owner: OF_PROJECT,
    },
    SealedTable {
        name: "sealing_key",
        columns: &["public_key"],
        key: &[Text("id")],
        owner: OF_PROJECT,
    },
    SealedTable {
        name: "submission",
        columns: &[
            "applicant",
            "chosen",
            "read_data",
            "confirmed_data",
            "corrected_data",
            "reject_comment",
            "capture_reason",
        ],
        key: &[Text("id")],
        owner: OF_PROJECT,
    },
    SealedTable {
        name: "submission_note",
        columns: &["text"],
        key: &[Text("id")],
        owner: OF_PROJECT,
    },
];

/// Columns of bytes that are not sealed with a data key: table, column, why.
const UNSEALED_COLUMNS: &[(&str, &str, &str)] = &[
    ("data_key", "wrapped", "wrapped by the key service"),
    ("sealed_record", "content", "sealed to the customer's public key"),
];

/// A sealed column, with the statements that go through it.
#[derive(Debug)]
pub(crate) struct SealedColumn {
    pub(crate) table: &'static str,
    pub(crate) name: &'static str,
    key: &'static [KeyPart],
    of_project: Option<Statements>,
    of_installation: Option<Statements>,
}

/// `$1` is always the scope.
#[derive(Debug)]
struct Statements {
    /// `$2` the beginning of values to pass over, `$3`… the key after which to go on, then the limit.
    find: String,
    find_and_lock: String,
    /// `$2` the value, `$3`… the key.
    replace: String,
    /// `$2` the beginning of values that are up to date.
    count: String,
}

/// A sealed value and where it was found.
pub(crate) struct SealedValue {
    key: Vec<Value>,
    pub(crate) row: String,
    pub(crate) sealed: Vec<u8>,
}

/// The key of the last row that was seen; at first nothing.
#[derive(Debug, Default)]
pub(crate) struct Position(Option<Vec<Value>>);

impl Position {
    pub(crate) fn move_behind(&mut self, value: &SealedValue) {
        self.0 = Some(value.key.clone());
    }
}

/// What a search passes over.
#[derive(Debug, Clone, Copy)]
pub(crate) enum PassOver {
    Nothing,
    /// What is sealed under this version of the key.
    Version(u32),
}

impl PassOver {
    fn prefix(self) -> Vec<u8> {
        match self {
            // No value begins with more than it has, and none is empty: this is different from all of them.
            Self::Nothing => Vec::new(),
            Self::Version(version) => sealed_field_prefix(version).to_vec(),
        }
    }
}

/// All sealed columns.
pub(crate) fn sealed_columns() -> &'static [SealedColumn] {
    static COLUMNS: LazyLock<Vec<SealedColumn>> = LazyLock::new(|| {
        let columns = |table: &'static SealedTable| table.columns.iter().map(move |name| SealedColumn::of(table, name));
        SEALED_TABLES.iter().flat_map(columns).collect()
    });
    &COLUMNS
}

/// Every column of bytes that the register knows: table and column, and whether it is sealed. For the comparison with
/// the tables of a database.
#[must_use]
pub fn registered_columns() -> Vec<(&'static str, &'static str, bool)> {
    let sealed = sealed_columns().iter().map(|column| (column.table, column.name, true));
    let unsealed = UNSEALED_COLUMNS
        .iter()
        .map(|(table, column, _)| (*table, *column, false));
    sealed.chain(unsealed).collect()
}

impl SealedColumn {
    fn of(table: &'static SealedTable, name: &'static str) -> Self {
        let (of_project, of_installation) = match table.owner {
            Owner::Project(column) => (
                Some(format!("{column} = $1")),
                format!("{column} IS NULL AND $1 = '{INSTALLATION}'"),
            ),
            Owner::Installation => (None, format!("$1 = '{INSTALLATION}'")),
        };
        Self {
            table: table.name,
            name,
            key: table.key,
            of_project: of_project.map(|filter| Statements::of(table, name, &filter)),
            of_installation: Some(Statements::of(table, name, &of_installation)),
        }
    }

    /// Nothing when no value of the scope can be in this column.
    fn statements(&self, scope: &str) -> Option<&Statements> {
        if scope == INSTALLATION {
            self.of_installation.as_ref()
        } else {
            self.of_project.as_ref()
        }
    }

    fn read(&self, row: &Row) -> Result<SealedValue, StoreError> {
        let mut key = Vec::with_capacity(self.key.len());
        let mut names = Vec::with_capacity(self.key.len());
        for part in self.key {
            match part {
                Text(column) => {
                    let text = row.text(column)?;
                    names.push(text.clone());
                    key.push(Value::from(text));
                }
                Number(column) => {
                    let number = row.integer(column)?;
                    names.push(number.to_string());
                    key.push(Value::from(number));
                }
            }
        }
        Ok(SealedValue {
            key,
            row: names.join("/"),
            sealed: row.bytes("sealed")?,
        })
    }

    /// Smaller than every key.
    fn first_position(&self) -> Vec<Value> {
        let smallest = |part: &KeyPart| match part {
            Text(_) => Value::from(""),
            Number(_) => Value::from(i64::MIN),
        };
        self.key.iter().map(smallest).collect()
    }
}

impl Statements {
    fn of(table: &SealedTable, column: &str, filter: &str) -> Self {
        let name = table.name;
        let parts: Vec<&str> = table.key.iter().map(|(Text(part) | Number(part))| *part).collect();
        let list = parts.join(", ");
        let places: Vec<String> = (3..3 + parts.len()).map(|place| format!("${place}")).collect();
        let equal: Vec<String> = parts
            .iter()
            .zip(&places)
            .map(|(part, place)| format!("{part} = {place}"))
            .collect();
        let outdated = format!("substr({column}, 1, {SEALED_FIELD_PREFIX}) <> $2");
        let find = format!(
            "SELECT {list}, {column} AS sealed FROM {name} WHERE {filter} AND {column} IS NOT NULL AND {outdated} \
             AND ({list}) > ({}) ORDER BY {list} LIMIT ${}",
            places.join(", "),
            3 + parts.len()
        );
        Self {
            find_and_lock: format!("{find} {}", crate::dialect::POSTGRES_LOCK_FREE_ROWS),
            find,
            replace: format!(
                "UPDATE {name} SET {column} = $2 WHERE {filter} AND {}",
                equal.join(" AND ")
            ),
            count: format!(
                "SELECT COUNT(*) AS count, COALESCE(SUM(CASE WHEN {outdated} THEN 1 ELSE 0 END), 0) AS outdated \
                 FROM {name} WHERE {filter} AND {column} IS NOT NULL"
            ),
        }
    }
}

/// How many values a scope has, and how many of them are not sealed under its newest key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ValueCount {
    /// All.
    pub all: u64,
    /// Those under an older key.
    pub outdated: u64,
}

impl std::ops::AddAssign for ValueCount {
    fn add_assign(&mut self, other: Self) {
        self.all += other.all;
        self.outdated += other.outdated;
    }
}

impl Tx {
    /// The next values of a column. With `lock` they stay as they are until the transaction ends, and those that
    /// somebody else is changing at this moment are left out, so that nobody waits for anybody.
    pub(crate) async fn sealed_values(
        &mut self,
        column: &'static SealedColumn,
        scope: &str,
        pass_over: PassOver,
        position: &Position,
        limit: u32,
        lock: bool,
    ) -> Result<Vec<SealedValue>, StoreError> {
        let Some(statements) = column.statements(scope) else {
            return Ok(Vec::new());
        };
        let mut values = values![scope, pass_over.prefix()];
        values.extend(position.0.clone().unwrap_or_else(|| column.first_position()));
        values.push(Value::from(limit));
        let sql = if lock && !self.engine.writers_are_alone() {
            &statements.find_and_lock
        } else {
            &statements.find
        };
        let rows = self.engine.all(column.table, sql, values).await?;
        rows.iter().map(|row| column.read(row)).collect()
    }

    /// Puts another sealed form in the place of a value.
    pub(crate) async fn replace_sealed_value(
        &mut self,
        column: &'static SealedColumn,
        scope: &str,
        value: &SealedValue,
        sealed: Vec<u8>,
    ) -> Result<(), StoreError> {
        let Some(statements) = column.statements(scope) else {
            return Ok(());
        };
        let mut values = values![scope, sealed];
        values.extend(value.key.iter().cloned());
        self.engine.execute(&statements.replace, values).await?;
        Ok(())
    }

    /// How many values of a scope there are, and how many are not sealed under this version of its key.
    pub(crate) async fn count_sealed_values(&mut self, scope: &str, version: u32) -> Result<ValueCount, StoreError> {
        let mut total = ValueCount::default();
        for column in sealed_columns() {
            let Some(statements) = column.statements(scope) else {
                continue;
            };
            let values = values![scope, PassOver::Version(version).prefix()];
            if let Some(row) = self.engine.optional(column.table, &statements.count, values).await? {
                total += ValueCount {
                    all: row.number("count")?,
                    outdated: row.number("outdated")?,
                };
            }
        }
        Ok(total)
    }
}
