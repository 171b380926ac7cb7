//! Somebody who does what is asked, and the ways of not doing so.

use super::head::{Shape, view};
use crate::challenge::{ChallengeProgress, ChallengeStatus, FaceObservation, FrameTiming, Movement, Prompt};

/// Five frames a second.
const FRAME_MS: u32 = 200;

/// A person before a camera, frame by frame.
pub struct Person {
    pub shape: Shape,
    /// Turn, lift, height by that at rest, opening of the eyes.
    pub pose: [f32; 4],
    /// Frames since the prompt changed.
    pub since: u32,
    pub prompt: Option<Prompt>,
    pub random: u64,
    pub number: u32,
    pub likeness: f32,
    pub faces: u8,
}

impl Default for Person {
    fn default() -> Self {
        Self {
            shape: Shape::Head,
            pose: [0.0, 0.0, 1.0, 1.0],
            since: 0,
            prompt: None,
            random: 0x9E37_79B9_7F4A_7C15,
            number: 0,
            likeness: 0.8,
            faces: 1,
        }
    }
}

impl Person {
    /// -1 to 1.
    fn shake(&mut self) -> f32 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random >> 40) as f32 / (1u64 << 23) as f32 - 1.0
    }

    pub fn timing(&self) -> FrameTiming {
        let captured_ms = 400 + FRAME_MS * self.number;
        FrameTiming {
            number: self.number,
            captured_ms,
            received_ms: captured_ms + 180,
        }
    }

    /// Takes the pose of a movement, all the way.
    pub fn take_pose(&mut self, movement: Movement) {
        self.pose = match movement {
            Movement::TurnLeft => [32.0, 0.0, 1.0, 1.0],
            Movement::TurnRight => [-32.0, 0.0, 1.0, 1.0],
            Movement::LookUp => [0.0, 20.0, 1.0, 1.0],
            Movement::Blink => [0.0, 0.0, 1.0, 0.3],
            Movement::ComeCloser => [0.0, 0.0, 1.45, 1.0],
        };
    }

    /// What the camera sees now.
    pub fn seen(&mut self) -> FaceObservation {
        let [yaw, pitch, size, opening] = self.pose;
        let noise: Vec<f32> = (0..9).map(|_| self.shake()).collect();
        let mut points = view(self.shape, yaw, pitch, size);
        for point in points.sheet.iter_mut().chain(&mut points.nose) {
            *point = [point[0] + 0.001 * self.shake(), point[1] + 0.001 * self.shake()];
        }
        FaceObservation {
            yaw: yaw + 3.0 + 0.5 * noise[0],
            pitch: pitch - 4.0 + 0.5 * noise[1],
            roll: 1.0 + 0.5 * noise[2],
            eye_opening: [0.3 * opening + 0.01 * noise[3], 0.29 * opening + 0.01 * noise[4]],
            face_height: 0.4 * size * (1.0 + 0.01 * noise[5]),
            centre: [0.5 + 0.01 * noise[6], 0.5 + 0.01 * noise[7]],
            faces: self.faces,
            likeness: Some(self.likeness),
            live_score: None,
            brightness: 0.5,
            fingerprint: self.random,
            noise: 3.0 + noise[8],
            points,
        }
    }

    /// What the camera sees of somebody who follows the prompts a little late.
    pub fn follow(&mut self, status: ChallengeStatus) -> FaceObservation {
        let ChallengeStatus::Ongoing { prompt, .. } = status else {
            return self.seen();
        };
        if self.prompt != Some(prompt) {
            (self.prompt, self.since) = (Some(prompt), 0);
        }
        self.since += 1;
        if self.since >= 3 {
            match prompt {
                Prompt::Do(movement) => {
                    self.take_pose(movement);
                    if movement == Movement::Blink && self.since >= 5 {
                        self.pose[3] = 1.0;
                    }
                }
                _ => self.pose = [0.0, 0.0, 1.0, 1.0],
            }
        }
        self.seen()
    }
}

/// Lets a person answer a challenge until it ends or `most` frames were taken. `trick` may change what is seen before
/// it is judged.
pub fn answer(
    progress: &mut ChallengeProgress,
    person: &mut Person,
    most: u32,
    mut trick: impl FnMut(
        &mut Person,
        ChallengeStatus,
        FaceObservation,
        FrameTiming,
    ) -> (Option<FaceObservation>, FrameTiming),
) -> ChallengeStatus {
    for _ in 0..most {
        let status = progress.status();
        if status.is_final() {
            break;
        }
        let seen = person.follow(status);
        let timing = person.timing();
        let (seen, timing) = trick(person, status, seen, timing);
        progress.observe(seen.as_ref(), timing);
        person.number += 1;
    }
    progress.status()
}
