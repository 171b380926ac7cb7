//! Measures the passive liveness signal on labelled pictures.
//!
//! `cargo run --release -p argos-vision --example liveness_error_rates -- LABELS.csv`
//!
//! The file has a header line with at least the columns `path`, `label` (`live` or `spoof`) and `source`; paths are
//! relative to the file. Prints, per source, how often live and spoof are told apart (area under the ROC curve), the
//! equal error rate, and the errors at the score 0.5. Each source is a test on its own: nothing is tuned here.
#![allow(clippy::print_stdout, reason = "a command-line program")]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};

use argos_vision::engine::{Engine, EnginePreference};
use argos_vision::face::FaceDetector;
use argos_vision::image::{DecodeLimits, Rectangle, decode};
use argos_vision::liveness::PassiveLivenessModel;
use argos_vision::models::{ModelFiles, ModelName, ModelSource};
use argos_vision::timings::Timings;

#[derive(Default)]
struct Scores {
    live: Vec<f32>,
    spoof: Vec<f32>,
    without_face: usize,
    unreadable: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let labels = std::env::args()
        .nth(1)
        .map(PathBuf::from)
        .ok_or("usage: liveness_error_rates LABELS.csv")?;
    let engine = Engine::discover(EnginePreference::Automatic)?;
    let files = ModelFiles::open(ModelSource::Embedded)?;
    let mut detector = FaceDetector::new(engine.load(&files.bytes(ModelName::FaceDetector)?)?)?;
    let network = engine.load(&files.bytes(ModelName::PassiveLiveness)?)?;
    let mut liveness = PassiveLivenessModel::new(network, "measured".to_owned())?;
    let mut sources: BTreeMap<String, Scores> = BTreeMap::new();
    for (path, is_live, source) in read_labels(&labels)? {
        let scores = sources.entry(source).or_default();
        match score(&path, &mut detector, &mut liveness) {
            Ok((value, face_found)) => {
                scores.without_face += usize::from(!face_found);
                if is_live {
                    scores.live.push(value)
                } else {
                    scores.spoof.push(value)
                }
            }
            Err(_) => scores.unreadable += 1,
        }
    }
    println!(
        "| source | live | spoof | no face found | unreadable | AUC | EER | at score | live refused at 0.5 | spoof accepted at 0.5 |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for (source, scores) in &sources {
        let equal_error = equal_error_rate(&scores.live, &scores.spoof);
        let refused = share(&scores.live, |score| score < 0.5);
        let accepted = share(&scores.spoof, |score| score >= 0.5);
        println!(
            "| {source} | {} | {} | {} | {} | {:.3} | {:.3} | {:.3} | {refused:.3} | {accepted:.3} |",
            scores.live.len(),
            scores.spoof.len(),
            scores.without_face,
            scores.unreadable,
            area_under_curve(&scores.live, &scores.spoof),
            equal_error.0,
            equal_error.1,
        );
    }
    Ok(())
}

/// Path, whether live, source.
type Row = (PathBuf, bool, String);

fn read_labels(file: &Path) -> Result<Vec<Row>, Box<dyn Error>> {
    let text = std::fs::read_to_string(file)?;
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let column = |name: &str| {
        header
            .iter()
            .position(|field| *field == name)
            .ok_or(format!("no column {name}"))
    };
    let (path, label, source) = (column("path")?, column("label")?, column("source")?);
    let directory = file.parent().unwrap_or(Path::new("."));
    let mut rows = Vec::new();
    for line in lines.filter(|line| !line.is_empty()) {
        let fields: Vec<&str> = line.split(',').collect();
        let field = |index: usize| fields.get(index).copied().unwrap_or_default();
        rows.push((
            directory.join(field(path)),
            field(label) == "live",
            field(source).to_owned(),
        ));
    }
    Ok(rows)
}

fn score(
    path: &Path,
    detector: &mut FaceDetector,
    liveness: &mut PassiveLivenessModel,
) -> Result<(f32, bool), Box<dyn Error>> {
    let limits = DecodeLimits {
        min_side: 24,
        ..DecodeLimits::default()
    };
    let image = decode(&std::fs::read(path)?, &limits)?.pixels;
    let mut timings = Timings::default();
    let face = detector
        .detect(&image, &mut timings)?
        .first()
        .map(|face| face.bounding_box);
    let whole = Rectangle {
        x: 0.0,
        y: 0.0,
        width: image.width() as f32,
        height: image.height() as f32,
    };
    let result = liveness.assess(&image, &face.unwrap_or(whole), &mut timings)?;
    Ok((result.live_score, face.is_some()))
}

fn share(scores: &[f32], test: impl Fn(f32) -> bool) -> f64 {
    scores.iter().filter(|score| test(**score)).count() as f64 / scores.len().max(1) as f64
}

fn area_under_curve(live: &[f32], spoof: &[f32]) -> f64 {
    let wins: f64 = live
        .iter()
        .flat_map(|left| {
            spoof.iter().map(move |right| {
                if left > right {
                    1.0
                } else {
                    f64::from(left == right) / 2.0
                }
            })
        })
        .sum();
    wins / (live.len() * spoof.len()).max(1) as f64
}

/// The rate at which both errors are equal, and the score at which they are.
fn equal_error_rate(live: &[f32], spoof: &[f32]) -> (f64, f32) {
    live.iter()
        .chain(spoof)
        .map(|&threshold| {
            let (refused, accepted) = (
                share(live, |score| score < threshold),
                share(spoof, |score| score >= threshold),
            );
            ((refused - accepted).abs(), (refused + accepted) / 2.0, threshold)
        })
        .min_by(|first, second| first.0.total_cmp(&second.0))
        .map_or((f64::NAN, f32::NAN), |(_, rate, threshold)| (rate, threshold))
}
