//! A second look at the place of a machine readable zone that was seen in pieces: cut out along its lines, larger and with
//! full contrast, so that the detector, which sees the whole picture in 960 pixels, finds what it missed.

use image::RgbImage;

use super::layout::{PageFrame, Place};
use crate::engine::EngineError;
use crate::image::{Point, resize, stretch_contrast, warp_quadrilateral};
use crate::mrz::FILLER;
use crate::text::{TextLine, TextModels, detect_lines, recognise};
use crate::timings::Timings;

/// A piece of a zone has at least so many characters.
const LEAST_CHARACTERS: usize = 8;
/// Characters of the longest line, and some room.
const LONGEST_LINE: f32 = 46.0;
/// Width of a character in the picture that the detector sees, in pixels.
const PITCH: f32 = 13.0;
/// Room above and below the pieces, in their heights: a line of a zone may have been missed altogether.
const ROOM: f32 = 2.6;
/// The longer side of the cut in pixels, at most.
const MOST_PIXELS: f32 = 960.0;

/// A tilted part of the picture, straightened.
struct Region {
    /// Top left corner.
    origin: Point,
    /// Unit vector along the lines.
    along: Point,
    width: f32,
    height: f32,
}

impl Region {
    /// Around the pieces of a zone among the lines; `None` without any.
    fn of(lines: &[&TextLine]) -> Option<Self> {
        let pieces: Vec<&TextLine> = lines.iter().copied().filter(|line| is_piece(line)).collect();
        let longest = pieces.iter().max_by_key(|line| line.machine.0.len())?;
        let (start, end) = (longest.quad[0], longest.quad[1]);
        let length = start.distance(end).max(1.0);
        let along = Point::new((end.x - start.x) / length, (end.y - start.y) / length);
        let pitch = length / longest.machine.0.len().max(1) as f32;
        let height = longest.quad[0].distance(longest.quad[3]).max(1.0);
        let across = |point: Point| {
            let (x, y) = (point.x - start.x, point.y - start.y);
            (x * along.x + y * along.y, y * along.x - x * along.y)
        };
        let corners: Vec<(f32, f32)> = pieces.iter().flat_map(|line| line.quad).map(across).collect();
        let fold = |pick: fn(&(f32, f32)) -> f32, order: fn(f32, f32) -> f32| {
            corners.iter().map(pick).reduce(order).unwrap_or_default()
        };
        let (left, right) = (fold(|c| c.0, f32::min), fold(|c| c.0, f32::max));
        let (top, bottom) = (fold(|c| c.1, f32::min), fold(|c| c.1, f32::max));
        // The line may go on at either end.
        let missing = (LONGEST_LINE * pitch - (right - left)).max(2.0 * pitch);
        let (left, right) = (left - missing, right + missing);
        let (top, bottom) = (top - ROOM * height, bottom + ROOM * height);
        Some(Self {
            origin: Point::new(
                start.x + left * along.x - top * along.y,
                start.y + left * along.y + top * along.x,
            ),
            along,
            width: right - left,
            height: bottom - top,
        })
    }

    /// A place inside, given in pixels of the picture's frame along and across the lines.
    fn at(&self, x: f32, y: f32) -> Point {
        Point::new(
            self.origin.x + x * self.along.x - y * self.along.y,
            self.origin.y + x * self.along.y + y * self.along.x,
        )
    }

    fn corners(&self) -> [Point; 4] {
        [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].map(|(x, y)| self.at(x * self.width, y * self.height))
    }
}

/// Whether a line is likely a part of a zone: fillers, or digits and capital letters without a space.
fn is_piece(line: &TextLine) -> bool {
    let characters = &line.machine.0;
    let count = |fits: fn(char) -> bool| characters.iter().filter(|read| fits(read.character)).count();
    let (fillers, digits) = (count(|c| c == FILLER), count(|c| c.is_ascii_digit()));
    let close = line.text.chars().filter(|c| !c.is_whitespace()).count() + 2 >= line.text.chars().count();
    characters.len() >= LEAST_CHARACTERS && close && (fillers >= 1 || characters.len() >= 12 && digits >= 6)
}

/// Reads the text around the pieces of a zone again; empty when there are none.
///
/// # Errors
/// [`EngineError`] when a network fails.
pub(super) fn look_closer(
    models: &mut TextModels,
    image: &RgbImage,
    page: &[(TextLine, Place)],
    frame: &PageFrame,
    timings: &mut Timings,
) -> Result<Vec<(TextLine, Place)>, EngineError> {
    let lines: Vec<&TextLine> = page.iter().map(|(line, _)| line).collect();
    let Some(region) = Region::of(&lines).filter(|region| region.width > 8.0 && region.height > 8.0) else {
        return Ok(Vec::new());
    };
    let longest = lines
        .iter()
        .filter(|line| is_piece(line))
        .max_by_key(|line| line.machine.0.len());
    let pitch = longest.map_or(PITCH, |line| {
        line.quad[0].distance(line.quad[1]) / line.machine.0.len().max(1) as f32
    });
    let scale = (PITCH / pitch.max(0.5)).min(MOST_PIXELS / region.width.max(region.height));
    let target = |length: f32| ((length * scale).round() as u32).clamp(32, MOST_PIXELS as u32);
    let (width, height) = (target(region.width), target(region.height));
    // The warp picks single pixels: what shrinks is cut out larger and then averaged down.
    let finer = (1.0 / scale).ceil().clamp(1.0, 4.0) as u32;
    let cut = warp_quadrilateral(image, &region.corners(), width * finer, height * finer);
    let mut straight = if finer > 1 { resize(&cut, width, height) } else { cut };
    stretch_contrast(&mut straight);
    let (right, down) = (region.width / width as f32, region.height / height as f32);
    let mut found = Vec::new();
    for line in detect_lines(models, &straight, timings)? {
        if line.width() < 2.0 * line.height() {
            continue;
        }
        let quad = line.quad.map(|corner| region.at(corner.x * right, corner.y * down));
        let read = recognise(models, image, &quad, timings)?;
        if !read.text.is_empty() {
            found.push((read, Place::of(&quad, frame)));
        }
    }
    found.sort_by(|a, b| a.1.centre().y.total_cmp(&b.1.centre().y));
    Ok(found)
}

/// The lines of a page without those that a closer look has read again, and these.
pub(super) fn renewed(page: Vec<(TextLine, Place)>, closer: Vec<(TextLine, Place)>) -> Vec<(TextLine, Place)> {
    let covers = |(_, old): &(TextLine, Place)| {
        closer.iter().any(|(_, new)| {
            let middle = old.centre();
            let slope = (new.right.y - new.left.y) / (new.right.x - new.left.x).max(1.0);
            let expected = new.left.y + slope * (middle.x - new.left.x);
            let within = middle.x > new.left.x - new.height && middle.x < new.right.x + new.height;
            within && (middle.y - expected).abs() < 0.6 * new.height
        })
    };
    let mut all: Vec<(TextLine, Place)> = page.into_iter().filter(|line| !covers(line)).collect();
    all.extend(closer);
    all.sort_by(|a, b| a.1.centre().y.total_cmp(&b.1.centre().y));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mrz::ReadLine;
    use crate::text::RecognisedCharacter;

    fn line(text: &str, quad: [Point; 4]) -> TextLine {
        let characters = text.chars().map(|character| RecognisedCharacter {
            character,
            confidence: 0.9,
            position: 0.0,
        });
        TextLine::new(quad, characters.collect(), ReadLine::from(text))
    }

    #[test]
    fn the_region_reaches_as_far_as_a_whole_line_may_go_along_the_tilt() {
        // A piece of ten characters, running straight down the picture.
        let quad = [
            Point::new(120.0, 100.0),
            Point::new(120.0, 200.0),
            Point::new(100.0, 200.0),
            Point::new(100.0, 100.0),
        ];
        let piece = line("8212122M<<", quad);
        let region = Region::of(&[&piece]).unwrap();
        assert!((region.along.x.abs() < 1e-5) && (region.along.y - 1.0).abs() < 1e-5);
        let corners = region.corners();
        assert!(
            corners[0].y < 100.0 - 300.0 && corners[1].y > 200.0 + 300.0,
            "{corners:?}"
        );
        assert!(
            corners[0].x > 120.0 + 40.0 && corners[3].x < 100.0 - 40.0,
            "{corners:?}"
        );
    }

    #[test]
    fn prose_and_short_numbers_are_no_pieces() {
        let quad = [Point::default(); 4];
        for text in ["DATE OF BIRTH", "12.08.1974", "PASSPORT", "123456789"] {
            assert!(!is_piece(&line(text, quad)), "{text}");
        }
        for text in ["7408122F1204159UTO", "ERIKSSON<<ANNA", "IDNZLZZ877024<"] {
            assert!(is_piece(&line(text, quad)), "{text}");
        }
    }
}
