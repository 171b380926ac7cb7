//! The policy of a project: every knob of the decision, versioned and pinned to a submission when it starts.

use crate::check::CheckOutcome;
use crate::code::RetryCode;
use crate::country::Country;
use crate::document::IdType;
use crate::waiting_period::WaitingPeriod;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What to do with an expired document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpiredDocument {
    /// Reject with `expired_id`.
    Reject,
    /// Go on, record it, let it weigh on the score.
    Warn,
}

/// What a doubtful sign leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consequence {
    /// Go on and record it.
    Warn,
    /// The user takes the picture again; the attempt counts.
    Retry,
    /// A human must look.
    Pending,
}

impl Consequence {
    /// All, the mildest first.
    pub const ALL: [Self; 3] = [Self::Warn, Self::Retry, Self::Pending];

    /// The word as stored and sent.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Warn => "warn",
            Self::Retry => "retry",
            Self::Pending => "pending",
        }
    }

    /// The consequence with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|consequence| consequence.name() == name)
    }

    /// As the outcome of a check; `code` tells the user of a retry why.
    #[must_use]
    pub const fn outcome(self, code: RetryCode) -> CheckOutcome {
        match self {
            Self::Warn => CheckOutcome::Warn,
            Self::Retry => CheckOutcome::Retry(code),
            Self::Pending => CheckOutcome::Pending,
        }
    }
}

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
    /// Whether the Liveform also takes a file instead of a camera picture. Without it pictures come from a camera's stream
    /// only (the reference's "streaming capture only"), and the server refuses others.
    pub upload_allowed: bool,
    /// Whether the Liveform asks for movements in front of the camera before it takes a selfie (active liveness).
    pub active_liveness: bool,
    /// Whether a person who was approved before is rejected: by name, birth date and nationality, or by the document
    /// (`duplicate_user`, `duplicated_user_PII_exact`).
    pub reject_duplicate_user: bool,
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
    /// Whether the Liveform's address may switch rules off in the clear, where the person can write it too.
    pub clear_overrides_allowed: bool,
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
            expired_document: ExpiredDocument::Reject,
            universal_id: false,
            id_liveness_screen_replay: Consequence::Warn,
            id_liveness_paper_printed: Consequence::Warn,
            id_liveness_replace_portraits: Consequence::Warn,
            upload_allowed: true,
            active_liveness: false,
            reject_duplicate_user: false,
            reject_duplicated_face: false,
            twins_allowed: false,
            duplicated_face_threshold: 90.0,
            approved_period: WaitingPeriod::off(30),
            reject_period: WaitingPeriod::off(1),
            clear_overrides_allowed: false,
        }
    }
}

/// A field of a policy that is out of its range.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {range} is expected")]
pub struct InvalidPolicy {
    /// The field.
    pub field: &'static str,
    /// What is allowed.
    pub range: &'static str,
}

/// The lowest age limit that can be set.
pub const LOWEST_AGE_LIMIT: u8 = 13;

impl Policy {
    /// Checks every field's range and the fields against each other.
    ///
    /// # Errors
    /// [`InvalidPolicy`] names the first field that is out of range.
    pub fn validate(&self) -> Result<(), InvalidPolicy> {
        let percentages = [
            ("score_threshold", self.score_threshold),
            ("face_similarity_threshold", self.face_similarity_threshold),
            ("face_similarity_review", self.face_similarity_review),
            ("liveness_threshold", self.liveness_threshold),
            ("recognition_threshold", self.recognition_threshold),
            ("duplicated_face_threshold", self.duplicated_face_threshold),
        ];
        for (field, value) in percentages {
            if !(0.0..=100.0).contains(&value) {
                return Err(InvalidPolicy {
                    field,
                    range: "a number from 0 to 100",
                });
            }
        }
        if self.face_similarity_review > self.face_similarity_threshold {
            return Err(InvalidPolicy {
                field: "face_similarity_review",
                range: "at most face_similarity_threshold",
            });
        }
        for (field, period) in [
            ("approved_period", &self.approved_period),
            ("reject_period", &self.reject_period),
        ] {
            if !period.is_valid() {
                return Err(InvalidPolicy {
                    field,
                    range: "1 to 3650 days, and at least one way to recognise people",
                });
            }
        }
        if self.accepted_id_types.is_empty() {
            return Err(InvalidPolicy {
                field: "accepted_id_types",
                range: "at least one kind of document",
            });
        }
        if self
            .age_limit
            .is_some_and(|years| !(LOWEST_AGE_LIMIT..=120).contains(&years))
        {
            return Err(InvalidPolicy {
                field: "age_limit",
                range: "13 to 120 years, or none",
            });
        }
        Ok(())
    }

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
    fn ranges_are_named() {
        let wrong = Policy {
            score_threshold: 101.0,
            ..Policy::default()
        };
        assert_eq!(wrong.validate().unwrap_err().field, "score_threshold");
        let wrong = Policy {
            score_threshold: f64::NAN,
            ..Policy::default()
        };
        assert_eq!(wrong.validate().unwrap_err().field, "score_threshold");
        let wrong = Policy {
            age_limit: Some(12),
            ..Policy::default()
        };
        assert_eq!(wrong.validate().unwrap_err().field, "age_limit");
        let mut wrong = Policy::default();
        wrong.reject_period.days = 0;
        assert_eq!(wrong.validate().unwrap_err().field, "reject_period");
        let wrong = Policy {
            face_similarity_review: 90.0,
            ..Policy::default()
        };
        assert_eq!(wrong.validate().unwrap_err().field, "face_similarity_review");
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
