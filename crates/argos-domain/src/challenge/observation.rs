//! What a frame shows of a face, and where it stands in time.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Points of a face off its nose; see [`FacePoints::sheet`].
pub const SHEET_POINTS: usize = 20;
/// Points on and around the tip of the nose.
pub const NOSE_POINTS: usize = 3;

/// Where features of a face lie in a frame. Both coordinates are shares of the frame's **height**, so that a distance
/// means the same in every direction; x grows to the right of the picture, y downwards.
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FacePoints {
    /// Points that a smooth sheet of paper could pass through: eyes, brows, cheeks, mouth, jaw, and first of all the
    /// four of the face's middle line: forehead, between the brows, upper lip, chin.
    pub sheet: [[f32; 2]; SHEET_POINTS],
    /// Points on the tip of the nose, which no smooth sheet reaches.
    pub nose: [[f32; 2]; NOSE_POINTS],
}

/// What was seen of the largest face in one frame; numbers only, no image. The frame must not be mirrored.
///
/// Numbers of a face are personal: `Debug` does not show them.
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FaceObservation {
    /// Turn of the head in degrees, positive to the person's own left.
    pub yaw: f32,
    /// Lift of the head in degrees, positive when the chin is raised. Faces differ: compare with the same face.
    pub pitch: f32,
    /// Lean of the head in degrees, positive clockwise in the picture.
    pub roll: f32,
    /// How far the eye at image left and the one at image right are open: height by width, about 0.2 to 0.4 when open.
    pub eye_opening: [f32; 2],
    /// Forehead to chin as share of the frame's height.
    pub face_height: f32,
    /// Middle of the face as shares of the frame's width and height.
    pub centre: [f32; 2],
    /// Faces in the frame, at least 1; those in the background do not count.
    pub faces: u8,
    /// Likeness to the face of the sequence's first frame, -1 to 1; `None` when it was not measured in this frame.
    pub likeness: Option<f32>,
    /// How live the single frame looks, 0 to 1; `None` when it was not measured. Told further, not judged here.
    pub live_score: Option<f32>,
    /// Mean brightness of the face, 0 to 1.
    pub brightness: f32,
    /// Perceptual hash of the whole frame.
    pub fingerprint: u64,
    /// Standard deviation of the noise of single pixels, in grey levels of 0 to 255.
    pub noise: f32,
    /// Where the features lie.
    pub points: FacePoints,
}

impl FaceObservation {
    /// Whether all numbers are numbers.
    #[must_use]
    pub(super) fn is_finite(&self) -> bool {
        let single = [
            self.yaw,
            self.pitch,
            self.roll,
            self.face_height,
            self.brightness,
            self.noise,
            self.likeness.unwrap_or_default(),
            self.live_score.unwrap_or_default(),
        ];
        let points = self.points.sheet.iter().chain(&self.points.nose).flatten();
        let pairs = self.eye_opening.iter().chain(&self.centre);
        single.iter().chain(pairs).chain(points).all(|value| value.is_finite())
    }

    /// How far the less open eye is open.
    pub(super) fn narrower_eye(&self) -> f32 {
        self.eye_opening[0].min(self.eye_opening[1])
    }
}

impl fmt::Debug for FaceObservation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("FaceObservation(masked)")
    }
}

impl fmt::Debug for FacePoints {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("FacePoints(masked)")
    }
}

/// Where a frame stands in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameTiming {
    /// The frame's number, counted by the phone from 0. Numbers may be left out, never come again.
    pub number: u32,
    /// When it was taken, in milliseconds on the phone's clock since the phone was told to start.
    pub captured_ms: u32,
    /// When it arrived, in milliseconds on the server's clock since the server said start. Frames that arrive together
    /// have the same time.
    pub received_ms: u32,
}
