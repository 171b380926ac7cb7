//! Reading a selfie: one face, its quality, its embedding, its age, signs of life.

use std::time::Instant;

use image::RgbImage;

use super::faces::relevant_others;
use super::{FaceReading, Picture, SelfieReading, VisibleFace, Vision};
use crate::error::VisionError;
use crate::face::RawFace;
use crate::image::{decode, resize_to_long_side, rotate};
use crate::timings::Timings;

/// Long side of the copy on which faces are looked for, in pixels: what the detector is fed with.
const OVERVIEW_SIDE: u32 = 640;

/// Whether a reading estimates the age of the face.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EstimateAge {
    /// It does.
    Yes,
    /// The network of ages is not asked.
    No,
}

impl Vision {
    /// Reads a selfie.
    ///
    /// # Errors
    /// [`VisionError::Image`] when the bytes are no usable picture, else an engine failure. A picture without a face
    /// is a reading, not an error.
    pub fn read_selfie(&mut self, selfie: &[u8], estimate_age: EstimateAge) -> Result<SelfieReading, VisionError> {
        let start = Instant::now();
        let mut timings = Timings::default();
        let decoded = decode(selfie, &self.decode_limits)?;
        timings.decode_ms += start.elapsed().as_secs_f64() * 1e3;

        let (overview, picture) = timings.measure("measure the picture", |_| {
            let overview = selfie_overview(&decoded.pixels);
            let picture = Picture::measure(&decoded, &overview);
            (overview, picture)
        });
        let found = timings.measure("find faces", |timings| self.find_selfie_faces(&overview, timings))?;
        let other_faces = relevant_others(&found.faces);
        let (mut full, mut overview) = (decoded.pixels, overview);
        if found.turned != rotate::QuarterTurns::None {
            (full, overview) = (rotate(&full, found.turned), rotate(&overview, found.turned));
        }
        let (mut face, mut visible, mut age, mut passive_liveness) = (None, None, None, None);
        if let Some(main) = found.faces.first() {
            let original_width = match found.turned {
                rotate::QuarterTurns::None | rotate::QuarterTurns::Half => decoded.original_width,
                _ => decoded.original_height,
            };
            face = timings.measure("describe the face", |timings| {
                self.read_face(&full, &overview, main, original_width, timings)
            })?;
            visible = Some(timings.measure("look what is to be seen of the face", |timings| {
                self.look_at_parts(&full, &overview, main, face.as_ref(), timings)
            })?);
            if estimate_age == EstimateAge::Yes {
                age = Some(self.estimate_age(&full, &overview, main, &mut timings)?);
            }
            passive_liveness = Some(self.look_for_life(&full, &overview, main, &mut timings)?);
        }
        timings.total_ms = Some(start.elapsed().as_secs_f64() * 1e3);
        Ok(SelfieReading {
            picture,
            turned: found.turned,
            face,
            other_faces,
            visible,
            age,
            passive_liveness,
            timings,
        })
    }
}

impl Vision {
    /// Eyes and mouth of the face `main`, which is in pixels of `overview`; `face` is the same one in pixels of `full`.
    fn look_at_parts(
        &mut self,
        full: &RgbImage,
        overview: &RgbImage,
        main: &RawFace,
        face: Option<&FaceReading>,
        timings: &mut Timings,
    ) -> Result<VisibleFace, VisionError> {
        let eye_opening = match self.face_mesh.fit(overview, main, timings)? {
            Some(mesh) => Some(self.eye_contours.opening(overview, &mesh, timings)?),
            None => None,
        };
        let covering = match face {
            Some(face) => self.face_embedder.covering(full, &face.face.landmarks, timings)?,
            None => None,
        };
        Ok(VisibleFace { eye_opening, covering })
    }
}

/// The copy of a selfie on which faces are looked for.
pub(super) fn selfie_overview(full: &RgbImage) -> RgbImage {
    resize_to_long_side(full, OVERVIEW_SIDE.min(longer_side(full)))
}

pub(super) fn longer_side(image: &RgbImage) -> u32 {
    image.width().max(image.height())
}
