use super::super::Policy;
use super::*;
use crate::check::Standing;
use crate::decision::{Verdict, decide};
use proptest::prelude::*;

fn rule(when: Vec<Condition>, then: Effect) -> CustomRule {
    CustomRule {
        name: "Mine".to_owned(),
        enabled: true,
        when,
        then,
    }
}

fn facts() -> DocumentFacts {
    DocumentFacts {
        id_type: Some(IdType::Visa),
        issuing_country: Country::from_alpha3("UTO").ok(),
        age: Some(20),
    }
}

fn checks(standing: f64) -> Vec<CheckResult> {
    vec![
        CheckResult::measured(
            CheckName::FaceMatch,
            CheckOutcome::Pass,
            100.0 * standing,
            50.0,
            Standing::new(standing),
            "",
        ),
        CheckResult::plain(CheckName::ScreenReplay, CheckOutcome::Warn, ""),
    ]
}

fn verdict(rules: &[CustomRule], checks: &[CheckResult]) -> Verdict {
    let mut all = checks.to_vec();
    all.extend(custom_rules_check(rules, checks, &facts()));
    decide(&all, &Policy::default())
}

#[test]
fn each_condition_asks_what_it_says() {
    let utopia: BTreeSet<_> = Country::from_alpha3("UTO").into_iter().collect();
    let korea: BTreeSet<_> = Country::from_alpha3("KOR").into_iter().collect();
    let check = CheckName::FaceMatch;
    let warned = |at_least| Condition::CheckOutcome {
        check: CheckName::ScreenReplay,
        at_least,
    };
    for (condition, met) in [
        (warned(Severity::Warn), true),
        (warned(Severity::Pending), false),
        (Condition::CheckBelow { check, below: 90.1 }, true),
        (Condition::CheckBelow { check, below: 90.0 }, false),
        (Condition::CheckAbove { check, above: 89.9 }, true),
        (Condition::CheckAbove { check, above: 90.0 }, false),
        (
            Condition::CheckMissing {
                check: CheckName::TextAgreement,
            },
            true,
        ),
        (Condition::CheckMissing { check }, false),
        (
            Condition::CountryOneOf {
                countries: utopia.clone(),
            },
            true,
        ),
        (
            Condition::CountryOneOf {
                countries: korea.clone(),
            },
            false,
        ),
        (
            Condition::CountryNoneOf {
                countries: utopia.clone(),
            },
            false,
        ),
        (
            Condition::CountryNoneOf {
                countries: korea.clone(),
            },
            true,
        ),
        (
            Condition::DocumentOneOf {
                id_types: [IdType::Visa].into(),
            },
            true,
        ),
        (
            Condition::DocumentOneOf {
                id_types: [IdType::Passport].into(),
            },
            false,
        ),
        (Condition::AgeBelow { years: 21 }, true),
        (Condition::AgeBelow { years: 20 }, false),
        (Condition::AgeAbove { years: 19 }, true),
        (Condition::AgeAbove { years: 20 }, false),
    ] {
        assert_eq!(
            condition.is_met(&checks(0.9), Some(&facts())),
            Some(met),
            "{condition:?}"
        );
        assert!(!condition.words().is_empty());
        let known_nothing = condition.is_met(&[], Some(&DocumentFacts::default()));
        assert_eq!(
            known_nothing,
            Some(matches!(
                condition,
                Condition::CountryNoneOf { .. } | Condition::CheckMissing { .. }
            )),
            "{condition:?}"
        );
    }
}

#[test]
fn all_conditions_must_be_met_and_what_is_off_does_nothing() {
    let young = Condition::AgeBelow { years: 21 };
    let old = Condition::AgeAbove { years: 60 };
    let pending = |when| vec![rule(when, Effect::Pending)];
    assert!(matches!(
        verdict(&pending(vec![young.clone()]), &checks(1.0)),
        Verdict::Pending(_)
    ));
    let mut both = pending(vec![young.clone(), old]);
    assert!(matches!(verdict(&both, &checks(1.0)), Verdict::Approved(_)));
    both[0].when.pop();
    both[0].enabled = false;
    assert!(matches!(verdict(&both, &checks(1.0)), Verdict::Approved(_)));
    assert_eq!(custom_rules_check(&both, &checks(1.0), &facts()), None);
}

#[test]
fn the_score_is_capped_and_lowered_and_says_why() {
    let always = || vec![Condition::AgeBelow { years: 21 }];
    let capped = verdict(&[rule(always(), Effect::Cap { at: 60.0 })], &checks(1.0));
    assert!((capped.score().value - 60.0).abs() < 1e-9);
    assert_eq!(capped.score().cap, Some((CheckName::CustomRules, 60.0)));
    let rules = [
        rule(always(), Effect::Subtract { points: 10.0 }),
        rule(always(), Effect::Subtract { points: 25.5 }),
    ];
    let lowered = verdict(&rules, &checks(1.0));
    let before = ScoreVersion::IN_FORCE.score(&checks(1.0)).value;
    assert!(
        matches!(&lowered, Verdict::Pending(score) if (score.value - (before - 35.5)).abs() < 0.051),
        "{lowered:?}"
    );
    let check = custom_rules_check(&rules, &checks(1.0), &facts()).unwrap();
    assert_eq!(check.threshold, Some(before));
    assert_eq!(check.value, Some(lowered.score().value));
    assert!(check.message.contains("Mine") && check.message.contains("lower by 25.5 points"));
    // What is sealed later still tells the score.
    let outline = check.in_outline();
    assert_eq!((outline.value, outline.message.as_str()), (check.value, ""));
}

#[test]
fn rejection_comes_before_a_human() {
    let code = RejectCode::IdInfoNotOfAge;
    let always = || vec![Condition::AgeBelow { years: 21 }];
    let rules = [rule(always(), Effect::Reject { code }), rule(always(), Effect::Pending)];
    assert!(matches!(verdict(&rules, &checks(1.0)), Verdict::Rejected(found, _) if found == code));
    assert!(Effect::reject_codes().all(|code| code != RejectCode::Timeout && code != RejectCode::Other));
}

const fn rank(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Approved(_) => 0,
        Verdict::Pending(_) => 1,
        Verdict::Retry(..) => 2,
        Verdict::Rejected(..) => 3,
    }
}

fn any_rule() -> impl Strategy<Value = CustomRule> {
    let condition = prop_oneof![
        (0..120_u8).prop_map(|years| Condition::AgeBelow { years }),
        (0.0..120.0_f64).prop_map(|below| Condition::CheckBelow {
            check: CheckName::FaceMatch,
            below
        }),
        (0.0..120.0_f64).prop_map(|above| Condition::CheckAbove {
            check: CheckName::FaceMatch,
            above
        }),
        Just(Condition::CheckMissing {
            check: CheckName::TextAgreement
        }),
    ];
    let effect = prop_oneof![
        (0.0..=100.0_f64).prop_map(|at| Effect::Cap { at }),
        (0.1..=100.0_f64).prop_map(|points| Effect::Subtract { points }),
        Just(Effect::Pending),
        Just(Effect::Reject {
            code: RejectCode::IdImageInvalidId
        }),
    ];
    (prop::collection::vec(condition, 1..=MOST_CONDITIONS), effect).prop_map(|(when, then)| rule(when, then))
}

proptest! {
    #[test]
    fn no_rule_ever_makes_a_decision_milder(
        rules in prop::collection::vec(any_rule(), 0..6), more in any_rule(), standing in 0.0..=1.0_f64,
    ) {
        let checks = checks(standing);
        let without = verdict(&[], &checks);
        let with = verdict(&rules, &checks);
        prop_assert!(rank(&with) >= rank(&without));
        prop_assert!(with.score().value <= without.score().value);
        let mut longer = rules;
        longer.push(more);
        let longer = verdict(&longer, &checks);
        prop_assert!(rank(&longer) >= rank(&with) && longer.score().value <= with.score().value);
    }
}
