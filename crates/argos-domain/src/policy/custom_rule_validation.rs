//! Which rules of the project's own can be saved.

use super::custom_rule::{
    Condition, CustomRule, Effect, LONGEST_RULE_NAME, MOST_CONDITIONS, MOST_COUNTRIES, MOST_RULES,
};
use super::validation::{InvalidPolicy, refuse};
use crate::check::CheckName;
use std::collections::BTreeSet;

const FIELD: &str = "custom_rules";

/// Refuses rules that are too many, or one that cannot hold or does nothing, by its name.
pub(super) fn validate_rules(rules: &[CustomRule], automatic_only: bool) -> Result<(), InvalidPolicy> {
    if rules.len() > MOST_RULES {
        return refuse(FIELD, format!("at most {MOST_RULES} rules are possible"));
    }
    let mut names = BTreeSet::new();
    for rule in rules {
        let name = rule.name.trim();
        let length = name.chars().count();
        if !(1..=LONGEST_RULE_NAME).contains(&length) || name.chars().any(char::is_control) {
            return refuse(
                FIELD,
                format!("a rule has a name of 1 to {LONGEST_RULE_NAME} characters"),
            );
        }
        if !names.insert(name.to_lowercase()) {
            return refuse(FIELD, format!("two rules are called {name}"));
        }
        if let Some(reason) = fault(rule, automatic_only) {
            return refuse(FIELD, format!("{name}: {reason}"));
        }
    }
    Ok(())
}

fn fault(rule: &CustomRule, automatic_only: bool) -> Option<String> {
    if !(1..=MOST_CONDITIONS).contains(&rule.when.len()) {
        return Some(format!("1 to {MOST_CONDITIONS} conditions are expected"));
    }
    rule.when
        .iter()
        .find_map(fault_of_condition)
        .or_else(|| fault_of_effect(rule.then, automatic_only))
}

fn fault_of_condition(condition: &Condition) -> Option<String> {
    let text = match condition {
        Condition::CheckOutcome { check, .. }
        | Condition::CheckBelow { check, .. }
        | Condition::CheckAbove { check, .. }
        | Condition::CheckMissing { check }
            if *check == CheckName::CustomRules =>
        {
            "rules cannot ask for what rules come to"
        }
        Condition::CheckBelow { below: number, .. } | Condition::CheckAbove { above: number, .. }
            if !number.is_finite() =>
        {
            "a number is expected"
        }
        Condition::CountryOneOf { countries } | Condition::CountryNoneOf { countries }
            if !(1..=MOST_COUNTRIES).contains(&countries.len()) =>
        {
            return Some(format!("1 to {MOST_COUNTRIES} countries are expected"));
        }
        Condition::DocumentOneOf { id_types } if id_types.is_empty() => "at least one kind of document is expected",
        Condition::AgeBelow { years } | Condition::AgeAbove { years } if !(1..=120).contains(years) => {
            "an age of 1 to 120 years is expected"
        }
        _ => return None,
    };
    Some(text.to_owned())
}

fn fault_of_effect(effect: Effect, automatic_only: bool) -> Option<String> {
    let text = match effect {
        Effect::Cap { at } if !(0.0..=100.0).contains(&at) => "a highest score of 0 to 100 is expected",
        Effect::Subtract { points } if !(points > 0.0 && points <= 100.0) => {
            "more than 0 and up to 100 points are expected"
        }
        Effect::Pending if automatic_only => {
            "nobody looks where all is decided automatically: reject, or let humans decide"
        }
        Effect::Reject { code } if Effect::reject_codes().all(|possible| possible != code) => {
            return Some(format!("{} cannot be given by a rule", code.code()));
        }
        _ => return None,
    };
    Some(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::Policy;
    use serde_json::{Value, json};

    fn reason(rules: Value, automatic_only: bool) -> String {
        let policy = json!({ "custom_rules": rules, "automatic_only": automatic_only });
        let policy: Policy = serde_json::from_value(policy).unwrap();
        match policy.validate() {
            Ok(()) => String::new(),
            Err(error) => {
                assert_eq!(error.field, "custom_rules");
                error.reason
            }
        }
    }

    fn rule(when: Value, then: Value) -> Value {
        json!([{ "name": "Mine", "when": when, "then": then }])
    }

    #[test]
    fn what_cannot_hold_or_does_nothing_is_refused_by_the_name_of_the_rule() {
        let young = json!([{ "kind": "age_below", "years": 21 }]);
        let pending = json!({ "kind": "pending" });
        assert_eq!(reason(rule(young.clone(), pending.clone()), false), "");
        for (rules, automatic, expected) in [
            (rule(young.clone(), pending.clone()), true, "nobody looks"),
            (rule(json!([]), pending.clone()), false, "Mine: 1 to 3 conditions"),
            (
                rule(json!([{ "kind": "age_below", "years": 0 }]), pending.clone()),
                false,
                "1 to 120",
            ),
            (
                rule(json!([{ "kind": "country_one_of", "countries": [] }]), pending.clone()),
                false,
                "1 to 60 countries",
            ),
            (
                rule(json!([{ "kind": "document_one_of", "id_types": [] }]), pending.clone()),
                false,
                "at least one kind",
            ),
            (
                rule(
                    json!([{ "kind": "check_below", "check": "custom_rules", "below": 1 }]),
                    pending.clone(),
                ),
                false,
                "what rules come to",
            ),
            (
                rule(
                    json!([{ "kind": "check_missing", "check": "custom_rules" }]),
                    pending.clone(),
                ),
                false,
                "what rules come to",
            ),
            (
                rule(young.clone(), json!({ "kind": "cap", "at": 101 })),
                false,
                "0 to 100",
            ),
            (
                rule(young.clone(), json!({ "kind": "subtract", "points": 0 })),
                false,
                "more than 0",
            ),
            (
                rule(young.clone(), json!({ "kind": "reject", "code": "timeout" })),
                false,
                "timeout cannot be given",
            ),
            (
                json!([{ "name": " ", "when": young, "then": pending }]),
                false,
                "1 to 80 characters",
            ),
            (
                json!([{ "name": "A", "when": young, "then": pending }, { "name": "a", "when": young, "then": pending }]),
                false,
                "two rules are called a",
            ),
            (
                Value::Array(vec![rule(young.clone(), pending.clone())[0].clone(); 21]),
                false,
                "at most 20",
            ),
        ] {
            let reason = reason(rules.clone(), automatic);
            assert!(reason.contains(expected), "{rules}: {reason}");
        }
    }

    #[test]
    fn a_misspelt_rule_is_no_policy() {
        for wrong in [
            rule(
                json!([{ "kind": "age_under", "years": 21 }]),
                json!({ "kind": "pending" }),
            ),
            rule(
                json!([{ "kind": "age_below", "years": 21 }]),
                json!({ "kind": "approve" }),
            ),
            rule(
                json!([{ "kind": "age_below", "years": 21, "and": 1 }]),
                json!({ "kind": "pending" }),
            ),
        ] {
            assert!(
                serde_json::from_value::<Policy>(json!({ "custom_rules": wrong })).is_err(),
                "{wrong}"
            );
        }
    }
}
