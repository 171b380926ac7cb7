//! The ARGOS Score: a pure function from check results to 0..100, with its parts.
//!
//! Every check stands on one scale (see [`Standing`](crate::check::Standing)): 0 worst, 0.5 exactly at the check's own threshold, 1 best.
//! The formula has versions, and a score says by which one it was computed. What a version gives never changes: other
//! weights are another version, so that a score can be computed again years later.
//!
//! Monotone: a better standing never lowers the score. Stable: the same checks give the same score.

mod doubts;
mod fitting;
mod least;
mod reliability;
mod version_1;
mod version_2;
mod weights;

pub use doubts::{SEGMENTS, Weights};
pub use fitting::{Fit, FittedCase, fit};
pub use least::{LEAST, least_doubts};
pub use reliability::{Band, Reliability, reliability};
pub use weights::FITTED;

use crate::check::{CheckName, CheckResult};
use serde::{Deserialize, Serialize};

/// A version of the formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScoreVersion {
    /// A weighted mean, with weights that were chosen by hand: checks give points.
    One,
    /// Doubts that add up, fitted to labelled submissions: checks take points.
    Two,
}

impl ScoreVersion {
    /// The version by which submissions are scored.
    pub const IN_FORCE: Self = Self::Two;

    /// All versions, the oldest first.
    pub const ALL: [Self; 2] = [Self::One, Self::Two];

    /// Its number, as kept with every score.
    #[must_use]
    pub const fn number(self) -> u32 {
        match self {
            Self::One => 1,
            Self::Two => 2,
        }
    }

    /// The version with this number; `None` for one that this program does not know.
    #[must_use]
    pub fn from_number(number: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.number() == number)
    }

    /// The best score that it gives, to a submission of whose checks none found anything.
    #[must_use]
    pub fn best(self) -> f64 {
        match self {
            Self::One => 100.0,
            Self::Two => rounded(FITTED.start()),
        }
    }

    /// Computes the score by this version. Without any check that counts it is 0: nothing speaks for the person.
    #[must_use]
    pub fn score(self, checks: &[CheckResult]) -> Score {
        match self {
            Self::One => version_1::score(checks),
            Self::Two => version_2::score(checks, &FITTED),
        }
    }
}

/// What one check did to the score.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ScorePart {
    /// The check.
    pub check: CheckName,
    /// Points that it gave, 0 to `of`, or that it took, as a number of at most 0.
    pub points: f64,
    /// Points that it could have given, where checks give points (version 1): those of all parts add up to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<f64>,
}

/// A score with its explanation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// 0..100, rounded to one decimal.
    pub value: f64,
    /// Points before any check gave or took some: 0 where checks give points, else what a submission has against which
    /// nothing speaks.
    #[serde(default)]
    pub start: f64,
    /// What each check that counts gave or took.
    pub parts: Vec<ScorePart>,
    /// The check that capped the score below the sum of its parts, and the cap.
    pub cap: Option<(CheckName, f64)>,
    /// Number of the version of the formula.
    pub version: u32,
}

/// So far points may differ between a score and the same one read from text.
const POINTS_TOLERANCE: f64 = 1e-6;

impl Score {
    /// The version by which it was computed; `None` for one that this program does not know.
    #[must_use]
    pub fn computed_by(&self) -> Option<ScoreVersion> {
        ScoreVersion::from_number(self.version)
    }

    /// The start and all parts together: the score, unless something caps it.
    #[must_use]
    pub fn sum(&self) -> f64 {
        self.start + self.parts.iter().map(|part| part.points).sum::<f64>()
    }

    /// Whether it is the same score: by the same formula, with the same value, and every part equal but for the last digits
    /// of numbers that were stored as text.
    #[must_use]
    pub fn equals(&self, other: &Self) -> bool {
        let near = |a: f64, b: f64| (a - b).abs() <= POINTS_TOLERANCE;
        let both_near = |a: Option<f64>, b: Option<f64>| match (a, b) {
            (Some(a), Some(b)) => near(a, b),
            (a, b) => a.is_none() && b.is_none(),
        };
        let same_part =
            |(a, b): (&ScorePart, &ScorePart)| a.check == b.check && near(a.points, b.points) && both_near(a.of, b.of);
        self.version == other.version
            && near(self.value, other.value)
            && near(self.start, other.start)
            && self.parts.len() == other.parts.len()
            && self.parts.iter().zip(&other.parts).all(same_part)
            && self.cap.map(|cap| cap.0) == other.cap.map(|cap| cap.0)
            && both_near(self.cap.map(|cap| cap.1), other.cap.map(|cap| cap.1))
    }
}

/// As scores are kept: within 0..100, with one decimal.
fn rounded(value: f64) -> f64 {
    (value.clamp(0.0, 100.0) * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{CheckOutcome, Standing};
    use proptest::prelude::*;

    #[test]
    fn numbers_of_versions_round_trip_and_others_are_not_known() {
        for version in ScoreVersion::ALL {
            assert_eq!(ScoreVersion::from_number(version.number()), Some(version));
        }
        assert_eq!(
            (ScoreVersion::from_number(0), ScoreVersion::from_number(3)),
            (None, None)
        );
    }

    #[test]
    fn the_best_score_is_that_of_checks_at_their_best() {
        let checks: Vec<CheckResult> = CheckName::ALL
            .iter()
            .map(|name| CheckResult {
                standing: Standing::BEST,
                ..CheckResult::plain(*name, CheckOutcome::Pass, "")
            })
            .collect();
        for version in ScoreVersion::ALL {
            assert!(
                (version.score(&checks).value - version.best()).abs() < 1e-9,
                "{version:?}"
            );
        }
    }

    #[test]
    fn a_score_of_version_1_that_was_stored_before_there_were_others_is_computed_again() {
        let stored = r#"{"value":56.0,"parts":[{"check":"text_recognition","points":25.0,"of":25.0},
            {"check":"face_match","points":42.0,"of":75.0}],"cap":["face_match",56.0],"version":1}"#;
        let stored: Score = serde_json::from_str(stored).unwrap();
        let checks = [
            CheckResult::plain(CheckName::TextRecognition, CheckOutcome::Pass, ""),
            CheckResult {
                standing: Standing::new(0.4),
                ..CheckResult::plain(CheckName::FaceMatch, CheckOutcome::Warn, "")
            },
        ];
        let again = stored.computed_by().unwrap().score(&checks);
        assert!(stored.equals(&again), "{again:?}");
        assert!((stored.sum() - 67.0).abs() < 1e-9);
        assert!(!stored.equals(&ScoreVersion::Two.score(&checks)));
    }

    proptest! {
        #[test]
        fn a_better_check_never_lowers_the_score_of_any_version(
            standings in prop::collection::vec(0.0..=1.0f64, CheckName::ALL.len()),
            present in prop::collection::vec(any::<bool>(), CheckName::ALL.len()),
            better in 0..CheckName::ALL.len(),
            by in 0.0..=1.0f64,
        ) {
            let check = |name: CheckName, standing: f64| CheckResult {
                standing: Standing::new(standing),
                ..CheckResult::plain(name, CheckOutcome::Pass, "")
            };
            let checks: Vec<CheckResult> = CheckName::ALL.iter().zip(&standings).zip(&present)
                .filter(|(_, present)| **present).map(|((name, standing), _)| check(*name, *standing)).collect();
            let improved: Vec<CheckResult> = checks.iter().map(|each| {
                if each.name == CheckName::ALL[better] { check(each.name, each.standing.value() + by) } else { each.clone() }
            }).collect();
            for version in ScoreVersion::ALL {
                let (before, after) = (version.score(&checks), version.score(&improved));
                prop_assert!(after.value >= before.value, "{version:?}");
                prop_assert!((0.0..=100.0).contains(&after.value), "{version:?}");
                prop_assert_eq!(&after, &version.score(&improved));
            }
        }

        #[test]
        fn a_score_that_was_stored_is_the_same_when_it_is_read_and_computed_again(
            standings in prop::collection::vec(0.0..=1.0f64, CheckName::ALL.len()),
            present in prop::collection::vec(any::<bool>(), CheckName::ALL.len()),
        ) {
            let checks: Vec<CheckResult> = CheckName::ALL.iter().zip(&standings).zip(&present)
                .filter(|(_, present)| **present)
                .map(|((name, standing), _)| CheckResult {
                    standing: Standing::new(*standing),
                    ..CheckResult::plain(*name, CheckOutcome::Pass, "")
                })
                .collect();
            for version in ScoreVersion::ALL {
                let text = serde_json::to_string(&version.score(&checks)).unwrap();
                let stored: Score = serde_json::from_str(&text).unwrap();
                prop_assert_eq!(stored.computed_by(), Some(version));
                prop_assert!(stored.equals(&version.score(&checks)), "{}", text);
            }
        }
    }
}
