//! Text lines as quadrilaterals, by the PP-OCRv6 detector (differentiable binarisation, Liao et al. 2020).

use image::RgbImage;

use super::components::components;
use super::models::{TextModels, run};
use super::rectangle::least_rectangle;
use super::turn::{turn_corners, turn_point};
use crate::engine::EngineError;
use crate::image::{ChannelOrder, Point, QuarterTurns, resize, resize_to_long_side, rotate, stretch_contrast, to_nchw};
use crate::timings::Timings;

/// A text line found in a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DetectedLine {
    /// Top left, top right, bottom right, bottom left in the picture as it is; for a line that runs upwards or
    /// downwards the height is the longer side.
    pub quad: [Point; 4],
    /// Mean probability of text inside, 0 to 1.
    pub score: f32,
}

impl DetectedLine {
    /// Length of the top edge.
    #[must_use]
    pub fn width(&self) -> f32 {
        self.quad[0].distance(self.quad[1])
    }

    /// Length of the left edge.
    #[must_use]
    pub fn height(&self) -> f32 {
        self.quad[0].distance(self.quad[3])
    }
}

/// Longer side of the picture that the detector sees.
const LONG_SIDE: u32 = 960;
/// Smaller pictures are enlarged to this.
const LEAST_LONG_SIDE: u32 = 640;
/// Pixels above this probability belong to text.
const THRESHOLD: f32 = 0.3;
/// Regions below this mean probability are dropped.
const LEAST_MEAN: f32 = 0.5;
/// The network marks the core of a line; its box grows by this times area over perimeter.
const GROWTH: f32 = 1.6;
/// More lines than a page of an identity document has; keeps the time for hostile pictures bounded.
const MOST_LINES: usize = 120;

/// The lines of a picture, top to bottom; quadrilaterals in pixels of `image`.
///
/// # Errors
/// [`EngineError`] when the network fails.
pub fn detect_lines(
    models: &mut TextModels,
    image: &RgbImage,
    timings: &mut Timings,
) -> Result<Vec<DetectedLine>, EngineError> {
    if image.width() == 0 || image.height() == 0 {
        return Ok(Vec::new());
    }
    let longer = image.width().max(image.height());
    let ratio = f64::from(longer.clamp(LEAST_LONG_SIDE, LONG_SIDE)) / f64::from(longer);
    let fitted = |side: u32| ((f64::from(side) * ratio / 32.0).round() as u32 * 32).max(32);
    let (width, height) = (fitted(image.width()), fitted(image.height()));
    let small = resize(image, width, height);
    let input = to_nchw(&small, ChannelOrder::Bgr, 127.5, 1.0 / 127.5);
    let map = run(models.detector.as_mut(), input, timings)?;
    let expected = width as usize * height as usize;
    if map.data.len() != expected {
        return Err(EngineError(format!(
            "the text detector returned {} values instead of {expected}",
            map.data.len()
        )));
    }
    let scale = (
        image.width() as f32 / width as f32,
        image.height() as f32 / height as f32,
    );
    Ok(lines_of_map(&map.data, width as usize, scale))
}

/// As [`detect_lines`], in a copy of the picture with full contrast: for dark and faint ones.
///
/// # Errors
/// [`EngineError`] when the network fails.
pub fn detect_faint_lines(
    models: &mut TextModels,
    image: &RgbImage,
    timings: &mut Timings,
) -> Result<Vec<DetectedLine>, EngineError> {
    let longer = image.width().max(image.height()).max(1);
    let mut small = resize_to_long_side(image, longer.clamp(LEAST_LONG_SIDE, LONG_SIDE));
    stretch_contrast(&mut small);
    let scale = (
        image.width() as f32 / small.width() as f32,
        image.height() as f32 / small.height() as f32,
    );
    let found = detect_lines(models, &small, timings)?.into_iter();
    let placed = |line: DetectedLine| DetectedLine {
        quad: line
            .quad
            .map(|corner| Point::new(corner.x * scale.0, corner.y * scale.1)),
        ..line
    };
    Ok(found.map(placed).collect())
}

/// As [`detect_lines`], in a copy of the picture that is turned upright: the detector, trained on upright text, finds its
/// lines more exactly than those that run up or down. The corners are those of the picture as it is.
///
/// # Errors
/// [`EngineError`] when the network fails.
pub fn detect_upright_lines(
    models: &mut TextModels,
    image: &RgbImage,
    turns: QuarterTurns,
    timings: &mut Timings,
) -> Result<Vec<DetectedLine>, EngineError> {
    let longer = image.width().max(image.height()).max(1);
    let small = resize_to_long_side(image, longer.clamp(LEAST_LONG_SIDE, LONG_SIDE));
    let (width, height) = (small.width() as f32, small.height() as f32);
    let scale = (image.width() as f32 / width, image.height() as f32 / height);
    let back = turns.inverse();
    let (turned_width, turned_height) = match turns {
        QuarterTurns::None | QuarterTurns::Half => (width, height),
        QuarterTurns::Quarter | QuarterTurns::ThreeQuarters => (height, width),
    };
    let placed = |line: DetectedLine| {
        let quad = line.quad.map(|corner| {
            let corner = turn_point(corner, turned_width, turned_height, back);
            Point::new(corner.x * scale.0, corner.y * scale.1)
        });
        DetectedLine {
            quad: turn_corners(&quad, back),
            ..line
        }
    };
    let found = detect_lines(models, &rotate(&small, turns), timings)?;
    Ok(found.into_iter().map(placed).collect())
}

fn lines_of_map(map: &[f32], width: usize, scale: (f32, f32)) -> Vec<DetectedLine> {
    let mut lines: Vec<DetectedLine> = components(map, width, THRESHOLD)
        .into_iter()
        .filter(|component| component.mean > LEAST_MEAN)
        .filter_map(|component| {
            let rectangle = least_rectangle(component.outline)?;
            if rectangle.width.min(rectangle.height) < 3.0 {
                return None;
            }
            let growth = rectangle.width * rectangle.height * GROWTH / (2.0 * (rectangle.width + rectangle.height));
            // Pixel middles to pixel edges, then to the size of the picture.
            let quad = rectangle
                .grown(growth)
                .corners()
                .map(|corner| Point::new((corner.x + 0.5) * scale.0, (corner.y + 0.5) * scale.1));
            Some(DetectedLine {
                quad,
                score: component.mean,
            })
        })
        .collect();
    lines.sort_by(|a, b| (b.width() * b.height()).total_cmp(&(a.width() * a.height())));
    lines.truncate(MOST_LINES);
    lines.sort_by(|a, b| a.quad[0].y.total_cmp(&b.quad[0].y));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_of_probability_becomes_a_grown_line_in_picture_coordinates() {
        let (width, height) = (200, 100);
        let mut map = vec![0.0; width * height];
        for y in 40..50 {
            map[y * width + 50..y * width + 150].fill(0.9);
        }
        let lines = lines_of_map(&map, width, (2.0, 3.0));
        assert_eq!(lines.len(), 1);
        let quad = lines[0].quad;
        // 101 x 11 after spreading; extents between pixel middles 100 x 10; growth 100 * 10 * 1.6 / 220 = 7.27.
        assert!((quad[0].x - (50.5 - 7.27) * 2.0).abs() < 0.1 && (quad[0].y - (40.5 - 7.27) * 3.0).abs() < 0.1);
        assert!((quad[2].x - (150.5 + 7.27) * 2.0).abs() < 0.1 && (quad[2].y - (50.5 + 7.27) * 3.0).abs() < 0.1);
    }

    #[test]
    fn faint_and_tiny_regions_are_dropped() {
        let mut map = vec![0.0; 100 * 50];
        map[10 * 100 + 10] = 0.9;
        for y in 30..40 {
            map[y * 100 + 20..y * 100 + 60].fill(0.4);
        }
        assert!(lines_of_map(&map, 100, (1.0, 1.0)).is_empty());
    }
}
