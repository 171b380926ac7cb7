//! From lines of the right length to fields.

use jiff::civil::Date;

use super::alphabet::confusable;
use super::check_digit::check_digit;
use super::codes::{code, country};
use super::composite::{complete_optional, composite, fits_composite};
use super::date::{birth_date, expiry_date};
use super::field::{CheckDigits, CheckOutcome, Field, FieldStatus, Mrz, Sex};
use super::format::{Layout, MrzFormat, Span};
use super::line::ReadLine;
use super::names::{self, CERTAIN};
use super::repair::{Grid, hides_misreading, is_ambiguous};

/// Reads a zone whose lines have exactly the shape of the format (see [`super::fit`]).
///
/// `today` decides the century of two-digit years. `None` when the shape is another one.
#[must_use]
pub fn read(lines: &[ReadLine], format: MrzFormat, today: Date) -> Option<Mrz> {
    let layout = format.layout();
    let mut grid = Grid::new(lines, layout)?;
    let (document_number, number_outcome) = number(&mut grid, layout);
    let (birth_date, birth_outcome) = date(&grid, layout.birth, layout.birth_check, |digits| {
        birth_date(digits, today)
    });
    let (expiry_date, expiry_outcome) = match (layout.expiry, layout.expiry_check) {
        (Some(span), Some(check)) => date(&grid, span, check, |digits| expiry_date(digits, today)),
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
    let numbers_pass = [number_outcome, birth_outcome, expiry_outcome]
        .iter()
        .all(|outcome| *outcome != CheckOutcome::Failed);
    let completed = numbers_pass && complete_optional(&mut grid, layout);
    let (optional_data, optional_outcome) = optional(&grid, layout);
    let composite = composite(&grid, layout);
    let issuing_country = country(&mut grid, layout.issuing_country, None);
    let nationality = layout.nationality.map_or_else(Field::absent, |span| {
        country(&mut grid, span, issuing_country.proven().map(String::as_str))
    });
    let mut mrz = Mrz {
        format,
        lines: Vec::new(),
        document_code: code(&mut grid, layout),
        issuing_country,
        surname,
        given_names,
        document_number,
        nationality,
        birth_date: born_before_expiry(birth_date, &expiry_date),
        sex: sex(&grid, layout.sex),
        expiry_date,
        optional_data,
        optional_data_2: layout
            .optional
            .get(1)
            .map_or_else(Field::absent, |span| unchecked(&grid, *span, true)),
        checks: CheckDigits {
            document_number: number_outcome,
            birth_date: birth_outcome,
            expiry_date: expiry_outcome,
            optional_data: optional_outcome,
            composite,
        },
    };
    mrz.lines = grid.lines();
    if completed {
        mrz.optional_data.doubt();
        mrz.optional_data_2.doubt();
    }
    // A line whose beginning was cut off has its names in the wrong place.
    if layout.name.line == layout.document_code.line && !mrz.document_code.status.is_proven() {
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

fn number(grid: &mut Grid, layout: &Layout) -> (Field<String>, CheckOutcome) {
    let mut spans = vec![layout.number];
    let mut check_span = layout.number_check;
    if let Some(overflow) = layout.number_overflow
        && grid.text(layout.number_check) == "<"
        && let continued = grid.text(overflow).find('<').unwrap_or(overflow.end - overflow.start)
        && continued > 0
    {
        let check_at = overflow.start + continued - 1;
        spans.push(Span {
            end: check_at,
            ..overflow
        });
        check_span = Span {
            start: check_at,
            end: check_at + 1,
            ..overflow
        };
    }
    let written = |grid: &Grid| spans.iter().map(|span| grid.text(*span)).collect::<String>();
    let check = grid.text(check_span).chars().next().unwrap_or('<');
    let passed = check.is_ascii_digit() && check_digit(written(grid).chars()) == Some(check);
    let mut status = read_or_repaired(spans.iter().chain([&check_span]).any(|span| grid.changed(*span)));
    if !passed {
        // Where several corrections satisfy the number's own digit, the composite one may decide.
        let both = |changed: &[char]| {
            check_digit(changed.iter().copied()) == Some(check) && fits_composite(grid, layout, &spans, changed)
        };
        let corrected = grid
            .only_correction(&spans, check)
            .or_else(|| grid.correction(&spans, both));
        let Some(corrected) = corrected else {
            return (Field::failed(), CheckOutcome::Failed);
        };
        for (span, text) in spans.iter().zip(corrected) {
            grid.replace(*span, &text);
        }
        status = FieldStatus::Unproven;
    } else {
        let cells: Vec<_> = spans.iter().flat_map(|span| grid.cells(*span)).copied().collect();
        if cells.iter().any(hides_misreading) || is_ambiguous(&cells) {
            status = FieldStatus::Unproven;
        }
    }
    let text = written(grid);
    let value = text.trim_end_matches('<');
    if value.is_empty() {
        return (Field::absent(), CheckOutcome::Passed);
    }
    (Field::new(value.to_owned(), status), CheckOutcome::Passed)
}

fn date(
    grid: &Grid,
    span: Span,
    check_span: Span,
    in_century: impl Fn(&str) -> Option<Date>,
) -> (Field<Date>, CheckOutcome) {
    let (digits, check) = (grid.text(span), grid.text(check_span));
    if digits == "<<<<<<" && (check == "<" || check == "0") {
        return (Field::absent(), CheckOutcome::Passed);
    }
    let passed = check_digit(digits.chars()) == check.chars().next();
    let unknown_parts = digits.contains('<') && digits.chars().all(|c| c == '<' || c.is_ascii_digit());
    let field = match in_century(&digits) {
        _ if !passed => Field::failed(),
        Some(date) => Field::new(date, read_or_repaired(grid.changed(span) || grid.changed(check_span))),
        None if unknown_parts => Field::absent(),
        None => Field::failed(),
    };
    (field, outcome(passed))
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

fn optional(grid: &Grid, layout: &Layout) -> (Field<String>, CheckOutcome) {
    let Some(span) = layout.optional.first() else {
        return (Field::absent(), CheckOutcome::NotPresent);
    };
    let Some(check_span) = layout.optional_check else {
        return (
            unchecked(grid, *span, !layout.composite.is_empty()),
            CheckOutcome::NotPresent,
        );
    };
    let (text, check) = (grid.text(*span), grid.text(check_span));
    let value = text.trim_end_matches('<');
    if value.is_empty() && (check == "<" || check == "0") {
        return (Field::absent(), CheckOutcome::Passed);
    }
    if check_digit(text.chars()) != check.chars().next() {
        return (Field::failed(), CheckOutcome::Failed);
    }
    let doubtful = grid.cells(*span).iter().any(hides_misreading) || is_ambiguous(grid.cells(*span));
    let status = if doubtful {
        FieldStatus::Unproven
    } else {
        read_or_repaired(grid.changed(check_span))
    };
    (Field::new(value.to_owned(), status), CheckOutcome::Passed)
}

/// A field without a check digit of its own.
fn unchecked(grid: &Grid, span: Span, composite_covers: bool) -> Field<String> {
    let text = grid.text(span);
    let value = text.trim_end_matches('<');
    if value.is_empty() {
        return Field::absent();
    }
    // Where letters and digits may stand side by side, the recogniser is sure of the wrong one of a pair at times.
    let mixed = value.chars().any(|character| character.is_ascii_digit())
        && value.chars().any(|character| character.is_ascii_alphabetic())
        && value.chars().any(|character| !confusable(character).is_empty());
    let sure = grid.confidence(span) >= CERTAIN && (composite_covers || !mixed);
    Field::new(
        value.to_owned(),
        if sure { FieldStatus::Read } else { FieldStatus::Unproven },
    )
}

fn sex(grid: &Grid, span: Span) -> Field<Sex> {
    let value = match grid.text(span).as_str() {
        "M" => Sex::Male,
        "F" => Sex::Female,
        "X" | "<" => Sex::Unspecified,
        _ => return Field::failed(),
    };
    let sure = grid.confidence(span) >= CERTAIN;
    Field::new(value, if sure { FieldStatus::Read } else { FieldStatus::Unproven })
}
