//! `argos eval origin`: how often documents, screens and copies lead to the signs that a document is not shown itself.

use super::labelled_table;
use super::progress_bar;
use super::signs::{Pictures, count, report, rows};
use crate::command_line::EvalOriginArguments;
use crate::image_file::{self, Failure};
use crate::output;
use argos_app::SystemClock;
use argos_app::evaluation::origin_checks;
use argos_app::read::{decode_picture, read_picture};
use argos_domain::check::CheckName;
use argos_domain::clock::Clock;
use argos_domain::policy::Policy;
use argos_vision::Vision;
use std::collections::BTreeMap;
use std::path::Path;

/// Label of a list without a column for it.
const DOCUMENT: &str = "document";
/// The checks that look for them.
const SIGNS: [CheckName; 3] = [
    CheckName::ScreenReplay,
    CheckName::PaperPrinted,
    CheckName::ReplacedPortrait,
];

/// Reads every picture and prints the figures.
pub fn measure(arguments: &EvalOriginArguments) -> Result<(), Failure> {
    let table = labelled_table::read(&arguments.labels)?;
    let rows = rows(&table, DOCUMENT)
        .map_err(|error| Failure::Unreadable(format!("{}: {error}", arguments.labels.display())))?;
    let folder = arguments.labels.parent().unwrap_or(Path::new(""));
    let broken = |error: argos_vision::VisionError| Failure::Broken(error.to_string());
    let mut vision = Vision::load(arguments.engine.engine.into()).map_err(broken)?;
    let today = SystemClock.now().date();
    let progress = progress_bar(rows.len());
    let mut labels: BTreeMap<String, Pictures> = BTreeMap::new();
    for (path, label) in rows {
        let pictures = labels.entry(label).or_default();
        let decoded = image_file::read(&folder.join(path))
            .ok()
            .map(|bytes| decode_picture(&bytes));
        if let Some(Ok(picture)) = decoded {
            let reading = read_picture(&mut vision, picture, today).map_err(broken)?;
            pictures.read += 1;
            for check in origin_checks(&reading, &Policy::default()) {
                count(pictures, check.name, check.outcome);
            }
        } else {
            pictures.unreadable += 1;
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    if arguments.json {
        let object = serde_json::to_string_pretty(&labels).map_err(|error| Failure::Broken(error.to_string()))?;
        return output::answer(&object);
    }
    output::answer(report(&labels, &SIGNS).trim_end())
}
