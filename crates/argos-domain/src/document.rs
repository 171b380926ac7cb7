//! Identity documents and the data read from them.

use crate::country::Country;
use crate::personal::{BirthDate, PersonalText};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Kinds of identity document, by the `idType` values of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdType {
    /// A passport booklet, data page.
    Passport,
    /// A driving licence.
    DriversLicense,
    /// A national identity card or another card of a government.
    GovernmentId,
    /// A residence permit.
    ResidencePermit,
    /// A visa sticker.
    Visa,
}

impl IdType {
    /// All kinds.
    pub const ALL: [Self; 5] = [
        Self::Passport,
        Self::DriversLicense,
        Self::GovernmentId,
        Self::ResidencePermit,
        Self::Visa,
    ];

    /// The `idType` value.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passport => "passport",
            Self::DriversLicense => "drivers_license",
            Self::GovernmentId => "government_id",
            Self::ResidencePermit => "residence_permit",
            Self::Visa => "visa",
        }
    }

    /// The kind with this `idType` value.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether the document has a back side that carries data.
    #[must_use]
    pub const fn has_back(self) -> bool {
        !matches!(self, Self::Passport | Self::Visa)
    }

    /// Whether documents of this kind always carry a machine readable zone (ICAO 9303 parts 4 and 7).
    #[must_use]
    pub const fn must_have_mrz(self) -> bool {
        matches!(self, Self::Passport | Self::Visa)
    }
}

/// Sex as documents print it; unspecified (`X` or `<`) is the absence of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    /// `M`
    Male,
    /// `F`
    Female,
}

impl Gender {
    /// The API's word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Male => "male",
            Self::Female => "female",
        }
    }

    /// From the API's word.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "male" => Some(Self::Male),
            "female" => Some(Self::Female),
            _ => None,
        }
    }
}

/// What a document says of its holder, as read by the pipeline or as confirmed by the user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "snake_case")]
pub struct DocumentData {
    /// Kind of document.
    pub id_type: Option<IdType>,
    /// Issuing country.
    pub issuing_country: Option<Country>,
    /// Given names.
    pub first_name: Option<PersonalText>,
    /// Surname.
    pub last_name: Option<PersonalText>,
    /// Whole name in the order in which the document or the user gives it.
    pub full_name: Option<PersonalText>,
    /// Sex.
    pub gender: Option<Gender>,
    /// Birth date.
    pub birth_date: Option<BirthDate>,
    /// Nationality.
    pub nationality: Option<Country>,
    /// Date of issue.
    pub issue_date: Option<Date>,
    /// Date of expiry.
    pub expire_date: Option<Date>,
    /// Number of the document.
    pub document_number: Option<PersonalText>,
    /// Personal number of the holder.
    pub identity_number: Option<PersonalText>,
}

impl DocumentData {
    /// The whole name: as given, else given names before surname.
    #[must_use]
    pub fn name(&self) -> Option<PersonalText> {
        if let Some(name) = &self.full_name {
            return Some(name.clone());
        }
        let parts: Vec<&str> = [&self.first_name, &self.last_name]
            .into_iter()
            .flatten()
            .map(PersonalText::expose)
            .collect();
        (!parts.is_empty()).then(|| PersonalText::new(parts.join(" ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_name_is_put_together_when_it_was_not_given() {
        let data = DocumentData {
            first_name: Some(PersonalText::new("Anna Maria")),
            last_name: Some(PersonalText::new("Eriksson")),
            ..DocumentData::default()
        };
        assert_eq!(data.name().unwrap().expose(), "Anna Maria Eriksson");
        assert!(DocumentData::default().name().is_none());
    }

    #[test]
    fn every_kind_is_found_by_its_name() {
        for kind in IdType::ALL {
            assert_eq!(IdType::from_name(kind.name()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
    }
}
