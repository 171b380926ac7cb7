//! `argos policy`: what the fields of a policy do.

use crate::command_line::{PolicyAction, PolicyArguments};
use crate::output;
use argos_domain::policy::reference_page;
use std::process::ExitCode;

pub fn run(arguments: &PolicyArguments) -> anyhow::Result<ExitCode> {
    match arguments.action {
        PolicyAction::Reference => output::print(reference_page().trim_end())?,
    }
    Ok(ExitCode::SUCCESS)
}
