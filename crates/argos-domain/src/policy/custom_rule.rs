//! Rules of the project's own: when all conditions of one are met, the decision becomes stricter.
//!
//! There is no effect that could make it milder, so that whatever somebody writes here, nobody passes who would not have
//! passed without it.

use crate::check::{CheckName, CheckOutcome, CheckResult};
use crate::code::RejectCode;
use crate::country::Country;
use crate::document::IdType;
use crate::document_facts::DocumentFacts;
use crate::score::ScoreVersion;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The most rules of a policy.
pub const MOST_RULES: usize = 20;
/// The most conditions of a rule.
pub const MOST_CONDITIONS: usize = 3;
/// The most countries that one condition names.
pub const MOST_COUNTRIES: usize = 60;
/// The longest name of a rule, in characters.
pub const LONGEST_RULE_NAME: usize = 80;

/// A rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomRule {
    /// What staff call it; it stands in the explanation of decisions.
    pub name: String,
    /// Whether it holds.
    #[serde(default = "on")]
    pub enabled: bool,
    /// Conditions, all of which must be met.
    pub when: Vec<Condition>,
    /// What follows.
    pub then: Effect,
}

const fn on() -> bool {
    true
}

/// How badly a check must have gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A warning, or worse.
    Warn,
    /// A human must look.
    Pending,
}

impl Severity {
    /// Both, the milder first.
    pub const ALL: [Self; 2] = [Self::Warn, Self::Pending];

    /// The word in JSON and forms.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Warn => "warn",
            Self::Pending => "pending",
        }
    }

    /// The severity of this word.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.name() == name)
    }
}

/// What must be so. What is not known meets no condition, but for a country that is `none_of` some and a check that is
/// missing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// A check went at least so badly.
    CheckOutcome {
        /// The check.
        check: CheckName,
        /// How badly.
        at_least: Severity,
    },
    /// The value of a check, in the unit of its message, lies below a number.
    CheckBelow {
        /// The check.
        check: CheckName,
        /// The number.
        below: f64,
    },
    /// The value of a check lies above a number.
    CheckAbove {
        /// The check.
        check: CheckName,
        /// The number.
        above: f64,
    },
    /// A check was not made: there was nothing for it to look at, or the policy does not ask for it.
    CheckMissing {
        /// The check.
        check: CheckName,
    },
    /// The issuing country is one of these.
    CountryOneOf {
        /// The countries.
        countries: BTreeSet<Country>,
    },
    /// The issuing country is none of these, or not known.
    CountryNoneOf {
        /// The countries.
        countries: BTreeSet<Country>,
    },
    /// The kind of the document is one of these.
    DocumentOneOf {
        /// The kinds.
        id_types: BTreeSet<IdType>,
    },
    /// The holder is younger, in whole years.
    AgeBelow {
        /// The age.
        years: u8,
    },
    /// The holder is older, in whole years.
    AgeAbove {
        /// The age.
        years: u8,
    },
}

/// What follows when a rule holds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Effect {
    /// The score is at most this.
    Cap {
        /// 0 to 100.
        at: f64,
    },
    /// The score is lower by so many points.
    Subtract {
        /// More than 0, to 100.
        points: f64,
    },
    /// A human must look.
    Pending,
    /// The submission is rejected.
    Reject {
        /// With this code; only such as reviewers can give, apart from `other`.
        code: RejectCode,
    },
}

impl Effect {
    /// The codes with which a rule can reject.
    pub fn reject_codes() -> impl Iterator<Item = RejectCode> {
        let codes = RejectCode::ALL.iter().copied();
        codes.filter(|code| code.raised_by().includes_reviewers() && *code != RejectCode::Other)
    }
}

impl Condition {
    /// Whether it is met; `None` where that is not kept: of a sealed document without its facts, and of a value that the
    /// outline of a check leaves out.
    fn is_met(&self, checks: &[CheckResult], facts: Option<&DocumentFacts>) -> Option<bool> {
        let of_value = |check: &CheckName, met: &dyn Fn(f64) -> bool| {
            let Some(made) = checks.iter().find(|made| made.name == *check) else {
                return Some(false);
            };
            let is_left_out = made.message.is_empty() && !made.name.keeps_numbers();
            match made.value {
                Some(value) => Some(met(value)),
                None if is_left_out => None,
                None => Some(false),
            }
        };
        Some(match self {
            Self::CheckOutcome { check, at_least } => checks.iter().any(|made| {
                made.name == *check
                    && match made.outcome {
                        CheckOutcome::Pass => false,
                        CheckOutcome::Warn => *at_least == Severity::Warn,
                        CheckOutcome::Pending | CheckOutcome::Retry(_) | CheckOutcome::Reject(_) => true,
                    }
            }),
            Self::CheckBelow { check, below } => return of_value(check, &|value| value < *below),
            Self::CheckAbove { check, above } => return of_value(check, &|value| value > *above),
            Self::CheckMissing { check } => checks.iter().all(|made| made.name != *check),
            Self::CountryOneOf { countries } => facts?
                .issuing_country
                .is_some_and(|country| countries.contains(&country)),
            Self::CountryNoneOf { countries } => facts?
                .issuing_country
                .is_none_or(|country| !countries.contains(&country)),
            Self::DocumentOneOf { id_types } => facts?.id_type.is_some_and(|kind| id_types.contains(&kind)),
            Self::AgeBelow { years } => facts?.age.is_some_and(|age| age < i16::from(*years)),
            Self::AgeAbove { years } => facts?.age.is_some_and(|age| age > i16::from(*years)),
        })
    }

    /// In words, for the middle of a sentence.
    #[must_use]
    pub fn words(&self) -> String {
        let countries = |countries: &BTreeSet<Country>| {
            let codes: Vec<&str> = countries.iter().map(Country::alpha3).collect();
            codes.join(", ")
        };
        match self {
            Self::CheckOutcome { check, at_least } => {
                let badly = match at_least {
                    Severity::Warn => "a warning or worse",
                    Severity::Pending => "asks for a human",
                };
                format!("\u{201c}{}\u{201d}: {badly}", check.title())
            }
            Self::CheckBelow { check, below } => format!("\u{201c}{}\u{201d} below {below}", check.title()),
            Self::CheckAbove { check, above } => format!("\u{201c}{}\u{201d} above {above}", check.title()),
            Self::CheckMissing { check } => format!("\u{201c}{}\u{201d} was not made", check.title()),
            Self::CountryOneOf { countries: those } => format!("issuing country one of {}", countries(those)),
            Self::CountryNoneOf { countries: those } => format!("issuing country none of {}", countries(those)),
            Self::DocumentOneOf { id_types } => {
                let names: Vec<&str> = id_types.iter().map(|kind| kind.name()).collect();
                format!("kind of document one of {}", names.join(", "))
            }
            Self::AgeBelow { years } => format!("younger than {years} years"),
            Self::AgeAbove { years } => format!("older than {years} years"),
        }
    }
}

impl Effect {
    /// In words, for the end of a sentence.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Cap { at } => format!("the score is at most {at}"),
            Self::Subtract { points } => format!("the score is lower by {points} points"),
            Self::Pending => "a human looks".to_owned(),
            Self::Reject { code } => format!("rejected with {}", code.code()),
        }
    }
}

impl CustomRule {
    /// Whether all conditions are met; `None` where that hangs on one of which it is not known.
    fn holds(&self, checks: &[CheckResult], facts: Option<&DocumentFacts>) -> Option<bool> {
        let met = || self.when.iter().map(|condition| condition.is_met(checks, facts));
        if met().any(|met| met == Some(false)) {
            return Some(false);
        }
        met().all(|met| met.is_some()).then_some(true)
    }

    /// Whether a condition asks of the document or its holder, and not of checks alone.
    #[must_use]
    pub fn asks_of_the_document(&self) -> bool {
        let of_checks = |condition: &Condition| {
            matches!(
                condition,
                Condition::CheckOutcome { .. }
                    | Condition::CheckBelow { .. }
                    | Condition::CheckAbove { .. }
                    | Condition::CheckMissing { .. }
            )
        };
        !self.when.iter().all(of_checks)
    }

    /// In words, without the name.
    #[must_use]
    pub fn words(&self) -> String {
        let conditions: Vec<String> = self.when.iter().map(Condition::words).collect();
        let off = if self.enabled { "" } else { " (off)" };
        format!("when {}: {}{off}", conditions.join(" and "), self.then.words())
    }
}

/// Whether it is known of every rule if it holds, from what is kept of a submission: `facts` are `None` once its document is
/// sealed, and the outlines of checks leave some values out.
#[must_use]
pub fn custom_rules_are_known(rules: &[CustomRule], checks: &[CheckResult], facts: Option<&DocumentFacts>) -> bool {
    let mut rules = rules.iter().filter(|rule| rule.enabled);
    rules.all(|rule| rule.holds(checks, facts).is_some())
}

/// The check of the rules, made last of all: which rules hold, and the score that they leave. `None` without rules.
///
/// Its value is the most that the score may be and its threshold the score before, when rules lower it.
#[must_use]
pub fn custom_rules_check(rules: &[CustomRule], checks: &[CheckResult], facts: &DocumentFacts) -> Option<CheckResult> {
    custom_rules_check_by(ScoreVersion::IN_FORCE, rules, checks, facts)
}

/// As [`custom_rules_check`], on the score of a version.
#[must_use]
pub fn custom_rules_check_by(
    version: ScoreVersion,
    rules: &[CustomRule],
    checks: &[CheckResult],
    facts: &DocumentFacts,
) -> Option<CheckResult> {
    let mut rules = rules.iter().filter(|rule| rule.enabled).peekable();
    rules.peek()?;
    let held: Vec<&CustomRule> = rules
        .filter(|rule| rule.holds(checks, Some(facts)) == Some(true))
        .collect();
    if held.is_empty() {
        let message = "no rule of the project holds";
        return Some(CheckResult::plain(CheckName::CustomRules, CheckOutcome::Pass, message));
    }
    let before = version.score(checks).value;
    let (mut highest, mut subtracted) = (100.0_f64, 0.0_f64);
    let mut outcome = CheckOutcome::Warn;
    for rule in &held {
        match rule.then {
            Effect::Cap { at } => highest = highest.min(at),
            Effect::Subtract { points } => subtracted += points,
            Effect::Pending if outcome == CheckOutcome::Warn => outcome = CheckOutcome::Pending,
            Effect::Pending => {}
            // The first rule that rejects gives the code.
            Effect::Reject { .. } if matches!(outcome, CheckOutcome::Reject(_)) => {}
            Effect::Reject { code } => outcome = CheckOutcome::Reject(code),
        }
    }
    let told: Vec<String> = held
        .iter()
        .map(|rule| format!("\u{201c}{}\u{201d}: {}", rule.name, rule.then.words()))
        .collect();
    let mut check = CheckResult::plain(CheckName::CustomRules, outcome, told.join("; "));
    let left = (before - subtracted).min(highest).max(0.0);
    if left < before {
        check.value = Some((left * 10.0).round() / 10.0);
        check.threshold = Some(before);
    }
    Some(check)
}

#[cfg(test)]
mod tests;
