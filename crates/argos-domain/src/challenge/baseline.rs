//! The face at rest: faces differ, so every movement is measured against the same face before it.

use super::observation::{FaceObservation, FacePoints, FrameTiming};
use super::relief::{Proportions, proportions};
use super::rules::{
    BACK_ANGLE, BACK_HEIGHT, BASELINE_FRAMES, BASELINE_MS, FRONTAL_PITCH, FRONTAL_ROLL, FRONTAL_YAW, LEAST_BRIGHTNESS,
    LEAST_OPENING, OPEN_AGAIN, REST_HEIGHT, REST_SIZE_SPREAD, REST_SPREAD,
};
use super::status::Prompt;
use serde::{Deserialize, Serialize};

/// One frame of a face at rest.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Sample {
    captured_ms: u32,
    yaw: f32,
    pitch: f32,
    roll: f32,
    opening: [f32; 2],
    height: f32,
    points: FacePoints,
}

/// The last frames, as far as they show a face at rest.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Resting(Vec<Sample>);

/// The face at rest.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Baseline {
    yaw: f32,
    pitch: f32,
    roll: f32,
    opening: [f32; 2],
    height: f32,
    points: FacePoints,
}

/// A face against itself at rest.
#[derive(Clone, Copy)]
pub(super) struct Moved {
    /// Degrees, positive to the person's left.
    pub yaw: f32,
    /// Degrees, positive up.
    pub pitch: f32,
    /// Degrees, positive clockwise in the picture.
    pub roll: f32,
    /// Height by that at rest.
    pub height: f32,
    /// Opening by that at rest, of the more open eye.
    pub wider_eye: f32,
}

impl Resting {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes a further frame. The baseline once enough frames agree; a prompt when the frame is not usable.
    pub(super) fn add(&mut self, seen: &FaceObservation, timing: FrameTiming) -> Result<Option<Baseline>, Prompt> {
        if let Err(prompt) = usable(seen) {
            self.0.clear();
            return Err(prompt);
        }
        let sample = Sample {
            captured_ms: timing.captured_ms,
            yaw: seen.yaw,
            pitch: seen.pitch,
            roll: seen.roll,
            opening: seen.eye_opening,
            height: seen.face_height,
            points: in_own_units(&seen.points),
        };
        self.0.push(sample);
        // Those of an earlier rest go first.
        while !self.agree() {
            self.0.remove(0);
        }
        let long_enough = self.0.first().is_some_and(|first| {
            self.0.len() >= BASELINE_FRAMES && timing.captured_ms.saturating_sub(first.captured_ms) >= BASELINE_MS
        });
        if long_enough {
            return Ok(Some(self.baseline()));
        }
        // A fast phone must not fill the memory while the time passes.
        if self.0.len() > 4 * BASELINE_FRAMES {
            self.0.remove(1);
        }
        Ok(None)
    }

    /// Whether all frames show the same pose and size.
    fn agree(&self) -> bool {
        let spread = |value: fn(&Sample) -> f32| {
            let (least, most) = self
                .0
                .iter()
                .map(value)
                .fold((f32::MAX, f32::MIN), |(least, most), value| {
                    (least.min(value), most.max(value))
                });
            most - least
        };
        self.0.len() <= 1
            || [spread(|s| s.yaw), spread(|s| s.pitch), spread(|s| s.roll)]
                .iter()
                .all(|spread| *spread <= REST_SPREAD)
                && spread(|s| s.height.ln()) <= REST_SIZE_SPREAD
    }

    fn baseline(&self) -> Baseline {
        let median = |value: &dyn Fn(&Sample) -> f32| {
            let mut values: Vec<f32> = self.0.iter().map(value).collect();
            values.sort_by(f32::total_cmp);
            values.get(values.len() / 2).copied().unwrap_or_default()
        };
        let share = 1.0 / self.0.len() as f32;
        let mean = |point: &dyn Fn(&FacePoints) -> [f32; 2]| {
            self.0
                .iter()
                .map(|sample| point(&sample.points))
                .fold([0.0; 2], |sum, [x, y]| [sum[0] + share * x, sum[1] + share * y])
        };
        Baseline {
            yaw: median(&|s| s.yaw),
            pitch: median(&|s| s.pitch),
            roll: median(&|s| s.roll),
            // The median: people blink.
            opening: [median(&|s| s.opening[0]), median(&|s| s.opening[1])],
            height: median(&|s| s.height),
            points: FacePoints {
                sheet: std::array::from_fn(|index| mean(&|points| points.sheet[index])),
                nose: std::array::from_fn(|index| mean(&|points| points.nose[index])),
            },
        }
    }
}

impl Baseline {
    /// The face against itself at rest.
    pub(super) fn moved(&self, seen: &FaceObservation) -> Moved {
        let eyes = [0, 1].map(|eye| seen.eye_opening[eye] / self.opening[eye]);
        Moved {
            yaw: seen.yaw - self.yaw,
            pitch: seen.pitch - self.pitch,
            roll: seen.roll - self.roll,
            height: seen.face_height / self.height,
            wider_eye: eyes[0].max(eyes[1]),
        }
    }

    /// Width of the face by that at rest, each by the height of the face, and by what the turn or lift that was measured
    /// makes of it. `None` when it cannot be measured.
    pub(super) fn width(&self, seen: &FaceObservation, turned: bool) -> Option<Proportions> {
        let (rest, now) = (proportions(&self.points)?, proportions(&seen.points)?);
        let cosine = |degrees: f32| degrees.to_radians().cos().max(0.1);
        let narrower = if turned {
            cosine(seen.yaw) / cosine(self.yaw)
        } else {
            // The pitch of a frontal face may be anything: only the difference is known.
            1.0 / cosine(seen.pitch - self.pitch)
        };
        Some(Proportions {
            to_mouth: now.to_mouth / rest.to_mouth / narrower,
            to_chin: now.to_chin / rest.to_chin / narrower,
        })
    }

    pub(super) fn points(&self) -> &FacePoints {
        &self.points
    }
}

impl Moved {
    /// Whether the face is back where it began.
    pub(super) fn is_rest(&self) -> bool {
        self.yaw.abs() <= BACK_ANGLE
            && self.pitch.abs() <= BACK_ANGLE
            && self.height <= BACK_HEIGHT
            && self.wider_eye >= OPEN_AGAIN
    }
}

/// Whether a frame shows a face that looks into the camera, or what the person shall do.
fn usable(seen: &FaceObservation) -> Result<(), Prompt> {
    if seen.face_height < REST_HEIGHT.0 {
        return Err(Prompt::CloserToCamera);
    }
    if seen.face_height > REST_HEIGHT.1 {
        return Err(Prompt::FartherAway);
    }
    if seen.brightness < LEAST_BRIGHTNESS {
        return Err(Prompt::MoreLight);
    }
    let frontal = seen.yaw.abs() <= FRONTAL_YAW
        && seen.pitch.abs() <= FRONTAL_PITCH
        && seen.roll.abs() <= FRONTAL_ROLL
        && seen.narrower_eye() >= LEAST_OPENING;
    let inside = seen.centre.iter().all(|share| (0.15..=0.85).contains(share));
    if frontal && inside {
        Ok(())
    } else {
        Err(Prompt::FaceTheCamera)
    }
}

/// The points with their middle at the origin and their mean distance from it as unit, so that a face that sways may be
/// averaged.
fn in_own_units(points: &FacePoints) -> FacePoints {
    let count = points.sheet.len() as f32;
    let middle = points
        .sheet
        .iter()
        .fold([0.0; 2], |sum, [x, y]| [sum[0] + x / count, sum[1] + y / count]);
    let distance = |[x, y]: &[f32; 2]| (x - middle[0]).hypot(y - middle[1]);
    let size = (points.sheet.iter().map(distance).sum::<f32>() / count).max(f32::EPSILON);
    let place = |[x, y]: [f32; 2]| [(x - middle[0]) / size, (y - middle[1]) / size];
    FacePoints {
        sheet: points.sheet.map(place),
        nose: points.nose.map(place),
    }
}
