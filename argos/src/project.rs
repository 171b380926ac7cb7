//! `argos project`: make, list and set up projects without a running server.

use crate::command_line::{
    CreateProjectArguments, ListProjectsArguments, ProjectAction, ProjectArguments, ProjectSettingsArguments,
};
use crate::data_folder::DataFolder;
use crate::installation::open_store;
use crate::output;
use argos_app::SystemClock;
use argos_app::project_settings::all_settings;
use argos_app::projects::{ProjectMaker, list_all};
use argos_crypto::SystemRandom;
use argos_notify::{WebhookLimits, WebhookSender};
use serde_json::{Value, json};
use std::process::ExitCode;

pub async fn run(arguments: ProjectArguments) -> anyhow::Result<ExitCode> {
    match arguments.action {
        ProjectAction::Create(arguments) => create(arguments).await,
        ProjectAction::List(arguments) => list(arguments).await,
        ProjectAction::Settings(arguments) => settings(arguments).await,
    }
}

async fn create(arguments: CreateProjectArguments) -> anyhow::Result<ExitCode> {
    let folder = DataFolder::create(&arguments.data)?;
    let store = open_store(&folder).await?;
    let public_url = arguments.public_url.trim_end_matches('/');
    let maker = ProjectMaker {
        store: &store,
        random: &SystemRandom,
        clock: &SystemClock,
        public_url,
    };
    let created = maker.create(&arguments.name, &arguments.owner).await?;
    store.close().await;
    if arguments.json {
        let object = json!({
            "pid": created.project.id,
            "name": created.project.name,
            "apiKey": created.api_key.expose(),
            "liveformUrl": created.liveform_url,
            "signInUrl": created.sign_in_url,
        });
        output::print(&format!("{object:#}"))?;
    } else {
        output::print(&format!(
            "Project \"{}\" was made.\n\n  pid         {}\n  API key     {}\n  Liveform    {}\n  Sign in     {}\n              (once, within 24 hours)",
            created.project.name,
            created.project.id,
            created.api_key.expose(),
            created.liveform_url,
            created.sign_in_url
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(arguments: ListProjectsArguments) -> anyhow::Result<ExitCode> {
    let folder = DataFolder::open(&arguments.data)?;
    let store = open_store(&folder).await?;
    let projects = list_all(&store).await?;
    store.close().await;
    if arguments.json {
        let list: Vec<_> = projects
            .iter()
            .map(|project| json!({ "pid": project.id, "name": project.name, "created_at": project.created_at }))
            .collect();
        output::print(&format!("{:#}", json!(list)))?;
    } else if projects.is_empty() {
        output::print("There are no projects. `argos project create` makes one.")?;
    } else {
        for project in projects {
            output::print(&format!(
                "{}  {}  {}",
                project.id,
                project.created_at.date(),
                project.name
            ))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Shows all settings, or sets one. A running server sees the change at once.
async fn settings(arguments: ProjectSettingsArguments) -> anyhow::Result<ExitCode> {
    let folder = DataFolder::open(&arguments.data)?;
    let store = open_store(&folder).await?;
    if let Some((name, value)) = arguments.set {
        let maker = ProjectMaker {
            store: &store,
            random: &SystemRandom,
            clock: &SystemClock,
            public_url: "",
        };
        // What is no JSON is text.
        let value = serde_json::from_str(&value).unwrap_or(Value::String(value));
        let webhooks = WebhookSender::new(WebhookLimits::default())?;
        maker
            .change_setting(&webhooks, &arguments.project, &name, value)
            .await?;
    }
    let all = all_settings(&store, &arguments.project).await?;
    store.close().await;
    output::print(&format!("{:#}", all.to_json()?))?;
    Ok(ExitCode::SUCCESS)
}
