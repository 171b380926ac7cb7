//! Reads labelled pictures of documents and counts right, wrong and unproven machine readable zones.
//!
//! `cargo run --release -p argos-vision --example read_documents -- LABELS.csv [--turn QUARTERS] [--show] [--only PART]`
//!
//! The labels are rows of `path,kind,format,line1,line2,line3`; paths are relative to the file. Rows whose kind is
//! `mrz` have a truth, `no_mrz…` must have no zone, others are only read. `--turn` turns every picture clockwise
//! first. `--show` prints what was read.
#![allow(clippy::print_stdout, reason = "a command-line program")]

use std::path::Path;
use std::time::Instant;

use argos_vision::document::{PageReading, read_page};
use argos_vision::engine::{Engine, EngineError, EnginePreference, Model};
use argos_vision::image::{DecodeLimits, QuarterTurns, decode, rotate};
use argos_vision::models::{ModelFiles, ModelName, ModelSource};
use argos_vision::mrz::Mrz;
use argos_vision::text::TextModels;
use argos_vision::timings::Timings;

type Failure = Box<dyn std::error::Error>;

#[derive(Default)]
struct Counts {
    zones: usize,
    exact: usize,
    exact_and_proven: usize,
    wrong_but_proven: usize,
    wrong_fields_proven: usize,
    missed: usize,
    invented: usize,
    upright: usize,
    milliseconds: Vec<f64>,
    own_share: Vec<f64>,
}

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let value_of = |name: &str| {
        arguments
            .iter()
            .position(|a| a == name)
            .and_then(|at| arguments.get(at + 1))
    };
    let labels = arguments
        .first()
        .filter(|first| !first.starts_with("--"))
        .ok_or("the labels file is missing")?;
    let quarters: usize = value_of("--turn").map_or(Ok(0), |text| text.parse())?;
    let turn = *QuarterTurns::ALL.get(quarters).ok_or("--turn takes 0 to 3")?;
    let show = arguments.iter().any(|a| a == "--show");
    let part = value_of("--only").map_or("", String::as_str);
    let mut models = load()?;
    let mut counts = Counts::default();
    let folder = Path::new(labels).parent().unwrap_or(Path::new("."));
    for row in std::fs::read_to_string(labels)?
        .lines()
        .skip(1)
        .filter(|row| row.contains(part))
    {
        let columns: Vec<&str> = row.splitn(7, ',').collect();
        let [path, kind, _, truth @ ..] = columns.as_slice() else {
            continue;
        };
        let truth: Vec<&str> = truth.iter().take(3).copied().filter(|line| !line.is_empty()).collect();
        let bytes = std::fs::read(folder.join(path))?;
        let image = match decode(
            &bytes,
            &DecodeLimits {
                min_side: 1,
                ..DecodeLimits::default()
            },
        ) {
            Ok(decoded) => rotate(&decoded.pixels, turn),
            Err(error) => {
                println!("{path}: {error}");
                continue;
            }
        };
        let mut timings = Timings::default();
        let start = Instant::now();
        let reading = read_page(&mut models, &image, jiff::civil::date(2026, 1, 1), &mut timings)?;
        let milliseconds = start.elapsed().as_secs_f64() * 1e3;
        counts.milliseconds.push(milliseconds);
        counts
            .own_share
            .push(milliseconds / timings.inference_ms.max(1e-3) - 1.0);
        let verdict = judge(&mut counts, kind, &truth, &reading);
        counts.upright += usize::from(reading.turns == turn.inverse());
        println!(
            "{verdict:26} {path} {milliseconds:.0} ms ({:.0} ms inference), {} lines, turn {:?}, {:?} {:?}, score {:.0}",
            timings.inference_ms,
            reading.lines.len(),
            reading.turns,
            reading.kind,
            reading.issuing_country,
            reading.recognition_score
        );
        if show {
            print_reading(&reading, &truth, &timings);
        }
    }
    summarise(&mut counts);
    Ok(())
}

fn load() -> Result<TextModels, Failure> {
    let files = ModelFiles::open(ModelSource::Embedded)?;
    let engine = Engine::discover(EnginePreference::Automatic)?;
    println!("{:?}", engine.info());
    let load = |name| -> Result<Box<dyn Model>, Failure> {
        let model: Result<Box<dyn Model>, EngineError> = engine.load(&files.bytes(name)?);
        Ok(model?)
    };
    Ok(TextModels::new(
        load(ModelName::TextDetector)?,
        load(ModelName::TextRecogniser)?,
        load(ModelName::TextLineOrientation)?,
        &files.characters()?,
    ))
}

fn judge(counts: &mut Counts, kind: &str, truth: &[&str], reading: &PageReading) -> &'static str {
    let mrz = reading.mrz.as_ref().map(|found| &found.mrz);
    if kind != "mrz" {
        if kind.starts_with("no_mrz") && mrz.is_some() {
            counts.invented += 1;
            return "INVENTED";
        }
        return kind_word(kind);
    }
    counts.zones += 1;
    let Some(mrz) = mrz else {
        counts.missed += 1;
        return "MISSED";
    };
    let exact = mrz.lines == truth;
    counts.exact += usize::from(exact);
    let wrong = if exact { 0 } else { wrong_fields(mrz, truth) };
    counts.wrong_fields_proven += usize::from(wrong > 0);
    match (exact, mrz.is_proven()) {
        (true, true) => {
            counts.exact_and_proven += 1;
            "exact, proven"
        }
        (true, false) => "exact, unproven",
        (false, true) => {
            counts.wrong_but_proven += 1;
            "WRONG, PROVEN"
        }
        (false, false) if wrong > 0 => "wrong, a field is proven",
        (false, false) => "wrong, unproven",
    }
}

fn kind_word(kind: &str) -> &'static str {
    if kind.starts_with("no_mrz") {
        "no zone"
    } else {
        "no truth"
    }
}

/// Proven fields whose value differs from that of the true lines.
fn wrong_fields(mrz: &Mrz, truth: &[&str]) -> usize {
    use argos_vision::mrz::{MrzFormat, ReadLine, read};
    let lines: Vec<ReadLine> = truth.iter().map(|line| ReadLine::from(*line)).collect();
    let right = MrzFormat::detect(truth).and_then(|format| read(&lines, format, jiff::civil::date(2026, 1, 1)));
    let Some(right) = right else { return 1 };
    let texts = [
        (&mrz.surname, &right.surname),
        (&mrz.given_names, &right.given_names),
        (&mrz.document_number, &right.document_number),
        (&mrz.nationality, &right.nationality),
        (&mrz.issuing_country, &right.issuing_country),
    ];
    let dates = [
        (&mrz.birth_date, &right.birth_date),
        (&mrz.expiry_date, &right.expiry_date),
    ];
    texts
        .iter()
        .filter(|(read, right)| read.proven().is_some() && read.value != right.value)
        .count()
        + dates
            .iter()
            .filter(|(read, right)| read.proven().is_some() && read.value != right.value)
            .count()
        + usize::from(mrz.sex.proven().is_some() && mrz.sex.value != right.sex.value)
}

fn print_reading(reading: &PageReading, truth: &[&str], timings: &Timings) {
    for line in &reading.lines {
        println!("    {:.2} {}", line.confidence, line.text);
    }
    if let Some(found) = &reading.mrz {
        for (index, line) in found.mrz.lines.iter().enumerate() {
            println!("  read {line}\n  true {}", truth.get(index).unwrap_or(&"-"));
        }
        println!("  {:?}\n  again {} {:?}", found.mrz, found.read_again, found.agreement);
    }
    let fields = &reading.fields;
    let text = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            println!("  {name}: {value}");
        }
    };
    text("surname", fields.surname.as_ref().map(|field| field.value.clone()));
    text(
        "given names",
        fields.given_names.as_ref().map(|field| field.value.clone()),
    );
    text(
        "birth date",
        fields.birth_date.as_ref().map(|field| field.value.to_string()),
    );
    text("sex", fields.sex.as_ref().map(|field| format!("{:?}", field.value)));
    text(
        "nationality",
        fields.nationality.as_ref().map(|field| field.value.clone()),
    );
    text(
        "document number",
        fields.document_number.as_ref().map(|field| field.value.clone()),
    );
    text(
        "issue date",
        fields.issue_date.as_ref().map(|field| field.value.to_string()),
    );
    text(
        "expiry date",
        fields.expiry_date.as_ref().map(|field| field.value.to_string()),
    );
    text(
        "personal number",
        fields.personal_number.as_ref().map(|field| field.value.clone()),
    );
    text(
        "place of birth",
        fields.place_of_birth.as_ref().map(|field| field.value.clone()),
    );
    println!("  {timings:?}");
}

fn summarise(counts: &mut Counts) {
    let median = |values: &mut Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or(0.0)
    };
    println!(
        "{} zones: {} exact ({} of them proven), {} wrong but proven, {} with a wrong proven field, {} missed; {} invented; {} of {} pictures upright",
        counts.zones,
        counts.exact,
        counts.exact_and_proven,
        counts.wrong_but_proven,
        counts.wrong_fields_proven,
        counts.missed,
        counts.invented,
        counts.upright,
        counts.milliseconds.len()
    );
    println!(
        "median {:.0} ms, own time {:.0} % of inference",
        median(&mut counts.milliseconds),
        100.0 * median(&mut counts.own_share)
    );
}
