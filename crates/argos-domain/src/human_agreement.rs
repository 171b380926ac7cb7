//! How often humans disagreed with what Argos decided by itself, by score and by check, and the threshold that follows from
//! it for a chosen risk.

use crate::check::{CheckName, CheckOutcome, CheckResult};
use crate::decision::{Verdict, decide};
use crate::policy::Policy;
use crate::recompute::Conclusion;
use crate::simulation::{HIGHEST_THRESHOLD, lowest_not_below};
use std::collections::BTreeMap;

/// Bands of ten points.
pub const BANDS: usize = 10;

/// What a threshold approves at its margin: scores up to so many points above it.
const JUST_ABOVE: usize = 10;

/// Below every score: under it only checks decide.
const NO_THRESHOLD: f64 = -1.0;

/// The square of 1.96: intervals hold what they say in 95 of 100 cases.
const Z_SQUARED: f64 = 3.841_458_820_694_124;

/// Submissions with a score within ten points.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Band {
    /// Approved by Argos.
    pub approved: u64,
    /// Of these, rejected by a human later.
    pub wrongly_approved: u64,
    /// Left to a human, who approved.
    pub human_approved: u64,
    /// Left to a human, who rejected.
    pub human_rejected: u64,
    /// Left to a human and not decided yet.
    pub undecided: u64,
    /// Rejected by Argos.
    pub rejected: u64,
    /// Of these, approved by a human later.
    pub wrongly_rejected: u64,
}

/// One check in the submissions that a human decided.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CheckAgreement {
    /// It did not pass.
    pub raised: u64,
    /// It did not pass and the human approved: a false alarm.
    pub raised_approved: u64,
    /// It passed and the human rejected: it did not notice, which is no fault of a check that looks at something else.
    pub passed_rejected: u64,
    /// It passed.
    pub passed: u64,
}

/// What can be said about a threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Proposal {
    /// The lowest threshold that keeps the risk.
    Threshold {
        /// The threshold.
        threshold: usize,
        /// Submissions above it where only the score decides, and of which something is known.
        cases: u64,
        /// Of these, rejected by a human.
        wrong: u64,
        /// The share that are wrong is at most this, with 95 % confidence.
        at_most: f64,
    },
    /// So few cases prove nothing about such a risk.
    TooFew {
        /// Cases there are.
        cases: u64,
        /// Cases that would be needed if none were wrong.
        needed: u64,
    },
    /// There are cases enough, and no threshold keeps the risk.
    NoneLowEnough {
        /// Cases there are.
        cases: u64,
        /// Of these, rejected by a human.
        wrong: u64,
    },
}

/// Counts over decisions; what is added does not make it grow.
#[derive(Debug, Clone)]
pub struct HumanAgreement {
    /// All decisions.
    pub all: u64,
    /// Those that a human decided in the end.
    pub by_human: u64,
    /// By score, the lowest first.
    pub bands: [Band; BANDS],
    /// By check.
    pub checks: BTreeMap<CheckName, CheckAgreement>,
    /// Where only the score decides: right and wrong approvals by the lowest threshold that does not approve.
    right: [u64; HIGHEST_THRESHOLD + 1],
    wrong: [u64; HIGHEST_THRESHOLD + 1],
}

impl Default for HumanAgreement {
    fn default() -> Self {
        Self {
            all: 0,
            by_human: 0,
            bands: [Band::default(); BANDS],
            checks: BTreeMap::new(),
            right: [0; HIGHEST_THRESHOLD + 1],
            wrong: [0; HIGHEST_THRESHOLD + 1],
        }
    }
}

impl HumanAgreement {
    /// Counts one decision by `policy`. `human` is what a human decided in the end: whether it was approved.
    pub fn add(&mut self, checks: &[CheckResult], policy: &Policy, decided: Conclusion, human: Option<bool>) {
        let unbounded = Policy {
            score_threshold: NO_THRESHOLD,
            ..policy.clone()
        };
        let verdict = decide(checks, &unbounded);
        let score = verdict.score().value;
        self.all += 1;
        self.by_human += u64::from(human.is_some());
        if let Some(band) = self.bands.get_mut(band_of(score)) {
            match (decided, human) {
                (Conclusion::Approved, human) => {
                    band.approved += 1;
                    band.wrongly_approved += u64::from(human == Some(false));
                }
                (Conclusion::Rejected(_), human) => {
                    band.rejected += 1;
                    band.wrongly_rejected += u64::from(human == Some(true));
                }
                (_, Some(true)) => band.human_approved += 1,
                (_, Some(false)) => band.human_rejected += 1,
                (_, None) => band.undecided += 1,
            }
        }
        if let Some(approved) = human {
            for check in checks {
                let counts = self.checks.entry(check.name).or_default();
                if check.outcome == CheckOutcome::Pass {
                    counts.passed += 1;
                    counts.passed_rejected += u64::from(!approved);
                } else {
                    counts.raised += 1;
                    counts.raised_approved += u64::from(approved);
                }
            }
        }
        let known = match (decided, human) {
            // What nobody contradicted counts as right, as long as nobody looks.
            (Conclusion::Approved, None) => Some(true),
            (_, human) => human,
        };
        let by_score = matches!(verdict, Verdict::Approved(_));
        if let Some(right) = known.filter(|_| by_score) {
            let counts = if right { &mut self.right } else { &mut self.wrong };
            if let Some(count) = counts.get_mut(lowest_not_below(score)) {
                *count += 1;
            }
        }
    }

    /// The lowest threshold above which the share of submissions that a human rejected is at most `risk` (0 to 1,
    /// exclusively), with 95 % confidence: by the upper end of Wilson's interval (Wilson, J. Am. Stat. Assoc. 22, 1927).
    ///
    /// None lies below the scores of which something is known, and none where those just above it, ten points, were wrong
    /// more often than that: many good high scores must not pay for bad low ones.
    #[must_use]
    pub fn propose(&self, risk: f64) -> Proposal {
        let (cases, wrong) = self.above(None);
        let needed = cases_needed(risk);
        if cases < needed {
            return Proposal::TooFew { cases, needed };
        }
        let keeps = (0..HIGHEST_THRESHOLD)
            .filter(|threshold| self.is_borne_out(*threshold, risk))
            .find_map(|threshold| {
                let (cases, wrong) = self.above(Some(threshold));
                let at_most = upper_bound(wrong, cases);
                (at_most <= risk).then_some(Proposal::Threshold {
                    threshold,
                    cases,
                    wrong,
                    at_most,
                })
            });
        keeps.unwrap_or(Proposal::NoneLowEnough { cases, wrong })
    }

    /// Whether there is a case within one point above the threshold, and among those within ten points no larger share
    /// than `risk` was wrong.
    #[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    fn is_borne_out(&self, threshold: usize, risk: f64) -> bool {
        let (all, wrong) = self.above(Some(threshold));
        let (above_one, _) = self.above(Some(threshold + 1));
        let (above_ten, wrong_above_ten) = self.above(Some(threshold + JUST_ABOVE));
        all > above_one && (wrong - wrong_above_ten) as f64 <= risk * (all - above_ten) as f64
    }

    /// Cases where only the score decides, and the wrong ones among them, with a score above the threshold.
    fn above(&self, threshold: Option<usize>) -> (u64, u64) {
        let first = threshold.map_or(0, |threshold| threshold + 1);
        let sum = |counts: &[u64]| counts.iter().skip(first).sum::<u64>();
        let wrong = sum(&self.wrong);
        (sum(&self.right) + wrong, wrong)
    }
}

/// How many cases without a wrong one it takes to keep a risk.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a risk below every count is answered by the highest count"
)]
#[must_use]
pub fn cases_needed(risk: f64) -> u64 {
    let risk = risk.clamp(1e-9, 1.0);
    (Z_SQUARED * (1.0 - risk) / risk).ceil() as u64
}

/// The upper end of Wilson's 95 % interval of a share; 1 without any case.
#[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
#[must_use]
pub fn upper_bound(count: u64, of: u64) -> f64 {
    if of == 0 {
        return 1.0;
    }
    let n = of as f64;
    let share = count as f64 / n;
    let centre = share + Z_SQUARED / (2.0 * n);
    let spread = (Z_SQUARED * (share * (1.0 - share) / n + Z_SQUARED / (4.0 * n * n))).sqrt();
    ((centre + spread) / (1.0 + Z_SQUARED / n)).min(1.0)
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a score lies between 0 and 100"
)]
fn band_of(score: f64) -> usize {
    ((score.clamp(0.0, 100.0) / 10.0) as usize).min(BANDS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Standing;
    use crate::code::RejectCode;
    use crate::judgement;
    use crate::score::ScoreVersion;
    use proptest::prelude::*;

    fn checks(similarity: f64) -> Vec<CheckResult> {
        let check = judgement::face_match(similarity, &Policy::default()).check(CheckName::FaceMatch, "");
        // A standing below the check's own threshold takes from the score, though the check passes.
        vec![CheckResult {
            standing: Standing::of(similarity, 70.0, 90.0, 100.0),
            ..check
        }]
    }

    fn score(similarity: f64) -> f64 {
        ScoreVersion::IN_FORCE.score(&checks(similarity)).value
    }

    #[test]
    fn what_humans_made_of_it_is_counted_by_score_and_check() {
        let mut agreement = HumanAgreement::default();
        let policy = Policy::default();
        agreement.add(&checks(95.0), &policy, Conclusion::Approved, Some(false));
        agreement.add(&checks(95.0), &policy, Conclusion::Approved, None);
        agreement.add(&checks(80.0), &policy, Conclusion::Pending, Some(true));
        agreement.add(&checks(80.0), &policy, Conclusion::Pending, None);
        let rejected = Conclusion::Rejected(RejectCode::TooManyRetry);
        agreement.add(&checks(20.0), &policy, rejected, Some(true));
        assert_eq!((agreement.all, agreement.by_human), (5, 3));
        let high = agreement.bands[band_of(score(95.0))];
        assert_eq!((high.approved, high.wrongly_approved), (2, 1));
        let middle = agreement.bands[band_of(score(80.0))];
        assert_eq!((middle.human_approved, middle.undecided), (1, 1));
        let face = agreement.checks[&CheckName::FaceMatch];
        assert_eq!((face.raised, face.raised_approved, face.passed_rejected), (2, 2, 1));
    }

    #[test]
    fn a_few_cases_prove_nothing_and_many_do() {
        let policy = Policy::default();
        let mut agreement = HumanAgreement::default();
        for _ in 0..300 {
            agreement.add(&checks(95.0), &policy, Conclusion::Approved, None);
        }
        assert_eq!(
            agreement.propose(0.001),
            Proposal::TooFew {
                cases: 300,
                needed: 3838
            }
        );
        for _ in 0..5 {
            agreement.add(&checks(86.0), &policy, Conclusion::Approved, Some(false));
        }
        let Proposal::Threshold {
            threshold,
            wrong,
            at_most,
            ..
        } = agreement.propose(0.02)
        else {
            panic!("{:?}", agreement.propose(0.02));
        };
        assert_eq!(wrong, 0, "the threshold lies above those that were wrong");
        assert!(
            at_most <= 0.02 && threshold as f64 >= score(86.0).floor(),
            "{threshold} {at_most}"
        );
        for _ in 0..50 {
            agreement.add(&checks(95.0), &policy, Conclusion::Approved, Some(false));
        }
        assert!(matches!(agreement.propose(0.02), Proposal::NoneLowEnough { .. }));
    }

    #[test]
    fn many_good_high_scores_do_not_pay_for_bad_low_ones_and_nothing_unknown_is_proposed() {
        let policy = Policy::default();
        let mut agreement = HumanAgreement::default();
        let (good, bad) = (score(95.0), score(86.0));
        for _ in 0..2000 {
            agreement.add(&checks(95.0), &policy, Conclusion::Approved, None);
        }
        let proposed = |agreement: &HumanAgreement| match agreement.propose(0.05) {
            Proposal::Threshold { threshold, .. } => threshold as f64,
            other => panic!("{other:?}"),
        };
        assert!(
            (good - 1.0..good).contains(&proposed(&agreement)),
            "no score below {good} is known"
        );
        for right in [true, false] {
            for _ in 0..7 {
                agreement.add(&checks(86.0), &policy, Conclusion::Pending, Some(right));
            }
        }
        assert!(proposed(&agreement) >= bad, "half of those at {bad} were wrong");
    }

    #[test]
    fn wilsons_interval_is_the_published_one() {
        // Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263, 15 of 148, 0 of 20 and 1 of 29.
        for (count, of, upper) in [(81, 263, 0.3662), (15, 148, 0.1605), (0, 20, 0.1611), (1, 29, 0.1718)] {
            assert!((upper_bound(count, of) - upper).abs() < 5e-5, "{count} of {of}");
        }
        assert!((upper_bound(0, 0) - 1.0).abs() < f64::EPSILON);
    }

    proptest! {
        #[test]
        fn a_smaller_risk_never_gives_a_lower_threshold(
            cases in prop::collection::vec((850..=1000_u16, any::<bool>(), 1..400_u16), 1..8), risk in 0.01..0.5f64, less in 0.1..1.0f64,
        ) {
            let mut agreement = HumanAgreement::default();
            for (tenths, right, count) in cases {
                for _ in 0..count {
                    let human = if right { None } else { Some(false) };
                    agreement.add(&checks(f64::from(tenths) / 10.0), &Policy::default(), Conclusion::Approved, human);
                }
            }
            if let (Proposal::Threshold { threshold: lower, .. }, Proposal::Threshold { threshold: higher, .. }) =
                (agreement.propose(risk), agreement.propose(risk * less))
            {
                prop_assert!(lower <= higher);
            }
        }
    }
}
