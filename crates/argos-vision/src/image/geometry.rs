//! Points and rectangles in pixels. The origin is the top left corner, the pixel centres lie at whole numbers.

/// A position in an image, in pixels; may lie outside of it.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Point {
    /// Pixels from the left edge.
    pub x: f32,
    /// Pixels from the top edge.
    pub y: f32,
}

impl Point {
    /// A point from its two coordinates.
    #[must_use]
    pub const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    /// Distance to another point in pixels.
    #[must_use]
    pub fn distance(self, other: Self) -> f32 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    /// The point with both coordinates multiplied.
    #[must_use]
    pub fn scaled(self, factor: f32) -> Self {
        Self {
            x: self.x * factor,
            y: self.y * factor,
        }
    }
}

/// An upright rectangle in pixels; may reach outside of the image.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Rectangle {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width, not negative.
    pub width: f32,
    /// Height, not negative.
    pub height: f32,
}

impl Rectangle {
    /// Area in square pixels.
    #[must_use]
    pub fn area(&self) -> f32 {
        self.width * self.height
    }

    /// The middle of the rectangle.
    #[must_use]
    pub fn centre(&self) -> Point {
        Point {
            x: self.x + self.width / 2.0,
            y: self.y + self.height / 2.0,
        }
    }

    /// The rectangle with all four numbers multiplied.
    #[must_use]
    pub fn scaled(&self, factor: f32) -> Self {
        Self {
            x: self.x * factor,
            y: self.y * factor,
            width: self.width * factor,
            height: self.height * factor,
        }
    }

    /// Intersection over union with another rectangle, 0 to 1.
    #[must_use]
    pub fn overlap(&self, other: &Self) -> f32 {
        let width = (self.x + self.width).min(other.x + other.width) - self.x.max(other.x);
        let height = (self.y + self.height).min(other.y + other.height) - self.y.max(other.y);
        let shared = width.max(0.0) * height.max(0.0);
        let union = self.area() + other.area() - shared;
        if union > 0.0 { shared / union } else { 0.0 }
    }

    /// The part inside an image of the given size, as whole pixels `(x, y, width, height)`; `None` when nothing of
    /// it lies inside.
    #[must_use]
    pub fn clipped(&self, width: u32, height: u32) -> Option<(u32, u32, u32, u32)> {
        let left = self.x.max(0.0).round();
        let top = self.y.max(0.0).round();
        let right = (self.x + self.width).min(width as f32).round();
        let bottom = (self.y + self.height).min(height as f32).round();
        if !(right - left >= 1.0 && bottom - top >= 1.0) {
            return None;
        }
        Some((left as u32, top as u32, (right - left) as u32, (bottom - top) as u32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlap_of_half_shifted_squares_is_a_third() {
        let first = Rectangle {
            x: 0.0,
            y: 0.0,
            width: 10.0,
            height: 10.0,
        };
        let second = Rectangle { x: 5.0, ..first };
        assert!((first.overlap(&second) - 1.0 / 3.0).abs() < 1e-6);
        assert_eq!(first.overlap(&Rectangle { x: 20.0, ..first }), 0.0);
    }

    #[test]
    fn clipping_keeps_the_inner_part_or_nothing() {
        let reaching_out = Rectangle {
            x: -5.0,
            y: 8.0,
            width: 10.0,
            height: 10.0,
        };
        assert_eq!(reaching_out.clipped(100, 10), Some((0, 8, 5, 2)));
        assert_eq!(
            Rectangle {
                x: 200.0,
                ..reaching_out
            }
            .clipped(100, 10),
            None
        );
        assert_eq!(
            Rectangle {
                x: f32::NAN,
                ..reaching_out
            }
            .clipped(0, 0),
            None
        );
    }
}
