//! The main face of any picture of a face, also of one from which the face was cut out tightly, as collections of faces and
//! of attacks hold them.

use std::time::Instant;

use image::{Rgb, RgbImage, imageops};

use super::Vision;
use super::selfie::{longer_side, selfie_overview};
use crate::error::VisionError;
use crate::face::RawFace;
use crate::image::decode;
use crate::image::rotate::{QuarterTurns, rotate};
use crate::timings::Timings;

/// The border around a picture in which no face was found is this share of its longer side.
const BORDER: f32 = 0.5;
/// Its colour: as bright as an ordinary picture.
const BORDER_COLOUR: Rgb<u8> = Rgb([127; 3]);

/// A picture with its largest face.
pub(super) struct CutOut {
    /// The upright picture at full resolution.
    pub(super) full: RgbImage,
    /// The smaller copy on which faces are looked for.
    pub(super) overview: RgbImage,
    /// The face in pixels of the copy; it may reach beyond the picture.
    pub(super) face: Option<RawFace>,
    /// The face was found only after a border had been laid around the picture.
    pub(super) bordered: bool,
}

impl Vision {
    /// Looks for the face of a picture as in a selfie. The detector needs some surroundings: where it finds no face, it
    /// looks once more with a border around the picture. The border helps to find the face and is no part of what is
    /// judged.
    ///
    /// # Errors
    /// [`VisionError::Image`] when the bytes are no usable picture, else an engine failure.
    pub(super) fn find_cut_out(&mut self, picture: &[u8], timings: &mut Timings) -> Result<CutOut, VisionError> {
        let start = Instant::now();
        let mut full = decode(picture, &self.decode_limits)?.pixels;
        timings.decode_ms += start.elapsed().as_secs_f64() * 1e3;

        let mut overview = selfie_overview(&full);
        let mut found = timings.measure("find faces", |timings| self.find_selfie_faces(&overview, timings))?;
        let bordered = found.faces.is_empty();
        if bordered {
            let border = (longer_side(&overview) as f32 * BORDER) as u32;
            let wider = with_border(&overview, border);
            found = timings.measure("find faces", |timings| self.find_selfie_faces(&wider, timings))?;
            for face in &mut found.faces {
                let inside = &mut face.bounding_box;
                (inside.x, inside.y) = (inside.x - border as f32, inside.y - border as f32);
            }
        }
        if found.turned != QuarterTurns::None {
            (full, overview) = (rotate(&full, found.turned), rotate(&overview, found.turned));
        }
        let face = found.faces.into_iter().next();
        Ok(CutOut {
            full,
            overview,
            bordered: bordered && face.is_some(),
            face,
        })
    }
}

/// The picture in the middle of a plain larger one.
fn with_border(picture: &RgbImage, border: u32) -> RgbImage {
    let mut wider = RgbImage::from_pixel(
        picture.width() + 2 * border,
        picture.height() + 2 * border,
        BORDER_COLOUR,
    );
    imageops::replace(&mut wider, picture, i64::from(border), i64::from(border));
    wider
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_border_surrounds_the_picture_and_leaves_it_as_it_is() {
        let picture = RgbImage::from_fn(5, 3, |x, y| Rgb([x as u8, y as u8, 9]));
        let wider = with_border(&picture, 4);
        assert_eq!(wider.dimensions(), (13, 11));
        assert_eq!(
            (wider[(0, 0)], wider[(4, 4)], wider[(8, 6)]),
            (BORDER_COLOUR, picture[(0, 0)], picture[(4, 2)])
        );
    }
}
