//! Where each field of a document's data was read, and how far it is proven.
//!
//! Follows the order in which [`document_data`](super::document_data) takes its values: a proven value of the machine
//! readable zone, then a card's barcode, then the printed one, then an unproven one of the zone.

use super::document_data::{ACCEPTED_CONFIDENCE, issuing_country, pages};
use argos_domain::document_field::DocumentField;
use argos_vision::DocumentReading;
use argos_vision::document::{Agreement, MrzReading, PageReading, PrintedField, barcode_agreement};
use argos_vision::image::Point;
use argos_vision::mrz::{Field, FieldStatus, Layout, MrzFormat, Span};
use serde::{Deserialize, Serialize};

/// Part of the document that a value was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldSource {
    /// The machine readable zone.
    Mrz,
    /// The printed part.
    Print,
    /// The barcode of a card, which its error correction proves.
    Barcode,
}

/// How a field was read. Holds no value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FieldReading {
    /// The field.
    pub field: DocumentField,
    /// Where its value comes from.
    pub source: FieldSource,
    /// How far it is proven; printed values are unproven, as nothing vouches for them.
    pub status: FieldStatus,
    /// Mean confidence of the characters, 0 to 1, where it was measured for the field alone.
    pub confidence: Option<f32>,
    /// Index of the page: 0 for the side with the portrait, 1 for the other.
    pub page: usize,
    /// Corners in pixels of the page's working picture, clockwise from the text's top left; `None` when the value was
    /// concluded from the whole page.
    pub place: Option<[Point; 4]>,
    /// Whether another part of the document says something else.
    pub contradicted: bool,
}

impl FieldReading {
    /// How sure the value is, 0 to 100: 100 when it is proven, the mean confidence of the characters where it is printed,
    /// 50 when nothing speaks for or against it, 0 when it failed.
    #[must_use]
    pub fn score(&self) -> f64 {
        match (self.status, self.confidence) {
            (FieldStatus::Read | FieldStatus::Repaired | FieldStatus::Absent, _) => 100.0,
            (FieldStatus::Unproven, Some(confidence)) => (f64::from(confidence) * 1000.0).round() / 10.0,
            (FieldStatus::Unproven, None) => 50.0,
            (FieldStatus::Failed, _) => 0.0,
        }
    }

    /// Whether the value counts without somebody looking: it is proven, or printed and surely read.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        let surely_read = self
            .confidence
            .is_some_and(|confidence| confidence >= ACCEPTED_CONFIDENCE);
        self.status.is_proven() || self.status == FieldStatus::Unproven && surely_read
    }
}

/// All fields that were read or that failed, in the order in which documents print them.
#[must_use]
pub fn field_readings(reading: &DocumentReading) -> Vec<FieldReading> {
    let pages = pages(reading);
    DocumentField::ALL
        .into_iter()
        .filter_map(|field| {
            Some(FieldReading {
                contradicted: is_contradicted(field, &pages),
                ..field_reading(field, &pages, reading)?
            })
        })
        .collect()
}

/// Whether the zone or the barcode and the print say different things of a field.
fn is_contradicted(field: DocumentField, pages: &[&PageReading]) -> bool {
    let of_zone = pages
        .iter()
        .find_map(|page| page.mrz.as_ref())
        .map(|zone| zone.agreement);
    let says_otherwise = |agreement: &Agreement| {
        let same = match field {
            DocumentField::LastName => agreement.surname,
            DocumentField::FirstName => agreement.given_names,
            DocumentField::BirthDate => agreement.birth_date,
            DocumentField::ExpireDate => agreement.expiry_date,
            DocumentField::DocumentNumber => agreement.document_number,
            DocumentField::Gender => agreement.sex,
            _ => None,
        };
        same == Some(false)
    };
    of_zone.iter().chain(&barcode_agreement(pages)).any(says_otherwise)
}

/// How far a field of the zone is proven, and whether it has a value.
#[derive(Clone, Copy)]
struct InZone {
    status: FieldStatus,
    has_value: bool,
    place: Option<[Point; 4]>,
}

/// A printed field without its value.
#[derive(Clone, Copy)]
struct InPrint {
    page: usize,
    confidence: f32,
    place: [Point; 4],
}

fn field_reading(field: DocumentField, pages: &[&PageReading], reading: &DocumentReading) -> Option<FieldReading> {
    let zone = pages
        .iter()
        .enumerate()
        .find_map(|(page, reading)| Some((page, reading.mrz.as_ref()?)));
    let in_zone = zone.and_then(|(page, zone)| Some((page, in_zone(field, zone)?)));
    // As document_data takes it: one text for all names only where neither is known.
    let superfluous = field == DocumentField::FullName && pages.iter().any(|page| knows_a_name(page));
    let in_print = pages
        .iter()
        .enumerate()
        .find_map(|(page, reading)| in_print(field, page, reading))
        .filter(|_| !superfluous);
    let in_barcode = pages
        .iter()
        .enumerate()
        .find_map(|(page, reading)| Some((page, in_barcode(field, reading)?)));
    let of_zone = |page, zone: InZone| FieldReading {
        field,
        source: FieldSource::Mrz,
        status: zone.status,
        confidence: None,
        page,
        place: zone.place,
        contradicted: false,
    };
    let of_print = |print: InPrint| FieldReading {
        field,
        source: FieldSource::Print,
        status: FieldStatus::Unproven,
        confidence: Some(print.confidence),
        page: print.page,
        place: Some(print.place),
        contradicted: false,
    };
    match (in_zone, in_print) {
        (Some((page, zone)), _) if zone.has_value && zone.status.is_proven() => Some(of_zone(page, zone)),
        _ if in_barcode.is_some() => in_barcode.map(|(page, place)| FieldReading {
            field,
            source: FieldSource::Barcode,
            status: FieldStatus::Read,
            confidence: None,
            page,
            place: Some(place),
            contradicted: false,
        }),
        (_, Some(print)) => Some(of_print(print)),
        (Some((page, zone)), None) if zone.has_value || zone.status == FieldStatus::Failed => Some(of_zone(page, zone)),
        // The name of a country stands anywhere on the page.
        _ if field == DocumentField::IssuingCountry && issuing_country(reading).is_some() => Some(FieldReading {
            field,
            source: FieldSource::Print,
            status: FieldStatus::Unproven,
            confidence: None,
            page: 0,
            place: None,
            contradicted: false,
        }),
        _ => None,
    }
}

/// Whether the surname or the given names were read on a page.
fn knows_a_name(page: &PageReading) -> bool {
    let zone = page.mrz.as_ref().map(|zone| &zone.mrz);
    let card = page.card();
    page.fields.surname.is_some()
        || page.fields.given_names.is_some()
        || zone.is_some_and(|mrz| mrz.surname.value.is_some() || mrz.given_names.value.is_some())
        || card.is_some_and(|card| card.surname.is_some() || card.given_names().is_some())
}

fn in_zone(field: DocumentField, zone: &MrzReading) -> Option<InZone> {
    fn state<T>(field: &Field<T>) -> (FieldStatus, bool) {
        (field.status, field.value.is_some())
    }
    let mrz = &zone.mrz;
    let layout = mrz.format.layout();
    let ((status, has_value), positions) = match field {
        DocumentField::LastName => (state(&mrz.surname), names(zone, layout).map(|(surname, _)| surname)),
        DocumentField::FirstName => (state(&mrz.given_names), names(zone, layout).map(|(_, given)| given)),
        DocumentField::IssuingCountry => (state(&mrz.issuing_country), Some(layout.issuing_country)),
        DocumentField::Gender => (state(&mrz.sex), Some(layout.sex)),
        DocumentField::BirthDate => (state(&mrz.birth_date), Some(layout.birth)),
        DocumentField::Nationality => (state(&mrz.nationality), layout.nationality),
        DocumentField::DocumentNumber => (state(&mrz.document_number), Some(layout.number)),
        DocumentField::ExpireDate => (state(&mrz.expiry_date), layout.expiry),
        // As document_data takes it: cards use the place of the optional data freely.
        DocumentField::IdentityNumber if mrz.format == MrzFormat::Td3 => {
            (state(&mrz.optional_data), layout.optional.first().copied())
        }
        DocumentField::IdType | DocumentField::FullName | DocumentField::IssueDate | DocumentField::IdentityNumber => {
            return None;
        }
    };
    let written = positions.map(|positions| without_fillers(zone, positions));
    Some(InZone {
        status,
        has_value,
        place: written.and_then(|positions| zone.place(positions)),
    })
}

/// Positions of the surname and of the given names.
fn names(zone: &MrzReading, layout: &Layout) -> Option<(Span, Span)> {
    if let Some(given) = layout.given_names {
        return Some((layout.name, given));
    }
    let line = zone.mrz.lines.get(layout.name.line)?;
    let text = line.get(layout.name.start..layout.name.end)?;
    let surname = text.find("<<").unwrap_or(text.len());
    let (start, end) = (layout.name.start, layout.name.end);
    Some((
        Span {
            end: start + surname,
            ..layout.name
        },
        Span {
            start: (start + surname + 2).min(end),
            ..layout.name
        },
    ))
}

/// The positions without fillers at their end; all of them when there is nothing else.
fn without_fillers(zone: &MrzReading, positions: Span) -> Span {
    let line = zone.mrz.lines.get(positions.line);
    let text = line.and_then(|line| line.get(positions.start..positions.end));
    match text.map(|text| text.trim_end_matches('<').len()) {
        Some(length) if length > 0 => Span {
            end: positions.start + length,
            ..positions
        },
        _ => positions,
    }
}

/// The place of the barcode of a card that states the field.
fn in_barcode(field: DocumentField, page: &PageReading) -> Option<[Point; 4]> {
    let found = page.barcodes.iter().find(|barcode| barcode.card().is_some())?;
    let card = found.card()?;
    let states = match field {
        DocumentField::LastName => card.surname.is_some(),
        DocumentField::FirstName => card.given_names().is_some(),
        DocumentField::FullName => card.undivided_name.is_some(),
        DocumentField::Gender => card.sex.is_some(),
        DocumentField::BirthDate | DocumentField::IdType => true,
        DocumentField::DocumentNumber => card.document_number.is_some(),
        DocumentField::IssueDate => card.issue_date.is_some(),
        DocumentField::ExpireDate => card.expiry_date.is_some(),
        DocumentField::IssuingCountry => card.issuing_country.is_some(),
        DocumentField::Nationality | DocumentField::IdentityNumber => false,
    };
    states.then_some(found.barcode.corners)
}

fn in_print(field: DocumentField, page: usize, reading: &PageReading) -> Option<InPrint> {
    fn found<T>(field: Option<&PrintedField<T>>) -> Option<(f32, [Point; 4])> {
        field.map(|field| (field.confidence, field.quad))
    }
    let fields = &reading.fields;
    let (confidence, place) = match field {
        DocumentField::LastName => found(fields.surname.as_ref()),
        DocumentField::FirstName => found(fields.given_names.as_ref()),
        DocumentField::Gender => found(fields.sex.as_ref()),
        DocumentField::BirthDate => found(fields.birth_date.as_ref()),
        DocumentField::Nationality => found(fields.nationality.as_ref()),
        DocumentField::DocumentNumber => found(fields.document_number.as_ref()),
        DocumentField::IdentityNumber => found(fields.personal_number.as_ref()),
        DocumentField::IssueDate => found(fields.issue_date.as_ref()),
        DocumentField::ExpireDate => found(fields.expiry_date.as_ref()),
        DocumentField::FullName => found(fields.full_name.as_ref()),
        DocumentField::IdType | DocumentField::IssuingCountry => None,
    }?;
    Some(InPrint {
        page,
        confidence,
        place,
    })
}
