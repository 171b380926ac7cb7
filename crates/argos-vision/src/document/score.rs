//! How well a page was read, as one number.

use super::printed::{PrintedField, PrintedFields};
use crate::aamva::AamvaDocument;
use crate::mrz::{Field, FieldStatus, Mrz};
use crate::text::TextLine;

/// Share of the score that the fields make; the rest is the confidence of all characters of the page.
const FIELD_SHARE: f32 = 0.7;

/// 0 to 100: seven tenths the mean certainty of five fields (surname, given names, birth date, document number, expiry
/// date), three tenths the mean confidence of all characters.
///
/// The certainty of a field is 1 when the machine readable zone or a card's barcode proves it or leaves it empty, else
/// 0.8 times the confidence of the printed field where one was read, else 0.5 for an unproven value of the zone, else 0.
pub(super) fn recognition_score(
    lines: &[TextLine],
    mrz: Option<&Mrz>,
    printed: &PrintedFields,
    card: Option<&AamvaDocument>,
) -> f32 {
    let characters: usize = lines.iter().map(|line| line.characters.len()).sum();
    if characters == 0 {
        return if card.is_some() { 100.0 * FIELD_SHARE } else { 0.0 };
    }
    let confidence: f32 = lines
        .iter()
        .flat_map(|line| &line.characters)
        .map(|read| read.confidence)
        .sum();
    // Where both stand under one label.
    let whole = printed.full_name.as_ref();
    let certainties = if card.is_some() {
        [1.0; 5]
    } else {
        [
            certainty(mrz.map(|mrz| &mrz.surname), printed.surname.as_ref().or(whole)),
            certainty(mrz.map(|mrz| &mrz.given_names), printed.given_names.as_ref().or(whole)),
            certainty(mrz.map(|mrz| &mrz.birth_date), printed.birth_date.as_ref()),
            certainty(mrz.map(|mrz| &mrz.document_number), printed.document_number.as_ref()),
            certainty(mrz.map(|mrz| &mrz.expiry_date), printed.expiry_date.as_ref()),
        ]
    };
    let fields = certainties.iter().sum::<f32>() / certainties.len() as f32;
    let score = 100.0 * (FIELD_SHARE * fields + (1.0 - FIELD_SHARE) * confidence / characters as f32);
    score.clamp(0.0, 100.0)
}

fn certainty<T, U>(zone: Option<&Field<T>>, printed: Option<&PrintedField<U>>) -> f32 {
    let status = zone.map(|field| field.status);
    match (status, printed) {
        (Some(FieldStatus::Read | FieldStatus::Repaired | FieldStatus::Absent), _) => 1.0,
        (_, Some(field)) => 0.8 * field.confidence,
        (Some(FieldStatus::Unproven), None) => 0.5,
        (Some(FieldStatus::Failed) | None, None) => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::Point;
    use crate::mrz::{MrzFormat, ReadLine, read};
    use crate::text::RecognisedCharacter;
    use jiff::civil::date;

    fn line(confidence: f32) -> TextLine {
        let read = RecognisedCharacter {
            character: 'A',
            confidence,
            position: 0.5,
        };
        TextLine::new([Point::default(); 4], vec![read; 10], ReadLine::default())
    }

    #[test]
    fn a_proven_zone_gives_nearly_all_and_no_text_nothing() {
        let lines = [
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
        ];
        let mrz = read(&lines.map(ReadLine::from), MrzFormat::Td3, date(2026, 3, 15)).unwrap();
        assert!((recognition_score(&[line(1.0)], Some(&mrz), &PrintedFields::default(), None) - 100.0).abs() < 1e-3);
        assert!((recognition_score(&[line(0.5)], None, &PrintedFields::default(), None) - 15.0).abs() < 1e-3);
        assert_eq!(recognition_score(&[], None, &PrintedFields::default(), None), 0.0);
    }
}
