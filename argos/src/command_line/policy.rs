//! Arguments of `argos policy`.

use clap::{Args, Subcommand};

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
}
