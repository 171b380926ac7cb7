//! What each part of a document says by itself: zone, barcode and printed text. [`document_data`](super::document_data)
//! takes of each field the best source; what a user typed is held against all of them.

use super::document_data::{card, machine_readable_zone, pages};
use super::field_reading::FieldSource;
use argos_domain::comparison::Proof;
use argos_domain::country::Country;
use argos_domain::personal::{BirthDate, PersonalText};
use argos_vision::DocumentReading;
use argos_vision::aamva::AamvaDocument;
use argos_vision::document::{PageReading, PrintedField};
use argos_vision::mrz::{Field, Mrz, MrzFormat};
use serde::{Deserialize, Serialize};

/// The kind under which the parts are kept among the readings, sealed and erased with them.
pub const DOCUMENT_PARTS: &str = "parts";

/// A value of one part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stated<T> {
    pub(crate) value: T,
    /// Whether check digits, error correction or, for names, another part prove it.
    is_proven: bool,
}

/// What one part says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DocumentPart {
    pub(crate) source: FieldSource,
    pub(crate) name: Option<Stated<PersonalText>>,
    pub(crate) surname: Option<PersonalText>,
    pub(crate) birth_date: Option<Stated<BirthDate>>,
    pub(crate) document_number: Option<Stated<PersonalText>>,
    pub(crate) personal_number: Option<Stated<PersonalText>>,
    pub(crate) nationality: Option<Stated<Country>>,
}

/// The parts of a document that were read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentParts(pub(crate) Vec<DocumentPart>);

impl<T> Stated<T> {
    pub(crate) const fn proof(&self) -> Proof {
        if self.is_proven { Proof::Proven } else { Proof::Unproven }
    }

    fn unproven(value: T) -> Self {
        Self {
            value,
            is_proven: false,
        }
    }

    fn proven(value: T) -> Self {
        Self { value, is_proven: true }
    }

    fn of_zone<S>(field: &Field<S>, value: impl FnOnce(&S) -> Option<T>) -> Option<Self> {
        Some(Self {
            value: value(field.value.as_ref()?)?,
            is_proven: field.status.is_proven(),
        })
    }
}

/// What the parts of a document say.
#[must_use]
pub fn document_parts(reading: &DocumentReading) -> DocumentParts {
    let zone = machine_readable_zone(reading).map(|zone| of_zone(&zone.mrz));
    let barcode = card(reading).map(of_card);
    DocumentParts(
        zone.into_iter()
            .chain(barcode)
            .chain([of_print(&pages(reading))])
            .collect(),
    )
}

fn of_zone(mrz: &Mrz) -> DocumentPart {
    let text = |text: &String| PersonalText::typed(text);
    let (surname, given) = (&mrz.surname, &mrz.given_names);
    let whole = whole_name(given.value.as_deref(), surname.value.as_deref());
    let are_proven = [surname, given]
        .into_iter()
        .all(|name| name.value.is_none() || name.status.is_proven());
    DocumentPart {
        source: FieldSource::Mrz,
        name: whole.map(|value| Stated {
            value,
            is_proven: are_proven,
        }),
        surname: surname.value.as_deref().and_then(PersonalText::typed),
        birth_date: Stated::of_zone(&mrz.birth_date, |date| Some(BirthDate(*date))),
        document_number: Stated::of_zone(&mrz.document_number, text),
        // Passports have it there (ICAO 9303 part 4, 4.2.2.2); cards use the place freely.
        personal_number: Stated::of_zone(&mrz.optional_data, text).filter(|_| mrz.format == MrzFormat::Td3),
        nationality: Stated::of_zone(&mrz.nationality, |code| Country::from_mrz(code).ok()),
    }
}

fn of_card(card: &AamvaDocument) -> DocumentPart {
    let text = |text: Option<String>| text.as_deref().and_then(PersonalText::typed).map(Stated::proven);
    let whole = whole_name(card.given_names().as_deref(), card.surname.as_deref());
    DocumentPart {
        source: FieldSource::Barcode,
        name: text(card.undivided_name.clone()).or(whole.map(Stated::proven)),
        surname: card.surname.as_deref().and_then(PersonalText::typed),
        birth_date: Some(Stated::proven(BirthDate(card.birth_date))),
        document_number: text(card.document_number.clone()),
        personal_number: None,
        nationality: None,
    }
}

fn of_print(pages: &[&PageReading]) -> DocumentPart {
    let text = |field: fn(&PageReading) -> Option<&PrintedField<String>>| {
        let found = pages.iter().find_map(|page| field(page));
        found.map(|field| field.value.clone())
    };
    let stated = |field| {
        text(field)
            .as_deref()
            .and_then(PersonalText::typed)
            .map(Stated::unproven)
    };
    let (given, surname) = (
        text(|page| page.fields.given_names.as_ref()),
        text(|page| page.fields.surname.as_ref()),
    );
    let birth_date = pages.iter().find_map(|page| page.fields.birth_date.as_ref());
    let nationality = text(|page| page.fields.nationality.as_ref());
    DocumentPart {
        source: FieldSource::Print,
        // A part of the name is no name, and what was not found beside its label is missing.
        name: given
            .as_deref()
            .zip(surname.as_deref())
            .and_then(|(given, surname)| whole_name(Some(given), Some(surname)))
            .map(Stated::unproven)
            .or_else(|| stated(|page| page.fields.full_name.as_ref())),
        surname: surname.as_deref().and_then(PersonalText::typed),
        birth_date: birth_date.map(|field| Stated::unproven(BirthDate(field.value))),
        document_number: stated(|page| page.fields.document_number.as_ref()),
        personal_number: stated(|page| page.fields.personal_number.as_ref()),
        nationality: nationality
            .and_then(|text| Country::from_alpha3(&text).ok())
            .map(Stated::unproven),
    }
}

fn whole_name(given: Option<&str>, surname: Option<&str>) -> Option<PersonalText> {
    let names: Vec<&str> = given.into_iter().chain(surname).collect();
    PersonalText::typed(&names.join(" "))
}
