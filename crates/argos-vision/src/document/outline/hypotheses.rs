//! Quadrilaterals of four candidate lines, and which of them is the document.

use super::candidates::Candidates;
use super::edges::EdgeMap;
use super::lines::Line;
use super::proportions::{fit, rectangle};
use super::text_evidence::ScaledText;
use super::{Framing, PictureSide, area, frame, holds, overlap};
use crate::image::Point;

/// What a border of the picture counts for in place of a side, as a share of its length seen as edge.
const BORDER_COUNTS: f32 = 0.3;
/// The least share of the sides seen as edge with which text is believed to lie on a document inside the picture.
const LEAST_SUPPORT: f32 = 0.42;
/// The same without text.
const LEAST_SUPPORT_WITHOUT_TEXT: f32 = 0.6;
/// The least length of a side, as share of the picture's shorter side.
const LEAST_SIDE: f32 = 0.12;
/// How far beyond the picture a corner may be, as share of its sides.
const MOST_BEYOND: f32 = 0.35;
/// Beyond its corners a side is followed for this share of its length; an edge that goes on there is no side.
const EXTENSION: f32 = 0.15;
/// What an edge that goes on beyond both corners takes from a side.
const GOES_ON: f32 = 0.4;
/// How far the cosine between the sides of a rectangle may be from 0, as a standard deviation.
const SKEW: f32 = 0.1;
/// With a border in place of a side, proportions and angles say little: they count at least this.
const WITH_BORDER: (f32, f32) = (0.4, 0.7);
/// A corner this far beyond the border, as share of the picture's sides, means that the document is cut off.
const CUT_BEYOND: f32 = 0.025;
/// With a border in place of a side, a document of known proportions (within this) is complete and touches the border.
const COMPLETE: f32 = 0.6;

/// A quadrilateral that may be the document.
#[derive(Debug, Clone)]
pub(super) struct Hypothesis {
    /// Clockwise from the text's top left, in pixels of the copy.
    pub corners: [Point; 4],
    /// Whether top, right, bottom and left are lines in the picture.
    pub seen: [bool; 4],
    pub score: f32,
    pub support: f32,
    pub framing: Framing,
}

/// The best quadrilateral; `None` when there is no sign of a document.
pub(super) fn best_hypothesis(edges: &EdgeMap, candidates: &Candidates, text: &ScaledText) -> Option<Hypothesis> {
    let mut best: Option<(f32, f32, [Point; 4], [&Line; 4])> = None;
    for top in &candidates.top {
        for bottom in &candidates.bottom {
            for left in &candidates.left {
                let (Some(top_left), Some(bottom_left)) = (top.meets(left), bottom.meets(left)) else {
                    continue;
                };
                for right in &candidates.right {
                    let (Some(top_right), Some(bottom_right)) = (top.meets(right), bottom.meets(right)) else {
                        continue;
                    };
                    let corners = [top_left, top_right, bottom_right, bottom_left];
                    let lines = [top, right, bottom, left];
                    let Some((score, support)) = judge(edges, text, &corners, lines) else {
                        continue;
                    };
                    if best.as_ref().is_none_or(|known| score > known.0) {
                        best = Some((score, support, corners, lines));
                    }
                }
            }
        }
    }
    let size = (edges.width as f32, edges.height as f32);
    let enough = if text.points.is_empty() {
        LEAST_SUPPORT_WITHOUT_TEXT
    } else {
        LEAST_SUPPORT
    };
    match best {
        Some((score, support, corners, lines)) if support >= enough => Some(Hypothesis {
            corners,
            seen: lines.map(|line| line.border.is_none()),
            score,
            support,
            framing: framing(&corners, lines, text, size),
        }),
        _ if text.points.is_empty() => None,
        _ => Some(without_edges(candidates, text, size)),
    }
}

/// Score and support of four lines; `None` when they cannot be a document.
fn judge(edges: &EdgeMap, text: &ScaledText, corners: &[Point; 4], lines: [&Line; 4]) -> Option<(f32, f32)> {
    let (width, height) = (edges.width as f32, edges.height as f32);
    let inside = |value: f32, limit: f32| (-MOST_BEYOND * limit..=(1.0 + MOST_BEYOND) * limit).contains(&value);
    if !corners
        .iter()
        .all(|corner| inside(corner.x, width) && inside(corner.y, height))
    {
        return None;
    }
    let least = LEAST_SIDE * width.min(height);
    let lengths: [f32; 4] = std::array::from_fn(|index| corners[index].distance(corners[(index + 1) % 4]));
    if area(corners) <= least * least || lengths.iter().any(|length| *length < least) {
        return None;
    }
    let (mut sum, mut weights, mut worst) = (0.0, 0.0, 1.0f32);
    let (mut support, mut total) = (0.0, 0.0);
    for (index, line) in lines.iter().enumerate() {
        let (from, to) = (corners[index], corners[(index + 1) % 4]);
        let length = lengths[index];
        let covered = if line.border.is_some() {
            BORDER_COUNTS
        } else {
            let (seen, visible) = line.seen_between(from, to);
            support += seen;
            total += visible;
            let (beyond, followed) = extension(line, from, to);
            let goes_on = if followed > 3.0 { beyond / followed } else { 0.0 };
            // What lies outside of the picture counts as a border does.
            (seen + (length - visible).max(0.0) * BORDER_COUNTS) / length - GOES_ON * goes_on
        };
        sum += covered * length;
        weights += length;
        worst = worst.min(covered);
    }
    let seen = 0.6 * sum / weights + 0.4 * worst;
    let rectangle = rectangle(corners, (width, height))?;
    let known = fit(rectangle.proportion, text.format, text.direction.is_some());
    let square = (-(rectangle.skew / SKEW).powi(2) / 2.0).exp();
    let (known, square) = if lines.iter().any(|line| line.border.is_some()) {
        (known.max(WITH_BORDER.0), square.max(WITH_BORDER.1))
    } else {
        (known, square)
    };
    let held: f32 = text
        .points
        .iter()
        .filter(|(point, _)| holds(corners, *point))
        .map(|(_, weight)| weight)
        .sum();
    let holds_text = if text.points.is_empty() { 1.0 } else { held * held };
    let zone = text
        .predicted
        .map_or(1.0, |predicted| 0.35 + 0.65 * overlap(corners, &predicted));
    let score = seen * holds_text * zone * (0.7 + 0.3 * known) * (0.4 + 0.6 * square);
    let support = if total > 0.0 { support / total } else { 0.0 };
    Some((score, support))
}

/// Edge points and length just beyond both ends of a side.
fn extension(line: &Line, from: Point, to: Point) -> (f32, f32) {
    let ahead = |a: Point, b: Point, share: f32| Point::new(b.x + (b.x - a.x) * share, b.y + (b.y - a.y) * share);
    let (first, second) = (
        line.seen_between(ahead(to, from, 0.02), ahead(to, from, EXTENSION)),
        line.seen_between(ahead(from, to, 0.02), ahead(from, to, EXTENSION)),
    );
    (first.0 + second.0, first.1 + second.1)
}

/// Whether the document ends inside the picture.
fn framing(corners: &[Point; 4], lines: [&Line; 4], text: &ScaledText, size: (f32, f32)) -> Framing {
    let borders: Vec<PictureSide> = lines.iter().filter_map(|line| line.border).collect();
    let mut cut = beyond(corners, size);
    match borders.len() {
        0 => {}
        4 => return filling(text, size),
        _ => {
            let complete = rectangle(corners, size)
                .is_some_and(|found| fit(found.proportion, text.format, text.direction.is_some()) > COMPLETE);
            if !complete {
                cut.extend(
                    borders
                        .into_iter()
                        .filter(|side| !cut.contains(side))
                        .collect::<Vec<_>>(),
                );
            }
        }
    }
    if cut.is_empty() {
        Framing::Whole
    } else {
        Framing::CutOff(cut)
    }
}

/// Borders of the picture beyond which corners lie.
fn beyond(corners: &[Point; 4], (width, height): (f32, f32)) -> Vec<PictureSide> {
    let (right, bottom) = (width * CUT_BEYOND, height * CUT_BEYOND);
    [
        (PictureSide::Top, corners.iter().any(|corner| corner.y < -bottom)),
        (
            PictureSide::Right,
            corners.iter().any(|corner| corner.x > width + right),
        ),
        (
            PictureSide::Bottom,
            corners.iter().any(|corner| corner.y > height + bottom),
        ),
        (PictureSide::Left, corners.iter().any(|corner| corner.x < -right)),
    ]
    .into_iter()
    .filter_map(|(side, is_beyond)| is_beyond.then_some(side))
    .collect()
}

/// A picture without edges around its text is the document, unless the zone says that the document is larger.
fn filling(text: &ScaledText, size: (f32, f32)) -> Framing {
    const CUT_BY_ZONE: f32 = 0.1;
    let Some(predicted) = text.predicted else {
        return Framing::FillsPicture;
    };
    let middle = super::centre(&predicted);
    // The prediction is rough: only what is far beyond the border is cut off.
    let shrunk = predicted.map(|corner| {
        Point::new(
            corner.x + (middle.x - corner.x) * 2.0 * CUT_BY_ZONE,
            corner.y + (middle.y - corner.y) * 2.0 * CUT_BY_ZONE,
        )
    });
    let cut = beyond(&shrunk, size);
    if cut.is_empty() {
        Framing::FillsPicture
    } else {
        Framing::CutOff(cut)
    }
}

/// The document by its text alone: where the zone says, else the whole picture.
fn without_edges(candidates: &Candidates, text: &ScaledText, size: (f32, f32)) -> Hypothesis {
    let picture = frame(size.0, size.1);
    let inside = |corners: &[Point; 4]| area(&super::clipped(corners, &picture)) / (size.0 * size.1);
    // A document that the zone sees in a small part of the picture lies there, though its edges are not seen.
    let by_zone = text.predicted.filter(|predicted| inside(predicted) < 0.6);
    let (corners, framing) = match by_zone {
        Some(corners) => {
            let cut = beyond(&corners, size);
            let framing = if cut.is_empty() {
                Framing::Whole
            } else {
                Framing::CutOff(cut)
            };
            (corners, framing)
        }
        None => (turned_frame(&picture, candidates.direction), filling(text, size)),
    };
    Hypothesis {
        corners,
        seen: [false; 4],
        score: 0.0,
        support: 0.0,
        framing,
    }
}

/// The picture's corners from the one at which the text has its top left.
fn turned_frame(picture: &[Point; 4], direction: Point) -> [Point; 4] {
    let steps = if direction.x.abs() >= direction.y.abs() {
        if direction.x >= 0.0 { 0 } else { 2 }
    } else if direction.y > 0.0 {
        1
    } else {
        3
    };
    std::array::from_fn(|index| picture[(index + steps) % 4])
}
