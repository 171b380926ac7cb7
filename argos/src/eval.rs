//! `argos eval`: measures the AI on labelled data.
//!
//! Exit code 0 when the measurement was made, however it came out; 2 for wrong use; 3 for labels that cannot be read.

mod age_labels;
mod ages;
mod barcodes;
mod det_plot;
mod documents;
mod duplicates;
mod error_rates;
mod face_pictures;
mod faces;
mod faces_report;
mod labelled_table;
mod liveness;
mod liveness_labels;
mod liveness_report;
mod origin;
mod pairs_file;
mod people;
mod people_file;
mod score;
mod selfies;
mod signs;
mod text;

use crate::command_line::{EvalArguments, EvalSubject};
use indicatif::{ProgressBar, ProgressStyle};
use std::process::ExitCode;

pub fn run(arguments: &EvalArguments) -> ExitCode {
    let measured = match &arguments.subject {
        EvalSubject::Documents(arguments) => documents::measure(arguments),
        EvalSubject::Barcodes(arguments) => barcodes::measure(arguments),
        EvalSubject::Faces(arguments) => faces::measure(arguments),
        EvalSubject::Liveness(arguments) => liveness::measure(arguments),
        EvalSubject::Duplicates(arguments) => duplicates::measure(arguments),
        EvalSubject::Origin(arguments) => origin::measure(arguments),
        EvalSubject::Ages(arguments) => ages::measure(arguments),
        EvalSubject::Selfies(arguments) => selfies::measure(arguments),
        EvalSubject::Score(arguments) => score::measure(arguments),
        EvalSubject::Text(arguments) => text::measure(arguments),
    };
    match measured {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report("eval"),
    }
}

/// Draws on standard error, and nothing when that is no terminal.
fn progress_bar(pictures: usize) -> ProgressBar {
    let bar = ProgressBar::new(pictures as u64);
    match ProgressStyle::with_template("{bar:40} {pos} of {len} pictures, {eta} left") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
