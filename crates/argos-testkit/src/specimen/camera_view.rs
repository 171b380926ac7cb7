//! Where the camera stands: from millimetres of a document to pixels of a photograph and back.

use super::chance::Chance;
use super::grade::Limits;
use super::side::Side;

/// A projective map of the plane, row by row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Homography([[f64; 3]; 3]);

impl Homography {
    pub(super) fn apply(&self, (x, y): (f32, f32)) -> (f32, f32) {
        let (x, y) = (f64::from(x), f64::from(y));
        let row = |row: [f64; 3]| row[0] * x + row[1] * y + row[2];
        let depth = row(self.0[2]);
        ((row(self.0[0]) / depth) as f32, (row(self.0[1]) / depth) as f32)
    }

    /// The map back: the adjugate, as the scale does not matter.
    pub(super) fn inverse(&self) -> Self {
        let m = &self.0;
        let minor = |a: usize, b: usize, c: usize, d: usize| m[a][b] * m[c][d] - m[a][d] * m[c][b];
        Self([
            [minor(1, 1, 2, 2), -minor(0, 1, 2, 2), minor(0, 1, 1, 2)],
            [-minor(1, 0, 2, 2), minor(0, 0, 2, 2), -minor(0, 0, 1, 2)],
            [minor(1, 0, 2, 1), -minor(0, 0, 2, 1), minor(0, 0, 1, 1)],
        ])
    }

    /// Followed by a magnification and a shift.
    fn then(&self, scale: f64, (right, down): (f64, f64)) -> Self {
        let m = &self.0;
        let row =
            |index: usize, shift: f64| std::array::from_fn(|column| scale * m[index][column] + shift * m[2][column]);
        Self([row(0, right), row(1, down), m[2]])
    }
}

/// How a document lies in a photograph.
#[derive(Debug, Clone)]
pub(super) struct View {
    /// From millimetres on the document (origin in its middle) to pixels.
    pub to_picture: Homography,
    /// Width and height of the picture in pixels.
    pub picture: (u32, u32),
    /// Pixels per millimetre in the middle of the zone.
    pub scale: f32,
    /// How far lines bulge in their middle, in millimetres.
    pub bulge: f32,
    /// Height of the zone's letters in pixels.
    pub letter_height: f32,
    /// Clockwise quarter turns of the document in the picture.
    pub quarter_turns: usize,
    /// Whether the picture is cut to the document.
    pub cropped: bool,
}

/// No picture is longer than this.
const LONGEST: f32 = 4000.0;

impl View {
    /// By chance within the limits; with a roll in degrees (clockwise) in place of one by chance if there is one.
    pub(super) fn of(side: &Side, limits: &Limits, roll: Option<f32>, chance: &mut Chance) -> Self {
        let letter_height = chance.between(limits.letter_height);
        let cropped = chance.happens(limits.crops);
        let quarter_turns = if chance.happens(limits.quarter_turns) {
            1 + chance.below(3)
        } else {
            0
        };
        // Drawn in any case, so that all else stays the same.
        let by_chance = chance.around(limits.roll);
        let roll = roll.unwrap_or(by_chance) + 90.0 * quarter_turns as f32;
        let (lean, swing) = (chance.around(limits.tilt), chance.around(limits.tilt));
        let distance = chance.between(limits.distance) * side.size.0;
        let flat = projection(roll, lean, swing, distance);
        let zone = side.zone_middle - side.size.1 / 2.0;
        let (top, bottom) = (
            flat.apply((0.0, zone - side.letter_height / 2.0)),
            flat.apply((0.0, zone + side.letter_height / 2.0)),
        );
        let scale = letter_height / (top.0 - bottom.0).hypot(top.1 - bottom.1);
        let sized = flat.then(f64::from(scale), (0.0, 0.0));
        let corners = corners_of(&sized, side.size);
        let bounds = bounds(&corners);
        let (width, height) = (bounds.2 - bounds.0, bounds.3 - bounds.1);
        let picture = if cropped {
            let margin = 1.0 + 2.0 * chance.between((-0.02, 0.04));
            (width * margin, height * margin)
        } else {
            let filling = chance.between(limits.filling).max(width.max(height) / LONGEST);
            let proportion = *chance.pick(&[4.0 / 3.0, 4.0 / 3.0, 3.0 / 4.0, 16.0 / 9.0]);
            let across = (width / filling).max(height / filling * proportion);
            (across, across / proportion)
        };
        let room = ((picture.0 - width) / 2.0, (picture.1 - height) / 2.0);
        let shift = if cropped {
            (0.0, 0.0)
        } else {
            (chance.around(room.0 * 0.8), chance.around(room.1 * 0.8))
        };
        let place = (
            f64::from(picture.0 / 2.0 - (bounds.0 + bounds.2) / 2.0 + shift.0),
            f64::from(picture.1 / 2.0 - (bounds.1 + bounds.3) / 2.0 + shift.1),
        );
        let bulge = if side.is_card { 0.0 } else { chance.around(limits.bulge) };
        Self {
            to_picture: sized.then(1.0, place),
            picture: (picture.0.round().max(1.0) as u32, picture.1.round().max(1.0) as u32),
            scale: letter_height / side.letter_height,
            bulge,
            letter_height,
            quarter_turns,
            cropped,
        }
    }

    /// Corners of the document in pixels: top left, top right, bottom right, bottom left as it is read.
    pub(super) fn corners(&self, size: (f32, f32)) -> [(f32, f32); 4] {
        corners_of(&self.to_picture, size)
    }
}

fn corners_of(map: &Homography, (width, height): (f32, f32)) -> [(f32, f32); 4] {
    let (x, y) = (width / 2.0, height / 2.0);
    [(-x, -y), (x, -y), (x, y), (-x, y)].map(|corner| map.apply(corner))
}

/// Left, top, right, bottom.
fn bounds(corners: &[(f32, f32); 4]) -> (f32, f32, f32, f32) {
    let start = (f32::MAX, f32::MAX, f32::MIN, f32::MIN);
    corners.iter().fold(start, |(left, top, right, bottom), (x, y)| {
        (left.min(*x), top.min(*y), right.max(*x), bottom.max(*y))
    })
}

/// A pinhole camera above the middle of the document, which is turned by `roll` clockwise as the picture shows it and leans
/// by the two other angles; all in degrees. One millimetre in the middle is one unit of the picture.
fn projection(roll: f32, lean: f32, swing: f32, distance: f32) -> Homography {
    let angle = |degrees: f32| f64::from(degrees).to_radians().sin_cos();
    let ((sr, cr), (sl, cl), (ss, cs)) = (angle(roll), angle(lean), angle(swing));
    let distance = f64::from(distance);
    // First around the level axis (lean), then around the upright one (swing), then in the picture's plane (roll).
    let column = |(x, y): (f64, f64)| {
        let (leant, depth) = (y * cl, y * sl);
        let (swung, depth) = (x * cs + depth * ss, depth * cs - x * ss);
        (swung * cr - leant * sr, swung * sr + leant * cr, depth)
    };
    let (right, down) = (column((1.0, 0.0)), column((0.0, 1.0)));
    Homography([
        [right.0 * distance, down.0 * distance, 0.0],
        [right.1 * distance, down.1 * distance, 0.0],
        [right.2, down.2, distance],
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_and_its_inverse_lead_back() {
        let map = projection(33.0, 12.0, -20.0, 250.0).then(7.0, (400.0, 300.0));
        let (x, y) = map.inverse().apply(map.apply((31.0, -17.0)));
        assert!((x - 31.0).abs() < 1e-3 && (y + 17.0).abs() < 1e-3, "{x} {y}");
    }

    #[test]
    fn from_straight_above_a_millimetre_is_a_millimetre() {
        let map = projection(0.0, 0.0, 0.0, 300.0);
        assert_eq!(map.apply((10.0, -5.0)), (10.0, -5.0));
        let (x, y) = projection(90.0, 0.0, 0.0, 300.0).apply((10.0, 0.0));
        assert!(
            x.abs() < 1e-3 && (y - 10.0).abs() < 1e-3,
            "clockwise: the right edge points down"
        );
    }
}
