//! Another policy than the default one, by which composed submissions are judged.
//!
//! They are composed and measured under the default policy; another one judges their checks again, as it judges stored
//! submissions.

use super::composition::Case;
use crate::image_file::Failure;
use argos_app::AppError;
use argos_app::simulate_policy::changed_policy;
use argos_domain::policy::Policy;
use argos_domain::recompute::{Conclusion, Gap, Stored, recompute};
use argos_domain::score::ScoreVersion;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// A field that is not as in the default policy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tried {
    pub default: Value,
    pub tried: Value,
}

/// The default policy with these values.
pub fn tried(set: &[(String, String)]) -> Result<Policy, Failure> {
    let known = serde_json::to_value(Policy::default()).map_err(|error| Failure::Broken(error.to_string()))?;
    for (name, _) in set {
        let path = name.strip_prefix("policy.").unwrap_or(name).replace('.', "/");
        if known.pointer(&format!("/{path}")).is_none() {
            return Err(Failure::Unreadable(format!(
                "--set: the policy has no field {name}; docs/policy.md lists them"
            )));
        }
    }
    let changes = set.iter().map(|(name, value)| {
        // What is no JSON is text.
        let value = serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.clone()));
        (name.clone(), value)
    });
    changed_policy(&Policy::default(), changes.collect()).map_err(|error| match error {
        AppError::Invalid { field, message } => Failure::Unreadable(format!("--set: {field}: {message}")),
        error => Failure::Broken(error.to_string()),
    })
}

/// What differs from the default policy, by path.
pub fn differences(policy: &Policy) -> BTreeMap<String, Tried> {
    let differences = Policy::default().differences(policy).into_iter();
    let tried = differences.map(|found| {
        let tried = Tried {
            default: found.before.clone(),
            tried: found.after.clone(),
        };
        (found.path(), tried)
    });
    tried.collect()
}

/// Both halves with their checks as the policy judges them.
pub fn judged_by(policy: &Policy, halves: [Vec<Case>; 2]) -> Result<[Vec<Case>; 2], Failure> {
    let default = Policy::default();
    if *policy == default {
        return Ok(halves);
    }
    let mut judged = [Vec::new(), Vec::new()];
    for (half, cases) in judged.iter_mut().zip(halves) {
        for case in cases {
            let again = recompute(
                &Stored {
                    checks: &case.checks,
                    policy: &default,
                    document: None,
                    failed_before: 0,
                    score_version: ScoreVersion::IN_FORCE,
                },
                policy,
            );
            if let Conclusion::Unknown(gap) = again.conclusion {
                return Err(Failure::Unreadable(unknown(gap)));
            }
            half.push(Case {
                checks: again.checks,
                ..case
            });
        }
    }
    Ok(judged)
}

fn unknown(gap: Gap) -> String {
    match gap {
        Gap::NotFinished => "--set: under this policy some submissions would have gone on that were stopped when they were composed: what \
                             they would have come to is not known"
            .to_owned(),
        Gap::NotMeasured(check) => format!(
            "--set: this policy asks what composed submissions do not tell (\u{201c}{}\u{201d})",
            check.title()
        ),
    }
}
