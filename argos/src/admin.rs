//! `argos admin`: what the operator does for administrators from the host.

use crate::command_line::{AdminAction, AdminArguments, GrantArguments, LiftIpControlArguments, SignInLinkArguments};
use crate::data_folder::DataFolder;
use crate::installation::open_store;
use crate::output;
use argos_app::SystemClock;
use argos_app::ip_control::lift_ip_control;
use argos_app::projects::ProjectMaker;
use argos_crypto::SystemRandom;
use std::process::ExitCode;

pub async fn run(arguments: AdminArguments) -> anyhow::Result<ExitCode> {
    match arguments.action {
        AdminAction::Grant(arguments) => grant(arguments).await,
        AdminAction::LiftIpControl(arguments) => lift(arguments).await,
        AdminAction::SignInLink(arguments) => sign_in_link(arguments).await,
    }
}

async fn sign_in_link(arguments: SignInLinkArguments) -> anyhow::Result<ExitCode> {
    let folder = DataFolder::open(&arguments.data)?;
    let store = open_store(&folder).await?;
    let public_url = arguments.public_url.trim_end_matches('/');
    let maker = ProjectMaker {
        store: &store,
        random: &SystemRandom,
        clock: &SystemClock,
        public_url,
    };
    let url = maker.sign_in_link(&arguments.email).await?;
    store.close().await;
    output::print(&url)?;
    Ok(ExitCode::SUCCESS)
}

/// Gives somebody a role in a project: the way back when nobody has access any more.
async fn grant(arguments: GrantArguments) -> anyhow::Result<ExitCode> {
    let folder = DataFolder::open(&arguments.data)?;
    let store = open_store(&folder).await?;
    let maker = ProjectMaker {
        store: &store,
        random: &SystemRandom,
        clock: &SystemClock,
        public_url: arguments.public_url.trim_end_matches('/'),
    };
    let url = maker
        .grant(&arguments.email, &arguments.project, arguments.role)
        .await?;
    store.close().await;
    output::print(&format!(
        "Access was given: {} in project {}.\n\n  Sign in     {url}\n              (once, within 24 hours)",
        arguments.role.name(),
        arguments.project
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// Opens a project's dashboard to all addresses: the way back when IP control shuts everybody out.
async fn lift(arguments: LiftIpControlArguments) -> anyhow::Result<ExitCode> {
    let folder = DataFolder::open(&arguments.data)?;
    let store = open_store(&folder).await?;
    let was_limited = lift_ip_control(&store, &SystemRandom, &SystemClock, &arguments.project).await?;
    store.close().await;
    output::print(if was_limited {
        "The dashboard of the project is open to all addresses. Limit it again under Settings, Security."
    } else {
        "Nothing was changed: the dashboard of the project is open to all addresses already."
    })?;
    Ok(ExitCode::SUCCESS)
}
