//! What `argos verify` prints: one JSON object, or a report for people. The parts that tell of the document are those of
//! `argos read` as well.

use argos_app::evaluation::FieldReading;
use argos_app::verify::Verification;
use argos_domain::check::{CheckName, CheckResult};
use argos_domain::decision::Verdict;
use argos_domain::document::DocumentData;
use argos_domain::document_field::DocumentField;
use argos_domain::personal::PersonalText;
use argos_domain::policy::Policy;
use argos_domain::score::{Score, ScorePart};
use argos_vision::barcode::Symbology;
use argos_vision::document::{BarcodeContent, PageBarcode};
use argos_vision::{DocumentReading, Timings, Vision};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// The whole verification as one JSON object.
pub fn json(verification: &Verification, vision: &Vision, policy: &Policy) -> Value {
    let (status, score, reject_code, retry_code) = outcome(&verification.verdict);
    let fields_read = argos_app::evaluation::field_readings(&verification.document);
    let checks: Vec<Value> = verification
        .checks
        .iter()
        .map(|check| {
            let part = score.parts.iter().find(|part| part.check == check.name);
            let mut object = check_json(check);
            object["score_part"] =
                json!(part.map(|part| json!({ "points": round(part.points), "of": part.of.map(round) })));
            object
        })
        .collect();
    json!({
        "status": status,
        "argos_score": score.value,
        "score_version": score.version,
        "score_start": score.start,
        "score_cap": score.cap.map(|(check, cap)| json!({ "check": check, "cap": cap })),
        "threshold": policy.score_threshold,
        "reject_code": reject_code,
        "retry_code": retry_code,
        "checks": checks,
        "document": document_json(&verification.document, &verification.data, &fields_read),
        "face": face_json(verification),
        "liveness": verification.selfie.passive_liveness,
        "models": models_json(vision),
        "engine": vision.engine(),
        "timings_ms": timings_json(&timings(verification)),
    })
}

/// The whole verification for people.
pub fn text(verification: &Verification, vision: &Vision, policy: &Policy) -> String {
    let (status, score, reject_code, retry_code) = outcome(&verification.verdict);
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{}   ARGOS Score {:.1} (approved above {:.0})",
        status.to_uppercase(),
        score.value,
        policy.score_threshold
    );
    if let Some(code) = retry_code {
        let _ = writeln!(text, "  {}: {}", code.code(), code.user_text());
    }
    if let Some(code) = reject_code {
        let _ = writeln!(text, "  {}: {}", code.code(), code.staff_text());
    }
    if score.start > 0.0 {
        let _ = writeln!(text, "  {}", adding_up(score));
    }
    match score.cap {
        Some((CheckName::CustomRules, left)) => {
            let _ = writeln!(text, "  the rules of the project leave {left:.1} of it");
        }
        Some((check, cap)) => {
            let _ = writeln!(
                text,
                "  the score is capped at {cap:.1}: \"{}\" fell short of its own threshold",
                check.title()
            );
        }
        None => {}
    }
    let _ = writeln!(text, "\nDocument");
    let fields = fields(&verification.data);
    if fields.is_empty() {
        let _ = writeln!(text, "  nothing was read");
    }
    for (name, value) in &fields {
        let _ = writeln!(text, "  {name:<18}{}", value.as_str().unwrap_or_default());
    }
    let _ = writeln!(text, "\nChecks");
    for check in &verification.checks {
        let part = score.parts.iter().find(|part| part.check == check.name);
        let part = part.map(score_part).unwrap_or_default();
        let _ = writeln!(
            text,
            "  {:<8}{:<44}{part:<15}{}",
            check.outcome.name(),
            check.name.title(),
            check.message
        );
    }
    let _ = write!(text, "\n{}", time_spent(&timings(verification), vision));
    text
}

fn outcome(
    verdict: &Verdict,
) -> (
    &'static str,
    &Score,
    Option<argos_domain::code::RejectCode>,
    Option<argos_domain::code::RetryCode>,
) {
    match verdict {
        Verdict::Approved(score) => ("approved", score, None, None),
        Verdict::Pending(score) => ("pending", score, None, None),
        Verdict::Retry(code, score) => ("retry", score, None, Some(*code)),
        Verdict::Rejected(code, score) => ("rejected", score, Some(*code), None),
    }
}

/// What one check gave of what it could have given, or what it took; nothing where it took nothing.
fn score_part(part: &ScorePart) -> String {
    match part.of {
        Some(of) => format!("{:.1} of {of:.1}", part.points),
        None if part.points < 0.0 => format!("{:.1}", part.points),
        None => String::new(),
    }
}

/// The way to the score in one line: where it starts, and what took the most first.
fn adding_up(score: &Score) -> String {
    let mut parts: Vec<&ScorePart> = score.parts.iter().filter(|part| part.points < 0.0).collect();
    parts.sort_by(|a, b| a.points.total_cmp(&b.points));
    let taken: Vec<String> = parts
        .iter()
        .map(|part| format!("; {} {:.1}", part.check.title(), part.points))
        .collect();
    format!("start {:.1}{}; in all {:.1}", score.start, taken.concat(), score.sum())
}

/// A check without its part in the score.
pub fn check_json(check: &CheckResult) -> Value {
    json!({
        "name": check.name,
        "outcome": check.outcome.name(),
        "code": check.outcome.code(),
        "value": check.value,
        "threshold": check.threshold,
        "model": check.model,
        "message": check.message,
    })
}

/// What was read from the document.
pub fn document_json(reading: &DocumentReading, data: &DocumentData, fields_read: &[FieldReading]) -> Value {
    let zone = std::iter::once(&reading.front)
        .chain(&reading.back)
        .find_map(|page| page.mrz.as_ref());
    let field_status: Map<String, Value> = fields_read
        .iter()
        .map(|read| {
            let confidence = read.confidence.map(|confidence| round(f64::from(confidence)));
            let state = json!({ "status": read.status, "source": read.source, "confidence": confidence });
            (field_name(read.field).to_owned(), state)
        })
        .collect();
    json!({
        "type": data.id_type,
        "country": data.issuing_country,
        "recognition_score": argos_app::evaluation::recognition_score(reading),
        "quarter_turns": reading.front_turned,
        "fields": fields(data),
        "field_status": field_status,
        "mrz": zone.map(|zone| json!({ "format": zone.mrz.format, "lines": zone.mrz.lines, "check_digits": zone.mrz.checks, "read_again": zone.read_again })),
        "barcodes": barcodes_json(reading),
        "portrait_found": reading.portrait.is_some(),
        "side": reading.front_side,
        "back_side": reading.back_side,
    })
}

/// The barcodes of all pages. Corners are in pixels of the page's working picture.
fn barcodes_json(reading: &DocumentReading) -> Vec<Value> {
    let pages = std::iter::once(&reading.front).chain(&reading.back).enumerate();
    pages
        .flat_map(|(page, reading)| reading.barcodes.iter().map(move |found| (page, found)))
        .map(|(page, found)| {
            json!({
                "page": page,
                "symbology": found.barcode.symbology,
                "corners": found.barcode.corners,
                "text": found.barcode.text,
                "content": found.content,
            })
        })
        .collect()
}

/// A barcode in one line for people.
pub fn barcode_line(found: &PageBarcode) -> String {
    let kind = match found.barcode.symbology {
        Symbology::Pdf417 => "PDF417",
        Symbology::Qr => "QR code",
    };
    let what = match &found.content {
        BarcodeContent::Card(card) => format!(
            "data of a card of {}, version {} of the AAMVA standard",
            [&card.issuing_jurisdiction, &card.issuing_country]
                .into_iter()
                .flatten()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(", "),
            card.version
        ),
        BarcodeContent::DamagedCard(reason) => format!("damaged data of a card: {reason}"),
        BarcodeContent::Text => format!("{:?}", found.barcode.text.chars().take(200).collect::<String>()),
    };
    format!("{kind}: {what}")
}

/// The models in use.
pub fn models_json(vision: &Vision) -> Vec<Value> {
    vision
        .models()
        .iter()
        .map(|model| json!({ "name": model.name, "version": model.version(), "licence": model.licence }))
        .collect()
}

fn face_json(verification: &Verification) -> Value {
    let similarity = verification
        .checks
        .iter()
        .find(|check| check.name == CheckName::FaceMatch);
    json!({
        "found": verification.selfie.face.is_some(),
        "other_faces": verification.selfie.other_faces,
        "similarity": similarity.and_then(|check| check.value),
        "threshold": similarity.and_then(|check| check.threshold),
        "quality": verification.selfie.face.as_ref().map(|face| face.face.quality),
    })
}

/// The name of a field in what the command line prints.
pub fn field_name(field: DocumentField) -> &'static str {
    match field {
        DocumentField::IdType => "id_type",
        DocumentField::IssuingCountry => "issuing_country",
        DocumentField::FirstName => "first_name",
        DocumentField::LastName => "last_name",
        DocumentField::FullName => "full_name",
        DocumentField::Gender => "gender",
        DocumentField::BirthDate => "date_of_birth",
        DocumentField::Nationality => "nationality",
        DocumentField::DocumentNumber => "document_number",
        DocumentField::IdentityNumber => "identity_number",
        DocumentField::IssueDate => "issue_date",
        DocumentField::ExpireDate => "expire_date",
    }
}

/// The document's fields that have a value.
pub fn fields(data: &DocumentData) -> Map<String, Value> {
    DocumentField::ALL
        .into_iter()
        .filter_map(|field| {
            let value = match field {
                DocumentField::FullName => data.name(),
                _ => field.value(data),
            };
            Some((
                field_name(field).to_owned(),
                json!(value.as_ref().map(PersonalText::expose)?),
            ))
        })
        .collect()
}

/// Total time, inference, decoding and the engine in one sentence.
pub fn time_spent(timings: &Timings, vision: &Vision) -> String {
    let engine = vision.engine();
    format!(
        "{:.0} ms, of that inference {:.0} ms and decoding {:.0} ms, with {} {}",
        timings.total_ms.unwrap_or_default(),
        timings.inference_ms,
        timings.decode_ms,
        engine.name,
        engine.version
    )
}

/// Document and selfie together.
fn timings(verification: &Verification) -> Timings {
    let mut timings = verification.document.timings.clone();
    timings.merge(&verification.selfie.timings);
    timings
}

/// Where the time went, in milliseconds.
pub fn timings_json(timings: &Timings) -> Value {
    let stages: Map<String, Value> = timings
        .stages
        .iter()
        .map(|(name, spent)| (name.clone(), json!(round(*spent))))
        .collect();
    json!({
        "total": timings.total_ms.map(round),
        "decode": round(timings.decode_ms),
        "inference": round(timings.inference_ms),
        "stages": stages,
    })
}

/// Two digits after the point.
pub fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
