//! The fields of a document's data, by the names under which customers' servers and staff edit them.

use crate::country::Country;
use crate::document::{DocumentData, Gender, IdType};
use crate::personal::{BirthDate, PersonalText};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The longest text of a field, in characters.
pub const LONGEST_FIELD: usize = 200;
/// The oldest age that a birth date may give, in years.
const OLDEST_AGE: i16 = 130;

/// A field that can be edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentField {
    /// Kind of document.
    IdType,
    /// Issuing country.
    IssuingCountry,
    /// Given names.
    FirstName,
    /// Surname.
    LastName,
    /// Whole name.
    FullName,
    /// Sex.
    Gender,
    /// Birth date.
    BirthDate,
    /// Nationality.
    Nationality,
    /// Number of the document.
    DocumentNumber,
    /// Personal number.
    IdentityNumber,
    /// Date of issue.
    IssueDate,
    /// Date of expiry.
    ExpireDate,
}

/// A text that a field cannot hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {expected}", field.name())]
pub struct InvalidField {
    /// The field.
    pub field: DocumentField,
    /// What is expected.
    pub expected: &'static str,
}

/// New texts of some fields; an empty one takes the value away.
pub type FieldEdits = BTreeMap<DocumentField, PersonalText>;

impl DocumentField {
    /// All fields in the order in which documents print them.
    pub const ALL: [Self; 12] = [
        Self::IdType,
        Self::IssuingCountry,
        Self::FirstName,
        Self::LastName,
        Self::FullName,
        Self::Gender,
        Self::BirthDate,
        Self::Nationality,
        Self::DocumentNumber,
        Self::IdentityNumber,
        Self::IssueDate,
        Self::ExpireDate,
    ];

    /// The name in the API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::IdType => "idType",
            Self::IssuingCountry => "issuingCountry",
            Self::FirstName => "firstName",
            Self::LastName => "lastName",
            Self::FullName => "fullName",
            Self::Gender => "gender",
            Self::BirthDate => "birthDate",
            Self::Nationality => "nationality",
            Self::DocumentNumber => "documentNumber",
            Self::IdentityNumber => "identityNumber",
            Self::IssueDate => "issueDate",
            Self::ExpireDate => "expireDate",
        }
    }

    /// The field with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// The field's value as the API writes it.
    #[must_use]
    pub fn value(self, data: &DocumentData) -> Option<PersonalText> {
        let date = |date: Option<Date>| date.map(|date| date.to_string());
        let text = match self {
            Self::FirstName => return data.first_name.clone(),
            Self::LastName => return data.last_name.clone(),
            Self::FullName => return data.full_name.clone(),
            Self::DocumentNumber => return data.document_number.clone(),
            Self::IdentityNumber => return data.identity_number.clone(),
            Self::IdType => data.id_type.map(|kind| kind.name().to_owned()),
            Self::IssuingCountry => data.issuing_country.map(|country| country.alpha3().to_owned()),
            Self::Nationality => data.nationality.map(|country| country.alpha3().to_owned()),
            Self::Gender => data.gender.map(|gender| gender.name().to_owned()),
            Self::BirthDate => date(data.birth_date.map(|date| date.0)),
            Self::IssueDate => date(data.issue_date),
            Self::ExpireDate => date(data.expire_date),
        };
        text.map(PersonalText::new)
    }

    fn set(self, data: &mut DocumentData, text: &PersonalText, today: Date) -> Result<(), InvalidField> {
        let wrong = |expected| InvalidField { field: self, expected };
        let text = PersonalText::typed(text.expose());
        if text
            .as_ref()
            .is_some_and(|text| text.expose().chars().count() > LONGEST_FIELD)
        {
            return Err(wrong("at most 200 characters are expected"));
        }
        let typed = text.as_ref().map(PersonalText::expose);
        let country = || typed.map(Country::from_alpha3).transpose();
        let date = || typed.map(str::parse::<Date>).transpose();
        const COUNTRY: &str = "a country code of three letters is expected, such as KOR";
        const DATE: &str = "a date is expected as year-month-day, such as 2031-05-30";
        match self {
            Self::FirstName => data.first_name = text,
            Self::LastName => data.last_name = text,
            Self::FullName => data.full_name = text,
            Self::DocumentNumber => data.document_number = text,
            Self::IdentityNumber => data.identity_number = text,
            Self::IssuingCountry => data.issuing_country = country().map_err(|_| wrong(COUNTRY))?,
            Self::Nationality => data.nationality = country().map_err(|_| wrong(COUNTRY))?,
            Self::IssueDate => data.issue_date = date().map_err(|_| wrong(DATE))?,
            Self::ExpireDate => data.expire_date = date().map_err(|_| wrong(DATE))?,
            Self::BirthDate => {
                data.birth_date = date().map_err(|_| wrong(DATE))?.map(BirthDate);
                let plausible = |born: BirthDate| (0..=OLDEST_AGE).contains(&born.age_on(today));
                if !data.birth_date.is_none_or(plausible) {
                    return Err(wrong("the birth date of a living person is expected"));
                }
            }
            Self::IdType => {
                let kind = typed.map(|name| IdType::from_name(name).ok_or(()));
                data.id_type = kind.transpose().map_err(|()| {
                    wrong("passport, drivers_license, government_id, residence_permit or visa is expected")
                })?;
            }
            Self::Gender => {
                let gender = typed.map(|name| Gender::from_name(name).ok_or(()));
                data.gender = gender.transpose().map_err(|()| wrong("male or female is expected"))?;
            }
        }
        Ok(())
    }
}

/// The data with the edits made.
///
/// Names stay together: a whole name that is edited alone takes the place of its parts, and parts that are edited
/// without it take the place of the whole name. Name and birth date can be changed but not taken away.
///
/// # Errors
/// [`InvalidField`] names the first field that cannot hold its text.
pub fn edited(data: &DocumentData, edits: &FieldEdits, today: Date) -> Result<DocumentData, InvalidField> {
    use DocumentField as Field;
    let mut edited = data.clone();
    for (field, text) in edits {
        field.set(&mut edited, text, today)?;
    }
    let changed = |field: Field| field.value(data) != field.value(&edited);
    let parts = [Field::FirstName, Field::LastName];
    let names_a_part = parts.iter().any(|part| edits.contains_key(part));
    if edits.contains_key(&Field::FullName) && !names_a_part && changed(Field::FullName) {
        (edited.first_name, edited.last_name) = (None, None);
    } else if parts.into_iter().any(changed) && !edits.contains_key(&Field::FullName) {
        edited.full_name = None;
    }
    for (field, was_there, is_there) in [
        (Field::FullName, data.name().is_some(), edited.name().is_some()),
        (Field::BirthDate, data.birth_date.is_some(), edited.birth_date.is_some()),
    ] {
        if was_there && !is_there {
            return Err(InvalidField {
                field,
                expected: "it can be changed, but not left empty",
            });
        }
    }
    Ok(edited)
}

/// The fields in which two sets of data differ.
#[must_use]
pub fn differing_fields(before: &DocumentData, after: &DocumentData) -> Vec<DocumentField> {
    let differs = |field: &DocumentField| field.value(before) != field.value(after);
    DocumentField::ALL.into_iter().filter(differs).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = jiff::civil::date(2026, 3, 1);

    fn anna() -> DocumentData {
        DocumentData {
            first_name: Some(PersonalText::new("Anna")),
            last_name: Some(PersonalText::new("Eriksen")),
            birth_date: Some(BirthDate(jiff::civil::date(1974, 8, 12))),
            ..DocumentData::default()
        }
    }

    fn edit(data: &DocumentData, edits: &[(DocumentField, &str)]) -> Result<DocumentData, InvalidField> {
        let edits = edits.iter().map(|(field, text)| (*field, PersonalText::new(*text)));
        edited(data, &edits.collect(), TODAY)
    }

    #[test]
    fn every_field_takes_back_what_it_shows() {
        let full = DocumentData {
            id_type: Some(IdType::Passport),
            issuing_country: Country::from_alpha3("UTO").ok(),
            full_name: Some(PersonalText::new("Anna Eriksen")),
            gender: Some(Gender::Female),
            nationality: Country::from_alpha3("KOR").ok(),
            issue_date: Some(jiff::civil::date(2022, 4, 16)),
            expire_date: Some(jiff::civil::date(2032, 4, 15)),
            document_number: Some(PersonalText::new("L898902C3")),
            identity_number: Some(PersonalText::new("ZE184226B")),
            ..anna()
        };
        let shown = DocumentField::ALL.map(|field| (field, field.value(&full).unwrap()));
        let read_back = edited(&DocumentData::default(), &shown.into_iter().collect(), TODAY).unwrap();
        assert_eq!(read_back, full);
        assert!(differing_fields(&full, &read_back).is_empty());
        for field in DocumentField::ALL {
            assert_eq!(DocumentField::from_name(field.name()), Some(field));
        }
    }

    #[test]
    fn a_whole_name_and_its_parts_never_contradict_each_other() {
        use DocumentField::{FullName, LastName};
        let whole = edit(&anna(), &[(FullName, "Anna Eriksson")]).unwrap();
        assert_eq!((&whole.first_name, &whole.last_name), (&None, &None));
        let parts = edit(&whole, &[(LastName, "Eriksson")]).unwrap();
        assert_eq!(parts.name().unwrap().expose(), "Eriksson");
        assert_eq!(differing_fields(&whole, &parts), [LastName, FullName]);
        let both = edit(&anna(), &[(FullName, "Eriksson Anna"), (LastName, "Eriksson")]).unwrap();
        assert_eq!(both.first_name.unwrap().expose(), "Anna");
    }

    #[test]
    fn what_a_field_cannot_hold_is_refused_by_name() {
        use DocumentField as Field;
        for (field, text) in [
            (Field::BirthDate, "12.08.1974"),
            (Field::BirthDate, "2030-01-01"),
            (Field::BirthDate, ""),
            (Field::Nationality, "Utopia"),
            (Field::IdType, "library_card"),
            (Field::Gender, "F"),
            (Field::LastName, &"x".repeat(201)),
        ] {
            assert_eq!(edit(&anna(), &[(field, text)]).unwrap_err().field, field, "{text}");
        }
        let nameless = edit(&anna(), &[(Field::FirstName, ""), (Field::LastName, " ")]);
        assert_eq!(nameless.unwrap_err().field, Field::FullName);
    }
}
