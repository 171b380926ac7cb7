//! One small frame of a challenge, as numbers.

use std::time::Instant;

use argos_domain::challenge::{FaceObservation, FacePoints, NOSE_POINTS, SHEET_POINTS};
use image::RgbImage;

use super::faces::relevant_others;
use super::glance::{FACE_SIDE, FRAME_LIMITS};
use super::{FrameReading, Vision};
use crate::error::VisionError;
use crate::face::quality::measure_face;
use crate::face::{Embedding, Mesh, likeness};
use crate::image::decode;
use crate::image::quality::{noise_level, perceptual_hash};
use crate::timings::Timings;

/// Points of the mesh that a smooth sheet could pass through. First the middle line: forehead, between the brows, upper
/// lip, chin; then in pairs outer and inner corners of the eyes, brows, inner brows, corners of the mouth, cheeks, lower
/// cheeks, jaw.
const SHEET: [usize; SHEET_POINTS] = [
    10, 9, 0, 152, 33, 263, 133, 362, 105, 334, 55, 285, 61, 291, 50, 280, 205, 425, 172, 397,
];
/// Points on the tip and the lower ridge of the nose.
const NOSE: [usize; NOSE_POINTS] = [1, 4, 5];

/// Whose face it is costs more than everything else together: what shall be measured of it in a frame.
#[derive(Debug, Clone, Copy, Default)]
pub enum FrameIdentity<'a> {
    /// Nothing.
    #[default]
    Unmeasured,
    /// The face is the reference: its likeness is 1 and its embedding is told.
    Reference,
    /// The likeness to a reference.
    Compared(&'a Embedding),
}

/// What shall be measured in a frame beside the face itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct FrameRequest<'a> {
    /// Whose face it is.
    pub identity: FrameIdentity<'a>,
    /// Whether the single frame looks live.
    pub live_score: bool,
}

impl Vision {
    /// Looks at one frame of a challenge. Frames are small JPEG, PNG or WebP pictures, not mirrored, about 480 pixels
    /// high; larger ones are shrunk to 640 pixels, files of more than 2 MB refused.
    ///
    /// # Errors
    /// [`VisionError::Image`] when the bytes are no usable picture, else an engine failure. A frame without a face is a
    /// reading, not an error.
    pub fn observe_frame(&mut self, frame: &[u8], request: FrameRequest<'_>) -> Result<FrameReading, VisionError> {
        let start = Instant::now();
        let mut timings = Timings::default();
        let decoded = decode(frame, &FRAME_LIMITS)?;
        timings.decode_ms += start.elapsed().as_secs_f64() * 1e3;
        let image = &decoded.pixels;
        let faces = timings.measure("find faces", |timings| {
            self.face_detector.detect_at(image, FACE_SIDE, timings)
        })?;
        let mut reading = FrameReading::default();
        if let Some(main) = faces.first()
            && let Some(mesh) = timings.measure("find points", |timings| self.face_mesh.fit(image, main, timings))?
        {
            let others = u8::try_from(relevant_others(&faces)).unwrap_or(u8::MAX);
            let mut seen = timings.measure("measure the face", |_| describe(image, &mesh));
            seen.eye_opening = timings.measure("find eyelids", |timings| {
                self.eye_contours.opening(image, &mesh, timings)
            })?;
            seen.faces = others.saturating_add(1);
            seen.brightness = measure_face(image, main, 1.0).brightness;
            if !matches!(request.identity, FrameIdentity::Unmeasured) {
                let embedding = timings.measure("compare the face", |timings| {
                    self.face_embedder.embed(image, &main.landmarks, timings)
                })?;
                seen.likeness = match (request.identity, &embedding) {
                    (FrameIdentity::Reference, Some(_)) => Some(1.0),
                    (FrameIdentity::Compared(reference), Some(embedding)) => Some(likeness(reference, embedding)),
                    _ => None,
                };
                reading.embedding = embedding;
            }
            if request.live_score {
                let passive = timings.measure("look for signs of life", |timings| {
                    self.passive_liveness.assess(image, &main.bounding_box, timings)
                })?;
                seen.live_score = Some(passive.live_score);
            }
            reading.observation = Some(seen);
        }
        timings.total_ms = Some(start.elapsed().as_secs_f64() * 1e3);
        reading.timings = timings;
        Ok(reading)
    }

    /// The points of the largest face of a picture; `None` without a face.
    ///
    /// # Errors
    /// [`VisionError::Engine`] when a network fails.
    pub fn face_mesh(&mut self, image: &RgbImage) -> Result<Option<Mesh>, VisionError> {
        let mut timings = Timings::default();
        let faces = self.face_detector.detect_at(image, FACE_SIDE, &mut timings)?;
        let Some(main) = faces.first() else {
            return Ok(None);
        };
        Ok(self.face_mesh.fit(image, main, &mut timings)?)
    }
}

/// What the points and pixels tell; who it is and how many there are is not known here.
fn describe(image: &RgbImage, mesh: &Mesh) -> FaceObservation {
    let (width, height) = (image.width() as f32, image.height() as f32);
    let shares = |index: usize| {
        let point = mesh.at(index);
        [point.x / height, point.y / height]
    };
    let points = FacePoints {
        sheet: SHEET.map(shares),
        nose: NOSE.map(shares),
    };
    let count = SHEET_POINTS as f32;
    let middle = points
        .sheet
        .iter()
        .fold([0.0; 2], |sum, [x, y]| [sum[0] + x / count, sum[1] + y / count]);
    let pose = mesh.pose();
    FaceObservation {
        yaw: pose.yaw,
        pitch: pose.pitch,
        roll: pose.roll,
        eye_opening: [0.0; 2],
        face_height: mesh.height() / height,
        centre: [middle[0] * height / width, middle[1]],
        faces: 1,
        likeness: None,
        live_score: None,
        brightness: 0.0,
        fingerprint: perceptual_hash(image).0,
        noise: noise_level(image),
        points,
    }
}
