//! `argos admin agent`: who reviews for every project that leaves its reviews to the platform.

use crate::command_line::{DataArguments, email};
use crate::data_folder::DataFolder;
use crate::installation::open_store;
use crate::output;
use argos_app::SystemClock;
use argos_app::platform_agents::PlatformAgents;
use argos_crypto::SystemRandom;
use argos_domain::personal::EmailAddress;
use clap::{Args, Subcommand};
use std::process::ExitCode;

/// Arguments of `admin agent`.
#[derive(Debug, Args)]
pub struct AgentArguments {
    #[command(subcommand)]
    pub action: AgentAction,
}

/// What can be done with agents of the platform.
#[derive(Debug, Subcommand)]
pub enum AgentAction {
    /// Let somebody review for every project that leaves its reviews to the platform.
    Add(AddAgentArguments),
    /// End that.
    Remove(RemoveAgentArguments),
    /// List the agents of the platform.
    List(ListAgentsArguments),
}

/// Arguments of `admin agent add`.
#[derive(Debug, Args)]
pub struct AddAgentArguments {
    /// E-mail address of the person.
    #[arg(long, value_parser = email)]
    pub email: EmailAddress,
    /// Address under which users reach the server; the printed link starts with it.
    #[arg(long, env = "ARGOS_PUBLIC_URL", default_value = "http://localhost:8080")]
    pub public_url: String,
    #[command(flatten)]
    pub data: DataArguments,
}

/// Arguments of `admin agent remove`.
#[derive(Debug, Args)]
pub struct RemoveAgentArguments {
    /// E-mail address of the person.
    #[arg(long, value_parser = email)]
    pub email: EmailAddress,
    #[command(flatten)]
    pub data: DataArguments,
}

/// Arguments of `admin agent list`.
#[derive(Debug, Args)]
pub struct ListAgentsArguments {
    #[command(flatten)]
    pub data: DataArguments,
}

pub async fn run(arguments: AgentArguments) -> anyhow::Result<ExitCode> {
    let text = match arguments.action {
        AgentAction::Add(arguments) => {
            let url = with_agents(&arguments.data, &arguments.public_url, async |agents| {
                agents.add(&arguments.email).await
            })
            .await?;
            format!("The agent was added.\n\n  Sign in     {url}\n              (once, within 24 hours)")
        }
        AgentAction::Remove(arguments) => {
            with_agents(&arguments.data, "", async |agents| {
                agents.remove(&arguments.email).await
            })
            .await?;
            "The agent was removed. Roles in projects stay.".to_owned()
        }
        AgentAction::List(arguments) => {
            let agents = with_agents(&arguments.data, "", async |agents| agents.list().await).await?;
            let addresses: Vec<&str> = agents.iter().map(EmailAddress::expose).collect();
            if addresses.is_empty() {
                "There are no agents of the platform.".to_owned()
            } else {
                addresses.join("\n")
            }
        }
    };
    output::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

async fn with_agents<T>(
    data: &DataArguments,
    public_url: &str,
    action: impl AsyncFnOnce(PlatformAgents<'_>) -> Result<T, argos_app::AppError>,
) -> anyhow::Result<T> {
    let folder = DataFolder::open(data)?;
    let store = open_store(&folder).await?;
    let agents = PlatformAgents {
        store: &store,
        random: &SystemRandom,
        clock: &SystemClock,
        public_url: public_url.trim_end_matches('/'),
    };
    let done = action(agents).await?;
    store.close().await;
    Ok(done)
}
