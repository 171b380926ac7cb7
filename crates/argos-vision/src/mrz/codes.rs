//! The codes of a zone: kind of document and countries. They have no check digit but known values.

use super::alphabet::{FILLER, confusable};
use super::country::{country_codes, is_country_code};
use super::field::{Field, FieldStatus};
use super::format::{Layout, MrzFormat, Span};
use super::names::Cell;
use super::parse::read_or_repaired;
use super::repair::Grid;

/// The document code: read when its first letter fits the shape of the zone and the second one was read with more than
/// even odds.
pub(super) fn code(grid: &mut Grid, layout: &Layout) -> Field<String> {
    let second = Span {
        start: layout.document_code.start + 1,
        ..layout.document_code
    };
    // Cards of some issuers have a digit here, but never a zero: it is the letter that looks like one.
    if grid.text(second) == "0" {
        let seen = grid
            .cells(second)
            .first()
            .and_then(|cell| cell.others.likeliest(|other| matches!(other, 'D' | 'O')));
        let identity = grid.text(layout.document_code).starts_with('I');
        match seen {
            Some(('O', _)) if !identity => grid.replace(second, "O"),
            Some(('D', _)) => grid.replace(second, "D"),
            _ => grid.replace(second, if identity { "D" } else { "O" }),
        }
    }
    // The shape of the zone has decided what the first letter can be.
    let possible = match layout.format {
        MrzFormat::Td3 => &['P'][..],
        MrzFormat::MrvA | MrzFormat::MrvB => &['V'],
        MrzFormat::Td1 | MrzFormat::Td2 | MrzFormat::FrenchIdentityCard => &['I', 'A', 'C', 'P'],
    };
    let first = Span {
        end: second.start,
        ..layout.document_code
    };
    // No document begins with a filler: at the edge of the line it is what was left of a letter.
    let cut_off = grid.text(first) == "<";
    if cut_off {
        let seen = grid
            .cells(first)
            .first()
            .and_then(|cell| cell.others.likeliest(|other| possible.contains(&other)));
        let usual = possible.first().copied().unwrap_or(FILLER);
        grid.replace(first, &seen.map_or(usual, |(letter, _)| letter).to_string());
    }
    let text = grid.text(layout.document_code);
    let known = text.starts_with(possible) && !cut_off;
    let letter_of_zero = grid.changed(second) && layout.format != MrzFormat::Td1;
    let sure = known && grid.confidence(second) >= 0.5 && !letter_of_zero;
    match text.trim_end_matches(FILLER) {
        "" => Field::failed(),
        code if sure => Field::new(code.to_owned(), read_or_repaired(grid.changed(layout.document_code))),
        code => Field::new(code.to_owned(), FieldStatus::Unproven),
    }
}

/// A country code counts as read when it is a known one, read with more than even odds. An unknown one becomes the known
/// one that it resembles most, if one stands out; that is proven only where the document elsewhere has the same code
/// (`elsewhere`, the issuing country for a nationality).
pub(super) fn country(grid: &mut Grid, span: Span, elsewhere: Option<&str>) -> Field<String> {
    let text = grid.text(span);
    // Part 3, section 5: even who has no nationality has a code. Fillers stand here where a piece of the line was lost.
    if text.chars().all(|character| character == FILLER) {
        return Field::failed();
    }
    // Germany is the only code with fillers, which readers take for letters.
    if text.starts_with('D') && !is_country_code(&text) && text[1..].chars().all(|c| matches!(c, '<' | 'K' | 'C' | 'X'))
    {
        grid.replace(span, "D<<");
    }
    let text = grid.text(span);
    let mut resembles = false;
    if !is_country_code(text.trim_end_matches(FILLER)) {
        let Some(code) = resembled(grid.cells(span), elsewhere) else {
            let value = text.trim_end_matches(FILLER);
            return Field::new(value.to_owned(), FieldStatus::Unproven);
        };
        let width = span.end - span.start;
        grid.replace(span, &format!("{code:<<width$}"));
        resembles = true;
    }
    let text = grid.text(span);
    let value = text.trim_end_matches(FILLER);
    let agrees = elsewhere == Some(value);
    let status = match resembles {
        true if agrees => FieldStatus::Repaired,
        true => FieldStatus::Unproven,
        false if grid.confidence(span) >= 0.5 => read_or_repaired(grid.changed(span)),
        false => FieldStatus::Unproven,
    };
    Field::new(value.to_owned(), status)
}

/// Likelihood of a letter that merely resembles the one that was read, and of two that may not be read so.
const RESEMBLING: f32 = 0.02;
/// Below this no code is near.
const LEAST: f32 = 0.005;
/// So many times likelier must one code be than the next.
const CLEARLY: f32 = 3.0;

/// The code that the characters may stand for.
fn resembled(cells: &[Cell], elsewhere: Option<&str>) -> Option<&'static str> {
    let mut likely: Vec<(f32, &'static str)> = country_codes()
        .map(|code| {
            (
                likelihood(cells, code) * if elsewhere == Some(code) { 5.0 } else { 1.0 },
                code,
            )
        })
        .filter(|(likelihood, _)| *likelihood >= LEAST)
        .collect();
    likely.sort_by(|a, b| b.0.total_cmp(&a.0));
    match likely.as_slice() {
        [(_, only)] => Some(only),
        [(first, best), (second, _), ..] if *first > CLEARLY * second => Some(best),
        _ => None,
    }
}

/// Product of how likely each character is the code's, relative to the one that was read.
fn likelihood(cells: &[Cell], code: &str) -> f32 {
    let letters = code.chars().chain(std::iter::repeat(FILLER));
    let each = cells.iter().zip(letters).map(|(cell, letter)| {
        if cell.character == letter {
            return 1.0;
        }
        let similar = confusable(cell.character).contains(&letter) || LETTER_PAIRS.contains(&(cell.character, letter));
        let seen = cell.others.probability(letter) / cell.confidence.max(0.05);
        seen.min(1.0).max(if similar { RESEMBLING } else { 0.0 })
    });
    each.product()
}

/// Letters that readers take for each other.
const LETTER_PAIRS: [(char, char); 12] = [
    ('O', 'D'),
    ('D', 'O'),
    ('Q', 'O'),
    ('B', 'R'),
    ('R', 'B'),
    ('I', 'T'),
    ('T', 'I'),
    ('I', 'L'),
    ('L', 'I'),
    ('U', 'V'),
    ('V', 'U'),
    ('H', 'N'),
];

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
    fn a_zero_in_a_document_code_is_a_letter() {
        let mrz = passport(
            "P0UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
        );
        assert_eq!(mrz.document_code.value.as_deref(), Some("PO"));
        assert_eq!(mrz.document_code.status, FieldStatus::Unproven, "it may be PD");
    }
}
