//! The codes of a zone: kind of document and countries. They have no check digit but known values, so each known value is
//! weighed by how common it is and how likely its characters are what was read.

use super::alphabet::{ALPHABET, FILLER};
use super::country::country_codes;
use super::evidence::{LEAST_ODDS, LIKELY, PROVEN, Possible};
use super::field::{Field, FieldStatus};
use super::format::{Layout, MrzFormat, Span};
use super::parse::read_or_repaired;
use super::repair::Grid;

/// The letters with which the document code of a format begins, and about how many documents of its shape do so (parts 4
/// to 7).
pub(super) fn first_letters(format: MrzFormat) -> &'static [(char, f32)] {
    match format {
        MrzFormat::Td3 => &[('P', 1.0)],
        MrzFormat::MrvA | MrzFormat::MrvB => &[('V', 1.0)],
        MrzFormat::Td1 | MrzFormat::Td2 | MrzFormat::FrenchIdentityCard => {
            &[('I', 0.8), ('A', 0.08), ('C', 0.08), ('P', 0.04)]
        }
    }
}

/// Confidence from which a letter was surely read, and probability below which another was not seen at all.
const CERTAIN: f32 = 0.9;
const SEEN_AT_ALL: f32 = 0.01;

/// About how many documents have this second character after that first letter. Issuers choose it freely; a zero is never
/// among what they chose, it is the letter that looks like one.
fn second_share(first: char, second: char) -> f32 {
    let usual = match first {
        'P' => "ABCDEJKLMNOPRSTU",
        'V' => "ABCDNORST",
        'A' => "CFIRST",
        'C' => "ADHIRSTUV",
        _ => "ADENOPRSTVX",
    };
    match (first, second) {
        ('I', 'D') => 0.4,
        ('P' | 'V', FILLER) => 0.55,
        (_, FILLER) => 0.3,
        ('P', 'O') => 0.04,
        (_, '0') => 0.0,
        (_, digit) if digit.is_ascii_digit() => 0.0005,
        (_, letter) if usual.contains(letter) => 0.03,
        _ => 0.002,
    }
}

/// The document code, and whether the line seems to begin where it stands: no document begins with another letter, unless
/// the edge of the line cut it off.
pub(super) fn code(grid: &mut Grid, layout: &Layout) -> (Field<String>, bool) {
    let letters = first_letters(layout.format);
    let [first, second] = grid.cells(layout.document_code) else {
        return (Field::failed(), false);
    };
    let begins = letters.iter().any(|(letter, _)| *letter == first.read) && first.confidence >= 0.5;
    // A surely read letter of another format is no misread one of this.
    let seen = |letter: char| begins || first.confidence < CERTAIN || first.others.probability(letter) >= SEEN_AT_ALL;
    let sure_of_another = !letters.iter().any(|(letter, _)| seen(*letter));
    let first = Possible::of(first, |character| {
        letters.iter().any(|(letter, _)| *letter == character)
    });
    let second = Possible::of(second, |character| second.class.allows(character));
    let (mut sum, mut best) = (0.0, (0.0, FILLER, FILLER));
    for (letter, share) in letters {
        for other in ALPHABET.chars() {
            let likelihood =
                share * first.probability(*letter) * second_share(*letter, other) * second.probability(other);
            sum += likelihood;
            if likelihood > best.0 {
                best = (likelihood, *letter, other);
            }
        }
    }
    let (likelihood, letter, other) = best;
    grid.replace(layout.document_code, &format!("{letter}{other}"));
    let status = match likelihood >= PROVEN * sum && !sure_of_another {
        true => read_or_repaired(grid.changed(layout.document_code)),
        false => FieldStatus::Unproven,
    };
    let text = grid.text(layout.document_code);
    (Field::new(text.trim_end_matches(FILLER).to_owned(), status), begins)
}

/// Probability that a document bears a code that is on no list.
const UNLISTED: f32 = 0.0005;
/// Probability that a person's nationality is that of the country which issued the document.
const SAME: f32 = 0.9;

/// A country code: the known one that is likeliest meant, read when hardly another one may be. `elsewhere` is the issuing
/// country for a nationality, which mostly is the same.
pub(super) fn country(grid: &mut Grid, span: Span, elsewhere: Option<&str>) -> Field<String> {
    let text = grid.text(span);
    // Part 3, section 5: even who has no nationality has a code. Fillers stand here where a piece of the line was lost.
    if text.chars().all(|character| character == FILLER) {
        return Field::failed();
    }
    let cells: Vec<Possible> = grid.possible(span).collect();
    let odds = |code: &str| {
        let letters = code.chars().chain(std::iter::repeat(FILLER));
        let written = cells
            .iter()
            .zip(text.chars())
            .map(|(cell, letter)| cell.probability(letter));
        let meant = cells.iter().zip(letters).map(|(cell, letter)| cell.probability(letter));
        meant.product::<f32>() / written.product::<f32>().max(f32::MIN_POSITIVE)
    };
    let count = country_codes().count() as f32;
    let share = |code: &str| match elsewhere {
        Some(same) if same == code => SAME,
        Some(_) => (1.0 - SAME) / count,
        None => 1.0 / count,
    };
    let listed = country_codes().map(|code| (share(code) * odds(code), code));
    let elsewhere_too = if elsewhere.is_some() { 1.0 - SAME } else { 1.0 };
    let unlisted = UNLISTED / 26f32.powi(3) * elsewhere_too;
    let sum = listed.clone().map(|(likelihood, _)| likelihood).sum::<f32>() + unlisted;
    let best = listed.max_by(|a, b| a.0.total_cmp(&b.0));
    let Some((likelihood, code)) =
        best.filter(|(likelihood, code)| *likelihood >= LIKELY * sum && odds(code) >= LEAST_ODDS)
    else {
        let value = text.trim_end_matches(FILLER);
        return Field::new(value.to_owned(), FieldStatus::Unproven);
    };
    let width = span.end - span.start;
    grid.replace(span, &format!("{code:<<width$}"));
    let status = match likelihood >= PROVEN * sum {
        true => read_or_repaired(grid.changed(span)),
        false => FieldStatus::Unproven,
    };
    Field::new(code.to_owned(), status)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mrz::line::ReadLine;
    use crate::mrz::{MrzFormat, read};
    use jiff::civil::date;

    fn passport(first: &str, second: &str) -> crate::mrz::Mrz {
        read(&[first, second].map(ReadLine::from), MrzFormat::Td3, date(2026, 3, 15)).unwrap()
    }

    const NAMES: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<";

    #[test]
    fn a_nationality_that_was_lost_is_no_empty_one() {
        let mrz = passport(NAMES, "L898902C36<<<7408122F1204159ZE184226B<<<<<10");
        assert_eq!(mrz.nationality.status, FieldStatus::Failed);
        assert!(!mrz.is_proven());
    }

    #[test]
    fn a_misread_code_becomes_the_one_that_exists_and_is_proven_by_its_twin() {
        let mrz = passport(NAMES, "L898902C36UTD7408122F1204159ZE184226B<<<<<10");
        assert_eq!(mrz.nationality.value.as_deref(), Some("UTO"));
        assert_eq!(mrz.nationality.status, FieldStatus::Repaired);
        let mrz = passport(NAMES, "L898902C36INO7408122F1204159ZE184226B<<<<<10");
        assert_eq!(mrz.nationality.value.as_deref(), Some("IND"));
        assert_eq!(mrz.nationality.status, FieldStatus::Unproven);
    }

    #[test]
    fn a_letter_of_another_format_proves_no_code() {
        let mrz = passport(
            "IDFRAFOUCHE<<MAEL<ETIENNE<<<<<<<<<<<<<<<<<<<",
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
        );
        assert_eq!(mrz.document_code.status, FieldStatus::Unproven);
    }

    #[test]
    fn a_zero_in_a_document_code_is_a_letter() {
        let mrz = passport(
            "P0UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
        );
        assert_eq!(mrz.document_code.value.as_deref(), Some("PO"));
        assert_eq!(mrz.document_code.status, FieldStatus::Unproven, "it may be PD");
    }

    #[test]
    fn a_card_that_begins_with_no_letter_of_a_code_is_an_identity_card() {
        let mut lines = [
            "HDUTOD231458907<<<<<<<<<<<<<<<",
            "7408122F1204159UTO<<<<<<<<<<<6",
            "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
        ]
        .map(ReadLine::from);
        lines[0].0[0].confidence = 0.6;
        let mrz = read(&lines, MrzFormat::Td1, date(2026, 3, 15)).unwrap();
        assert_eq!(mrz.document_code.value.as_deref(), Some("ID"));
        assert!(mrz.lines[0].starts_with("IDUTO"));
    }

    #[test]
    fn a_letter_that_may_be_a_filler_proves_no_code() {
        let mut lines = [NAMES, "L898902C36UTO7408122F1204159ZE184226B<<<<<10"].map(ReadLine::from);
        lines[0].0[1].character = 'R';
        lines[0].0[1].confidence = 0.9;
        let mrz = read(&lines, MrzFormat::Td3, date(2026, 3, 15)).unwrap();
        assert_eq!(mrz.document_code.status, FieldStatus::Unproven);
        assert_eq!(mrz.issuing_country.status, FieldStatus::Read);
    }
}
