//! `argos eval origin`: how often documents, screens and copies lead to the signs that a document is not shown itself.

use super::error_rates::Share;
use super::labelled_table::{self, LabelledTable, Row};
use super::progress_bar;
use crate::command_line::EvalOriginArguments;
use crate::image_file::{self, Failure};
use crate::output;
use argos_app::SystemClock;
use argos_app::evaluation::origin_checks;
use argos_app::read::{decode_picture, read_picture};
use argos_domain::check::{CheckName, CheckOutcome};
use argos_domain::clock::Clock;
use argos_domain::policy::Policy;
use argos_vision::Vision;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Label of a list without a column for it.
const DOCUMENT: &str = "document";

/// What one sign came to, on the pictures of one label.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
struct Sign {
    /// Pictures on which it could be looked for.
    looked: usize,
    /// Pictures on which it was seen.
    seen: usize,
    /// `seen` of `looked`.
    rate: Option<f64>,
    /// Interval of 95 %, see [`Share::interval`].
    interval: Option<(f64, f64)>,
}

/// The pictures of one label.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
struct Pictures {
    /// Pictures that could be read.
    read: usize,
    /// Pictures that could not.
    unreadable: usize,
    /// By the name of the check.
    signs: BTreeMap<&'static str, Sign>,
}

/// Reads every picture and prints the figures.
pub fn measure(arguments: &EvalOriginArguments) -> Result<(), Failure> {
    let table = labelled_table::read(&arguments.labels)?;
    let rows = rows(&table).map_err(|error| Failure::Unreadable(format!("{}: {error}", arguments.labels.display())))?;
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
    output::answer(report(&labels).trim_end())
}

fn count(pictures: &mut Pictures, check: CheckName, outcome: CheckOutcome) {
    let sign = pictures.signs.entry(check.name()).or_default();
    sign.looked += 1;
    sign.seen += usize::from(outcome != CheckOutcome::Pass);
    let share = Share {
        count: sign.seen,
        of: sign.looked,
    };
    (sign.rate, sign.interval) = (share.rate(), share.interval());
}

/// Paths and labels of a list with the columns `path` and perhaps `label`.
fn rows(table: &[u8]) -> Result<Vec<(PathBuf, String)>, String> {
    let table = LabelledTable::parse(table)?;
    let path = table.needed("path", "path and perhaps label")?;
    let label = table.column("label");
    let row = |row: &Row| {
        let label = label.map_or(Ok(DOCUMENT), |label| row.field(label, "label"))?;
        Ok((PathBuf::from(row.field(path, "path")?), label.to_owned()))
    };
    let rows: Vec<_> = table.rows.iter().map(row).collect::<Result<_, String>>()?;
    if rows.is_empty() {
        return Err("no row follows the header".to_owned());
    }
    Ok(rows)
}

fn report(labels: &BTreeMap<String, Pictures>) -> String {
    let mut text = String::new();
    for (label, pictures) in labels {
        let _ = write!(text, "{label}: {} pictures", pictures.read);
        if pictures.unreadable > 0 {
            let _ = write!(text, ", {} that cannot be read", pictures.unreadable);
        }
        text.push('\n');
        for check in [
            CheckName::ScreenReplay,
            CheckName::PaperPrinted,
            CheckName::ReplacedPortrait,
        ] {
            let Some(sign) = pictures.signs.get(check.name()) else {
                continue;
            };
            let (low, high) = sign.interval.unwrap_or((0.0, 1.0));
            let _ = writeln!(
                text,
                "  {:<32} seen on {} of {} = {:.1} % (95 %: {:.1} to {:.1})",
                check.name(),
                sign.seen,
                sign.looked,
                100.0 * sign.rate.unwrap_or_default(),
                100.0 * low,
                100.0 * high
            );
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_without_labels_is_one_of_documents() {
        assert_eq!(
            rows(b"path,kind\na.jpg,mrz\n").unwrap(),
            [("a.jpg".into(), "document".to_owned())]
        );
        let labelled = rows(b"label,path\nscreen,b.jpg\n").unwrap();
        assert_eq!(labelled, [("b.jpg".into(), "screen".to_owned())]);
    }

    #[test]
    fn what_is_missing_is_named() {
        assert!(rows(b"file\na.jpg\n").unwrap_err().contains("no column \"path\""));
        assert_eq!(
            rows(b"path,label\na.jpg,\n").unwrap_err(),
            "line 2: column label is empty"
        );
        assert_eq!(rows(b"path\n").unwrap_err(), "no row follows the header");
    }

    #[test]
    fn the_report_names_what_was_seen_of_what_was_looked_at() {
        let mut pictures = Pictures {
            read: 2,
            ..Pictures::default()
        };
        count(&mut pictures, CheckName::ScreenReplay, CheckOutcome::Pass);
        count(&mut pictures, CheckName::ScreenReplay, CheckOutcome::Warn);
        let text = report(&[("screen".to_owned(), pictures)].into());
        assert!(
            text.contains("id_liveness_screen_replay        seen on 1 of 2 = 50.0 %"),
            "{text}"
        );
    }
}
