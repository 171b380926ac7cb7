//! Lines that may be the four sides of the document.

use super::PictureSide;
use super::edges::{EdgeMap, EdgePoint};
use super::lines::Line;
use super::text_evidence::ScaledText;
use crate::image::Point;

/// How far, in degrees, a side may turn away from the direction of the text by perspective.
const TURN: f32 = 21.0;
/// Steps of the Hough transform, in degrees.
const STEP: f32 = 0.75;
/// How far the direction of a gradient may be wrong, in steps.
const UNSURE: usize = 8;
/// Lines kept for each side.
const KEPT: usize = 7;
/// A side leaves no more than this share of the text outside.
const TEXT_OUTSIDE: f32 = 0.22;
/// Peaks that are looked at for each of the two directions.
const PEAKS: usize = 120;
/// A line with fewer edge points than this share of the picture's shorter side is not a side.
const LEAST_VOTES: f32 = 0.1;
/// Lines nearer to each other than this, in pixels, are one.
const APART: f32 = 3.5;

/// Candidates for the sides, strongest first, borders of the picture last.
#[derive(Debug)]
pub(super) struct Candidates {
    /// Unit vector in which the document is read.
    pub direction: Point,
    pub top: Vec<Line>,
    pub right: Vec<Line>,
    pub bottom: Vec<Line>,
    pub left: Vec<Line>,
}

impl Candidates {
    /// Looks for lines along and across a direction.
    pub(super) fn find(edges: &EdgeMap, points: &[EdgePoint], text: &ScaledText, direction: Point) -> Self {
        let down = Point::new(-direction.y, direction.x);
        let (top, bottom) = sides(edges, text, points, down);
        let (left, right) = sides(edges, text, points, direction);
        let mut candidates = Self {
            direction,
            top,
            right,
            bottom,
            left,
        };
        candidates.add_borders(edges);
        candidates
    }

    /// Borders stand in for sides that are not in the picture; only those that lie on that side of the document.
    fn add_borders(&mut self, edges: &EdgeMap) {
        let (across, down) = (self.direction, Point::new(-self.direction.y, self.direction.x));
        let borders = [
            (PictureSide::Top, Point::new(0.0, -1.0)),
            (PictureSide::Right, Point::new(1.0, 0.0)),
            (PictureSide::Bottom, Point::new(0.0, 1.0)),
            (PictureSide::Left, Point::new(-1.0, 0.0)),
        ];
        for (side, outwards) in borders {
            let rightwards = outwards.x * across.x + outwards.y * across.y;
            let downwards = outwards.x * down.x + outwards.y * down.y;
            // At 45 degrees a border may stand in for either of two sides.
            let list = if rightwards.abs() > downwards.abs() {
                if rightwards > 0.0 {
                    &mut self.right
                } else {
                    &mut self.left
                }
            } else if downwards > 0.0 {
                &mut self.bottom
            } else {
                &mut self.top
            };
            list.push(Line::border(edges, side));
        }
    }
}

/// Lines whose normal is about `normal`: those before the text, and those beyond it.
fn sides(edges: &EdgeMap, text: &ScaledText, points: &[EdgePoint], normal: Point) -> (Vec<Line>, Vec<Line>) {
    let middle = Point::new(edges.width as f32 / 2.0, edges.height as f32 / 2.0);
    let least = LEAST_VOTES * edges.width.min(edges.height) as f32;
    let (mut before, mut beyond) = (Vec::new(), Vec::new());
    for (line_normal, offset, votes) in peaks(edges, points, normal) {
        if votes < least {
            break;
        }
        let is_before = if text.points.is_empty() {
            line_normal.0 * middle.x + line_normal.1 * middle.y > offset
        } else {
            let share = text.share_beyond(line_normal, offset);
            if share.min(1.0 - share) > TEXT_OUTSIDE {
                continue;
            }
            share > 0.5
        };
        if !text.allows(line_normal, offset, normal, is_before) {
            continue;
        }
        let line = Line::new(edges, line_normal, offset);
        let rank = match text.range_along(&line) {
            Some(range) => line.stands_out(range),
            None => votes,
        };
        let list: &mut Vec<(f32, Line)> = if is_before { &mut before } else { &mut beyond };
        list.push((rank, line));
    }
    let strongest = |mut list: Vec<(f32, Line)>| {
        list.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut kept: Vec<Line> = Vec::new();
        for (_, line) in list {
            if kept.len() >= KEPT {
                break;
            }
            if kept.iter().any(|known| nearly_same(known, &line, middle)) {
                continue;
            }
            let fitted = line.fitted(edges);
            if !kept.iter().any(|known| nearly_same(known, &fitted, middle)) {
                kept.push(fitted);
            }
        }
        kept
    };
    (strongest(before), strongest(beyond))
}

/// Whether two lines are the same within [`APART`], on both sides of the picture's middle.
fn nearly_same(a: &Line, b: &Line, middle: Point) -> bool {
    const ARM: f32 = 120.0;
    let direction = (-a.normal.1, a.normal.0);
    [-ARM, ARM].iter().all(|arm| {
        let point = Point::new(middle.x + arm * direction.0, middle.y + arm * direction.1);
        let distance = |line: &Line| line.normal.0 * point.x + line.normal.1 * point.y - line.offset;
        let sign = (a.normal.0 * b.normal.0 + a.normal.1 * b.normal.1).signum();
        (distance(a) - sign * distance(b)).abs() < APART
    })
}

/// Maxima of the Hough transform around one direction: normal, offset, votes; strongest first.
fn peaks(edges: &EdgeMap, points: &[EdgePoint], normal: Point) -> Vec<((f32, f32), f32, f32)> {
    let bins = (2.0 * TURN / STEP) as usize + 1;
    let normals: Vec<(f32, f32)> = (0..bins)
        .map(|bin| {
            let angle = (bin as f32 * STEP - TURN).to_radians();
            let (sine, cosine) = angle.sin_cos();
            (normal.x * cosine - normal.y * sine, normal.x * sine + normal.y * cosine)
        })
        .collect();
    let reach = (edges.width as f32).hypot(edges.height as f32).ceil();
    let cells = 2 * reach as usize + 3;
    let mut votes = vec![0.0f32; bins * cells];
    for point in points {
        let along = point.normal.0 * normal.x + point.normal.1 * normal.y;
        let across = point.normal.1 * normal.x - point.normal.0 * normal.y;
        // The sign of the gradient does not matter.
        let angle = if along >= 0.0 {
            across.atan2(along)
        } else {
            (-across).atan2(-along)
        };
        let bin = ((angle.to_degrees() + TURN) / STEP).round();
        if bin < -(UNSURE as f32) || bin > (bins + UNSURE) as f32 {
            continue;
        }
        let bin = bin as isize;
        let from = (bin - UNSURE as isize).max(0) as usize;
        let to = ((bin + UNSURE as isize).max(0) as usize).min(bins - 1);
        let weight = 0.5 + 0.5 * (point.strength / 40.0).min(1.0);
        for (bin, normal) in normals.iter().enumerate().take(to + 1).skip(from) {
            let offset = point.at.x * normal.0 + point.at.y * normal.1 + reach;
            let cell = (offset + 0.5).max(0.0) as usize;
            if let Some(vote) = votes.get_mut(bin * cells + cell) {
                *vote += weight;
            }
        }
    }
    let mut found = Vec::new();
    for bin in 0..bins {
        let row = &votes[bin * cells..(bin + 1) * cells];
        for cell in 1..cells - 1 {
            let value = row[cell - 1] * 0.5 + row[cell] + row[cell + 1] * 0.5;
            if value < 4.0 || row[cell] < row[cell - 1] || row[cell] <= row[cell + 1] {
                continue;
            }
            found.push((bin, cell, value));
        }
    }
    found.sort_by(|a, b| b.2.total_cmp(&a.2));
    let mut kept: Vec<(usize, usize, f32)> = Vec::new();
    for candidate in found {
        if kept.len() >= PEAKS {
            break;
        }
        // A strong line leaves ridges at neighbouring directions, which all cross it.
        let near =
            |known: &(usize, usize, f32)| known.0.abs_diff(candidate.0) <= 3 && known.1.abs_diff(candidate.1) <= 5;
        if !kept.iter().any(near) {
            kept.push(candidate);
        }
    }
    kept.into_iter()
        .map(|(bin, cell, value)| (normals[bin], cell as f32 - reach, value))
        .collect()
}
