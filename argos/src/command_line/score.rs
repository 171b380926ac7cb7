//! Arguments of `argos eval score`.

use super::VisionArguments;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `eval score`.
#[derive(Debug, Args)]
pub struct EvalScoreArguments {
    /// Labelled documents as for `argos eval documents`; rows with a machine readable zone are taken. Can be given several
    /// times.
    #[arg(long, value_name = "LABELS.csv", required_unless_present = "composed")]
    pub documents: Vec<PathBuf>,
    /// Labelled pairs of faces as for `argos eval faces`.
    #[arg(long, value_name = "PAIRS.csv", required_unless_present = "composed")]
    pub faces: Option<PathBuf>,
    /// Labelled selfies as for `argos eval liveness`, perhaps with a column `group` of people or recordings.
    #[arg(long, value_name = "LABELS.csv", required_unless_present = "composed")]
    pub liveness: Option<PathBuf>,
    /// Judge submissions again that an earlier run composed and exported, without measuring pictures.
    #[arg(long, value_name = "FILE.jsonl", conflicts_with_all = ["documents", "faces", "liveness", "exchange", "export"])]
    pub composed: Option<PathBuf>,
    /// Source of selfies whose labels are known to be exchanged. Can be given several times.
    #[arg(long, value_name = "SOURCE")]
    pub exchange: Vec<String>,
    /// Take one pair of faces and one selfie in so many, for a quicker run.
    #[arg(long, default_value_t = 1, value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=1000))]
    pub every: usize,
    /// How many genuine submissions each half has, and how many fraudulent ones.
    #[arg(long, default_value_t = 4000, value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(100..=100_000))]
    pub cases: usize,
    /// The same seed composes the same submissions.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Judge by another policy than the default one: a value by the name of its field, as for `argos policy simulate`
    /// (policy.liveness_threshold=30). Can be given several times.
    #[arg(long, value_name = "NAME=VALUE", value_parser = super::setting, conflicts_with = "export")]
    pub set: Vec<(String, String)>,
    /// Also write a report with curves.
    #[arg(long, value_name = "FILE.html")]
    pub report: Option<PathBuf>,
    /// Also write the composed submissions, a line each, as `argos score export` writes decisions.
    #[arg(long, value_name = "FILE.jsonl")]
    pub export: Option<PathBuf>,
    /// Print one JSON object instead of a report.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub vision: VisionArguments,
}
