//! Straight lines through a picture, with the places along them at which an edge is seen.

use super::PictureSide;
use super::edges::EdgeMap;
use crate::image::Point;

/// How far from a line, in pixels, its edge may be found.
const BAND: [f32; 3] = [0.0, -1.0, 1.0];
/// How far, in pixels, the points may be through which a line is fitted.
const REACH: i32 = 2;

/// A line `normal · p = offset`, the normal of unit length.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub normal: (f32, f32),
    pub offset: f32,
    /// The border of the picture that stands in for an unseen side.
    pub border: Option<PictureSide>,
    /// Edge points up to each step along the line, from `start`.
    counts: Vec<u16>,
    start: f32,
}

impl Line {
    /// The line with its edge points counted.
    pub(super) fn new(edges: &EdgeMap, normal: (f32, f32), offset: f32) -> Self {
        let mut line = Self {
            normal,
            offset,
            border: None,
            counts: Vec::new(),
            start: 0.0,
        };
        let (start, end) = line.extent(edges);
        line.start = start;
        let mut count = 0u16;
        line.counts.push(0);
        let steps = (end - start).max(0.0) as usize;
        for step in 0..steps {
            let point = line.at(start + step as f32 + 0.5);
            let seen = BAND
                .iter()
                .any(|shift| edges.strength(point.x + shift * normal.0, point.y + shift * normal.1, normal) > 0.0);
            count += u16::from(seen);
            line.counts.push(count);
        }
        line
    }

    /// A border of the picture.
    pub(super) fn border(edges: &EdgeMap, side: PictureSide) -> Self {
        let (width, height) = (edges.width as f32, edges.height as f32);
        let (normal, offset) = match side {
            PictureSide::Top => ((0.0, 1.0), 0.0),
            PictureSide::Bottom => ((0.0, 1.0), height),
            PictureSide::Left => ((1.0, 0.0), 0.0),
            PictureSide::Right => ((1.0, 0.0), width),
        };
        Self {
            normal,
            offset,
            border: Some(side),
            counts: Vec::new(),
            start: 0.0,
        }
    }

    /// The line moved and turned to where its edge points are.
    pub(super) fn fitted(&self, edges: &EdgeMap) -> Self {
        let (mut normal, mut offset) = (self.normal, self.offset);
        for _ in 0..2 {
            let line = Self {
                normal,
                offset,
                border: None,
                counts: Vec::new(),
                start: 0.0,
            };
            let (start, end) = line.extent(edges);
            // Regression of the deviation on the position along the line.
            let mut sums = (0.0f64, 0.0f64, 0.0f64, 0.0f64, 0.0f64);
            for step in 0..(end - start).max(0.0) as usize {
                let along = start + step as f32 + 0.5;
                let point = line.at(along);
                let mut best = (0.0, 0.0);
                for shift in -REACH..=REACH {
                    let shift = shift as f32;
                    let strength = edges.strength(point.x + shift * normal.0, point.y + shift * normal.1, normal);
                    if strength > best.0 {
                        best = (strength, shift);
                    }
                }
                if best.0 > 0.0 {
                    let (weight, along, shift) = (f64::from(best.0.min(30.0)), f64::from(along), f64::from(best.1));
                    sums.0 += weight;
                    sums.1 += weight * along;
                    sums.2 += weight * shift;
                    sums.3 += weight * along * along;
                    sums.4 += weight * along * shift;
                }
            }
            let determinant = sums.0 * sums.3 - sums.1 * sums.1;
            if sums.0 < 1.0 || determinant <= 1e-6 {
                break;
            }
            let slope = ((sums.0 * sums.4 - sums.1 * sums.2) / determinant) as f32;
            let shift = ((sums.2 - f64::from(slope) * sums.1) / sums.0) as f32;
            // p = along * d + (offset + shift + slope * along) * n.
            let (turned_x, turned_y) = (normal.0 + slope * normal.1, normal.1 - slope * normal.0);
            let length = turned_x.hypot(turned_y);
            let base = Point::new((offset + shift) * normal.0, (offset + shift) * normal.1);
            normal = (turned_x / length, turned_y / length);
            offset = base.x * normal.0 + base.y * normal.1;
        }
        Self::new(edges, normal, offset)
    }

    /// The point of the line at a position along it.
    fn at(&self, along: f32) -> Point {
        let (x, y) = self.normal;
        Point::new(self.offset * x - along * y, self.offset * y + along * x)
    }

    /// The position of a point along the line.
    pub(super) fn along(&self, point: Point) -> f32 {
        point.y * self.normal.0 - point.x * self.normal.1
    }

    /// Where the line enters and leaves the picture, as positions along it.
    fn extent(&self, edges: &EdgeMap) -> (f32, f32) {
        let direction = (-self.normal.1, self.normal.0);
        let origin = self.at(0.0);
        let (mut start, mut end) = (f32::MIN, f32::MAX);
        let limits = [
            (origin.x, direction.0, edges.width as f32),
            (origin.y, direction.1, edges.height as f32),
        ];
        for (from, step, limit) in limits {
            if step.abs() < 1e-6 {
                if from < 0.0 || from > limit {
                    return (0.0, 0.0);
                }
                continue;
            }
            let (first, second) = (-from / step, (limit - from) / step);
            start = start.max(first.min(second));
            end = end.min(first.max(second));
        }
        if start < end { (start, end) } else { (0.0, 0.0) }
    }

    /// Edge points and length between two points of the line, inside the picture.
    pub(super) fn seen_between(&self, from: Point, to: Point) -> (f32, f32) {
        if self.counts.len() < 2 {
            return (0.0, 0.0);
        }
        let (from, to) = (self.along(from) - self.start, self.along(to) - self.start);
        let last = (self.counts.len() - 1) as f32;
        let (low, high) = (from.min(to).clamp(0.0, last), from.max(to).clamp(0.0, last));
        let (low, high) = (low.round() as usize, high.round() as usize);
        (f32::from(self.counts[high] - self.counts[low]), (high - low) as f32)
    }

    /// How much of the line is edge in a range along it, beyond what is edge outside of that range: the side of a
    /// document ends with it, the joints of tiles go on.
    pub(super) fn stands_out(&self, (from, to): (f32, f32)) -> f32 {
        let last = self.counts.len().saturating_sub(1);
        let step = |along: f32| ((along - self.start).max(0.0) as usize).min(last);
        let (from, to) = (step(from), step(to));
        let count = |low: usize, high: usize| f32::from(self.counts[high] - self.counts[low]);
        let within = count(from, to) / (to - from).max(1) as f32;
        let outside = (count(0, from) + count(to, last)) / (last - (to - from)).max(1) as f32;
        within - 0.5 * outside
    }

    /// Where two lines meet.
    pub(super) fn meets(&self, other: &Self) -> Option<Point> {
        let determinant = self.normal.0 * other.normal.1 - self.normal.1 * other.normal.0;
        (determinant.abs() > 0.2).then(|| {
            Point::new(
                (self.offset * other.normal.1 - other.offset * self.normal.1) / determinant,
                (self.normal.0 * other.offset - other.normal.0 * self.offset) / determinant,
            )
        })
    }
}
