//! Which kind of document a page belongs to.

use super::fold::fold_words;
use super::labels::{FieldName, label_of};
use super::printed::{PageStyle, numbered_label};
use crate::mrz::MrzFormat;
use crate::text::TextLine;

/// Kind of document, as far as its machine readable zone and its words tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// A passport: a zone of format TD3, or the word.
    Passport,
    /// A card with a zone of format TD1.
    Td1Card,
    /// A card with a zone of format TD2, or a French identity card.
    Td2Card,
    /// A visa.
    Visa,
    /// A driving licence.
    DrivingLicence,
    /// Labels of an identity document, but none of the above.
    OtherCard,
    /// No sign of an identity document.
    Unknown,
}

const LICENCE_WORDS: &[&str] = &[
    "DRIVINGLICENCE",
    "DRIVINGLICENSE",
    "DRIVERLICENSE",
    "DRIVERSLICENSE",
    "DRIVERLICENCE",
    "DRIVERSLICENCE",
    "PERMISDECONDUIRE",
    "FUEHRERSCHEIN",
    "FUHRERSCHEIN",
    "PERMISODECONDUCCION",
    "LICENCIADECONDUCIR",
    "PATENTEDIGUIDA",
    "CARTADECONDUCAO",
    "RIJBEWIJS",
    "PRAWOJAZDY",
];
const AMERICAN_LICENCE_WORDS: &[&str] = &["DRIVERLICENSE", "DRIVERSLICENSE"];
const PASSPORT_WORDS: &[&str] = &[
    "PASSPORT",
    "PASSEPORT",
    "REISEPASS",
    "PASAPORTE",
    "PASSAPORTO",
    "PASPOORT",
];

/// What the printed lines alone say about the page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PageWords {
    /// Each line folded, without spaces.
    pub folded: Vec<String>,
    pub licence: bool,
    pub passport: bool,
    pub labels: usize,
    pub style: PageStyle,
}

impl PageWords {
    pub(super) fn of(lines: &[&TextLine]) -> Self {
        let folded: Vec<String> = lines.iter().map(|line| fold_words(&line.text).concat()).collect();
        let bears = |words: &[&str]| folded.iter().any(|line| words.iter().any(|word| line.contains(word)));
        let american_words = bears(AMERICAN_LICENCE_WORDS);
        let mut numbers: Vec<FieldName> = lines
            .iter()
            .filter_map(|line| numbered_label(&line.text))
            .map(|label| label.field)
            .collect();
        numbers.sort_by_key(|field| *field as u8);
        numbers.dedup();
        let licence = bears(LICENCE_WORDS);
        // Numbers alone are common; five different ones in their places are not.
        let numbered = !american_words && (licence && numbers.len() >= 3 || numbers.len() >= 5);
        let mut labels: Vec<FieldName> = lines
            .iter()
            .filter_map(|line| label_of(&line.text, american_words))
            .map(|label| label.field)
            .filter(|field| *field != FieldName::Other)
            .collect();
        labels.sort_by_key(|field| *field as u8);
        labels.dedup();
        Self {
            passport: bears(PASSPORT_WORDS),
            licence: licence || numbered,
            labels: labels.len(),
            style: PageStyle {
                numbered,
                american: american_words,
            },
            folded,
        }
    }
}

/// The zone decides; without one the words do.
pub(super) fn kind_of(zone: Option<MrzFormat>, words: &PageWords) -> DocumentKind {
    match zone {
        Some(MrzFormat::Td3) => DocumentKind::Passport,
        Some(MrzFormat::Td1) => DocumentKind::Td1Card,
        Some(MrzFormat::Td2 | MrzFormat::FrenchIdentityCard) => DocumentKind::Td2Card,
        Some(MrzFormat::MrvA | MrzFormat::MrvB) => DocumentKind::Visa,
        None if words.licence => DocumentKind::DrivingLicence,
        None if words.passport => DocumentKind::Passport,
        None if words.labels >= 3 => DocumentKind::OtherCard,
        None => DocumentKind::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::Point;
    use crate::mrz::ReadLine;
    use crate::text::RecognisedCharacter;

    fn kind(texts: &[&str]) -> DocumentKind {
        let lines: Vec<TextLine> = texts
            .iter()
            .map(|text| {
                let characters = text.chars().map(|character| RecognisedCharacter {
                    character,
                    confidence: 1.0,
                    position: 0.0,
                });
                TextLine::new([Point::default(); 4], characters.collect(), ReadLine::default())
            })
            .collect();
        kind_of(None, &PageWords::of(&lines.iter().collect::<Vec<_>>()))
    }

    #[test]
    fn words_tell_the_kind_without_a_zone() {
        assert_eq!(kind(&["DRIVING LICENCE", "1. MORGAN"]), DocumentKind::DrivingLicence);
        assert_eq!(
            kind(&[
                "1. MORGAN",
                "2. SARAH",
                "3. 11.03.1976",
                "4a. 19.01.2013",
                "5. MORGA753116SM9IJ"
            ]),
            DocumentKind::DrivingLicence
        );
        assert_eq!(kind(&["PASSPORT"]), DocumentKind::Passport);
        assert_eq!(
            kind(&["Surname", "Given names", "Date of birth"]),
            DocumentKind::OtherCard
        );
        assert_eq!(kind(&["Name your price", "2 for 1", "3.99"]), DocumentKind::Unknown);
        assert_eq!(kind(&[]), DocumentKind::Unknown);
    }

    #[test]
    fn the_zone_outweighs_the_words() {
        let words = PageWords::of(&[]);
        assert_eq!(kind_of(Some(MrzFormat::Td1), &words), DocumentKind::Td1Card);
        assert_eq!(kind_of(Some(MrzFormat::MrvB), &words), DocumentKind::Visa);
        assert_eq!(
            kind_of(Some(MrzFormat::FrenchIdentityCard), &words),
            DocumentKind::Td2Card
        );
    }
}
