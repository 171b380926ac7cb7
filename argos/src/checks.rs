//! `argos checks`: the checks, what each leads to and what was measured.

use crate::output;
use argos_domain::check_page::checks_page;
use std::process::ExitCode;

pub fn run() -> anyhow::Result<ExitCode> {
    output::print(checks_page().trim_end())?;
    Ok(ExitCode::SUCCESS)
}
