//! The common direction of the lines of a page.

use super::detect_lines::DetectedLine;
use super::turn::turn_corners;
use crate::image::{Point, QuarterTurns};

/// Lines longer than this times their height tell a direction.
const TELLING_ASPECT: f32 = 2.0;
/// Up to this angle, in radians, no line of a page that is photographed askew is taken for one of the other direction.
const LITTLE: f32 = 0.35;

/// The lines with their corners named so that the sides of all of them that run in the common direction have the same name.
///
/// A rectangle of its own calls the side that is nearer to level its top; on a page that is turned by about 45 degrees
/// that is the long side of one line and the short side of the next. Pages that are turned less stay as they are.
#[must_use]
pub fn with_common_direction(mut lines: Vec<DetectedLine>) -> Vec<DetectedLine> {
    let Some(direction) = common_direction(&lines).filter(|direction| direction.abs() > LITTLE) else {
        return lines;
    };
    for line in &mut lines {
        let off = angle(line.quad[0], line.quad[1]) - direction;
        if off > std::f32::consts::FRAC_PI_4 {
            line.quad = turn_corners(&line.quad, QuarterTurns::Quarter);
        } else if off < -std::f32::consts::FRAC_PI_4 {
            line.quad = turn_corners(&line.quad, QuarterTurns::ThreeQuarters);
        }
    }
    lines
}

/// The angle of the lines or of what stands at a right angle to them, within 45 degrees of level, in radians, downwards
/// positive; the mean of fourfold angles, so that both count as one. `None` without a long line.
fn common_direction(lines: &[DetectedLine]) -> Option<f32> {
    let mut sum = (0.0, 0.0);
    for line in lines {
        let (long, short) = (line.width().max(line.height()), line.width().min(line.height()));
        if long < TELLING_ASPECT * short {
            continue;
        }
        let (sine, cosine) = (4.0 * angle(line.quad[0], line.quad[1])).sin_cos();
        sum = (sum.0 + long * sine, sum.1 + long * cosine);
    }
    (sum != (0.0, 0.0)).then(|| sum.0.atan2(sum.1) / 4.0)
}

fn angle(from: Point, to: Point) -> f32 {
    (to.y - from.y).atan2(to.x - from.x)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line at an angle in degrees as the detector names its corners.
    fn line(degrees: f32, width: f32, height: f32) -> DetectedLine {
        let (sine, cosine) = degrees.to_radians().sin_cos();
        let at = |x: f32, y: f32| Point::new(200.0 + x * cosine - y * sine, 200.0 + x * sine + y * cosine);
        let quad = [at(0.0, 0.0), at(width, 0.0), at(width, height), at(0.0, height)];
        DetectedLine { quad, score: 0.9 }
    }

    #[test]
    fn lines_on_either_side_of_the_diagonal_get_the_same_names() {
        // At 47 degrees the detector calls the short side, which rises at 43 degrees, the top.
        let lines = with_common_direction(vec![
            line(44.0, 300.0, 20.0),
            line(43.0, 200.0, 20.0),
            line(-43.0, 20.0, 250.0),
        ]);
        for line in &lines {
            assert!(line.width() > line.height(), "{line:?}");
            assert!(
                (angle(line.quad[0], line.quad[1]).to_degrees() - 44.5).abs() < 3.0,
                "{line:?}"
            );
        }
    }

    #[test]
    fn a_page_that_is_nearly_upright_stays_as_it_is() {
        let lines = vec![line(10.0, 300.0, 20.0), line(8.0, 20.0, 250.0), line(5.0, 20.0, 20.0)];
        assert_eq!(with_common_direction(lines.clone()), lines);
        assert!(with_common_direction(Vec::new()).is_empty());
    }
}
