//! Scores by doubts that add up: version 2 of the ARGOS Score, and what `argos score fit` fits to decisions and holds
//! against the score in force.
//!
//! A check at its best leaves no doubt. The worse its standing, the more: the doubt rises along straight lines between the
//! standings 1, 0.75, 0.5 (the check's own threshold), 0.25 and 0, by [`Weights`], which are never negative. Doubts are on the
//! scale of log-odds (D. R. Cox, "The regression analysis of binary sequences", 1958) and add up:
//! `score = 100 / (1 + exp(doubts - certainty))`. So nothing that went well makes up for what failed, and a score of 90 means that
//! of the decisions to which the weights were fitted and that score so, about 90 in 100 were approved in the end.
//!
//! Monotone by construction: a better standing leaves no more doubt.

use super::rounded;
use crate::check::{CheckName, CheckResult, Standing};

/// Parts of the scale of standings within which a doubt rises evenly, from the best standing down.
pub const SEGMENTS: usize = 4;

/// Doubts of all checks, and how certain a submission without any doubt is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights<'a> {
    /// Log-odds that a submission without any doubt is genuine.
    pub certainty: f64,
    /// For each check that counts, the log-odds that each segment takes from the best standing down; none is negative.
    pub doubts: &'a [(CheckName, [f64; SEGMENTS])],
}

/// How much of each segment, from the best down, a standing has left behind: 0 none of it, 1 all of it.
pub(super) fn segments(standing: Standing) -> [f64; SEGMENTS] {
    let length = 1.0 / SEGMENTS as f64;
    std::array::from_fn(|segment| {
        let upper = 1.0 - length * segment as f64;
        ((upper - standing.value()) / length).clamp(0.0, 1.0)
    })
}

/// The standing that counts. Checks whose numbers do not stay readable once a submission is sealed count by their outcome
/// alone.
pub(super) fn counted_standing(check: &CheckResult) -> Standing {
    if check.name.keeps_numbers() {
        check.standing
    } else {
        CheckResult::plain(check.name, check.outcome, "").standing
    }
}

impl Weights<'_> {
    /// Points of a submission that leaves no doubt, 0 to 100.
    #[must_use]
    pub fn start(&self) -> f64 {
        100.0 * probability(self.certainty)
    }

    /// The score of a submission, 0 to 100 with one decimal. Without any check that counts it is 0: nothing speaks for the
    /// person.
    #[must_use]
    pub fn score(&self, checks: &[CheckResult]) -> f64 {
        let doubts = self.doubts_of(checks);
        if doubts.is_empty() {
            return 0.0;
        }
        self.left_by(doubts.iter().map(|(_, doubt)| doubt).sum())
    }

    /// The score of a submission of whose checks all but one are at their best.
    #[must_use]
    pub fn alone(&self, check: CheckName, standing: Standing) -> f64 {
        self.left_by(self.doubt(check, standing).unwrap_or_default())
    }

    /// What doubts leave of the score.
    fn left_by(&self, doubts: f64) -> f64 {
        rounded(100.0 * probability(self.certainty - doubts))
    }

    /// The doubts that the checks leave, of those that count.
    pub(super) fn doubts_of(&self, checks: &[CheckResult]) -> Vec<(CheckName, f64)> {
        let doubt = |check: &CheckResult| Some((check.name, self.doubt(check.name, counted_standing(check))?));
        checks.iter().filter_map(doubt).collect()
    }

    /// The doubt that a check leaves at a standing, in log-odds; `None` for a check that does not count.
    #[must_use]
    pub fn doubt(&self, check: CheckName, standing: Standing) -> Option<f64> {
        let (_, doubts) = self.doubts.iter().find(|(name, _)| *name == check)?;
        Some(
            segments(standing)
                .iter()
                .zip(doubts)
                .map(|(part, doubt)| part * doubt)
                .sum(),
        )
    }
}

fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::CheckOutcome;
    use proptest::prelude::*;

    fn check(name: CheckName, standing: f64) -> CheckResult {
        CheckResult {
            standing: Standing::new(standing),
            ..CheckResult::plain(name, CheckOutcome::Pass, "")
        }
    }

    #[test]
    fn what_failed_is_not_averaged_away_and_nothing_is_no_score() {
        let doubts = [
            (CheckName::FaceMatch, [0.5, 0.5, 4.0, 4.0]),
            (CheckName::SelfieImage, [0.0; SEGMENTS]),
        ];
        let weights = Weights {
            certainty: 4.0,
            doubts: &doubts,
        };
        let best = [check(CheckName::FaceMatch, 1.0), check(CheckName::SelfieImage, 1.0)];
        assert!((weights.score(&best) - 98.2).abs() < 1e-9);
        let wrong_face = [check(CheckName::FaceMatch, 0.2), check(CheckName::SelfieImage, 1.0)];
        assert!(weights.score(&wrong_face) < 40.0);
        assert!(weights.score(&[]).abs() < 1e-9);
        // A check that does not count says nothing.
        assert!(weights.score(&[check(CheckName::AgeLimit, 1.0)]).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn a_better_check_never_lowers_the_score_whatever_the_weights(
            doubts in prop::collection::vec(prop::array::uniform4(0.0..=6.0f64), CheckName::ALL.len()),
            standings in prop::collection::vec(0.0..=1.0f64, CheckName::ALL.len()),
            better in 0..CheckName::ALL.len(),
            by in 0.0..=1.0f64,
            certainty in -1.0..=6.0f64,
        ) {
            let doubts: Vec<_> = CheckName::ALL.iter().copied().zip(doubts).collect();
            let weights = Weights { certainty, doubts: &doubts };
            let checks: Vec<_> = CheckName::ALL.iter().zip(&standings).map(|(name, standing)| check(*name, *standing)).collect();
            let mut improved = checks.clone();
            improved[better] = check(improved[better].name, improved[better].standing.value() + by);
            let (before, after) = (weights.score(&checks), weights.score(&improved));
            prop_assert!(after >= before);
            prop_assert!((0.0..=100.0).contains(&after));
        }
    }
}
