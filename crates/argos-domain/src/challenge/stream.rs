//! Whether frames come from a camera that runs now: in order, at plausible times, never twice, moving as a head moves.

use super::observation::{FaceObservation, FrameTiming};
use super::status::ChallengeFailure;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// More frames than this has no challenge: ten a second for the whole time.
const MOST_FRAMES: u32 = 450;
/// Frames that are remembered: a loop of up to half of them is found.
const REMEMBERED: usize = 128;
/// Two frames are never closer in time, in milliseconds ...
const LEAST_GAP_MS: u32 = 15;
/// ... and never further apart.
const MOST_GAP_MS: u32 = 4_000;
/// How far the phone's clock, which starts later than the server's, may run ahead, in milliseconds.
const AHEAD_MS: i64 = 750;
/// How much longer than the fastest frame another one may take to arrive, in milliseconds.
const MOST_DELAY_MS: i64 = 8_000;
/// Frames in a row that are the very same: sensors are never that still.
const FROZEN_FRAMES: u8 = 4;
/// Frames in a row that each equal the frame a fixed number before.
const REPEATED_FRAMES: usize = 6;
/// The shortest loop in frames; shorter ones are nearly still pictures.
const SHORTEST_LOOP: usize = 4;
/// Jumps until they count: a detector may err once.
const JUMPS: u8 = 2;

/// Numbers of a frame by which it is recognised: yaw, pitch, roll, both eyes, height, centre.
const NUMBERS: usize = 8;
/// How far the numbers of a frame may lie apart that was encoded anew, in the same order and units.
const SAME: [f32; NUMBERS] = [0.15, 0.15, 0.15, 0.006, 0.006, 0.001, 0.001, 0.001];
/// Bits of the fingerprint that may differ in it.
const SAME_BITS: u32 = 2;

/// A frame that was seen.
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Trace {
    captured_ms: u32,
    fingerprint: u64,
    numbers: [f32; NUMBERS],
}

/// What is remembered of the frames so far.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Stream {
    frames: u32,
    last: Option<FrameTiming>,
    /// Milliseconds from capture to arrival of the fastest frame; the clocks differ by an unknown part of it.
    least_delay_ms: i64,
    traces: VecDeque<Trace>,
    still: u8,
    jumps: u8,
}

impl Stream {
    /// When the last frame was taken, on the phone's clock.
    pub(super) fn last_captured_ms(&self) -> Option<u32> {
        self.last.map(|last| last.captured_ms)
    }

    /// Frames so far.
    pub(super) fn frames(&self) -> u32 {
        self.frames
    }

    /// Judges number and times of the next frame.
    pub(super) fn take(&mut self, timing: FrameTiming) -> Result<(), ChallengeFailure> {
        let delay = i64::from(timing.received_ms) - i64::from(timing.captured_ms);
        self.frames += 1;
        if self.frames > MOST_FRAMES {
            return Err(ChallengeFailure::UnusableFrames);
        }
        if let Some(last) = self.last {
            let later = timing.number > last.number
                && timing.captured_ms > last.captured_ms
                && timing.received_ms >= last.received_ms;
            if !later {
                return Err(ChallengeFailure::FramesOutOfOrder);
            }
            let gap = timing.captured_ms - last.captured_ms;
            self.least_delay_ms = self.least_delay_ms.min(delay);
            if !(LEAST_GAP_MS..=MOST_GAP_MS).contains(&gap) || delay - self.least_delay_ms > MOST_DELAY_MS {
                return Err(ChallengeFailure::ImplausibleTiming);
            }
        } else {
            self.least_delay_ms = delay;
        }
        self.last = Some(timing);
        if delay < -AHEAD_MS {
            return Err(ChallengeFailure::ImplausibleTiming);
        }
        Ok(())
    }

    /// Judges what a frame shows against those before.
    pub(super) fn compare(&mut self, seen: &FaceObservation, timing: FrameTiming) -> Result<(), ChallengeFailure> {
        let trace = Trace {
            captured_ms: timing.captured_ms,
            fingerprint: seen.fingerprint,
            numbers: [
                seen.yaw,
                seen.pitch,
                seen.roll,
                seen.eye_opening[0],
                seen.eye_opening[1],
                seen.face_height,
                seen.centre[0],
                seen.centre[1],
            ],
        };
        if let Some(last) = self.traces.back() {
            let same = last.fingerprint == trace.fingerprint && last.numbers == trace.numbers;
            self.still = if same { self.still + 1 } else { 0 };
            if last.jumps_to(&trace) {
                self.jumps += 1;
            }
        }
        if self.traces.len() == REMEMBERED {
            self.traces.pop_front();
        }
        self.traces.push_back(trace);
        if self.still >= FROZEN_FRAMES {
            return Err(ChallengeFailure::FramesFrozen);
        }
        if self.still == 0 && self.repeats() {
            return Err(ChallengeFailure::FramesRepeated);
        }
        if self.jumps >= JUMPS {
            return Err(ChallengeFailure::ImplausibleMotion);
        }
        Ok(())
    }

    /// Whether the last frames equal those that many frames before.
    fn repeats(&self) -> bool {
        let count = self.traces.len();
        (SHORTEST_LOOP..count).any(|lag| {
            let pairs = (0..REPEATED_FRAMES).map(|back| {
                let late = count.checked_sub(1 + back)?;
                Some((self.traces.get(late)?, self.traces.get(late.checked_sub(lag)?)?))
            });
            pairs
                .into_iter()
                .all(|pair| pair.is_some_and(|(late, early)| late.equals(early)))
        })
    }
}

impl Trace {
    fn equals(&self, other: &Self) -> bool {
        let near = self.numbers.iter().zip(other.numbers).zip(SAME);
        (self.fingerprint ^ other.fingerprint).count_ones() <= SAME_BITS
            && near.into_iter().all(|((one, other), same)| (one - other).abs() <= same)
    }

    /// Whether no head gets from here to there in the time between.
    fn jumps_to(&self, next: &Self) -> bool {
        let seconds = next.captured_ms.saturating_sub(self.captured_ms) as f32 / 1000.0;
        // After longer the face may be anywhere.
        if seconds > 1.0 {
            return false;
        }
        let by = |index: usize| next.numbers[index] - self.numbers[index];
        // Quick turns of the head reach about 400 degrees a second; a sway of the hand moves the face as well.
        let turn = (0..3).any(|angle| by(angle).abs() > 10.0 + 400.0 * seconds);
        let size = (next.numbers[5] / self.numbers[5]).ln().abs() > 0.15 + 1.5 * seconds;
        let place = by(6).hypot(by(7)) > 0.1 + 1.5 * seconds;
        turn || size || place
    }
}
