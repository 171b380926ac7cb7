use super::*;
use crate::code::RetryCode;
use crate::judgement;
use crate::score::ScoreVersion;
use proptest::prelude::*;

fn pass(name: CheckName) -> CheckResult {
    CheckResult::plain(name, CheckOutcome::Pass, "")
}

fn checks(similarity: f64, liveness: f64) -> Vec<CheckResult> {
    let policy = Policy::default();
    vec![
        pass(CheckName::MachineReadableZone),
        pass(CheckName::DocumentDates),
        judgement::face_match(similarity, &policy).check(CheckName::FaceMatch, ""),
        judgement::passive_liveness(liveness, &policy).check(CheckName::PassiveLiveness, ""),
    ]
}

fn explained(checks: &[CheckResult], policy: &Policy) -> Explanation {
    explain(&Stored {
        checks,
        policy,
        document: None,
        failed_before: 0,
        score_version: ScoreVersion::IN_FORCE,
    })
}

#[test]
fn a_doubtful_face_says_why_and_what_helps() {
    let explanation = explained(&checks(80.0, 90.0), &Policy::default());
    assert_eq!(explanation.again.conclusion, Conclusion::Pending);
    assert_eq!(explanation.reasons[0], Reason::AsksHuman(CheckName::FaceMatch));
    let face = explanation.parts.iter().find(|part| part.check == CheckName::FaceMatch);
    assert_eq!(
        face.unwrap().finding,
        "the faces are similar by 80 of 100; 85 counts as one person"
    );
    let approving: Vec<_> = explanation
        .policy_changes
        .iter()
        .filter(|change| change.leads_to == Conclusion::Approved)
        .collect();
    assert_eq!(approving.len(), 1);
    assert!((approving[0].policy.face_similarity_threshold - 80.0).abs() < 1e-9);
    let best = &explanation.improvements[0];
    assert_eq!(
        (best.checks.as_slice(), best.leads_to),
        ([CheckName::FaceMatch].as_slice(), Conclusion::Approved)
    );
}

#[test]
fn a_low_score_names_the_threshold_that_would_approve_it() {
    let policy = Policy {
        score_threshold: 99.0,
        ..Policy::default()
    };
    let explanation = explained(&checks(90.0, 80.0), &policy);
    assert_eq!(explanation.reasons, [Reason::Score]);
    let change = &explanation.policy_changes[0];
    assert_eq!(change.leads_to, Conclusion::Approved);
    let (threshold, score) = (change.policy.score_threshold, explanation.again.score.value);
    assert!(threshold < score && threshold + 1.0 >= score, "{threshold} {score}");
}

#[test]
fn two_reasons_need_both_changes() {
    let explanation = explained(&checks(80.0, 10.0), &Policy::default());
    let asking = [CheckName::FaceMatch, CheckName::PassiveLiveness].map(Reason::AsksHuman);
    assert_eq!(explanation.reasons[..2], asking);
    let approving = explanation
        .policy_changes
        .iter()
        .find(|change| change.leads_to == Conclusion::Approved)
        .unwrap();
    assert!((approving.policy.face_similarity_threshold - 80.0).abs() < 1e-9);
    assert!((approving.policy.liveness_threshold - 10.0).abs() < 1e-9);
    let both = &explanation.improvements[0];
    assert_eq!(both.checks, [CheckName::FaceMatch, CheckName::PassiveLiveness]);
}

#[test]
fn a_check_that_only_takes_points_is_named_beside_the_one_that_asks() {
    let mut checks = checks(80.0, 90.0);
    checks.push(CheckResult {
        standing: Standing::new(0.4),
        ..CheckResult::plain(CheckName::TextAgreement, CheckOutcome::Warn, "")
    });
    let explanation = explained(&checks, &Policy::default());
    let best = &explanation.improvements[0];
    assert_eq!(best.checks, [CheckName::TextAgreement, CheckName::FaceMatch]);
    assert_eq!(best.leads_to, Conclusion::Approved);
}

#[test]
fn what_is_typed_otherwise_is_one_matter_with_the_corrections_and_told_once() {
    let mut checks = checks(95.0, 90.0);
    for (name, outcome) in [
        (CheckName::UserCorrections, CheckOutcome::Warn),
        (CheckName::TypedName, CheckOutcome::Pending),
    ] {
        checks.push(CheckResult {
            standing: Standing::new(0.1),
            ..CheckResult::plain(name, outcome, "")
        });
    }
    let explanation = explained(&checks, &Policy::default());
    let together: Vec<_> = explanation.improvements.iter().map(|found| &found.checks[..]).collect();
    assert_eq!(together, [[CheckName::TypedName, CheckName::UserCorrections]]);
    let words = explanation.improvements[0].in_words();
    assert!(words.starts_with("A human: compare the typed name"), "{words}");
}

#[test]
fn only_one_rule_set_otherwise_is_offered_and_no_threshold_under_even_odds() {
    let policy = Policy::default();
    let offered = |similarity, liveness| {
        let changes = explained(&checks(similarity, liveness), &policy).policy_changes;
        let worth = changes.iter().filter(|change| change.is_worth_a_thought(&policy));
        worth.filter(|change| change.leads_to == Conclusion::Approved).count()
    };
    assert_eq!((offered(80.0, 90.0), offered(80.0, 10.0)), (1, 0));
    let low = PolicyChange {
        policy: Policy {
            score_threshold: 49.0,
            ..policy.clone()
        },
        leads_to: Conclusion::Approved,
    };
    assert!(!low.is_worth_a_thought(&policy));
}

#[test]
fn what_is_approved_has_no_reason_and_names_the_threshold_that_would_stop_it() {
    let explanation = explained(&checks(95.0, 90.0), &Policy::default());
    assert_eq!(explanation.again.conclusion, Conclusion::Approved);
    assert!(explanation.reasons.is_empty() && explanation.improvements.is_empty());
    assert_eq!(explanation.policy_changes[0].leads_to, Conclusion::Pending);
}

#[test]
fn a_face_of_another_age_is_told_in_years_and_the_tolerance_that_would_pass_it() {
    let policy = Policy {
        face_age: FaceAgeRule::Pending,
        ..Policy::default()
    };
    let of_age = |years: f64, message: &str| {
        let mut checks = checks(95.0, 90.0);
        checks.push(
            judgement::face_age(years, &policy)
                .unwrap()
                .check(CheckName::FaceAge, message),
        );
        checks
    };
    let told = of_age(-21.0, "the face looks 20 years old, by the birth date the person is 41");
    let explanation = explained(&told, &policy);
    assert_eq!(explanation.reasons, [Reason::AsksHuman(CheckName::FaceAge)]);
    assert!(
        explanation.in_words()[0].contains("looks 20 years old"),
        "{:?}",
        explanation.in_words()
    );
    assert!(
        explanation.parts.iter().all(|part| part.check != CheckName::FaceAge),
        "it takes no points"
    );
    let approving = |explanation: &Explanation| {
        let found = explanation
            .policy_changes
            .iter()
            .find(|change| change.leads_to == Conclusion::Approved);
        found.map(|change| change.policy.clone()).unwrap()
    };
    assert_eq!(approving(&explanation).face_age_tolerance, 21);
    let too_far = explained(&of_age(61.0, "…"), &policy);
    assert_eq!(approving(&too_far).face_age, FaceAgeRule::Warn);
    let sealed = told.iter().map(CheckResult::in_outline).collect::<Vec<_>>();
    let words = explained(&sealed, &policy).in_words();
    let expected = format!(
        "looks 21 years younger than the birth date says; {} either way pass",
        policy.face_age_tolerance
    );
    assert!(words[0].contains(&expected), "{words:?}");
}

#[test]
fn a_sealed_check_is_told_from_its_outcome() {
    let sealed = CheckResult::plain(
        CheckName::DocumentPortrait,
        CheckOutcome::Retry(RetryCode::DocumentFaceNotFound),
        "no portrait",
    )
    .in_outline();
    assert_eq!(finding(&sealed), "failed; the user may try again");
    for check in CheckName::ALL {
        assert!(!what_helps(*check).is_empty());
    }
}

proptest! {
    #[test]
    fn whatever_is_said_to_change_the_decision_does(
        similarity in 0..=1000_u16, liveness in 0..=1000_u16, threshold in 0..=100_u8, automatic in any::<bool>(),
    ) {
        let checks = checks(f64::from(similarity) / 10.0, f64::from(liveness) / 10.0);
        let policy = Policy { score_threshold: threshold.into(), automatic_only: automatic, ..Policy::default() };
        let explanation = explained(&checks, &policy);
        let stored = Stored { checks: &checks, policy: &policy, document: None, failed_before: 0, score_version: ScoreVersion::IN_FORCE };
        for change in &explanation.policy_changes {
            prop_assert_ne!(change.leads_to, explanation.again.conclusion);
            prop_assert_eq!(recompute(&stored, &change.policy).conclusion, change.leads_to);
        }
        // Whoever is not approved is told why.
        prop_assert_eq!(explanation.reasons.is_empty(), explanation.again.conclusion == Conclusion::Approved);
        let points = explanation.again.score.sum();
        let expected = explanation.again.score.cap.map_or(points, |(_, cap)| cap);
        prop_assert!((explanation.again.score.value - expected).abs() <= 0.051);
    }
}
