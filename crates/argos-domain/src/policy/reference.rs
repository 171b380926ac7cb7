//! The policy as a page for people, `docs/policy.md`.

use super::{Policy, PolicyField};
use serde_json::Value;
use std::fmt::Write as _;

const INTRODUCTION: &str = "# Policy

This page is written by `argos policy reference` from `crates/argos-domain/src/policy/`; a test holds the two together.

The policy of a project says how its submissions are decided. Every change makes a new version, and a submission keeps the version
with which it started. It is shown and changed in the dashboard under Settings, User policy; from the host by
`argos project settings --project PID --set policy.NAME=VALUE`; and shown by `GET /v3/projects/settings?category=policy`.
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
    page
}

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
