//! The fields that check digits cover: the document number, the dates, the optional data.

use jiff::civil::Date;

use super::alphabet::{FILLER, as_letter};
use super::composite::composite_equation;
use super::evidence::{Equation, LEAST_ODDS, LIKELY, Possible, Verdict, likeliest};
use super::field::{CheckOutcome, Field, FieldStatus};
use super::format::{Layout, Span};
use super::parse::{outcome, read_or_repaired};
use super::repair::Grid;

/// Spans of a zone that one check digit covers, brought to the likeliest text that satisfies it.
struct Settled {
    /// Whether they satisfy it now, and by what.
    outcome: CheckOutcome,
    /// Whether hardly any other text satisfies it.
    proven: bool,
}

impl Settled {
    fn passed(&self) -> bool {
        self.outcome != CheckOutcome::Failed
    }
}

/// Brings the spans, the last of which is the check digit, to what satisfies it. `empty_allowed`: a filler may stand for
/// the digit.
fn settle(grid: &mut Grid, layout: &Layout, spans: &[Span], empty_allowed: bool) -> Settled {
    let mut cells = possible(grid, spans);
    if let (Some(last), Some(cell)) = (
        cells.last_mut(),
        spans.last().and_then(|check| grid.cells(*check).last()),
    ) {
        *last = Possible::of(cell, |character| {
            character.is_ascii_digit() || empty_allowed && character == FILLER
        });
    }
    let own = Equation::of_field(cells.len() - 1);
    let alone = likeliest(&cells, Some(&own), None);
    let verdict = match alone {
        Some(sure) if sure.is_proven() => Some(sure),
        Some(doubtful) => {
            let composite = composite_equation(grid, layout, spans);
            let together = composite.and_then(|composite| likeliest(&cells, Some(&own), Some(&composite)));
            Some(together.unwrap_or(doubtful))
        }
        None => None,
    };
    adopt(grid, spans, &own, verdict)
}

/// What may stand in the places of the spans.
fn possible(grid: &Grid, spans: &[Span]) -> Vec<Possible> {
    spans.iter().flat_map(|span| grid.possible(*span)).collect()
}

/// Puts the likeliest text in its place, unless it is too far from what was read.
fn adopt(grid: &mut Grid, spans: &[Span], own: &Equation, verdict: Option<Verdict>) -> Settled {
    let written: String = spans.iter().map(|span| grid.text(*span)).collect();
    let near = |verdict: &Verdict| verdict.share >= LIKELY && verdict.odds >= LEAST_ODDS;
    let same = |verdict: &Verdict| verdict.characters.iter().copied().eq(written.chars());
    let Some(verdict) = verdict.filter(|verdict| near(verdict) || same(verdict)) else {
        return Settled {
            outcome: outcome(own.holds(&written)),
            proven: false,
        };
    };
    let outcome = match same(&verdict) || verdict.was_seen() {
        true => CheckOutcome::Passed,
        false => CheckOutcome::Guessed,
    };
    let mut rest = verdict.characters.iter();
    for span in spans {
        let text: String = rest.by_ref().take(span.end - span.start).collect();
        grid.replace(*span, &text);
    }
    Settled {
        outcome,
        proven: verdict.is_proven(),
    }
}

fn changed(grid: &Grid, spans: &[Span]) -> bool {
    spans.iter().any(|span| grid.changed(*span))
}

/// The document number; where it is too long for its field it goes on in the optional data.
pub(super) fn number(grid: &mut Grid, layout: &Layout) -> (Field<String>, CheckOutcome) {
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
    spans.push(check_span);
    let settled = settle(grid, layout, &spans, false);
    let check_is_digit = grid.text(check_span).chars().all(|check| check.is_ascii_digit());
    if !settled.passed() || !check_is_digit {
        return (Field::failed(), CheckOutcome::Failed);
    }
    let text: String = spans[..spans.len() - 1].iter().map(|span| grid.text(*span)).collect();
    let value = text.trim_end_matches('<');
    if value.is_empty() {
        return (Field::absent(), CheckOutcome::Passed);
    }
    let status = match settled.proven && !begins_with_doubled_digit(value) {
        true => read_or_repaired(changed(grid, &spans)),
        false => FieldStatus::Unproven,
    };
    (Field::new(value.to_owned(), status), settled.outcome)
}

/// Whether a number begins with one digit twice that resembles a letter. Many numbers begin with letters; the recogniser
/// takes both of two equal ones for digits or none, and as their weights add up to ten no check digit tells: `DD` is `00`.
pub(super) fn begins_with_doubled_digit(number: &str) -> bool {
    let mut characters = number.chars();
    match (characters.next(), characters.next()) {
        (Some(first), Some(second)) => first == second && first.is_ascii_digit() && as_letter(first).is_some(),
        _ => false,
    }
}

/// A date; absent where the document leaves it open.
pub(super) fn date(
    grid: &mut Grid,
    layout: &Layout,
    span: Span,
    check_span: Span,
    in_century: impl Fn(&str) -> Option<Date>,
) -> (Field<Date>, CheckOutcome) {
    let (digits, check) = (grid.text(span), grid.text(check_span));
    if digits == "<<<<<<" && (check == "<" || check == "0") {
        return (Field::absent(), CheckOutcome::Passed);
    }
    let settled = settle(grid, layout, &[span, check_span], false);
    let (digits, check) = (grid.text(span), grid.text(check_span));
    let passed = settled.passed() && check != "<";
    let unknown_parts = digits.contains('<') && digits.chars().all(|c| c == '<' || c.is_ascii_digit());
    let field = match in_century(&digits) {
        _ if !passed => Field::failed(),
        Some(date) if settled.proven => Field::new(date, read_or_repaired(changed(grid, &[span, check_span]))),
        Some(date) => Field::new(date, FieldStatus::Unproven),
        None if unknown_parts => Field::absent(),
        None => Field::failed(),
    };
    let outcome = match passed {
        true => settled.outcome,
        false => CheckOutcome::Failed,
    };
    (field, outcome)
}

/// The fields for the issuer's use, with the outcome of the check digit that they may have of their own.
///
/// `others_pass`: every other check digit does, so that the composite one tells what stands here where nothing else does.
pub(super) fn optional(grid: &mut Grid, layout: &Layout, others_pass: bool) -> ([Field<String>; 2], CheckOutcome) {
    if let (Some(span), Some(check_span)) = (layout.optional.first(), layout.optional_check) {
        let (field, outcome) = with_own_digit(grid, layout, *span, check_span);
        return ([field, Field::absent()], outcome);
    }
    let settled = match layout.composite_check.filter(|_| others_pass) {
        Some(check_span) => {
            let spans: Vec<Span> = layout.optional.iter().copied().chain([check_span]).collect();
            match composite_equation(grid, layout, &spans) {
                Some(equation) => {
                    let verdict = likeliest(&possible(grid, &spans), Some(&equation), None);
                    adopt(grid, &spans, &equation, verdict)
                }
                None => Settled {
                    outcome: CheckOutcome::Failed,
                    proven: false,
                },
            }
        }
        None => {
            let cells = possible(grid, layout.optional);
            let alone = likeliest(&cells, None, None);
            let proven = layout.composite.is_empty() && alone.is_some_and(|alone| alone.is_proven());
            Settled {
                outcome: CheckOutcome::Failed,
                proven,
            }
        }
    };
    let field = |index: usize| {
        let Some(span) = layout.optional.get(index) else {
            return Field::absent();
        };
        let text = grid.text(*span);
        match text.trim_end_matches('<') {
            "" => Field::absent(),
            value if settled.proven => Field::new(value.to_owned(), read_or_repaired(grid.changed(*span))),
            value => Field::new(value.to_owned(), FieldStatus::Unproven),
        }
    };
    ([field(0), field(1)], CheckOutcome::NotPresent)
}

fn with_own_digit(grid: &mut Grid, layout: &Layout, span: Span, check_span: Span) -> (Field<String>, CheckOutcome) {
    let is_empty = |grid: &Grid| grid.text(span).chars().all(|character| character == '<');
    if is_empty(grid) && matches!(grid.text(check_span).as_str(), "<" | "0") {
        return (Field::absent(), CheckOutcome::Passed);
    }
    let settled = settle(grid, layout, &[span, check_span], true);
    let text = grid.text(span);
    let value = text.trim_end_matches('<');
    match (settled.passed(), settled.proven) {
        (false, _) => (Field::failed(), CheckOutcome::Failed),
        (true, _) if value.is_empty() => (Field::absent(), CheckOutcome::Passed),
        (true, true) => {
            let status = read_or_repaired(changed(grid, &[span, check_span]));
            (Field::new(value.to_owned(), status), settled.outcome)
        }
        (true, false) => (Field::new(value.to_owned(), FieldStatus::Unproven), settled.outcome),
    }
}
