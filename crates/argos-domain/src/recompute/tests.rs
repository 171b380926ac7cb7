use super::*;
use crate::country::Country;
use crate::document::{DocumentData, IdType};
use crate::personal::BirthDate;
use crate::policy::{Consequence, Contradiction, ExpiredDocument, FaceAgeRule};
use crate::score::ScoreVersion;
use proptest::prelude::*;

fn adult_passport() -> DocumentFacts {
    let read = DocumentData {
        id_type: Some(IdType::Passport),
        issuing_country: Country::from_alpha3("UTO").ok(),
        birth_date: Some(BirthDate(jiff::civil::date(2000, 6, 1))),
        ..DocumentData::default()
    };
    DocumentFacts::of(&read, jiff::civil::date(2020, 5, 31))
}

fn pass(name: CheckName) -> CheckResult {
    CheckResult::plain(name, CheckOutcome::Pass, "")
}

/// A submission whose face is as similar as `similarity` says, judged by `policy`.
fn checks(similarity: f64, liveness: f64, policy: &Policy) -> Vec<CheckResult> {
    vec![
        pass(CheckName::MachineReadableZone),
        judgement::text_recognition(92.0, policy).check(CheckName::TextRecognition, ""),
        pass(CheckName::DocumentType),
        pass(CheckName::IssuingCountry),
        pass(CheckName::DocumentDates),
        pass(CheckName::DocumentExpiry),
        judgement::face_match(similarity, policy).check(CheckName::FaceMatch, ""),
        judgement::passive_liveness(liveness, policy).check(CheckName::PassiveLiveness, ""),
    ]
}

fn again(checks: &[CheckResult], document: Option<DocumentFacts>, policy: &Policy) -> Conclusion {
    let stored = Stored {
        checks,
        policy: &Policy::default(),
        document,
        failed_before: 0,
        score_version: ScoreVersion::IN_FORCE,
    };
    recompute(&stored, policy).conclusion
}

#[test]
fn a_face_between_two_thresholds_is_judged_again_from_its_value() {
    let default = Policy::default();
    let similar = checks(80.0, 90.0, &default);
    assert_eq!(again(&similar, None, &default), Conclusion::Pending);
    let lower = Policy {
        face_similarity_threshold: 75.0,
        ..Policy::default()
    };
    assert_eq!(again(&similar, None, &lower), Conclusion::Approved);
    let higher = Policy {
        face_similarity_review: 81.0,
        ..Policy::default()
    };
    let retry = Conclusion::TryAgain(RetryCode::FaceCompareUnderscore);
    assert_eq!(again(&similar, None, &higher), retry);
    let third = Stored {
        checks: &similar,
        policy: &default,
        document: None,
        failed_before: 2,
        score_version: ScoreVersion::IN_FORCE,
    };
    assert_eq!(
        recompute(&third, &higher).conclusion,
        Conclusion::Rejected(RejectCode::TooManyRetry)
    );
}

#[test]
fn rules_about_documents_need_what_was_read() {
    let stored = checks(95.0, 90.0, &Policy::default());
    let facts = Some(adult_passport());
    let cases = [
        (
            Policy {
                age_limit: Some(20),
                ..Policy::default()
            },
            Conclusion::Rejected(RejectCode::UnderAgeLimit),
            CheckName::AgeLimit,
        ),
        (
            Policy {
                accepted_id_types: [IdType::Visa].into(),
                ..Policy::default()
            },
            Conclusion::Rejected(RejectCode::InvalidAcceptedId),
            CheckName::DocumentType,
        ),
        (
            Policy {
                blocked_countries: [Country::from_alpha3("UTO").unwrap()].into(),
                ..Policy::default()
            },
            Conclusion::Rejected(RejectCode::BlacklistCountry),
            CheckName::IssuingCountry,
        ),
    ];
    for (policy, conclusion, check) in cases {
        assert_eq!(again(&stored, facts, &policy), conclusion);
        let unknown = Conclusion::Unknown(Gap::NotMeasured(check));
        assert_eq!(again(&stored, None, &policy), unknown, "sealed");
    }
    let nineteen = Policy {
        age_limit: Some(19),
        ..Policy::default()
    };
    assert_eq!(again(&stored, facts, &nineteen), Conclusion::Approved);
}

#[test]
fn who_was_stopped_at_the_document_would_have_gone_on_and_more_is_not_known() {
    let expired = [
        pass(CheckName::DocumentDates),
        CheckResult::plain(
            CheckName::DocumentExpiry,
            CheckOutcome::Reject(RejectCode::ExpiredId),
            "",
        ),
    ];
    let lenient = Policy {
        expired_document: ExpiredDocument::Warn,
        ..Policy::default()
    };
    assert_eq!(
        again(&expired, None, &Policy::default()),
        Conclusion::Rejected(RejectCode::ExpiredId)
    );
    assert_eq!(again(&expired, None, &lenient), Conclusion::Unknown(Gap::NotFinished));
}

#[test]
fn what_was_never_asked_is_not_known_and_what_is_no_longer_asked_does_not_count() {
    let stored = checks(95.0, 90.0, &Policy::default());
    for (policy, check) in [
        (
            Policy {
                active_liveness: true,
                ..Policy::default()
            },
            CheckName::ActiveLiveness,
        ),
        (
            Policy {
                reject_duplicate_user: true,
                ..Policy::default()
            },
            CheckName::DuplicateUser,
        ),
    ] {
        assert_eq!(
            again(&stored, None, &policy),
            Conclusion::Unknown(Gap::NotMeasured(check))
        );
    }
    let once = Policy {
        reject_duplicate_user: true,
        ..Policy::default()
    };
    let duplicate = CheckResult::plain(
        CheckName::DuplicateUser,
        CheckOutcome::Reject(RejectCode::DuplicateUser),
        "",
    );
    let with_duplicate: Vec<_> = stored.into_iter().chain([duplicate]).collect();
    let stored = Stored {
        checks: &with_duplicate,
        policy: &once,
        document: None,
        failed_before: 0,
        score_version: ScoreVersion::IN_FORCE,
    };
    let rejected = Conclusion::Rejected(RejectCode::DuplicateUser);
    assert_eq!(recompute(&stored, &once).conclusion, rejected);
    assert_eq!(recompute(&stored, &Policy::default()).conclusion, Conclusion::Approved);
}

#[test]
fn signs_of_another_origin_follow_the_policy() {
    let mut stored = checks(95.0, 90.0, &Policy::default());
    stored.push(CheckResult::plain(CheckName::ScreenReplay, CheckOutcome::Warn, ""));
    let strict = Policy {
        id_liveness_screen_replay: Consequence::Pending,
        ..Policy::default()
    };
    assert_eq!(again(&stored, None, &Policy::default()), Conclusion::Approved);
    assert_eq!(again(&stored, None, &strict), Conclusion::Pending);
}

#[test]
fn the_age_of_a_face_is_judged_again_from_the_years_that_are_kept() {
    let with = |face_age, face_age_tolerance| Policy {
        face_age,
        face_age_tolerance,
        ..Policy::default()
    };
    let looks_older_by = |years| {
        let mut stored = checks(95.0, 90.0, &Policy::default());
        let check = judgement::face_age(years, &Policy::default())
            .unwrap()
            .check(CheckName::FaceAge, "looks 27, is 41");
        // Sealed: its words are gone.
        stored.push(check.in_outline());
        stored
    };
    let pending = |years, tolerance| again(&looks_older_by(years), None, &with(FaceAgeRule::Pending, tolerance));
    assert_eq!(pending(-14.0, 13), Conclusion::Pending);
    assert_eq!(pending(-14.0, 14), Conclusion::Approved);
    assert_eq!(pending(30.0, 29), Conclusion::Pending);
    let retry = Conclusion::TryAgain(RetryCode::FaceAgeMismatch);
    assert_eq!(again(&looks_older_by(30.0), None, &with(FaceAgeRule::Retry, 12)), retry);
    // Only noted, it decides nothing.
    assert_eq!(
        again(&looks_older_by(30.0), None, &with(FaceAgeRule::Warn, 5)),
        Conclusion::Approved
    );
    let switched_off = Stored {
        checks: &looks_older_by(30.0),
        policy: &with(FaceAgeRule::Pending, 12),
        document: None,
        failed_before: 0,
        score_version: ScoreVersion::IN_FORCE,
    };
    let again_without = recompute(&switched_off, &with(FaceAgeRule::Off, 12));
    assert_eq!(again_without.conclusion, Conclusion::Approved);
    assert!(!has(&again_without.checks, CheckName::FaceAge));
    // What was decided before ages were estimated is not known, unless there was no birth date to hold one against.
    let never = checks(95.0, 90.0, &Policy::default());
    let gap = Conclusion::Unknown(Gap::NotMeasured(CheckName::FaceAge));
    let asked = with(FaceAgeRule::Pending, 12);
    assert_eq!(again(&never, None, &asked), gap);
    assert_eq!(again(&never, Some(adult_passport()), &asked), gap);
    assert_eq!(
        again(&never, Some(DocumentFacts::default()), &asked),
        Conclusion::Approved
    );
    assert_eq!(again(&never, None, &with(FaceAgeRule::Warn, 5)), Conclusion::Approved);
    let of_old_case = Stored {
        checks: &never,
        policy: &asked,
        document: None,
        failed_before: 0,
        score_version: ScoreVersion::IN_FORCE,
    };
    assert_eq!(
        recompute(&of_old_case, &asked).conclusion,
        Conclusion::Approved,
        "its own policy"
    );
}

#[test]
fn typed_text_is_judged_again_from_how_far_it_agrees_with_the_document() {
    let stored = |agreement| {
        let mut stored = checks(95.0, 90.0, &Policy::default());
        let typed = judgement::typed_text(agreement, Policy::default().typed_name);
        stored.push(typed.check(CheckName::TypedName, "").in_outline());
        stored
    };
    let with = |contradiction| Policy {
        typed_name: contradiction,
        ..Policy::default()
    };
    let other = stored(40.0);
    assert_eq!(again(&other, None, &Policy::default()), Conclusion::Pending);
    assert_eq!(again(&other, None, &with(Contradiction::Warn)), Conclusion::Approved);
    assert_eq!(
        again(&other, None, &with(Contradiction::Reject)),
        Conclusion::Rejected(RejectCode::IdInfoDataMismatch)
    );
    for agreement in [75.0, 95.0, 100.0] {
        let conclusion = again(&stored(agreement), None, &with(Contradiction::Reject));
        assert_eq!(conclusion, Conclusion::Approved, "{agreement}");
    }
}

prop_compose! {
    fn any_policy()(
        score in 0..=100_u8, similarity in 0..=100_u8, review in 0..=100_u8, liveness in 0..=100_u8,
        recognition in 0..=100_u8, age in prop::option::of(13..=90_u8), automatic in any::<bool>(),
        expired in any::<bool>(), active in any::<bool>(), duplicate in any::<bool>(), kinds in 1..=31_u8,
    ) -> Policy {
        Policy {
            score_threshold: score.into(),
            face_similarity_threshold: similarity.into(),
            face_similarity_review: review.min(similarity).into(),
            liveness_threshold: liveness.into(),
            recognition_threshold: recognition.into(),
            age_limit: age,
            automatic_only: automatic,
            expired_document: if expired { ExpiredDocument::Warn } else { ExpiredDocument::Reject },
            active_liveness: active,
            reject_duplicate_user: duplicate,
            accepted_id_types: IdType::ALL.into_iter().enumerate()
                .filter(|(place, _)| kinds >> place & 1 == 1).map(|(_, kind)| kind).collect(),
            ..Policy::default()
        }
    }
}

prop_compose! {
    /// Checks as they may be stored: any of them, with any outcome that needs no code, with and without a value.
    fn any_checks()(
        picked in prop::collection::vec((any::<bool>(), 0..4_u8, 0.0..=1.0f64, prop::option::of(0..=1000_u16)), CheckName::ALL.len()),
    ) -> Vec<CheckResult> {
        CheckName::ALL.iter().zip(picked).filter(|(_, (present, ..))| *present).map(|(name, (_, outcome, standing, value))| {
            let outcome = match outcome {
                0 => CheckOutcome::Pass,
                1 => CheckOutcome::Warn,
                2 => CheckOutcome::Pending,
                _ => CheckOutcome::Retry(RetryCode::FaceImageQuality),
            };
            CheckResult {
                value: value.map(|tenths| f64::from(tenths) / 10.0),
                standing: Standing::new(standing),
                ..CheckResult::plain(*name, outcome, "")
            }
        }).collect()
    }
}

#[test]
fn what_rules_took_from_another_version_s_score_they_take_from_this_one() {
    let policy = Policy {
        custom_rules: vec![crate::policy::CustomRule {
            name: "Less".to_owned(),
            enabled: true,
            when: vec![crate::policy::Condition::CheckAbove {
                check: CheckName::FaceMatch,
                above: 1.0,
            }],
            then: crate::policy::Effect::Subtract { points: 20.0 },
        }],
        ..Policy::default()
    };
    let mut checks = vec![
        CheckResult::plain(CheckName::DocumentDates, CheckOutcome::Pass, ""),
        judgement::face_match(92.0, &policy).check(CheckName::FaceMatch, ""),
    ];
    let before = ScoreVersion::One.score(&checks).value;
    checks.extend(crate::policy::custom_rules_check_by(
        ScoreVersion::One,
        &policy.custom_rules,
        &checks,
        &adult_passport(),
    ));
    let by = |score_version| {
        let stored = Stored {
            checks: &checks,
            policy: &policy,
            document: None,
            failed_before: 0,
            score_version,
        };
        recompute(&stored, &policy)
    };
    let own = by(ScoreVersion::One);
    assert_eq!(own.checks, checks);
    assert!((own.score.value - (before - 20.0)).abs() < 0.051, "{own:?}");
    let now = by(ScoreVersion::Two);
    let unruled = ScoreVersion::Two.score(&checks).value;
    assert!((now.score.value - (unruled - 20.0)).abs() < 0.051, "{now:?}");
    assert_eq!(now.score.version, 2);
}

proptest! {
    #[test]
    fn by_its_own_policy_and_version_everything_stays_as_it_was(
        checks in any_checks(), policy in any_policy(), version in prop::sample::select(ScoreVersion::ALL.to_vec()),
    ) {
        let stored = Stored { checks: &checks, policy: &policy, document: Some(adult_passport()), failed_before: 0, score_version: version };
        let same = recompute(&stored, &policy);
        // A limit of age without its check means that no birth date was read: no check is made up.
        prop_assert_eq!(&same.checks, &checks);
        let decided = decide_by(version, &checks, &policy);
        prop_assert_eq!(&same.score, decided.score());
    }

    #[test]
    fn judging_twice_is_judging_once(
        checks in any_checks(), first in any_policy(), second in any_policy(), similarity in 0..=1000_u16,
    ) {
        let face = judgement::face_match(f64::from(similarity) / 10.0, &first).check(CheckName::FaceMatch, "");
        let checks: Vec<_> = checks.into_iter().filter(|check| check.name != CheckName::FaceMatch).chain([face]).collect();
        let stored = |checks, policy| Stored { checks, policy, document: None, failed_before: 0, score_version: ScoreVersion::IN_FORCE };
        let there = recompute(&stored(&checks, &first), &second);
        let back = recompute(&stored(&there.checks, &second), &first);
        let face = |checks: &[CheckResult]| checks.iter().find(|check| check.name == CheckName::FaceMatch).cloned();
        prop_assert_eq!(face(&back.checks), face(&checks));
    }

    #[test]
    fn a_higher_score_threshold_never_approves_more(checks in any_checks(), policy in any_policy(), higher in 0..=100_u8) {
        let stored = Stored { checks: &checks, policy: &policy, document: None, failed_before: 0, score_version: ScoreVersion::IN_FORCE };
        let stricter = Policy { score_threshold: policy.score_threshold.max(higher.into()), ..policy.clone() };
        if recompute(&stored, &stricter).conclusion == Conclusion::Approved {
            prop_assert_eq!(recompute(&stored, &policy).conclusion, Conclusion::Approved);
        }
    }
}

#[test]
fn rules_of_the_project_are_asked_again_where_what_they_ask_is_known() {
    let stored = checks(95.0, 90.0, &Policy::default());
    let with = |rule: serde_json::Value| -> Policy {
        serde_json::from_value(serde_json::json!({ "custom_rules": [rule] })).unwrap()
    };
    let of_age = with(serde_json::json!({
        "name": "Old", "when": [{ "kind": "age_above", "years": 18 }], "then": { "kind": "pending" },
    }));
    let capped = with(serde_json::json!({
        "name": "Alike", "when": [{ "kind": "check_below", "check": "face_match", "below": 100.0 }],
        "then": { "kind": "cap", "at": 10 },
    }));
    assert_eq!(again(&stored, None, &Policy::default()), Conclusion::Approved);
    assert_eq!(again(&stored, Some(adult_passport()), &of_age), Conclusion::Pending);
    let gap = Gap::NotMeasured(CheckName::CustomRules);
    assert_eq!(again(&stored, None, &of_age), Conclusion::Unknown(gap));
    assert_eq!(again(&stored, None, &capped), Conclusion::Pending);
    // The outline of a check without weight leaves its value out; where another condition is not met, that does not matter.
    let value = CheckResult::measured(
        CheckName::ScreenReplay,
        CheckOutcome::Pass,
        60.0,
        50.0,
        Standing::BEST,
        "60 of 100",
    );
    let with_value = |value| stored.iter().cloned().chain([value]).collect::<Vec<_>>();
    let replay = serde_json::json!({ "kind": "check_below", "check": "id_liveness_screen_replay", "below": 70.0 });
    let asked = with(serde_json::json!({ "name": "Screen", "when": [replay], "then": { "kind": "pending" } }));
    let never = serde_json::json!({ "kind": "check_below", "check": "face_match", "below": 1.0 });
    let both = with(serde_json::json!({ "name": "Screen", "when": [replay, never], "then": { "kind": "pending" } }));
    let (full, outline) = (with_value(value.clone()), with_value(value.in_outline()));
    assert_eq!(again(&full, None, &asked), Conclusion::Pending);
    assert_eq!(again(&outline, None, &asked), Conclusion::Unknown(gap));
    assert_eq!(again(&outline, None, &both), Conclusion::Approved);
    // What was decided with rules stays as it was, and without them it is as if there had never been any.
    let mut ruled = stored.clone();
    ruled.extend(crate::policy::custom_rules_check(
        &capped.custom_rules,
        &stored,
        &DocumentFacts::default(),
    ));
    let decided = |policy: &Policy| {
        let stored = Stored {
            checks: &ruled,
            policy: &capped,
            document: None,
            failed_before: 0,
            score_version: ScoreVersion::IN_FORCE,
        };
        recompute(&stored, policy)
    };
    assert_eq!(decided(&capped).checks, ruled);
    assert!((decided(&capped).score.value - 10.0).abs() < 1e-9);
    assert_eq!(decided(&Policy::default()).conclusion, Conclusion::Approved);
}
