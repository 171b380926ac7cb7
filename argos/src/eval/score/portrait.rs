//! What becomes of a face as the portrait of a document: small, soft, pale and compressed. Simulated.

use crate::image_file::Failure;
use argos_vision::image::{RgbImage, resize_to_long_side};
use image::codecs::jpeg::JpegEncoder;
use image::imageops;

/// Long side of the portrait's picture in pixels: about what a photograph of a card or passport keeps of it.
const LONG_SIDE: u32 = 160;
/// Standard deviation of the blur, in those pixels.
const BLUR: f32 = 0.8;
/// What print leaves of the contrast.
const CONTRAST: f32 = 0.75;
/// Of 100.
const JPEG_QUALITY: u8 = 60;

/// The portrait as a JPEG file.
pub fn as_portrait(face: &RgbImage) -> Result<Vec<u8>, Failure> {
    let longest = face.width().max(face.height());
    let small = resize_to_long_side(face, LONG_SIDE.min(longest));
    let mut soft = imageops::blur(&small, BLUR);
    for channel in soft.iter_mut() {
        let pale = 128.0 + CONTRAST * (f32::from(*channel) - 128.0);
        *channel = pale.round() as u8;
    }
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, JPEG_QUALITY)
        .encode_image(&soft)
        .map_err(|error| Failure::Broken(format!("cannot compress a portrait: {error}")))?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn it_is_small_and_pale_and_the_same_each_time() {
        let face = RgbImage::from_fn(640, 480, |x, _| Rgb([if x < 320 { 0 } else { 255 }; 3]));
        let file = as_portrait(&face).unwrap();
        assert_eq!(file, as_portrait(&face).unwrap());
        let portrait = image::load_from_memory(&file).unwrap().into_rgb8();
        assert_eq!(portrait.dimensions(), (160, 120));
        assert!((20..50).contains(&portrait[(10, 60)][0]) && (205..235).contains(&portrait[(150, 60)][0]));
    }
}
