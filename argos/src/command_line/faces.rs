//! Arguments of the commands that compare faces.

use super::files::percentage;
use super::{EngineArguments, VisionArguments};
use argos_domain::policy::Policy;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `compare`.
#[derive(Debug, Args)]
pub struct CompareArguments {
    /// One picture (JPEG, PNG or WebP): a selfie, a portrait, a document.
    #[arg(value_name = "A")]
    pub a: PathBuf,
    /// The other picture.
    #[arg(value_name = "B")]
    pub b: PathBuf,
    /// Similarity of 0 to 100 from which on two faces are one person's.
    #[arg(long, default_value_t = 85.0, value_parser = percentage)]
    pub threshold: f64,
    /// Print one JSON object instead of a sentence.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub engine: EngineArguments,
}

/// Arguments of `eval faces`.
#[derive(Debug, Args)]
pub struct EvalFacesArguments {
    /// List with the columns a, b (paths, relative to the list), same (1 one person, 0 two) and perhaps set.
    #[arg(value_name = "PAIRS.csv")]
    pub pairs: PathBuf,
    /// Compare every picture with every other of its set as well; people are told apart by the list and by the names of
    /// the files but for the number at their end.
    #[arg(long)]
    pub cross_pairs: bool,
    /// Similarity of 0 to 100 from which on two faces are one person's.
    #[arg(long, default_value_t = 85.0, value_parser = percentage)]
    pub threshold: f64,
    /// Print one JSON object instead of a table.
    #[arg(long)]
    pub json: bool,
    /// Draw the detection error trade-off curve into this file.
    #[arg(long, value_name = "FILE.svg")]
    pub plot: Option<PathBuf>,
    #[command(flatten)]
    pub engine: EngineArguments,
}

/// Arguments of `eval liveness`.
#[derive(Debug, Args)]
pub struct EvalLivenessArguments {
    /// List with the columns path (relative to the list), label (live or spoof) and source; further columns are left alone.
    #[arg(value_name = "LABELS.csv")]
    pub labels: PathBuf,
    /// Passive liveness of 0 to 100 from which on a face passes; below it a human looks.
    #[arg(long, default_value_t = Policy::default().liveness_threshold, value_parser = percentage)]
    pub threshold: f64,
    /// Print one JSON object instead of a table.
    #[arg(long)]
    pub json: bool,
    /// Draw the detection error trade-off curve of every source into this file.
    #[arg(long, value_name = "FILE.svg")]
    pub plot: Option<PathBuf>,
    #[command(flatten)]
    pub vision: VisionArguments,
}

/// Arguments of `eval ages`.
#[derive(Debug, Args)]
pub struct EvalAgesArguments {
    /// List with the columns path (relative to the list), age in years and perhaps source; further columns are left alone.
    #[arg(value_name = "LABELS.csv")]
    pub labels: PathBuf,
    /// Years by which a face may look younger or older than the person is before it is noted.
    #[arg(long, value_name = "YEARS", default_value_t = Policy::default().face_age_tolerance)]
    pub tolerance: u8,
    /// Print one JSON object instead of a table.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub engine: EngineArguments,
}

/// Arguments of `eval duplicates`.
#[derive(Debug, Args)]
pub struct EvalDuplicatesArguments {
    /// List of those who are known, with the columns id, path (relative to the list); several pictures may have one id.
    #[arg(value_name = "GALLERY.csv")]
    pub gallery: PathBuf,
    /// List of those who are searched for, with the columns path (relative to the list), id; the id is empty for somebody
    /// who is not in the gallery.
    #[arg(value_name = "PROBES.csv")]
    pub probes: PathBuf,
    /// Similarity of 0 to 100 from which on two faces are one person's.
    #[arg(long, default_value_t = Policy::default().duplicated_face_threshold, value_parser = percentage)]
    pub threshold: f64,
    /// Print one JSON object instead of a table.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub engine: EngineArguments,
}
