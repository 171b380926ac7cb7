//! A fingerprint that survives re-encoding and resizing, to find the same photograph sent twice.

use image::RgbImage;

use super::to_grey;
use crate::image::resize::resize;

/// Sixty-four comparisons of neighbouring pixels of a tiny copy ("dHash", N. Krawetz 2013).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct PerceptualHash(pub u64);

impl PerceptualHash {
    /// Number of differing bits, 0 to 64. The same photograph saved again stays within a few bits.
    #[must_use]
    pub fn distance(self, other: Self) -> u32 {
        (self.0 ^ other.0).count_ones()
    }
}

/// The hash of a picture.
#[must_use]
pub fn perceptual_hash(image: &RgbImage) -> PerceptualHash {
    let grey = to_grey(&resize(image, 9, 8));
    let bits = grey
        .chunks_exact(9)
        .flat_map(|line| line.windows(2))
        .fold(0u64, |bits, pair| (bits << 1) | u64::from(pair[0] < pair[1]));
    PerceptualHash(bits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn a_smaller_copy_stays_close_and_another_picture_does_not() {
        let wave = |scale: f32| {
            RgbImage::from_fn(320, 240, |x, y| {
                let value = ((x as f32 / scale).sin() + (y as f32 / (scale * 0.7)).cos()) * 60.0 + 128.0;
                Rgb([value as u8; 3])
            })
        };
        let first = perceptual_hash(&wave(40.0));
        assert!(first.distance(perceptual_hash(&resize(&wave(40.0), 160, 120))) <= 3);
        assert!(first.distance(perceptual_hash(&wave(23.0))) > 12);
    }
}
