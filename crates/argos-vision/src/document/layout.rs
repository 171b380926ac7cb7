//! Text lines in the frame of the upright page.

use crate::image::{Point, QuarterTurns};
use crate::mrz::{PlacedText, ReadLine};
use crate::text::{TextLine, turn_point};

/// The upright page as a picture shows it: how it is turned there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PageFrame {
    /// Width and height of the picture.
    size: (f32, f32),
    turns: QuarterTurns,
    /// Sine and cosine of the angle by which lines run downwards once the picture is turned.
    tilt: (f32, f32),
}

impl PageFrame {
    /// Of a page with these lines, their corners from the top left of the text.
    pub(super) fn of<'a>(
        size: (f32, f32),
        turns: QuarterTurns,
        quads: impl IntoIterator<Item = &'a [Point; 4]>,
    ) -> Self {
        let level = Self {
            size,
            turns,
            tilt: (0.0, 1.0),
        };
        // Long lines count more; opposite directions would cancel each other, and none is left then.
        let sum = quads.into_iter().fold((0.0, 0.0), |sum, quad| {
            let place = Place::of(quad, &level);
            (
                sum.0 + place.right.x - place.left.x,
                sum.1 + place.right.y - place.left.y,
            )
        });
        let length = f32::hypot(sum.0, sum.1);
        if !length.is_finite() || length < 1.0 {
            return level;
        }
        Self {
            tilt: (sum.1 / length, sum.0 / length),
            ..level
        }
    }

    /// Where a point of the picture lies on the page, in pixels; the middle of the picture stays.
    fn point(&self, point: Point) -> Point {
        let (width, height) = self.size;
        let turned = turn_point(point, width, height, self.turns);
        let middle = turn_point(Point::new(width / 2.0, height / 2.0), width, height, self.turns);
        let (x, y) = (turned.x - middle.x, turned.y - middle.y);
        let (sine, cosine) = self.tilt;
        Point::new(middle.x + x * cosine + y * sine, middle.y + y * cosine - x * sine)
    }
}

/// A line's place on the upright page, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place {
    pub left: Point,
    pub right: Point,
    pub height: f32,
}

impl Place {
    /// Where the line lies on the page.
    pub(super) fn of(quad: &[Point; 4], frame: &PageFrame) -> Self {
        let [top_left, top_right, bottom_right, bottom_left] = quad.map(|point| frame.point(point));
        Self {
            left: middle(top_left, bottom_left),
            right: middle(top_right, bottom_right),
            height: f32::midpoint(top_left.distance(bottom_left), top_right.distance(bottom_right)),
        }
    }

    pub(super) fn centre(&self) -> Point {
        middle(self.left, self.right)
    }

    /// Whether `next` stands to the right on the same baseline, at most `reach` line heights away.
    pub(super) fn is_left_of(&self, next: &Self, reach: f32) -> bool {
        let height = self.height.max(next.height);
        let gap = next.left.x - self.right.x;
        let slope = (self.right.y - self.left.y) / (self.right.x - self.left.x).max(1.0);
        let expected = self.right.y + slope * gap;
        gap > -0.7 * height && gap < reach * height && (next.left.y - expected).abs() < 0.55 * height
    }

    /// How far below this line the other one begins, in heights of this line, when they share a column; `None` when
    /// they do not, or the other one is not below.
    pub(super) fn distance_below(&self, other: &Self) -> Option<f32> {
        let slope = (self.right.y - self.left.y) / (self.right.x - self.left.x).max(1.0);
        let expected = self.left.y + slope * (other.left.x - self.left.x);
        let distance = (other.left.y - expected) / self.height.max(1.0);
        let starts_near = other.left.x > self.left.x - 2.5 * self.height && other.left.x < self.right.x;
        (starts_near && distance > 0.4).then_some(distance)
    }
}

fn middle(a: Point, b: Point) -> Point {
    Point::new(f32::midpoint(a.x, b.x), f32::midpoint(a.y, b.y))
}

/// The line as the search for machine readable zones wants it.
pub(super) fn placed(line: &TextLine, place: &Place) -> PlacedText {
    let mut characters = line.machine.0.clone();
    for read in &mut characters {
        read.position = place.left.x + read.position * (place.right.x - place.left.x);
    }
    PlacedText {
        line: ReadLine(characters),
        left: (place.left.x, place.left.y),
        right: (place.right.x, place.right.y),
        height: place.height,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(x: f32, y: f32, width: f32) -> Place {
        Place {
            left: Point::new(x, y),
            right: Point::new(x + width, y),
            height: 10.0,
        }
    }

    #[test]
    fn neighbours_are_right_or_below() {
        let label = place(100.0, 50.0, 60.0);
        assert!(label.is_left_of(&place(170.0, 52.0, 40.0), 6.0));
        assert!(!label.is_left_of(&place(300.0, 52.0, 40.0), 6.0));
        assert!(!label.is_left_of(&place(170.0, 70.0, 40.0), 6.0));
        assert_eq!(label.distance_below(&place(102.0, 65.0, 40.0)), Some(1.5));
        assert_eq!(label.distance_below(&place(300.0, 65.0, 40.0)), None);
        assert_eq!(label.distance_below(&place(102.0, 40.0, 40.0)), None);
    }

    #[test]
    fn a_turned_line_is_placed_upright() {
        let quad = [
            Point::new(20.0, 90.0),
            Point::new(20.0, 10.0),
            Point::new(30.0, 10.0),
            Point::new(30.0, 90.0),
        ];
        let frame = PageFrame::of((200.0, 100.0), QuarterTurns::Quarter, [&quad]);
        let placed = Place::of(&quad, &frame);
        assert_eq!(
            (placed.left, placed.right, placed.height),
            (Point::new(10.0, 25.0), Point::new(90.0, 25.0), 10.0)
        );
    }

    #[test]
    fn lines_of_a_tilted_page_are_level_and_one_below_the_other() {
        // Two lines that run down to the right at 45 degrees, the second one shorter.
        let line = |x: f32, y: f32, length: f32| {
            let (along, across) = (length * 0.5f32.sqrt(), 10.0 * 0.5f32.sqrt());
            [
                Point::new(x, y),
                Point::new(x + along, y + along),
                Point::new(x + along - across, y + along + across),
                Point::new(x - across, y + across),
            ]
        };
        let quads = [line(50.0, 50.0, 100.0), line(35.0, 65.0, 40.0)];
        let frame = PageFrame::of((300.0, 300.0), QuarterTurns::None, &quads);
        let [first, second] = quads.map(|quad| Place::of(&quad, &frame));
        assert!((first.left.y - first.right.y).abs() < 1e-3 && (second.left.y - second.right.y).abs() < 1e-3);
        assert!((first.left.x - second.left.x).abs() < 1e-3 && (first.right.x - first.left.x - 100.0).abs() < 1e-3);
        assert!((second.left.y - first.left.y - 450f32.sqrt()).abs() < 1e-3 && (first.height - 10.0).abs() < 1e-3);
    }
}
