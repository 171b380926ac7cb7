//! Corrections that positions and check digits justify.
//!
//! A character that its position forbids (a letter in a date) is replaced by the likeliest one that may stand there, or by
//! the one it resembles. What check digits say about the rest is weighed in [`super::evidence`].

use super::alphabet::{FILLER, as_digit, as_letter};
use super::evidence::Possible;
use super::format::{CharacterClass, Layout, Span};
use super::line::{ReadCharacter, ReadLine};
use super::names::Cell;

/// A character that the recogniser gave at least this probability may be meant.
const SEEN: f32 = 0.01;

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
                let class = layout.class(row, position);
                let allowed = within_class(read, class);
                let character = allowed.unwrap_or(read.character);
                Cell {
                    character,
                    read: read.character,
                    class,
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

    /// The character in a place.
    pub(super) fn character(&self, line: usize, position: usize) -> Option<char> {
        Some(self.0.get(line)?.get(position)?.character)
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

    /// What may stand in the places of a field, one after the other.
    pub(super) fn possible(&self, span: Span) -> impl Iterator<Item = Possible> + '_ {
        self.cells(span)
            .iter()
            .map(|cell| Possible::of(cell, |character| cell.class.allows(character)))
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mrz::format::MrzFormat;

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
    fn lines_of_another_shape_are_refused() {
        assert!(Grid::new(&[ReadLine::from("ABC")], MrzFormat::Td2.layout()).is_none());
    }
}
