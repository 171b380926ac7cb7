//! Is it the document itself, or a picture of it: on a screen, on paper, with another portrait.

use argos_domain::check::{CheckName, CheckOutcome, CheckResult, Standing};
use argos_domain::judgement::doubtful_origin;
use argos_domain::policy::Policy;
use argos_vision::DocumentReading;
use argos_vision::document::SurfaceSigns;

/// Prominence of a pattern, in decades, from which it is taken for a screen's; half a decade above the highest of 66
/// public pictures of documents, half a decade below the faintest simulated screen.
const SCREEN_PATTERN: f64 = 1.8;
/// Prominence in pictures without any pattern.
const NO_PATTERN: f64 = 0.8;
/// Spread of colours below which a document is taken for a copy without colour, see [`SurfaceSigns::colour_spread`].
const COPY_SPREAD: f64 = 3.0;
/// Spread from which a document is as colourful as any.
const COLOURFUL_SPREAD: f64 = 9.0;
/// Likeness of two portraits below which they are taken to show two people: small and faint portraits of one person
/// were seen down to about this.
const ONE_PERSON: f64 = 0.2;

/// The checks for which there is something to look at.
#[must_use]
pub fn origin_checks(reading: &DocumentReading, policy: &Policy) -> Vec<CheckResult> {
    let surfaces = || {
        [Some(&reading.front_surface), reading.back_surface.as_ref()]
            .into_iter()
            .flatten()
    };
    let strongest =
        |sign: fn(&SurfaceSigns) -> Option<f32>| surfaces().filter_map(sign).map(f64::from).reduce(f64::max);
    let pattern = strongest(|signs| signs.screen_pattern).map(|pattern| {
        let standing = Standing::of(
            -pattern,
            SCREEN_PATTERN.mul_add(-2.0, NO_PATTERN),
            -SCREEN_PATTERN,
            -NO_PATTERN,
        );
        let words = ["no pattern of a screen", "a pattern like that of a screen's pixels"];
        check(CheckName::ScreenReplay, standing, policy, words)
    });
    let spread = strongest(|signs| signs.colour_spread).map(|spread| {
        let standing = Standing::of(spread, 0.0, COPY_SPREAD, COLOURFUL_SPREAD);
        let words = [
            "the document has colours",
            "the document has no colour besides the light's",
        ];
        check(CheckName::PaperPrinted, standing, policy, words)
    });
    let ghost = reading.ghost_likeness.map(|likeness| {
        let standing = Standing::of(f64::from(likeness), -0.1, ONE_PERSON, 1.0);
        let words = [
            "two portraits on the document are alike",
            "a second portrait on the document shows another face",
        ];
        check(CheckName::ReplacedPortrait, standing, policy, words)
    });
    [pattern, spread, ghost].into_iter().flatten().collect()
}

/// The value is the standing as a number from 0 to 100, 50 being the threshold.
fn check(name: CheckName, standing: Standing, policy: &Policy, [good, bad]: [&str; 2]) -> CheckResult {
    let passes = standing >= Standing::AT_THRESHOLD;
    let (outcome, message) = if passes {
        (CheckOutcome::Pass, good)
    } else {
        (doubtful_origin(name, policy).unwrap_or(CheckOutcome::Warn), bad)
    };
    let value = (standing.value() * 1000.0).round() / 10.0;
    CheckResult::measured(name, outcome, value, 50.0, standing, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::sample_reading::reading;
    use argos_domain::code::RetryCode;
    use argos_domain::policy::Consequence;
    use argos_vision::document::PrintedFields;

    fn seen(screen_pattern: f32, colour_spread: f32, ghost_likeness: Option<f32>) -> DocumentReading {
        let mut seen = reading(None, PrintedFields::default());
        seen.front_surface = SurfaceSigns {
            screen_pattern: Some(screen_pattern),
            colour_spread: Some(colour_spread),
        };
        seen.ghost_likeness = ghost_likeness;
        seen
    }

    fn outcomes(reading: &DocumentReading, policy: &Policy) -> Vec<CheckOutcome> {
        origin_checks(reading, policy)
            .iter()
            .map(|check| check.outcome)
            .collect()
    }

    #[test]
    fn a_document_passes_and_what_cannot_be_seen_is_absent() {
        let policy = Policy::default();
        let pass = CheckOutcome::Pass;
        assert_eq!(outcomes(&seen(1.1, 12.0, None), &policy), [pass, pass]);
        assert_eq!(outcomes(&seen(1.1, 12.0, Some(0.6)), &policy), [pass, pass, pass]);
        assert_eq!(outcomes(&reading(None, PrintedFields::default()), &policy), []);
    }

    #[test]
    fn each_sign_leads_to_what_the_policy_says() {
        let doubtful = seen(2.6, 1.2, Some(-0.02));
        assert_eq!(outcomes(&doubtful, &Policy::default()), [CheckOutcome::Warn; 3]);
        let strict = Policy {
            id_liveness_screen_replay: Consequence::Pending,
            id_liveness_paper_printed: Consequence::Retry,
            id_liveness_replace_portraits: Consequence::Retry,
            ..Policy::default()
        };
        let expected = [
            CheckOutcome::Pending,
            CheckOutcome::Retry(RetryCode::IdLivenessPaperPrinted),
            CheckOutcome::Retry(RetryCode::IdLivenessReplacePortraits),
        ];
        assert_eq!(outcomes(&doubtful, &strict), expected);
    }

    #[test]
    fn either_side_can_show_a_screen_and_either_has_colour() {
        let mut both = seen(1.0, 12.0, None);
        both.back_surface = Some(SurfaceSigns {
            screen_pattern: Some(3.0),
            colour_spread: Some(0.5),
        });
        assert_eq!(
            outcomes(&both, &Policy::default()),
            [CheckOutcome::Warn, CheckOutcome::Pass]
        );
    }

    #[test]
    fn a_stronger_sign_never_stands_better() {
        let standing = |pattern| {
            origin_checks(&seen(pattern, 12.0, None), &Policy::default())[0]
                .standing
                .value()
        };
        assert!(standing(0.7) >= standing(1.5) && standing(1.5) > standing(1.79) && standing(1.79) > standing(2.5));
        assert!((standing(1.8) - 0.5).abs() < 1e-6);
    }
}
