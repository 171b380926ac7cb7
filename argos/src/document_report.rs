//! What `argos read` prints of one image: a JSON object, or a report for people.

use crate::report;
use argos_app::evaluation::FieldSource;
use argos_app::read::ReadDocument;
use argos_domain::check::{CheckName, CheckOutcome, CheckResult};
use argos_domain::document_field::DocumentField;
use argos_vision::image::{Point, QuarterTurns};
use argos_vision::mrz::{FieldStatus, MrzFormat};
use argos_vision::text::turn_point;
use argos_vision::{DocumentReading, Vision};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use std::path::Path;

/// Four corners in pixels of the file's picture (turned as its EXIF data say), clockwise from where the text begins.
type Corners = [[f64; 2]; 4];

/// The reading as one JSON object.
pub fn json(path: &Path, document: &ReadDocument, vision: &Vision) -> Value {
    let reading = &document.reading;
    let mut about = report::document_json(reading, &document.data, &document.fields);
    about["boxes"] = boxes(document);
    about["outline"] = json!(reading.front.outline.as_ref().map(|outline| json!({
        "framing": outline.framing,
        "support": report::round(f64::from(outline.support)),
        "area_share": report::round(f64::from(outline.area_share)),
    })));
    let scale = reading.front_picture.scale;
    let lines: Vec<Value> = reading
        .front
        .lines
        .iter()
        .map(|line| {
            let confidence = report::round(f64::from(line.confidence));
            json!({ "text": line.text, "confidence": confidence, "corners": corners(&line.quad, scale) })
        })
        .collect();
    json!({
        "path": path.display().to_string(),
        "document": about,
        "lines": lines,
        "quality": quality_json(document),
        "checks": document.checks.iter().map(report::check_json).collect::<Vec<_>>(),
        "models": report::models_json(vision),
        "engine": vision.engine(),
        "timings_ms": report::timings_json(&reading.timings),
    })
}

/// What stands in the place of a reading when there is none.
pub fn unreadable_json(path: &Path, message: &str) -> Value {
    json!({ "path": path.display().to_string(), "error": message })
}

/// The reading for people.
pub fn text(path: &Path, document: &ReadDocument, vision: &Vision) -> String {
    let ReadDocument {
        data,
        fields,
        checks,
        reading,
    } = document;
    let mut text = String::new();
    let kind = data.id_type.map_or("unknown kind", |kind| kind.name());
    let country = data
        .issuing_country
        .as_ref()
        .map_or("unknown country", |country| country.alpha3());
    let _ = writeln!(text, "{}", path.display());
    let _ = writeln!(
        text,
        "  {kind}, {country}, read with a score of {:.1} of 100{}",
        argos_app::evaluation::recognition_score(reading),
        turned_by(reading.front_turned)
    );
    let _ = writeln!(text, "\n  Fields");
    let values = report::fields(data);
    for field in DocumentField::ALL {
        let name = report::field_name(field);
        let state = fields.iter().find(|known| known.field == field);
        let (status, source) = state.map_or(("", ""), |state| (status_word(state.status), source_word(state.source)));
        let value = values.get(name).and_then(Value::as_str);
        if value.is_some() || state.is_some() {
            let line = format!("    {name:<17} {:<32} {status:<9} {source}", value.unwrap_or_default());
            let _ = writeln!(text, "{}", line.trim_end());
        }
    }
    if values.is_empty() {
        let _ = writeln!(text, "    nothing was read");
    }
    if let Some(zone) = &reading.front.mrz {
        let (passed, present) = zone.mrz.checks.passed_of();
        let _ = writeln!(
            text,
            "\n  Machine readable zone: {}, {passed} of {present} check digits agree",
            format_name(zone.mrz.format)
        );
        for line in &zone.mrz.lines {
            let _ = writeln!(text, "    {line}");
        }
    }
    for found in &reading.front.barcodes {
        let _ = writeln!(text, "\n  {}", report::barcode_line(found));
    }
    let _ = writeln!(text, "\n  Checks");
    for check in checks {
        let _ = writeln!(
            text,
            "    {:<8}{:<44}{}",
            check.outcome.name(),
            check.name.title(),
            check.message
        );
    }
    let stages: Vec<String> = reading
        .timings
        .stages
        .iter()
        .map(|(name, spent)| format!("{} {spent:.0}", name.replace('_', " ")))
        .collect();
    let _ = writeln!(text, "\n  {}", report::time_spent(&reading.timings, vision));
    let _ = write!(text, "  {} ms", stages.join(", "));
    text
}

/// The checks that speak of the image itself, and its measurements.
fn quality_json(document: &ReadDocument) -> Value {
    let picture = &document.reading.front_picture;
    let about_the_image = |check: &&CheckResult| check.name == CheckName::DocumentImage;
    let found: Vec<&CheckResult> = document.checks.iter().filter(about_the_image).collect();
    let reasons: Vec<&str> = found
        .iter()
        .filter(|check| check.outcome != CheckOutcome::Pass)
        .map(|check| check.message.as_str())
        .collect();
    let usable = found
        .iter()
        .all(|check| matches!(check.outcome, CheckOutcome::Pass | CheckOutcome::Warn));
    json!({ "usable": usable, "reasons": reasons, "format": picture.format, "measured": picture.quality })
}

fn boxes(document: &ReadDocument) -> Value {
    let reading = &document.reading;
    let scale = reading.front_picture.scale;
    let fields: Map<String, Value> = document
        .fields
        .iter()
        .filter_map(|field| {
            let place = corners(&field.place?, scale);
            Some((report::field_name(field.field).to_owned(), json!(place)))
        })
        .collect();
    let zone = reading.front.mrz.as_ref();
    let lines: Option<Vec<Corners>> = zone.map(|zone| zone.quads.iter().map(|quad| corners(quad, scale)).collect());
    json!({
        "fields": fields,
        "mrz": lines,
        "portrait": portrait(reading).map(|quad| corners(&quad, scale)),
        "document": reading.front.outline.as_ref().map(|outline| corners(&outline.corners, scale)),
    })
}

/// The portrait's box on the picture as it was given; it is found on the picture turned upright.
fn portrait(reading: &DocumentReading) -> Option<[Point; 4]> {
    let found = reading.portrait.as_ref()?.face.bounding_box;
    let picture = &reading.front_picture;
    let size = (
        picture.quality.width as f32 / picture.scale,
        picture.quality.height as f32 / picture.scale,
    );
    let (width, height) = match reading.front_turned {
        QuarterTurns::None | QuarterTurns::Half => size,
        QuarterTurns::Quarter | QuarterTurns::ThreeQuarters => (size.1, size.0),
    };
    let (right, bottom) = (found.x + found.width, found.y + found.height);
    let upright = [(found.x, found.y), (right, found.y), (right, bottom), (found.x, bottom)];
    Some(upright.map(|(x, y)| turn_point(Point::new(x, y), width, height, reading.front_turned.inverse())))
}

fn corners(quad: &[Point; 4], scale: f32) -> Corners {
    quad.map(|point| [point.x, point.y].map(|value| (f64::from(value * scale) * 10.0).round() / 10.0))
}

fn turned_by(turns: QuarterTurns) -> &'static str {
    match turns {
        QuarterTurns::None => "",
        QuarterTurns::Quarter => ", turned by 90 degrees",
        QuarterTurns::Half => ", turned by 180 degrees",
        QuarterTurns::ThreeQuarters => ", turned by 270 degrees",
    }
}

fn status_word(status: FieldStatus) -> &'static str {
    match status {
        FieldStatus::Read => "read",
        FieldStatus::Repaired => "repaired",
        FieldStatus::Unproven => "unproven",
        FieldStatus::Failed => "failed",
        FieldStatus::Absent => "absent",
    }
}

fn source_word(source: FieldSource) -> &'static str {
    match source {
        FieldSource::Mrz => "machine readable zone",
        FieldSource::Barcode => "barcode",
        FieldSource::Print => "printed",
    }
}

fn format_name(format: MrzFormat) -> &'static str {
    match format {
        MrzFormat::Td1 => "TD1",
        MrzFormat::Td2 => "TD2",
        MrzFormat::Td3 => "TD3",
        MrzFormat::MrvA => "MRV-A",
        MrzFormat::MrvB => "MRV-B",
        MrzFormat::FrenchIdentityCard => "French identity card",
    }
}
