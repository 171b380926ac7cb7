//! Where the document lies in the picture: its four corners, or the sides on which the picture cuts it off.
//!
//! Straight lines are collected from the gradients of a small copy by a Hough transform in which every edge point
//! votes for the direction across its gradient (Ballard, "Generalizing the Hough transform to detect arbitrary
//! shapes", 1981). Four of them, or borders of the picture in their place, make a quadrilateral; the best is chosen by
//! how much of its sides is seen as an edge, by the text that it holds, by the proportions of ICAO 9303 and ISO 7810
//! under perspective, and by where the machine readable zone says that the document must be. The sides are then fitted
//! to the edge points of the larger copy.

mod candidates;
mod edges;
mod hypotheses;
mod lines;
mod proportions;
mod refine;
mod text_evidence;

use image::RgbImage;

use crate::image::{Point, Rectangle, resize_to_long_side};
use crate::mrz::MrzFormat;

pub use text_evidence::TextEvidence;

use candidates::Candidates;
use edges::EdgeMap;
use hypotheses::{Hypothesis, best_hypothesis};

/// Long side of the copy on which lines are looked for, in pixels.
const SEARCH_SIDE: u32 = 512;

/// A side of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PictureSide {
    /// The upper border.
    Top,
    /// The right border.
    Right,
    /// The lower border.
    Bottom,
    /// The left border.
    Left,
}

/// How the document lies in the picture.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Framing {
    /// All four sides are seen inside the picture.
    Whole,
    /// The document fills the picture: a crop, a scan, or a photograph from very near.
    FillsPicture,
    /// The document goes on beyond these borders of the picture as it was given.
    CutOff(Vec<PictureSide>),
}

/// The document's place in the picture.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Outline {
    /// Corners in pixels of the picture as it was given, clockwise from the corner where the text has its top left;
    /// without text from the corner nearest to the picture's top left. Rounded corners are where the sides would meet.
    /// A corner beyond the border is where the sides meet outside of the picture.
    pub corners: [Point; 4],
    /// Whether all of it is seen.
    pub framing: Framing,
    /// Share of the sides inside the picture along which an edge is seen, 0 to 1; 0 when the picture is the document.
    pub support: f32,
    /// Share of the picture that the document covers, 0 to 1.
    pub area_share: f32,
}

impl Outline {
    /// Whether a point of the picture lies on the document, with a margin of this share of its size around it.
    #[must_use]
    pub fn contains(&self, point: Point, margin: f32) -> bool {
        let middle = centre(&self.corners);
        let grown = self.corners.map(|corner| {
            Point::new(
                middle.x + (corner.x - middle.x) * (1.0 + 2.0 * margin),
                middle.y + (corner.y - middle.y) * (1.0 + 2.0 * margin),
            )
        });
        holds(&grown, point)
    }

    /// The upright rectangle around its corners, in pixels of the picture as it was given; it may reach beyond the picture.
    #[must_use]
    pub fn bounds(&self) -> Rectangle {
        let [a, b, c, d] = self.corners;
        let least = |of: fn(&Point) -> f32| [a, b, c, d].iter().map(of).fold(f32::INFINITY, f32::min);
        let most = |of: fn(&Point) -> f32| [a, b, c, d].iter().map(of).fold(f32::NEG_INFINITY, f32::max);
        let (x, y) = (least(|corner| corner.x), least(|corner| corner.y));
        Rectangle {
            x,
            y,
            width: most(|corner| corner.x) - x,
            height: most(|corner| corner.y) - y,
        }
    }

    /// Mean lengths of its horizontal and vertical sides, in pixels of the picture as it was given.
    #[must_use]
    pub fn size(&self) -> (f32, f32) {
        let [a, b, c, d] = self.corners;
        (
            f32::midpoint(a.distance(b), d.distance(c)),
            f32::midpoint(a.distance(d), b.distance(c)),
        )
    }
}

/// Finds the document in a picture of which `copy` is a smaller one (long side about 1,000 pixels); `full` is the size
/// of the picture in whose pixels the text is given and the corners are returned.
///
/// `None` when neither edges nor text show a document.
#[must_use]
pub fn find_outline(copy: &RgbImage, full: (u32, u32), text: &TextEvidence) -> Option<Outline> {
    if copy.width() < 32 || copy.height() < 32 || full.0 == 0 || full.1 == 0 {
        return None;
    }
    let longer = copy.width().max(copy.height());
    let small = match longer > SEARCH_SIDE {
        true => resize_to_long_side(copy, SEARCH_SIDE),
        false => copy.clone(),
    };
    let to_small = small.width() as f32 / full.0 as f32;
    let text = text.scaled(to_small);
    let edges = EdgeMap::of(&small, &text);
    let points = edges.points();
    let mut best: Option<Hypothesis> = None;
    for direction in text.directions(&points) {
        let candidates = Candidates::find(&edges, &points, &text, direction);
        if let Some(found) = best_hypothesis(&edges, &candidates, &text)
            && best.as_ref().is_none_or(|known| found.score > known.score)
        {
            best = Some(found);
        }
    }
    let best = best?;
    let corners = refine::refined(
        copy,
        &scaled_to(&best.corners, small.dimensions(), copy.dimensions()),
        best.seen,
    );
    Some(Outline {
        corners: scaled_to(&corners, copy.dimensions(), full),
        framing: best.framing,
        support: best.support,
        area_share: visible_share(&best.corners, (small.width() as f32, small.height() as f32)),
    })
}

/// Sizes in millimetres of the documents of ICAO 9303 that bear a zone of this format.
pub(super) const fn millimetres(format: MrzFormat) -> (f32, f32) {
    match format {
        MrzFormat::Td1 => (85.6, 54.0),
        MrzFormat::Td2 | MrzFormat::MrvB | MrzFormat::FrenchIdentityCard => (105.0, 74.0),
        MrzFormat::Td3 => (125.0, 88.0),
        MrzFormat::MrvA => (120.0, 80.0),
    }
}

/// Corners in a picture of one size as corners in another.
fn scaled_to(corners: &[Point; 4], from: (u32, u32), to: (u32, u32)) -> [Point; 4] {
    let (across, down) = (to.0 as f32 / from.0 as f32, to.1 as f32 / from.1 as f32);
    corners.map(|corner| Point::new(corner.x * across, corner.y * down))
}

fn centre(corners: &[Point; 4]) -> Point {
    Point::new(
        corners.iter().map(|corner| corner.x).sum::<f32>() / 4.0,
        corners.iter().map(|corner| corner.y).sum::<f32>() / 4.0,
    )
}

/// Whether a point lies in a convex quadrilateral given clockwise as seen on the screen.
fn holds(corners: &[Point; 4], point: Point) -> bool {
    (0..4).all(|index| {
        let (from, to) = (corners[index], corners[(index + 1) % 4]);
        (to.x - from.x) * (point.y - from.y) - (to.y - from.y) * (point.x - from.x) >= 0.0
    })
}

/// Area of a polygon, positive when its corners are clockwise as seen on the screen.
fn area(polygon: &[Point]) -> f32 {
    let next = polygon.iter().cycle().skip(1);
    polygon
        .iter()
        .zip(next)
        .map(|(a, b)| a.x * b.y - b.x * a.y)
        .sum::<f32>()
        / 2.0
}

/// The part of a polygon inside a convex window given clockwise (Sutherland and Hodgman, "Reentrant polygon
/// clipping", 1974).
fn clipped(polygon: &[Point], window: &[Point]) -> Vec<Point> {
    let mut result = polygon.to_vec();
    for index in 0..window.len() {
        let (from, to) = (window[index], window[(index + 1) % window.len()]);
        let side = |point: Point| (to.x - from.x) * (point.y - from.y) - (to.y - from.y) * (point.x - from.x);
        let input = std::mem::take(&mut result);
        for (position, &point) in input.iter().enumerate() {
            let next = input[(position + 1) % input.len()];
            let (here, there) = (side(point), side(next));
            if here >= 0.0 {
                result.push(point);
            }
            if (here >= 0.0) != (there >= 0.0) {
                let share = here / (here - there);
                result.push(Point::new(
                    point.x + (next.x - point.x) * share,
                    point.y + (next.y - point.y) * share,
                ));
            }
        }
    }
    result
}

/// Intersection over union of the parts of two convex quadrilaterals, given clockwise, that lie inside a picture of this
/// size: 0 to 1.
#[must_use]
pub fn visible_overlap(first: &[Point; 4], second: &[Point; 4], (width, height): (f32, f32)) -> f32 {
    let picture = frame(width, height);
    let (first, second) = (clipped(first, &picture), clipped(second, &picture));
    let shared = area(&clipped(&first, &second)).max(0.0);
    let union = area(&first).max(0.0) + area(&second).max(0.0) - shared;
    if union > 0.0 { (shared / union).min(1.0) } else { 0.0 }
}

/// Intersection over union of two convex quadrilaterals given clockwise, 0 to 1.
pub(super) fn overlap(first: &[Point; 4], second: &[Point; 4]) -> f32 {
    let shared = area(&clipped(first, second)).max(0.0);
    let union = area(first).max(0.0) + area(second).max(0.0) - shared;
    if union > 0.0 { (shared / union).min(1.0) } else { 0.0 }
}

fn visible_share(corners: &[Point; 4], (width, height): (f32, f32)) -> f32 {
    let picture = frame(width, height);
    (area(&clipped(corners, &picture)) / (width * height)).clamp(0.0, 1.0)
}

fn frame(width: f32, height: f32) -> [Point; 4] {
    [
        Point::new(0.0, 0.0),
        Point::new(width, 0.0),
        Point::new(width, height),
        Point::new(0.0, height),
    ]
}

#[cfg(test)]
mod tests;
