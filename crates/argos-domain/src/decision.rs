//! From checks to a verdict.

use crate::check::{CheckName, CheckOutcome, CheckResult};
use crate::code::{RejectCode, RetryCode};
use crate::policy::Policy;
use crate::score::{Score, ScoreVersion};

/// What the checks of one step say about going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepVerdict {
    /// The step is done.
    Continue,
    /// The attempt failed; the user can try again.
    Retry(RetryCode),
    /// The submission is rejected.
    Reject(RejectCode),
}

/// What the whole submission comes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// Score above the threshold, no check against it.
    Approved(Score),
    /// A human must look.
    Pending(Score),
    /// The attempt failed; the user can try again.
    Retry(RetryCode, Score),
    /// Rejected by policy or by a check.
    Rejected(RejectCode, Score),
}

impl Verdict {
    /// The score that it was reached with.
    #[must_use]
    pub const fn score(&self) -> &Score {
        match self {
            Self::Approved(score) | Self::Pending(score) | Self::Retry(_, score) | Self::Rejected(_, score) => score,
        }
    }
}

/// The verdict on one step: the first rejection wins, then the first retry.
#[must_use]
pub fn judge_step(checks: &[CheckResult]) -> StepVerdict {
    let reject = checks.iter().find_map(|check| match check.outcome {
        CheckOutcome::Reject(code) => Some(StepVerdict::Reject(code)),
        _ => None,
    });
    let retry = || {
        checks.iter().find_map(|check| match check.outcome {
            CheckOutcome::Retry(code) => Some(StepVerdict::Retry(code)),
            _ => None,
        })
    };
    reject.or_else(retry).unwrap_or(StepVerdict::Continue)
}

/// The verdict on all checks of a submission under a policy, by the score in force.
#[must_use]
pub fn decide(checks: &[CheckResult], policy: &Policy) -> Verdict {
    decide_by(ScoreVersion::IN_FORCE, checks, policy)
}

/// The verdict by the score of a version, for what was decided earlier.
#[must_use]
pub fn decide_by(version: ScoreVersion, checks: &[CheckResult], policy: &Policy) -> Verdict {
    let score = left_by_rules(version.score(checks), checks);
    match judge_step(checks) {
        StepVerdict::Reject(code) => return Verdict::Rejected(code, score),
        StepVerdict::Retry(code) => return Verdict::Retry(code, score),
        StepVerdict::Continue => {}
    }
    let needs_human = checks.iter().any(|check| check.outcome == CheckOutcome::Pending);
    if score.value > policy.score_threshold && !needs_human {
        Verdict::Approved(score)
    } else if policy.automatic_only {
        Verdict::Rejected(RejectCode::AutomaticVerificationFail, score)
    } else {
        Verdict::Pending(score)
    }
}

/// The score as the project's own rules left it, as their check says.
fn left_by_rules(score: Score, checks: &[CheckResult]) -> Score {
    let rules = checks.iter().find(|check| check.name == CheckName::CustomRules);
    match rules.and_then(|check| check.value) {
        Some(left) if left < score.value => Score {
            value: left,
            cap: Some((CheckName::CustomRules, left)),
            ..score
        },
        _ => score,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Standing;

    fn standing(name: CheckName, value: f64) -> CheckResult {
        CheckResult {
            standing: Standing::new(value),
            ..CheckResult::plain(name, CheckOutcome::Pass, "")
        }
    }

    #[test]
    fn only_a_score_strictly_above_the_threshold_approves() {
        let checks = [standing(CheckName::FaceMatch, 0.5)];
        let score = ScoreVersion::IN_FORCE.score(&checks).value;
        let equal = Policy {
            score_threshold: score,
            ..Policy::default()
        };
        assert!(matches!(decide(&checks, &equal), Verdict::Pending(found) if (found.value - score).abs() < 1e-9));
        let below = Policy {
            score_threshold: score - 0.1,
            ..Policy::default()
        };
        assert!(matches!(decide(&checks, &below), Verdict::Approved(_)));
    }

    #[test]
    fn a_check_that_asks_for_a_human_stops_automatic_approval() {
        let checks = [
            standing(CheckName::FaceMatch, 1.0),
            CheckResult::plain(CheckName::DocumentExpiry, CheckOutcome::Pending, ""),
        ];
        assert!(matches!(decide(&checks, &Policy::default()), Verdict::Pending(_)));
        let automatic = Policy {
            automatic_only: true,
            ..Policy::default()
        };
        assert!(matches!(
            decide(&checks, &automatic),
            Verdict::Rejected(RejectCode::AutomaticVerificationFail, _)
        ));
    }

    #[test]
    fn rejection_comes_before_retry() {
        let checks = [
            CheckResult::plain(
                CheckName::DocumentImage,
                CheckOutcome::Retry(RetryCode::DocumentImageQuality),
                "",
            ),
            CheckResult::plain(
                CheckName::DocumentExpiry,
                CheckOutcome::Reject(RejectCode::ExpiredId),
                "",
            ),
        ];
        assert_eq!(judge_step(&checks), StepVerdict::Reject(RejectCode::ExpiredId));
        assert_eq!(
            judge_step(&checks[..1]),
            StepVerdict::Retry(RetryCode::DocumentImageQuality)
        );
        assert_eq!(judge_step(&[]), StepVerdict::Continue);
    }
}
