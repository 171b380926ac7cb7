//! `argos verify`: the whole pipeline and decision on files, no server.
//!
//! Exit code 0 for any verdict, 2 for wrong use (from the command line parser), 3 for input that cannot be read.

use crate::command_line::VerifyArguments;
use crate::image_file::{self, Failure};
use crate::{output, report};
use argos_app::SystemClock;
use argos_app::verify::{Verification, VerifyRequest, verify};
use argos_domain::clock::Clock;
use argos_domain::policy::Policy;
use argos_vision::{Vision, VisionError};
use std::process::ExitCode;

pub fn run(arguments: &VerifyArguments) -> ExitCode {
    match verified(arguments).and_then(|text| output::answer(&text)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report("verify"),
    }
}

fn verified(arguments: &VerifyArguments) -> Result<String, Failure> {
    let front = image_file::read(&arguments.document)?;
    let back = arguments.document_back.as_deref().map(image_file::read).transpose()?;
    let selfie = image_file::read(&arguments.selfie)?;
    let policy = Policy {
        score_threshold: arguments.threshold,
        ..Policy::default()
    };
    let mut vision = arguments
        .vision
        .load()
        .map_err(|error| Failure::Broken(error.to_string()))?;
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
