//! A recognised line of text.

use std::fmt;

use crate::image::Point;
use crate::mrz::ReadLine;

/// A recognised character.
#[derive(Clone, Copy, PartialEq, serde::Serialize)]
pub struct RecognisedCharacter {
    /// The character.
    pub character: char,
    /// How sure the network is, 0 to 1.
    pub confidence: f32,
    /// Where its middle stands along the line, 0 at the left edge to 1 at the right one.
    pub position: f32,
}

/// A line of text with its place in the picture. Debug output does not show what it says.
#[derive(Clone, PartialEq, serde::Serialize)]
pub struct TextLine {
    /// Corners in pixels of the picture as it was given, clockwise from the corner where the text has its top left.
    pub quad: [Point; 4],
    /// The text.
    pub text: String,
    /// Mean confidence of its characters, 0 to 1; 0 for no text.
    pub confidence: f32,
    /// Its characters.
    pub characters: Vec<RecognisedCharacter>,
    /// The same line read with the characters of machine readable zones only, positions 0 to 1; empty for lines that
    /// cannot be part of one.
    #[serde(skip)]
    pub machine: ReadLine,
}

impl TextLine {
    /// A line from its characters.
    #[must_use]
    pub fn new(quad: [Point; 4], characters: Vec<RecognisedCharacter>, machine: ReadLine) -> Self {
        let sum: f32 = characters.iter().map(|read| read.confidence).sum();
        Self {
            quad,
            text: characters
                .iter()
                .map(|read| read.character)
                .collect::<String>()
                .trim()
                .to_owned(),
            confidence: sum / characters.len().max(1) as f32,
            characters,
            machine,
        }
    }
}

impl fmt::Debug for RecognisedCharacter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RecognisedCharacter({:.2})", self.confidence)
    }
}

impl fmt::Debug for TextLine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TextLine")
            .field("quad", &self.quad)
            .field("characters", &self.characters.len())
            .field("confidence", &self.confidence)
            .finish_non_exhaustive()
    }
}
