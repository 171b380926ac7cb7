//! `argos eval score`: from labelled pictures to a report on whether the ARGOS Score means what it says.
//!
//! Documents, faces and selfies are measured once each. Submissions are composed of them at the level of checks and judged by
//! the code that judges submissions. One half of the parts is for fitting weights, the report is on the other half.

mod chance;
mod composition;
mod curves;
mod export;
mod parts;
mod policy;
mod portrait;
mod report;
mod results;
mod sides;
mod tampering;
mod typing;

use super::labelled_table;
use crate::command_line::EvalScoreArguments;
use crate::image_file::Failure;
use crate::output;
use argos_app::SystemClock;
use argos_domain::clock::Clock;
use argos_domain::score::ScoreVersion;
use composition::Case;
use parts::Parts;
use serde::Serialize;
use sides::Side;
use std::collections::BTreeMap;
use std::path::Path;

/// The answer of the command.
#[derive(Debug, Serialize)]
pub struct Evaluation {
    /// Version of the score's formula.
    pub score_version: u32,
    pub seed: u64,
    /// One pair of faces and one selfie in so many were taken.
    pub every: usize,
    /// Sources of selfies whose labels were exchanged.
    pub exchanged: Vec<String>,
    /// What differs from the default policy, by field.
    pub policy: BTreeMap<String, policy::Tried>,
    /// `None` where they were measured by an earlier run.
    pub parts: Option<Measured>,
    /// By which everything is judged.
    pub held_out: results::Results,
    /// To which weights are fitted.
    pub fitting: results::Results,
}

/// How many parts were measured.
#[derive(Debug, Serialize)]
pub struct Measured {
    pub documents: usize,
    pub pairs_of_faces: usize,
    pub live_selfies: usize,
    pub spoof_selfies: usize,
    /// Pictures that could not be used, by what was wrong.
    pub unusable: BTreeMap<&'static str, usize>,
}

impl Measured {
    fn of(parts: &Parts) -> Self {
        let live = parts.selfies.iter().filter(|selfie| selfie.live).count();
        Self {
            documents: parts.documents.len(),
            pairs_of_faces: parts.people.len(),
            live_selfies: live,
            spoof_selfies: parts.selfies.len() - live,
            unusable: parts.unusable.clone(),
        }
    }
}

/// Measures, composes, judges and prints.
pub fn measure(arguments: &EvalScoreArguments) -> Result<(), Failure> {
    let (parts, [fitting, held_out]) = match &arguments.composed {
        Some(path) => (None, composed_earlier(path)?),
        None => {
            let parts = parts::measure(arguments)?;
            let today = SystemClock.now().date();
            let composed = |side: Side| composition::compose(&parts, side, arguments.cases, arguments.seed, today);
            (Some(Measured::of(&parts)), Side::BOTH.map(composed))
        }
    };
    for cases in [&fitting, &held_out] {
        complete(cases)?;
    }
    let policy = policy::tried(&arguments.set)?;
    let [fitting, held_out] = policy::judged_by(&policy, [fitting, held_out])?;
    if let Some(path) = &arguments.export {
        let all: Vec<&Case> = fitting.iter().chain(&held_out).collect();
        write(path, &export::lines(&all))?;
    }
    let evaluation = Evaluation {
        score_version: ScoreVersion::IN_FORCE.number(),
        seed: arguments.seed,
        every: arguments.every,
        exchanged: arguments.exchange.clone(),
        policy: policy::differences(&policy),
        parts,
        held_out: results::results(&held_out, &policy, arguments.seed),
        fitting: results::results(&fitting, &policy, arguments.seed),
    };
    if let Some(path) = &arguments.report {
        write(path, &report::page(&evaluation))?;
    }
    if arguments.json {
        let object = serde_json::to_string_pretty(&evaluation).map_err(|error| Failure::Broken(error.to_string()))?;
        return output::answer(&object);
    }
    output::answer(report::text(&evaluation).trim_end())
}

/// The submissions of an earlier run.
fn composed_earlier(path: &Path) -> Result<[Vec<Case>; 2], Failure> {
    let wrong = |what: String| Failure::Unreadable(format!("{}: {what}", path.display()));
    let text = String::from_utf8(labelled_table::read(path)?).map_err(|error| wrong(error.to_string()))?;
    export::read(&text).map_err(wrong)
}

/// Each half needs submissions of every kind.
fn complete(cases: &[Case]) -> Result<(), Failure> {
    let has = |kind: composition::Kind| cases.iter().any(|case| case.kind == kind);
    let mut kinds = std::iter::once(composition::Kind::Genuine).chain(composition::Kind::FRAUDS);
    match kinds.find(|kind| !has(*kind)) {
        None => Ok(()),
        Some(kind) => Err(Failure::Unreadable(format!(
            "there are too few parts: none can be composed for \"{}\" in one of the halves; each half needs documents, pairs of \
             faces of several people, and live and spoofed selfies",
            kind.title()
        ))),
    }
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(path, text).map_err(|error| Failure::Unreadable(format!("cannot write {}: {error}", path.display())))
}
