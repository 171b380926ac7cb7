//! Depth of a face from its movement: how far the tip of the nose moves against the rest of the face.
//!
//! When a head turns, the nose, which stands out, moves further than the face around it. On a photograph that is tilted,
//! all points move as one plane does (a homography; R. Hartley and A. Zisserman, "Multiple View Geometry", 2nd edition
//! 2004, section 13.1), and on one that is bent, as a smooth sheet does. To second order, both are a quadratic map of
//! the coordinates, and so is the movement of the face around the nose, which is about as round as a sheet may be. So
//! the quadratic map is fitted to the points off the nose, and what it cannot explain of the nose is the relief.

use super::observation::{FacePoints, SHEET_POINTS};

/// Points of the middle line at the start of [`FacePoints::sheet`].
const MIDDLE_LINE: usize = 4;
/// Coefficients of a quadratic map: 1, x, y, x^2, xy, y^2.
const TERMS: usize = 6;

/// Movement of the nose against the face, in units of the face's size (root mean square distance of its points from
/// their middle).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Relief {
    /// Along the eyes, positive to the right of the picture: positive on a head turned to the person's own left.
    pub across: f32,
    /// Down the face: negative on a lifted head.
    pub down: f32,
}

/// The relief that shows between two views of a face. `None` when points lie on one spot or a line.
///
/// `lean` is the lean of the head in the second view against the first, in degrees.
#[must_use]
pub fn relief(rest: &FacePoints, moved: &FacePoints, lean: f32) -> Option<Relief> {
    let (from, to) = (Frame::of(rest)?, Frame::of(moved)?);
    let terms = |point: [f32; 2]| {
        let [x, y] = from.place(point);
        [1.0, x, y, x * x, x * y, y * y]
    };
    let mut normal = [[0.0; TERMS]; TERMS];
    let mut right = [[0.0; 2]; TERMS];
    for (source, target) in rest.sheet.iter().zip(&moved.sheet) {
        let (row, target) = (terms(*source), to.place(*target));
        for ((sums, right), one) in normal.iter_mut().zip(&mut right).zip(row) {
            for (sum, other) in sums.iter_mut().zip(row) {
                *sum += one * other;
            }
            for (sum, along) in right.iter_mut().zip(target) {
                *sum += one * along;
            }
        }
    }
    let map = solve(normal, right)?;
    let left_over = |source: [f32; 2], target: [f32; 2]| {
        let (row, target) = (terms(source), to.place(target));
        let explained = |axis: usize| (0..TERMS).map(|term| row[term] * map[term][axis]).sum::<f64>();
        [target[0] - explained(0), target[1] - explained(1)]
    };
    let nose = mean(rest.nose.iter().zip(&moved.nose).map(|(a, b)| left_over(*a, *b)));
    // A sheet with a fold along the middle of the face moves its whole middle line: that is no nose.
    let line = rest.sheet.iter().zip(&moved.sheet).take(MIDDLE_LINE);
    let line = mean(line.map(|(a, b)| left_over(*a, *b)));
    let (x, y) = (nose[0] - line[0], nose[1] - line[1]);
    let (sine, cosine) = f64::from(lean).to_radians().sin_cos();
    let relief = Relief {
        across: (x * cosine + y * sine) as f32,
        down: (y * cosine - x * sine) as f32,
    };
    (relief.across.is_finite() && relief.down.is_finite()).then_some(relief)
}

/// Width of the face at the eyes by its height, from the eyes to the mouth and from forehead to chin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Proportions {
    /// Distance of the outer corners of the eyes by that of eyes and mouth.
    pub to_mouth: f32,
    /// The same by that of forehead and chin.
    pub to_chin: f32,
}

/// Places in [`FacePoints::sheet`].
const FOREHEAD: usize = 0;
const CHIN: usize = 3;
const OUTER_CORNERS: [usize; 2] = [4, 5];
const MOUTH_CORNERS: [usize; 2] = [12, 13];

/// The proportions of a face as they appear; `None` when points lie on one spot.
#[must_use]
pub fn proportions(points: &FacePoints) -> Option<Proportions> {
    let [left, right] = OUTER_CORNERS.map(|index| points.sheet[index]);
    let [mouth, other] = MOUTH_CORNERS.map(|index| points.sheet[index]);
    let (across, down) = (right[0] - left[0], right[1] - left[1]);
    let width = across.hypot(down);
    // Heights at right angles to the line of the eyes, so that the lean of the head does not matter.
    let height = |from: [f32; 2], to: [f32; 2]| ((to[1] - from[1]) * across - (to[0] - from[0]) * down) / width;
    let middle = |one: [f32; 2], two: [f32; 2]| [(one[0] + two[0]) / 2.0, (one[1] + two[1]) / 2.0];
    let to_mouth = width / height(middle(left, right), middle(mouth, other));
    let to_chin = width / height(points.sheet[FOREHEAD], points.sheet[CHIN]);
    let usable = [to_mouth, to_chin]
        .iter()
        .all(|value| value.is_finite() && *value > 0.0);
    usable.then_some(Proportions { to_mouth, to_chin })
}

/// Middle and size of a face, so that faces compare wherever they are and however large.
struct Frame {
    middle: [f64; 2],
    size: f64,
}

impl Frame {
    fn of(points: &FacePoints) -> Option<Self> {
        let middle = mean(points.sheet.iter().map(|point| point.map(f64::from)));
        let square =
            |point: &[f32; 2]| (f64::from(point[0]) - middle[0]).powi(2) + (f64::from(point[1]) - middle[1]).powi(2);
        let size = (points.sheet.iter().map(square).sum::<f64>() / SHEET_POINTS as f64).sqrt();
        (size > 1e-4 && size.is_finite()).then_some(Self { middle, size })
    }

    fn place(&self, point: [f32; 2]) -> [f64; 2] {
        [
            (f64::from(point[0]) - self.middle[0]) / self.size,
            (f64::from(point[1]) - self.middle[1]) / self.size,
        ]
    }
}

fn mean(points: impl Iterator<Item = [f64; 2]>) -> [f64; 2] {
    let (sum, count) = points.fold(([0.0; 2], 0.0), |(sum, count), point| {
        ([sum[0] + point[0], sum[1] + point[1]], count + 1.0)
    });
    [sum[0] / count, sum[1] / count]
}

/// Gaussian elimination with the largest pivot; `None` when the equations do not determine the map.
fn solve(left: [[f64; TERMS]; TERMS], right: [[f64; 2]; TERMS]) -> Option<[[f64; 2]; TERMS]> {
    // Both sides of each equation in one row.
    let mut rows: [[f64; TERMS + 2]; TERMS] = std::array::from_fn(|row| {
        std::array::from_fn(|term| {
            if term < TERMS {
                left[row][term]
            } else {
                right[row][term - TERMS]
            }
        })
    });
    for column in 0..TERMS {
        let pivot = (column..TERMS).max_by(|a, b| rows[*a][column].abs().total_cmp(&rows[*b][column].abs()))?;
        rows.swap(column, pivot);
        let chosen = rows[column];
        if chosen[column].abs() < 1e-9 {
            return None;
        }
        for (index, row) in rows.iter_mut().enumerate() {
            let factor = if index == column {
                0.0
            } else {
                row[column] / chosen[column]
            };
            for (value, chosen) in row.iter_mut().zip(chosen) {
                *value -= factor * chosen;
            }
        }
    }
    Some(std::array::from_fn(|term| {
        let row = rows[term];
        [row[TERMS] / row[term], row[TERMS + 1] / row[term]]
    }))
}

#[cfg(test)]
mod tests {
    use super::super::tests::head::{Shape, view};
    use super::*;

    fn relief_of(shape: Shape, yaw: f32, pitch: f32) -> Relief {
        relief(&view(shape, 0.0, 0.0, 1.0), &view(shape, yaw, pitch, 1.0), 0.0).unwrap()
    }

    #[test]
    fn the_nose_of_a_head_moves_further_than_the_face() {
        for degrees in [15.0f32, 20.0, 30.0] {
            let sine = degrees.to_radians().sin();
            assert!(relief_of(Shape::Head, degrees, 0.0).across > 0.25 * sine);
            assert!(relief_of(Shape::Head, -degrees, 0.0).across < -0.25 * sine);
            assert!(relief_of(Shape::Head, 0.0, degrees).down < -0.25 * sine);
        }
    }

    #[test]
    fn flat_bent_and_folded_pictures_have_none() {
        for shape in [Shape::Flat, Shape::BentSideways, Shape::BentLengthways, Shape::Folded] {
            for (yaw, pitch) in [(20.0f32, 0.0f32), (-30.0, 0.0), (0.0, 20.0), (25.0, 10.0)] {
                let sine = yaw.abs().max(pitch).to_radians().sin();
                let relief = relief_of(shape, yaw, pitch);
                let most = relief.across.abs().max(relief.down.abs());
                assert!(most < 0.1 * sine, "{shape:?} {yaw} {pitch}: {relief:?}");
            }
        }
    }

    #[test]
    fn size_place_and_lean_do_not_matter() {
        let rest = view(Shape::Head, 0.0, 0.0, 1.0);
        let straight = relief(&rest, &view(Shape::Head, 20.0, 0.0, 1.0), 0.0).unwrap();
        let (sine, cosine) = 12f32.to_radians().sin_cos();
        let moved = |[x, y]: [f32; 2]| [0.7 * (x * cosine - y * sine) + 0.1, 0.7 * (x * sine + y * cosine) - 0.2];
        let turned = view(Shape::Head, 20.0, 0.0, 1.0);
        let leaning = FacePoints {
            sheet: turned.sheet.map(moved),
            nose: turned.nose.map(moved),
        };
        let leaning = relief(&rest, &leaning, 12.0).unwrap();
        assert!((leaning.across - straight.across).abs() < 1e-4 && (leaning.down - straight.down).abs() < 1e-4);
    }

    #[test]
    fn a_turned_face_looks_narrower_and_a_lifted_one_lower() {
        let rest = proportions(&view(Shape::Head, 0.0, 0.0, 1.0)).unwrap();
        let turned = proportions(&view(Shape::Head, 30.0, 0.0, 1.0)).unwrap();
        assert!((turned.to_chin / rest.to_chin - 30f32.to_radians().cos()).abs() < 0.05);
        let lifted = proportions(&view(Shape::Flat, 0.0, 40.0, 1.0)).unwrap();
        let flat = proportions(&view(Shape::Flat, 0.0, 0.0, 1.0)).unwrap();
        assert!((flat.to_mouth / lifted.to_mouth - 40f32.to_radians().cos()).abs() < 0.05);
    }

    #[test]
    fn points_on_a_line_have_no_relief() {
        let line = FacePoints {
            sheet: std::array::from_fn(|index| [index as f32, 2.0 * index as f32]),
            nose: [[1.0, 2.0]; 3],
        };
        let face = view(Shape::Head, 0.0, 0.0, 1.0);
        assert_eq!(relief(&line, &face, 0.0), None);
        let spot = FacePoints {
            sheet: [[0.5; 2]; SHEET_POINTS],
            nose: [[0.5; 2]; 3],
        };
        assert_eq!(relief(&face, &spot, 0.0), None);
        assert_eq!(proportions(&spot), None);
    }
}
