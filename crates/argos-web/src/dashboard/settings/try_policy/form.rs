//! What is tried, as the address of the page says it.

use super::super::threshold_hint::threshold_hint;
use crate::dashboard::field_errors::FieldErrors;
use crate::dashboard::form::FormFields;
use crate::dashboard::wording;
use argos_domain::policy::Policy;
use serde_json::{Value, json};

/// How many submissions can be asked for.
const COUNTS: [u32; 4] = [500, 1000, 5000, 20_000];
const DEFAULT_COUNT: u32 = 5000;

/// Longest number that a field takes, in characters.
const LONGEST_NUMBER: usize = 8;

/// Names of the fields with numbers; they are those of the policy.
const THRESHOLD: &str = "score_threshold";
const SIMILARITY: &str = "face_similarity_threshold";
const REVIEW: &str = "face_similarity_review";
const LIVENESS: &str = "liveness_threshold";
const AGE: &str = "age_limit";
const AUTOMATIC: &str = "automatic_only";
/// Name of the field with the number of submissions.
const COUNT: &str = "last";

/// The form as typed, or as the policy in force has it.
pub(super) struct TryForm {
    /// The threshold of the policy in force.
    pub(super) threshold_today: String,
    pub(super) score_threshold: String,
    pub(super) face_similarity_threshold: String,
    pub(super) face_similarity_review: String,
    pub(super) liveness_threshold: String,
    pub(super) age_limit: String,
    pub(super) automatic_only: bool,
    /// Whether a rule beside the threshold is not as in the policy in force.
    pub(super) tries_other_rules: bool,
    last: u32,
    pub(super) errors: FieldErrors,
}

/// A number of submissions to choose.
pub(super) struct CountChoice {
    pub(super) count: u32,
    pub(super) is_chosen: bool,
}

impl TryForm {
    /// What is said beside the threshold.
    pub(super) fn score_threshold_hint(&self) -> String {
        format!("Today: {}. {}", self.threshold_today, threshold_hint())
    }

    /// Reads the address; what it does not name is as in the policy in force.
    pub(super) fn new(fields: &FormFields, present: &Policy) -> Self {
        // A box that is not ticked is not sent: only the whole form tells.
        let was_sent = fields.is_ticked(COUNT);
        let text = |name: &str, present: f64| {
            if fields.is_ticked(name) {
                fields.text(name).chars().take(LONGEST_NUMBER).collect()
            } else {
                wording::number(present, 1)
            }
        };
        let mut form = Self {
            threshold_today: wording::number(present.score_threshold, 1),
            score_threshold: text(THRESHOLD, present.score_threshold),
            face_similarity_threshold: text(SIMILARITY, present.face_similarity_threshold),
            face_similarity_review: text(REVIEW, present.face_similarity_review),
            liveness_threshold: text(LIVENESS, present.liveness_threshold),
            age_limit: match present.age_limit {
                _ if fields.is_ticked(AGE) => fields.text(AGE).chars().take(LONGEST_NUMBER).collect(),
                Some(years) => years.to_string(),
                None => String::new(),
            },
            automatic_only: if was_sent {
                fields.is_ticked(AUTOMATIC)
            } else {
                present.automatic_only
            },
            tries_other_rules: false,
            last: fields
                .text(COUNT)
                .parse()
                .ok()
                .filter(|count| COUNTS.contains(count))
                .unwrap_or(DEFAULT_COUNT),
            errors: FieldErrors::default(),
        };
        let as_in_force = [
            present.score_threshold,
            present.face_similarity_threshold,
            present.face_similarity_review,
            present.liveness_threshold,
        ];
        let numbers = form.numbers();
        let mut others = numbers.iter().zip(as_in_force).skip(1);
        form.tries_other_rules = others.any(|((_, text), present)| *text != wording::number(present, 1))
            || form.age_limit != present.age_limit.map(|years| years.to_string()).unwrap_or_default()
            || form.automatic_only != present.automatic_only;
        for (name, text) in numbers {
            if text.parse::<f64>().is_err() {
                form.errors.add(name, "enter a number from 0 to 100");
            }
        }
        if !form.age_limit.is_empty() && form.age_limit.parse::<u8>().is_err() {
            form.errors.add(AGE, "enter whole years, or nothing");
        }
        form
    }

    fn numbers(&self) -> [(&'static str, String); 4] {
        [
            (THRESHOLD, self.score_threshold.clone()),
            (SIMILARITY, self.face_similarity_threshold.clone()),
            (REVIEW, self.face_similarity_review.clone()),
            (LIVENESS, self.liveness_threshold.clone()),
        ]
    }

    /// What differs from the policy in force, possibly nothing, by the names of its fields.
    pub(super) fn changes(&self) -> Vec<(String, Value)> {
        let numbers = self
            .numbers()
            .into_iter()
            .filter_map(|(name, text)| Some((name.to_owned(), json!(text.parse::<f64>().ok()?))));
        let age = (AGE.to_owned(), json!(self.age_limit.parse::<u8>().ok()));
        let automatic = (AUTOMATIC.to_owned(), json!(self.automatic_only));
        numbers.chain([age, automatic]).collect()
    }

    /// How many submissions are asked for.
    pub(super) const fn last(&self) -> u32 {
        self.last
    }

    pub(super) fn counts(&self) -> Vec<CountChoice> {
        let choice = |count| CountChoice {
            count,
            is_chosen: count == self.last,
        };
        COUNTS.into_iter().map(choice).collect()
    }

    pub(super) fn other_errors(&self) -> impl Iterator<Item = &str> {
        self.errors.elsewhere(&[THRESHOLD, SIMILARITY, REVIEW, LIVENESS, AGE])
    }
}
