//! Measures face comparison on labelled pairs of photographs.
//!
//! `cargo run --release -p argos-vision --example face_error_rates -- PAIRS.csv`
//!
//! The file has a header line with at least the columns `a`, `b` (paths relative to the file), `same` (1 or 0) and
//! `set`. Prints, per set, the share of pairs judged rightly at several thresholds of the cosine, with both kinds of
//! error, and the pairs in which no face was found.
#![allow(clippy::print_stdout, reason = "a command-line program")]

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::path::{Path, PathBuf};

use argos_vision::engine::{Engine, EnginePreference};
use argos_vision::face::{Embedding, FaceDetector, FaceEmbedder, cosine};
use argos_vision::image::{DecodeLimits, decode};
use argos_vision::models::{ModelFiles, ModelName, ModelSource};
use argos_vision::timings::Timings;

const THRESHOLDS: [f32; 6] = [0.25, 0.30, 0.363, 0.40, 0.45, 0.50];

#[derive(Default)]
struct Likeness {
    same: Vec<f32>,
    different: Vec<f32>,
    without_face: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let pairs = std::env::args()
        .nth(1)
        .map(PathBuf::from)
        .ok_or("usage: face_error_rates PAIRS.csv")?;
    let engine = Engine::discover(EnginePreference::Automatic)?;
    let files = ModelFiles::open(ModelSource::Embedded)?;
    let mut detector = FaceDetector::new(engine.load(&files.bytes(ModelName::FaceDetector)?)?)?;
    let mut embedder = FaceEmbedder::new(engine.load(&files.bytes(ModelName::FaceRecogniser)?)?);
    let text = std::fs::read_to_string(&pairs)?;
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let column = |name: &str| {
        header
            .iter()
            .position(|field| *field == name)
            .ok_or(format!("no column {name}"))
    };
    let (a, b, same, set) = (column("a")?, column("b")?, column("same")?, column("set")?);
    let directory = pairs.parent().unwrap_or(Path::new("."));
    let mut known: HashMap<String, Option<Embedding>> = HashMap::new();
    let mut sets: BTreeMap<String, Likeness> = BTreeMap::new();
    for line in lines.filter(|line| !line.is_empty()) {
        let fields: Vec<&str> = line.split(',').collect();
        let field = |index: usize| fields.get(index).copied().unwrap_or_default();
        for path in [field(a), field(b)] {
            if !known.contains_key(path) {
                let embedding = embed(&directory.join(path), &mut detector, &mut embedder)
                    .ok()
                    .flatten();
                known.insert(path.to_owned(), embedding);
            }
        }
        let likeness = sets.entry(field(set).to_owned()).or_default();
        match (
            known.get(field(a)).and_then(Option::as_ref),
            known.get(field(b)).and_then(Option::as_ref),
        ) {
            (Some(first), Some(second)) if field(same) == "1" => likeness.same.push(cosine(first, second)),
            (Some(first), Some(second)) => likeness.different.push(cosine(first, second)),
            _ => likeness.without_face += 1,
        }
    }
    for (set, likeness) in &sets {
        print_set(set, likeness);
    }
    Ok(())
}

fn embed(
    path: &Path,
    detector: &mut FaceDetector,
    embedder: &mut FaceEmbedder,
) -> Result<Option<Embedding>, Box<dyn Error>> {
    let limits = DecodeLimits {
        min_side: 24,
        ..DecodeLimits::default()
    };
    let image = decode(&std::fs::read(path)?, &limits)?.pixels;
    let mut timings = Timings::default();
    let faces = detector.detect(&image, &mut timings)?;
    Ok(faces
        .first()
        .map(|face| embedder.embed(&image, &face.landmarks, &mut timings))
        .transpose()?
        .flatten())
}

fn print_set(set: &str, likeness: &Likeness) {
    println!(
        "{set}: {} pairs of one person, {} of two, {} without a face",
        likeness.same.len(),
        likeness.different.len(),
        likeness.without_face
    );
    println!("| threshold | false non-match | false match | accuracy |");
    println!("|---|---|---|---|");
    for threshold in THRESHOLDS {
        let refused = likeness.same.iter().filter(|cosine| **cosine < threshold).count();
        let accepted = likeness.different.iter().filter(|cosine| **cosine >= threshold).count();
        let total = (likeness.same.len() + likeness.different.len()).max(1) as f64;
        println!(
            "| {threshold} | {:.4} ({refused}) | {:.4} ({accepted}) | {:.4} |",
            refused as f64 / likeness.same.len().max(1) as f64,
            accepted as f64 / likeness.different.len().max(1) as f64,
            1.0 - (refused + accepted) as f64 / total
        );
    }
}
