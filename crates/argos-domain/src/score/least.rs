//! Doubts that were chosen, not fitted: the least that a check leaves once it falls short of its own threshold.
//!
//! Cases to which weights are fitted know nothing of what is stopped before it has a score. A zone whose check digits are
//! wrong mostly fails the attempt, so few cases show what it would mean; and a fit draws every doubt towards 0, so that a
//! few genuine faces that were hard to compare leave a wrong one too near the threshold. Why these numbers:
//! `docs/adr/0060-argos-score-version-2.md`.

use super::doubts::SEGMENTS;
use crate::check::CheckName;

/// For some checks the least doubt of each segment, as [`Weights`](super::Weights) have them. All others may come to 0.
pub const LEAST: &[(CheckName, [f64; SEGMENTS])] = &[
    // Halfway below its own threshold it leaves a score below one half, at worst next to nothing.
    (CheckName::MachineReadableZone, [0.0, 0.0, 5.0, 3.0]),
    (CheckName::FaceMatch, [0.0, 0.0, 5.0, 3.0]),
    // Cameras differ more than living people and pictures do, so that a fit to a few of them misleads: below its own threshold,
    // where a human looks, it takes a little.
    (CheckName::PassiveLiveness, [0.0, 0.0, 0.5, 0.5]),
    // Text that was hardly read proves nothing about anybody: at worst it needs a human.
    (CheckName::TextRecognition, [0.0, 0.0, 2.0, 2.0]),
];

/// The least doubts of a check.
#[must_use]
pub fn least_doubts(check: CheckName) -> [f64; SEGMENTS] {
    let chosen = LEAST.iter().find(|(name, _)| *name == check);
    chosen.map_or([0.0; SEGMENTS], |(_, least)| *least)
}
