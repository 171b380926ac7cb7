//! The ARGOS Score, version 2: every check takes points by the doubt that it leaves, see [`Weights`].
//!
//! The points that are missing to the score of a submission without doubt are shared out by doubt in whole tenths, so that
//! start and parts, as they are printed, add up to the score as it is printed.

use super::{Score, ScorePart, ScoreVersion, Weights, rounded};
use crate::check::{CheckName, CheckResult};

/// Computes the score. Without any check that counts it is 0: nothing speaks for the person.
pub(super) fn score(checks: &[CheckResult], weights: &Weights<'_>) -> Score {
    let doubts = weights.doubts_of(checks);
    let start = if doubts.is_empty() {
        0.0
    } else {
        rounded(weights.start())
    };
    let value = weights.score(checks);
    let taken = shared_out(tenths(start - value), &doubts);
    Score {
        value,
        start,
        parts: doubts
            .iter()
            .zip(taken)
            .map(|((check, _), taken)| ScorePart {
                check: *check,
                points: 0.0 - f64::from(taken) / 10.0,
                of: None,
            })
            .collect(),
        cap: None,
        version: ScoreVersion::Two.number(),
    }
}

/// Points as whole tenths.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "points lie between 0 and 100"
)]
fn tenths(points: f64) -> u16 {
    (points.clamp(0.0, 100.0) * 10.0).round() as u16
}

/// Shares out tenths of points by doubt: whole ones by share, the rest to the largest remainders (as seats are after A.
/// Hamilton, 1792), the first of equal ones.
fn shared_out(all: u16, doubts: &[(CheckName, f64)]) -> Vec<u16> {
    let total: f64 = doubts.iter().map(|(_, doubt)| doubt).sum();
    if total <= 0.0 {
        return vec![0; doubts.len()];
    }
    let exact: Vec<f64> = doubts.iter().map(|(_, doubt)| f64::from(all) * doubt / total).collect();
    let mut shares: Vec<u16> = exact.iter().map(|share| tenths(share.floor() / 10.0)).collect();
    let mut by_remainder: Vec<usize> = (0..shares.len()).collect();
    by_remainder.sort_by(|a, b| exact[*b].fract().total_cmp(&exact[*a].fract()));
    let left = all.saturating_sub(shares.iter().sum());
    for place in by_remainder.into_iter().take(left.into()) {
        shares[place] += 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::super::{FITTED, SEGMENTS};
    use super::*;
    use crate::check::{CheckOutcome, Standing};
    use proptest::prelude::*;

    fn check(name: CheckName, standing: f64) -> CheckResult {
        CheckResult {
            standing: Standing::new(standing),
            ..CheckResult::plain(name, CheckOutcome::Pass, "")
        }
    }

    fn all_at(standing: f64) -> Vec<CheckResult> {
        CheckName::ALL.iter().map(|name| check(*name, standing)).collect()
    }

    /// The default ARGOS SCORE THRESHOLD.
    const THRESHOLD: f64 = 70.0;

    #[test]
    fn without_doubt_the_score_is_its_start_and_without_checks_nothing() {
        let best = score(&all_at(1.0), &FITTED);
        assert!(
            (best.value - best.start).abs() < 1e-9 && best.start > THRESHOLD + 10.0,
            "{best:?}"
        );
        assert!(best.parts.iter().all(|part| part.points.abs() < 1e-9));
        let none = score(&[], &FITTED);
        assert!(none.value.abs() < 1e-9 && none.parts.is_empty() && none.sum().abs() < 1e-9);
        assert!(score(&all_at(0.0), &FITTED).value < 1.0);
    }

    /// As good submissions of living people with their own documents stand: faces of one person at about 0.75, a zone whose
    /// names nothing proves, three fields of the print that say the same.
    fn good() -> Vec<CheckResult> {
        let standing = |name: &CheckName| match name {
            CheckName::FaceMatch
            | CheckName::PassiveLiveness
            | CheckName::MachineReadableZone
            | CheckName::SelfieImage
            | CheckName::UserCorrections => 0.75,
            CheckName::TextRecognition | CheckName::TextAgreement => 0.9,
            _ => 1.0,
        };
        CheckName::ALL.iter().map(|name| check(*name, standing(name))).collect()
    }

    #[test]
    fn whoever_passes_every_check_well_lies_clearly_above_the_threshold() {
        let found = score(&good(), &FITTED);
        assert!(found.value > THRESHOLD + 10.0, "{found:?}");
        // One check that just passes does not stop anybody.
        for name in CheckName::ALL {
            // Zone and print that can be compared in one field only.
            let least = if *name == CheckName::TextAgreement { 0.7 } else { 0.5 };
            let mut checks = good();
            checks.retain(|each| each.name != *name);
            checks.push(check(*name, least));
            let found = score(&checks, &FITTED);
            assert!(found.value > THRESHOLD, "{name:?} {found:?}");
        }
    }

    #[test]
    fn a_wrong_face_or_a_broken_zone_lies_clearly_below_the_threshold_however_well_the_rest_went() {
        // Similarity 42 where 85 counts as one person; three of five check digits of a passport's zone.
        for (name, standing) in [(CheckName::FaceMatch, 0.25), (CheckName::MachineReadableZone, 0.24)] {
            let mut checks = all_at(1.0);
            checks
                .iter_mut()
                .filter(|each| each.name == name)
                .for_each(|each| each.standing = Standing::new(standing));
            let failed = score(&checks, &FITTED);
            assert!(failed.value < THRESHOLD - 30.0, "{name:?} {}", failed.value);
            assert!((failed.value - FITTED.alone(name, Standing::new(standing))).abs() < 1e-9);
            let part = failed.parts.iter().find(|part| part.check == name).unwrap();
            assert!((failed.start + part.points - failed.value).abs() < 1e-9, "{failed:?}");
        }
    }

    #[test]
    fn tenths_are_shared_out_by_doubt_and_none_is_lost() {
        let doubts = [
            (CheckName::FaceMatch, 1.0),
            (CheckName::PassiveLiveness, 1.0),
            (CheckName::TextAgreement, 1.0),
            (CheckName::DocumentDates, 0.0),
        ];
        assert_eq!(shared_out(10, &doubts), [4, 3, 3, 0]);
        assert_eq!(shared_out(0, &doubts), [0; 4]);
        assert_eq!(shared_out(7, &doubts[3..]), [0]);
        assert!(shared_out(7, &[]).is_empty());
    }

    proptest! {
        #[test]
        fn start_and_parts_add_up_to_the_score_exactly_as_printed(
            standings in prop::collection::vec(0.0..=1.0f64, CheckName::ALL.len()),
        ) {
            let checks: Vec<_> = CheckName::ALL.iter().zip(&standings).map(|(name, standing)| check(*name, *standing)).collect();
            let score = score(&checks, &FITTED);
            let printed: i64 = score.parts.iter().map(|part| (part.points * 10.0).round() as i64).sum();
            prop_assert_eq!((score.start * 10.0).round() as i64 + printed, (score.value * 10.0).round() as i64);
            prop_assert!(score.parts.iter().all(|part| part.points <= 0.0 && part.of.is_none()));
        }

        // Networks give other values on another inference engine in the last digits only. A thousandth of a standing, which is
        // about a sixth of a point of similarity, moves the score by less than half a point.
        #[test]
        fn a_small_change_of_a_standing_is_a_small_change_of_the_score(
            standings in prop::collection::vec(0.0..=0.999f64, CheckName::ALL.len()),
            which in 0..FITTED.doubts.len(),
        ) {
            let (name, doubts) = FITTED.doubts[which];
            let step = 0.001;
            let checks: Vec<_> = CheckName::ALL.iter().zip(&standings).map(|(name, standing)| check(*name, *standing)).collect();
            let moved: Vec<_> = checks.iter().map(|each| {
                if each.name == name { check(name, each.standing.value() + step) } else { each.clone() }
            }).collect();
            let by = score(&moved, &FITTED).value - score(&checks, &FITTED).value;
            // The logistic curve rises by at most a quarter of its argument; a tenth is rounding.
            let steepest = doubts.iter().copied().fold(0.0, f64::max) * SEGMENTS as f64;
            prop_assert!(by <= 100.0 * 0.25 * steepest * step + 0.1 + 1e-9, "{name:?} {by}");
            prop_assert!(by <= 0.75, "{name:?} {by}");
        }
    }
}
