//! What composed submissions came to: by kind, by threshold, by score, without each check.

use super::chance::Chance;
use super::composition::{Case, Kind, Outcome, judged};
use crate::eval::error_rates::Share;
use argos_domain::check::CheckName;
use argos_domain::policy::Policy;
use argos_domain::score::{Reliability, reliability};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// So many of so many, with the interval of 95 % that takes the cases for independent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Counted {
    pub count: usize,
    pub of: usize,
    pub rate: Option<f64>,
    pub interval: Option<(f64, f64)>,
}

impl Counted {
    fn new(count: usize, of: usize) -> Self {
        let share = Share { count, of };
        Self {
            count,
            of,
            rate: share.rate(),
            interval: share.interval(),
        }
    }
}

/// The submissions of one kind, or of several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    pub cases: usize,
    pub approved: usize,
    pub pending: usize,
    pub retry: usize,
    pub rejected: usize,
}

impl Tally {
    fn count(&mut self, outcome: Outcome) {
        self.cases += 1;
        *match outcome {
            Outcome::Approved => &mut self.approved,
            Outcome::Pending => &mut self.pending,
            Outcome::Retry => &mut self.retry,
            Outcome::Rejected => &mut self.rejected,
        } += 1;
    }
}

/// What one threshold comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct AtThreshold {
    pub threshold: u8,
    pub genuine: Tally,
    pub fraud: Tally,
}

/// What the decision comes to without one check.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Without {
    /// `None` for all checks.
    pub check: Option<CheckName>,
    pub genuine_approved: usize,
    pub wrong_approvals: usize,
    pub expected_calibration_error: f64,
}

/// Intervals of 95 % of drawing the parts anew (A. B. Owen, "The pigeonhole bootstrap", 2007).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Redrawn {
    pub draws: usize,
    pub genuine_approved: (f64, f64),
    pub wrong_approvals: (f64, f64),
    pub expected_calibration_error: (f64, f64),
}

/// Different parts behind the submissions: what they are independent in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Independent {
    pub documents: usize,
    pub people: usize,
    pub recordings: usize,
}

/// The results of one half.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Results {
    pub independent: Independent,
    pub by_kind: BTreeMap<Kind, Tally>,
    /// Genuine submissions approved without a human, of all.
    pub genuine_approved: Counted,
    /// The same of those that did not end in another attempt.
    pub genuine_approved_of_finished: Counted,
    /// Fraudulent submissions approved.
    pub wrong_approvals: Counted,
    /// Wrong approvals but for pictures of a person in place of the person.
    pub wrong_approvals_of_living: Counted,
    pub redrawn: Redrawn,
    /// Of all submissions that have a score, genuine and fraudulent ones with equal weight.
    pub reliability: Reliability,
    /// Of those that only the score decides.
    pub reliability_where_the_score_decides: Reliability,
    pub by_threshold: Vec<AtThreshold>,
    pub without: Vec<Without>,
}

/// A case as the policy judges it.
struct Seen<'a> {
    case: &'a Case,
    outcome: Outcome,
    score: Option<f64>,
    /// No check stands against approval.
    score_decides: bool,
}

const DRAWS: usize = 200;

/// Judges the cases of one half.
pub fn results(cases: &[Case], policy: &Policy, seed: u64) -> Results {
    let seen: Vec<Seen<'_>> = cases.iter().map(|case| see(case, policy)).collect();
    let mut by_kind: BTreeMap<Kind, Tally> = BTreeMap::new();
    for one in &seen {
        by_kind.entry(one.case.kind).or_default().count(one.outcome);
    }
    let sum = |wanted: fn(Kind) -> bool| {
        sum(by_kind
            .iter()
            .filter(|(kind, _)| wanted(**kind))
            .map(|(_, tally)| tally))
    };
    let genuine = sum(Kind::is_genuine);
    let fraud = sum(|kind| !kind.is_genuine());
    let living = sum(|kind| !matches!(kind, Kind::Genuine | Kind::SpoofSelfie | Kind::Combined));
    let distinct = |place: usize| {
        cases
            .iter()
            .map(|case| case.groups[place])
            .collect::<BTreeSet<_>>()
            .len()
    };
    Results {
        independent: Independent {
            documents: distinct(0),
            people: distinct(1),
            recordings: distinct(3),
        },
        genuine_approved: Counted::new(genuine.approved, genuine.cases),
        genuine_approved_of_finished: Counted::new(genuine.approved, genuine.cases - genuine.retry),
        wrong_approvals: Counted::new(fraud.approved, fraud.cases),
        wrong_approvals_of_living: Counted::new(living.approved, living.cases),
        redrawn: redraw(&seen, seed),
        reliability: reliable(&seen, |_| true, |_| 1.0),
        reliability_where_the_score_decides: reliable(&seen, |one| one.score_decides, |_| 1.0),
        by_threshold: (0..=100).map(|threshold| at_threshold(&seen, threshold)).collect(),
        without: without_each(cases, policy),
        by_kind,
    }
}

fn see<'a>(case: &'a Case, policy: &Policy) -> Seen<'a> {
    let (outcome, score) = judged(&case.checks, policy);
    let open = Policy {
        score_threshold: -1.0,
        ..policy.clone()
    };
    Seen {
        case,
        outcome,
        score,
        score_decides: judged(&case.checks, &open).0 == Outcome::Approved,
    }
}

fn sum<'a>(tallies: impl Iterator<Item = &'a Tally>) -> Tally {
    tallies.fold(Tally::default(), |all, one| Tally {
        cases: all.cases + one.cases,
        approved: all.approved + one.approved,
        pending: all.pending + one.pending,
        retry: all.retry + one.retry,
        rejected: all.rejected + one.rejected,
    })
}

/// Genuine and fraudulent ones count alike much, however many of them have a score.
fn reliable(seen: &[Seen<'_>], wanted: impl Fn(&Seen<'_>) -> bool, weight: impl Fn(&Case) -> f64) -> Reliability {
    let total = |genuine: bool| -> f64 {
        let of_kind = seen.iter().filter(|one| one.case.kind.is_genuine() == genuine);
        of_kind.map(|one| weight(one.case)).sum::<f64>().max(f64::MIN_POSITIVE)
    };
    let totals = [total(false), total(true)];
    reliability(seen.iter().filter(|one| wanted(one)).filter_map(|one| {
        let genuine = one.case.kind.is_genuine();
        Some((one.score?, genuine, weight(one.case) / totals[usize::from(genuine)]))
    }))
}

fn at_threshold(seen: &[Seen<'_>], threshold: u8) -> AtThreshold {
    let mut found = AtThreshold {
        threshold,
        genuine: Tally::default(),
        fraud: Tally::default(),
    };
    for one in seen {
        let outcome = match one.score {
            Some(score) if one.score_decides && score > f64::from(threshold) => Outcome::Approved,
            Some(_) if one.score_decides => Outcome::Pending,
            _ => one.outcome,
        };
        let tally = if one.case.kind.is_genuine() {
            &mut found.genuine
        } else {
            &mut found.fraud
        };
        tally.count(outcome);
    }
    found
}

/// With all checks, and with each of them left out.
fn without_each(cases: &[Case], policy: &Policy) -> Vec<Without> {
    let made: BTreeSet<CheckName> = cases
        .iter()
        .flat_map(|case| &case.checks)
        .map(|check| check.name)
        .collect();
    std::iter::once(None)
        .chain(made.into_iter().map(Some))
        .map(|check| {
            let kept: Vec<Case> = cases
                .iter()
                .map(|case| Case {
                    checks: case
                        .checks
                        .iter()
                        .filter(|each| Some(each.name) != check)
                        .cloned()
                        .collect(),
                    ..case.clone()
                })
                .collect();
            let seen: Vec<Seen<'_>> = kept.iter().map(|case| see(case, policy)).collect();
            let approved = |genuine: bool| {
                let of_kind = seen.iter().filter(|one| one.case.kind.is_genuine() == genuine);
                of_kind.filter(|one| one.outcome == Outcome::Approved).count()
            };
            Without {
                check,
                genuine_approved: approved(true),
                wrong_approvals: approved(false),
                expected_calibration_error: reliable(&seen, |_| true, |_| 1.0).expected_calibration_error,
            }
        })
        .collect()
}

/// Draws documents, people and recordings anew, with replacement: a submission counts as often as all its parts together.
fn redraw(seen: &[Seen<'_>], seed: u64) -> Redrawn {
    let mut found: [Vec<f64>; 3] = Default::default();
    for draw in 0..DRAWS {
        let mut chance = Chance::new(seed, draw as u64);
        let drawn: [BTreeMap<usize, f64>; 3] = [0, 1, 3].map(|place| {
            let groups: Vec<usize> = seen
                .iter()
                .map(|one| one.case.groups[place])
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect();
            let mut times = BTreeMap::new();
            for _ in 0..groups.len() {
                if let Some(group) = chance.pick(&groups) {
                    *times.entry(*group).or_default() += 1.0;
                }
            }
            times
        });
        let weight = |case: &Case| -> f64 {
            let times = |place: usize, group: usize| drawn[place].get(&group).copied().unwrap_or_default();
            times(0, case.groups[0]) * times(1, case.groups[1]) * times(2, case.groups[3])
        };
        let share = |genuine: bool| {
            let (mut approved, mut all) = (0.0, 0.0);
            for one in seen.iter().filter(|one| one.case.kind.is_genuine() == genuine) {
                let weight = weight(one.case);
                all += weight;
                approved += if one.outcome == Outcome::Approved { weight } else { 0.0 };
            }
            (all > 0.0).then_some(approved / all)
        };
        let error = reliable(seen, |_| true, weight).expected_calibration_error;
        for (values, value) in found.iter_mut().zip([share(true), share(false), Some(error)]) {
            values.extend(value);
        }
    }
    let [genuine_approved, wrong_approvals, expected_calibration_error] = found.map(middle);
    Redrawn {
        draws: DRAWS,
        genuine_approved,
        wrong_approvals,
        expected_calibration_error,
    }
}

/// Within which 95 of 100 values lie.
fn middle(mut values: Vec<f64>) -> (f64, f64) {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    let at = |share: usize| values.get(last * share / 1000).copied().unwrap_or_default();
    (at(25), at(975))
}
