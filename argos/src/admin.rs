//! `argos admin`: what the operator does for administrators from the host.

use crate::agent;
use crate::command_line::{
    AdminAction, AdminArguments, GrantArguments, LiftIpControlArguments, ListAdministratorsArguments,
    ResetAuthenticatorArguments, RevokeArguments, SignInLinkArguments,
};
use crate::data_folder::DataFolder;
use crate::installation::open_store;
use crate::output;
use argos_app::SystemClock;
use argos_app::access::{HostAccess, HostAccessLine};
use argos_app::ip_control::lift_ip_control;
use argos_crypto::SystemRandom;
use argos_store::Store;
use serde_json::{Value, json};
use std::process::ExitCode;

pub async fn run(arguments: AdminArguments) -> anyhow::Result<ExitCode> {
    match arguments.action {
        AdminAction::Grant(arguments) => grant(arguments).await,
        AdminAction::LiftIpControl(arguments) => lift(arguments).await,
        AdminAction::Revoke(arguments) => revoke(arguments).await,
        AdminAction::List(arguments) => list(arguments).await,
        AdminAction::ResetAuthenticator(arguments) => reset_authenticator(arguments).await,
        AdminAction::Agent(arguments) => agent::run(arguments).await,
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

async fn revoke(arguments: RevokeArguments) -> anyhow::Result<ExitCode> {
    let store = open_store(&DataFolder::open(&arguments.data)?).await?;
    let project = &arguments.project;
    at_host(&store).revoke(&arguments.email, project).await?;
    store.close().await;
    output::print(&format!(
        "Access to project {project} was taken away; it ended at once."
    ))?;
    Ok(ExitCode::SUCCESS)
}

async fn list(arguments: ListAdministratorsArguments) -> anyhow::Result<ExitCode> {
    let store = open_store(&DataFolder::open(&arguments.data)?).await?;
    let lines = at_host(&store).list(arguments.project.as_ref()).await?;
    store.close().await;
    if arguments.json {
        let list: Vec<Value> = lines.iter().map(as_json).collect();
        output::print(&format!("{:#}", json!(list)))?;
    } else if lines.is_empty() {
        output::print("Nobody has access. `argos admin grant` gives it.")?;
    } else {
        let text: Vec<String> = lines.iter().map(as_text).collect();
        output::print(&text.join("\n"))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn as_json(line: &HostAccessLine) -> Value {
    json!({
        "pid": line.project,
        "email": line.email,
        "role": line.role,
        "since": line.since,
        "invited_until": line.invited_until,
        "authenticator_app": line.has_authenticator,
    })
}

fn as_text(line: &HostAccessLine) -> String {
    let standing = match line.invited_until {
        Some(until) => format!("invited until {until}"),
        None if line.has_authenticator => "with authenticator app".to_owned(),
        None => String::new(),
    };
    let (role, since, email) = (line.role.name(), line.since.date(), line.email.expose());
    let text = format!("{}  {role:<6}  {since}  {email}  {standing}", line.project);
    text.trim_end().to_owned()
}

async fn reset_authenticator(arguments: ResetAuthenticatorArguments) -> anyhow::Result<ExitCode> {
    let store = open_store(&DataFolder::open(&arguments.data)?).await?;
    at_host(&store).reset_authenticator(&arguments.email).await?;
    store.close().await;
    output::print("The authenticator app was removed. Signing in asks for no code until another one is set up.")?;
    Ok(ExitCode::SUCCESS)
}
