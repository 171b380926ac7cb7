//! `argos policy`: what the fields of a policy do, the policy of a project, and its versions.

use crate::command_line::{
    OfProject, PolicyAction, PolicyArguments, PolicyDiffArguments, PolicyHistoryArguments, SetPolicyArguments,
    ShowPolicyArguments,
};
use crate::data_folder::DataFolder;
use crate::installation::open_store;
use crate::output;
use crate::policy_simulation;
use anyhow::Context as _;
use argos_app::SystemClock;
use argos_app::change_policy::{PolicyChange, PolicyEditor};
use argos_app::policy_history::{
    PolicyHistory, PolicyVersion, compare_policies, differences_json, policy_history, policy_version,
};
use argos_app::project_settings::all_settings;
use argos_app::projects::ProjectMaker;
use argos_crypto::SystemRandom;
use argos_domain::policy::{Policy, PolicyDifference, reference_page};
use argos_store::Store;
use serde_json::json;
use std::process::ExitCode;

/// The longest file of a policy that is read, in bytes.
const LONGEST_FILE: u64 = 64 * 1024;

pub async fn run(arguments: PolicyArguments) -> anyhow::Result<ExitCode> {
    let text = match arguments.action {
        PolicyAction::Reference => reference_page().trim_end().to_owned(),
        PolicyAction::Show(arguments) => show(arguments).await?,
        PolicyAction::Set(arguments) => set(arguments).await?,
        PolicyAction::History(arguments) => history(arguments).await?,
        PolicyAction::Diff(arguments) => diff(arguments).await?,
        PolicyAction::Simulate(arguments) => return policy_simulation::run(*arguments).await,
        PolicyAction::Undo(arguments) => change(&arguments.of, PolicyChange::Undone(arguments.to)).await?,
    };
    output::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

async fn open(of: &OfProject) -> anyhow::Result<Store> {
    let folder = DataFolder::open(&of.data)?;
    open_store(&folder).await
}

async fn show(arguments: ShowPolicyArguments) -> anyhow::Result<String> {
    let store = open(&arguments.of).await?;
    let project = &arguments.of.project;
    let policy = match arguments.version {
        Some(version) => policy_version(&store, project, version).await?,
        None => all_settings(&store, project).await?.policy,
    };
    store.close().await;
    Ok(format!("{:#}", json!(policy)))
}

async fn set(arguments: SetPolicyArguments) -> anyhow::Result<String> {
    let path = &arguments.file;
    let size = std::fs::metadata(path)
        .with_context(|| path.display().to_string())?
        .len();
    anyhow::ensure!(size <= LONGEST_FILE, "{} is no policy: it is too long", path.display());
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let policy: Policy = serde_json::from_str(&text).with_context(|| path.display().to_string())?;
    change(&arguments.of, PolicyChange::Replaced(Box::new(policy))).await
}

async fn change(of: &OfProject, change: PolicyChange) -> anyhow::Result<String> {
    let store = open(of).await?;
    let maker = ProjectMaker {
        store: &store,
        random: &SystemRandom,
        clock: &SystemClock,
        public_url: "",
    };
    let version = maker.change_policy(PolicyEditor::Host, &of.project, change).await?;
    store.close().await;
    Ok(format!("Version {version} is in force."))
}

async fn history(arguments: PolicyHistoryArguments) -> anyhow::Result<String> {
    let store = open(&arguments.of).await?;
    let history = policy_history(&store, &arguments.of.project, arguments.before, arguments.count).await?;
    store.close().await;
    if arguments.json {
        return Ok(format!("{:#}", history.to_json()));
    }
    let versions = history.versions.iter().map(|version| in_words(&history, version));
    Ok(versions.collect::<Vec<_>>().join("\n"))
}

fn in_words(history: &PolicyHistory, version: &PolicyVersion) -> String {
    let email = version.author.person().and_then(|id| history.people.get(id));
    let mut text = format!("Version {}  {}  {}", version.version, version.at, version.author.name());
    if let Some(email) = email {
        text.push_str(&format!(" {}", email.expose()));
    }
    if version.version == history.current {
        text.push_str("  (in force)");
    }
    if let Some(undone) = version.undone_to {
        text.push_str(&format!("\n  as version {undone} was"));
    }
    for line in lines(&version.changes) {
        text.push_str(&format!("\n  {line}"));
    }
    text
}

async fn diff(arguments: PolicyDiffArguments) -> anyhow::Result<String> {
    let store = open(&arguments.of).await?;
    let compared = compare_policies(&store, &arguments.of.project, arguments.from, arguments.to).await?;
    store.close().await;
    if arguments.json {
        let changes = differences_json(&compared.differences);
        return Ok(format!(
            "{:#}",
            json!({ "from": compared.from, "to": compared.to, "changes": changes })
        ));
    }
    if compared.differences.is_empty() {
        return Ok(format!("Versions {} and {} say the same.", compared.from, compared.to));
    }
    let lines: Vec<_> = lines(&compared.differences).collect();
    Ok(format!(
        "From version {} to {}:\n{}",
        compared.from,
        compared.to,
        lines.join("\n")
    ))
}

fn lines(differences: &[PolicyDifference]) -> impl Iterator<Item = String> {
    differences
        .iter()
        .map(|found| format!("{}: {} -> {}", found.path(), found.before, found.after))
}
