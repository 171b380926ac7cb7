//! Lines of a machine readable zone that the detector has missed, looked for beside one that it found.

use image::RgbImage;

use super::layout::{PageFrame, Place};
use crate::engine::EngineError;
use crate::image::Point;
use crate::mrz::{FILLER, MrzFormat};
use crate::text::{TextLine, TextModels, recognise};
use crate::timings::Timings;

/// How far the neighbour's middle lies from the line's, in heights of the line, above and below.
const OFFSETS: [f32; 4] = [-1.3, 1.3, -1.6, 1.6];
/// Found lines beside which others are looked for.
const MOST_ANCHORS: usize = 2;
/// A neighbour shorter than this is not one.
const LEAST_CHARACTERS: usize = 18;

/// Reads the strips above and below lines that look like a line of a zone; empty when there is no such line.
///
/// # Errors
/// [`EngineError`] when the recogniser fails.
pub(super) fn missed_lines(
    models: &mut TextModels,
    image: &RgbImage,
    page: &[(TextLine, Place)],
    frame: &PageFrame,
    timings: &mut Timings,
) -> Result<Vec<(TextLine, Place)>, EngineError> {
    let anchors: Vec<&TextLine> = page
        .iter()
        .map(|(line, _)| line)
        .filter(|line| is_line_of_zone(line))
        .take(MOST_ANCHORS)
        .collect();
    let mut found: Vec<(TextLine, Place)> = Vec::new();
    for anchor in anchors {
        for offset in OFFSETS {
            let quad = beside(&anchor.quad, offset);
            let place = Place::of(&quad, frame);
            let is_taken = |(line, other): &(TextLine, Place)| {
                let close = (other.centre().y - place.centre().y).abs() < 0.6 * place.height;
                close && line.machine.0.len() >= LEAST_CHARACTERS
            };
            if page.iter().chain(&found).any(is_taken) {
                continue;
            }
            let line = recognise(models, image, &quad, timings)?;
            if line.machine.0.len() >= LEAST_CHARACTERS {
                found.push((line, place));
            }
        }
    }
    Ok(found)
}

/// Whether a line alone has the length of a format, and fillers or many digits.
fn is_line_of_zone(line: &TextLine) -> bool {
    let characters = &line.machine.0;
    let complete = MrzFormat::ALL
        .iter()
        .any(|format| format.layout().length.abs_diff(characters.len()) <= 1);
    let telling = characters
        .iter()
        .filter(|read| read.character == FILLER || read.character.is_ascii_digit())
        .count();
    complete && telling >= 6 && line.confidence > 0.7
}

/// The quadrilateral moved across its line by a number of heights, and made a little higher.
fn beside(quad: &[Point; 4], offset: f32) -> [Point; 4] {
    let along = |top: Point, bottom: Point, share: f32| {
        Point::new(top.x + (bottom.x - top.x) * share, top.y + (bottom.y - top.y) * share)
    };
    let (top, bottom) = (offset - 0.05, offset + 1.05);
    [
        along(quad[0], quad[3], top),
        along(quad[1], quad[2], top),
        along(quad[1], quad[2], bottom),
        along(quad[0], quad[3], bottom),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mrz::ReadLine;
    use crate::text::RecognisedCharacter;

    fn line(text: &str) -> TextLine {
        let characters = text.chars().map(|character| RecognisedCharacter {
            character,
            confidence: 0.9,
            position: 0.0,
        });
        TextLine::new([Point::default(); 4], characters.collect(), ReadLine::from(text))
    }

    #[test]
    fn only_lines_with_the_length_and_signs_of_a_zone_are_anchors() {
        assert!(is_line_of_zone(&line("L898902C36UTO7408122F1204159ZE184226B<<<<<10")));
        assert!(!is_line_of_zone(&line("THE BEARER OF THIS PASSPORT IS ENTITLED TO A")));
        assert!(!is_line_of_zone(&line("L898902C36UTO74081")));
    }

    #[test]
    fn a_neighbour_lies_across_the_line() {
        let quad = [
            Point::new(0.0, 0.0),
            Point::new(100.0, 0.0),
            Point::new(100.0, 10.0),
            Point::new(0.0, 10.0),
        ];
        let above = beside(&quad, -1.0);
        assert!(above[0].distance(Point::new(0.0, -10.5)) < 1e-4 && above[2].distance(Point::new(100.0, 0.5)) < 1e-4);
    }
}
