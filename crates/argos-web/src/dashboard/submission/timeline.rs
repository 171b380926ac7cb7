//! What happened to a submission.

use crate::dashboard::wording::{self, Moment};
use argos_app::find_submissions::{Actor, EventRecord};
use argos_domain::code::{RejectCode, RetryCode};
use argos_domain::document_field::DocumentField;
use argos_domain::id::AdministratorId;
use serde_json::Value;

/// One event.
pub(super) struct TimelineEntry {
    pub(super) at: Moment,
    pub(super) title: String,
    pub(super) detail: String,
    /// What it changed.
    pub(super) changes: Vec<ChangeRow>,
    pub(super) actor: String,
    pub(super) class: &'static str,
}

/// A value before and after an edit.
pub(super) struct ChangeRow {
    pub(super) label: &'static str,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

/// The events, oldest first.
pub(super) fn entries(events: &[EventRecord], viewer: &AdministratorId) -> Vec<TimelineEntry> {
    events
        .iter()
        .map(|event| {
            let (title, class) = title(&event.action);
            TimelineEntry {
                at: wording::moment(event.at),
                title,
                detail: detail(&event.detail),
                changes: event.change.as_ref().map(changes).unwrap_or_default(),
                actor: actor(&event.actor, viewer),
                class,
            }
        })
        .collect()
}

fn title(action: &str) -> (String, &'static str) {
    let (title, class) = match action {
        "created" => ("Started", ""),
        "document_submitted" => ("Document sent", ""),
        "data_confirmed" => ("Data confirmed", ""),
        "selfie_submitted" => ("Selfie sent", ""),
        "retry" => ("Attempt failed", "is-caution"),
        "submit" => ("Complete, waits for a decision", "is-caution"),
        "approved" => ("Approved", "is-good"),
        "rejected" => ("Rejected", "is-bad"),
        "updated" => ("Edited", ""),
        other => return (other.replace('_', " "), ""),
    };
    (title.to_owned(), class)
}

/// The names of what edits change, apart from a document's fields.
const STATUS: (&str, &str) = ("kycStatus", "Status");
const REASON: (&str, &str) = ("rejectCode", "Reason");
const COMMENT: (&str, &str) = ("rejectComment", "Comment");

fn changes(change: &Value) -> Vec<ChangeRow> {
    let document = DocumentField::ALL.map(|field| (field.name(), wording::document_field(field)));
    let rows = document
        .into_iter()
        .chain([STATUS, REASON, COMMENT])
        .map(|(name, label)| {
            let text = |moment: &str| change[moment][name].as_str().map(|text| readable(name, text));
            ChangeRow {
                label,
                before: text("before"),
                after: text("after"),
            }
        });
    rows.filter(|row| row.before != row.after).collect()
}

fn readable(name: &str, text: &str) -> String {
    if name == STATUS.0 {
        wording::status(text).label.to_owned()
    } else {
        text.to_owned()
    }
}

/// The particulars that staff care for, in words; what is not known here is left to the log itself.
fn detail(detail: &Value) -> String {
    let text = |key: &str| detail.get(key).and_then(Value::as_str);
    let number = |key: &str| detail.get(key).and_then(Value::as_f64);
    let mut parts = Vec::new();
    if let Some(code) = text("retry_code") {
        let meaning = RetryCode::from_code(code).map_or("", RetryCode::staff_text);
        parts.push(format!("{meaning} ({code})").trim().to_owned());
    }
    if let Some(code) = text("reject_code") {
        let meaning = RejectCode::from_code(code).map_or("", RejectCode::staff_text);
        parts.push(format!("{meaning} ({code})").trim().to_owned());
    }
    if let Some(attempts) = number("attempts") {
        parts.push(format!("Failed attempts: {}", wording::number(attempts, 0)));
    }
    if let Some(score) = number("argos_score") {
        parts.push(format!("ARGOS Score {}", wording::number(score, 1)));
    }
    if let Some(outcome) = text("outcome") {
        parts.push(format!("Outcome: {outcome}"));
    }
    if let Some(agreement) = number("agreement") {
        parts.push(format!("Agreement with the reading: {}", wording::number(agreement, 1)));
    }
    parts.join(" · ")
}

fn actor(actor: &Actor, viewer: &AdministratorId) -> String {
    match actor {
        Actor::System => "Argos".to_owned(),
        Actor::Applicant => "Applicant".to_owned(),
        Actor::ApiKey => "API".to_owned(),
        Actor::Administrator(id) if id == viewer => "You".to_owned(),
        Actor::Administrator(id) => format!("Administrator {id}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn particulars_are_told_in_words() {
        assert_eq!(
            detail(&json!({ "retry_code": "face_not_found", "attempts": 1 })),
            "No face was found in the selfie. (face_not_found) · Failed attempts: 1"
        );
        assert_eq!(
            detail(&json!({ "argos_score": 61.4, "engine": "ort" })),
            "ARGOS Score 61.4"
        );
        assert_eq!(detail(&json!({})), "");
        assert_eq!(title("something_new").0, "something new");
    }
}
