//! Writing the event log: who did what, when, from where, before and after.

use crate::app::random_bytes;
use crate::caller::Caller;
use crate::error::AppError;
use argos_crypto::SecureRandom;
use argos_domain::clock::Timestamp;
use argos_domain::id::{EventId, ProjectId, SubmissionId};
use argos_domain::personal::PersonalText;
use argos_store::{EventRecord, Tx};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// An entry to be written.
#[derive(Debug)]
pub(crate) struct Entry<'a> {
    /// The project concerned, if it is about one.
    pub(crate) project: Option<&'a ProjectId>,
    /// The submission concerned, if it is about one.
    pub(crate) submission: Option<&'a SubmissionId>,
    /// Who, and from where.
    pub(crate) caller: &'a Caller,
    /// What was done, such as `settings_changed`.
    pub(crate) action: &'a str,
    /// Particulars in the clear: no personal data may be in it.
    pub(crate) detail: Value,
    /// What it was before and is now; sealed, so personal data may be in it.
    pub(crate) change: Option<Change>,
}

/// What something was before and is now.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) before: Value,
    pub(crate) after: Value,
}

impl Change {
    /// Of two JSON objects, only the members that differ.
    pub(crate) fn between(before: &Value, after: &Value) -> Self {
        let differing = |one: &Value, other: &Value| {
            let members = one.as_object().into_iter().flatten();
            let members = members.filter(|(name, value)| other.get(name) != Some(value));
            Value::Object(members.map(|(name, value)| (name.clone(), value.clone())).collect())
        };
        Self {
            before: differing(before, after),
            after: differing(after, before),
        }
    }

    /// The same change made to something else of the kind: members that do not differ stay as they are there.
    ///
    /// # Errors
    /// Only our own faults.
    pub(crate) fn applied_to<T: Serialize + DeserializeOwned>(&self, present: &T) -> Result<T, AppError> {
        let mut present = serde_json::to_value(present).map_err(AppError::internal)?;
        if let (Some(members), Some(after)) = (present.as_object_mut(), self.after.as_object()) {
            for name in member_names(&self.before) {
                members.remove(name);
            }
            members.extend(after.clone());
        }
        serde_json::from_value(present).map_err(AppError::internal)
    }

    /// The names of what differs.
    pub(crate) fn fields(&self) -> Vec<&str> {
        let mut fields = member_names(&self.after);
        let gone = member_names(&self.before);
        fields.extend(gone.into_iter().filter(|name| self.after.get(name).is_none()));
        fields
    }
}

fn member_names(value: &Value) -> Vec<&str> {
    let members = value.as_object().into_iter().flatten();
    members.map(|(name, _)| name.as_str()).collect()
}

impl<'a> Entry<'a> {
    /// An entry about a project.
    pub(crate) const fn of_project(project: &'a ProjectId, caller: &'a Caller, action: &'a str, detail: Value) -> Self {
        Self {
            project: Some(project),
            submission: None,
            caller,
            action,
            detail,
            change: None,
        }
    }

    /// An entry about the installation or an account, not about a project.
    pub(crate) const fn of_installation(caller: &'a Caller, action: &'a str, detail: Value) -> Self {
        Self {
            project: None,
            submission: None,
            caller,
            action,
            detail,
            change: None,
        }
    }

    /// The same entry with what changed.
    pub(crate) fn with(mut self, change: Change) -> Self {
        self.change = Some(change);
        self
    }

    /// Writes the entry in the transaction that makes it true.
    pub(crate) async fn write(self, tx: &mut Tx, random: &dyn SecureRandom, now: Timestamp) -> Result<(), AppError> {
        let record = EventRecord {
            id: EventId::from_random(random_bytes(random)?),
            project_id: self.project.cloned(),
            submission_id: self.submission.cloned(),
            at: now,
            actor: self.caller.actor.clone(),
            address: self
                .caller
                .address
                .map(|address| PersonalText::new(address.to_string())),
            action: self.action.to_owned(),
            detail: self.detail,
            change: self
                .change
                .map(|change| json!({ "before": change.before, "after": change.after })),
        };
        Ok(tx.append_event(&record).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_a_change() {
        let change = Change::between(
            &json!({ "same": 1, "edited": "a", "gone": true }),
            &json!({ "same": 1, "edited": "b", "new": 2 }),
        );
        assert_eq!(change.before, json!({ "edited": "a", "gone": true }));
        assert_eq!(change.after, json!({ "edited": "b", "new": 2 }));
        assert_eq!(change.fields(), ["edited", "new", "gone"]);
        let elsewhere = json!({ "same": 7, "edited": "c", "gone": false, "other": 3 });
        assert_eq!(
            change.applied_to(&elsewhere).unwrap(),
            json!({ "same": 7, "edited": "b", "new": 2, "other": 3 })
        );
    }
}
