//! `argos eval barcodes`: reads pictures with known payloads, and prints how many were read to the byte.

use crate::command_line::EvalBarcodesArguments;
use crate::image_file::{self, Failure};
use crate::output;
use argos_app::accuracy::barcodes::{BarcodeAccuracy, ReadPicture, count, payload_of};
use argos_vision::barcode::find_barcodes;
use argos_vision::image::{DecodeLimits, decode};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Pictures of a symbol alone may be lower than any picture of a document.
fn limits() -> DecodeLimits {
    DecodeLimits {
        min_side: 16,
        ..DecodeLimits::default()
    }
}
/// Folders within folders are searched this deep.
const DEEPEST: usize = 4;

/// Reads everything in the folder and prints the figures.
pub fn measure(arguments: &EvalBarcodesArguments) -> Result<(), Failure> {
    let mut files = Vec::new();
    list(&arguments.folder, DEEPEST, &mut files)?;
    files.sort();
    let known: BTreeSet<&Path> = files.iter().map(PathBuf::as_path).collect();
    let mut payloads = BTreeSet::new();
    let mut pictures = Vec::new();
    for path in files
        .iter()
        .filter(|path| ends_in(path, &["png", "jpg", "jpeg", "webp"]))
    {
        if let Some(payload) = payload_of(path, |candidate| known.contains(candidate)) {
            pictures.push(read(path, &payload)?);
            payloads.insert(payload);
        }
    }
    let mut texts = Vec::new();
    for path in files
        .iter()
        .filter(|path| ends_in(path, &["txt"]) && !payloads.contains(*path))
    {
        let text = String::from_utf8_lossy(&image_file::read(path)?).into_owned();
        if text.contains("ANSI ") || text.contains("AAMVA") {
            texts.push((path.clone(), text));
        }
    }
    if pictures.is_empty() && texts.is_empty() {
        let folder = arguments.folder.display();
        return Err(Failure::Unreadable(format!(
            "{folder} holds no picture with a payload of the same name (.txt or .bin) and no text of a card"
        )));
    }
    let accuracy = count(&pictures, &texts);
    if arguments.json {
        let object = serde_json::to_string_pretty(&accuracy).map_err(|error| Failure::Broken(error.to_string()))?;
        return output::answer(&object);
    }
    output::answer(report(&accuracy).trim_end())
}

fn list(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let unreadable = |error: std::io::Error| Failure::Unreadable(format!("cannot read {}: {error}", folder.display()));
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let kind = entry.file_type().map_err(unreadable)?;
        if kind.is_file() {
            files.push(entry.path());
        } else if kind.is_dir() && depth > 0 {
            list(&entry.path(), depth - 1, files)?;
        }
    }
    Ok(())
}

fn ends_in(path: &Path, endings: &[&str]) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| endings.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

fn read(path: &Path, payload: &Path) -> Result<ReadPicture, Failure> {
    let bytes = image_file::read(path)?;
    let decoded = decode(&bytes, &limits()).map_err(|error| error.to_string());
    let start = Instant::now();
    let found = decoded.map(|decoded| find_barcodes(&decoded.pixels));
    Ok(ReadPicture {
        path: path.to_owned(),
        payload: payload.to_owned(),
        expected: image_file::read(payload)?,
        found,
        milliseconds: start.elapsed().as_secs_f64() * 1e3,
    })
}

fn report(accuracy: &BarcodeAccuracy) -> String {
    let mut text = String::new();
    for failure in &accuracy.failures {
        let _ = writeln!(text, "{}", failure.path);
        let _ = writeln!(text, "  expected {}", failure.expected.escape_debug());
        for got in &failure.got {
            let _ = writeln!(text, "  got      {}", got.escape_debug());
        }
    }
    let _ = writeln!(text, "{} of {} pictures read exactly", accuracy.exact, accuracy.images);
    if accuracy.card_texts > 0 {
        let (parsed, all) = (accuracy.card_texts_parsed, accuracy.card_texts);
        let _ = writeln!(text, "{parsed} of {all} texts of cards taken apart");
    }
    if let (Some(half), Some(most)) = (accuracy.ms_p50, accuracy.ms_p95) {
        let _ = writeln!(text, "{half:.1} ms a picture (median), {most:.1} ms (95 of 100)");
    }
    text
}
