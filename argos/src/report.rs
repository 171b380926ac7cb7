//! What `argos verify` prints: one JSON object, or a report for people.

use argos_app::verify::Verification;
use argos_domain::check::CheckResult;
use argos_domain::decision::Verdict;
use argos_domain::personal::PersonalText;
use argos_domain::policy::Policy;
use argos_domain::score::Score;
use argos_vision::{Timings, Vision};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// The whole verification as one JSON object.
pub fn json(verification: &Verification, vision: &Vision, policy: &Policy) -> Value {
    let (status, score, reject_code, retry_code) = outcome(&verification.verdict);
    let checks: Vec<Value> = verification
        .checks
        .iter()
        .map(|check| check_json(check, score))
        .collect();
    let models: Vec<Value> = vision
        .models()
        .iter()
        .map(|model| json!({ "name": model.name, "version": model.version(), "licence": model.licence }))
        .collect();
    json!({
        "status": status,
        "argos_score": score.value,
        "score_cap": score.cap.map(|(check, cap)| json!({ "check": check, "cap": cap })),
        "threshold": policy.score_threshold,
        "reject_code": reject_code,
        "retry_code": retry_code,
        "checks": checks,
        "document": document_json(verification),
        "face": face_json(verification),
        "liveness": verification.selfie.passive_liveness,
        "models": models,
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
    if let Some((check, cap)) = score.cap {
        let _ = writeln!(
            text,
            "  the score is capped at {cap:.1}: \"{}\" fell short of its own threshold",
            check.title()
        );
    }
    let _ = writeln!(text, "\nDocument");
    let fields = fields(verification);
    if fields.is_empty() {
        let _ = writeln!(text, "  nothing was read");
    }
    for (name, value) in &fields {
        let _ = writeln!(text, "  {name:<18}{}", value.as_str().unwrap_or_default());
    }
    let _ = writeln!(text, "\nChecks");
    for check in &verification.checks {
        let part = part_of(check, score).map_or_else(String::new, |(points, of)| format!("{points:.1} of {of:.1}"));
        let _ = writeln!(
            text,
            "  {:<8}{:<44}{part:<15}{}",
            check.outcome.name(),
            check.name.title(),
            check.message
        );
    }
    let timings = timings(verification);
    let total = timings.total_ms.unwrap_or_default();
    let engine = vision.engine();
    let _ = write!(
        text,
        "\n{total:.0} ms, of that inference {:.0} ms and decoding {:.0} ms, with {} {}",
        timings.inference_ms, timings.decode_ms, engine.name, engine.version
    );
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

fn part_of(check: &CheckResult, score: &Score) -> Option<(f64, f64)> {
    score
        .parts
        .iter()
        .find(|part| part.check == check.name)
        .map(|part| (part.points, part.of))
}

fn check_json(check: &CheckResult, score: &Score) -> Value {
    let part = part_of(check, score).map(|(points, of)| json!({ "points": round(points), "of": round(of) }));
    json!({
        "name": check.name,
        "outcome": check.outcome.name(),
        "code": check.outcome.code(),
        "value": check.value,
        "threshold": check.threshold,
        "score_part": part,
        "model": check.model,
        "message": check.message,
    })
}

fn document_json(verification: &Verification) -> Value {
    let reading = &verification.document;
    let zone = std::iter::once(&reading.front)
        .chain(&reading.back)
        .find_map(|page| page.mrz.as_ref());
    json!({
        "type": verification.data.id_type,
        "country": verification.data.issuing_country,
        "recognition_score": argos_app::evaluation::recognition_score(reading),
        "quarter_turns": reading.front_turned,
        "fields": fields(verification),
        "mrz": zone.map(|zone| json!({ "format": zone.mrz.format, "lines": zone.mrz.lines, "check_digits": zone.mrz.checks, "read_again": zone.read_again })),
        "portrait_found": reading.portrait.is_some(),
    })
}

fn face_json(verification: &Verification) -> Value {
    let similarity = verification
        .checks
        .iter()
        .find(|check| check.name == argos_domain::check::CheckName::FaceMatch);
    json!({
        "found": verification.selfie.face.is_some(),
        "other_faces": verification.selfie.other_faces,
        "similarity": similarity.and_then(|check| check.value),
        "threshold": similarity.and_then(|check| check.threshold),
        "quality": verification.selfie.face.as_ref().map(|face| face.face.quality),
    })
}

/// The document's fields that have a value, by the names of the API.
fn fields(verification: &Verification) -> Map<String, Value> {
    let data = &verification.data;
    let text = |text: &Option<PersonalText>| text.as_ref().map(|text| json!(text.expose()));
    let date = |date: Option<jiff::civil::Date>| date.map(|date| json!(date.to_string()));
    let all = [
        ("full_name", data.name().map(|name| json!(name.expose()))),
        ("last_name", text(&data.last_name)),
        ("first_name", text(&data.first_name)),
        ("date_of_birth", date(data.birth_date.map(|birth| birth.0))),
        ("gender", data.gender.map(|gender| json!(gender.name()))),
        ("nationality", data.nationality.map(|country| json!(country))),
        ("document_number", text(&data.document_number)),
        ("identity_number", text(&data.identity_number)),
        ("issue_date", date(data.issue_date)),
        ("expire_date", date(data.expire_date)),
        ("id_type", data.id_type.map(|kind| json!(kind))),
        ("issuing_country", data.issuing_country.map(|country| json!(country))),
    ];
    all.into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect()
}

/// Document and selfie together.
fn timings(verification: &Verification) -> Timings {
    let mut timings = verification.document.timings.clone();
    timings.merge(&verification.selfie.timings);
    timings
}

fn timings_json(timings: &Timings) -> Value {
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

fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
