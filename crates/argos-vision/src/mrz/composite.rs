//! The check digit over several fields together, and what it can mend.

use super::check_digit::{check_digit, value};
use super::evidence::Equation;
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

/// What the composite check digit demands of some spans, which may include the digit itself, while all else stays as it is
/// written. `None` in formats that have none, and where something that has no value is written.
pub(super) fn composite_equation(grid: &Grid, layout: &Layout, spans: &[Span]) -> Option<Equation> {
    let check = layout.composite_check?;
    let mut weights = vec![0; spans.iter().map(|span| span.end - span.start).sum()];
    let mut sum = 0;
    let covered = layout
        .composite
        .iter()
        .flat_map(|span| (span.start..span.end).map(|at| (span.line, at)));
    let weighted = covered.enumerate().map(|(index, place)| (place, [7, 3, 1][index % 3]));
    // The digit itself is taken off: nine is minus one modulo ten.
    for ((line, at), weight) in weighted.chain([((check.line, check.start), 9)]) {
        match index_within(spans, line, at) {
            Some(index) => weights[index] = weight,
            None => sum += value(grid.character(line, at)?)? * weight,
        }
    }
    Some(Equation {
        weights,
        sum: (10 - sum % 10) % 10,
    })
}

/// Where a place stands in the concatenated spans.
fn index_within(spans: &[Span], line: usize, at: usize) -> Option<usize> {
    let mut before = 0;
    for span in spans {
        if span.line == line && (span.start..span.end).contains(&at) {
            return Some(before + at - span.start);
        }
        before += span.end - span.start;
    }
    None
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
        let mut lines = card("I<UTOD231458907<<<<<<<<<<<<<<C");
        lines[0].0[29].confidence = 0.8;
        let mrz = read(&lines, MrzFormat::Td1, date(2026, 3, 15)).unwrap();
        assert_eq!(mrz.lines[0], "I<UTOD231458907<<<<<<<<<<<<<<<");
        assert!(mrz.checks.all_pass() && mrz.document_number.status.is_proven());
    }

    #[test]
    fn the_equation_of_a_number_holds_for_the_number_that_the_composite_digit_fits() {
        let lines = card("I<UTOD231458907<<<<<<<<<<<<<<<");
        let grid = Grid::new(&lines, MrzFormat::Td1.layout()).unwrap();
        let layout = MrzFormat::Td1.layout();
        let equation = composite_equation(&grid, layout, &[layout.number]).unwrap();
        assert!(equation.holds("D23145890"));
        assert!(!equation.holds("D28145890") && !equation.holds("D2314589O"));
        let with_digit = [layout.number, layout.composite_check.unwrap()];
        let equation = composite_equation(&grid, layout, &with_digit).unwrap();
        assert!(equation.holds("D231458906") && !equation.holds("D231458907"));
    }
}
