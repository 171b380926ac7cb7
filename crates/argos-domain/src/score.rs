//! The ARGOS Score, version 1: a pure function from check results to 0..100, with its parts.
//!
//! Every check stands on one scale (see [`Standing`](crate::check::Standing)): 0 worst, 0.5 exactly at the check's own threshold, 1 best.
//! A standing is worth a share of the check's weight: 0 at worst, 0.7 at the threshold, 1 at best, straight lines between.
//! The score is 100 times the weighted mean over the checks that were made. So if every check just meets its threshold the
//! score is 70, the default ARGOS SCORE THRESHOLD, which approves only what lies strictly above.
//!
//! A check that matters by itself (face match, machine readable zone, corrections) also caps the score when it
//! falls short of its own threshold: at most 140 times its standing. A clear failure cannot be averaged away.
//!
//! Monotone: a better standing never lowers the score. Stable: the same checks give the same score.
//! The weights are a first choice by hand, not yet fitted to labelled outcomes.

mod doubts;
mod fitting;
mod reliability;

pub use doubts::{SEGMENTS, Weights};
pub use fitting::{Fit, FittedCase, fit};
pub use reliability::{Band, Reliability, reliability};

use crate::check::{CheckName, CheckResult};
use serde::{Deserialize, Serialize};

/// Version of the formula, kept with every score.
pub const SCORE_VERSION: u32 = 1;

/// What one check contributed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ScorePart {
    /// The check.
    pub check: CheckName,
    /// Points it gave, 0..=`of`.
    pub points: f64,
    /// Points it could have given; the `of` of all parts add up to 100.
    pub of: f64,
}

/// A score with its explanation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// 0..100, rounded to one decimal.
    pub value: f64,
    /// What each weighted check contributed.
    pub parts: Vec<ScorePart>,
    /// The check that capped the score below the sum of its parts, and the cap.
    pub cap: Option<(CheckName, f64)>,
    /// Version of the formula.
    pub version: u32,
}

/// So far points may differ between a score and the same one read from text.
const POINTS_TOLERANCE: f64 = 1e-6;

impl Score {
    /// Whether it is the same score: by the same formula, with the same value, and every part equal but for the last digits
    /// of numbers that were stored as text.
    #[must_use]
    pub fn equals(&self, other: &Self) -> bool {
        let near = |a: f64, b: f64| (a - b).abs() <= POINTS_TOLERANCE;
        let same_part =
            |(a, b): (&ScorePart, &ScorePart)| a.check == b.check && near(a.points, b.points) && near(a.of, b.of);
        let same_cap = match (self.cap, other.cap) {
            (Some(a), Some(b)) => a.0 == b.0 && near(a.1, b.1),
            (a, b) => a.is_none() && b.is_none(),
        };
        self.version == other.version
            && near(self.value, other.value)
            && self.parts.len() == other.parts.len()
            && self.parts.iter().zip(&other.parts).all(same_part)
            && same_cap
    }
}

fn share_of_weight(standing: f64) -> f64 {
    if standing < 0.5 {
        standing * 1.4
    } else {
        0.7 + (standing - 0.5) * 0.6
    }
}

/// As scores are kept: within 0..100, with one decimal.
fn rounded(value: f64) -> f64 {
    (value.clamp(0.0, 100.0) * 10.0).round() / 10.0
}

/// Computes the score. Without any weighted check it is 0: nothing speaks for the person.
#[must_use]
pub fn argos_score(checks: &[CheckResult]) -> Score {
    let weighted = || checks.iter().filter(|check| check.name.weight() > 0.0);
    let total: f64 = weighted().map(|check| check.name.weight()).sum();
    if total <= 0.0 {
        return Score {
            value: 0.0,
            parts: Vec::new(),
            cap: None,
            version: SCORE_VERSION,
        };
    }
    let parts: Vec<ScorePart> = weighted()
        .map(|check| {
            let of = 100.0 * check.name.weight() / total;
            ScorePart {
                check: check.name,
                points: of * share_of_weight(check.standing.value()),
                of,
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
        version: SCORE_VERSION,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{CheckOutcome, Standing};
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
            argos_score(
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
        assert!(argos_score(&[]).value.abs() < 0.05);
    }

    #[test]
    fn a_wrong_face_cannot_be_averaged_away() {
        let checks: Vec<_> = CheckName::ALL
            .iter()
            .map(|name| check(*name, if *name == CheckName::FaceMatch { 0.1 } else { 1.0 }))
            .collect();
        let score = argos_score(&checks);
        assert!((score.value - 14.0).abs() < 0.05);
        assert_eq!(score.cap.unwrap().0, CheckName::FaceMatch);
    }

    proptest! {
        #[test]
        fn a_better_check_never_lowers_the_score(
            standings in prop::collection::vec(0.0..=1.0f64, CheckName::ALL.len()),
            present in prop::collection::vec(any::<bool>(), CheckName::ALL.len()),
            better in 0..CheckName::ALL.len(),
            by in 0.0..=1.0f64,
        ) {
            let checks: Vec<_> = CheckName::ALL.iter().zip(&standings).zip(&present)
                .filter(|(_, present)| **present).map(|((name, standing), _)| check(*name, *standing)).collect();
            let before = argos_score(&checks);
            let improved: Vec<_> = checks.iter().map(|each| {
                if each.name == CheckName::ALL[better] { check(each.name, each.standing.value() + by) } else { each.clone() }
            }).collect();
            let after = argos_score(&improved);
            prop_assert!(after.value >= before.value);
            prop_assert!((0.0..=100.0).contains(&after.value));
            prop_assert_eq!(&after, &argos_score(&improved));
        }

        #[test]
        fn parts_add_up_to_the_score_unless_it_is_capped(standings in prop::collection::vec(0.0..=1.0f64, CheckName::ALL.len())) {
            let checks: Vec<_> = CheckName::ALL.iter().zip(&standings).map(|(name, standing)| check(*name, *standing)).collect();
            let score = argos_score(&checks);
            let sum: f64 = score.parts.iter().map(|part| part.points).sum();
            let expected = score.cap.map_or(sum, |(_, cap)| cap.min(sum));
            prop_assert!((score.value - expected).abs() <= 0.051);
            prop_assert!((score.parts.iter().map(|part| part.of).sum::<f64>() - 100.0).abs() < 1e-9);
        }
    }
}
