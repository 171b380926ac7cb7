//! Composed submissions as lines of JSON, in the form in which `argos score export` writes decisions: what they are stands
//! where the human's decision stands. No words, no paths, nothing that was read.
//!
//! Read again, they are judged anew, by whatever version of the formula is in force, without measuring pictures again.

use super::composition::{Case, judged};
use super::sides::Side;
use argos_domain::check::{CheckName, CheckOutcome, CheckResult, Standing};
use argos_domain::policy::Policy;
use serde_json::{Map, Value, json};

/// A line for each submission; the score is null where it was stopped before the selfie.
pub fn lines(cases: &[&Case]) -> String {
    let policy = Policy::default();
    let mut text = String::new();
    for case in cases {
        let (outcome, score) = judged(&case.checks, &policy);
        let checks: Map<String, Value> = case
            .checks
            .iter()
            .map(|check| {
                let told = json!({ "outcome": check.outcome.name(), "code": check.outcome.code(), "value": check.value,
                    "threshold": check.threshold, "standing": check.standing });
                (check.name.name().to_owned(), told)
            })
            .collect();
        let line = json!({
            "score": score,
            "decided": outcome,
            "human": if case.kind.is_genuine() { "approved" } else { "rejected" },
            "policy_version": 1,
            "checks": checks,
            "kind": case.kind,
            "held_out": case.side == Side::HeldOut,
            "groups": case.groups,
        });
        text.push_str(&line.to_string());
        text.push('\n');
    }
    text
}

/// The submissions of such lines, those for fitting and those held out.
///
/// # Errors
/// The line that is wrong.
pub fn read(text: &str) -> Result<[Vec<Case>; 2], String> {
    let mut halves = [Vec::new(), Vec::new()];
    for (number, line) in text.lines().enumerate() {
        let case = case(line).ok_or_else(|| format!("line {} is no composed submission", number + 1))?;
        halves[usize::from(case.side == Side::HeldOut)].push(case);
    }
    Ok(halves)
}

fn case(line: &str) -> Option<Case> {
    let told: Value = serde_json::from_str(line).ok()?;
    let groups = told["groups"]
        .as_array()?
        .iter()
        .map(|group| usize::try_from(group.as_u64()?).ok());
    let groups: Option<Vec<usize>> = groups.collect();
    let mut checks = Vec::new();
    for name in CheckName::ALL {
        let Some(check) = told["checks"].get(name.name()) else {
            continue;
        };
        let outcome = CheckOutcome::from_parts(check["outcome"].as_str()?, check["code"].as_str())?;
        checks.push(CheckResult {
            value: check["value"].as_f64(),
            threshold: check["threshold"].as_f64(),
            standing: Standing::new(check["standing"].as_f64()?),
            ..CheckResult::plain(*name, outcome, "")
        });
    }
    Some(Case {
        kind: serde_json::from_value(told["kind"].clone()).ok()?,
        side: if told["held_out"].as_bool()? {
            Side::HeldOut
        } else {
            Side::Fitting
        },
        checks,
        groups: groups?.try_into().ok()?,
    })
}
