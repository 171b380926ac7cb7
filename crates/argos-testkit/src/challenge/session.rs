//! One challenge from the first frame to the verdict: phone, network, server.

use crate::specimen::chance::Chance;
use anyhow::Context;
use argos_domain::challenge::{
    ChallengeEvidence, ChallengeProgress, ChallengeStatus, FrameTiming, MovementSequence, WHOLE_TIME_MS,
};
use argos_vision::face::Embedding;
use argos_vision::{FrameIdentity, FrameRequest, Vision};

/// What a phone would send.
#[derive(Debug, Clone)]
pub struct Sent {
    /// A JPEG file.
    pub frame: Vec<u8>,
    /// Its number.
    pub number: u32,
    /// When it says it was taken.
    pub captured_ms: u32,
}

/// What is before the camera, or behind it.
pub trait Source {
    /// The next frame, taken at `now` milliseconds on the phone's clock. `told` is what the screen shows at that time.
    ///
    /// # Errors
    /// When a picture cannot be made.
    fn frame(&mut self, told: ChallengeStatus, number: u32, now: u32) -> anyhow::Result<Sent>;
}

/// How a challenge went.
#[derive(Debug, Clone)]
pub struct Ended {
    /// The end, or where it stood when the frames ran out.
    pub status: ChallengeStatus,
    /// What was seen in sum.
    pub evidence: ChallengeEvidence,
    /// Milliseconds on the phone's clock.
    pub took_ms: u32,
    /// Milliseconds of the measurements, without comparing faces, per frame.
    pub measured_ms: Vec<f64>,
}

/// Frames a second, the time that one varies, how many are sent together, and how long they travel.
#[derive(Debug, Clone)]
struct Pace {
    gap_ms: (f32, f32),
    batch: usize,
    travel_ms: (f32, f32),
}

impl Pace {
    fn new(chance: &mut Chance) -> Self {
        let gap = chance.between((160.0, 240.0));
        Self {
            gap_ms: (gap - 40.0, gap + 40.0),
            batch: 1 + chance.below(4),
            travel_ms: (60.0, 350.0),
        }
    }
}

/// Lets a source answer a challenge.
///
/// # Errors
/// When a picture cannot be made or a network fails.
pub fn run(
    sequence: MovementSequence,
    source: &mut dyn Source,
    chance: &mut Chance,
    vision: &mut Vision,
) -> anyhow::Result<Ended> {
    let mut chance = chance.branch();
    let pace = Pace::new(&mut chance);
    let mut progress = ChallengeProgress::start(sequence);
    let mut reference: Option<Embedding> = None;
    let mut told = progress.status();
    let mut measured_ms = Vec::new();
    let (mut now, mut number) = (chance.between((100.0, 600.0)) as u32, 0);
    // The phone's clock starts when it has been told to start.
    let offset = chance.between((40.0, 200.0)) as u32;
    let mut batch: Vec<Sent> = Vec::new();
    let mut arrival = 0;
    while !progress.status().is_final() && now < 2 * WHOLE_TIME_MS {
        batch.push(source.frame(told, number, now)?);
        number += 1;
        if batch.len() >= pace.batch {
            arrival = arrival.max(now + offset + chance.between(pace.travel_ms) as u32);
            for sent in batch.drain(..) {
                let timing = FrameTiming {
                    number: sent.number,
                    captured_ms: sent.captured_ms,
                    received_ms: arrival,
                };
                judge(
                    &mut progress,
                    &sent.frame,
                    timing,
                    &mut reference,
                    vision,
                    &mut measured_ms,
                )?;
            }
            // The answer travels back before the next frame is taken.
            told = progress.status();
            now += chance.between((30.0, 150.0)) as u32;
        }
        now += chance.between(pace.gap_ms) as u32;
        // Now and then a phone is busy with something else.
        if chance.happens(0.03) {
            now += chance.between((100.0, 500.0)) as u32;
        }
    }
    Ok(Ended {
        status: progress.status(),
        evidence: progress.evidence(),
        took_ms: now,
        measured_ms,
    })
}

fn judge(
    progress: &mut ChallengeProgress,
    frame: &[u8],
    timing: FrameTiming,
    reference: &mut Option<Embedding>,
    vision: &mut Vision,
    measured_ms: &mut Vec<f64>,
) -> anyhow::Result<()> {
    let identity = match reference.as_ref() {
        _ if progress.wants_reference() => FrameIdentity::Reference,
        Some(reference) if progress.wants_comparison() => FrameIdentity::Compared(reference),
        _ => FrameIdentity::Unmeasured,
    };
    let is_reference = matches!(identity, FrameIdentity::Reference);
    let compares = !matches!(identity, FrameIdentity::Unmeasured);
    let request = FrameRequest {
        identity,
        live_score: false,
    };
    let reading = vision.observe_frame(frame, request).context("a frame cannot be read")?;
    if !compares {
        measured_ms.extend(reading.timings.total_ms);
    }
    progress.observe(reading.observation.as_ref(), timing);
    if is_reference && reading.embedding.is_some() {
        *reference = reading.embedding;
    }
    Ok(())
}

/// Share of the frame's height that a face has at rest in these challenges, least and most.
pub const FACE_HEIGHT: (f32, f32) = (0.3, 0.4);
