//! `argos eval selfies`: how often checks of the selfie's quality see something, on pictures with labels.

use super::labelled_table;
use super::progress_bar;
use super::signs::{Pictures, count, report, rows};
use crate::command_line::EvalSelfiesArguments;
use crate::image_file::{self, Failure};
use crate::output;
use argos_app::evaluation::selfie_checks;
use argos_domain::check::CheckName;
use argos_domain::policy::Policy;
use argos_vision::{EstimateAge, Vision, VisionError};
use std::collections::BTreeMap;
use std::path::Path;

/// Label of a list without a column for it.
const SELFIE: &str = "selfie";
/// The checks that tell how well a face is to be seen.
const QUALITY: [CheckName; 4] = [
    CheckName::SelfieFace,
    CheckName::SelfieImage,
    CheckName::SelfieEyes,
    CheckName::SelfieCovering,
];

/// Reads every picture as a selfie and prints the figures.
pub fn measure(arguments: &EvalSelfiesArguments) -> Result<(), Failure> {
    let table = labelled_table::read(&arguments.labels)?;
    let rows = rows(&table, SELFIE)
        .map_err(|error| Failure::Unreadable(format!("{}: {error}", arguments.labels.display())))?;
    let folder = arguments.labels.parent().unwrap_or(Path::new(""));
    let broken = |error: VisionError| Failure::Broken(error.to_string());
    let mut vision = Vision::load(arguments.engine.engine.into()).map_err(broken)?;
    let model = vision.face_models().both;
    let progress = progress_bar(rows.len());
    let mut labels: BTreeMap<String, Pictures> = BTreeMap::new();
    for (path, label) in rows {
        let pictures = labels.entry(label).or_default();
        let read = image_file::read(&folder.join(path))
            .ok()
            .map(|bytes| vision.read_selfie(&bytes, EstimateAge::No));
        match read {
            Some(Ok(reading)) => {
                pictures.read += 1;
                for check in selfie_checks(&reading, None, &Policy::default(), &model) {
                    if QUALITY.contains(&check.name) {
                        count(pictures, check.name, check.outcome);
                    }
                }
            }
            Some(Err(VisionError::Image(_))) | None => pictures.unreadable += 1,
            Some(Err(other)) => return Err(broken(other)),
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    if arguments.json {
        let object = serde_json::to_string_pretty(&labels).map_err(|error| Failure::Broken(error.to_string()))?;
        return output::answer(&object);
    }
    output::answer(report(&labels, &QUALITY).trim_end())
}
