//! The register of sealed columns is complete, and a sealed value opens nowhere but where it was sealed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "harness/fill.rs"]
mod fill;
mod harness;
#[path = "harness/raw_database.rs"]
mod raw_database;

use argos_store::{Store, registered_columns};
use fill::fill;
use harness::*;
use raw_database::RawDatabase;
use std::collections::BTreeSet;

on_both_engines! {
    every_column_of_bytes_is_registered
    a_value_in_another_row_does_not_open
    a_value_in_another_project_does_not_open
    a_value_in_another_column_does_not_open
}

async fn every_column_of_bytes_is_registered(test: TestStore) {
    let raw = RawDatabase::open(test.database_url()).await;
    let there: BTreeSet<_> = raw.columns_of_bytes().await.into_iter().collect();
    let registered: BTreeSet<_> = registered_columns()
        .iter()
        .map(|(table, column, _)| ((*table).to_owned(), (*column).to_owned()))
        .collect();
    let missing: Vec<_> = there.difference(&registered).collect();
    assert!(
        missing.is_empty(),
        "add them to SEALED_TABLES in src/sealed_columns.rs, or to UNSEALED_COLUMNS with the reason: {missing:?}"
    );
    let gone: Vec<_> = registered.difference(&there).collect();
    assert!(gone.is_empty(), "these are registered but are in no table: {gone:?}");
}

fn sealed_columns() -> Vec<(&'static str, &'static str)> {
    let sealed = registered_columns().into_iter().filter(|(_, _, sealed)| *sealed);
    sealed.map(|(table, column, _)| (table, column)).collect()
}

/// Two projects, two people in the first one, one in the other; and the tables as they are now, to take values from.
async fn filled(test: &TestStore) -> RawDatabase {
    let (first, second) = (test.add_project(1).await, test.add_project(2).await);
    for (project, seed) in [(&first, 1), (&first, 2), (&second, 3)] {
        fill(test, project, seed).await;
    }
    assert_eq!(unreadable(&test.store).await, 0);
    let raw = RawDatabase::open(test.database_url()).await;
    let tables: BTreeSet<_> = sealed_columns().into_iter().map(|(table, _)| table).collect();
    for table in tables {
        raw.execute(format!("CREATE TABLE saved_{table} AS SELECT * FROM {table}"))
            .await;
    }
    for (table, column) in sealed_columns() {
        // Every value that is sealed must be among them, or nothing is shown about it.
        let values = raw.number(format!("SELECT COUNT(*) FROM {table} WHERE {column} IS NOT NULL"));
        assert!(
            values.await >= 2,
            "put values into {table}.{column} in tests/harness/fill.rs"
        );
    }
    raw
}

/// How many values do not open, over all scopes.
async fn unreadable(store: &Store) -> u64 {
    let keys = store.data_keys().await.unwrap();
    let scopes: BTreeSet<_> = keys.into_iter().map(|key| key.scope).collect();
    assert_eq!(scopes.iter().filter(|scope| scope.starts_with('@')).count(), 1);
    let mut count = 0;
    for scope in scopes {
        let (_, unreadable) = store.check_values(&scope).await.unwrap();
        count += unreadable.len() as u64;
    }
    count
}

/// Puts another value of the column in the place of each value that has one in a row for which `which` holds.
async fn exchange_rows(raw: &RawDatabase, table: &str, column: &str, which: &str) -> u64 {
    let donor = format!("FROM saved_{table} AS s WHERE s.{column} <> {table}.{column} AND {which}");
    let moved = raw.execute(format!(
        "UPDATE {table} SET {column} = (SELECT s.{column} {donor} LIMIT 1) \
         WHERE {column} IS NOT NULL AND EXISTS (SELECT 1 {donor})"
    ));
    let moved = moved.await;
    assert!(moved > 0, "nothing was moved in {table}.{column}");
    moved
}

/// The column that says whose row it is.
async fn owner(raw: &RawDatabase, table: &str) -> Option<&'static str> {
    if table == "project" {
        return Some("id");
    }
    raw.has_column(table, "project_id").await.then_some("project_id")
}

async fn a_value_in_another_row_does_not_open(test: TestStore) {
    let raw = filled(&test).await;
    let mut moved = 0;
    // Of these a project has one row only.
    let single = ["project", "project_logo"];
    for (table, column) in sealed_columns()
        .into_iter()
        .filter(|(table, _)| !single.contains(table))
    {
        let same_project = match owner(&raw, table).await {
            Some(owner) => format!("s.{owner} = {table}.{owner}"),
            None => "TRUE".to_owned(),
        };
        moved += exchange_rows(&raw, table, column, &same_project).await;
    }
    assert_eq!(unreadable(&test.store).await, moved);
}

async fn a_value_in_another_project_does_not_open(test: TestStore) {
    let raw = filled(&test).await;
    let mut moved = 0;
    for (table, column) in sealed_columns() {
        if let Some(owner) = owner(&raw, table).await {
            let other = format!("s.{owner} <> {table}.{owner}");
            moved += exchange_rows(&raw, table, column, &other).await;
        }
    }
    assert_eq!(unreadable(&test.store).await, moved);
}

/// Within the row where the table has several sealed columns, else from another table.
async fn a_value_in_another_column_does_not_open(test: TestStore) {
    let raw = filled(&test).await;
    let columns = sealed_columns();
    let mut moved = 0;
    for (place, (table, column)) in columns.iter().enumerate() {
        let beside: Vec<_> = columns
            .iter()
            .filter(|(other, name)| other == table && name != column)
            .collect();
        let beside: Vec<_> = beside.iter().map(|(_, name)| format!("s.{name}")).collect();
        let donor = if beside.is_empty() {
            let (other_table, other) = columns[(place + 1) % columns.len()];
            format!("SELECT s.{other} FROM saved_{other_table} AS s WHERE s.{other} IS NOT NULL LIMIT 1")
        } else {
            let list = beside.join(", ");
            format!("SELECT COALESCE({list}, NULL) FROM saved_{table} AS s WHERE s.{column} = {table}.{column}")
        };
        let changed = raw.execute(format!(
            "UPDATE {table} SET {column} = ({donor}) WHERE {column} IS NOT NULL AND ({donor}) IS NOT NULL"
        ));
        let changed = changed.await;
        assert!(changed > 0, "nothing was moved into {table}.{column}");
        moved += changed;
    }
    assert_eq!(unreadable(&test.store).await, moved);
}
