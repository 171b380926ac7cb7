//! What happened to a submission.

use crate::dashboard::event_words::{detail, title};
use crate::dashboard::wording::{self, Moment, People};
use argos_app::find_submissions::{Actor, EventRecord};
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
pub(super) fn entries(events: &[EventRecord], people: &People, viewer: &AdministratorId) -> Vec<TimelineEntry> {
    events
        .iter()
        .map(|event| {
            let (title, class) = title(&event.action);
            TimelineEntry {
                at: wording::moment(event.at),
                title,
                detail: detail(&event.detail),
                changes: event.change.as_ref().map(changes).unwrap_or_default(),
                actor: actor(&event.actor, people, viewer),
                class,
            }
        })
        .collect()
}

/// The names of what edits change, apart from a document's fields.
const STATUS: (&str, &str) = ("kycStatus", "Status");
const REASON: (&str, &str) = ("rejectCode", "Reason");
const COMMENT: (&str, &str) = ("rejectComment", "Comment");
const CAPTURE: (&str, &str) = ("captureReason", "The user was told");

fn changes(change: &Value) -> Vec<ChangeRow> {
    let document = DocumentField::ALL.map(|field| (field.name(), wording::document_field(field)));
    let rows = document
        .into_iter()
        .chain([STATUS, REASON, COMMENT, CAPTURE])
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

fn actor(actor: &Actor, people: &People, viewer: &AdministratorId) -> String {
    match actor {
        Actor::System => "Argos".to_owned(),
        Actor::Applicant => "Applicant".to_owned(),
        Actor::ApiKey => "API".to_owned(),
        Actor::Administrator(id) => wording::person(id, people, viewer),
    }
}
