//! How old the face in the selfie looks, against the birth date.

use argos_domain::check::{CheckName, CheckOutcome, CheckResult};
use argos_domain::judgement;
use argos_domain::personal::BirthDate;
use argos_domain::policy::{FaceAgeRule, Policy};
use argos_vision::EstimateAge;
use argos_vision::face::FaceAge;
use jiff::civil::Date;

/// Whether a selfie is asked for its age under a policy.
#[must_use]
pub fn age_is_estimated(policy: &Policy) -> EstimateAge {
    match policy.face_age {
        FaceAgeRule::Off => EstimateAge::No,
        FaceAgeRule::Warn | FaceAgeRule::Retry | FaceAgeRule::Pending => EstimateAge::Yes,
    }
}

/// The check of an estimated age. `born` is the birth date that counts, `day` that on which the submission began. Absent
/// where the policy estimates no age, and for a birth date in the future, which the check of dates refuses.
#[must_use]
pub fn face_age_check(age: &FaceAge, born: BirthDate, day: Date, policy: &Policy) -> Option<CheckResult> {
    let by_birth_date = born.age_on(day);
    if by_birth_date < 0 {
        return None;
    }
    let looks = age.estimated.whole_years();
    let judged = judgement::face_age(f64::from(looks) - f64::from(by_birth_date), policy)?;
    let (years, tolerance) = (judged.value.abs(), judged.threshold);
    let difference = match judged.outcome {
        CheckOutcome::Pass => format!("{years} apart, up to {tolerance} pass"),
        _ => format!("{years} apart, more than the {tolerance} that pass"),
    };
    let message =
        format!("the face looks {looks} years old, by the birth date the person is {by_birth_date}: {difference}");
    Some(judged.check(CheckName::FaceAge, message).by_model(age.model.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use argos_domain::personal::EstimatedAge;
    use jiff::civil::date;

    fn check(looks: f64, born: Date, day: Date) -> Option<CheckResult> {
        let policy = Policy {
            face_age: FaceAgeRule::Pending,
            face_age_tolerance: 12,
            ..Policy::default()
        };
        let age = FaceAge {
            estimated: EstimatedAge::of_years(looks).unwrap(),
            model: "a network (abc)".to_owned(),
        };
        face_age_check(&age, BirthDate(born), day, &policy)
    }

    #[test]
    fn both_ages_are_told_and_their_difference_is_kept() {
        let younger = check(27.4, date(1979, 5, 1), date(2020, 6, 1)).unwrap();
        assert_eq!((younger.outcome, younger.value), (CheckOutcome::Pending, Some(-14.0)));
        assert_eq!(younger.threshold, Some(12.0));
        for told in ["looks 27 years old", "the person is 41", "14 apart, more than the 12"] {
            assert!(younger.message.contains(told), "{}", younger.message);
        }
        assert_eq!(younger.model.as_deref(), Some("a network (abc)"));
    }

    #[test]
    fn the_age_is_that_of_the_day_before_and_after_the_birthday() {
        let born = date(2000, 6, 2);
        let passes = |day| check(31.6, born, day).unwrap().outcome == CheckOutcome::Pass;
        // Looks 32: 19 on the day before the birthday, 20 from it on.
        assert!(!passes(date(2020, 6, 1)) && passes(date(2020, 6, 2)));
    }

    #[test]
    fn a_birth_date_to_come_is_no_age() {
        assert_eq!(check(30.0, date(2030, 1, 1), date(2020, 6, 1)), None);
    }
}
