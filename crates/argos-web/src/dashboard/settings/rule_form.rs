//! The form of one rule of the project's own.

use crate::dashboard::field_errors::FieldErrors;
use crate::dashboard::form::FormFields;
use crate::dashboard::wording;
use argos_domain::check::CheckName;
use argos_domain::code::RejectCode;
use argos_domain::country::Country;
use argos_domain::document::IdType;
use argos_domain::policy::{Condition, CustomRule, Effect, MOST_CONDITIONS, Severity};
use std::collections::BTreeSet;

/// An entry of a selection.
pub(super) struct Choice {
    pub(super) value: &'static str,
    pub(super) label: &'static str,
}

const fn choice(value: &'static str, label: &'static str) -> Choice {
    Choice { value, label }
}

/// What a condition can ask: by its word in JSON; the two severities of an outcome apart.
const CONDITIONS: [Choice; 10] = [
    choice("check_warn", "The check below: a warning or worse"),
    choice("check_pending", "The check below: asks for a human"),
    choice("check_below", "Value of the check below: lower than"),
    choice("check_above", "Value of the check below: higher than"),
    choice("check_missing", "The check below: was not made"),
    choice("country_one_of", "Issuing country: one of"),
    choice("country_none_of", "Issuing country: none of, or not known"),
    choice("document_one_of", "Kind of document: one of"),
    choice("age_below", "Age in years: lower than"),
    choice("age_above", "Age in years: higher than"),
];

const EFFECTS: [Choice; 4] = [
    choice("cap", "The score is at most"),
    choice("subtract", "The score is lower by"),
    choice("pending", "A human looks"),
    choice("reject", "Rejected with the code"),
];

/// A condition as typed.
#[derive(Default)]
pub(super) struct ConditionForm {
    /// 1 to [`MOST_CONDITIONS`].
    pub(super) number: usize,
    pub(super) kind: String,
    pub(super) check: String,
    pub(super) value: String,
}

/// A rule as typed, with what is wrong about it.
pub(super) struct RuleForm {
    /// Its place among the rules; `None` for a new one.
    pub(super) index: Option<usize>,
    pub(super) name: String,
    pub(super) enabled: bool,
    pub(super) conditions: Vec<ConditionForm>,
    pub(super) effect: String,
    pub(super) effect_number: String,
    pub(super) effect_code: String,
    pub(super) errors: FieldErrors,
}

impl RuleForm {
    /// For a rule that is yet to be written.
    pub(super) fn empty() -> Self {
        Self {
            index: None,
            name: String::new(),
            enabled: true,
            conditions: numbered(|_| ConditionForm::default()),
            effect: "pending".to_owned(),
            effect_number: String::new(),
            effect_code: String::new(),
            errors: FieldErrors::default(),
        }
    }

    /// Filled with a rule.
    pub(super) fn of(index: usize, rule: &CustomRule) -> Self {
        let (effect, number, code) = match rule.then {
            Effect::Cap { at } => ("cap", wording::number(at, 2), ""),
            Effect::Subtract { points } => ("subtract", wording::number(points, 2), ""),
            Effect::Pending => ("pending", String::new(), ""),
            Effect::Reject { code } => ("reject", String::new(), code.code()),
        };
        Self {
            index: Some(index),
            name: rule.name.clone(),
            enabled: rule.enabled,
            conditions: numbered(|place| rule.when.get(place).map(typed).unwrap_or_default()),
            effect: effect.to_owned(),
            effect_number: number,
            effect_code: code.to_owned(),
            errors: FieldErrors::default(),
        }
    }

    /// As sent.
    pub(super) fn from_fields(fields: &FormFields) -> Self {
        let text = |name: String| fields.text(&name).to_owned();
        Self {
            index: fields.text("index").parse().ok(),
            name: text("name".to_owned()),
            enabled: fields.is_ticked("enabled"),
            conditions: numbered(|place| ConditionForm {
                number: place,
                kind: text(format!("condition_{}", place + 1)),
                check: text(format!("condition_{}_check", place + 1)),
                value: text(format!("condition_{}_value", place + 1)),
            }),
            effect: text("effect".to_owned()),
            effect_number: text("effect_number".to_owned()),
            effect_code: text("effect_code".to_owned()),
            errors: FieldErrors::default(),
        }
    }

    /// The rule that was typed; `None` when something is wrong. Whether it can hold, the policy says.
    pub(super) fn parse(&mut self) -> Option<CustomRule> {
        let mut errors = std::mem::take(&mut self.errors);
        let mut when = Vec::new();
        for condition in self.conditions.iter().filter(|condition| !condition.kind.is_empty()) {
            match condition.parse() {
                Ok(condition) => when.push(condition),
                Err(message) => errors.add(&condition.name(), message),
            }
        }
        let number = |errors: &mut FieldErrors| {
            parse_number(&self.effect_number).unwrap_or_else(|| {
                errors.add("effect_number", "A number is expected");
                0.0
            })
        };
        let then = match self.effect.as_str() {
            "cap" => Effect::Cap {
                at: number(&mut errors),
            },
            "subtract" => Effect::Subtract {
                points: number(&mut errors),
            },
            "pending" => Effect::Pending,
            _ => match RejectCode::from_code(&self.effect_code).filter(|_| self.effect == "reject") {
                Some(code) => Effect::Reject { code },
                None => {
                    errors.add("effect", "Choose what follows; to reject, with which code");
                    Effect::Pending
                }
            },
        };
        self.errors = errors;
        self.errors.is_empty().then(|| CustomRule {
            name: self.name.clone(),
            enabled: self.enabled,
            when,
            then,
        })
    }

    pub(super) fn kinds(&self) -> &'static [Choice] {
        &CONDITIONS
    }

    pub(super) fn effects(&self) -> &'static [Choice] {
        &EFFECTS
    }

    pub(super) fn checks(&self) -> Vec<Choice> {
        let checks = CheckName::ALL.iter().filter(|check| **check != CheckName::CustomRules);
        checks.map(|check| choice(check.name(), check.title())).collect()
    }

    pub(super) fn codes(&self) -> Vec<Choice> {
        Effect::reject_codes()
            .map(|code| choice(code.code(), code.staff_text()))
            .collect()
    }

    /// Messages that belong to none of the fields shown.
    pub(super) fn other_errors(&self) -> Vec<&str> {
        const SHOWN: [&str; 5] = ["condition_1", "condition_2", "condition_3", "effect", "effect_number"];
        self.errors.elsewhere(&SHOWN).collect()
    }
}

fn numbered(mut form: impl FnMut(usize) -> ConditionForm) -> Vec<ConditionForm> {
    let number = |place| ConditionForm {
        number: place + 1,
        ..form(place)
    };
    (0..MOST_CONDITIONS).map(number).collect()
}

impl ConditionForm {
    /// The name of its field.
    pub(super) fn name(&self) -> String {
        format!("condition_{}", self.number)
    }

    fn parse(&self) -> Result<Condition, String> {
        let check = || CheckName::from_name(&self.check).ok_or_else(|| "Choose a check".to_owned());
        let number = || parse_number(&self.value).ok_or_else(|| "A number is expected".to_owned());
        let years = || self.value.parse().map_err(|_| "Whole years are expected".to_owned());
        let outcome = |at_least| {
            Ok(Condition::CheckOutcome {
                check: check()?,
                at_least,
            })
        };
        match self.kind.as_str() {
            "check_warn" => outcome(Severity::Warn),
            "check_pending" => outcome(Severity::Pending),
            "check_below" => Ok(Condition::CheckBelow {
                check: check()?,
                below: number()?,
            }),
            "check_above" => Ok(Condition::CheckAbove {
                check: check()?,
                above: number()?,
            }),
            "check_missing" => Ok(Condition::CheckMissing { check: check()? }),
            "country_one_of" => Ok(Condition::CountryOneOf {
                countries: list(&self.value, |code| Country::from_alpha3(&code.to_uppercase()).ok())?,
            }),
            "country_none_of" => Ok(Condition::CountryNoneOf {
                countries: list(&self.value, |code| Country::from_alpha3(&code.to_uppercase()).ok())?,
            }),
            "document_one_of" => Ok(Condition::DocumentOneOf {
                id_types: list(&self.value, IdType::from_name)?,
            }),
            "age_below" => Ok(Condition::AgeBelow { years: years()? }),
            "age_above" => Ok(Condition::AgeAbove { years: years()? }),
            _ => Err("Choose what is asked".to_owned()),
        }
    }
}

fn typed(condition: &Condition) -> ConditionForm {
    let names = |names: Vec<&str>| names.join(", ");
    let form = |kind: &str, check: Option<&CheckName>, value: String| ConditionForm {
        number: 0,
        kind: kind.to_owned(),
        check: check.map(|check| check.name().to_owned()).unwrap_or_default(),
        value,
    };
    match condition {
        Condition::CheckOutcome { check, at_least } => {
            form(&format!("check_{}", at_least.name()), Some(check), String::new())
        }
        Condition::CheckBelow { check, below } => form("check_below", Some(check), below.to_string()),
        Condition::CheckAbove { check, above } => form("check_above", Some(check), above.to_string()),
        Condition::CheckMissing { check } => form("check_missing", Some(check), String::new()),
        Condition::CountryOneOf { countries } => form(
            "country_one_of",
            None,
            names(countries.iter().map(Country::alpha3).collect()),
        ),
        Condition::CountryNoneOf { countries } => form(
            "country_none_of",
            None,
            names(countries.iter().map(Country::alpha3).collect()),
        ),
        Condition::DocumentOneOf { id_types } => form(
            "document_one_of",
            None,
            names(id_types.iter().map(|kind| kind.name()).collect()),
        ),
        Condition::AgeBelow { years } => form("age_below", None, years.to_string()),
        Condition::AgeAbove { years } => form("age_above", None, years.to_string()),
    }
}

fn parse_number(text: &str) -> Option<f64> {
    text.replace(',', ".")
        .parse()
        .ok()
        .filter(|number: &f64| number.is_finite())
}

fn list<T: Ord>(text: &str, item: impl Fn(&str) -> Option<T>) -> Result<BTreeSet<T>, String> {
    let words = text
        .split([',', ';', ' ', '\n', '\r', '\t'])
        .filter(|word| !word.is_empty());
    words
        .map(|word| item(word).ok_or_else(|| format!("{word} is not known")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_survives_the_form() {
        let utopia: BTreeSet<_> = Country::from_alpha3("UTO").into_iter().collect();
        let check = CheckName::FaceMatch;
        let conditions = [
            Condition::CheckOutcome {
                check,
                at_least: Severity::Pending,
            },
            Condition::CheckOutcome {
                check,
                at_least: Severity::Warn,
            },
            Condition::CheckBelow { check, below: 90.5 },
            Condition::CheckAbove { check, above: -3.25 },
            Condition::CheckMissing { check },
            Condition::CountryOneOf {
                countries: utopia.clone(),
            },
            Condition::CountryNoneOf { countries: utopia },
            Condition::DocumentOneOf {
                id_types: [IdType::Visa, IdType::Passport].into(),
            },
            Condition::AgeBelow { years: 21 },
            Condition::AgeAbove { years: 70 },
        ];
        let effects = [
            Effect::Cap { at: 60.5 },
            Effect::Subtract { points: 12.0 },
            Effect::Pending,
            Effect::Reject {
                code: RejectCode::IdImageInvalidId,
            },
        ];
        for when in conditions.chunks(MOST_CONDITIONS) {
            for then in effects {
                let rule = CustomRule {
                    name: "Mine".to_owned(),
                    enabled: then == Effect::Pending,
                    when: when.to_vec(),
                    then,
                };
                assert_eq!(RuleForm::of(3, &rule).parse(), Some(rule));
            }
        }
    }

    #[test]
    fn what_is_wrong_is_named_where_it_stands() {
        let fields = [
            ("name", "Mine"),
            ("condition_1", "check_below"),
            ("condition_1_check", "face_match"),
            ("condition_1_value", "many"),
            ("condition_2", "country_one_of"),
            ("condition_2_value", "UTO QQQ"),
            ("effect", "reject"),
        ];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let mut form = RuleForm::from_fields(&FormFields(fields.into()));
        assert_eq!(form.parse(), None);
        assert!(form.errors.at("condition_2").unwrap().contains("QQQ"));
        assert!(form.errors.at("condition_1").is_some() && form.errors.at("effect").is_some());
    }
}
