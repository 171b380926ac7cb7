//! The dashboard's words for things of the domain, and how it writes times, numbers and countries.

use argos_domain::clock::Timestamp;
use argos_domain::code::RejectCode;
use argos_domain::country::Country;
use argos_domain::document::IdType;
use argos_domain::document_field::DocumentField;
use argos_domain::id::AdministratorId;
use argos_domain::personal::EmailAddress;
use argos_domain::review::ServiceLevel;
use argos_domain::role::Role;
use argos_domain::submission::Reviewer;
use std::collections::BTreeMap;
use std::time::Duration;

/// A moment as people read it and as machines do.
pub(super) struct Moment {
    /// `2026-03-01 09:30:12 UTC`
    pub(super) text: String,
    /// `2026-03-01 09:30 UTC`, where there is little room.
    pub(super) minute: String,
    /// ISO 8601, for `<time datetime>`.
    pub(super) iso: String,
}

/// Writes a moment.
pub(super) fn moment(timestamp: Timestamp) -> Moment {
    let iso = timestamp.to_string();
    let until = |end: usize| {
        format!(
            "{} {} UTC",
            iso.get(..10).unwrap_or_default(),
            iso.get(11..end).unwrap_or_default()
        )
    };
    Moment {
        text: until(19),
        minute: until(16),
        iso,
    }
}

/// A status word of the API as a chip: label and style.
#[derive(Clone, Copy)]
pub(super) struct Chip {
    /// What it says.
    pub(super) label: &'static str,
    /// Class of the badge.
    pub(super) class: &'static str,
}

/// The chip for a status.
pub(super) fn status(status: &str) -> Chip {
    match status {
        "approved" => Chip {
            label: "Approved",
            class: "badge-good",
        },
        "rejected" => Chip {
            label: "Rejected",
            class: "badge-bad",
        },
        "pending" => Chip {
            label: "Pending",
            class: "badge-caution",
        },
        "incomplete" => Chip {
            label: "Incomplete",
            class: "",
        },
        "deleted" => Chip {
            label: "Deleted",
            class: "",
        },
        _ => Chip {
            label: "Unknown",
            class: "",
        },
    }
}

/// The name of a role.
pub(super) const fn role(role: Role) -> &'static str {
    match role {
        Role::Guest => "Guest",
        Role::Agent => "Agent",
        Role::Member => "Member",
        Role::Leader => "Leader",
        Role::Owner => "Owner",
    }
}

/// The name of a kind of document.
pub(super) const fn id_type(kind: IdType) -> &'static str {
    match kind {
        IdType::Passport => "Passport",
        IdType::DriversLicense => "Driving licence",
        IdType::GovernmentId => "Identity card",
        IdType::ResidencePermit => "Residence permit",
        IdType::Visa => "Visa",
    }
}

/// The name of a document's field.
pub(super) const fn document_field(field: DocumentField) -> &'static str {
    match field {
        DocumentField::IdType => "Kind of document",
        DocumentField::IssuingCountry => "Issuing country",
        DocumentField::FirstName => "Given names",
        DocumentField::LastName => "Surname",
        DocumentField::FullName => "Whole name",
        DocumentField::Gender => "Sex",
        DocumentField::BirthDate => "Birth date",
        DocumentField::Nationality => "Nationality",
        DocumentField::DocumentNumber => "Document number",
        DocumentField::IdentityNumber => "Personal number",
        DocumentField::IssueDate => "Date of issue",
        DocumentField::ExpireDate => "Date of expiry",
    }
}

/// A country by name and code.
pub(super) fn country(country: Country) -> String {
    format!("{} ({})", country.english_name(), country.alpha3())
}

/// A number with at most `decimals` decimals and no zeros at the end.
pub(super) fn number(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// A value of the policy as people read it.
pub(super) fn json(value: &serde_json::Value) -> String {
    use serde_json::Value;
    match value {
        Value::Null => "none".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(found) => found
            .as_f64()
            .map_or_else(|| found.to_string(), |found| number(found, 1)),
        Value::String(word) => word.clone(),
        Value::Array(items) if items.is_empty() => "none".to_owned(),
        Value::Array(items) => items.iter().map(json).collect::<Vec<_>>().join(", "),
        Value::Object(_) => value.to_string(),
    }
}

/// The addresses of administrators.
pub(super) type People = BTreeMap<AdministratorId, EmailAddress>;

/// An administrator, as seen by `viewer`.
pub(super) fn person(id: &AdministratorId, people: &People, viewer: &AdministratorId) -> String {
    match people.get(id) {
        _ if id == viewer => "You".to_owned(),
        Some(email) => email.expose().to_owned(),
        None => format!("Administrator {id}"),
    }
}

/// Who decided, as seen by `viewer`.
pub(super) fn reviewer(reviewer: &Reviewer, people: &People, viewer: &AdministratorId) -> String {
    match reviewer {
        Reviewer::System => "Argos, automatically".to_owned(),
        Reviewer::Client => "the client, by API".to_owned(),
        Reviewer::Administrator(id) if id == viewer => "you".to_owned(),
        Reviewer::Administrator(id) => person(id, people, viewer),
    }
}

/// How a pending submission stands against the service level, with the class of its badge.
pub(super) fn service_level(level: ServiceLevel) -> (String, &'static str) {
    const SOON: Duration = Duration::from_secs(4 * 60 * 60);
    match level {
        ServiceLevel::DueIn(left) if left <= SOON => (format!("Due in {}", rough(left)), "badge-caution"),
        ServiceLevel::DueIn(left) => (format!("Due in {}", rough(left)), ""),
        ServiceLevel::OverdueBy(over) => (format!("Overdue by {}", rough(over)), "badge-bad"),
    }
}

/// A span of time by its largest unit.
fn rough(span: Duration) -> String {
    match span.as_secs() / 60 {
        minutes @ 0..60 => format!("{minutes} min"),
        minutes @ 60..2880 => format!("{} h", minutes / 60),
        minutes => format!("{} days", minutes / 1440),
    }
}

/// Reject codes for reviewers, in groups. The others state facts that only the system finds.
pub(super) const REVIEWER_CODES: [(&str, &[RejectCode]); 5] = [
    (
        "Document",
        &[
            RejectCode::IdImageInvalidImage,
            RejectCode::IdImageInvalidId,
            RejectCode::IdImageBadImage,
        ],
    ),
    (
        "Data",
        &[
            RejectCode::IdInfoDataMismatch,
            RejectCode::IdInfoBlacklist,
            RejectCode::IdInfoNotOfAge,
        ],
    ),
    ("Same person", &[RejectCode::DuplicateUser, RejectCode::DuplicatedFace]),
    (
        "Proof of address",
        &[
            RejectCode::AddressImageInvalidImage,
            RejectCode::AddressImageBadImage,
            RejectCode::AddressInfoExpiredDocument,
            RejectCode::AddressInfoDataMismatch,
        ],
    ),
    ("Something else", &[RejectCode::Other]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_and_numbers_are_plain() {
        let moment = moment(Timestamp::from_microseconds(1_700_000_000_123_456));
        assert_eq!(
            (moment.text.as_str(), moment.iso.as_str()),
            ("2023-11-14 22:13:20 UTC", "2023-11-14T22:13:20.123Z")
        );
        assert_eq!(
            [
                number(70.0, 2),
                number(0.126, 2),
                number(12.5, 1),
                number(-0.001, 1),
                number(100.0, 0)
            ],
            ["70", "0.13", "12.5", "0", "100"]
        );
    }

    #[test]
    fn codes_that_only_the_system_finds_are_not_offered_to_reviewers() {
        let offered: Vec<RejectCode> = REVIEWER_CODES
            .iter()
            .flat_map(|(_, codes)| codes.iter().copied())
            .collect();
        for code in RejectCode::ALL {
            let may = code.raised_by().includes_reviewers();
            assert_eq!(offered.contains(code), may, "{}", code.code());
        }
        assert_eq!(offered.last(), Some(&RejectCode::Other));
    }
}
