//! `argos eval documents`: reads labelled pictures, and prints how many were read right.

use super::progress_bar;
use crate::command_line::EvalDocumentsArguments;
use crate::image_file::{self, Failure};
use crate::{document_report, output};
use argos_app::SystemClock;
use argos_app::accuracy::documents::{Accuracy, DocumentLabel, Label, Outcome, Tally, read_labels};
use argos_app::read::{decode_picture, interpret};
use argos_domain::clock::Clock;
use argos_vision::document::visible_overlap;
use argos_vision::image::{Point, QuarterTurns};
use argos_vision::text::turn_point;
use argos_vision::{DocumentReading, Vision};
use jiff::civil::Date;
use std::fmt::Write as _;
use std::path::Path;

/// Reads every picture and prints the figures.
pub fn measure(arguments: &EvalDocumentsArguments) -> Result<(), Failure> {
    let table = image_file::read(&arguments.labels)?;
    let mut labels =
        read_labels(&table).map_err(|error| Failure::Unreadable(format!("{}: {error}", arguments.labels.display())))?;
    if let Some(part) = &arguments.only {
        labels.retain(|row| row.path.display().to_string().contains(part));
    }
    let folder = arguments.labels.parent().unwrap_or(Path::new(""));
    let mut vision = arguments
        .text
        .load()
        .map_err(|error| Failure::Broken(error.to_string()))?;
    let today = SystemClock.now().date();
    let progress = progress_bar(labels.len());
    let mut tally = Tally::default();
    for row in &labels {
        let picture = read_picture(&mut vision, folder, row, arguments, today)?;
        let word = match &picture {
            Ok(reading) => tally.add(
                row,
                Outcome::Read {
                    zone: reading.front.mrz.as_ref().map(|found| &found.mrz),
                    upright: reading.front.turns == arguments.turn.inverse(),
                    side: reading.front_side,
                    outline_overlap: outline_overlap(row, reading, arguments.turn),
                    milliseconds: reading.timings.total_ms.unwrap_or_default(),
                },
            ),
            Err(reason) => tally.add(row, Outcome::Unreadable(reason)),
        };
        if arguments.show {
            let shown = shown(row, picture, word, &vision, today);
            progress.suspend(|| output::answer(&shown))?;
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    let accuracy = tally.finish();
    if arguments.json {
        let object = serde_json::to_string_pretty(&accuracy).map_err(|error| Failure::Broken(error.to_string()))?;
        return output::answer(&object);
    }
    output::answer(report(&accuracy).trim_end())
}

/// How far the outline that was found covers the true one.
fn outline_overlap(row: &DocumentLabel, reading: &DocumentReading, turn: QuarterTurns) -> Option<f32> {
    let (truth, found) = (row.corners?, reading.front.outline.as_ref()?);
    let picture = &reading.front_picture;
    let (width, height) = (picture.quality.width as f32, picture.quality.height as f32);
    let (upright_width, upright_height) = match turn {
        QuarterTurns::None | QuarterTurns::Half => (width, height),
        QuarterTurns::Quarter | QuarterTurns::ThreeQuarters => (height, width),
    };
    let truth = truth.map(|corner| turn_point(corner, upright_width, upright_height, turn));
    let found = found
        .corners
        .map(|corner| Point::new(corner.x * picture.scale, corner.y * picture.scale));
    Some(visible_overlap(&found, &truth, (width, height)))
}

/// The reading, or why the picture cannot be read.
type Picture = Result<DocumentReading, String>;

fn read_picture(
    vision: &mut Vision,
    folder: &Path,
    row: &DocumentLabel,
    arguments: &EvalDocumentsArguments,
    today: Date,
) -> Result<Picture, Failure> {
    let bytes = match image_file::read(&folder.join(&row.path)) {
        Err(Failure::Unreadable(reason)) => return Ok(Err(reason)),
        other => other?,
    };
    let mut picture = match decode_picture(&bytes) {
        Ok(picture) => picture,
        Err(error) => return Ok(Err(error.to_string())),
    };
    picture.image = picture.image.turned(arguments.turn);
    let reading =
        argos_app::read::read_picture(vision, picture, today).map_err(|error| Failure::Broken(error.to_string()))?;
    Ok(Ok(reading))
}

fn shown(row: &DocumentLabel, picture: Picture, word: &str, vision: &Vision, today: Date) -> String {
    let mut text = format!("=== {word}: ");
    match picture {
        Ok(reading) => text.push_str(&document_report::text(&row.path, &interpret(reading, today), vision)),
        Err(reason) => {
            let _ = write!(text, "{}\n  {reason}", row.path.display());
        }
    }
    if let Label::Zone(truth) = &row.label {
        let _ = write!(text, "\n  Truth\n    {}", truth.lines().join("\n    "));
    }
    text.push('\n');
    text
}

fn report(accuracy: &Accuracy) -> String {
    let Accuracy {
        rows,
        lines,
        pictures,
        failures,
        ..
    } = accuracy;
    let mut text = String::new();
    for failure in failures {
        let _ = writeln!(text, "{}", failure.path);
        if let Some(error) = &failure.error {
            let _ = writeln!(text, "  {error}");
        }
        for line in &failure.expected {
            let _ = writeln!(text, "  expected {line}");
        }
        for line in &failure.got {
            let _ = writeln!(text, "  got      {line}");
        }
        if failure.got.is_empty() && failure.error.is_none() {
            let _ = writeln!(text, "  no machine readable zone was found");
        }
        if !failure.fields_wrong_accepted.is_empty() {
            let _ = writeln!(
                text,
                "  wrong, but accepted: {}",
                failure.fields_wrong_accepted.join(", ")
            );
        }
    }
    if !failures.is_empty() {
        text.push('\n');
    }
    let missed = accuracy.rows_missed;
    let _ = writeln!(
        text,
        "zones read exactly    {} of {rows}; {missed} not found",
        accuracy.rows_exact
    );
    let _ = writeln!(
        text,
        "  check digits right  {} of {} (zones whose truth passes all its check digits)",
        accuracy.rows_checked_exact, accuracy.rows_checked
    );
    let _ = writeln!(text, "  proven throughout   {}", accuracy.rows_exact_proven);
    let _ = writeln!(text, "lines read exactly    {} of {lines}", accuracy.lines_exact);
    if let Some(rate) = accuracy.character_error_rate {
        let _ = writeln!(text, "character error rate  {:.2} %", 100.0 * rate);
    }
    let _ = writeln!(
        text,
        "wrong but accepted    {} of {} accepted fields, in {} zones",
        accuracy.fields_wrong_accepted, accuracy.fields_accepted, accuracy.rows_wrong_accepted
    );
    let _ = writeln!(
        text,
        "zones invented        {} in {} pictures without one",
        accuracy.zones_invented, accuracy.without_zone
    );
    let _ = writeln!(
        text,
        "pictures              {pictures}, {} unreadable, {} turned upright",
        accuracy.unreadable, accuracy.upright
    );
    if accuracy.sides > 0 {
        let _ = writeln!(
            text,
            "sides                 {} of {} told, {} taken for the other side",
            accuracy.sides_right, accuracy.sides, accuracy.sides_wrong
        );
    }
    if let Some(overlap) = accuracy.outline_overlap_p50 {
        let _ = writeln!(
            text,
            "outlines              {} of {} found, {} cover the true one to 90 %; median {:.1} %",
            accuracy.outlines_found,
            accuracy.outlines,
            accuracy.outlines_close,
            100.0 * overlap
        );
    }
    if let (Some(median), Some(most)) = (accuracy.ms_p50, accuracy.ms_p95) {
        let _ = writeln!(
            text,
            "time for a picture    median {median:.0} ms, 95 % within {most:.0} ms"
        );
    }
    text
}
