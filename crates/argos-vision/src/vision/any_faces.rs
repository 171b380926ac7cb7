//! Reading the faces of any picture: a selfie, a portrait cut out of a document, a whole document.

use std::time::Instant;

use super::faces::relevant_others;
use super::selfie::longer_side;
use super::{FacesReading, Vision};
use crate::error::VisionError;
use crate::image::rotate::{QuarterTurns, rotate};
use crate::image::{DecodeLimits, decode, resize_to_long_side};
use crate::timings::Timings;

/// Long side of the copy on which faces are looked for, in pixels: the larger of the detector's inputs.
const OVERVIEW_SIDE: u32 = 1280;
/// Portraits that were cut out of a document are small.
const LEAST_SIDE: u32 = 24;

impl Vision {
    /// Looks for faces at several sizes and, when none stands upright, in four directions, and describes the largest.
    ///
    /// # Errors
    /// [`VisionError::Image`] when the bytes are no usable picture, else an engine failure. A picture without a face
    /// is a reading, not an error.
    pub fn read_faces(&mut self, picture: &[u8]) -> Result<FacesReading, VisionError> {
        let start = Instant::now();
        let mut timings = Timings::default();
        let limits = DecodeLimits {
            min_side: LEAST_SIDE,
            ..self.decode_limits
        };
        let decoded = decode(picture, &limits)?;
        timings.decode_ms += start.elapsed().as_secs_f64() * 1e3;

        let mut full = decoded.pixels;
        let mut overview = resize_to_long_side(&full, OVERVIEW_SIDE.min(longer_side(&full)));
        let found = timings.measure("find faces", |timings| self.find_page_faces(&overview, false, timings))?;
        if found.turned != QuarterTurns::None {
            (full, overview) = (rotate(&full, found.turned), rotate(&overview, found.turned));
        }
        let original_width = match found.turned {
            QuarterTurns::None | QuarterTurns::Half => decoded.original_width,
            QuarterTurns::Quarter | QuarterTurns::ThreeQuarters => decoded.original_height,
        };
        let face = match found.faces.first() {
            Some(main) => timings.measure("describe the face", |timings| {
                self.read_face(&full, &overview, main, original_width, timings)
            })?,
            None => None,
        };
        timings.total_ms = Some(start.elapsed().as_secs_f64() * 1e3);
        Ok(FacesReading {
            turned: found.turned,
            face,
            other_faces: relevant_others(&found.faces),
            timings,
        })
    }
}
