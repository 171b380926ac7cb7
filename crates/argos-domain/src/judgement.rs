//! What a measured value comes to under a policy: each rule once, for the moment a check is made and for every later
//! moment at which it is judged again, by another policy or to explain it.
//!
//! A value is rounded to a tenth before it is judged, so that what is stored is what was judged.

use crate::check::{CheckName, CheckOutcome, CheckResult, Standing};
use crate::code::{RejectCode, RetryCode};
use crate::comparison::{SLIP, Verdict};
use crate::policy::{Consequence, Contradiction, ExpiredDocument, Policy};

/// A value with what it comes to. Numbers go from 0 to 100, but for years.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judgement {
    /// The value, rounded to a tenth.
    pub value: f64,
    /// What it was held against.
    pub threshold: f64,
    /// What it comes to.
    pub outcome: CheckOutcome,
    /// Its place on the common scale.
    pub standing: Standing,
}

impl Judgement {
    fn of(value: f64, threshold: f64, below: CheckOutcome) -> Self {
        let value = tenth(value);
        Self {
            value,
            threshold,
            outcome: if value >= threshold { CheckOutcome::Pass } else { below },
            standing: Standing::of(value, 0.0, threshold, 100.0),
        }
    }

    /// As a check.
    #[must_use]
    pub fn check(self, name: CheckName, message: impl Into<String>) -> CheckResult {
        CheckResult::measured(name, self.outcome, self.value, self.threshold, self.standing, message)
    }
}

/// A number rounded to a tenth, as values are stored and judged.
#[must_use]
pub fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// The similarity of selfie and portrait: one person, for a human, or a failed attempt.
#[must_use]
pub fn face_match(similarity: f64, policy: &Policy) -> Judgement {
    let below = if tenth(similarity) >= policy.face_similarity_review {
        CheckOutcome::Pending
    } else {
        CheckOutcome::Retry(RetryCode::FaceCompareUnderscore)
    };
    Judgement::of(similarity, policy.face_similarity_threshold, below)
}

/// The similarity of the selfie and the face that made the movements.
#[must_use]
pub fn moved_face(similarity: f64, policy: &Policy) -> Judgement {
    let below = CheckOutcome::Retry(RetryCode::FaceLivenessUnderscore);
    Judgement::of(similarity, policy.face_similarity_threshold, below)
}

/// Passive liveness of the selfie.
#[must_use]
pub fn passive_liveness(liveness: f64, policy: &Policy) -> Judgement {
    Judgement::of(liveness, policy.liveness_threshold, CheckOutcome::Pending)
}

/// By how many years a face looks older than the person is by the birth date; below 0 when it looks younger. Nobody is
/// rejected by it: an estimate is not that good. `None` where the policy estimates no age.
#[must_use]
pub fn face_age(older_by: f64, policy: &Policy) -> Option<Judgement> {
    let consequence = policy.face_age.consequence()?;
    let value = tenth(older_by);
    let threshold = f64::from(policy.face_age_tolerance);
    Some(Judgement {
        value,
        threshold,
        outcome: if value.abs() <= threshold {
            CheckOutcome::Pass
        } else {
            consequence.outcome(RetryCode::FaceAgeMismatch)
        },
        standing: Standing::of(2.0 * threshold - value.abs(), 0.0, threshold, 2.0 * threshold),
    })
}

/// How surely the text of the document was recognised.
#[must_use]
pub fn text_recognition(score: f64, policy: &Policy) -> Judgement {
    Judgement::of(score, policy.recognition_threshold, CheckOutcome::Warn)
}

/// What a doubtful sign of the document's origin leads to: `None` for checks that look for no such sign.
#[must_use]
pub const fn doubtful_origin(check: CheckName, policy: &Policy) -> Option<CheckOutcome> {
    let (consequence, code): (Consequence, RetryCode) = match check {
        CheckName::ScreenReplay => (policy.id_liveness_screen_replay, RetryCode::IdLivenessScreenReplay),
        CheckName::PaperPrinted => (policy.id_liveness_paper_printed, RetryCode::IdLivenessPaperPrinted),
        CheckName::ReplacedPortrait => (
            policy.id_liveness_replace_portraits,
            RetryCode::IdLivenessReplacePortraits,
        ),
        _ => return None,
    };
    Some(consequence.outcome(code))
}

/// What a text leads to that the document contradicts: `None` for checks that compare none.
#[must_use]
pub const fn typed_otherwise(check: CheckName, policy: &Policy) -> Option<Contradiction> {
    match check {
        CheckName::TypedName => Some(policy.typed_name),
        CheckName::TypedBirthDate => Some(policy.typed_birth_date),
        CheckName::TypedNumber => Some(policy.typed_number),
        CheckName::TypedNationality => Some(policy.typed_nationality),
        _ => None,
    }
}

/// The agreement of what was typed with the document: the same, written otherwise, a slip, or a contradiction.
#[must_use]
pub fn typed_text(agreement: f64, contradiction: Contradiction) -> Judgement {
    let value = tenth(agreement);
    let threshold = SLIP * 100.0;
    Judgement {
        value,
        threshold,
        outcome: match Verdict::of(value / 100.0) {
            Verdict::Same | Verdict::WrittenOtherwise => CheckOutcome::Pass,
            Verdict::Slip => CheckOutcome::Warn,
            Verdict::Different => contradiction.outcome(),
        },
        standing: Standing::of(value, 0.0, threshold, 100.0),
    }
}

/// What an expired document leads to.
#[must_use]
pub const fn expired_document(policy: &Policy) -> CheckOutcome {
    match policy.expired_document {
        ExpiredDocument::Reject => CheckOutcome::Reject(RejectCode::ExpiredId),
        ExpiredDocument::Warn => CheckOutcome::Warn,
    }
}

/// What an age in whole years comes to under a limit.
#[must_use]
pub fn age(years: i16, limit: u8) -> CheckOutcome {
    if years >= i16::from(limit) {
        CheckOutcome::Pass
    } else {
        CheckOutcome::Reject(RejectCode::UnderAgeLimit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::FaceAgeRule;

    #[test]
    fn what_is_stored_is_what_was_judged() {
        let policy = Policy::default();
        for similarity in [84.949, 84.951, 69.949, 69.951, 85.0] {
            let judged = face_match(similarity, &policy);
            assert_eq!(face_match(judged.value, &policy), judged);
        }
        assert_eq!(face_match(84.951, &policy).outcome, CheckOutcome::Pass);
        assert_eq!(face_match(84.949, &policy).outcome, CheckOutcome::Pending);
        assert_eq!(
            face_match(69.9, &policy).outcome,
            CheckOutcome::Retry(RetryCode::FaceCompareUnderscore)
        );
    }

    #[test]
    fn a_stored_agreement_is_of_the_class_that_it_was_measured_in() {
        let judged = |agreement| typed_text(agreement, Contradiction::Reject).outcome;
        for agreement in [90.0, 99.9, 100.0] {
            assert_eq!(judged(agreement), CheckOutcome::Pass, "{agreement}");
        }
        for agreement in [70.0, 89.9] {
            assert_eq!(judged(agreement), CheckOutcome::Warn, "{agreement}");
        }
        for agreement in [0.0, 69.9] {
            let rejected = CheckOutcome::Reject(RejectCode::IdInfoDataMismatch);
            assert_eq!(judged(agreement), rejected, "{agreement}");
        }
    }

    #[test]
    fn a_face_may_look_older_and_younger_by_the_tolerance_and_no_more() {
        let judged = |older_by: i16, face_age| {
            let policy = Policy {
                face_age,
                face_age_tolerance: 12,
                ..Policy::default()
            };
            face_age_of(older_by, &policy)
        };
        for older_by in [-12, 0, 12] {
            assert_eq!(
                judged(older_by, FaceAgeRule::Pending).outcome,
                CheckOutcome::Pass,
                "{older_by}"
            );
        }
        for older_by in [-13, 13, 60] {
            assert_eq!(
                judged(older_by, FaceAgeRule::Warn).outcome,
                CheckOutcome::Warn,
                "{older_by}"
            );
            assert_eq!(
                judged(older_by, FaceAgeRule::Pending).outcome,
                CheckOutcome::Pending,
                "{older_by}"
            );
            let retry = CheckOutcome::Retry(RetryCode::FaceAgeMismatch);
            assert_eq!(judged(older_by, FaceAgeRule::Retry).outcome, retry, "{older_by}");
        }
        let standings = [0, -6, 12, -18, 24, 60].map(|older_by| judged(older_by, FaceAgeRule::Warn).standing.value());
        assert!(standings.is_sorted_by(|a, b| a >= b), "{standings:?}");
        assert!((standings[0] - 1.0).abs() < 1e-9 && (standings[2] - 0.5).abs() < 1e-9 && standings[4].abs() < 1e-9);
        let off = Policy {
            face_age: FaceAgeRule::Off,
            ..Policy::default()
        };
        assert_eq!(face_age(60.0, &off), None);
    }

    fn face_age_of(older_by: i16, policy: &Policy) -> Judgement {
        face_age(f64::from(older_by), policy).unwrap()
    }

    #[test]
    fn a_liveness_threshold_of_zero_never_asks_a_human() {
        let never = Policy {
            liveness_threshold: 0.0,
            ..Policy::default()
        };
        assert_eq!(passive_liveness(0.0, &never).outcome, CheckOutcome::Pass);
        assert_eq!(
            passive_liveness(49.9, &Policy::default()).outcome,
            CheckOutcome::Pending
        );
    }
}
