//! The proportions of the rectangle of which a quadrilateral is the view.

use super::millimetres;
use crate::image::Point;
use crate::mrz::MrzFormat;

/// Focal length as share of the picture's longer side: between a phone's main camera (0.72) and a webcam (1).
const FOCAL_LENGTH: f32 = 0.85;
/// Width to height of ID-1, ID-2 and ID-3 (ISO/IEC 7810), of visas of format A, and of an open passport, upright.
const KNOWN: [f32; 5] = [85.6 / 54.0, 105.0 / 74.0, 125.0 / 88.0, 120.0 / 80.0, 125.0 / 176.0];
/// Standard deviation of the logarithm of measured proportions.
const SPREAD: f32 = 0.055;

/// A rectangle by its view.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rectangle {
    /// Width to height, in the order of the corners.
    pub proportion: f32,
    /// Cosine of the angle between its sides: 0 for a rectangle under the assumed focal length.
    pub skew: f32,
}

/// The rectangle by the corners of its view in a picture of the given size (Zhang and He, "Whiteboard scanning and
/// image enhancement", 2007, section 3.2), with the focal length taken as known, since it is hardly measurable where
/// the view is nearly straight. `None` for degenerate corners.
pub(super) fn rectangle(corners: &[Point; 4], (width, height): (f32, f32)) -> Option<Rectangle> {
    let focal = FOCAL_LENGTH * width.max(height);
    let ray = |corner: Point| [(corner.x - width / 2.0) / focal, (corner.y - height / 2.0) / focal, 1.0];
    let [top_left, top_right, bottom_right, bottom_left] = corners.map(ray);
    let diagonal = cross(top_left, bottom_right);
    let right = dot(cross(top_right, bottom_right), bottom_left);
    let below = dot(cross(bottom_left, bottom_right), top_right);
    if right.abs() < 1e-9 || below.abs() < 1e-9 {
        return None;
    }
    let (k2, k3) = (dot(diagonal, bottom_left) / right, dot(diagonal, top_right) / below);
    let across = std::array::from_fn(|axis| k2 * top_right[axis] - top_left[axis]);
    let down = std::array::from_fn(|axis| k3 * bottom_left[axis] - top_left[axis]);
    let (length, height) = (dot(across, across).sqrt(), dot(down, down).sqrt());
    let proportion = length / height;
    (proportion.is_finite() && proportion > 0.0).then(|| Rectangle {
        proportion,
        skew: dot(across, down) / (length * height),
    })
}

/// How well a proportion fits documents of this format, or any when it is not known: 0 to 1.
pub(super) fn fit(proportion: f32, format: Option<MrzFormat>, lies_known: bool) -> f32 {
    let distance = match format {
        Some(format) => {
            let (width, height) = millimetres(format);
            (proportion / (width / height)).ln().abs()
        }
        None => KNOWN
            .iter()
            .flat_map(|known| {
                let turned = if lies_known { *known } else { known.recip() };
                [(proportion / known).ln().abs(), (proportion / turned).ln().abs()]
            })
            .fold(f32::MAX, f32::min),
    };
    (-(distance / SPREAD).powi(2) / 2.0).exp()
}

fn cross(a: [f32; 3], b: [f32; 3]) -> [f32; 3] {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

fn dot(a: [f32; 3], b: [f32; 3]) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}
