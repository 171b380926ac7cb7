//! `argos`: one binary that serves the whole product, verifies files from the command line and looks after itself.
//!
//! This crate reads the command line, puts the parts together and starts them. It holds no rules of its own.
//! Start at [`command_line`], then `serve`.

mod admin;
mod agent;
mod checks;
mod codes;
mod command_line;
mod compare;
mod data_folder;
mod database_address;
mod doctor;
mod document_report;
mod eval;
mod image_file;
mod installation;
mod keys;
mod mail_settings;
mod output;
mod policy;
mod policy_simulation;
mod project;
mod read;
mod report;
mod score;
mod secret_key;
mod self_test;
mod serve;
mod start_message;
mod submission;
mod telemetry;
mod tls;
mod verify;

use clap::Parser;
use command_line::{Command, CommandLine, KeysAction};
use std::process::ExitCode;

fn main() -> ExitCode {
    let command_line = CommandLine::parse();
    telemetry::start(command_line.log_format);
    // One provider for every TLS connection of the process; a second installation of the same one is no harm.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let outcome = match command_line.command {
        Command::Verify(arguments) => return verify::run(&arguments),
        Command::Read(arguments) => return read::run(&arguments),
        Command::Compare(arguments) => return compare::run(&arguments),
        Command::Eval(arguments) => return eval::run(&arguments),
        Command::Serve(arguments) => run_async(serve::run(*arguments)),
        Command::Doctor(arguments) => run_async(doctor::run(arguments)),
        Command::Codes(arguments) => codes::run(&arguments),
        Command::Checks => checks::run(),
        Command::Keys(arguments) => match arguments.action {
            KeysAction::Secret(arguments) => secret_key::secret(&arguments),
            KeysAction::Open(arguments) => secret_key::open(&arguments),
            KeysAction::Data(action) => run_async(keys::run(action)),
        },
        Command::Policy(arguments) => run_async(policy::run(arguments)),
        Command::Project(arguments) => run_async(project::run(arguments)),
        Command::Score(arguments) => run_async(score::run(arguments)),
        Command::Submission(arguments) => run_async(submission::run(arguments)),
        Command::Admin(arguments) => run_async(admin::run(arguments)),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("argos: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run_async(work: impl Future<Output = anyhow::Result<ExitCode>>) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(work)
}
