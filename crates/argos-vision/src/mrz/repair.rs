//! Corrections that positions and check digits justify.
//!
//! A character that its position forbids (a letter in a date) is replaced by the one it resembles, if only one does.
//! Where both letters and digits may stand, nothing is replaced unless the check digit fails, one unsure character
//! explains it and no other one does; even then the result stays unproven, as one check digit in ten fits by chance.

use super::alphabet::{FILLER, as_digit, as_letter, confusable};
use super::check_digit::check_digit;
use super::format::{CharacterClass, Layout, Span};
use super::line::{ReadCharacter, ReadLine};
use super::names::Cell;

/// A character above this is not doubted.
const DOUBTFUL: f32 = 0.95;
/// A character that the recogniser gave at least this probability may be meant.
const SEEN: f32 = 0.01;
/// Probability that a character is one that it resembles though the recogniser saw nothing of it.
const RESEMBLING: f32 = 0.01;
/// So many times likelier must the best correction be than the next.
const CLEARLY: f32 = 4.0;
/// Share of a character's probability from which another one is possible although a check digit passes: for one of equal
/// value, and for two in one field.
const POSSIBLE: f32 = 0.005;
const BOTH_POSSIBLE: f32 = 0.05;

/// The positions of a zone with forbidden characters replaced.
pub(super) struct Grid(Vec<Vec<Cell>>);

impl Grid {
    /// Lines of exactly the layout's shape, each position brought into its class.
    pub(super) fn new(lines: &[ReadLine], layout: &Layout) -> Option<Self> {
        let shape_fits = lines.len() == layout.lines && lines.iter().all(|line| line.0.len() == layout.length);
        if !shape_fits {
            return None;
        }
        let rows = lines.iter().enumerate().map(|(row, line)| {
            let cells = line.0.iter().enumerate().map(|(position, read)| {
                let allowed = within_class(read, layout.class(row, position));
                let character = allowed.unwrap_or(read.character);
                Cell {
                    character,
                    confidence: read.confidence,
                    changed: character != read.character,
                    others: read.others,
                }
            });
            cells.collect()
        });
        Some(Self(rows.collect()))
    }

    /// The cells of a field.
    pub(super) fn cells(&self, span: Span) -> &[Cell] {
        &self.0[span.line][span.start..span.end]
    }

    /// The characters of a field.
    pub(super) fn text(&self, span: Span) -> String {
        self.cells(span).iter().map(|cell| cell.character).collect()
    }

    /// The text of all lines.
    pub(super) fn lines(&self) -> Vec<String> {
        self.0
            .iter()
            .map(|row| row.iter().map(|cell| cell.character).collect())
            .collect()
    }

    /// Whether repair changed any character of a field.
    pub(super) fn changed(&self, span: Span) -> bool {
        self.cells(span).iter().any(|cell| cell.changed)
    }

    /// The least confidence of a field's characters.
    pub(super) fn confidence(&self, span: Span) -> f32 {
        self.cells(span).iter().map(|cell| cell.confidence).fold(1.0, f32::min)
    }

    /// The cells of a field, to be changed.
    pub(super) fn cells_mut(&mut self, span: Span) -> &mut [Cell] {
        &mut self.0[span.line][span.start..span.end]
    }

    /// Puts other characters into a field.
    pub(super) fn replace(&mut self, span: Span, text: &str) {
        for (cell, character) in self.0[span.line][span.start..span.end].iter_mut().zip(text.chars()) {
            cell.changed |= cell.character != character;
            cell.character = character;
        }
    }

    /// The way to satisfy a failing check digit by replacing one character of the spans by one that it resembles, or that
    /// the recogniser thought possible: among the unsure ones if that is enough, else among all. `None` when there is no
    /// way, or none that is clearly likelier than the next.
    pub(super) fn only_correction(&self, spans: &[Span], check: char) -> Option<Vec<String>> {
        self.correction(spans, |changed| check_digit(changed.iter().copied()) == Some(check))
    }

    /// As [`Grid::only_correction`], with any condition on all characters of the spans.
    pub(super) fn correction(&self, spans: &[Span], fits: impl Fn(&[char]) -> bool) -> Option<Vec<String>> {
        let cells: Vec<Cell> = spans.iter().flat_map(|span| self.cells(*span)).copied().collect();
        let original: Vec<char> = cells.iter().map(|cell| cell.character).collect();
        let among = |unsure_only: bool| {
            let mut fitting: Vec<(f32, Vec<char>)> = Vec::new();
            for (index, cell) in cells.iter().enumerate() {
                if unsure_only && cell.confidence >= DOUBTFUL {
                    continue;
                }
                for (other, likelihood) in replacements(cell) {
                    let mut changed = original.clone();
                    changed[index] = other;
                    if fits(&changed) {
                        fitting.push((likelihood, changed));
                    }
                }
            }
            fitting.sort_by(|a, b| b.0.total_cmp(&a.0));
            fitting
        };
        let fitting = match among(true) {
            none if none.is_empty() => among(false),
            unsure => unsure,
        };
        let corrected = match fitting.as_slice() {
            [(_, only)] => only,
            [(first, best), (second, _), ..] if *first > CLEARLY * second => best,
            _ => return None,
        };
        let mut rest = corrected.iter().copied();
        Some(
            spans
                .iter()
                .map(|span| rest.by_ref().take(span.end - span.start).collect())
                .collect(),
        )
    }
}

/// What may stand in place of a character, and how likely that is.
fn replacements(cell: &Cell) -> Vec<(char, f32)> {
    let mut all: Vec<(char, f32)> = cell.others.iter().filter(|(_, share)| *share >= SEEN).collect();
    for other in confusable(cell.character) {
        if all.iter().all(|(known, _)| known != other) {
            all.push((*other, RESEMBLING.max(cell.others.probability(*other))));
        }
    }
    all
}

/// The character itself when the class allows it, else the likeliest of the class that the recogniser thought possible,
/// else the one that it resembles, else `None`.
fn within_class(read: &ReadCharacter, class: CharacterClass) -> Option<char> {
    let character = read.character;
    if character == FILLER {
        return Some(FILLER);
    }
    let possible = |fits: fn(char) -> bool| {
        let likeliest = read
            .others
            .likeliest(fits)
            .filter(|(_, probability)| *probability >= SEEN);
        likeliest.map(|(other, _)| other)
    };
    match class {
        CharacterClass::Letter if character.is_ascii_digit() => {
            possible(|other| other.is_ascii_uppercase()).or_else(|| as_letter(character))
        }
        CharacterClass::Digit if character.is_ascii_alphabetic() => {
            possible(|other| other.is_ascii_digit()).or_else(|| as_digit(character))
        }
        CharacterClass::Letter | CharacterClass::Digit | CharacterClass::Sex | CharacterClass::Any => Some(character),
    }
}

/// Whether a passing check digit could hide a misreading of this character: `G` and `6`, `L` and `1`, `U` and `0`,
/// `K` and the filler have equal values modulo 10.
pub(super) fn hides_misreading(cell: &Cell) -> bool {
    matches!(cell.character, 'G' | '6' | 'L' | '1' | 'U' | '0' | 'K' | FILLER) && cell.confidence < 0.6
}

/// Whether other characters, one or two of which the recogniser thought possible, would satisfy the same check digit:
/// then it proves nothing. `G` and `6` have equal values modulo 10, and `ZZ` and `22` may have equal sums.
pub(super) fn is_ambiguous(cells: &[Cell]) -> bool {
    let original: Vec<char> = cells.iter().map(|cell| cell.character).collect();
    let wanted = check_digit(original.iter().copied());
    let changes = |least: f32| {
        let mut changes: Vec<(usize, char)> = Vec::new();
        for (index, cell) in cells.iter().enumerate() {
            let likely = cell
                .others
                .iter()
                .filter(|(_, share)| *share >= least * cell.confidence);
            changes.extend(likely.map(|(other, _)| (index, other)));
        }
        changes
    };
    let fits = |these: &[(usize, char)]| {
        let mut changed = original.clone();
        for (index, other) in these {
            changed[*index] = *other;
        }
        check_digit(changed.iter().copied()) == wanted
    };
    if changes(POSSIBLE).iter().any(|one| fits(&[*one])) {
        return true;
    }
    let both = changes(BOTH_POSSIBLE);
    let mut pairs = both.iter().enumerate().flat_map(|(at, first)| {
        let others = both[at + 1..].iter().filter(|second| second.0 != first.0);
        others.map(|second| [*first, *second])
    });
    pairs.any(|two| fits(&two))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mrz::format::MrzFormat;
    use crate::mrz::line::Alternatives;

    fn grid(lines: &[&str], format: MrzFormat) -> Grid {
        let lines: Vec<ReadLine> = lines.iter().map(|line| ReadLine::from(*line)).collect();
        Grid::new(&lines, format.layout()).unwrap()
    }

    #[test]
    fn positions_decide_between_letters_and_digits() {
        let layout = MrzFormat::Td3.layout();
        let grid = grid(
            &[
                "P<UT0ERIK55ON<<ANNA<MAR1A<<<<<<<<<<<<<<<<<<<",
                "L898902C36UT0740BIZ2F12O41S9ZE184226B<<<<<1O",
            ],
            MrzFormat::Td3,
        );
        assert_eq!(grid.text(layout.name), "ERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<");
        assert_eq!(grid.text(layout.birth), "740812");
        assert_eq!(grid.text(layout.nationality.unwrap()), "UTO");
        assert_eq!(grid.text(layout.number), "L898902C3");
        assert!(grid.changed(layout.birth) && !grid.changed(layout.number));
        assert!(grid.lines()[1].ends_with("10"));
    }

    #[test]
    fn a_check_digit_that_other_likely_characters_satisfy_too_proves_nothing() {
        let cells = |text: &str, at: &[usize], other: char, share: f32| {
            let mut line = ReadLine::from(text);
            for index in at {
                line.0[*index].others = Alternatives::of(vec![(other, share)]);
            }
            let line = ReadLine([line.0, ReadLine::from("<".repeat(44 - text.len()).as_str()).0].concat());
            let lines = [ReadLine::from("<".repeat(44).as_str()), line];
            let layout = MrzFormat::Td3.layout();
            Grid::new(&lines, layout).unwrap().cells(layout.number).to_vec()
        };
        assert!(
            is_ambiguous(&cells("6X242009", &[0], 'G', 0.02)),
            "G and 6 have equal values modulo 10"
        );
        assert!(!is_ambiguous(&cells("6X242009", &[0], '8', 0.02)), "8 has another one");
        assert!(
            is_ambiguous(&cells("22877024", &[0, 1], 'Z', 0.1)),
            "ZZ has the sum of 22"
        );
        assert!(!is_ambiguous(&cells("22877024", &[0], 'Z', 0.1)));
    }

    #[test]
    fn lines_of_another_shape_are_refused() {
        assert!(Grid::new(&[ReadLine::from("ABC")], MrzFormat::Td2.layout()).is_none());
    }

    #[test]
    fn a_number_is_corrected_only_at_one_unsure_place() {
        let layout = MrzFormat::Td3.layout();
        let mut lines = [
            ReadLine::from("<".repeat(44).as_str()),
            ReadLine::from("LB98902C36UTO7408122F1204159ZE184226B<<<<<10"),
        ];
        let corrected = Grid::new(&lines, layout)
            .unwrap()
            .only_correction(&[layout.number], '6');
        assert_eq!(
            corrected, None,
            "every character is sure, and several places explain it"
        );
        lines[1].0[4].confidence = 0.5;
        lines[1].0[1].confidence = 0.5;
        let corrected = Grid::new(&lines, layout)
            .unwrap()
            .only_correction(&[layout.number], '6');
        assert_eq!(corrected, Some(vec!["L898902C3".to_owned()]));
        let nine = Span {
            line: 1,
            start: 4,
            end: 5,
        };
        let refused = Grid::new(&lines, layout).unwrap().only_correction(&[nine], '1');
        assert_eq!(refused, None, "no place explains it");
    }
}
