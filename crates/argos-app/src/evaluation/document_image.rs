//! Is the document's image good enough, and does it show a document at all.

use super::document_data::pages;
use argos_domain::check::{CheckName, CheckOutcome, CheckResult, Standing};
use argos_domain::code::RetryCode;
use argos_vision::DocumentReading;
use argos_vision::document::{Framing, Outline, PictureSide};
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

/// Share of the outline's sides along which an edge must be seen before the picture is said to cut the document off.
const SURE_OUTLINE: f32 = 0.7;

/// Why a picture is not good enough.
#[derive(Debug, Clone, PartialEq, Eq)]
enum ImageProblem {
    Small,
    Dark,
    Bright,
    CutOff(Vec<PictureSide>),
    Blurred,
}

impl ImageProblem {
    /// The first that holds, the one that hides the others first.
    fn of(quality: &Quality, outline: Option<&Outline>) -> Option<Self> {
        if quality.width.max(quality.height) < LEAST_LONG_SIDE {
            return Some(Self::Small);
        } else if quality.brightness < *USABLE_BRIGHTNESS.start() {
            return Some(Self::Dark);
        } else if quality.brightness > *USABLE_BRIGHTNESS.end() {
            return Some(Self::Bright);
        } else if quality.sharpness < LEAST_SHARPNESS {
            return Some(Self::Blurred);
        }
        match outline.map(|outline| (&outline.framing, outline.support)) {
            Some((Framing::CutOff(sides), support)) if support >= SURE_OUTLINE => Some(Self::CutOff(sides.clone())),
            _ => None,
        }
    }

    /// What the user is told, and with it what to do.
    const fn code(&self) -> RetryCode {
        match self {
            Self::Small | Self::Dark | Self::Blurred => RetryCode::DocumentImageQuality,
            Self::Bright => RetryCode::DocumentTooBright,
            Self::CutOff(_) => RetryCode::DocumentCutOff,
        }
    }

    /// For staff.
    fn text(&self) -> String {
        let text = match self {
            Self::Small => "the picture is too small",
            Self::Dark => "the picture is too dark",
            Self::Bright => "the picture is too bright",
            Self::Blurred => "the picture is blurred",
            Self::CutOff(sides) => {
                let side = |side: &PictureSide| match side {
                    PictureSide::Top => "top",
                    PictureSide::Right => "right",
                    PictureSide::Bottom => "bottom",
                    PictureSide::Left => "left",
                };
                let sides: Vec<&str> = sides.iter().map(side).collect();
                return format!("the document is cut off at the {}", sides.join(", "));
            }
        };
        text.to_owned()
    }
}

/// Sharpness, exposure, size, and whether all of the document is in the picture. A picture that was read well all the
/// same is not refused.
pub(super) fn image_check(quality: &Quality, outline: Option<&Outline>, read_well: bool) -> CheckResult {
    let failure = ImageProblem::of(quality, outline);
    let (outcome, message) = match &failure {
        None => (
            CheckOutcome::Pass,
            format!(
                "{} x {} pixels, sharpness {:.0}",
                quality.width, quality.height, quality.sharpness
            ),
        ),
        Some(problem) if read_well => (CheckOutcome::Warn, format!("{}, but it could be read", problem.text())),
        Some(problem) => (CheckOutcome::Retry(problem.code()), problem.text()),
    };
    let threshold = f64::from(LEAST_SHARPNESS);
    let sharpness = Standing::of(f64::from(quality.sharpness), 0.0, threshold, f64::from(GOOD_SHARPNESS));
    // A small or badly lit picture is never better than its threshold, however sharp.
    // Being cut off is not measured well enough to weigh where all was read.
    let weighs = failure.is_some_and(|problem| !read_well || !matches!(problem, ImageProblem::CutOff(_)));
    let standing = if weighs {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::sample_reading::picture;
    use argos_vision::image::Point;

    fn outline(framing: Framing, support: f32) -> Outline {
        Outline {
            corners: [Point::default(); 4],
            framing,
            support,
            area_share: 0.8,
        }
    }

    #[test]
    fn each_reason_has_the_code_that_tells_the_user_what_to_do() {
        let good = picture().quality;
        let cut_off = outline(Framing::CutOff(vec![PictureSide::Left, PictureSide::Bottom]), 0.9);
        for (quality, outline, code) in [
            (
                Quality {
                    width: 400,
                    height: 300,
                    ..good
                },
                None,
                RetryCode::DocumentImageQuality,
            ),
            (
                Quality {
                    brightness: 0.02,
                    ..good
                },
                None,
                RetryCode::DocumentImageQuality,
            ),
            (
                Quality { sharpness: 3.0, ..good },
                None,
                RetryCode::DocumentImageQuality,
            ),
            (
                Quality {
                    brightness: 0.99,
                    ..good
                },
                None,
                RetryCode::DocumentTooBright,
            ),
            (good, Some(&cut_off), RetryCode::DocumentCutOff),
        ] {
            let refused = image_check(&quality, outline, false);
            assert_eq!(refused.outcome, CheckOutcome::Retry(code), "{}", refused.message);
            assert_eq!(
                image_check(&quality, outline, true).outcome,
                CheckOutcome::Warn,
                "{code:?}"
            );
        }
        let message = image_check(&good, Some(&cut_off), false).message;
        assert_eq!(message, "the document is cut off at the left, bottom");
    }

    #[test]
    fn a_whole_document_or_an_unsure_outline_is_no_reason() {
        let good = picture().quality;
        for seen in [
            outline(Framing::Whole, 1.0),
            outline(Framing::FillsPicture, 0.0),
            outline(Framing::CutOff(vec![PictureSide::Top]), 0.3),
        ] {
            assert_eq!(image_check(&good, Some(&seen), false).outcome, CheckOutcome::Pass);
        }
    }
}
