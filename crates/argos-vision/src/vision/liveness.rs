//! Signs of life alone: of a selfie, and of pictures from which a face was cut out tightly.

use std::time::Instant;

use image::RgbImage;

use super::{LivenessReading, Vision};
use crate::error::VisionError;
use crate::face::RawFace;
use crate::image::Rectangle;
use crate::liveness::PassiveLiveness;
use crate::timings::Timings;

impl Vision {
    /// Judges signs of life as [`Vision::read_selfie`] does, and nothing else, also where the face was cut out tightly.
    ///
    /// # Errors
    /// [`VisionError::Image`] when the bytes are no usable picture, else an engine failure. A picture without a face
    /// is a reading, not an error.
    pub fn read_liveness(&mut self, picture: &[u8]) -> Result<LivenessReading, VisionError> {
        let start = Instant::now();
        let mut timings = Timings::default();
        let seen = self.find_cut_out(picture, &mut timings)?;
        let passive_liveness = match &seen.face {
            Some(main) => Some(self.look_for_life(&seen.full, &seen.overview, main, &mut timings)?),
            None => None,
        };
        timings.total_ms = Some(start.elapsed().as_secs_f64() * 1e3);
        Ok(LivenessReading {
            bordered: seen.bordered,
            passive_liveness,
            timings,
        })
    }

    /// The signs of life of a face. `face` is in pixels of `overview`, `full` is the same picture at full resolution.
    pub(super) fn look_for_life(
        &mut self,
        full: &RgbImage,
        overview: &RgbImage,
        face: &RawFace,
        timings: &mut Timings,
    ) -> Result<PassiveLiveness, VisionError> {
        let factor = full.width() as f32 / overview.width().max(1) as f32;
        let bounding_box: Rectangle = face.bounding_box.scaled(factor);
        Ok(timings.measure("look for signs of life", |timings| {
            self.passive_liveness.assess(full, &bounding_box, timings)
        })?)
    }
}
