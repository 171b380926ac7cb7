//! Arguments of `argos policy`.

use super::DataArguments;
use crate::policy_simulation::SimulateArguments;
use argos_domain::id::ProjectId;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Arguments of `policy`.
#[derive(Debug, Args)]
pub struct PolicyArguments {
    #[command(subcommand)]
    pub action: PolicyAction,
}

/// What can be done with policies.
#[derive(Debug, Subcommand)]
pub enum PolicyAction {
    /// Print what each field of a policy does, with range and default.
    Reference,
    /// Print the policy of a project as JSON.
    Show(ShowPolicyArguments),
    /// Replace the policy of a project by one from a JSON file; fields that are left out get their defaults.
    Set(SetPolicyArguments),
    /// List the versions of a project's policy: who saved each, when, and what it changed.
    History(PolicyHistoryArguments),
    /// Say what differs between two versions.
    Diff(PolicyDiffArguments),
    /// Let an older version hold again, as a new one; nothing is deleted.
    Undo(PolicyUndoArguments),
    /// Say what another policy would have done to the last submissions, sealed ones included. Nothing is changed.
    Simulate(Box<SimulateArguments>),
}

/// Of which project.
#[derive(Debug, Args)]
pub struct OfProject {
    /// Id of the project, the pid.
    #[arg(long, value_name = "PID")]
    pub project: ProjectId,
    #[command(flatten)]
    pub data: DataArguments,
}

/// Arguments of `policy show`.
#[derive(Debug, Args)]
pub struct ShowPolicyArguments {
    #[command(flatten)]
    pub of: OfProject,
    /// This version instead of the one in force.
    #[arg(long)]
    pub version: Option<u32>,
}

/// Arguments of `policy set`.
#[derive(Debug, Args)]
pub struct SetPolicyArguments {
    #[command(flatten)]
    pub of: OfProject,
    /// The policy as `argos policy show` prints it.
    pub file: PathBuf,
}

/// Arguments of `policy history`.
#[derive(Debug, Args)]
pub struct PolicyHistoryArguments {
    #[command(flatten)]
    pub of: OfProject,
    /// Only versions before this one.
    #[arg(long, value_name = "VERSION")]
    pub before: Option<u32>,
    /// How many at most.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub count: u32,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `policy diff`.
#[derive(Debug, Args)]
pub struct PolicyDiffArguments {
    #[command(flatten)]
    pub of: OfProject,
    /// The older version [default: the one before --to].
    #[arg(long, value_name = "VERSION")]
    pub from: Option<u32>,
    /// The newer version [default: the one in force].
    #[arg(long, value_name = "VERSION")]
    pub to: Option<u32>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `policy undo`.
#[derive(Debug, Args)]
pub struct PolicyUndoArguments {
    #[command(flatten)]
    pub of: OfProject,
    /// The version that holds again.
    #[arg(long, value_name = "VERSION")]
    pub to: u32,
}
