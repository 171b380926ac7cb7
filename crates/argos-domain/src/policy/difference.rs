//! What differs between two policies, field by field.

use super::{Policy, PolicyField};
use serde_json::Value;

/// A field, or a member of one, that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyDifference {
    /// The field.
    pub field: &'static PolicyField,
    /// The member of the field that differs, such as `days` of a period; `None` when it is the field itself.
    pub member: Option<String>,
    /// What it was.
    pub before: Value,
    /// What it is.
    pub after: Value,
}

impl PolicyDifference {
    /// The name as it is stored, such as `approved_period.days`.
    #[must_use]
    pub fn path(&self) -> String {
        match &self.member {
            Some(member) => format!("{}.{member}", self.field.name),
            None => self.field.name.to_owned(),
        }
    }
}

impl Policy {
    /// What differs in `after`, in the order of the fields.
    #[must_use]
    pub fn differences(&self, after: &Self) -> Vec<PolicyDifference> {
        // A policy can always be written as JSON; were it not so, nothing would be told rather than something wrong.
        let (Ok(before), Ok(after)) = (serde_json::to_value(self), serde_json::to_value(after)) else {
            return Vec::new();
        };
        let value = |of: &Value, name: &str| of.get(name).cloned().unwrap_or_default();
        let of_field = |field: &'static PolicyField| {
            let difference = |member: Option<&String>, before: Value, after: Value| PolicyDifference {
                field,
                member: member.cloned(),
                before,
                after,
            };
            let (before, after) = (value(&before, field.name), value(&after, field.name));
            let differing = match (&before, &after) {
                (Value::Object(members), Value::Object(_)) => members
                    .keys()
                    .map(|name| difference(Some(name), value(&before, name), value(&after, name)))
                    .collect(),
                _ => vec![difference(None, before, after)],
            };
            differing.into_iter().filter(|found| found.before != found.after)
        };
        PolicyField::ALL.iter().flat_map(of_field).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_differs_is_told_by_its_path() {
        let before = Policy::default();
        assert!(before.differences(&before).is_empty());
        let mut after = Policy {
            age_limit: Some(18),
            score_threshold: 80.0,
            ..Policy::default()
        };
        after.approved_period.days = 90;
        let told: Vec<_> = before
            .differences(&after)
            .into_iter()
            .map(|found| (found.path(), found.before, found.after))
            .collect();
        assert_eq!(
            told,
            [
                ("score_threshold".to_owned(), json!(70.0), json!(80.0)),
                ("age_limit".to_owned(), json!(null), json!(18)),
                ("approved_period.days".to_owned(), json!(30), json!(90)),
            ]
        );
    }
}
