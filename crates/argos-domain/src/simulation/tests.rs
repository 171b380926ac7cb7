use super::*;
use crate::check::CheckOutcome;
use crate::judgement;
use crate::score::ScoreVersion;
use proptest::prelude::*;

fn id(number: usize) -> SubmissionId {
    SubmissionId::from_random([u8::try_from(number % 250).unwrap_or_default(); 20])
}

fn checks(similarity: f64) -> Vec<CheckResult> {
    let policy = Policy::default();
    vec![
        CheckResult::plain(CheckName::MachineReadableZone, CheckOutcome::Pass, ""),
        CheckResult::plain(CheckName::DocumentDates, CheckOutcome::Pass, ""),
        judgement::face_match(similarity, &policy).check(CheckName::FaceMatch, ""),
    ]
}

/// Simulates `policy` on submissions that the default policy decided: similarity of the face, what a human decided.
fn simulated(cases: &[(f64, Option<bool>)], policy: &Policy) -> Simulation {
    let default = Policy::default();
    let mut simulation = Simulation::new(policy.clone(), 10);
    for (number, (similarity, human)) in cases.iter().enumerate() {
        let checks = checks(*similarity);
        let stored = Stored {
            checks: &checks,
            policy: &default,
            document: None,
            failed_before: 0,
            score_version: ScoreVersion::IN_FORCE,
        };
        let decided = recompute(&stored, &default).conclusion;
        let case = Case {
            id: &id(number),
            stored,
            decided,
            human: *human,
        };
        simulation.add(&case, policy);
    }
    simulation
}

#[test]
fn without_a_change_nothing_changes() {
    let same = simulated(&[(95.0, None), (80.0, Some(true)), (10.0, None)], &Policy::default());
    assert_eq!(same.before, same.after);
    assert_eq!((same.changed, same.by_human), (0, 1));
    assert_eq!((same.after.approved, same.after.pending, same.after.retry), (1, 1, 1));
}

#[test]
fn a_lower_similarity_approves_who_was_for_a_human_and_counts_who_should_not_have_been() {
    let lower = Policy {
        face_similarity_threshold: 75.0,
        ..Policy::default()
    };
    let simulation = simulated(&[(80.0, Some(true)), (81.0, Some(false)), (95.0, None)], &lower);
    assert_eq!(simulation.moves[&("pending", "approved")], 2);
    assert_eq!(
        (simulation.before.wrong_approvals, simulation.after.wrong_approvals),
        (0, 1)
    );
    let change = &simulation.changes[0];
    assert_eq!(change.cause, Cause::Check(CheckName::FaceMatch));
    assert_eq!((change.from, change.to), (Conclusion::Pending, Conclusion::Approved));
}

#[test]
fn a_higher_threshold_is_named_as_the_cause() {
    let higher = Policy {
        score_threshold: 99.0,
        ..Policy::default()
    };
    let simulation = simulated(&[(90.0, None)], &higher);
    assert_eq!(simulation.changes[0].cause, Cause::Threshold);
    assert_eq!(simulation.after.pending, 1);
}

#[test]
fn no_more_cases_are_listed_than_asked_for() {
    let cases = vec![(80.0, None); 25];
    let lower = Policy {
        face_similarity_threshold: 75.0,
        ..Policy::default()
    };
    let simulation = simulated(&cases, &lower);
    assert_eq!((simulation.changed, simulation.changes.len()), (25, 10));
}

proptest! {
    #[test]
    fn the_table_of_thresholds_says_what_each_simulation_says(
        cases in prop::collection::vec((700..=1000_u16, prop::option::of(any::<bool>())), 1..20),
        threshold in 0..=100_u8, automatic in any::<bool>(),
    ) {
        let cases: Vec<(f64, Option<bool>)> =
            cases.into_iter().map(|(tenths, human)| (f64::from(tenths) / 10.0, human)).collect();
        let policy = Policy { automatic_only: automatic, ..Policy::default() };
        let table = simulated(&cases, &policy).by_threshold();
        let at = Policy { score_threshold: threshold.into(), ..policy };
        let single = simulated(&cases, &at);
        prop_assert_eq!(table.len(), HIGHEST_THRESHOLD + 1);
        prop_assert_eq!(table[usize::from(threshold)], single.after);
        prop_assert_eq!(single.after.all(), cases.len() as u64);
        let approved: Vec<u64> = table.iter().map(|tally| tally.approved).collect();
        prop_assert!(approved.is_sorted_by(|lower, higher| lower >= higher));
    }
}
