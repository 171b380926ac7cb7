//! The age of a face alone: of a selfie, and of pictures from which a face was cut out tightly.

use std::time::Instant;

use image::RgbImage;

use super::{AgeReading, Vision};
use crate::error::VisionError;
use crate::face::{FaceAge, RawFace};
use crate::timings::Timings;

impl Vision {
    /// Estimates the age of the largest face as [`Vision::read_selfie`] does, and nothing else, also where the face was cut
    /// out tightly.
    ///
    /// # Errors
    /// [`VisionError::Image`] when the bytes are no usable picture, else an engine failure. A picture without a face
    /// is a reading, not an error.
    pub fn read_age(&mut self, picture: &[u8]) -> Result<AgeReading, VisionError> {
        let start = Instant::now();
        let mut timings = Timings::default();
        let seen = self.find_cut_out(picture, &mut timings)?;
        let age = match &seen.face {
            Some(main) => Some(self.estimate_age(&seen.full, &seen.overview, main, &mut timings)?),
            None => None,
        };
        timings.total_ms = Some(start.elapsed().as_secs_f64() * 1e3);
        Ok(AgeReading {
            bordered: seen.bordered,
            age,
            timings,
        })
    }

    /// The age of a face. `face` is in pixels of `overview`, `full` is the same picture at full resolution.
    pub(super) fn estimate_age(
        &mut self,
        full: &RgbImage,
        overview: &RgbImage,
        face: &RawFace,
        timings: &mut Timings,
    ) -> Result<FaceAge, VisionError> {
        let factor = full.width() as f32 / overview.width().max(1) as f32;
        let bounding_box = face.bounding_box.scaled(factor);
        Ok(timings.measure("estimate the age", |timings| {
            self.age_estimator.estimate(full, &bounding_box, timings)
        })?)
    }
}
