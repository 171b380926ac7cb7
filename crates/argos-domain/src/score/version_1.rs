//! The ARGOS Score, version 1, for submissions that were scored by it.
//!
//! A standing is worth a share of the check's weight: 0 at worst, 0.7 at the threshold, 1 at best, straight lines between.
//! The score is 100 times the weighted mean over the checks that were made. So if every check just meets its threshold the
//! score is 70.
//!
//! A check that matters by itself (face match, machine readable zone, corrections) also caps the score when it
//! falls short of its own threshold: at most 140 times its standing. The weights were chosen by hand.

use super::{Score, ScorePart, ScoreVersion, rounded};
use crate::check::CheckResult;

fn share_of_weight(standing: f64) -> f64 {
    if standing < 0.5 {
        standing * 1.4
    } else {
        0.7 + (standing - 0.5) * 0.6
    }
}

/// Computes the score. Without any weighted check it is 0: nothing speaks for the person.
pub(super) fn score(checks: &[CheckResult]) -> Score {
    let weighted = || checks.iter().filter(|check| check.name.weight() > 0.0);
    let total: f64 = weighted().map(|check| check.name.weight()).sum();
    if total <= 0.0 {
        return Score {
            value: 0.0,
            parts: Vec::new(),
            cap: None,
            start: 0.0,
            version: ScoreVersion::One.number(),
        };
    }
    let parts: Vec<ScorePart> = weighted()
        .map(|check| {
            let of = 100.0 * check.name.weight() / total;
            ScorePart {
                check: check.name,
                points: of * share_of_weight(check.standing.value()),
                of: Some(of),
            }
        })
        .collect();
    let sum: f64 = parts.iter().map(|part| part.points).sum();
    let cap = checks
        .iter()
        .filter(|check| check.name.caps_score() && check.standing.value() < 0.5)
        .map(|check| (check.name, 140.0 * check.standing.value()))
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .filter(|(_, cap)| *cap < sum);
    let value = cap.map_or(sum, |(_, cap)| cap);
    Score {
        value: rounded(value),
        parts,
        cap,
        start: 0.0,
        version: ScoreVersion::One.number(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{CheckName, CheckOutcome, Standing};
    use proptest::prelude::*;

    fn check(name: CheckName, standing: f64) -> CheckResult {
        CheckResult {
            standing: Standing::new(standing),
            ..CheckResult::plain(name, CheckOutcome::Pass, "")
        }
    }

    #[test]
    fn all_checks_at_their_thresholds_give_seventy_and_all_best_a_hundred() {
        let at = |standing| {
            score(
                &CheckName::ALL
                    .iter()
                    .map(|name| check(*name, standing))
                    .collect::<Vec<_>>(),
            )
            .value
        };
        assert!((at(0.5) - 70.0).abs() < 0.05);
        assert!((at(1.0) - 100.0).abs() < 0.05);
        assert!(at(0.0).abs() < 0.05);
        assert!(score(&[]).value.abs() < 0.05);
    }

    #[test]
    fn a_wrong_face_cannot_be_averaged_away() {
        let checks: Vec<_> = CheckName::ALL
            .iter()
            .map(|name| check(*name, if *name == CheckName::FaceMatch { 0.1 } else { 1.0 }))
            .collect();
        let score = score(&checks);
        assert!((score.value - 14.0).abs() < 0.05);
        assert_eq!(score.cap.unwrap().0, CheckName::FaceMatch);
    }

    proptest! {
        #[test]
        fn parts_add_up_to_the_score_unless_it_is_capped(standings in prop::collection::vec(0.0..=1.0f64, CheckName::ALL.len())) {
            let checks: Vec<_> = CheckName::ALL.iter().zip(&standings).map(|(name, standing)| check(*name, *standing)).collect();
            let score = score(&checks);
            let sum: f64 = score.parts.iter().map(|part| part.points).sum();
            let expected = score.cap.map_or(sum, |(_, cap)| cap.min(sum));
            prop_assert!((score.value - expected).abs() <= 0.051);
            prop_assert!((score.sum() - sum).abs() < 1e-9);
            prop_assert!((score.parts.iter().filter_map(|part| part.of).sum::<f64>() - 100.0).abs() < 1e-9);
        }
    }
}
