//! `argos eval liveness LABELS.csv`: how often passive liveness errs on labelled pictures, by the words of
//! ISO/IEC 30107-3: APCER is the share of attacks that pass as live, BPCER the share of live people that do not.
//!
//! A picture is judged by what judges a selfie in a submission. One in which no face is found is counted apart, as a
//! failure to acquire, and by neither rate: it gives no answer that could be right or wrong.

use super::error_rates::{OperatingPoint, Scores, Share, median};
use super::liveness_labels::{self, LivenessLabels};
use super::liveness_report;
use super::progress_bar;
use crate::command_line::EvalLivenessArguments;
use crate::image_file::{self, Failure};
use crate::output;
use argos_app::evaluation::liveness_of_100;
use argos_vision::{Vision, VisionError};

/// Measured on one picture.
struct Measured {
    /// Passive liveness, 0 to 100; `None` when no face was found.
    score: Option<f64>,
    /// The face was found only with a border around the picture.
    bordered: bool,
    milliseconds: f64,
}

/// The results of one source, or of all pictures.
#[derive(Debug)]
pub struct Results {
    /// Name of the source; `None` for all together.
    pub source: Option<String>,
    /// Pictures of living people.
    pub live: usize,
    /// Pictures of attacks.
    pub spoof: usize,
    /// Pictures in which no face was found.
    pub failures_to_acquire: Share,
    /// Pictures in which a face was found only with a border around them.
    pub bordered: usize,
    /// Where both errors are equal; `None` when either kind is missing.
    pub equal_error_rate: Option<f64>,
    /// The threshold in use: false matches are attacks that pass, false non-matches live people who do not.
    pub in_use: OperatingPoint,
    /// Median of the time for one picture, from bytes to score.
    pub median_ms: Option<f64>,
    /// The scores behind it: `same` are the live ones.
    pub scores: Scores,
}

/// Judges all pictures and prints the figures.
pub fn measure(arguments: &EvalLivenessArguments) -> Result<(), Failure> {
    let labels = liveness_labels::read(&arguments.labels)?;
    let mut vision = arguments
        .vision
        .load()
        .map_err(|error| Failure::Broken(error.to_string()))?;
    let pictures = look_at_all(&mut vision, &labels)?;
    let all = judge(&labels, &pictures, None, arguments.threshold);
    let sources: Vec<Results> = (0..labels.sources.len())
        .map(|source| judge(&labels, &pictures, Some(source), arguments.threshold))
        .collect();
    if let Some(path) = &arguments.plot {
        std::fs::write(path, liveness_report::plot(&sources))
            .map_err(|error| Failure::Unreadable(format!("cannot write {}: {error}", path.display())))?;
    }
    output::answer(&if arguments.json {
        format!("{:#}", liveness_report::json(&all, &sources, &vision))
    } else {
        liveness_report::text(&all, &sources, &vision)
    })
}

fn look_at_all(vision: &mut Vision, labels: &LivenessLabels) -> Result<Vec<Measured>, Failure> {
    let mut measured = Vec::with_capacity(labels.pictures.len());
    let progress = progress_bar(labels.pictures.len());
    for picture in &labels.pictures {
        let bytes = image_file::read(&picture.path).map_err(|failure| match failure {
            Failure::Unreadable(message) => Failure::Unreadable(format!("line {}: {message}", picture.line)),
            other => other,
        })?;
        measured.push(match vision.read_liveness(&bytes) {
            Ok(reading) => Measured {
                score: reading.passive_liveness.as_ref().map(liveness_of_100),
                bordered: reading.bordered,
                milliseconds: reading.timings.total_ms.unwrap_or_default(),
            },
            Err(VisionError::Image(cause)) => {
                let message = format!(
                    "argos eval: {}: {cause}; counted as a picture without a face",
                    picture.path.display()
                );
                progress.suspend(|| eprintln!("{message}"));
                Measured {
                    score: None,
                    bordered: false,
                    milliseconds: 0.0,
                }
            }
            Err(other) => return Err(Failure::Broken(other.to_string())),
        });
        progress.inc(1);
    }
    progress.finish_and_clear();
    Ok(measured)
}

/// The results of one source, or of all.
fn judge(labels: &LivenessLabels, pictures: &[Measured], source: Option<usize>, threshold: f64) -> Results {
    let chosen: Vec<(bool, &Measured)> = labels
        .pictures
        .iter()
        .zip(pictures)
        .filter(|(picture, _)| source.is_none_or(|source| picture.source == source))
        .map(|(picture, measured)| (picture.live, measured))
        .collect();
    let scores_of = |live: bool| -> Vec<f64> {
        chosen
            .iter()
            .filter(|picture| picture.0 == live)
            .filter_map(|picture| picture.1.score)
            .collect()
    };
    let scores = Scores::new(scores_of(true), scores_of(false));
    let judged = chosen.iter().filter(|picture| picture.1.score.is_some());
    Results {
        source: source.map(|source| labels.sources[source].clone()),
        live: chosen.iter().filter(|picture| picture.0).count(),
        spoof: chosen.iter().filter(|picture| !picture.0).count(),
        failures_to_acquire: Share {
            count: chosen.len() - judged.clone().count(),
            of: chosen.len(),
        },
        bordered: chosen.iter().filter(|picture| picture.1.bordered).count(),
        equal_error_rate: scores.equal_error_rate(),
        in_use: scores.at(threshold),
        median_ms: median(judged.map(|picture| picture.1.milliseconds).collect()),
        scores,
    }
}
