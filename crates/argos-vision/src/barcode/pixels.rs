//! Grey pixels, and black and white ones for the decoders.

use image::RgbImage;
use rxing::common::{BitMatrix, HybridBinarizer};
use rxing::{Binarizer as _, Luma8LuminanceSource};

use crate::image::Point;

/// A grey picture, one byte a pixel, row by row.
#[derive(Clone)]
pub(super) struct Grey {
    pub width: u32,
    pub height: u32,
    pub bytes: Vec<u8>,
}

impl Grey {
    /// Luma of ITU-R BT.601.
    pub(super) fn of(image: &RgbImage) -> Self {
        let bytes = image
            .as_raw()
            .as_chunks::<3>()
            .0
            .iter()
            .map(|pixel| luma(*pixel) as u8)
            .collect();
        Self {
            width: image.width(),
            height: image.height(),
            bytes,
        }
    }

    /// A copy in which one pixel is the mean of `step` x `step`.
    pub(super) fn shrunk(&self, step: u32) -> Self {
        let step = step.max(1);
        let (width, height) = (self.width / step, self.height / step);
        let mut bytes = Vec::with_capacity(width as usize * height as usize);
        for y in 0..height {
            for x in 0..width {
                let rows = (y * step..(y + 1) * step).map(|row| (row * self.width + x * step) as usize);
                let sum: u32 = rows
                    .flat_map(|start| &self.bytes[start..start + step as usize])
                    .map(|pixel| u32::from(*pixel))
                    .sum();
                bytes.push((sum / (step * step)) as u8);
            }
        }
        Self { width, height, bytes }
    }

    /// The rectangle with these corners (top left, top right, bottom left), straightened to `width` x `height` pixels.
    /// What lies outside of the picture is white, as the paper around a barcode must be.
    pub(super) fn cut(image: &RgbImage, [origin, right, below]: [Point; 3], width: u32, height: u32) -> Self {
        let (across, down) = (
            ((right.x - origin.x) / width as f32, (right.y - origin.y) / width as f32),
            (
                (below.x - origin.x) / height as f32,
                (below.y - origin.y) / height as f32,
            ),
        );
        // Two samples each way keep narrow stripes when the cut is smaller than the region.
        let shrinks = across.0.hypot(across.1).max(down.0.hypot(down.1)) > 1.25;
        let offsets: &[f32] = if shrinks { &[0.25, 0.75] } else { &[0.5] };
        let sampler = Sampler::new(image);
        let mut bytes = Vec::with_capacity(width as usize * height as usize);
        for row in 0..height {
            for column in 0..width {
                let (mut sum, mut count) = (0.0, 0.0);
                for v in offsets {
                    for u in offsets {
                        let (u, v) = (column as f32 + u, row as f32 + v);
                        sum += sampler.at(
                            origin.x + u * across.0 + v * down.0 - 0.5,
                            origin.y + u * across.1 + v * down.1 - 0.5,
                        );
                        count += 1.0;
                    }
                }
                bytes.push((sum / count + 0.5) as u8);
            }
        }
        Self { width, height, bytes }
    }

    /// Black and white with a threshold of the neighbourhood, some 40 pixels wide. `None` when the library refuses.
    pub(super) fn bits_by_neighbourhood(&self) -> Option<BitMatrix> {
        let source = Luma8LuminanceSource::new(self.bytes.clone(), self.width, self.height).ok()?;
        HybridBinarizer::new(source).get_black_matrix().ok().cloned()
    }

    /// Black and white with the mean of a window of `2 * reach + 1` pixels as threshold, after the edges were made
    /// steeper: for blurred stripes that are only a few pixels wide.
    pub(super) fn bits_by_mean(&self, reach: usize) -> Option<BitMatrix> {
        let (width, height) = (self.width as usize, self.height as usize);
        let sums = self.sums();
        let mean = |x: usize, y: usize, reach: usize| {
            let (left, right) = (x.saturating_sub(reach), (x + reach + 1).min(width));
            let (top, bottom) = (y.saturating_sub(reach), (y + reach + 1).min(height));
            let row = width + 1;
            let sum = sums[bottom * row + right] + sums[top * row + left]
                - sums[top * row + right]
                - sums[bottom * row + left];
            sum as i32 / ((right - left) * (bottom - top)) as i32
        };
        let mut bits = BitMatrix::new(self.width, self.height).ok()?;
        for y in 0..height {
            for x in 0..width {
                let pixel = i32::from(self.bytes[y * width + x]);
                let steep = 3 * pixel - 2 * mean(x, y, 1);
                // On flat paper noise alone decides; three levels below the mean are no stripe.
                if steep < mean(x, y, reach) - 3 {
                    bits.set(x as u32, y as u32);
                }
            }
        }
        Some(bits)
    }

    /// Sums over all pixels above and left of a point, one row and column of zeros in front.
    fn sums(&self) -> Vec<u32> {
        let (width, height) = (self.width as usize, self.height as usize);
        let row = width + 1;
        let mut sums = vec![0u32; row * (height + 1)];
        for y in 0..height {
            let mut line = 0u32;
            for x in 0..width {
                line += u32::from(self.bytes[y * width + x]);
                sums[(y + 1) * row + x + 1] = sums[y * row + x + 1].wrapping_add(line);
            }
        }
        sums
    }
}

/// Luma of ITU-R BT.601, 0 to 255.
fn luma([red, green, blue]: [u8; 3]) -> u32 {
    (u32::from(red) * 306 + u32::from(green) * 601 + u32::from(blue) * 117) >> 10
}

/// Bilinear lookup of grey values; white outside.
struct Sampler<'a> {
    pixels: &'a [[u8; 3]],
    width: usize,
    height: usize,
}

impl<'a> Sampler<'a> {
    fn new(image: &'a RgbImage) -> Self {
        Self {
            pixels: image.as_raw().as_chunks::<3>().0,
            width: image.width() as usize,
            height: image.height() as usize,
        }
    }

    #[inline]
    fn at(&self, x: f32, y: f32) -> f32 {
        // Written so that a NaN lies outside.
        if !(x >= 0.0 && y >= 0.0 && x < (self.width - 1) as f32 && y < (self.height - 1) as f32) {
            return self.at_border(x, y);
        }
        let (left, top) = (x as usize, y as usize);
        let (u, v) = (x - left as f32, y - top as f32);
        let first = top * self.width + left;
        let grey = |index: usize| luma(self.pixels[index]) as f32;
        let above = grey(first) * (1.0 - u) + grey(first + 1) * u;
        let below = grey(first + self.width) * (1.0 - u) + grey(first + self.width + 1) * u;
        above * (1.0 - v) + below * v
    }

    fn at_border(&self, x: f32, y: f32) -> f32 {
        let (x, y) = (x.round(), y.round());
        let inside = x >= 0.0 && y >= 0.0 && x < self.width as f32 && y < self.height as f32;
        if inside {
            luma(self.pixels[y as usize * self.width + x as usize]) as f32
        } else {
            255.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn a_cut_shows_the_picture_and_white_around_it() {
        let picture = RgbImage::from_pixel(40, 30, Rgb([60, 60, 60]));
        let corners = [
            Point::new(-10.0, -10.0),
            Point::new(50.0, -10.0),
            Point::new(-10.0, 40.0),
        ];
        let cut = Grey::cut(&picture, corners, 60, 50);
        let at = |x: u32, y: u32| cut.bytes[(y * 60 + x) as usize];
        assert_eq!((at(2, 2), at(57, 47)), (255, 255));
        assert_eq!((at(12, 12), at(45, 35)), (60, 60));
    }

    #[test]
    fn a_cut_of_half_the_size_keeps_the_mean_of_narrow_stripes() {
        let picture = RgbImage::from_fn(80, 40, |x, _| if x % 2 == 0 { Rgb([0; 3]) } else { Rgb([200; 3]) });
        let corners = [Point::new(0.0, 0.0), Point::new(80.0, 0.0), Point::new(0.0, 40.0)];
        let cut = Grey::cut(&picture, corners, 40, 20);
        assert!(
            cut.bytes[41..60].iter().all(|grey| (80..=120).contains(grey)),
            "{:?}",
            &cut.bytes[41..60]
        );
    }

    #[test]
    fn blurred_narrow_stripes_are_black_and_white_again() {
        let wave = |x: u32| (128.0 + 25.0 * (x as f32 * std::f32::consts::TAU / 8.0).sin()) as u8;
        let grey = Grey {
            width: 160,
            height: 20,
            bytes: (0..160 * 20).map(|index| wave(index % 160)).collect(),
        };
        let bits = grey.bits_by_mean(8).unwrap();
        let row: Vec<bool> = (40..104).map(|x| bits.get(x, 10)).collect();
        let changes = row.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert!((15..=17).contains(&changes), "{changes}");
        let flat = Grey {
            bytes: vec![128; 160 * 20],
            ..grey
        };
        let bits = flat.bits_by_mean(8).unwrap();
        assert!((0..160).all(|x| !bits.get(x, 10)));
    }

    #[test]
    fn shrinking_averages() {
        let grey = Grey {
            width: 5,
            height: 4,
            bytes: (0..20).map(|index| if index % 2 == 0 { 0 } else { 100 }).collect(),
        };
        let small = grey.shrunk(2);
        assert_eq!((small.width, small.height, small.bytes), (2, 2, vec![50; 4]));
    }
}
