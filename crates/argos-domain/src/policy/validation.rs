//! Which policies can be saved: each field in its range, and no two that cannot go together.
//!
//! Stored versions are not asked: what was saved under older rules goes on holding for whoever started under it.

use super::custom_rule_validation::validate_rules;
use super::{Consequence, Policy, PolicyField};
use crate::country::Country;
use crate::submission_limit::{LONGEST_WINDOW, MOST_SUBMISSIONS};
use crate::waiting_period::LONGEST_PERIOD;

/// Why a policy cannot be saved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {reason}")]
pub struct InvalidPolicy {
    /// The field that is wrong, or the one of several that do not go together which would best be changed.
    pub field: &'static str,
    /// What is wrong and what would be right, for the person who saves.
    pub reason: String,
}

/// The lowest age limit that can be set, in years.
pub const LOWEST_AGE_LIMIT: u8 = 13;
/// The highest age limit that can be set, in years.
pub(super) const HIGHEST_AGE_LIMIT: u8 = 120;
/// The lowest tolerance of a face's age that can be set, in years: less is within what the estimate errs by on most people.
pub const LOWEST_FACE_AGE_TOLERANCE: u8 = 5;
/// The highest tolerance of a face's age that can be set, in years.
pub const HIGHEST_FACE_AGE_TOLERANCE: u8 = 50;

impl Policy {
    /// Checks every field's range and the fields against each other.
    ///
    /// # Errors
    /// [`InvalidPolicy`] names the first field that is wrong, and why.
    pub fn validate(&self) -> Result<(), InvalidPolicy> {
        self.ranges()?;
        self.combinations()
    }

    fn ranges(&self) -> Result<(), InvalidPolicy> {
        for (field, value) in self.percentages() {
            if !(0.0..=100.0).contains(&value) {
                return refuse(field, "a number from 0 to 100 is expected");
            }
        }
        for (field, period) in [
            ("approved_period", &self.approved_period),
            ("reject_period", &self.reject_period),
        ] {
            if !period.is_valid() {
                let reason =
                    format!("1 to {LONGEST_PERIOD} days and at least one way to recognise people are expected");
                return refuse(field, reason);
            }
        }
        if self.accepted_id_types.is_empty() {
            return refuse("accepted_id_types", "at least one kind of document must be accepted");
        }
        if self.duplicate_user_by.is_empty() {
            return refuse(
                "duplicate_user_by",
                "at least one way in which people are the same is expected",
            );
        }
        if !self.submission_limit.is_valid() {
            let reason = format!(
                "1 to {MOST_SUBMISSIONS} submissions in 1 to {LONGEST_WINDOW} hours, and at least one way to recognise people before \
                 their identity is known, are expected"
            );
            return refuse("submission_limit", reason);
        }
        let ages = LOWEST_AGE_LIMIT..=HIGHEST_AGE_LIMIT;
        if self.age_limit.is_some_and(|years| !ages.contains(&years)) {
            let reason = format!("{LOWEST_AGE_LIMIT} to {HIGHEST_AGE_LIMIT} whole years, or none, are expected");
            return refuse("age_limit", reason);
        }
        let tolerances = LOWEST_FACE_AGE_TOLERANCE..=HIGHEST_FACE_AGE_TOLERANCE;
        if !tolerances.contains(&self.face_age_tolerance) {
            let reason =
                format!("{LOWEST_FACE_AGE_TOLERANCE} to {HIGHEST_FACE_AGE_TOLERANCE} whole years are expected");
            return refuse("face_age_tolerance", reason);
        }
        validate_rules(&self.custom_rules, self.automatic_only)
    }

    fn combinations(&self) -> Result<(), InvalidPolicy> {
        if self.face_similarity_review > self.face_similarity_threshold {
            return refuse(
                "face_similarity_review",
                format!(
                    "at most the face similarity that counts as one person ({}) is expected: nothing would lie between the two",
                    self.face_similarity_threshold
                ),
            );
        }
        let both: Vec<&str> = self
            .allowed_countries
            .intersection(&self.blocked_countries)
            .map(Country::alpha3)
            .collect();
        if !both.is_empty() {
            let reason = format!("allowed and blocked at once: {}", both.join(", "));
            return refuse("blocked_countries", reason);
        }
        for (field, consequence) in self.consequences() {
            if self.automatic_only && consequence == Consequence::Pending {
                return refuse(
                    field,
                    "nobody looks where all is decided automatically: choose a warning or another try, or let humans decide",
                );
            }
        }
        if self.twins_allowed && !self.reject_duplicated_face {
            return refuse(
                "twins_allowed",
                "without effect unless the same face is rejected: switch both on or both off",
            );
        }
        Ok(())
    }

    fn percentages(&self) -> [(&'static str, f64); 6] {
        [
            ("score_threshold", self.score_threshold),
            ("face_similarity_threshold", self.face_similarity_threshold),
            ("face_similarity_review", self.face_similarity_review),
            ("liveness_threshold", self.liveness_threshold),
            ("recognition_threshold", self.recognition_threshold),
            ("duplicated_face_threshold", self.duplicated_face_threshold),
        ]
    }

    fn consequences(&self) -> [(&'static str, Consequence); 4] {
        [
            ("face_age", self.face_age.consequence().unwrap_or(Consequence::Warn)),
            ("id_liveness_screen_replay", self.id_liveness_screen_replay),
            ("id_liveness_paper_printed", self.id_liveness_paper_printed),
            ("id_liveness_replace_portraits", self.id_liveness_replace_portraits),
        ]
    }
}

pub(super) fn refuse(field: &'static str, reason: impl Into<String>) -> Result<(), InvalidPolicy> {
    debug_assert!(PolicyField::named(field).is_some(), "{field} is no field");
    Err(InvalidPolicy {
        field,
        reason: reason.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::{FaceAgeRule, FieldKind};
    use super::*;
    use serde_json::{Value, json};

    /// The default with one field set.
    fn with(field: &str, value: Value) -> Result<Policy, serde_json::Error> {
        let mut policy = serde_json::to_value(Policy::default()).unwrap();
        policy[field] = value;
        serde_json::from_value(policy)
    }

    #[test]
    fn every_field_refuses_what_is_beyond_its_range() {
        for field in PolicyField::ALL {
            let beyond = match field.kind {
                FieldKind::Switch => vec![json!("yes"), json!(1)],
                FieldKind::Percentage => vec![json!(-0.1), json!(100.1), json!("70")],
                FieldKind::Age => vec![json!(12), json!(121), json!(-1)],
                FieldKind::Years(least, most) => vec![json!(least - 1), json!(most + 1), json!(10.5)],
                FieldKind::Choice(_) => vec![json!("approve"), json!(true)],
                FieldKind::Words(_) => vec![json!([]), json!(["nothing"])],
                FieldKind::Limit => [0, 101]
                    .map(|most| json!({ "enabled": true, "submissions": most, "hours": 1, "recognised_by": ["email"] }))
                    .into(),
                FieldKind::IdTypes => vec![json!([]), json!(["library_card"])],
                FieldKind::Countries => vec![json!(["XX"]), json!("KOR")],
                FieldKind::Period => [0, 3651]
                    .map(|days| json!({ "enabled": true, "days": days, "recognised_by": ["email"] }))
                    .into(),
                FieldKind::Rules => vec![json!([{ "name": "", "when": [], "then": { "kind": "approve" } }])],
            };
            for value in beyond {
                // Either no policy at all, or one that names the field.
                if let Ok(policy) = with(field.name, value.clone()) {
                    assert_eq!(policy.validate().unwrap_err().field, field.name, "{value}");
                }
            }
        }
        let not_a_number = Policy {
            score_threshold: f64::NAN,
            ..Policy::default()
        };
        assert_eq!(not_a_number.validate().unwrap_err().field, "score_threshold");
        for (field, value) in [("age_limit", json!(13)), ("liveness_threshold", json!(0))] {
            with(field, value).unwrap().validate().unwrap();
        }
    }

    #[test]
    fn what_cannot_go_together_is_refused_with_the_reason() {
        let korea = Country::from_alpha3("KOR").unwrap();
        let impossible = [
            (
                Policy {
                    face_similarity_review: 90.0,
                    ..Policy::default()
                },
                "face_similarity_review",
                "(85)",
            ),
            (
                Policy {
                    allowed_countries: [korea].into(),
                    blocked_countries: [korea].into(),
                    ..Policy::default()
                },
                "blocked_countries",
                "KOR",
            ),
            (
                Policy {
                    automatic_only: true,
                    id_liveness_paper_printed: Consequence::Pending,
                    ..Policy::default()
                },
                "id_liveness_paper_printed",
                "nobody looks",
            ),
            (
                Policy {
                    automatic_only: true,
                    face_age: FaceAgeRule::Pending,
                    ..Policy::default()
                },
                "face_age",
                "nobody looks",
            ),
            (
                Policy {
                    twins_allowed: true,
                    ..Policy::default()
                },
                "twins_allowed",
                "without effect",
            ),
        ];
        for (policy, field, reason) in impossible {
            let error = policy.validate().unwrap_err();
            assert_eq!(error.field, field);
            assert!(error.reason.contains(reason), "{error}");
        }
    }
}
