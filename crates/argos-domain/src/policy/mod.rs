//! The policy of a project: every knob of the decision, versioned and pinned to a submission when it starts.
//!
//! [`Policy`] is what is stored; [`PolicyField`] says of each of its fields what it does, once for all places that show
//! it; [`Policy::validate`] refuses what is out of range or cannot go together. A new field needs its line in each.

mod consequence;
mod custom_rule;
mod custom_rule_validation;
mod difference;
mod field;
mod field_table;
mod reference;
mod validation;

pub use consequence::{Consequence, Contradiction, ExpiredDocument, FaceAgeRule, SameBy};
pub use custom_rule::{
    Condition, CustomRule, Effect, LONGEST_RULE_NAME, MOST_CONDITIONS, MOST_COUNTRIES, MOST_RULES, Severity,
    custom_rules_are_known, custom_rules_check, custom_rules_check_by,
};
pub use difference::PolicyDifference;
pub use field::{Drives, FieldKind, PolicyField};
pub use reference::reference_page;
pub use validation::{HIGHEST_FACE_AGE_TOLERANCE, InvalidPolicy, LOWEST_AGE_LIMIT, LOWEST_FACE_AGE_TOLERANCE};

use crate::country::Country;
use crate::document::IdType;
use crate::submission_limit::SubmissionLimit;
use crate::waiting_period::WaitingPeriod;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The rules by which a submission is decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// ARGOS SCORE THRESHOLD, 0..100: a score strictly above it approves.
    pub score_threshold: f64,
    /// Nobody reviews: what would be pending is rejected with `automatic_verification_fail`.
    pub automatic_only: bool,
    /// Face similarity (0..100) from which selfie and portrait count as one person.
    pub face_similarity_threshold: f64,
    /// Face similarity (0..100) below which the attempt fails; between the two a human looks.
    pub face_similarity_review: f64,
    /// Passive liveness (0..100) from which the signal counts as live; below it a human looks. 0 never asks one.
    pub liveness_threshold: f64,
    /// Recognition score (0..100) below which the text counts as weakly read.
    pub recognition_threshold: f64,
    /// Kinds of document that are accepted.
    pub accepted_id_types: BTreeSet<IdType>,
    /// Issuing countries that are accepted; empty accepts all.
    pub allowed_countries: BTreeSet<Country>,
    /// Issuing countries that are refused (`blacklistCountry`).
    pub blocked_countries: BTreeSet<Country>,
    /// Minimum age in years; `None` asks for none.
    pub age_limit: Option<u8>,
    /// Whether the age of the face is estimated, and what a selfie leads to whose face looks younger or older than the birth
    /// date says by more than the tolerance.
    pub face_age: FaceAgeRule,
    /// Years by which a face may look younger or older than the birth date says, 5..50.
    pub face_age_tolerance: u8,
    /// What to do with an expired document.
    pub expired_document: ExpiredDocument,
    /// Universal ID: the Liveform asks for neither country nor kind of the document; both are read from it, and a human
    /// looks when the kind cannot be told, or the country where not every one is accepted.
    pub universal_id: bool,
    /// What a picture of a screen leads to.
    pub id_liveness_screen_replay: Consequence,
    /// What a copy in black and white leads to.
    pub id_liveness_paper_printed: Consequence,
    /// What a second portrait with another face on the document leads to.
    pub id_liveness_replace_portraits: Consequence,
    /// What a typed name leads to that the document contradicts.
    pub typed_name: Contradiction,
    /// What a typed birth date leads to that the document contradicts.
    pub typed_birth_date: Contradiction,
    /// What a typed document number or personal number leads to that the document contradicts.
    pub typed_number: Contradiction,
    /// What a typed nationality leads to that the document contradicts.
    pub typed_nationality: Contradiction,
    /// Whether the Liveform also takes a file instead of a camera picture. Without it pictures come from a camera's stream
    /// only (the reference's "streaming capture only"), and the server refuses others.
    pub upload_allowed: bool,
    /// Whether the Liveform asks for movements in front of the camera before it takes a selfie (active liveness).
    pub active_liveness: bool,
    /// Whether a person who was approved before is rejected: by name, birth date and nationality, or by the document
    /// (`duplicate_user`, `duplicated_user_PII_exact`).
    pub reject_duplicate_user: bool,
    /// With [`reject_duplicate_user`](Self::reject_duplicate_user): which fields make two people the same.
    pub duplicate_user_by: BTreeSet<SameBy>,
    /// Whether a face that was approved before is rejected (`duplicated_face`).
    pub reject_duplicated_face: bool,
    /// With [`reject_duplicated_face`](Self::reject_duplicated_face): a face may be approved twice, for twins.
    pub twins_allowed: bool,
    /// Face similarity (0..100) from which two selfies count as one face.
    pub duplicated_face_threshold: f64,
    /// How long who was approved cannot verify again.
    pub approved_period: WaitingPeriod,
    /// How long who was rejected cannot verify again.
    pub reject_period: WaitingPeriod,
    /// How many submissions one person may start within a sliding window of time.
    pub submission_limit: SubmissionLimit,
    /// Whether the Liveform's address may switch rules off in the clear, where the person can write it too.
    pub clear_overrides_allowed: bool,
    /// Rules of the project's own, at most [`MOST_RULES`]; each can only make a decision stricter.
    pub custom_rules: Vec<CustomRule>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            score_threshold: 70.0,
            automatic_only: false,
            face_similarity_threshold: 85.0,
            face_similarity_review: 70.0,
            liveness_threshold: 50.0,
            recognition_threshold: 70.0,
            accepted_id_types: IdType::ALL.into_iter().collect(),
            allowed_countries: BTreeSet::new(),
            blocked_countries: BTreeSet::new(),
            age_limit: None,
            face_age: FaceAgeRule::Warn,
            face_age_tolerance: 17,
            expired_document: ExpiredDocument::Reject,
            universal_id: false,
            id_liveness_screen_replay: Consequence::Warn,
            id_liveness_paper_printed: Consequence::Warn,
            id_liveness_replace_portraits: Consequence::Warn,
            typed_name: Contradiction::Pending,
            typed_birth_date: Contradiction::Pending,
            typed_number: Contradiction::Pending,
            typed_nationality: Contradiction::Pending,
            upload_allowed: true,
            active_liveness: false,
            reject_duplicate_user: false,
            duplicate_user_by: SameBy::ALL.into(),
            reject_duplicated_face: false,
            twins_allowed: false,
            duplicated_face_threshold: 90.0,
            approved_period: WaitingPeriod::off(30),
            reject_period: WaitingPeriod::off(1),
            submission_limit: SubmissionLimit::default(),
            clear_overrides_allowed: false,
            custom_rules: Vec::new(),
        }
    }
}

impl Policy {
    /// Whether documents of this country are accepted.
    #[must_use]
    pub fn accepts_country(&self, country: Country) -> bool {
        !self.blocked_countries.contains(&country)
            && (self.allowed_countries.is_empty() || self.allowed_countries.contains(&country))
    }

    /// Whether there is a country whose documents are not accepted.
    #[must_use]
    pub fn restricts_countries(&self) -> bool {
        !(self.allowed_countries.is_empty() && self.blocked_countries.is_empty())
    }

    /// Whether there is a kind of document that is not accepted.
    #[must_use]
    pub fn restricts_id_types(&self) -> bool {
        IdType::ALL
            .into_iter()
            .any(|kind| !self.accepted_id_types.contains(&kind))
    }

    /// The policy for one submission that takes fewer documents: what the policy does not accept stays refused, whatever
    /// `countries` and `kinds` name. `None` does not narrow. It may be that nothing is left, see
    /// [`accepts_something`](Self::accepts_something).
    #[must_use]
    pub fn narrowed(&self, countries: Option<&BTreeSet<Country>>, kinds: Option<&BTreeSet<IdType>>) -> Self {
        let mut narrowed = self.clone();
        if let Some(countries) = countries {
            let refused = countries.iter().filter(|country| !self.accepts_country(**country));
            narrowed.blocked_countries.extend(refused);
            narrowed.allowed_countries.clone_from(countries);
        }
        if let Some(kinds) = kinds {
            narrowed.accepted_id_types.retain(|kind| kinds.contains(kind));
        }
        narrowed
    }

    /// Whether there is a document that is accepted.
    #[must_use]
    pub fn accepts_something(&self) -> bool {
        let all_blocked = || self.allowed_countries.is_subset(&self.blocked_countries);
        !self.accepted_id_types.is_empty() && (self.allowed_countries.is_empty() || !all_blocked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_valid_and_survives_json() {
        let policy = Policy::default();
        policy.validate().unwrap();
        let text = serde_json::to_string(&policy).unwrap();
        assert_eq!(serde_json::from_str::<Policy>(&text).unwrap(), policy);
    }

    #[test]
    fn a_policy_stored_before_there_was_active_liveness_does_not_ask_for_it() {
        let old: Policy = serde_json::from_str(r#"{"score_threshold":80.0,"upload_allowed":false}"#).unwrap();
        assert!(!old.active_liveness && !old.upload_allowed);
    }

    #[test]
    fn a_policy_stored_before_typed_text_was_checked_asks_a_human_about_contradictions() {
        let old: Policy = serde_json::from_str(r#"{"automatic_only":true}"#).unwrap();
        assert_eq!(old.typed_birth_date, Contradiction::Pending);
        old.validate().unwrap();
    }

    #[test]
    fn a_policy_stored_before_ages_of_faces_were_estimated_only_notes_them() {
        let old: Policy = serde_json::from_str(r#"{"age_limit":18}"#).unwrap();
        assert_eq!(old.face_age, FaceAgeRule::Warn);
        old.validate().unwrap();
    }

    #[test]
    fn a_blocked_country_is_refused_even_if_allowed() {
        let korea = Country::from_alpha3("KOR").unwrap();
        let utopia = Country::from_alpha3("UTO").unwrap();
        let mut policy = Policy {
            allowed_countries: [korea].into(),
            ..Policy::default()
        };
        assert!(policy.accepts_country(korea) && !policy.accepts_country(utopia));
        // Refused today, and yet an old version may hold it.
        policy.blocked_countries.insert(korea);
        assert!(!policy.accepts_country(korea));
    }

    #[test]
    fn narrowing_never_accepts_more() {
        let [korea, utopia, germany] = ["KOR", "UTO", "DEU"].map(|code| Country::from_alpha3(code).unwrap());
        let open = Policy::default();
        let narrowed = open.narrowed(Some(&[korea, utopia].into()), Some(&[IdType::Passport].into()));
        assert!(narrowed.accepts_country(korea) && !narrowed.accepts_country(germany));
        assert_eq!(narrowed.accepted_id_types, [IdType::Passport].into());
        let strict = Policy {
            allowed_countries: [korea].into(),
            accepted_id_types: [IdType::Visa].into(),
            ..Policy::default()
        };
        let narrowed = strict.narrowed(Some(&[utopia].into()), None);
        assert!(!narrowed.accepts_country(utopia) && !narrowed.accepts_country(korea) && !narrowed.accepts_something());
        assert!(
            !strict
                .narrowed(None, Some(&[IdType::Passport].into()))
                .accepts_something()
        );
        assert_eq!(strict.narrowed(None, None), strict);
        assert!(strict.accepts_something());
    }
}
