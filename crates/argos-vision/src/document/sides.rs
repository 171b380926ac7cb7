//! Both sides of a card together: a zone on one side proves and is proven by what the other side prints.

use super::agreement::{Agreement, printed_exactly};
use super::mrz_reading::MrzReading;
use super::page::PageReading;
use crate::text::TextLine;

/// Holds the zone of either side against the print of the other: names that nothing proved are taken as read where the
/// other side prints them letter by letter, and what differs is added to the zone's [`Agreement`].
pub(crate) fn compare_sides(front: &mut PageReading, back: &mut PageReading) {
    // Each side may bear text that looks like the zone of the other only where it has none itself.
    if let (Some(zone), None) = (&mut front.mrz, &back.mrz) {
        hold_against(zone, back);
    } else if let (Some(zone), None) = (&mut back.mrz, &front.mrz) {
        hold_against(zone, front);
    }
}

fn hold_against(zone: &mut MrzReading, other: &PageReading) {
    let lines: Vec<&TextLine> = other.lines.iter().collect();
    let is_printed = |name: &Option<String>| name.as_deref().is_some_and(|name| printed_exactly(name, &lines));
    // Both or none: a lost separator makes one name of two.
    if is_printed(&zone.mrz.surname.value) && is_printed(&zone.mrz.given_names.value) {
        zone.mrz.surname.confirm();
        zone.mrz.given_names.confirm();
    }
    zone.agreement = zone.agreement.with(&Agreement::of(&zone.mrz, &lines, &other.fields));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{DocumentKind, PrintedField, PrintedFields};
    use crate::image::{Point, QuarterTurns};
    use crate::mrz::{FieldStatus, MrzFormat, ReadLine, read};
    use crate::text::RecognisedCharacter;
    use jiff::civil::date;

    fn page(texts: &[&str], fields: PrintedFields) -> PageReading {
        let line = |text: &&str| {
            let characters = text.chars().map(|character| RecognisedCharacter {
                character,
                confidence: 0.9,
                position: 0.0,
            });
            TextLine::new([Point::default(); 4], characters.collect(), ReadLine::default())
        };
        PageReading {
            turns: QuarterTurns::None,
            lines: texts.iter().map(line).collect(),
            mrz: None,
            fields,
            barcodes: Vec::new(),
            kind: DocumentKind::OtherCard,
            issuing_country: None,
            recognition_score: 0.0,
            text_bounds: None,
            outline: None,
        }
    }

    fn back() -> PageReading {
        let lines = [
            "I<UTOD231458907<<<<<<<<<<<<<<<",
            "7408122F1204159UTO<<<<<<<<<<<6",
            "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
        ];
        let mut mrz = read(&lines.map(ReadLine::from), MrzFormat::Td1, date(2012, 3, 15)).unwrap();
        mrz.surname.doubt();
        mrz.given_names.doubt();
        let mut page = page(&[], PrintedFields::default());
        page.mrz = Some(MrzReading {
            mrz,
            quads: Vec::new(),
            read_again: false,
            agreement: Agreement::default(),
        });
        page
    }

    #[test]
    fn the_front_proves_the_names_in_the_zone_on_the_back() {
        let (mut front, mut back) = (
            page(&["Eriksson", "Anna Maria", "12.08.1974"], PrintedFields::default()),
            back(),
        );
        compare_sides(&mut front, &mut back);
        let zone = back.mrz.unwrap();
        assert_eq!(zone.mrz.surname.status, FieldStatus::Read);
        assert_eq!(
            (zone.agreement.surname, zone.agreement.birth_date),
            (Some(true), Some(true))
        );
        assert_eq!(zone.agreement.document_number, None);
    }

    #[test]
    fn a_front_of_another_card_contradicts_the_zone_on_the_back() {
        let born = PrintedField {
            value: date(1980, 1, 1),
            raw: String::new(),
            confidence: 0.95,
            quad: [Point::default(); 4],
        };
        let fields = PrintedFields {
            birth_date: Some(born),
            ..PrintedFields::default()
        };
        let (mut front, mut back) = (page(&["SOMEONE ELSE"], fields), back());
        compare_sides(&mut front, &mut back);
        let zone = back.mrz.unwrap();
        assert_eq!(zone.agreement.birth_date, Some(false));
        assert_eq!(zone.mrz.surname.status, FieldStatus::Unproven);
    }
}
