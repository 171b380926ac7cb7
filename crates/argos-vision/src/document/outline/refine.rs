//! Sides fitted to the edge points of a larger copy.

use image::RgbImage;

use crate::image::Point;

/// How far, in pixels of the larger copy, a side may have moved.
const REACH: i32 = 7;
/// Points at which each side is measured.
const SAMPLES: usize = 72;
/// Part of a side next to its corners that is left out: corners of cards are round.
const CORNER: f32 = 0.06;
/// The least step of grey levels that is an edge.
const LEAST_STEP: i32 = 8;
/// Points farther from the fitted line than this, in pixels, are taken out.
const OUTLIER: f32 = 1.6;

/// The corners where the fitted sides meet; sides that are not seen stay as they are.
pub(super) fn refined(image: &RgbImage, corners: &[Point; 4], seen: [bool; 4]) -> [Point; 4] {
    let lines: [(Point, Point); 4] = std::array::from_fn(|index| {
        let (from, to) = (corners[index], corners[(index + 1) % 4]);
        let line = if seen[index] { fitted(image, from, to) } else { None };
        line.unwrap_or((from, to))
    });
    std::array::from_fn(|index| {
        // The corner at which a side begins is where the side before it ends.
        let met = meeting(lines[(index + 3) % 4], lines[index]);
        met.filter(|point| point.distance(corners[index]) < 4.0 * REACH as f32)
            .unwrap_or(corners[index])
    })
}

/// The side through the strongest steps near it, found again without the points that do not agree.
fn fitted(image: &RgbImage, from: Point, to: Point) -> Option<(Point, Point)> {
    let length = from.distance(to);
    if length < 1.0 {
        return None;
    }
    let normal = ((from.y - to.y) / length, (to.x - from.x) / length);
    let mut points: Vec<(f32, f32)> = (0..SAMPLES)
        .filter_map(|sample| {
            let share = CORNER + (1.0 - 2.0 * CORNER) * (sample as f32 + 0.5) / SAMPLES as f32;
            let at = Point::new(from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share);
            step_across(image, at, normal).map(|shift| (share, shift))
        })
        .collect();
    if points.len() < SAMPLES / 4 {
        return None;
    }
    // Least median of squares over pairs of points, then least squares over those that agree.
    let mut best: Option<(f32, f32, f32)> = None;
    let count = points.len();
    for first in (0..count).step_by(3) {
        for second in (first + count / 3..count).step_by(3) {
            let (a, b) = (points[first], points[second]);
            let slope = (b.1 - a.1) / (b.0 - a.0);
            let start = a.1 - slope * a.0;
            let agreeing = points
                .iter()
                .filter(|(share, shift)| (start + slope * share - shift).abs() < OUTLIER)
                .count() as f32;
            if best.is_none_or(|known| agreeing > known.2) {
                best = Some((start, slope, agreeing));
            }
        }
    }
    let (start, slope, agreeing) = best?;
    if agreeing < SAMPLES as f32 / 5.0 {
        return None;
    }
    points.retain(|(share, shift)| (start + slope * share - shift).abs() < OUTLIER);
    let n = points.len() as f32;
    let (sx, sy) = points
        .iter()
        .fold((0.0, 0.0), |sum, point| (sum.0 + point.0, sum.1 + point.1));
    let (sxx, sxy) = points.iter().fold((0.0, 0.0), |sum, point| {
        (sum.0 + point.0 * point.0, sum.1 + point.0 * point.1)
    });
    let determinant = n * sxx - sx * sx;
    if determinant.abs() < 1e-6 {
        return None;
    }
    let slope = (n * sxy - sx * sy) / determinant;
    let start = (sy - slope * sx) / n;
    let moved = |point: Point, shift: f32| Point::new(point.x + normal.0 * shift, point.y + normal.1 * shift);
    Some((moved(from, start), moved(to, start + slope)))
}

/// How far along the normal the strongest step of any colour is, in pixels.
fn step_across(image: &RgbImage, at: Point, normal: (f32, f32)) -> Option<f32> {
    let pixel = |shift: i32| {
        let (x, y) = (at.x + normal.0 * shift as f32, at.y + normal.1 * shift as f32);
        let inside = x >= 0.0 && y >= 0.0 && x < image.width() as f32 && y < image.height() as f32;
        inside.then(|| image.get_pixel(x as u32, y as u32).0)
    };
    let mut best = (LEAST_STEP, None);
    for shift in -REACH..=REACH {
        let (Some(before), Some(after)) = (pixel(shift - 1), pixel(shift + 1)) else {
            continue;
        };
        let step = (0..3)
            .map(|channel| (i32::from(after[channel]) - i32::from(before[channel])).abs())
            .max()
            .unwrap_or(0);
        // Of equal steps the one nearest to the line that was found.
        let step = step - shift.abs() / 2;
        if step > best.0 {
            best = (step, Some(shift as f32));
        }
    }
    best.1
}

fn meeting((a, b): (Point, Point), (c, d): (Point, Point)) -> Option<Point> {
    let (first, second) = (Point::new(b.x - a.x, b.y - a.y), Point::new(d.x - c.x, d.y - c.y));
    let determinant = first.x * second.y - first.y * second.x;
    if determinant.abs() < 1e-3 {
        return None;
    }
    let share = ((c.x - a.x) * second.y - (c.y - a.y) * second.x) / determinant;
    Some(Point::new(a.x + first.x * share, a.y + first.y * share))
}
