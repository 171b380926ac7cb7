//! From lines of the right length to fields.

use jiff::civil::Date;

use super::checked::{date, number, optional};
use super::codes::{code, country};
use super::composite::composite;
use super::date::{birth_date, expiry_date};
use super::evidence::{LEAST_ODDS, PROVEN};
use super::field::{CheckDigits, CheckOutcome, Field, FieldStatus, Mrz, Sex};
use super::format::{Layout, MrzFormat, Span};
use super::line::ReadLine;
use super::names::{self, CERTAIN};
use super::repair::Grid;

/// Reads a zone whose lines have exactly the shape of the format (see [`super::fit`]).
///
/// `today` decides the century of two-digit years. `None` when the shape is another one.
#[must_use]
pub fn read(lines: &[ReadLine], format: MrzFormat, today: Date) -> Option<Mrz> {
    let layout = format.layout();
    let mut grid = Grid::new(lines, layout)?;
    let (document_number, number_outcome) = number(&mut grid, layout);
    let (birth_date, birth_outcome) = date(&mut grid, layout, layout.birth, layout.birth_check, |digits| {
        birth_date(digits, today)
    });
    let (expiry_date, expiry_outcome) = match (layout.expiry, layout.expiry_check) {
        (Some(span), Some(check)) => date(&mut grid, layout, span, check, |digits| expiry_date(digits, today)),
        _ => (Field::absent(), CheckOutcome::NotPresent),
    };
    let (surname, given_names) = match layout.given_names {
        Some(given) => {
            let cleaned = [layout.name, given].map(|span| names::clean(grid.cells_mut(span)));
            (
                names::single(grid.cells(layout.name), cleaned[0]),
                names::single(grid.cells(given), cleaned[1]),
            )
        }
        None => {
            let cleaned = names::clean(grid.cells_mut(layout.name));
            names::split(grid.cells(layout.name), cleaned)
        }
    };
    let issuing_country = country(&mut grid, layout.issuing_country, None);
    let nationality = layout.nationality.map_or_else(Field::absent, |span| {
        country(&mut grid, span, issuing_country.proven().map(String::as_str))
    });
    let (document_code, begins) = code(&mut grid, layout);
    let sex = sex(&mut grid, layout.sex);
    let numbers_pass = [number_outcome, birth_outcome, expiry_outcome]
        .iter()
        .all(|outcome| *outcome != CheckOutcome::Failed);
    let ([optional_data, optional_data_2], optional_outcome) = optional(&mut grid, layout, numbers_pass);
    let composite = composite(&grid, layout);
    let mut mrz = Mrz {
        format,
        lines: Vec::new(),
        document_code,
        issuing_country,
        surname,
        given_names,
        document_number,
        nationality,
        birth_date: born_before_expiry(birth_date, &expiry_date),
        sex,
        expiry_date,
        optional_data,
        optional_data_2,
        checks: CheckDigits {
            document_number: number_outcome,
            birth_date: birth_outcome,
            expiry_date: expiry_outcome,
            optional_data: optional_outcome,
            composite,
        },
    };
    mrz.lines = grid.lines();
    // A line whose beginning was cut off has its names in the wrong place.
    if layout.name.line == layout.document_code.line && !begins {
        mrz.surname.doubt();
        mrz.given_names.doubt();
    }
    apply_composite(&mut mrz, &grid, layout);
    Some(mrz)
}

/// A failing composite digit takes the proof from what only it covers, and from fields with an unsure character, as
/// one wrong reading in ten passes its own check digit.
fn apply_composite(mrz: &mut Mrz, grid: &Grid, layout: &Layout) {
    if mrz.checks.composite != CheckOutcome::Failed {
        return;
    }
    mrz.optional_data.doubt();
    mrz.optional_data_2.doubt();
    // A lost or invented character shifts what follows in the line, and one check digit in ten passes by chance.
    let failed = [
        (mrz.checks.document_number, Some(layout.number)),
        (mrz.checks.birth_date, Some(layout.birth)),
        (mrz.checks.expiry_date, layout.expiry),
    ];
    let is_behind = |field: Span| {
        failed.iter().any(|(outcome, span)| {
            let earlier = span.is_some_and(|span| span.line == field.line && span.start < field.start);
            *outcome == CheckOutcome::Failed && earlier
        })
    };
    if is_behind(layout.birth) {
        mrz.birth_date.doubt();
    }
    if layout.expiry.is_some_and(is_behind) {
        mrz.expiry_date.doubt();
    }
    if grid.confidence(layout.number) < CERTAIN {
        mrz.document_number.doubt();
    }
    if grid.confidence(layout.birth) < CERTAIN {
        mrz.birth_date.doubt();
    }
    if layout.expiry.is_some_and(|span| grid.confidence(span) < CERTAIN) {
        mrz.expiry_date.doubt();
    }
}

pub(super) fn outcome(passed: bool) -> CheckOutcome {
    if passed {
        CheckOutcome::Passed
    } else {
        CheckOutcome::Failed
    }
}

pub(super) fn read_or_repaired(changed: bool) -> FieldStatus {
    if changed {
        FieldStatus::Repaired
    } else {
        FieldStatus::Read
    }
}

/// A person is born before the document expires: an old document of an old person has both years in the last century.
fn born_before_expiry(birth: Field<Date>, expiry: &Field<Date>) -> Field<Date> {
    match (birth.value, expiry.value) {
        (Some(born), Some(expires)) if born >= expires => {
            match Date::new(born.year() - 100, born.month(), born.day()) {
                Ok(earlier) => Field {
                    value: Some(earlier),
                    ..birth
                },
                Err(_) => Field::failed(),
            }
        }
        _ => birth,
    }
}

/// The sex, the likeliest of the characters that may state it. What is printed there is nothing else.
fn sex(grid: &mut Grid, span: Span) -> Field<Sex> {
    let Some(cell) = grid.possible(span).next() else {
        return Field::failed();
    };
    let all = SEXES.map(|(character, sex, share)| (cell.probability(character) * share, character, sex));
    let sum: f32 = all.iter().map(|(likelihood, _, _)| likelihood).sum();
    let Some((likelihood, character, sex)) = all.into_iter().max_by(|a, b| a.0.total_cmp(&b.0)) else {
        return Field::failed();
    };
    if likelihood < LEAST_ODDS {
        return Field::failed();
    }
    grid.replace(span, &character.to_string());
    let status = match likelihood >= PROVEN * sum {
        true => read_or_repaired(grid.changed(span)),
        false => FieldStatus::Unproven,
    };
    Field::new(sex, status)
}

/// How the sex is written, and about how many documents say so.
const SEXES: [(char, Sex, f32); 4] = [
    ('M', Sex::Male, 0.49),
    ('F', Sex::Female, 0.49),
    ('<', Sex::Unspecified, 0.015),
    ('X', Sex::Unspecified, 0.005),
];
