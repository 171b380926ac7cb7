//! From readings to the document's data: the machine readable zone where it is proven, else the barcode of a card, which
//! its error correction proves, else the printed fields.

use argos_domain::country::Country;
use argos_domain::document::{DocumentData, Gender, IdType};
use argos_domain::personal::{BirthDate, PersonalText};
use argos_domain::submission::ChosenDocument;
use argos_vision::DocumentReading;
use argos_vision::aamva::{AamvaDocument, CardKind};
use argos_vision::document::{DocumentKind, PageReading, PrintedField};
use argos_vision::mrz::{Field, Mrz, Sex};

/// Confidence (0 to 1) from which a printed value counts as accepted, though nothing proves it.
pub(super) const ACCEPTED_CONFIDENCE: f32 = 0.9;

/// Everything that could be read with some confidence, field by field from the best source.
#[must_use]
pub fn document_data(reading: &DocumentReading, chosen: &ChosenDocument) -> DocumentData {
    let pages = pages(reading);
    let mrz = pages.iter().find_map(|page| page.mrz.as_ref()).map(|found| &found.mrz);
    let card = card(reading);
    let printed = |field: fn(&PageReading) -> Option<String>| pages.iter().find_map(|page| field(page));
    let first_name = text(
        mrz.map(|mrz| &mrz.given_names),
        card.and_then(AamvaDocument::given_names),
        printed(|page| value(page.fields.given_names.as_ref())),
    );
    let last_name = text(
        mrz.map(|mrz| &mrz.surname),
        card.and_then(|card| card.surname.clone()),
        printed(|page| value(page.fields.surname.as_ref())),
    );
    let nationality = mrz
        .and_then(|mrz| mrz.nationality.proven())
        .and_then(|code| Country::from_mrz(code).ok());
    let printed_nationality =
        || printed(|page| value(page.fields.nationality.as_ref())).and_then(|text| Country::from_alpha3(&text).ok());
    let birth_date = date(
        mrz.map(|mrz| &mrz.birth_date),
        card.map(|card| card.birth_date),
        pages.iter().find_map(|page| page.fields.birth_date.as_ref()),
    );
    let sex = mrz
        .and_then(|mrz| mrz.sex.proven().copied())
        .or_else(|| card.and_then(|card| card.sex));
    let printed_sex = || {
        pages
            .iter()
            .find_map(|page| page.fields.sex.as_ref())
            .map(|field| field.value)
    };
    DocumentData {
        id_type: id_type(reading, chosen),
        issuing_country: issuing_country(reading).or(chosen.issuing_country),
        full_name: card
            .and_then(|card| card.undivided_name.as_deref())
            .and_then(PersonalText::typed),
        first_name,
        last_name,
        gender: match sex.or_else(printed_sex) {
            Some(Sex::Male) => Some(Gender::Male),
            Some(Sex::Female) => Some(Gender::Female),
            Some(Sex::Unspecified) | None => None,
        },
        birth_date: birth_date.map(BirthDate),
        nationality: nationality.or_else(printed_nationality),
        issue_date: date(
            None,
            card.and_then(|card| card.issue_date),
            pages.iter().find_map(|page| page.fields.issue_date.as_ref()),
        ),
        expire_date: date(
            mrz.map(|mrz| &mrz.expiry_date),
            card.and_then(|card| card.expiry_date),
            pages.iter().find_map(|page| page.fields.expiry_date.as_ref()),
        ),
        document_number: text(
            mrz.map(|mrz| &mrz.document_number),
            card.and_then(|card| card.document_number.clone()),
            printed(|page| value(page.fields.document_number.as_ref())),
        ),
        identity_number: text(
            mrz.and_then(passport_personal_number),
            None,
            printed(|page| value(page.fields.personal_number.as_ref())),
        ),
    }
}

/// What the barcode of a North American card says, on either side.
pub(super) fn card(reading: &DocumentReading) -> Option<&AamvaDocument> {
    pages(reading).into_iter().find_map(PageReading::card)
}

/// All pages, the one with the portrait first.
pub(super) fn pages(reading: &DocumentReading) -> Vec<&PageReading> {
    std::iter::once(&reading.front).chain(&reading.back).collect()
}

/// Confidence of the reading, 0 to 100: that of the side that was read better, since either may carry the data.
#[must_use]
pub fn recognition_score(reading: &DocumentReading) -> f64 {
    let best = pages(reading)
        .into_iter()
        .map(|page| f64::from(page.recognition_score))
        .fold(0.0, f64::max);
    (best * 10.0).round() / 10.0
}

/// The zone of either side.
pub(super) fn machine_readable_zone(reading: &DocumentReading) -> Option<&argos_vision::document::MrzReading> {
    pages(reading).into_iter().find_map(|page| page.mrz.as_ref())
}

/// The issuing country, when it was read.
pub(super) fn issuing_country(reading: &DocumentReading) -> Option<Country> {
    let of_card = card(reading).and_then(|card| Country::from_alpha3(card.issuing_country.as_deref()?).ok());
    let of_page = || {
        pages(reading)
            .into_iter()
            .find_map(|page| Country::from_mrz(page.issuing_country.as_deref()?).ok())
    };
    of_card.or_else(of_page)
}

/// The kind of document that the pages show; `None` when they do not tell.
pub(super) fn kind_read(reading: &DocumentReading) -> Option<DocumentKind> {
    pages(reading)
        .into_iter()
        .map(|page| page.kind)
        .find(|kind| !matches!(kind, DocumentKind::Unknown | DocumentKind::OtherCard))
}

fn id_type(reading: &DocumentReading, chosen: &ChosenDocument) -> Option<IdType> {
    if let Some(card) = card(reading) {
        return Some(match card.kind {
            CardKind::DrivingLicence | CardKind::EnhancedDrivingLicence => IdType::DriversLicense,
            CardKind::IdentityCard => IdType::GovernmentId,
        });
    }
    match kind_read(reading) {
        Some(DocumentKind::Passport) => Some(IdType::Passport),
        Some(DocumentKind::Visa) => Some(IdType::Visa),
        Some(DocumentKind::DrivingLicence) => Some(IdType::DriversLicense),
        // A card with a zone may be an identity card or a residence permit: what the user chose decides.
        Some(DocumentKind::Td1Card | DocumentKind::Td2Card) => Some(chosen.id_type.unwrap_or(IdType::GovernmentId)),
        Some(DocumentKind::OtherCard | DocumentKind::Unknown) | None => chosen.id_type,
    }
}

/// Passports hold the personal number in their optional data (ICAO 9303 part 4, 4.2.2.2); cards use the place freely.
fn passport_personal_number(mrz: &Mrz) -> Option<&Field<String>> {
    (mrz.format == argos_vision::mrz::MrzFormat::Td3).then_some(&mrz.optional_data)
}

fn text(zone: Option<&Field<String>>, card: Option<String>, printed: Option<String>) -> Option<PersonalText> {
    let proven = zone.and_then(Field::proven).cloned();
    let unproven = zone.and_then(|field| field.value.clone());
    proven
        .or(card)
        .or(printed)
        .or(unproven)
        .and_then(|text| PersonalText::typed(&text))
}

fn date(
    zone: Option<&Field<jiff::civil::Date>>,
    card: Option<jiff::civil::Date>,
    printed: Option<&PrintedField<jiff::civil::Date>>,
) -> Option<jiff::civil::Date> {
    zone.and_then(Field::proven)
        .copied()
        .or(card)
        .or(printed.map(|field| field.value))
        .or(zone.and_then(|field| field.value))
}

fn value(field: Option<&PrintedField<String>>) -> Option<String> {
    field.map(|field| field.value.clone())
}
