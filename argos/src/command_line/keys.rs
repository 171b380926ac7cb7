//! Arguments of `argos keys`, as far as it is about data keys.

use crate::command_line::DataArguments;
use argos_domain::id::ProjectId;
use clap::{Args, Subcommand};

/// What can be done with data keys.
#[derive(Debug, Subcommand)]
pub enum DataKeysAction {
    /// Show the data keys and how much is sealed under which.
    Status(KeysStatusArguments),
    /// Make new data keys; the running server seals everything again under them in the background.
    Rotate(RotateArguments),
    /// Wrap all data keys under the present key of the key service, after that one changed. No sealed value changes.
    Rewrap(RewrapArguments),
    /// Open every sealed value and name those that do not open. Images are not looked at.
    Check(CheckKeysArguments),
}

/// Arguments of `keys status`.
#[derive(Debug, Args)]
pub struct KeysStatusArguments {
    /// Print one JSON object instead of a table.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub data: DataArguments,
}

/// Arguments of `keys rotate`.
#[derive(Debug, Args)]
pub struct RotateArguments {
    /// Only this project [default: all projects and the installation itself].
    #[arg(long, value_name = "PID")]
    pub project: Option<ProjectId>,
    #[command(flatten)]
    pub data: DataArguments,
}

/// Arguments of `keys rewrap`.
#[derive(Debug, Args)]
pub struct RewrapArguments {
    /// Add a new key to local.key first, and wrap under that one. Back the file up again afterwards.
    #[arg(long)]
    pub new_local_key: bool,
    #[command(flatten)]
    pub data: DataArguments,
}

/// Arguments of `keys check`.
#[derive(Debug, Args)]
pub struct CheckKeysArguments {
    #[command(flatten)]
    pub data: DataArguments,
}
