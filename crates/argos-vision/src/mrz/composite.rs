//! The check digit over several fields together, and what it can mend.

use super::check_digit::check_digit;
use super::field::CheckOutcome;
use super::format::{Layout, MrzFormat, Span};
use super::line::ReadLine;
use super::parse::outcome;
use super::repair::Grid;

/// The composite check digit of a zone.
pub(super) fn composite(grid: &Grid, layout: &Layout) -> CheckOutcome {
    let Some(check_span) = layout.composite_check else {
        return CheckOutcome::NotPresent;
    };
    let covered: String = layout.composite.iter().map(|span| grid.text(*span)).collect();
    outcome(check_digit(covered.chars()) == grid.text(check_span).chars().next())
}

/// The composite check digit of finished lines.
pub(super) fn composite_of_lines(lines: &[String], format: MrzFormat) -> CheckOutcome {
    let lines: Vec<ReadLine> = lines.iter().map(|line| ReadLine::from(line.as_str())).collect();
    Grid::new(&lines, format.layout()).map_or(CheckOutcome::Failed, |grid| composite(&grid, format.layout()))
}

/// Whether the composite check digit would pass if the spans held these characters; never in formats that have none.
pub(super) fn fits_composite(grid: &Grid, layout: &Layout, spans: &[Span], characters: &[char]) -> bool {
    let Some(check_span) = layout.composite_check else {
        return false;
    };
    let changed = |line: usize, position: usize| {
        let mut before = 0;
        for span in spans {
            if span.line == line && (span.start..span.end).contains(&position) {
                return characters.get(before + position - span.start).copied();
            }
            before += span.end - span.start;
        }
        None
    };
    let covered = layout.composite.iter().flat_map(|span| {
        let cells = grid.cells(*span).iter().enumerate();
        cells.map(|(offset, cell)| changed(span.line, span.start + offset).unwrap_or(cell.character))
    });
    check_digit(covered) == grid.text(check_span).chars().next()
}

/// Where every other check digit passes and the composite one fails, an optional field that only it covers was misread:
/// corrects one character of them if that explains it and nothing else does. Says whether it did.
pub(super) fn complete_optional(grid: &mut Grid, layout: &Layout) -> bool {
    if layout.optional_check.is_some() || composite(grid, layout) != CheckOutcome::Failed {
        return false;
    }
    let spans = layout.optional;
    let Some(corrected) = grid.correction(spans, |changed| fits_composite(grid, layout, spans, changed)) else {
        return false;
    };
    for (span, text) in spans.iter().zip(corrected) {
        grid.replace(*span, &text);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mrz::read;
    use jiff::civil::date;

    fn card(first: &str) -> [ReadLine; 3] {
        [
            first,
            "7408122F1204159UTO<<<<<<<<<<<6",
            "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
        ]
        .map(ReadLine::from)
    }

    #[test]
    fn a_letter_among_the_fillers_of_optional_data_goes_where_the_composite_digit_says_so() {
        let lines = card("I<UTOD231458907<<<<<<<<<<<<<<C");
        let mrz = read(&lines, MrzFormat::Td1, date(2026, 3, 15)).unwrap();
        assert_eq!(mrz.lines[0], "I<UTOD231458907<<<<<<<<<<<<<<<");
        assert!(mrz.checks.all_pass() && mrz.document_number.status.is_proven());
    }

    #[test]
    fn the_composite_digit_decides_between_corrections_of_a_number() {
        let lines = card("I<UTOD231458907<<<<<<<<<<<<<<<");
        let grid = Grid::new(&lines, MrzFormat::Td1.layout()).unwrap();
        let layout = MrzFormat::Td1.layout();
        let with = |number: &str| {
            let characters: Vec<char> = number.chars().collect();
            fits_composite(&grid, layout, &[layout.number], &characters)
        };
        assert!(with("D23145890"));
        assert!(!with("D28145890") && !with("D2314589O"));
    }
}
