//! What an entry changed, field by field.

use crate::dashboard::event_words::field_name;
use serde_json::Value;
use std::collections::BTreeMap;

/// Longer values are cut; the log itself keeps them whole.
const LONGEST_VALUE: usize = 500;

/// A field that changed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ChangedField {
    pub(super) name: String,
    pub(super) before: String,
    pub(super) after: String,
}

/// The fields that differ between `before` and `after` of a change, in order of their names.
pub(super) fn fields(change: &Value) -> Vec<ChangedField> {
    let mut values = BTreeMap::new();
    for (side, key) in ["before", "after"].into_iter().enumerate() {
        if let Some(value) = change.get(key) {
            flatten(value, "", side, &mut values);
        }
    }
    let differing = values.into_iter().filter(|(_, [before, after])| before != after);
    let shown = |value: Option<&Value>| value.map_or_else(String::new, text);
    differing
        .map(|(name, [before, after])| ChangedField {
            name: field_name(&name),
            before: shown(before),
            after: shown(after),
        })
        .collect()
}

/// Collects the values of nested objects under their names, such as `mail: approved`.
fn flatten<'a>(value: &'a Value, name: &str, side: usize, into: &mut BTreeMap<String, [Option<&'a Value>; 2]>) {
    match value {
        Value::Object(members) => {
            for (member, value) in members {
                let name = if name.is_empty() {
                    member.clone()
                } else {
                    format!("{name}: {member}")
                };
                flatten(value, &name, side, into);
            }
        }
        value => {
            if let Some(place) = into.entry(name.to_owned()).or_default().get_mut(side) {
                *place = Some(value);
            }
        }
    }
}

fn text(value: &Value) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(", "),
        Value::Number(_) | Value::Object(_) => value.to_string(),
    };
    if text.chars().count() > LONGEST_VALUE {
        text.chars().take(LONGEST_VALUE).chain(['…']).collect()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_differing_fields_are_shown_each_by_its_whole_name() {
        let change = json!({
            "before": { "ip_control": { "dashboard": [], "api": ["10.0.0.0/8"] }, "return_url": "https://a.example" },
            "after": { "ip_control": { "dashboard": ["192.0.2.1", "192.0.2.7"], "api": ["10.0.0.0/8"] }, "return_url": null },
        });
        let field = |name: &str, before: &str, after: &str| ChangedField {
            name: name.to_owned(),
            before: before.to_owned(),
            after: after.to_owned(),
        };
        assert_eq!(
            fields(&change),
            [
                field("ip control: dashboard", "", "192.0.2.1, 192.0.2.7"),
                field("return url", "https://a.example", ""),
            ]
        );
        assert_eq!(fields(&json!({ "before": { "on": true } })), [field("on", "yes", "")]);
        assert!(fields(&json!(null)).is_empty());
        let long = fields(&json!({ "after": { "note": "é".repeat(LONGEST_VALUE + 1) } }));
        assert_eq!(long[0].after.chars().count(), LONGEST_VALUE + 1);
    }
}
