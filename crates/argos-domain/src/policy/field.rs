//! What a field of the policy is: the one description that the reference page, the history and the tests use.

use super::custom_rule::{LONGEST_RULE_NAME, MOST_CONDITIONS, MOST_RULES};
use super::field_table::FIELDS;
use super::validation::{HIGHEST_AGE_LIMIT, LOWEST_AGE_LIMIT};
use crate::check::CheckName;
use crate::code::{RejectCode, RetryCode};
use crate::submission_limit::{LONGEST_WINDOW, MOST_SUBMISSIONS};
use crate::waiting_period::LONGEST_PERIOD;

/// A field of [`Policy`](super::Policy) in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolicyField {
    /// The name by which it is stored and set.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// What it does.
    pub does: &'static str,
    /// Type, range and unit.
    pub kind: FieldKind,
    /// What the people who verify themselves notice of it.
    pub users_see: &'static str,
    /// The checks that ask it, and what those can come to by it.
    pub drives: &'static [Drives],
}

/// Type of a field's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// On or off.
    Switch,
    /// A number of points, 0 to 100.
    Percentage,
    /// Whole years, or none.
    Age,
    /// Whole years, from the first number to the second.
    Years(u8, u8),
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Kinds of document, at least one.
    IdTypes,
    /// Some of these words, at least one.
    Words(&'static [&'static str]),
    /// Countries, possibly none.
    Countries,
    /// A waiting period.
    Period,
    /// A limit on submissions.
    Limit,
    /// Rules of the project's own.
    Rules,
}

impl FieldKind {
    /// Type and range in words.
    #[must_use]
    pub fn range(self) -> String {
        match self {
            Self::Switch => "`true` or `false`".to_owned(),
            Self::Percentage => "number from 0 to 100".to_owned(),
            Self::Age => format!("whole number from {LOWEST_AGE_LIMIT} to {HIGHEST_AGE_LIMIT}, or `null`"),
            Self::Years(least, most) => format!("whole number from {least} to {most}"),
            Self::Choice(words) => quoted(words),
            Self::Words(words) => format!("list of {}, at least one", quoted(words)),
            Self::IdTypes => "list of kinds of document, at least one".to_owned(),
            Self::Countries => "list of ISO 3166-1 alpha-3 codes, or `[]`".to_owned(),
            Self::Period => format!(
                "`enabled`; `days`, whole number from 1 to {LONGEST_PERIOD}; `recognised_by`, list of `email`, `ip_address`, \
                 `identity`, `device_key`, at least one when enabled"
            ),
            Self::Limit => format!(
                "`enabled`; `submissions`, whole number from 1 to {MOST_SUBMISSIONS}; `hours`, whole number from 1 to \
                 {LONGEST_WINDOW}; `recognised_by`, list of `email`, `ip_address`, `device_key`, at least one when enabled"
            ),
            Self::Rules => format!(
                "list of at most {MOST_RULES} rules, each with `name` (1 to {LONGEST_RULE_NAME} characters, no two alike), `enabled`, \
                 `when` (1 to {MOST_CONDITIONS} conditions) and `then` (an effect), see below"
            ),
        }
    }

    /// The unit of its numbers, where it has any.
    #[must_use]
    pub const fn unit(self) -> Option<&'static str> {
        match self {
            Self::Percentage => Some("points of 100"),
            Self::Age | Self::Years(..) => Some("years"),
            Self::Period => Some("days of 24 hours"),
            Self::Limit => Some("hours"),
            Self::Switch | Self::Choice(_) | Self::Words(_) | Self::IdTypes | Self::Countries | Self::Rules => None,
        }
    }
}

fn quoted(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    quoted.join(", ")
}

/// What a field has influence on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drives {
    /// The verdict on all checks together.
    Verdict,
    /// A check.
    Check(CheckName),
    /// A rejection.
    Reject(RejectCode),
    /// A failed attempt.
    Retry(RetryCode),
    /// A refusal before there is any result, by this code of the Liveform or API.
    Refusal(&'static str),
}

impl Drives {
    /// In Markdown.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Verdict => "the verdict".to_owned(),
            Self::Check(check) => format!("check `{}`", check.name()),
            Self::Reject(code) => format!("reject `{}`", code.code()),
            Self::Retry(code) => format!("retry `{}`", code.code()),
            Self::Refusal(code) => format!("refusal `{code}`"),
        }
    }
}

impl PolicyField {
    /// All fields, in the order of the struct.
    pub const ALL: &'static [Self] = FIELDS;

    /// The field of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|field| field.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Policy;
    use super::*;
    use serde_json::Value;

    #[test]
    fn every_field_of_the_struct_is_described_once_in_its_order() {
        // `serde_json` sorts names; the text keeps the order of the struct.
        let text = serde_json::to_string(&Policy::default()).unwrap();
        let place = |field: &PolicyField| text.find(&format!("\"{}\":", field.name));
        let places: Vec<_> = PolicyField::ALL.iter().map(place).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}");
        let stored = serde_json::to_value(Policy::default()).unwrap();
        let described: std::collections::BTreeSet<_> = PolicyField::ALL.iter().map(|field| field.name).collect();
        assert_eq!(described.len(), PolicyField::ALL.len(), "a field is described twice");
        let stored = stored.as_object().unwrap();
        assert!(
            stored.keys().all(|name| described.contains(name.as_str())),
            "{described:?}"
        );
        assert_eq!(stored.len(), described.len());
    }

    #[test]
    fn the_type_that_is_told_is_the_one_that_is_stored() {
        let stored = serde_json::to_value(Policy::default()).unwrap();
        for field in PolicyField::ALL {
            let value = &stored[field.name];
            let fits = match field.kind {
                FieldKind::Switch => value.is_boolean(),
                FieldKind::Percentage => value.is_f64(),
                FieldKind::Age => value.is_null() || value.is_u64(),
                FieldKind::Years(least, most) => value
                    .as_u64()
                    .is_some_and(|years| (least.into()..=most.into()).contains(&years)),
                FieldKind::Choice(words) => value.as_str().is_some_and(|word| words.contains(&word)),
                FieldKind::Words(_) | FieldKind::IdTypes | FieldKind::Countries | FieldKind::Rules => value.is_array(),
                FieldKind::Limit => value.get("hours").is_some_and(Value::is_u64),
                FieldKind::Period => value.get("days").is_some_and(Value::is_u64),
            };
            assert!(fits, "{}: {value}", field.name);
        }
    }

    #[test]
    fn every_word_of_a_choice_can_be_set() {
        for field in PolicyField::ALL {
            let FieldKind::Choice(words) = field.kind else { continue };
            for word in words {
                let mut policy = serde_json::to_value(Policy::default()).unwrap();
                policy[field.name] = (*word).into();
                assert!(
                    serde_json::from_value::<Policy>(policy).is_ok(),
                    "{}: {word}",
                    field.name
                );
            }
        }
    }
}
