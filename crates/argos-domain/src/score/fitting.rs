//! Fitting the weights of the score to labelled cases: logistic regression with doubts that are never negative.
//!
//! The loss is the weighted mean of the logarithmic loss, with a little of the square of every doubt (A. E. Hoerl and
//! R. W. Kennard, "Ridge regression", 1970), so that a check that parts the cases perfectly does not grow without end. It is
//! convex; one coordinate after the other takes a bounded Newton step and stops at zero, or at the least doubt that was
//! chosen for it.

use super::doubts::{SEGMENTS, Weights, counted_standing, segments};
use super::least::least_doubts;
use crate::check::{CheckName, CheckResult};

/// Share of half the square of each doubt in the loss.
const RIDGE: f64 = 1e-3;
/// Rounds over all doubts; they end earlier once nothing moves.
const MOST_ROUNDS: usize = 300;
/// A round in which nothing moves further is the last.
const STILL: f64 = 1e-5;
/// A segment in which fewer cases stand is not fitted: otherwise the doubt of worse standings would spread over better ones.
const LEAST_CASES: usize = 10;
/// The longest step of a round, in log-odds.
const LONGEST_STEP: f64 = 1.0;

/// One labelled case: how its checks that count stand, and what it is.
#[derive(Debug, Clone)]
pub struct FittedCase {
    features: Vec<(usize, f64)>,
    genuine: bool,
    weight: f64,
}

impl FittedCase {
    /// From the checks of a case, those of them that may count, what it is, and how much it counts.
    #[must_use]
    pub fn new(checks: &[CheckResult], counting: &[CheckName], genuine: bool, weight: f64) -> Self {
        let mut features = Vec::new();
        for check in checks {
            let Some(place) = counting.iter().position(|name| *name == check.name) else {
                continue;
            };
            let passed = segments(counted_standing(check)).into_iter().enumerate();
            features.extend(
                passed
                    .filter(|(_, part)| *part > 0.0)
                    .map(|(segment, part)| (place * SEGMENTS + segment, part)),
            );
        }
        Self {
            features,
            genuine,
            weight,
        }
    }
}

/// Fitted weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// See [`Weights::certainty`].
    pub certainty: f64,
    /// See [`Weights::doubts`].
    pub doubts: Vec<(CheckName, [f64; SEGMENTS])>,
}

impl Fit {
    /// As weights of the score.
    #[must_use]
    pub fn weights(&self) -> Weights<'_> {
        Weights {
            certainty: self.certainty,
            doubts: &self.doubts,
        }
    }
}

/// Fits the doubts of the `counting` checks, of which the cases were made; none falls below what [`least_doubts`] says, and
/// those of `left_out` ones stay there, and those of segments in which hardly any case stands. Numbers are rounded to
/// hundredths. Without both kinds of case nothing is fitted: all doubts are the least.
#[must_use]
pub fn fit(cases: &[FittedCase], counting: &[CheckName], left_out: &[CheckName]) -> Fit {
    let columns = columns(cases, counting.len() * SEGMENTS);
    let all: f64 = cases.iter().map(|case| case.weight).sum();
    let genuine: f64 = cases.iter().filter(|case| case.genuine).map(|case| case.weight).sum();
    let least: Vec<f64> = counting.iter().flat_map(|check| least_doubts(*check)).collect();
    let mut doubts = least.clone();
    let mut certainty = 0.0;
    if genuine > 0.0 && genuine < all {
        let is_fitted: Vec<bool> = standing_in(cases, columns.len())
            .iter()
            .enumerate()
            .map(|(column, standing)| *standing >= LEAST_CASES && !left_out.contains(&counting[column / SEGMENTS]))
            .collect();
        let everywhere: Vec<(usize, f64)> = (0..cases.len()).map(|case| (case, -1.0)).collect();
        let doubt_of = |case: &FittedCase| {
            case.features
                .iter()
                .map(|(column, part)| doubts[*column] * part)
                .sum::<f64>()
        };
        let mut log_odds: Vec<f64> = cases.iter().map(|case| -doubt_of(case)).collect();
        for _ in 0..MOST_ROUNDS {
            let mut moved = step(cases, &everywhere, &mut certainty, &mut log_odds, all, None);
            let numbers = columns.iter().zip(&mut doubts).zip(&least).zip(&is_fitted);
            for ((column, doubt), least) in numbers.filter(|(_, fitted)| **fitted).map(|(number, _)| number) {
                moved = moved.max(step(cases, column, doubt, &mut log_odds, all, Some(*least)));
            }
            if moved < STILL {
                break;
            }
        }
    }
    let hundredth = |number: f64| (number * 100.0).round() / 100.0;
    Fit {
        certainty: hundredth(certainty),
        doubts: counting
            .iter()
            .enumerate()
            .map(|(place, name)| {
                let own = std::array::from_fn(|segment| hundredth(doubts[place * SEGMENTS + segment]));
                (*name, own)
            })
            .collect(),
    }
}

/// For each doubt the cases that it touches, and how much.
fn columns(cases: &[FittedCase], count: usize) -> Vec<Vec<(usize, f64)>> {
    let mut columns = vec![Vec::new(); count];
    for (index, case) in cases.iter().enumerate() {
        for (column, part) in &case.features {
            columns[*column].push((index, *part));
        }
    }
    columns
}

/// For each segment of each check how many cases stand in it and not beyond it.
fn standing_in(cases: &[FittedCase], count: usize) -> Vec<usize> {
    let mut standing = vec![0; count];
    for case in cases {
        for (index, (column, _)) in case.features.iter().enumerate() {
            let next = case.features.get(index + 1).map(|(next, _)| *next);
            let goes_on = next == Some(column + 1) && !(column + 1).is_multiple_of(SEGMENTS);
            standing[*column] += usize::from(!goes_on);
        }
    }
    standing
}

/// One bounded Newton step of one number, which lowers the log-odds of the cases in `column`; answers how far it moved.
/// `least` is where the number stops; a number without it is not drawn to zero either.
fn step(
    cases: &[FittedCase],
    column: &[(usize, f64)],
    number: &mut f64,
    log_odds: &mut [f64],
    all: f64,
    least: Option<f64>,
) -> f64 {
    let ridge = if least.is_some() { RIDGE } else { 0.0 };
    let (mut slope, mut bend) = (ridge * *number, ridge);
    for (index, part) in column {
        let case = &cases[*index];
        let probability = 1.0 / (1.0 + (-log_odds[*index]).exp());
        let label = if case.genuine { 1.0 } else { 0.0 };
        let weight = case.weight / all;
        slope -= weight * (probability - label) * part;
        bend += weight * probability * (1.0 - probability) * part * part;
    }
    if bend <= 0.0 {
        return 0.0;
    }
    let wanted = *number - (slope / bend).clamp(-LONGEST_STEP, LONGEST_STEP);
    let next = least.map_or(wanted, |least| wanted.max(least));
    let moved = next - *number;
    *number = next;
    for (index, part) in column {
        log_odds[*index] -= moved * part;
    }
    moved.abs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{CheckOutcome, Standing};

    const COUNTING: [CheckName; 3] = [CheckName::FaceMatch, CheckName::PassiveLiveness, CheckName::SelfieImage];

    fn case(standings: [f64; 3], genuine: bool) -> FittedCase {
        let checks: Vec<CheckResult> = COUNTING
            .iter()
            .zip(standings)
            .map(|(name, standing)| CheckResult {
                standing: Standing::new(standing),
                ..CheckResult::plain(*name, CheckOutcome::Pass, "")
            })
            .collect();
        FittedCase::new(&checks, &COUNTING, genuine, 1.0)
    }

    /// The face tells surely, liveness a little, and the picture of a fraud is never worse.
    fn cases() -> Vec<FittedCase> {
        (0..400)
            .map(|index| {
                let genuine = index % 2 == 0;
                let is_live_looking = index % 10 < if genuine { 8 } else { 4 };
                let face = if genuine || index % 4 == 1 { 1.0 } else { 0.1 };
                let liveness = if is_live_looking { 0.9 } else { 0.3 };
                case([face, liveness, if genuine { 0.6 } else { 1.0 }], genuine)
            })
            .collect()
    }

    #[test]
    fn the_check_that_tells_more_takes_more_and_none_gives() {
        let found = fit(&cases(), &COUNTING, &[]);
        let worst = |name| found.weights().doubt(name, Standing::WORST).unwrap();
        assert!(
            worst(CheckName::FaceMatch) > worst(CheckName::PassiveLiveness),
            "{found:?}"
        );
        assert!(worst(CheckName::PassiveLiveness) > 0.5, "{found:?}");
        // A worse picture goes with genuine ones here: it may not count in favour of anybody.
        assert!(worst(CheckName::SelfieImage).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn a_check_that_is_left_out_takes_the_least() {
        let found = fit(&cases(), &COUNTING, &[CheckName::PassiveLiveness]);
        assert_eq!(found.doubts[1].1, least_doubts(CheckName::PassiveLiveness));
        let free = fit(&cases(), &COUNTING, &[]);
        assert!(free.doubts[1].1[2] > found.doubts[1].1[2], "{free:?}");
    }

    #[test]
    fn a_doubt_does_not_spread_over_standings_that_no_case_has() {
        // All stand at 0.3 or at their best.
        let cases: Vec<FittedCase> = (0..200)
            .map(|index| case([1.0, if index % 2 == 0 { 1.0 } else { 0.3 }, 1.0], index % 2 == 0))
            .collect();
        let liveness = fit(&cases, &COUNTING, &[]).doubts[1].1;
        let least = least_doubts(CheckName::PassiveLiveness);
        assert!(liveness[2] > 1.0 && liveness[2] > least[2], "{liveness:?}");
        assert_eq!([liveness[0], liveness[1], liveness[3]], [least[0], least[1], least[3]]);
    }

    #[test]
    fn fitted_scores_mean_what_they_say_on_average() {
        let found = fit(&cases(), &COUNTING, &[]);
        let expected: f64 = cases()
            .iter()
            .map(|case| {
                let doubts: f64 = case
                    .features
                    .iter()
                    .map(|(column, part)| found.doubts[column / SEGMENTS].1[column % SEGMENTS] * part)
                    .sum();
                1.0 / (1.0 + (doubts - found.certainty).exp())
            })
            .sum();
        assert!((expected / 400.0 - 0.5).abs() < 0.01, "{expected}");
    }

    #[test]
    fn a_doubt_that_the_cases_know_nothing_of_is_the_least_that_was_chosen() {
        let counting = [CheckName::MachineReadableZone, CheckName::FaceMatch];
        let cases: Vec<FittedCase> = (0..200)
            .map(|index| {
                let genuine = index % 2 == 0;
                let face = CheckResult {
                    standing: Standing::new(if genuine { 0.9 } else { 0.1 }),
                    ..CheckResult::plain(CheckName::FaceMatch, CheckOutcome::Pass, "")
                };
                let zone = CheckResult::plain(CheckName::MachineReadableZone, CheckOutcome::Pass, "");
                FittedCase::new(&[zone, face], &counting, genuine, 1.0)
            })
            .collect();
        let found = fit(&cases, &counting, &[]);
        assert_eq!(found.doubts[0].1, least_doubts(CheckName::MachineReadableZone));
        let least = least_doubts(CheckName::FaceMatch);
        assert!(
            found.doubts[1]
                .1
                .iter()
                .zip(least)
                .all(|(doubt, least)| *doubt >= least),
            "{found:?}"
        );
        // What was chosen is reckoned with: the genuine ones score high all the same.
        assert!(
            found.weights().alone(CheckName::FaceMatch, Standing::new(0.9)) > 90.0,
            "{found:?}"
        );
    }

    #[test]
    fn without_both_kinds_nothing_is_fitted() {
        let only: Vec<FittedCase> = cases().into_iter().filter(|case| case.genuine).collect();
        let found = fit(&only, &COUNTING, &[]);
        assert!(found.certainty.abs() < 1e-9);
        assert!(
            found
                .doubts
                .iter()
                .all(|(check, doubts)| *doubts == least_doubts(*check))
        );
    }
}
