//! Faces as points in space, seen from one side or another. The points of the head are those of a usual adult, in
//! centimetres.

use crate::challenge::{FacePoints, NOSE_POINTS, SHEET_POINTS};

/// What is before the camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A head.
    Head,
    /// A photograph of it.
    Flat,
    /// The photograph bent about an upright axis.
    BentSideways,
    /// The photograph bent about a level axis.
    BentLengthways,
    /// The photograph folded along the middle of the face.
    Folded,
}

/// Forehead, between the brows, upper lip, chin.
const MIDDLE: [[f32; 3]; 4] = [[0.0, 8.3, 5.0], [0.0, 4.9, 5.9], [0.0, -3.4, 6.1], [0.0, -8.5, 4.6]];
/// Eyes' outer and inner corners, brows, inner brows, mouth corners, cheeks, lower cheeks, jaw.
const SIDES: [[f32; 3]; 8] = [
    [4.45, 2.66, 3.17],
    [1.85, 2.59, 3.86],
    [3.3, 4.1, 4.8],
    [1.2, 4.0, 5.6],
    [2.46, -4.34, 4.28],
    [4.3, -0.7, 4.2],
    [3.0, -2.3, 4.9],
    [5.6, -4.8, 1.0],
];
const NOSE: [[f32; 3]; NOSE_POINTS] = [[0.0, -1.13, 7.48], [0.0, -0.46, 7.59], [0.0, 0.37, 7.24]];

/// Turned to the person's own left and lifted, in degrees. `size` 1 gives a face of four tenths of the frame's height.
pub fn view(shape: Shape, yaw: f32, pitch: f32, size: f32) -> FacePoints {
    let see = |[x, y, z]: [f32; 3]| {
        let z = match shape {
            Shape::Head => z,
            Shape::Flat => 0.0,
            Shape::BentSideways => -0.06 * x * x,
            Shape::BentLengthways => -0.03 * y * y,
            Shape::Folded => -0.5 * x.abs(),
        };
        let ((sy, cy), (sp, cp)) = (yaw.to_radians().sin_cos(), pitch.to_radians().sin_cos());
        let (x, z) = (x * cy + z * sy, z * cy - x * sy);
        let (y, z) = (y * cp + z * sp, z * cp - y * sp);
        // A camera half a metre away.
        let scale = size * 0.4 / 16.8 * 50.0 / (50.0 - z);
        [0.375 + scale * x, 0.5 - scale * y]
    };
    let sides = SIDES.into_iter().flat_map(|[x, y, z]| [[-x, y, z], [x, y, z]]);
    let mut points = MIDDLE.into_iter().chain(sides).map(see);
    FacePoints {
        sheet: std::array::from_fn(|_| points.next().unwrap()),
        nose: NOSE.map(see),
    }
}

#[test]
fn there_are_as_many_points_as_are_measured() {
    assert_eq!(MIDDLE.len() + 2 * SIDES.len(), SHEET_POINTS);
}
