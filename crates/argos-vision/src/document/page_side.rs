//! Which side of its document a page is.

use super::kind::DocumentKind;
use super::page::PageReading;
use crate::mrz::MrzFormat;

/// Side of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageSide {
    /// The side with the portrait; the data page of a passport; a visa.
    Front,
    /// The other side of a card.
    Back,
    /// Both in one picture.
    Both,
    /// Nothing tells.
    #[default]
    Unknown,
}

/// Fields with which the side of the portrait introduces the holder: so many of them are no chance.
const FIELDS_OF_THE_FRONT: usize = 2;

impl PageSide {
    /// The side that a page shows, by its zone, barcode, print and whether a portrait was found on it.
    ///
    /// The zone of a card of size TD1 stands on the back (ICAO Doc 9303 part 5, 4.2), every other one beside the portrait
    /// (parts 4, 6 and 7); the barcode of a North American card stands on the back (AAMVA DL/ID card design standard,
    /// annex D). Backs may bear a small second portrait, so a face alone makes no front.
    #[must_use]
    pub fn of(page: &PageReading, portrait: bool) -> Self {
        let zone = page.mrz.as_ref().map(|found| found.mrz.format);
        let back = zone == Some(MrzFormat::Td1) || page.barcodes.iter().any(|barcode| barcode.card().is_some());
        let fields = &page.fields;
        let of_the_holder = [
            fields.surname.is_some() || fields.full_name.is_some(),
            fields.given_names.is_some(),
            fields.birth_date.is_some(),
            fields.document_number.is_some(),
        ];
        let introduces = of_the_holder.into_iter().filter(|found| *found).count() >= FIELDS_OF_THE_FRONT;
        let has_title = !matches!(page.kind, DocumentKind::Unknown);
        match (back, portrait) {
            (false, _) if zone.is_some() => Self::Front,
            (false, true) if introduces || has_title => Self::Front,
            (false, _) => Self::Unknown,
            (true, false) => Self::Back,
            (true, true) if introduces => Self::Both,
            (true, true) => Self::Unknown,
        }
    }
}

/// Whether two pages bear the same text: at least half of the longer lines of the first stand on the second.
#[must_use]
pub fn bear_same_text(first: &PageReading, second: &PageReading) -> bool {
    let telling = |line: &&crate::text::TextLine| line.text.chars().count() >= TELLING_LENGTH;
    let lines: Vec<&str> = first
        .lines
        .iter()
        .filter(telling)
        .map(|line| line.text.as_str())
        .collect();
    let found = lines
        .iter()
        .filter(|text| second.lines.iter().any(|line| line.text == **text))
        .count();
    lines.len() >= LEAST_LINES && 2 * found >= lines.len()
}

/// Letters of a line that does not stand on any document.
const TELLING_LENGTH: usize = 5;
/// Fewer such lines say nothing.
const LEAST_LINES: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Agreement, MrzReading, PrintedField, PrintedFields};
    use crate::image::Point;
    use crate::mrz::{ReadLine, read};
    use crate::text::{RecognisedCharacter, TextLine};
    use jiff::civil::date;

    fn page(zone: Option<(&[&str], MrzFormat)>, names: bool) -> PageReading {
        let name = |value: &str| PrintedField {
            value: value.to_owned(),
            raw: value.to_owned(),
            confidence: 0.9,
            quad: [Point::default(); 4],
        };
        let mut page = PageReading::without_text();
        if names {
            page.fields = PrintedFields {
                surname: Some(name("ERIKSSON")),
                given_names: Some(name("ANNA")),
                ..PrintedFields::default()
            };
        }
        page.mrz = zone.map(|(lines, format)| MrzReading {
            mrz: read(
                &lines.iter().map(|line| ReadLine::from(*line)).collect::<Vec<_>>(),
                format,
                date(2012, 3, 15),
            )
            .unwrap(),
            quads: Vec::new(),
            read_again: false,
            agreement: Agreement::default(),
        });
        page
    }

    const CARD: (&[&str], MrzFormat) = (
        &[
            "I<UTOD231458907<<<<<<<<<<<<<<<",
            "7408122F1204159UTO<<<<<<<<<<<6",
            "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
        ],
        MrzFormat::Td1,
    );
    const PASSPORT: (&[&str], MrzFormat) = (
        &[
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
        ],
        MrzFormat::Td3,
    );

    #[test]
    fn the_zone_of_a_card_stands_on_its_back_and_that_of_a_passport_beside_the_portrait() {
        assert_eq!(PageSide::of(&page(Some(CARD), false), false), PageSide::Back);
        assert_eq!(PageSide::of(&page(Some(PASSPORT), false), false), PageSide::Front);
        assert_eq!(PageSide::of(&page(Some(PASSPORT), true), true), PageSide::Front);
    }

    #[test]
    fn a_portrait_with_the_holder_s_data_is_a_front_and_with_a_card_s_zone_below_both_sides() {
        assert_eq!(PageSide::of(&page(None, true), true), PageSide::Front);
        assert_eq!(PageSide::of(&page(Some(CARD), true), true), PageSide::Both);
        let mut titled = page(None, false);
        titled.kind = DocumentKind::IdentityCard;
        assert_eq!(PageSide::of(&titled, true), PageSide::Front);
    }

    #[test]
    fn a_face_alone_and_text_alone_tell_nothing() {
        assert_eq!(PageSide::of(&page(None, false), true), PageSide::Unknown);
        assert_eq!(PageSide::of(&page(None, true), false), PageSide::Unknown);
        // A back with a second portrait.
        assert_eq!(PageSide::of(&page(Some(CARD), false), true), PageSide::Unknown);
    }

    #[test]
    fn the_same_text_is_told_from_other_text() {
        let page = |texts: &[&str]| {
            let mut page = PageReading::without_text();
            page.lines = texts
                .iter()
                .map(|text| {
                    let characters = text.chars().map(|character| RecognisedCharacter {
                        character,
                        confidence: 0.9,
                        position: 0.0,
                    });
                    TextLine::new([Point::default(); 4], characters.collect(), ReadLine::default())
                })
                .collect();
            page
        };
        let card = page(&["IDENTITY CARD", "ERIKSSON", "ANNA MARIA", "12.08.1974", "F"]);
        let again = page(&["IDENTITY CARD", "ERIKSSON", "ANNA MARLA", "12.08.1974"]);
        let other = page(&["Address", "IDENTITY CARD", "HARBOUR STREET 4"]);
        assert!(bear_same_text(&card, &again));
        assert!(!bear_same_text(&card, &other));
        assert!(!bear_same_text(&page(&["UTOPIA"]), &page(&["UTOPIA"])));
    }
}
