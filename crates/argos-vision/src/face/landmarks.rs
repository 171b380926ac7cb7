//! Landmarks to a fraction of a pixel, by looking at a found face several times.
//!
//! What a recogniser makes of a face depends on how exactly it is aligned, and a detector that looks at a whole picture
//! marks eyes and mouth only roughly. The mean over several sizes and the mirror image errs less than any one of them.

use image::RgbImage;
use image::imageops::flip_horizontal;

use super::detect::{BEYOND, FaceDetector, RawFace};
use crate::engine::EngineError;
use crate::image::{AffineTransform, Point, warp_affine_averaged};
use crate::timings::Timings;

/// Side of the square that is looked at, in sides of the face's box.
const SURROUNDINGS: f32 = 1.6;
/// Sizes at which the square is looked at, in pixels.
const SIZES: [u32; 3] = [160, 256, 384];
/// A face narrower than this share of the square is another one.
const LEAST_WIDTH: f32 = 0.35;
/// Confidence that counts nothing; what lies above it is the weight of a look.
const NO_CONFIDENCE: f32 = 0.5;
/// Landmarks in the mirror image, by their place in the picture.
const MIRRORED: [usize; 5] = [1, 0, 2, 4, 3];

impl FaceDetector {
    /// The face with better landmarks; the same face when none of the looks finds it again.
    ///
    /// # Errors
    /// [`EngineError`] when the network fails.
    pub fn refine(&mut self, image: &RgbImage, face: &RawFace, timings: &mut Timings) -> Result<RawFace, EngineError> {
        let bounds = &face.bounding_box;
        let side = SURROUNDINGS * bounds.width.max(bounds.height);
        let corner = Point::new(
            bounds.x + (bounds.width - side) / 2.0,
            bounds.y + (bounds.height - side) / 2.0,
        );
        if !side.is_finite() || side < 1.0 {
            return Ok(*face);
        }
        let mut mean = Mean::default();
        for size in SIZES {
            let scale = side / size as f32;
            let to_source = AffineTransform([scale, 0.0, corner.x, 0.0, scale, corner.y]);
            let square = warp_affine_averaged(image, &to_source, size, size, BEYOND);
            for mirrored in [false, true] {
                let seen = if mirrored {
                    self.detect_on(&flip_horizontal(&square), timings)?
                } else {
                    self.detect_on(&square, timings)?
                };
                let least_width = LEAST_WIDTH * size as f32;
                // By falling confidence.
                let Some(seen) = seen.iter().find(|seen| seen.bounding_box.width > least_width) else {
                    continue;
                };
                let landmarks = if mirrored {
                    mirror(&seen.landmarks, size)
                } else {
                    seen.landmarks
                };
                let landmarks = landmarks.map(|point| to_source.apply(point));
                mean.add(&landmarks, seen.confidence - NO_CONFIDENCE);
            }
        }
        Ok(RawFace {
            landmarks: mean.landmarks().unwrap_or(face.landmarks),
            ..*face
        })
    }
}

/// A weighted mean of landmarks.
#[derive(Debug, Default)]
struct Mean {
    sums: [Point; 5],
    weight: f32,
}

impl Mean {
    fn add(&mut self, landmarks: &[Point; 5], weight: f32) {
        if weight <= 0.0
            || landmarks
                .iter()
                .any(|point| !point.x.is_finite() || !point.y.is_finite())
        {
            return;
        }
        self.weight += weight;
        for (sum, point) in self.sums.iter_mut().zip(landmarks) {
            *sum = Point::new(sum.x + weight * point.x, sum.y + weight * point.y);
        }
    }

    fn landmarks(&self) -> Option<[Point; 5]> {
        (self.weight > 0.0).then(|| self.sums.map(|sum| sum.scaled(1.0 / self.weight)))
    }
}

/// Landmarks of a mirror image, `width` pixels wide, in the picture itself.
fn mirror(landmarks: &[Point; 5], width: u32) -> [Point; 5] {
    MIRRORED.map(|index| Point::new(width as f32 - 1.0 - landmarks[index].x, landmarks[index].y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mirror_image_of_a_mirror_image_is_the_face() {
        let face = [
            Point::new(10.0, 5.0),
            Point::new(30.0, 6.0),
            Point::new(21.0, 15.0),
            Point::new(12.0, 25.0),
            Point::new(28.0, 24.0),
        ];
        let mirrored = mirror(&face, 64);
        assert_eq!(
            mirrored[0],
            Point::new(33.0, 6.0),
            "the eye at image left is the other one"
        );
        assert_eq!(mirror(&mirrored, 64), face);
    }

    #[test]
    fn surer_looks_count_more_and_nonsense_does_not() {
        let mut mean = Mean::default();
        assert_eq!(mean.landmarks(), None);
        mean.add(&[Point::new(0.0, 0.0); 5], 0.1);
        mean.add(&[Point::new(4.0, 8.0); 5], 0.3);
        mean.add(&[Point::new(f32::NAN, 8.0); 5], 0.3);
        mean.add(&[Point::new(100.0, 100.0); 5], -0.1);
        let point = mean.landmarks().unwrap()[2];
        assert!(point.distance(Point::new(3.0, 6.0)) < 1e-5, "{point:?}");
    }
}
