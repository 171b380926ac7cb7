//! What another policy would have done to submissions that are decided: counted case by case, in memory that does not grow
//! with their number.

use crate::check::{CheckName, CheckResult};
use crate::code::RejectCode;
use crate::id::SubmissionId;
use crate::policy::Policy;
use crate::recompute::{Conclusion, Gap, Recomputed, Stored, recompute};
use std::collections::BTreeMap;

/// The highest threshold; the lowest is 0.
pub const HIGHEST_THRESHOLD: usize = 100;

/// Below every score: under it only checks decide.
const NO_THRESHOLD: f64 = -1.0;

/// A submission that Argos decided.
#[derive(Debug)]
pub struct Case<'a> {
    /// Its id.
    pub id: &'a SubmissionId,
    /// Its checks and the policy by which they were judged.
    pub stored: Stored<'a>,
    /// What Argos decided then.
    pub decided: Conclusion,
    /// What a human decided later, if one did: whether it was approved.
    pub human: Option<bool>,
}

/// How many submissions came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Approved by Argos.
    pub approved: u64,
    /// Left to a human.
    pub pending: u64,
    /// Rejected by Argos.
    pub rejected: u64,
    /// Sent back to try again: what came then is not known.
    pub retry: u64,
    /// Not known.
    pub unknown: u64,
    /// Approved by Argos and rejected by a human later, or by the one who looked at it then.
    pub wrong_approvals: u64,
    /// Rejected by Argos and approved by a human later, or by the one who looked at it then.
    pub wrong_rejections: u64,
}

impl Tally {
    /// All of them.
    #[must_use]
    pub const fn all(&self) -> u64 {
        self.approved + self.pending + self.rejected + self.retry + self.unknown
    }

    fn count(&mut self, conclusion: Conclusion, human: Option<bool>) {
        match conclusion {
            Conclusion::Approved => {
                self.approved += 1;
                self.wrong_approvals += u64::from(human == Some(false));
            }
            Conclusion::Pending => self.pending += 1,
            Conclusion::Rejected(_) => {
                self.rejected += 1;
                self.wrong_rejections += u64::from(human == Some(true));
            }
            Conclusion::TryAgain(_) => self.retry += 1,
            Conclusion::Unknown(_) => self.unknown += 1,
        }
    }
}

/// What made the difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// This check comes to something else, is made or is no longer made.
    Check(CheckName),
    /// The score lies on the other side of the threshold.
    Threshold,
    /// Nobody reviews, or somebody does.
    AutomaticOnly,
    /// The rules, or the formula of the score, were others when it was decided.
    Rules,
}

/// A submission that would have come to something else.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Its id.
    pub id: SubmissionId,
    /// What it came to.
    pub from: Conclusion,
    /// What it would have come to.
    pub to: Conclusion,
    /// What makes the difference.
    pub cause: Cause,
    /// Its score under the other policy.
    pub score: f64,
    /// What a human decided, if one did: whether it was approved.
    pub human: Option<bool>,
}

/// Scores that decide, counted by the lowest whole threshold that they do not lie above.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Scores {
    all: [u64; HIGHEST_THRESHOLD + 1],
    rejected_by_human: [u64; HIGHEST_THRESHOLD + 1],
    approved_by_human: [u64; HIGHEST_THRESHOLD + 1],
}

/// A simulation under way; its results can be read at any time.
#[derive(Debug, Clone)]
pub struct Simulation {
    policy: Policy,
    most_listed: usize,
    /// What was decided.
    pub before: Tally,
    /// What the other policy would have decided.
    pub after: Tally,
    /// How many of the submissions a human decided in the end.
    pub by_human: u64,
    /// How many would have come to something else.
    pub changed: u64,
    /// How many went from which word to which.
    pub moves: BTreeMap<(&'static str, &'static str), u64>,
    /// Those that would have come to something else; the first of them.
    pub changes: Vec<Change>,
    /// Why how many are not known.
    pub gaps: BTreeMap<Option<CheckName>, u64>,
    fixed: Tally,
    scores: Box<Scores>,
}

impl Simulation {
    /// Begins a simulation of `policy` that lists at most so many changed cases.
    #[must_use]
    pub fn new(policy: Policy, most_listed: usize) -> Self {
        Self {
            policy,
            most_listed,
            before: Tally::default(),
            after: Tally::default(),
            by_human: 0,
            changed: 0,
            moves: BTreeMap::new(),
            changes: Vec::new(),
            gaps: BTreeMap::new(),
            fixed: Tally::default(),
            scores: Box::new(Scores {
                all: [0; HIGHEST_THRESHOLD + 1],
                rejected_by_human: [0; HIGHEST_THRESHOLD + 1],
                approved_by_human: [0; HIGHEST_THRESHOLD + 1],
            }),
        }
    }

    /// The policy that is simulated.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Decides one more submission. `policy` is [`policy`](Self::policy) with what held for this submission alone.
    pub fn add(&mut self, case: &Case<'_>, policy: &Policy) {
        let unbounded = Policy {
            score_threshold: NO_THRESHOLD,
            ..policy.clone()
        };
        let again = recompute(&case.stored, &unbounded);
        let to = if again.conclusion == Conclusion::Approved {
            self.count_score(again.score.value, case.human);
            by_score(again.score.value, policy)
        } else {
            self.fixed.count(again.conclusion, case.human);
            again.conclusion
        };
        self.before.count(case.decided, case.human);
        self.after.count(to, case.human);
        self.by_human += u64::from(case.human.is_some());
        match to {
            Conclusion::Unknown(Gap::NotFinished) => *self.gaps.entry(None).or_default() += 1,
            Conclusion::Unknown(Gap::NotMeasured(check)) => *self.gaps.entry(Some(check)).or_default() += 1,
            _ => {}
        }
        if to.name() == case.decided.name() {
            return;
        }
        self.changed += 1;
        *self.moves.entry((case.decided.name(), to.name())).or_default() += 1;
        if self.changes.len() < self.most_listed {
            self.changes.push(Change {
                id: case.id.clone(),
                from: case.decided,
                to,
                cause: cause(case, &again, policy, to),
                score: again.score.value,
                human: case.human,
            });
        }
    }

    fn count_score(&mut self, score: f64, human: Option<bool>) {
        let place = lowest_not_below(score);
        let scores = &mut self.scores;
        let counts = match human {
            Some(true) => Some(&mut scores.approved_by_human),
            Some(false) => Some(&mut scores.rejected_by_human),
            None => None,
        };
        let counted = std::iter::once(&mut scores.all).chain(counts);
        for count in counted.filter_map(|counts| counts.get_mut(place)) {
            *count += 1;
        }
    }

    /// What the policy would have decided at each threshold from 0 to 100, its other rules unchanged.
    #[must_use]
    pub fn by_threshold(&self) -> Vec<Tally> {
        let above = |counts: &[u64], threshold: usize| counts.iter().skip(threshold + 1).sum::<u64>();
        let total = |counts: &[u64]| counts.iter().sum::<u64>();
        let scores = &self.scores;
        (0..=HIGHEST_THRESHOLD)
            .map(|threshold| {
                let mut tally = self.fixed;
                let approved = above(&scores.all, threshold);
                let not_approved = total(&scores.all) - approved;
                tally.approved += approved;
                tally.wrong_approvals += above(&scores.rejected_by_human, threshold);
                if self.policy.automatic_only {
                    tally.rejected += not_approved;
                    let approved_by_human = &scores.approved_by_human;
                    tally.wrong_rejections += total(approved_by_human) - above(approved_by_human, threshold);
                } else {
                    tally.pending += not_approved;
                }
                tally
            })
            .collect()
    }
}

/// The lowest whole threshold that a score does not lie above.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a score lies between 0 and 100"
)]
pub(crate) fn lowest_not_below(score: f64) -> usize {
    (score.clamp(0.0, 100.0).ceil() as usize).min(HIGHEST_THRESHOLD)
}

fn by_score(score: f64, policy: &Policy) -> Conclusion {
    if score > policy.score_threshold {
        Conclusion::Approved
    } else if policy.automatic_only {
        Conclusion::Rejected(RejectCode::AutomaticVerificationFail)
    } else {
        Conclusion::Pending
    }
}

fn cause(case: &Case<'_>, again: &Recomputed, policy: &Policy, to: Conclusion) -> Cause {
    if let Conclusion::Unknown(Gap::NotMeasured(check)) = to {
        return Cause::Check(check);
    }
    let outcome = |checks: &[CheckResult], name| {
        let check = checks.iter().find(|check| check.name == name);
        check.map(|check| check.outcome.name())
    };
    let differing = CheckName::ALL
        .iter()
        .find(|name| outcome(case.stored.checks, **name) != outcome(&again.checks, **name));
    if let Some(check) = differing {
        return Cause::Check(*check);
    }
    let before = case.stored.policy;
    let was_above = again.score.value > before.score_threshold;
    if was_above != (again.score.value > policy.score_threshold) {
        Cause::Threshold
    } else if before.automatic_only != policy.automatic_only {
        Cause::AutomaticOnly
    } else {
        Cause::Rules
    }
}

#[cfg(test)]
mod tests;
