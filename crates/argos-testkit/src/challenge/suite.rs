//! Many challenges, and what came of them.

use super::attack::Kind;
use super::head::Head;
use super::session::{Ended, FACE_HEIGHT, run};
use crate::specimen::chance::Chance;
use crate::specimen::photograph::jpeg;
use anyhow::Context;
use argos_domain::challenge::{ChallengeStatus, MovementSequence};
use argos_vision::face::{Embedding, likeness};
use argos_vision::{FrameIdentity, FrameRequest, Vision};
use image::RgbImage;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How many attempts of one kind passed, and why the others did not.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Tally {
    /// Challenges.
    pub attempts: usize,
    /// Of them passed.
    pub passed: usize,
    /// The others by reason.
    pub failures: BTreeMap<String, usize>,
    /// Mean time on the phone's clock, in seconds.
    pub mean_seconds: f64,
    /// Least depth that showed in those that passed, by the depth that is needed.
    pub least_depth: Option<f32>,
    /// Least likeness in those that passed.
    pub least_likeness: Option<f32>,
}

/// A whole run.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// Portraits from which heads were made.
    pub portraits: usize,
    /// By kind.
    pub kinds: BTreeMap<String, Tally>,
    /// Median milliseconds to measure a frame whose face was not compared.
    pub frame_ms_p50: Option<f64>,
    #[serde(skip)]
    frame_ms: Vec<f64>,
}

/// Likeness from which two portraits are not taken for two people who swap: of pairs of two real people one in ten
/// thousand is so alike (docs/models.md), of generated portraits many.
const TOO_ALIKE: f32 = 0.42;

/// Somebody who can be made a head.
#[derive(Debug, Clone)]
pub struct Portrait {
    picture: RgbImage,
    embedding: Embedding,
}

impl Portrait {
    /// Takes a picture of somebody.
    ///
    /// # Errors
    /// When it shows no face or a network fails.
    pub fn of(picture: RgbImage, vision: &mut Vision) -> anyhow::Result<Self> {
        let request = FrameRequest {
            identity: FrameIdentity::Reference,
            live_score: false,
        };
        let reading = vision.observe_frame(&jpeg(&picture, 92)?, request)?;
        let embedding = reading.embedding.context("the portrait shows no face")?;
        Ok(Self { picture, embedding })
    }
}

/// Those of the pictures that show somebody who looks into the camera, as a person before a challenge does.
///
/// # Errors
/// When a network fails.
pub fn usable(pictures: Vec<RgbImage>, vision: &mut Vision) -> anyhow::Result<Vec<Portrait>> {
    let mut usable = Vec::new();
    for picture in pictures {
        let Some(mesh) = vision.face_mesh(&picture)? else {
            continue;
        };
        let pose = mesh.pose();
        if pose.yaw.abs() <= 10.0 && pose.pitch.abs() <= 17.0 && pose.roll.abs() <= 12.0 {
            usable.push(Portrait::of(picture, vision)?);
        }
    }
    Ok(usable)
}

/// Runs `attempts` challenges of a kind.
///
/// # Errors
/// When there is no portrait, for a swap none of a second person, when a picture cannot be made or a network fails.
pub fn challenge(
    report: &mut Report,
    kind: Kind,
    attempts: usize,
    seed: u64,
    portraits: &[Portrait],
    vision: &mut Vision,
) -> anyhow::Result<()> {
    anyhow::ensure!(
        !portraits.is_empty(),
        "no portrait shows somebody who looks into the camera"
    );
    report.portraits = portraits.len();
    for attempt in 0..attempts {
        // The kind is part of the seed, so that kinds do not repeat each other's chances.
        let mut chance = Chance::new(seed ^ ((kind as u64) << 32), attempt as u64);
        let first = &portraits[chance.below(portraits.len())];
        let second = chance.below(portraits.len());
        let share = chance.between(FACE_HEIGHT);
        let head = Head::of(&first.picture, share, vision)?;
        let other = if kind == Kind::Swap {
            let others = portraits.iter().cycle().skip(second).take(portraits.len());
            let other = others
                .into_iter()
                .find(|other| likeness(&other.embedding, &first.embedding) < TOO_ALIKE);
            let other = other.context("all portraits show one person")?;
            Some(Head::of(&other.picture, share, vision)?)
        } else {
            None
        };
        let sequence = loop {
            if let Some(sequence) = MovementSequence::draw(chance.number().to_le_bytes(), &[]) {
                break sequence;
            }
        };
        let mut source = kind.source(head, other, sequence, &mut chance);
        let ended = run(sequence, source.as_mut(), &mut chance, vision)?;
        report.add(kind, &ended);
    }
    Ok(())
}

impl Report {
    fn add(&mut self, kind: Kind, ended: &Ended) {
        let tally = self.kinds.entry(kind.name().to_owned()).or_default();
        let seconds = f64::from(ended.took_ms) / 1000.0;
        tally.mean_seconds = (tally.mean_seconds * tally.attempts as f64 + seconds) / (tally.attempts + 1) as f64;
        tally.attempts += 1;
        let least = |known: Option<f32>, new: Option<f32>| known.into_iter().chain(new).reduce(f32::min);
        match ended.status {
            ChallengeStatus::Passed => {
                tally.passed += 1;
                tally.least_depth = least(tally.least_depth, ended.evidence.least_depth);
                tally.least_likeness = least(tally.least_likeness, ended.evidence.least_likeness);
            }
            ChallengeStatus::Failed(failure) => *tally.failures.entry(failure.name().to_owned()).or_default() += 1,
            ChallengeStatus::Ongoing { .. } => *tally.failures.entry("unfinished".to_owned()).or_default() += 1,
        }
        self.frame_ms.extend(&ended.measured_ms);
        self.frame_ms.sort_by(f64::total_cmp);
        self.frame_ms_p50 = self.frame_ms.get(self.frame_ms.len() / 2).copied();
    }

    /// Attempts and passes of some kinds together.
    #[must_use]
    pub fn sum(&self, kinds: &[Kind]) -> (usize, usize) {
        let tallies = kinds.iter().filter_map(|kind| self.kinds.get(kind.name()));
        tallies.fold((0, 0), |(attempts, passed), tally| {
            (attempts + tally.attempts, passed + tally.passed)
        })
    }

    /// The table.
    #[must_use]
    pub fn table(&self) -> String {
        let mut text =
            String::from("| kind | attempts | passed | mean seconds | others by reason |\n|---|---|---|---|---|\n");
        for (kind, tally) in &self.kinds {
            let reasons: Vec<String> = tally
                .failures
                .iter()
                .map(|(reason, count)| format!("{reason} {count}"))
                .collect();
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "| {kind} | {} | {} | {:.1} | {} |",
                tally.attempts,
                tally.passed,
                tally.mean_seconds,
                reasons.join(", ")
            );
        }
        text
    }
}
