//! Which way up the page is.

use image::RgbImage;

use super::detect_lines::DetectedLine;
use super::line::TextLine;
use super::models::{TextModels, run};
use super::recognise::{HEIGHT, cut, recognise};
use crate::engine::EngineError;
use crate::image::{ChannelOrder, Point, QuarterTurns, to_nchw_padded};
use crate::timings::Timings;

/// Lines that the classifier of upside-down lines is asked about.
const VOTERS: usize = 7;
/// Lines that are read both ways when its vote is not clear.
const READERS: usize = 2;
/// As many signs `>` in a line are fillers upside down.
const INVERTED_FILLERS: usize = 4;
/// Width of the classifier's input.
const CLASSIFIER_WIDTH: u32 = 192;
/// Lines longer than this times their height are left out of the vote: the classifier misjudges machine readable ones.
const LONGEST_VOTER: f32 = 9.0;
/// Mean probabilities between this and one minus this decide nothing.
const CLEAR_VOTE: f32 = 0.2;

/// The clockwise turn that brings the page upright, from the direction of its lines and which end of them is up.
///
/// # Errors
/// [`EngineError`] when a network fails.
pub fn choose_turn(
    models: &mut TextModels,
    image: &RgbImage,
    lines: &[DetectedLine],
    timings: &mut Timings,
) -> Result<QuarterTurns, EngineError> {
    let first = if runs_vertically(lines) {
        QuarterTurns::Quarter
    } else {
        QuarterTurns::None
    };
    let mut voters: Vec<[Point; 4]> = lines
        .iter()
        .map(|line| turn_corners(&line.quad, first))
        .filter(|quad| aspect(quad) >= 1.5)
        .collect();
    voters.sort_by(|a, b| suitability(b).total_cmp(&suitability(a)));
    let mut probability = 0.0;
    let voting = voters.len().min(VOTERS);
    for quad in &voters[..voting] {
        probability += upside_down(models, image, quad, timings)?;
    }
    let mean = if voting == 0 { 0.0 } else { probability / voting as f32 };
    let flip = if voting >= 3 && !(CLEAR_VOTE..=1.0 - CLEAR_VOTE).contains(&mean) {
        mean > 0.5
    } else {
        reads_better_upside_down(models, image, &voters[..voting.min(READERS)], timings)?
    };
    Ok(if flip { first.then(QuarterTurns::Half) } else { first })
}

/// Whether most of the text, by length, runs up or down the picture.
fn runs_vertically(lines: &[DetectedLine]) -> bool {
    let balance: f32 = lines
        .iter()
        .map(|line| match (line.width(), line.height()) {
            (width, height) if width > 1.5 * height => width,
            (width, height) if height > 1.5 * width => -height,
            _ => 0.0,
        })
        .sum();
    balance < 0.0
}

fn aspect(quad: &[Point; 4]) -> f32 {
    quad[0].distance(quad[1]) / quad[0].distance(quad[3]).max(1.0)
}

/// Long lines of ordinary length first, by area.
fn suitability(quad: &[Point; 4]) -> f32 {
    let area = quad[0].distance(quad[1]) * quad[0].distance(quad[3]);
    if aspect(quad) > LONGEST_VOTER {
        area * 1e-6
    } else {
        area
    }
}

/// The classifier's probability that a line stands on its head.
fn upside_down(
    models: &mut TextModels,
    image: &RgbImage,
    quad: &[Point; 4],
    timings: &mut Timings,
) -> Result<f32, EngineError> {
    let strip = cut(image, quad, 1.0, CLASSIFIER_WIDTH);
    let input = to_nchw_padded(&strip, CLASSIFIER_WIDTH, HEIGHT, ChannelOrder::Bgr, 127.5, 1.0 / 127.5);
    let output = run(models.classifier.as_mut(), input, timings)?;
    output
        .data
        .get(1)
        .copied()
        .ok_or_else(|| EngineError("the line classifier has no second class".to_owned()))
}

/// Whether lines that were read unsurely stand on their heads: fillers of a machine readable zone then point the other
/// way, and the largest lines read better when turned.
///
/// # Errors
/// [`EngineError`] when the network fails.
pub fn stands_on_its_head(
    models: &mut TextModels,
    image: &RgbImage,
    lines: &[TextLine],
    timings: &mut Timings,
) -> Result<bool, EngineError> {
    if lines
        .iter()
        .any(|line| line.text.matches('>').count() >= INVERTED_FILLERS)
    {
        return Ok(true);
    }
    let mut largest: Vec<&TextLine> = lines.iter().filter(|line| aspect(&line.quad) >= 1.5).collect();
    largest.sort_by(|a, b| suitability(&b.quad).total_cmp(&suitability(&a.quad)));
    let mut balance = 0.0;
    for line in largest.into_iter().take(VOTERS) {
        let turned = turn_corners(&line.quad, QuarterTurns::Half);
        balance += recognise(models, image, &turned, timings)?.confidence - line.confidence;
    }
    Ok(balance > 0.0)
}

fn reads_better_upside_down(
    models: &mut TextModels,
    image: &RgbImage,
    quads: &[[Point; 4]],
    timings: &mut Timings,
) -> Result<bool, EngineError> {
    let mut balance = 0.0;
    for quad in quads {
        balance += recognise(models, image, &turn_corners(quad, QuarterTurns::Half), timings)?.confidence;
        balance -= recognise(models, image, quad, timings)?.confidence;
    }
    Ok(balance > 0.0)
}

/// The corners of a quadrilateral in the order in which they appear after turning the picture: the first one becomes
/// the top left.
#[must_use]
pub fn turn_corners(quad: &[Point; 4], turns: QuarterTurns) -> [Point; 4] {
    // Turning clockwise brings the bottom left corner to the top left.
    let steps = turns as usize;
    std::array::from_fn(|index| quad[(index + 4 - steps) % 4])
}

/// Where a point of a picture of the given size lies after the picture was turned clockwise.
#[must_use]
pub fn turn_point(point: Point, width: f32, height: f32, turns: QuarterTurns) -> Point {
    match turns {
        QuarterTurns::None => point,
        QuarterTurns::Quarter => Point::new(height - point.y, point.x),
        QuarterTurns::Half => Point::new(width - point.x, height - point.y),
        QuarterTurns::ThreeQuarters => Point::new(point.y, width - point.x),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn upright(x: f32, y: f32, width: f32, height: f32) -> [Point; 4] {
        [
            Point::new(x, y),
            Point::new(x + width, y),
            Point::new(x + width, y + height),
            Point::new(x, y + height),
        ]
    }

    #[test]
    fn turned_corners_are_top_left_first_in_the_turned_picture() {
        let quad = upright(10.0, 20.0, 5.0, 40.0);
        for turns in QuarterTurns::ALL {
            let turned = turn_corners(&quad, turns).map(|point| turn_point(point, 100.0, 80.0, turns));
            assert!(
                turned[0].x < turned[1].x && turned[0].y < turned[3].y,
                "{turns:?} {turned:?}"
            );
            assert!((turned[0].y - turned[1].y).abs() < 1e-4, "{turns:?}");
        }
    }

    #[test]
    fn the_longer_lines_tell_the_direction() {
        let line = |width, height| DetectedLine {
            quad: upright(0.0, 0.0, width, height),
            score: 0.9,
        };
        assert!(!runs_vertically(&[
            line(300.0, 20.0),
            line(20.0, 100.0),
            line(30.0, 30.0)
        ]));
        assert!(runs_vertically(&[line(40.0, 20.0), line(20.0, 100.0)]));
        assert!(!runs_vertically(&[]));
    }
}
