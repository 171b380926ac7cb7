//! `argos eval`: measures the AI on labelled data.
//!
//! Exit code 0 when the measurement was made, however it came out; 2 for wrong use; 3 for labels that cannot be read.

mod barcodes;
mod documents;

use crate::command_line::{EvalArguments, EvalSubject};
use std::process::ExitCode;

pub fn run(arguments: &EvalArguments) -> ExitCode {
    let measured = match &arguments.subject {
        EvalSubject::Documents(arguments) => documents::measure(arguments),
        EvalSubject::Barcodes(arguments) => barcodes::measure(arguments),
    };
    match measured {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report("eval"),
    }
}
