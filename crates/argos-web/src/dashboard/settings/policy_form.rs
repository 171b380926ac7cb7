//! The form of the policy.

use super::finding_form::{FACE_AGE, FindingForm, SIGNS, TYPED};
use super::limit_form::LimitForm;
use super::period_form::{PERIODS, PeriodForm};
use super::threshold_hint::threshold_hint;
use crate::dashboard::field_errors::FieldErrors;
use crate::dashboard::form::FormFields;
use crate::dashboard::wording;
use argos_domain::country::Country;
use argos_domain::document::IdType;
use argos_domain::policy::{ExpiredDocument, HIGHEST_FACE_AGE_TOLERANCE, LOWEST_FACE_AGE_TOLERANCE, Policy, SameBy};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// Longest list of countries that is read, in characters.
const LONGEST_LIST: usize = 4000;

/// The policy as typed, with what is wrong about it.
pub(super) struct PolicyForm {
    pub(super) score_threshold: String,
    pub(super) automatic_only: bool,
    pub(super) face_similarity_threshold: String,
    pub(super) face_similarity_review: String,
    pub(super) liveness_threshold: String,
    pub(super) recognition_threshold: String,
    pub(super) age_limit: String,
    pub(super) warns_on_expired: bool,
    pub(super) signs: Vec<FindingForm>,
    pub(super) typed: Vec<FindingForm>,
    pub(super) face_age: Vec<FindingForm>,
    pub(super) face_age_tolerance: String,
    pub(super) universal_id: bool,
    pub(super) upload_allowed: bool,
    pub(super) active_liveness: bool,
    pub(super) reject_duplicate_user: bool,
    pub(super) same_by: Vec<KindBox>,
    pub(super) reject_duplicated_face: bool,
    pub(super) twins_allowed: bool,
    pub(super) duplicated_face_threshold: String,
    pub(super) periods: [PeriodForm; 2],
    pub(super) limit: LimitForm,
    pub(super) clear_overrides_allowed: bool,
    pub(super) kinds: Vec<KindBox>,
    pub(super) allowed_countries: String,
    pub(super) blocked_countries: String,
    pub(super) errors: FieldErrors,
}

/// A kind of document with its box.
pub(super) struct KindBox {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) is_ticked: bool,
}

impl PolicyForm {
    /// What is said beside the threshold.
    pub(super) fn score_threshold_hint(&self) -> String {
        threshold_hint()
    }

    /// The form filled with what is in force.
    pub(super) fn from_policy(policy: &Policy) -> Self {
        let number = |value: f64| wording::number(value, 2);
        Self {
            score_threshold: number(policy.score_threshold),
            automatic_only: policy.automatic_only,
            face_similarity_threshold: number(policy.face_similarity_threshold),
            face_similarity_review: number(policy.face_similarity_review),
            liveness_threshold: number(policy.liveness_threshold),
            recognition_threshold: number(policy.recognition_threshold),
            age_limit: policy.age_limit.map(|years| years.to_string()).unwrap_or_default(),
            warns_on_expired: policy.expired_document == ExpiredDocument::Warn,
            signs: FindingForm::all(SIGNS, |finding| (finding.of)(policy).to_owned()),
            typed: FindingForm::all(TYPED, |finding| (finding.of)(policy).to_owned()),
            face_age: FindingForm::all(FACE_AGE, |finding| (finding.of)(policy).to_owned()),
            face_age_tolerance: policy.face_age_tolerance.to_string(),
            universal_id: policy.universal_id,
            upload_allowed: policy.upload_allowed,
            active_liveness: policy.active_liveness,
            reject_duplicate_user: policy.reject_duplicate_user,
            same_by: same_by(|way| policy.duplicate_user_by.contains(&way)),
            reject_duplicated_face: policy.reject_duplicated_face,
            twins_allowed: policy.twins_allowed,
            duplicated_face_threshold: number(policy.duplicated_face_threshold),
            periods: [
                PeriodForm::from_rule(PERIODS[0], &policy.approved_period),
                PeriodForm::from_rule(PERIODS[1], &policy.reject_period),
            ],
            limit: LimitForm::from_rule(&policy.submission_limit),
            clear_overrides_allowed: policy.clear_overrides_allowed,
            kinds: kinds(|kind| policy.accepted_id_types.contains(&kind)),
            allowed_countries: codes(&policy.allowed_countries),
            blocked_countries: codes(&policy.blocked_countries),
            errors: FieldErrors::default(),
        }
    }

    /// The form as sent.
    pub(super) fn from_fields(fields: &FormFields) -> Self {
        let text = |name: &str| fields.text(name).to_owned();
        Self {
            score_threshold: text("score_threshold"),
            automatic_only: fields.text("automatic_only") == "yes",
            face_similarity_threshold: text("face_similarity_threshold"),
            face_similarity_review: text("face_similarity_review"),
            liveness_threshold: text("liveness_threshold"),
            recognition_threshold: text("recognition_threshold"),
            age_limit: text("age_limit"),
            warns_on_expired: fields.text("expired_document") == "warn",
            signs: FindingForm::all(SIGNS, |finding| text(finding.name)),
            typed: FindingForm::all(TYPED, |finding| text(finding.name)),
            face_age: FindingForm::all(FACE_AGE, |finding| text(finding.name)),
            face_age_tolerance: text("face_age_tolerance"),
            universal_id: fields.is_ticked("universal_id"),
            upload_allowed: fields.is_ticked("upload_allowed"),
            active_liveness: fields.is_ticked("active_liveness"),
            reject_duplicate_user: fields.is_ticked("reject_duplicate_user"),
            same_by: same_by(|way| fields.is_ticked_with("duplicate_user_by", way.name())),
            reject_duplicated_face: fields.is_ticked("reject_duplicated_face"),
            twins_allowed: fields.is_ticked("twins_allowed"),
            duplicated_face_threshold: text("duplicated_face_threshold"),
            periods: PERIODS.map(|names| PeriodForm::from_fields(names, fields)),
            limit: LimitForm::from_fields(fields),
            clear_overrides_allowed: fields.is_ticked("clear_overrides_allowed"),
            kinds: kinds(|kind| fields.is_ticked_with("accepted_id_types", kind.name())),
            allowed_countries: text("allowed_countries"),
            blocked_countries: text("blocked_countries"),
            errors: FieldErrors::default(),
        }
    }

    /// The policy that was typed; `present` gives what the form does not show. `None` when something is wrong.
    pub(super) fn parse(&mut self, present: &Policy) -> Option<Policy> {
        let mut errors = std::mem::take(&mut self.errors);
        let mut policy = present.clone();
        let numbers = [
            ("score_threshold", &self.score_threshold, &mut policy.score_threshold),
            (
                "face_similarity_threshold",
                &self.face_similarity_threshold,
                &mut policy.face_similarity_threshold,
            ),
            (
                "face_similarity_review",
                &self.face_similarity_review,
                &mut policy.face_similarity_review,
            ),
            (
                "liveness_threshold",
                &self.liveness_threshold,
                &mut policy.liveness_threshold,
            ),
            (
                "recognition_threshold",
                &self.recognition_threshold,
                &mut policy.recognition_threshold,
            ),
            (
                "duplicated_face_threshold",
                &self.duplicated_face_threshold,
                &mut policy.duplicated_face_threshold,
            ),
        ];
        for (field, typed, target) in numbers {
            match typed.replace(',', ".").parse::<f64>() {
                Ok(value) if (0.0..=100.0).contains(&value) => *target = value,
                _ => errors.add(field, "A number from 0 to 100 is expected"),
            }
        }
        policy.automatic_only = self.automatic_only;
        policy.expired_document = if self.warns_on_expired {
            ExpiredDocument::Warn
        } else {
            ExpiredDocument::Reject
        };
        for finding in self.signs.iter().chain(&self.typed).chain(&self.face_age) {
            if let Err(message) = finding.store_in(&mut policy) {
                errors.add(finding.names.name, message);
            }
        }
        policy.universal_id = self.universal_id;
        policy.upload_allowed = self.upload_allowed;
        policy.active_liveness = self.active_liveness;
        policy.reject_duplicate_user = self.reject_duplicate_user;
        policy.reject_duplicated_face = self.reject_duplicated_face;
        policy.twins_allowed = self.twins_allowed;
        for (period, target) in self
            .periods
            .iter()
            .zip([&mut policy.approved_period, &mut policy.reject_period])
        {
            match period.parse() {
                Ok(rule) => *target = rule,
                Err(message) => errors.add(period.names.days, message),
            }
        }
        match self.limit.parse() {
            Ok(limit) => policy.submission_limit = limit,
            Err((field, message)) => errors.add(field, message),
        }
        let ways = self.same_by.iter().zip(SameBy::ALL).filter(|(way, _)| way.is_ticked);
        policy.duplicate_user_by = ways.map(|(_, way)| way).collect();
        policy.clear_overrides_allowed = self.clear_overrides_allowed;
        policy.age_limit = match self.age_limit.as_str() {
            "" => None,
            typed => typed
                .parse()
                .map_err(|_| errors.add("age_limit", "Whole years from 13 to 120 are expected, or nothing"))
                .ok(),
        };
        match self.face_age_tolerance.parse() {
            Ok(years) if FACE_AGE_TOLERANCES.contains(&years) => policy.face_age_tolerance = years,
            _ => errors.add("face_age_tolerance", "Whole years from 5 to 50 are expected"),
        }
        let ticked = |kind: &KindBox| IdType::from_name(kind.name).filter(|_| kind.is_ticked);
        policy.accepted_id_types = self.kinds.iter().filter_map(ticked).collect();
        let mut countries = |field: &str, typed: &str| {
            parse_countries(typed).unwrap_or_else(|message| {
                errors.add(field, message);
                BTreeSet::new()
            })
        };
        policy.allowed_countries = countries("allowed_countries", &self.allowed_countries);
        policy.blocked_countries = countries("blocked_countries", &self.blocked_countries);
        self.errors = errors;
        self.errors.is_empty().then_some(policy)
    }

    /// The names of the countries that are typed, for reading them over.
    pub(super) fn names(&self, typed: &str) -> String {
        let names: Vec<&str> = parse_countries(typed)
            .into_iter()
            .flatten()
            .map(|country| country.english_name())
            .collect();
        names.join(", ")
    }

    /// Whether the closer settings have something to say and must not stay folded.
    pub(super) fn has_closer_errors(&self) -> bool {
        CLOSER_FIELDS.iter().any(|field| self.errors.at(field).is_some())
    }

    /// Messages that belong to none of the fields shown.
    pub(super) fn other_errors(&self) -> Vec<&str> {
        self.errors.elsewhere(&SHOWN_FIELDS).collect()
    }
}

/// The years that can be chosen by which a face may look younger or older.
const FACE_AGE_TOLERANCES: RangeInclusive<u8> = LOWEST_FACE_AGE_TOLERANCE..=HIGHEST_FACE_AGE_TOLERANCE;

const SHOWN_FIELDS: [&str; 25] = [
    "face_age",
    "face_age_tolerance",
    "typed_name",
    "typed_birth_date",
    "typed_number",
    "typed_nationality",
    "duplicate_user_by",
    "submission_limit_submissions",
    "submission_limit_hours",
    "twins_allowed",
    "id_liveness_screen_replay",
    "id_liveness_paper_printed",
    "id_liveness_replace_portraits",
    "approved_period_days",
    "reject_period_days",
    "duplicated_face_threshold",
    "score_threshold",
    "age_limit",
    "accepted_id_types",
    "allowed_countries",
    "blocked_countries",
    "face_similarity_threshold",
    "face_similarity_review",
    "liveness_threshold",
    "recognition_threshold",
];

/// Fields that stand folded away.
const CLOSER_FIELDS: [&str; 5] = [
    "duplicated_face_threshold",
    "face_similarity_threshold",
    "face_similarity_review",
    "liveness_threshold",
    "recognition_threshold",
];

fn kinds(is_ticked: impl Fn(IdType) -> bool) -> Vec<KindBox> {
    IdType::ALL
        .into_iter()
        .map(|kind| KindBox {
            name: kind.name(),
            label: wording::id_type(kind),
            is_ticked: is_ticked(kind),
        })
        .collect()
}

fn same_by(is_ticked: impl Fn(SameBy) -> bool) -> Vec<KindBox> {
    let label = |way| match way {
        SameBy::Person => "The same name, birth date and nationality",
        SameBy::Document => "The same document: kind, country and number",
    };
    let kind_box = |way: SameBy| KindBox {
        name: way.name(),
        label: label(way),
        is_ticked: is_ticked(way),
    };
    SameBy::ALL.into_iter().map(kind_box).collect()
}

fn codes(countries: &BTreeSet<Country>) -> String {
    countries
        .iter()
        .map(|country| country.alpha3().to_owned())
        .collect::<Vec<_>>()
        .join(", ")
}

/// Reads codes separated by anything that is no letter.
fn parse_countries(typed: &str) -> Result<BTreeSet<Country>, String> {
    if typed.len() > LONGEST_LIST {
        return Err("The list is too long".to_owned());
    }
    let words = typed
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words
        .map(|word| {
            Country::from_alpha3(word).map_err(|_| {
                format!("\u{201c}{word}\u{201d} is no country code: three letters of ISO 3166-1, such as KOR or DEU, are expected")
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use argos_domain::policy::{Consequence, FaceAgeRule};

    fn sent(pairs: &[(&str, &str)]) -> PolicyForm {
        let form = PolicyForm::from_policy(&Policy::default());
        let mut fields: Vec<(String, String)> = [
            ("score_threshold", form.score_threshold),
            ("face_similarity_threshold", form.face_similarity_threshold),
            ("face_similarity_review", form.face_similarity_review),
            ("liveness_threshold", form.liveness_threshold),
            ("recognition_threshold", form.recognition_threshold),
            ("duplicated_face_threshold", form.duplicated_face_threshold),
            ("approved_period_days", "30".to_owned()),
            ("reject_period_days", "1".to_owned()),
            ("accepted_id_types", "passport".to_owned()),
            ("duplicate_user_by", "person".to_owned()),
            ("submission_limit_submissions", "5".to_owned()),
            ("submission_limit_hours", "24".to_owned()),
            ("face_age_tolerance", "12".to_owned()),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
        for (name, value) in pairs {
            fields.retain(|(known, _)| known != name);
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        PolicyForm::from_fields(&FormFields(fields))
    }

    #[test]
    fn a_policy_survives_the_form() {
        let policy = Policy {
            score_threshold: 72.5,
            age_limit: Some(18),
            expired_document: ExpiredDocument::Warn,
            active_liveness: true,
            reject_duplicate_user: true,
            reject_duplicated_face: true,
            twins_allowed: true,
            duplicated_face_threshold: 92.5,
            clear_overrides_allowed: true,
            blocked_countries: [Country::from_alpha3("UTO").unwrap()].into(),
            universal_id: true,
            id_liveness_screen_replay: Consequence::Pending,
            id_liveness_paper_printed: Consequence::Retry,
            face_age: FaceAgeRule::Off,
            face_age_tolerance: 20,
            ..Policy::default()
        };
        assert_eq!(PolicyForm::from_policy(&policy).parse(&Policy::default()), Some(policy));
    }

    #[test]
    fn what_was_sent_is_read() {
        let parsed = sent(&[
            ("score_threshold", "80,5"),
            ("allowed_countries", "kor; DEU\nfra"),
            ("automatic_only", "yes"),
        ])
        .parse(&Policy::default())
        .unwrap();
        assert!((parsed.score_threshold - 80.5).abs() < 1e-9 && parsed.automatic_only && !parsed.upload_allowed);
        assert_eq!(codes(&parsed.allowed_countries), "DEU, FRA, KOR");
        assert_eq!(parsed.accepted_id_types, [IdType::Passport].into());
    }

    #[test]
    fn every_fault_is_named_at_its_field() {
        let mut form = sent(&[
            ("score_threshold", "101"),
            ("age_limit", "x"),
            ("blocked_countries", "DEU QQQ"),
            ("liveness_threshold", "NaN"),
            ("face_age_tolerance", "51"),
        ]);
        assert_eq!(form.parse(&Policy::default()), None);
        assert!(form.errors.at("blocked_countries").unwrap().contains("QQQ"));
        assert!(form.errors.at("score_threshold").is_some() && form.errors.at("age_limit").is_some());
        assert!(form.errors.at("face_age_tolerance").is_some());
        assert!(form.has_closer_errors() && form.other_errors().is_empty());
    }
}
