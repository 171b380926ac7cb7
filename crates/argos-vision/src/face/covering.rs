//! Whether eyes or mouth are covered: how much of what the recogniser makes of a face comes from them.
//!
//! A part of the aligned face is wiped to its mean colour, and the recogniser looks again (after M. Zeiler and R. Fergus,
//! "Visualizing and Understanding Convolutional Networks", 2014, who move a grey square over a picture). Wiping a mouth
//! changes a face; wiping a mask over it changes little, whatever the mask looks like. Nothing is trained for it.

use image::imageops::crop_imm;
use image::{Rgb, RgbImage};
use serde::{Deserialize, Serialize};

/// A part of an aligned face: left, top, width and height in pixels.
type Part = [u32; 4];

/// Both eyes with the lids.
const EYES: Part = [14, 40, 84, 22];
/// Mouth and chin.
const MOUTH: Part = [24, 78, 64, 28];

/// How little a face changes for the recogniser when a part is wiped out, as the cosine with itself: the nearer to 1,
/// the less there was to see.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FaceCovering {
    /// Without the eyes.
    pub eyes: f32,
    /// Without mouth and chin.
    pub mouth: f32,
}

/// An aligned face without its eyes, and one without its mouth.
pub(super) fn wiped(aligned: &RgbImage) -> [RgbImage; 2] {
    [EYES, MOUTH].map(|[left, top, width, height]| {
        let colour = mean(&crop_imm(aligned, left, top, width, height).to_image());
        let mut face = aligned.clone();
        for y in top..(top + height).min(face.height()) {
            for x in left..(left + width).min(face.width()) {
                face.put_pixel(x, y, colour);
            }
        }
        face
    })
}

fn mean(part: &RgbImage) -> Rgb<u8> {
    let mut sums = [0u64; 3];
    for pixel in part.pixels() {
        for (sum, value) in sums.iter_mut().zip(pixel.0) {
            *sum += u64::from(value);
        }
    }
    let count = (u64::from(part.width()) * u64::from(part.height())).max(1);
    Rgb(sums.map(|sum| u8::try_from(sum / count).unwrap_or(u8::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::face::ALIGNED_SIDE;

    #[test]
    fn a_part_is_wiped_to_its_mean_and_the_rest_stays() {
        let face = RgbImage::from_fn(ALIGNED_SIDE, ALIGNED_SIDE, |x, y| {
            Rgb([if (x + y) % 2 == 0 { 100 } else { 200 }, 10, 20])
        });
        let [without_eyes, without_mouth] = wiped(&face);
        for (wiped, [left, top, width, height]) in [(&without_eyes, EYES), (&without_mouth, MOUTH)] {
            for (x, y, pixel) in wiped.enumerate_pixels() {
                let is_inside = (left..left + width).contains(&x) && (top..top + height).contains(&y);
                let expected = if is_inside {
                    Rgb([150, 10, 20])
                } else {
                    *face.get_pixel(x, y)
                };
                assert_eq!(*pixel, expected, "{x} {y}");
            }
        }
    }
}
