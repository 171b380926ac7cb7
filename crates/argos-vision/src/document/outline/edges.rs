//! Gradients of a small picture: how strong an edge is at each pixel, and which way it runs.

use image::RgbImage;

use super::text_evidence::ScaledText;
use crate::image::Point;

/// The weakest edge that counts, in grey levels between the two sides of a pixel.
const LEAST_STRENGTH: f32 = 5.0;
/// The threshold does not rise above this, however rough the table is.
const MOST_STRENGTH: f32 = 22.0;
/// The threshold as a multiple of the picture's median gradient.
const ABOVE_MEDIAN: f32 = 1.8;
/// How well a gradient must agree with the normal of a line to belong to it: the cosine of 22 degrees.
const AGREEMENT: f32 = 0.927;

/// Gradients of a picture, the strongest of the three colours at each pixel, without the text.
#[derive(Debug)]
pub(super) struct EdgeMap {
    pub width: usize,
    pub height: usize,
    /// Unit vector across the edge and its strength, in grey levels.
    gradients: Vec<(f32, f32, f32)>,
    threshold: f32,
}

/// A pixel at which the gradient is strongest across the edge.
#[derive(Debug, Clone, Copy)]
pub(super) struct EdgePoint {
    pub at: Point,
    pub normal: (f32, f32),
    pub strength: f32,
}

impl EdgeMap {
    pub(super) fn of(image: &RgbImage, text: &ScaledText) -> Self {
        let (width, height) = (image.width() as usize, image.height() as usize);
        let mut gradients = vec![(0.0, 0.0, 0.0); width * height];
        let pixels = image.as_raw().as_chunks::<3>().0;
        for y in 1..height.saturating_sub(1) {
            let (above, line, below) = (
                &pixels[(y - 1) * width..y * width],
                &pixels[y * width..(y + 1) * width],
                &pixels[(y + 1) * width..(y + 2) * width],
            );
            for x in 1..width.saturating_sub(1) {
                let mut best = (0i32, 0i32, 0i32);
                for channel in 0..3 {
                    let at = |row: &[[u8; 3]], column: usize| i32::from(row[column][channel]);
                    // Scharr's weights 3, 10, 3: the direction is right within a degree.
                    let (nw, n, ne) = (at(above, x - 1), at(above, x), at(above, x + 1));
                    let (w, e) = (at(line, x - 1), at(line, x + 1));
                    let (sw, s, se) = (at(below, x - 1), at(below, x), at(below, x + 1));
                    let across = 3 * (ne + se - nw - sw) + 10 * (e - w);
                    let down = 3 * (sw + se - nw - ne) + 10 * (s - n);
                    let squared = across * across + down * down;
                    if squared > best.0 {
                        best = (squared, across, down);
                    }
                }
                if best.0 > 0 {
                    let length = (best.0 as f32).sqrt();
                    gradients[y * width + x] = (best.1 as f32 / length, best.2 as f32 / length, length / 16.0);
                }
            }
        }
        let threshold = threshold(&gradients);
        let mut map = Self {
            width,
            height,
            gradients,
            threshold,
        };
        for quad in text.boxes() {
            map.erase(quad);
        }
        map
    }

    /// Removes the edges inside a quadrilateral.
    fn erase(&mut self, quad: &[Point; 4]) {
        let rows = quad.iter().map(|corner| corner.y);
        let top = rows.clone().fold(f32::MAX, f32::min).max(0.0) as usize;
        let bottom = rows.fold(f32::MIN, f32::max).min(self.height as f32 - 1.0);
        if bottom < 0.0 {
            return;
        }
        for y in top..=bottom as usize {
            // Where the row crosses the outline: a convex shape has at most two such places.
            let level = y as f32 + 0.5;
            let (mut left, mut right) = (f32::MAX, f32::MIN);
            for index in 0..4 {
                let (from, to) = (quad[index], quad[(index + 1) % 4]);
                if (from.y <= level) != (to.y <= level) {
                    let x = from.x + (level - from.y) / (to.y - from.y) * (to.x - from.x);
                    left = left.min(x);
                    right = right.max(x);
                }
            }
            let (left, right) = (left.max(0.0), right.min(self.width as f32));
            if left < right {
                let row = y * self.width;
                for gradient in &mut self.gradients[row + left as usize..row + right as usize] {
                    gradient.2 = 0.0;
                }
            }
        }
    }

    /// All pixels at which an edge is strongest across its direction (Canny, "A computational approach to edge
    /// detection", 1986, without the hysteresis).
    pub(super) fn points(&self) -> Vec<EdgePoint> {
        let mut points = Vec::new();
        for y in 2..self.height.saturating_sub(2) {
            for x in 2..self.width.saturating_sub(2) {
                let index = y * self.width + x;
                let (across, down, strength) = self.gradients[index];
                if strength < self.threshold {
                    continue;
                }
                let step = (across.round() as isize, down.round() as isize);
                let offset = step.1 * self.width as isize + step.0;
                let before = self.gradients[index.wrapping_add_signed(-offset)].2;
                let after = self.gradients[index.wrapping_add_signed(offset)].2;
                if strength >= before && strength > after {
                    points.push(EdgePoint {
                        at: Point::new(x as f32 + 0.5, y as f32 + 0.5),
                        normal: (across, down),
                        strength,
                    });
                }
            }
        }
        points
    }

    /// Strength of an edge at this place that runs across `normal`; 0 where there is none, or beyond the border.
    #[inline]
    pub(super) fn strength(&self, x: f32, y: f32, normal: (f32, f32)) -> f32 {
        if !(x >= 0.0 && y >= 0.0) {
            return 0.0;
        }
        let (column, row) = (x as usize, y as usize);
        if column >= self.width || row >= self.height {
            return 0.0;
        }
        let (across, down, strength) = self.gradients[row * self.width + column];
        let agrees = (across * normal.0 + down * normal.1).abs() >= AGREEMENT;
        if agrees && strength >= self.threshold {
            strength
        } else {
            0.0
        }
    }
}

fn threshold(gradients: &[(f32, f32, f32)]) -> f32 {
    let mut sample: Vec<f32> = gradients.iter().step_by(7).map(|gradient| gradient.2).collect();
    if sample.is_empty() {
        return LEAST_STRENGTH;
    }
    let middle = sample.len() / 2;
    let (_, median, _) = sample.select_nth_unstable_by(middle, f32::total_cmp);
    (*median * ABOVE_MEDIAN).clamp(LEAST_STRENGTH, MOST_STRENGTH)
}
