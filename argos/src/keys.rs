//! `argos keys`: data keys are shown, rotated and wrapped again.

use crate::command_line::{
    CheckKeysArguments, DataArguments, DataKeysAction, KeyServiceKind, KeysStatusArguments, RewrapArguments,
    RotateArguments,
};
use crate::data_folder::DataFolder;
use crate::installation::open_store;
use crate::output;
use anyhow::ensure;
use argos_app::SystemClock;
use argos_app::data_keys::{DataKeys, ScopeStatus};
use argos_crypto::{LocalKeyFile, SystemRandom};
use argos_store::Store;
use serde_json::json;
use std::fmt::Write as _;
use std::process::ExitCode;

pub async fn run(action: DataKeysAction) -> anyhow::Result<ExitCode> {
    match action {
        DataKeysAction::Status(arguments) => status(arguments).await,
        DataKeysAction::Rotate(arguments) => rotate(arguments).await,
        DataKeysAction::Rewrap(arguments) => rewrap(arguments).await,
        DataKeysAction::Check(arguments) => check(arguments).await,
    }
}

async fn open(data: &DataArguments) -> anyhow::Result<Store> {
    open_store(&DataFolder::open(data)?).await
}

const fn data_keys(store: &Store) -> DataKeys<'_> {
    DataKeys {
        store,
        random: &SystemRandom,
        clock: &SystemClock,
    }
}

async fn status(arguments: KeysStatusArguments) -> anyhow::Result<ExitCode> {
    let store = open(&arguments.data).await?;
    let scopes = data_keys(&store).status().await?;
    let (service, master_key) = store.key_service();
    output::print(&if arguments.json {
        let list: Vec<_> = scopes.iter().map(status_json).collect();
        format!(
            "{:#}",
            json!({ "keyService": service, "masterKey": master_key, "scopes": list })
        )
    } else {
        status_text(&scopes, service, master_key)
    })?;
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

fn status_json(scope: &ScopeStatus) -> serde_json::Value {
    json!({
        "scope": scope.scope,
        "version": scope.version,
        "since": scope.since,
        "olderVersions": scope.older_versions,
        "values": scope.count.all,
        "underOlderVersions": scope.count.outdated,
        "toWrapAgain": scope.to_wrap_again,
    })
}

fn status_text(scopes: &[ScopeStatus], service: &str, master_key: &str) -> String {
    let mut text = format!("Key service  {service}\nMaster key   {master_key}\n\n");
    let _ = writeln!(
        text,
        "{:<28}{:>8}  {:<12}{:>10}{:>16}{:>16}",
        "Scope", "Version", "Since", "Values", "Under older", "To wrap again"
    );
    for scope in scopes {
        let _ = writeln!(
            text,
            "{:<28}{:>8}  {:<12}{:>10}{:>16}{:>16}",
            scope.scope,
            scope.version,
            scope.since.date().to_string(),
            scope.count.all,
            scope.count.outdated,
            scope.to_wrap_again
        );
    }
    text + "\nThe keys of searches (blind indexes) are not rotated: a new one would make every index wrong."
}

async fn rotate(arguments: RotateArguments) -> anyhow::Result<ExitCode> {
    let store = open(&arguments.data).await?;
    let rotated = data_keys(&store).rotate(arguments.project.as_ref()).await?;
    store.close().await;
    let mut text = String::new();
    for rotation in &rotated {
        let what = if rotation.continued {
            "goes on: an earlier rotation has not ended"
        } else {
            "is used from now on"
        };
        let _ = writeln!(text, "{:<28}version {} {what}", rotation.scope, rotation.version);
    }
    output::print(&format!(
        "{text}\nThe running server seals everything else again under the new keys and then removes the old ones;\n\
         `argos keys status` shows how far it is."
    ))?;
    Ok(ExitCode::SUCCESS)
}

async fn rewrap(arguments: RewrapArguments) -> anyhow::Result<ExitCode> {
    if arguments.new_local_key {
        ensure!(
            arguments.data.keys.key_service == KeyServiceKind::Local,
            "--new-local-key belongs to --key-service local"
        );
        let folder = DataFolder::open(&arguments.data)?;
        LocalKeyFile::rotate(&folder.key_file(), &SystemRandom)?;
    }
    let store = open(&arguments.data).await?;
    let wrapped = data_keys(&store).wrap_again().await?;
    let (service, master_key) = store.key_service();
    output::print(&format!(
        "{wrapped} data keys were wrapped again under {master_key} ({service}).\n\
         Back up what holds the master key. Backups of the database made before now still need the former one."
    ))?;
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn check(arguments: CheckKeysArguments) -> anyhow::Result<ExitCode> {
    let store = open(&arguments.data).await?;
    let (opened, unreadable) = data_keys(&store).check().await?;
    store.close().await;
    let mut text = format!("{opened} sealed values open, {} do not.", unreadable.len());
    for (scope, value) in &unreadable {
        let _ = write!(
            text,
            "\n  {scope}: table {}, row {}, column {}",
            value.table, value.row, value.column
        );
    }
    output::print(&text)?;
    Ok(if unreadable.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
