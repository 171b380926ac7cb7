//! The smallest rectangle, at any angle, around a set of points.

use crate::image::Point;

/// A rectangle at any angle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TiltedRectangle {
    pub centre: Point,
    /// Unit vector of the side that lies closer to the x axis, pointing right.
    pub across: Point,
    /// Length along `across`.
    pub width: f32,
    /// Length at a right angle to it.
    pub height: f32,
}

impl TiltedRectangle {
    /// The rectangle with every side moved outwards.
    pub(super) fn grown(self, margin: f32) -> Self {
        Self {
            width: self.width + 2.0 * margin,
            height: self.height + 2.0 * margin,
            ..self
        }
    }

    /// Corners from the top left one, clockwise as seen on the screen.
    pub(super) fn corners(&self) -> [Point; 4] {
        let down = Point::new(-self.across.y, self.across.x);
        [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)].map(|(u, v)| {
            let (u, v) = (u * self.width, v * self.height);
            Point::new(
                self.centre.x + u * self.across.x + v * down.x,
                self.centre.y + u * self.across.y + v * down.y,
            )
        })
    }
}

/// The convex hull, counter-clockwise in a y-up frame (Andrew's monotone chain, 1979).
fn convex_hull(mut points: Vec<Point>) -> Vec<Point> {
    points.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    points.dedup();
    if points.len() < 3 {
        return points;
    }
    let half = |ordered: &mut dyn Iterator<Item = Point>| {
        let mut chain: Vec<Point> = Vec::new();
        for point in ordered {
            while let [.., before, last] = chain[..]
                && (last.x - before.x) * (point.y - before.y) - (last.y - before.y) * (point.x - before.x) <= 0.0
            {
                chain.pop();
            }
            chain.push(point);
        }
        chain.pop();
        chain
    };
    let mut hull = half(&mut points.iter().copied());
    hull.extend(half(&mut points.iter().rev().copied()));
    hull
}

/// The rectangle of least area around the points; one of its sides lies along an edge of the hull (Toussaint,
/// "Solving geometric problems with the rotating calipers", 1983). `None` for no points.
pub(super) fn least_rectangle(points: Vec<Point>) -> Option<TiltedRectangle> {
    let hull = convex_hull(points);
    let first = *hull.first()?;
    let mut best: Option<TiltedRectangle> = None;
    for (index, &start) in hull.iter().enumerate() {
        let end = hull.get(index + 1).copied().unwrap_or(first);
        let length = start.distance(end);
        let along = match length > 0.0 {
            true => Point::new((end.x - start.x) / length, (end.y - start.y) / length),
            false => Point::new(1.0, 0.0),
        };
        let rectangle = around(&hull, nearest_to_right(along));
        if best.is_none_or(|known| rectangle.width * rectangle.height < known.width * known.height) {
            best = Some(rectangle);
        }
    }
    best
}

/// The same axes, named so that the first lies within 45 degrees of the x axis and points right.
fn nearest_to_right(axis: Point) -> Point {
    let axis = if axis.x.abs() >= axis.y.abs() {
        axis
    } else {
        Point::new(axis.y, -axis.x)
    };
    if axis.x < 0.0 {
        Point::new(-axis.x, -axis.y)
    } else {
        axis
    }
}

fn around(points: &[Point], across: Point) -> TiltedRectangle {
    let (mut least, mut most) = ((f32::MAX, f32::MAX), (f32::MIN, f32::MIN));
    for point in points {
        let u = point.x * across.x + point.y * across.y;
        let v = point.y * across.x - point.x * across.y;
        least = (least.0.min(u), least.1.min(v));
        most = (most.0.max(u), most.1.max(v));
    }
    let (u, v) = (f32::midpoint(least.0, most.0), f32::midpoint(least.1, most.1));
    TiltedRectangle {
        centre: Point::new(u * across.x - v * across.y, u * across.y + v * across.x),
        across,
        width: most.0 - least.0,
        height: most.1 - least.1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_upright_box_is_itself() {
        let points = [(2.0, 3.0), (12.0, 3.0), (12.0, 7.0), (2.0, 7.0), (5.0, 5.0)].map(|(x, y)| Point::new(x, y));
        let found = least_rectangle(points.to_vec()).unwrap();
        assert_eq!((found.width, found.height), (10.0, 4.0));
        assert_eq!(found.corners()[0], Point::new(2.0, 3.0));
        assert_eq!(found.corners()[2], Point::new(12.0, 7.0));
    }

    #[test]
    fn points_on_a_line_and_single_points_do_not_fail() {
        assert!(least_rectangle(Vec::new()).is_none());
        let dot = least_rectangle(vec![Point::new(4.0, 5.0); 3]).unwrap();
        assert_eq!((dot.width, dot.height, dot.centre), (0.0, 0.0, Point::new(4.0, 5.0)));
        let line = least_rectangle((0..9).map(|x| Point::new(x as f32, x as f32)).collect()).unwrap();
        assert!(line.width.min(line.height) < 1e-4);
    }

    proptest! {
        #[test]
        fn a_tilted_rectangle_is_found_again(
            angle in -0.7f32..0.7, width in 20.0f32..200.0, height in 5.0f32..200.0, x in -50.0f32..50.0,
        ) {
            let original = TiltedRectangle {
                centre: Point::new(x, 30.0),
                across: Point::new(angle.cos(), angle.sin()),
                width,
                height,
            };
            let mut points = original.corners().to_vec();
            points.push(original.centre);
            let found = least_rectangle(points).unwrap();
            prop_assert!((found.width * found.height - width * height).abs() < 0.01 * width * height);
            for (a, b) in found.corners().iter().zip(original.corners()) {
                prop_assert!(a.distance(b) < 0.05, "{:?} {:?}", found, original);
            }
        }
    }
}
