//! Whether frames show the movement that was asked, with the depth of a head.

use super::Movement;
use super::baseline::{Baseline, Moved};
use super::identity::Compared;
use super::observation::FaceObservation;
use super::relief::{Proportions, relief};
use super::rules::{
    CLOSED, CLOSER, FLAT_FRAMES, LEAST_WIDTH_TO_CHIN, LEAST_WIDTH_TO_MOUTH, LIFT, LIFT_RELIEF, MOST_WIDTH_TO_CHIN,
    MOST_WIDTH_TO_MOUTH, OPEN_AGAIN, SAME_PROPORTIONS, SHOWN_FRAMES, STILL, TURN, TURN_RELIEF, WRONG_FRAMES,
};
use super::status::ChallengeFailure;
use serde::{Deserialize, Serialize};

/// What was seen since a movement was asked.
#[derive(Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Watch {
    /// Frames that show it.
    shown: u8,
    /// One of them shows the right person.
    alike: bool,
    /// Eyes were closed.
    closed: bool,
    /// Frames that show it without depth.
    flat: u8,
    /// Frames in a row that show another movement.
    wrong: u8,
}

impl Watch {
    /// Whether the movement has begun to show: then it matters who makes it.
    pub(super) const fn has_begun(&self) -> bool {
        (self.shown > 0 || self.closed) && !self.alike
    }

    /// Takes a frame; true once the movement was made. `least_depth` is the least depth so far.
    pub(super) fn frame(
        &mut self,
        asked: Movement,
        baseline: &Baseline,
        seen: &FaceObservation,
        compared: Compared,
        least_depth: &mut Option<f32>,
    ) -> Result<bool, ChallengeFailure> {
        let moved = baseline.moved(seen);
        self.count_wrong(Some(asked), &moved)?;
        if !shows(asked, &moved) {
            // Eyes open again after they were closed.
            if asked == Movement::Blink && self.closed && moved.wider_eye >= OPEN_AGAIN && is_still(&moved) {
                self.alike |= compared == Compared::Alike;
                return Ok(self.alike);
            }
            return Ok(false);
        }
        if compared == Compared::Unlike {
            return Ok(false);
        }
        if let Some(depth) = depth(asked, baseline, seen, &moved) {
            *least_depth = Some(least_depth.map_or(depth, |least| least.min(depth)));
            if depth < 1.0 {
                self.flat = self.flat.saturating_add(1);
                return if self.flat >= FLAT_FRAMES {
                    Err(ChallengeFailure::LooksLikeAPicture)
                } else {
                    Ok(false)
                };
            }
        }
        if asked == Movement::Blink && !baseline.width(seen, false).is_some_and(is_unchanged) {
            return Ok(false);
        }
        self.alike |= compared == Compared::Alike;
        if asked == Movement::Blink {
            self.closed = true;
            return Ok(false);
        }
        self.shown = self.shown.saturating_add(1);
        Ok(self.shown >= SHOWN_FRAMES && self.alike)
    }

    /// Counts frames that show a movement which was not asked; eyes may close at any time. With nothing asked, any
    /// movement but the one that was just made counts.
    pub(super) fn count_wrong(&mut self, allowed: Option<Movement>, moved: &Moved) -> Result<(), ChallengeFailure> {
        let wrong = Movement::ALL
            .into_iter()
            .filter(|movement| *movement != Movement::Blink && Some(*movement) != allowed)
            .any(|movement| shows(movement, moved));
        let right = allowed.is_some_and(|movement| shows(movement, moved));
        self.wrong = if wrong && !right { self.wrong + 1 } else { 0 };
        if self.wrong >= WRONG_FRAMES {
            Err(ChallengeFailure::WrongMovement)
        } else {
            Ok(())
        }
    }
}

/// Whether a face clearly shows a movement. Only one of a turn and a lift: a turned face measures as somewhat lifted.
fn shows(movement: Movement, moved: &Moved) -> bool {
    match movement {
        Movement::TurnLeft => moved.yaw >= TURN,
        Movement::TurnRight => moved.yaw <= -TURN,
        Movement::LookUp => moved.pitch >= LIFT && moved.yaw.abs() < TURN,
        Movement::Blink => moved.wider_eye <= CLOSED && is_still(moved),
        Movement::ComeCloser => moved.height >= CLOSER && moved.yaw.abs() < TURN && moved.pitch.abs() < LIFT,
    }
}

/// Whether a face has its usual proportions.
fn is_unchanged(width: Proportions) -> bool {
    [width.to_mouth, width.to_chin]
        .iter()
        .all(|by| (by - 1.0).abs() <= SAME_PROPORTIONS)
}

fn is_still(moved: &Moved) -> bool {
    moved.yaw.abs() <= STILL && moved.pitch.abs() <= STILL
}

/// Depth that a movement shows, by the depth that is needed; `None` for movements that do not show any. Of a face
/// whose points allow no measurement, or that has the proportions of a picture turned further, it is 0.
fn depth(asked: Movement, baseline: &Baseline, seen: &FaceObservation, moved: &Moved) -> Option<f32> {
    if !(asked.is_turn() || asked == Movement::LookUp) {
        return None;
    }
    let found = relief(baseline.points(), &seen.points, moved.roll);
    let (Some(relief), Some(width)) = (found, baseline.width(seen, asked.is_turn())) else {
        return Some(0.0);
    };
    let plausible = if asked.is_turn() {
        width.to_mouth >= LEAST_WIDTH_TO_MOUTH && width.to_chin >= LEAST_WIDTH_TO_CHIN
    } else {
        width.to_mouth <= MOST_WIDTH_TO_MOUTH && width.to_chin <= MOST_WIDTH_TO_CHIN
    };
    let sine = |degrees: f32| degrees.to_radians().sin().abs().max(0.1);
    Some(match asked {
        _ if !plausible => 0.0,
        Movement::TurnLeft => relief.across / (TURN_RELIEF * sine(moved.yaw)),
        Movement::TurnRight => -relief.across / (TURN_RELIEF * sine(moved.yaw)),
        _ => -relief.down / (LIFT_RELIEF * sine(moved.pitch)),
    })
}
