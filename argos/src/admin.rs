//! `argos admin`: what the operator does for administrators from the host.

use crate::command_line::{AdminAction, AdminArguments, GrantArguments, LiftIpControlArguments, SignInLinkArguments};
use crate::data_folder::DataFolder;
use crate::installation::open_store;
use crate::output;
use argos_app::SystemClock;
use argos_app::access::HostAccess;
use argos_app::ip_control::lift_ip_control;
use argos_crypto::SystemRandom;
use argos_store::Store;
use std::process::ExitCode;

pub async fn run(arguments: AdminArguments) -> anyhow::Result<ExitCode> {
    match arguments.action {
        AdminAction::Grant(arguments) => grant(arguments).await,
        AdminAction::LiftIpControl(arguments) => lift(arguments).await,
        AdminAction::SignInLink(arguments) => sign_in_link(arguments).await,
    }
}

fn at_host(store: &Store) -> HostAccess<'_> {
    HostAccess {
        store,
        random: &SystemRandom,
        clock: &SystemClock,
    }
}

async fn sign_in_link(arguments: SignInLinkArguments) -> anyhow::Result<ExitCode> {
    let store = open_store(&DataFolder::open(&arguments.data)?).await?;
    let public_url = arguments.public_url.trim_end_matches('/');
    let url = at_host(&store).sign_in_link(&arguments.email, public_url).await?;
    store.close().await;
    output::print(&url)?;
    Ok(ExitCode::SUCCESS)
}

/// Gives somebody a role in a project: the way back when nobody has access any more.
async fn grant(arguments: GrantArguments) -> anyhow::Result<ExitCode> {
    let store = open_store(&DataFolder::open(&arguments.data)?).await?;
    let public_url = arguments.public_url.trim_end_matches('/');
    let (project, role) = (&arguments.project, arguments.role);
    let url = at_host(&store)
        .grant(&arguments.email, project, role, public_url)
        .await?;
    store.close().await;
    output::print(&format!(
        "Access was given: {} in project {project}.\n\n  Sign in     {url}\n              (once, within 24 hours)",
        role.name(),
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
