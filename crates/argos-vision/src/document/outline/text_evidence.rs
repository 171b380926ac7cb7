//! What the text tells about the place of the document: its direction, its extent, and the machine readable zone.

use super::edges::EdgePoint;
use super::lines::Line;
use super::millimetres;
use crate::document::PageReading;
use crate::image::Point;
use crate::mrz::MrzFormat;

/// Width of a character of a zone: ten to the inch, ICAO Doc 9303 part 3, in millimetres.
const CHARACTER: f32 = 2.54;
/// Height of the zone's field, ICAO Doc 9303 part 3, in millimetres.
const ZONE_HEIGHT: f32 = 23.2;
/// Text beyond the predicted document by more than this share of its size belongs to something else.
const AROUND_PREDICTED: f32 = 0.12;
/// A side lies no farther than this, as share of the document's width, from where the zone predicts it.
const NEAR_PREDICTED: f32 = 0.22;
/// Lines whose direction differs by more than this (cosine of 25 degrees) from the rest do not say how the page lies.
const SAME_DIRECTION: f32 = 0.906;

/// The text of a page as far as it tells where the page lies; in pixels of the picture as it was given.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TextEvidence {
    /// Corners of each line, clockwise from the text's top left.
    pub lines: Vec<[Point; 4]>,
    /// The machine readable zone: its format and the corners of each of its lines.
    pub zone: Option<(MrzFormat, Vec<[Point; 4]>)>,
}

impl TextEvidence {
    /// What the reading of a page tells.
    #[must_use]
    pub fn of(page: &PageReading) -> Self {
        Self {
            lines: page.lines.iter().map(|line| line.quad).collect(),
            zone: page.mrz.as_ref().map(|zone| (zone.mrz.format, zone.quads.clone())),
        }
    }

    pub(super) fn scaled(&self, factor: f32) -> ScaledText {
        let scaled = |quad: &[Point; 4]| quad.map(|corner| corner.scaled(factor));
        let boxes: Vec<[Point; 4]> = self.lines.iter().map(scaled).collect();
        let zone: Vec<[Point; 4]> = match &self.zone {
            Some((_, quads)) => quads.iter().map(scaled).collect(),
            None => Vec::new(),
        };
        let direction = direction(if zone.is_empty() { &boxes } else { &zone });
        let predicted = match (&self.zone, direction) {
            (Some((format, _)), Some(direction)) if !zone.is_empty() => predicted(*format, &zone, direction),
            _ => None,
        };
        let mut points: Vec<(Point, f32)> = boxes
            .iter()
            .flat_map(|quad| {
                let length = quad[0].distance(quad[1]);
                let (left, right) = (middle(quad[0], quad[3]), middle(quad[1], quad[2]));
                [left, middle(left, right), right].map(|point| (point, length / 3.0))
            })
            .collect();
        if let Some(corners) = &predicted {
            let around = super::Outline {
                corners: *corners,
                framing: super::Framing::Whole,
                support: 0.0,
                area_share: 0.0,
            };
            points.retain(|(point, _)| around.contains(*point, AROUND_PREDICTED));
        }
        let total: f32 = points.iter().map(|(_, weight)| weight).sum();
        for (_, weight) in &mut points {
            *weight /= total.max(1e-6);
        }
        ScaledText {
            boxes,
            points,
            direction,
            predicted,
            format: self.zone.as_ref().map(|(format, _)| *format),
        }
    }
}

/// The evidence in pixels of the copy that is searched.
#[derive(Debug)]
pub(super) struct ScaledText {
    boxes: Vec<[Point; 4]>,
    /// Points of the text that the document must hold, with weights that sum to 1.
    pub points: Vec<(Point, f32)>,
    /// Unit vector in which the text is read.
    pub direction: Option<Point>,
    /// The corners of the document by its zone alone, without perspective.
    pub predicted: Option<[Point; 4]>,
    pub format: Option<MrzFormat>,
}

impl ScaledText {
    pub(super) fn boxes(&self) -> &[[Point; 4]] {
        &self.boxes
    }

    /// The directions in which a document may lie: that of the text, else those in which the picture has edges.
    pub(super) fn directions(&self, points: &[EdgePoint]) -> Vec<Point> {
        match self.direction {
            Some(direction) => vec![direction],
            None => edge_directions(points),
        }
    }

    /// The range along a line beside which the text stands, a little widened; `None` without text.
    pub(super) fn range_along(&self, line: &Line) -> Option<(f32, f32)> {
        const WIDENED: f32 = 0.08;
        let mut positions: Vec<f32> = self.points.iter().map(|(point, _)| line.along(*point)).collect();
        positions.sort_by(f32::total_cmp);
        // A word elsewhere in the picture does not stretch the range.
        let trimmed = positions.len() / 30;
        let (first, last) = (positions.get(trimmed)?, positions.get(positions.len() - 1 - trimmed)?);
        let margin = WIDENED * (last - first);
        Some((first - margin, last + margin))
    }

    /// Whether a line passes near the side of the document that the zone predicts before or beyond the text, seen
    /// along `normal`; always without a zone.
    pub(super) fn allows(&self, line: (f32, f32), offset: f32, normal: Point, is_before: bool) -> bool {
        let Some(corners) = &self.predicted else {
            return true;
        };
        let middles = [0, 1, 2, 3].map(|index| middle(corners[index], corners[(index + 1) % 4]));
        let along = |point: &Point| point.x * normal.x + point.y * normal.y;
        let wanted = if is_before {
            middles.iter().min_by(|a, b| along(a).total_cmp(&along(b)))
        } else {
            middles.iter().max_by(|a, b| along(a).total_cmp(&along(b)))
        };
        let size = corners[0].distance(corners[1]);
        wanted.is_none_or(|point| (line.0 * point.x + line.1 * point.y - offset).abs() < NEAR_PREDICTED * size)
    }

    /// The share of the text on that side of a line to which its normal points.
    pub(super) fn share_beyond(&self, normal: (f32, f32), offset: f32) -> f32 {
        self.points
            .iter()
            .filter(|(point, _)| normal.0 * point.x + normal.1 * point.y > offset)
            .map(|(_, weight)| weight)
            .sum()
    }
}

/// The direction in which most of the text, by length, is read.
fn direction(quads: &[[Point; 4]]) -> Option<Point> {
    let vectors: Vec<Point> = quads
        .iter()
        .filter(|quad| quad[0].distance(quad[1]) >= 2.0 * quad[0].distance(quad[3]))
        .map(|quad| {
            let (left, right) = (middle(quad[0], quad[3]), middle(quad[1], quad[2]));
            Point::new(right.x - left.x, right.y - left.y)
        })
        .collect();
    let sum = |keep: &dyn Fn(&Point) -> bool| {
        let total = vectors
            .iter()
            .filter(|vector| keep(vector))
            .fold(Point::default(), |sum, vector| {
                Point::new(sum.x + vector.x, sum.y + vector.y)
            });
        let length = total.x.hypot(total.y);
        (length > 1e-3).then(|| Point::new(total.x / length, total.y / length))
    };
    let first = sum(&|_| true)?;
    sum(&|vector| vector.x * first.x + vector.y * first.y > SAME_DIRECTION * vector.x.hypot(vector.y)).or(Some(first))
}

/// Where a document lies whose zone is here, seen straight from above.
fn predicted(format: MrzFormat, zone: &[[Point; 4]], across: Point) -> Option<[Point; 4]> {
    let (width, height) = millimetres(format);
    let characters = format.layout().length as f32;
    let down = Point::new(-across.y, across.x);
    let along = |point: Point| point.x * across.x + point.y * across.y;
    let below = |point: Point| point.x * down.x + point.y * down.y;
    let ends = |quad: &[Point; 4]| (along(middle(quad[0], quad[3])), along(middle(quad[1], quad[2])));
    let start = zone.iter().map(|quad| ends(quad).0).fold(f32::MAX, f32::min);
    let end = zone.iter().map(|quad| ends(quad).1).fold(f32::MIN, f32::max);
    let scale = (end - start) / (characters * CHARACTER);
    if scale <= 0.0 || !scale.is_finite() {
        return None;
    }
    let heights = zone.iter().map(|quad| below(middle(quad[0], quad[2])));
    let level = heights.sum::<f32>() / zone.len() as f32;
    let (left, right) = (
        f32::midpoint(start, end) - scale * width / 2.0,
        f32::midpoint(start, end) + scale * width / 2.0,
    );
    // The lines stand about the middle of the zone's field.
    let bottom = level + scale * ZONE_HEIGHT / 2.0;
    let top = bottom - scale * height;
    let at = |u: f32, v: f32| Point::new(u * across.x + v * down.x, u * across.y + v * down.y);
    Some([at(left, top), at(right, top), at(right, bottom), at(left, bottom)])
}

/// The two strongest directions of edges within 45 degrees of the horizontal, a right angle counted as the same.
fn edge_directions(points: &[EdgePoint]) -> Vec<Point> {
    const BINS: usize = 90;
    let mut histogram = [0.0f32; BINS];
    for point in points {
        let angle = point.normal.1.atan2(point.normal.0).to_degrees().rem_euclid(90.0);
        histogram[(angle as usize).min(BINS - 1)] += point.strength.min(40.0);
    }
    let smooth = |bin: usize| -> f32 {
        (0..5)
            .map(|offset| histogram[(bin + BINS + offset - 2) % BINS])
            .sum::<f32>()
    };
    let best = |excluded: Option<usize>| {
        (0..BINS)
            .filter(|bin| {
                excluded.is_none_or(|known| {
                    let distance = bin.abs_diff(known);
                    distance.min(BINS - distance) > 8
                })
            })
            .max_by(|a, b| smooth(*a).total_cmp(&smooth(*b)))
    };
    let first = best(None);
    let second = best(first);
    [first, second]
        .into_iter()
        .flatten()
        .filter(|bin| smooth(*bin) > 0.0)
        .map(|bin| {
            let angle = bin as f32 + 0.5;
            let angle = if angle > 45.0 { angle - 90.0 } else { angle };
            Point::new(angle.to_radians().cos(), angle.to_radians().sin())
        })
        .collect()
}

fn middle(a: Point, b: Point) -> Point {
    Point::new(f32::midpoint(a.x, b.x), f32::midpoint(a.y, b.y))
}
