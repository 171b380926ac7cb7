//! Is the document's image good enough, and does it show a document at all.

use super::document_data::pages;
use argos_domain::check::{CheckName, CheckOutcome, CheckResult, Standing};
use argos_domain::code::RetryCode;
use argos_vision::DocumentReading;
use argos_vision::image::Quality;

/// Long side in pixels below which the small print of a document cannot be read.
const LEAST_LONG_SIDE: u32 = 500;
/// Sharpness (see `Quality`) below which text is blurred.
const LEAST_SHARPNESS: f32 = 12.0;
/// Sharpness of a good picture.
const GOOD_SHARPNESS: f32 = 200.0;
const USABLE_BRIGHTNESS: std::ops::RangeInclusive<f32> = 0.08..=0.97;
/// A document has at least this many lines of text.
const LEAST_LINES: usize = 3;

/// Sharpness, exposure and size. A picture that was read well all the same is not refused.
pub(super) fn image_check(quality: &Quality, read_well: bool) -> CheckResult {
    let long_side = quality.width.max(quality.height);
    let failure = if long_side < LEAST_LONG_SIDE {
        Some("the picture is too small")
    } else if quality.brightness < *USABLE_BRIGHTNESS.start() {
        Some("the picture is too dark")
    } else if quality.brightness > *USABLE_BRIGHTNESS.end() {
        Some("the picture is too bright")
    } else if quality.sharpness < LEAST_SHARPNESS {
        Some("the picture is blurred")
    } else {
        None
    };
    let (outcome, message) = match failure {
        None => (
            CheckOutcome::Pass,
            format!(
                "{} x {} pixels, sharpness {:.0}",
                quality.width, quality.height, quality.sharpness
            ),
        ),
        Some(reason) if read_well => (CheckOutcome::Warn, format!("{reason}, but it could be read")),
        Some(reason) => (CheckOutcome::Retry(RetryCode::DocumentImageQuality), reason.to_owned()),
    };
    let threshold = f64::from(LEAST_SHARPNESS);
    let sharpness = Standing::of(f64::from(quality.sharpness), 0.0, threshold, f64::from(GOOD_SHARPNESS));
    // A small or badly lit picture is never better than its threshold, however sharp.
    let standing = if failure.is_some() {
        Standing::new(sharpness.value().min(0.5))
    } else {
        sharpness
    };
    let value = f64::from(quality.sharpness).round();
    CheckResult::measured(CheckName::DocumentImage, outcome, value, threshold, standing, message)
}

/// Text, a zone, a card's barcode or a portrait: without any of them it is no document.
pub(super) fn presence_checks(reading: &DocumentReading) -> Vec<CheckResult> {
    let pages = pages(reading);
    let lines: usize = pages.iter().map(|page| page.lines.len()).sum();
    let zone = pages.iter().any(|page| page.mrz.is_some());
    let card = pages.iter().any(|page| page.card().is_some());
    let portrait = reading.portrait.is_some();
    if !zone && !card && lines < LEAST_LINES {
        let outcome = CheckOutcome::Retry(RetryCode::DocumentNotFound);
        return vec![CheckResult::plain(
            CheckName::DocumentPresence,
            outcome,
            "no identity document was found in the picture",
        )];
    }
    let found = format!(
        "{lines} lines of text{}{}",
        if zone { " and a machine readable zone" } else { "" },
        if card { " and the barcode of a card" } else { "" }
    );
    let portrait = if portrait {
        CheckResult::plain(
            CheckName::DocumentPortrait,
            CheckOutcome::Pass,
            "a portrait was found on the document",
        )
    } else {
        let outcome = CheckOutcome::Retry(RetryCode::DocumentFaceNotFound);
        CheckResult::plain(
            CheckName::DocumentPortrait,
            outcome,
            "no portrait was found on the document",
        )
    };
    vec![
        CheckResult::plain(CheckName::DocumentPresence, CheckOutcome::Pass, found),
        portrait,
    ]
}
