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
    // Names under a label of their own are worth more than one text of which nobody says where the surname ends.
    let whole_name = match (&first_name, &last_name) {
        (None, None) => {
            printed(|page| value(page.fields.full_name.as_ref())).and_then(|name| PersonalText::typed(&name))
        }
        _ => None,
    };
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
            .and_then(PersonalText::typed)
            .or(whole_name),
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
        identity_number: personal_number(
            mrz.and_then(passport_personal_number),
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
        Some(DocumentKind::ResidencePermit) => Some(IdType::ResidencePermit),
        // A card may be an identity card or a residence permit without the title: what the user chose decides.
        Some(DocumentKind::Td1Card | DocumentKind::Td2Card | DocumentKind::IdentityCard) => {
            Some(chosen.id_type.unwrap_or(IdType::GovernmentId))
        }
        Some(DocumentKind::OtherCard | DocumentKind::Unknown) | None => chosen.id_type,
    }
}

/// Passports hold the personal number in their optional data (ICAO 9303 part 4, 4.2.2.2); cards use the place freely.
fn passport_personal_number(mrz: &Mrz) -> Option<&Field<String>> {
    (mrz.format == argos_vision::mrz::MrzFormat::Td3).then_some(&mrz.optional_data)
}

/// The zone has fillers in place of hyphens, strokes and spaces: they come from the print where its letters and digits are
/// the same, and are spaces where it is not.
fn personal_number(zone: Option<&Field<String>>, printed: Option<String>) -> Option<PersonalText> {
    let plain = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let number = text(zone, None, printed.clone())?;
    if !number.expose().contains('<') {
        return Some(number);
    }
    match printed.filter(|printed| plain(printed) == plain(number.expose())) {
        Some(printed) => PersonalText::typed(&printed),
        None => PersonalText::typed(number.expose().replace('<', " ").trim()),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::sample_reading::{TODAY, printed, reading};
    use crate::evaluation::{FieldSource, document_checks, field_readings};
    use argos_domain::check::{CheckName, CheckOutcome};
    use argos_domain::document_field::DocumentField;
    use argos_domain::policy::Policy;
    use argos_vision::aamva;
    use argos_vision::barcode::{Barcode, Symbology};
    use argos_vision::document::{BarcodeContent, PageBarcode, PrintedFields};
    use argos_vision::image::Point;
    use jiff::civil::date;

    /// An identity card whose back has a barcode with this data and nothing else.
    fn with_card(printed_fields: PrintedFields) -> DocumentReading {
        let text = "@\n\u{1e}\rANSI 636014100001ID00310085IDDAQI7654321\nDCSROE\nDACJANE\nDADQUINN\nDBD06012021\n\
                    DBB02291988\nDBA02282029\nDBC2\nDAJCA\r";
        let mut document = reading(None, printed_fields);
        let mut back = document.front.clone();
        back.fields = PrintedFields::default();
        back.barcodes = vec![PageBarcode {
            barcode: Barcode {
                symbology: Symbology::Pdf417,
                corners: [Point::default(); 4],
                text: text.to_owned(),
                segment: None,
            },
            content: BarcodeContent::Card(Box::new(aamva::parse(text).unwrap())),
        }];
        document.back = Some(back);
        document
    }

    #[test]
    fn fillers_in_a_personal_number_are_written_as_they_are_printed_or_as_spaces() {
        let lines = [
            "P<DNKERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "L898902C36DNK7408122F1204159474754<5662<<<08",
        ];
        let number = |print: Option<&str>| {
            let fields = PrintedFields {
                personal_number: print.and_then(|text| printed(text.to_owned(), 0.9)),
                ..PrintedFields::default()
            };
            let data = document_data(
                &reading(Some((&lines, argos_vision::mrz::MrzFormat::Td3)), fields),
                &ChosenDocument::default(),
            );
            data.identity_number.map(|number| number.expose().to_owned())
        };
        assert_eq!(number(None).as_deref(), Some("474754 5662"));
        assert_eq!(number(Some("474754-5662")).as_deref(), Some("474754-5662"));
        assert_eq!(number(Some("474754-5663")).as_deref(), Some("474754 5662"));
    }

    #[test]
    fn a_barcode_fills_the_fields_before_the_print_and_is_named_as_their_source() {
        let document = with_card(PrintedFields {
            surname: printed("R0E".to_owned(), 0.9),
            personal_number: printed("123456".to_owned(), 0.9),
            ..PrintedFields::default()
        });
        let data = document_data(&document, &ChosenDocument::default());
        let exposed = |text: &Option<PersonalText>| text.as_ref().map(|text| text.expose().to_owned());
        assert_eq!(exposed(&data.last_name).as_deref(), Some("ROE"));
        assert_eq!(exposed(&data.first_name).as_deref(), Some("JANE QUINN"));
        assert_eq!(exposed(&data.document_number).as_deref(), Some("I7654321"));
        assert_eq!(exposed(&data.identity_number).as_deref(), Some("123456"));
        assert_eq!(data.birth_date, Some(BirthDate(date(1988, 2, 29))));
        assert_eq!(
            (data.id_type, data.gender),
            (Some(IdType::GovernmentId), Some(Gender::Female))
        );
        assert_eq!(
            data.issuing_country
                .map(|country| country.alpha3().to_owned())
                .as_deref(),
            Some("USA")
        );
        let sources: Vec<(DocumentField, FieldSource, usize)> = field_readings(&document)
            .into_iter()
            .map(|read| (read.field, read.source, read.page))
            .collect();
        assert!(sources.contains(&(DocumentField::LastName, FieldSource::Barcode, 1)));
        assert!(sources.contains(&(DocumentField::IssueDate, FieldSource::Barcode, 1)));
        assert!(sources.contains(&(DocumentField::IdentityNumber, FieldSource::Print, 0)));
    }

    #[test]
    fn a_name_under_one_label_is_the_whole_name_where_no_other_is_known() {
        let whole = PrintedFields {
            full_name: printed("ANNA MARIA ERIKSSON".to_owned(), 0.95),
            ..PrintedFields::default()
        };
        let document = reading(None, whole.clone());
        let data = document_data(&document, &ChosenDocument::default());
        assert_eq!(data.full_name.unwrap().expose(), "ANNA MARIA ERIKSSON");
        assert!(data.first_name.is_none() && data.last_name.is_none());
        let read = field_readings(&document);
        assert!(
            read.iter()
                .any(|read| read.field == DocumentField::FullName && read.source == FieldSource::Print)
        );
        let divided = with_card(whole);
        let data = document_data(&divided, &ChosenDocument::default());
        assert_eq!((data.full_name, data.last_name.unwrap().expose()), (None, "ROE"));
        assert!(
            field_readings(&divided)
                .iter()
                .all(|read| read.field != DocumentField::FullName)
        );
    }

    #[test]
    fn a_barcode_is_held_against_the_print() {
        let check = |birth| {
            let document = with_card(PrintedFields {
                birth_date: printed(birth, 0.95),
                sex: printed(Sex::Female, 0.95),
                ..PrintedFields::default()
            });
            let checks = document_checks(&document, &ChosenDocument::default(), &Policy::default(), TODAY);
            let agreement = checks.iter().find(|check| check.name == CheckName::TextAgreement);
            agreement.cloned().unwrap()
        };
        let same = check(date(1988, 2, 29));
        assert_eq!((same.outcome, same.value), (CheckOutcome::Pass, Some(2.0)));
        assert_eq!(same.message, "2 comparisons of fields agree (barcode and printed text)");
        let other = check(date(1989, 2, 28));
        assert_eq!(other.outcome, CheckOutcome::Pending);
        assert_eq!(other.message, "barcode and printed text differ in: birth date");
    }
}
