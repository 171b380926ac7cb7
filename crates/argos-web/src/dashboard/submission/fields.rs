//! What was read from the document beside what the user confirmed.

use crate::dashboard::wording;
use argos_domain::document::{DocumentData, Gender};
use argos_domain::personal::PersonalText;

/// How the confirmed value relates to the one read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// The same, or nothing was confirmed yet.
    None,
    /// The user wrote something else.
    Corrected,
    /// Nothing was read and the user wrote something.
    Added,
    /// Something was read and the user left it empty.
    Removed,
}

impl Change {
    /// What the page says of it.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Corrected => "Corrected by the user",
            Self::Added => "Added by the user",
            Self::Removed => "Removed by the user",
        }
    }

    /// Whether there is anything to say.
    pub(super) fn is_one(self) -> bool {
        self != Self::None
    }
}

/// One field.
pub(super) struct FieldRow {
    pub(super) label: &'static str,
    pub(super) read: Option<String>,
    pub(super) confirmed: Option<String>,
    pub(super) change: Change,
}

/// A value of a document as text.
type Value = fn(&DocumentData) -> Option<String>;

const FIELDS: [(&str, Value); 12] = [
    ("Kind of document", |data| {
        data.id_type.map(|kind| wording::id_type(kind).to_owned())
    }),
    ("Issuing country", |data| data.issuing_country.map(wording::country)),
    ("Given names", |data| text(data.first_name.as_ref())),
    ("Surname", |data| text(data.last_name.as_ref())),
    ("Whole name", |data| text(data.full_name.as_ref())),
    ("Sex", |data| {
        data.gender.map(|gender| match gender {
            Gender::Male => "Male".to_owned(),
            Gender::Female => "Female".to_owned(),
        })
    }),
    ("Birth date", |data| data.birth_date.map(|date| date.0.to_string())),
    ("Nationality", |data| data.nationality.map(wording::country)),
    ("Document number", |data| text(data.document_number.as_ref())),
    ("Personal number", |data| text(data.identity_number.as_ref())),
    ("Date of issue", |data| data.issue_date.map(|date| date.to_string())),
    ("Date of expiry", |data| data.expire_date.map(|date| date.to_string())),
];

fn text(text: Option<&PersonalText>) -> Option<String> {
    text.map(|text| text.expose().to_owned())
}

/// The fields that were read or confirmed, in the order in which documents print them.
pub(super) fn rows(read: Option<&DocumentData>, confirmed: Option<&DocumentData>) -> Vec<FieldRow> {
    FIELDS
        .iter()
        .map(|(label, value)| {
            let was_read = read.and_then(value);
            let was_confirmed = confirmed.and_then(value);
            let change = match (&was_read, &was_confirmed) {
                _ if confirmed.is_none() => Change::None,
                (Some(read), Some(confirmed)) if read != confirmed => Change::Corrected,
                (None, Some(_)) => Change::Added,
                (Some(_), None) => Change::Removed,
                _ => Change::None,
            };
            FieldRow {
                label,
                read: was_read,
                confirmed: was_confirmed,
                change,
            }
        })
        .filter(|row| row.read.is_some() || row.confirmed.is_some())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(first: Option<&str>, number: Option<&str>) -> DocumentData {
        DocumentData {
            first_name: first.map(PersonalText::new),
            document_number: number.map(PersonalText::new),
            ..DocumentData::default()
        }
    }

    fn changes(read: &DocumentData, confirmed: Option<&DocumentData>) -> Vec<(&'static str, Change)> {
        rows(Some(read), confirmed)
            .iter()
            .map(|row| (row.label, row.change))
            .collect()
    }

    #[test]
    fn differences_between_read_and_confirmed_are_marked() {
        let read = named(Some("ANNA"), Some("L898"));
        assert_eq!(
            changes(&read, None),
            [("Given names", Change::None), ("Document number", Change::None)]
        );
        assert_eq!(
            changes(&read, Some(&named(Some("ANNE"), None))),
            [("Given names", Change::Corrected), ("Document number", Change::Removed)]
        );
        assert_eq!(
            changes(&named(None, None), Some(&named(Some("ANNA"), None))),
            [("Given names", Change::Added)]
        );
    }
}
