//! `argos verify`: the whole pipeline and decision on files, no server.
//!
//! Exit code 0 for any verdict, 2 for wrong use (from the command line parser), 3 for input that cannot be read.

use crate::command_line::VerifyArguments;
use crate::{output, report};
use argos_app::SystemClock;
use argos_app::verify::{Verification, VerifyRequest, verify};
use argos_domain::clock::Clock;
use argos_domain::policy::Policy;
use argos_vision::{Vision, VisionError};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

/// Exit code for input that cannot be read.
const UNREADABLE_INPUT: u8 = 3;
/// Files beyond this many bytes are not read at all; the decoder's own limit is lower.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// Why there is no verdict.
#[derive(Debug)]
enum Failure {
    Unreadable(String),
    Broken(String),
}

pub fn run(arguments: &VerifyArguments) -> ExitCode {
    match verified(arguments) {
        Ok(text) => match output::print(&text) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("argos verify: cannot print the result: {error}");
                ExitCode::FAILURE
            }
        },
        Err(Failure::Unreadable(message)) => {
            eprintln!("argos verify: {message}");
            ExitCode::from(UNREADABLE_INPUT)
        }
        Err(Failure::Broken(message)) => {
            eprintln!("argos verify: {message}");
            ExitCode::FAILURE
        }
    }
}

fn verified(arguments: &VerifyArguments) -> Result<String, Failure> {
    let front = read(&arguments.document)?;
    let back = arguments.document_back.as_deref().map(read).transpose()?;
    let selfie = read(&arguments.selfie)?;
    let policy = Policy {
        score_threshold: arguments.threshold,
        ..Policy::default()
    };
    let mut vision =
        Vision::load(arguments.engine.engine.into()).map_err(|error| Failure::Broken(error.to_string()))?;
    let request = VerifyRequest {
        front: &front,
        back: back.as_deref(),
        selfie: &selfie,
        policy: &policy,
        today: SystemClock.now().date(),
    };
    let mut verification = one(&mut vision, &request, arguments)?;
    for _ in 1..arguments.repeat {
        verification = one(&mut vision, &request, arguments)?;
    }
    Ok(if arguments.json {
        format!("{:#}", report::json(&verification, &vision, &policy))
    } else {
        report::text(&verification, &vision, &policy)
    })
}

fn one(vision: &mut Vision, request: &VerifyRequest<'_>, arguments: &VerifyArguments) -> Result<Verification, Failure> {
    verify(vision, request).map_err(|error| match error.source {
        VisionError::Image(cause) => {
            let path = match error.input {
                "selfie" => &arguments.selfie,
                _ => &arguments.document,
            };
            let side = if error.input == "document" && arguments.document_back.is_some() {
                " (or its back)"
            } else {
                ""
            };
            Failure::Unreadable(format!("{}{side}: {cause}", path.display()))
        }
        other => Failure::Broken(other.to_string()),
    })
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |error: std::io::Error| Failure::Unreadable(format!("cannot read {}: {error}", path.display()));
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(Failure::Unreadable(format!(
            "{} is larger than {} MB",
            path.display(),
            LARGEST_FILE >> 20
        )));
    }
    Ok(bytes)
}
