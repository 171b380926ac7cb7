//! The policy as a page for people, `docs/policy.md`.

use super::{Policy, PolicyField};
use serde_json::Value;
use std::fmt::Write as _;

const INTRODUCTION: &str = "# Policy

This page is written by `argos policy reference` from `crates/argos-domain/src/policy/`; a test holds the two together.

The policy of a project says how its submissions are decided. Every change makes a new version, and a submission keeps the version
with which it started. It is shown and changed in the dashboard under Settings, User policy; from the host by
`argos project settings --project PID --set policy.NAME=VALUE`; and shown by `GET /v3/projects/settings?category=policy`.
Who reviews, and for how long data are kept, are settings of the project, no policy; the block-list of faces stands under Settings, Block-list.
What is out of range, or cannot go together, is refused with the field and the reason.

As a whole it is JSON: `argos policy show` prints it, `argos policy set` and `PUT /v3/projects/policy` replace it. Which version changed
what, and by whom, stands under History on the page, in `argos policy history` and in `GET /v3/projects/policy/versions`; two versions
are compared there, by `argos policy diff` and by `GET /v3/projects/policy/comparison`. An older version holds again by the page,
`argos policy undo` or `POST /v3/projects/policy/undo`: as a new version, and nothing is deleted.

";

/// The page in Markdown, as it stands in `docs/policy.md`.
#[must_use]
pub fn reference_page() -> String {
    let defaults = serde_json::to_value(Policy::default()).unwrap_or_default();
    let default = |field: &PolicyField| shown(defaults.get(field.name).unwrap_or(&Value::Null));
    let mut page = INTRODUCTION.to_owned();
    page.push_str("| Field | Title | Default |\n|---|---|---|\n");
    for field in PolicyField::ALL {
        let _ = writeln!(
            page,
            "| [`{0}`](#{0}) | {1} | {2} |",
            field.name,
            field.title,
            default(field)
        );
    }
    for field in PolicyField::ALL {
        let drives: Vec<String> = field.drives.iter().map(|driven| driven.words()).collect();
        let _ = write!(
            page,
            "\n### `{}`\n\n{}\n\n- Type and range: {}\n",
            field.name,
            field.does,
            field.kind.range()
        );
        if let Some(unit) = field.kind.unit() {
            let _ = writeln!(page, "- Unit: {unit}");
        }
        let _ = writeln!(page, "- Default: {}", default(field));
        let _ = writeln!(page, "- Users see: {}", field.users_see);
        let _ = writeln!(page, "- Drives: {}", drives.join(", "));
    }
    page.push_str(CUSTOM_RULES);
    page
}

const CUSTOM_RULES: &str = r#"
## Rules of your own

A condition is one of these. What is not known meets none but `country_none_of` and `check_missing`.

| Condition | Met when |
|---|---|
| `{"kind": "check_outcome", "check": NAME, "at_least": "warn" or "pending"}` | the check of this name ([checks.md](checks.md)) went at least so badly |
| `{"kind": "check_below", "check": NAME, "below": NUMBER}` | its value, in the unit that its message names, lies below the number |
| `{"kind": "check_above", "check": NAME, "above": NUMBER}` | its value lies above the number |
| `{"kind": "check_missing", "check": NAME}` | the check was not made: there was nothing for it to look at, or the policy does not ask for it |
| `{"kind": "country_one_of", "countries": [CODES]}` | the issuing country is one of these, at most 60 |
| `{"kind": "country_none_of", "countries": [CODES]}` | the issuing country is none of these, or not known |
| `{"kind": "document_one_of", "id_types": [KINDS]}` | the kind of the document is one of these |
| `{"kind": "age_below", "years": NUMBER}` | the holder is younger, in whole years |
| `{"kind": "age_above", "years": NUMBER}` | the holder is older |

An effect is one of these.

| Effect | What follows |
|---|---|
| `{"kind": "cap", "at": NUMBER}` | the score is at most this, 0 to 100 |
| `{"kind": "subtract", "points": NUMBER}` | the score is lower by so many points, up to 100; several rules add up |
| `{"kind": "pending"}` | a human looks; refused where all is decided automatically |
| `{"kind": "reject", "code": CODE}` | rejected with a code that reviewers can give ([codes.md](codes.md)), apart from `other` |
"#;

/// A value in words of Markdown.
fn shown(value: &Value) -> String {
    match value {
        // 70, not 70.0.
        Value::Number(number) => number
            .as_f64()
            .map_or_else(|| number.to_string(), |number| number.to_string()),
        Value::String(text) => format!("`{text}`"),
        Value::Array(items) if !items.is_empty() => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| format!("`{name}` {}", shown(value)))
            .collect::<Vec<_>>()
            .join("; "),
        Value::Null | Value::Bool(_) | Value::Array(_) => format!("`{value}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_the_policy_says_what_the_table_and_the_defaults_say() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/policy.md");
        assert_eq!(
            reference_page(),
            std::fs::read_to_string(path).unwrap(),
            "write the page anew: cargo run -- policy reference > docs/policy.md"
        );
    }

    #[test]
    fn every_default_stands_in_the_page() {
        let page = reference_page();
        for expected in [
            "| [`score_threshold`](#score_threshold) | ARGOS SCORE THRESHOLD | 70 |",
            "- Default: `days` 30; `enabled` `false`",
            "whole number from 13 to 120, or `null`",
        ] {
            assert!(page.contains(expected), "{expected}");
        }
    }
}
