//! Arguments of the commands that work on image files.

use super::score::EvalScoreArguments;
use super::{
    EngineArguments, EvalAgesArguments, EvalDuplicatesArguments, EvalFacesArguments, EvalLivenessArguments,
    TextArguments, VisionArguments,
};
use argos_vision::image::QuarterTurns;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub struct VerifyArguments {
    /// Image of the document's side with the portrait (JPEG, PNG or WebP).
    #[arg(long, value_name = "FRONT")]
    pub document: PathBuf,
    /// Image of the document's other side.
    #[arg(long, value_name = "BACK")]
    pub document_back: Option<PathBuf>,
    /// Image of the person.
    #[arg(long, value_name = "SELFIE")]
    pub selfie: PathBuf,
    /// ARGOS SCORE THRESHOLD: a score strictly above it approves.
    #[arg(long, default_value_t = 70.0, value_parser = percentage)]
    pub threshold: f64,
    /// Print one JSON object instead of a report.
    #[arg(long)]
    pub json: bool,
    /// Run the verification this many times in one process and print the last: what a warm server needs.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub repeat: u16,
    #[command(flatten)]
    pub vision: VisionArguments,
}

/// Arguments of `read`.
#[derive(Debug, Args)]
pub struct ReadArguments {
    /// Images of documents (JPEG, PNG or WebP), each a side of its own.
    #[arg(value_name = "IMAGE", required = true)]
    pub images: Vec<PathBuf>,
    /// Print JSON instead of a report: of one image an indented object, of several one object a line.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub text: TextArguments,
}

/// Arguments of `eval`.
#[derive(Debug, Args)]
pub struct EvalArguments {
    #[command(subcommand)]
    pub subject: EvalSubject,
}

/// What can be measured.
#[derive(Debug, Subcommand)]
pub enum EvalSubject {
    /// How exactly machine readable zones are read, and how long it takes.
    Documents(EvalDocumentsArguments),
    /// How exactly barcodes are read, and texts of North American cards taken apart.
    Barcodes(EvalBarcodesArguments),
    /// How often face comparison errs, on labelled pairs of pictures.
    Faces(EvalFacesArguments),
    /// How often passive liveness errs, on labelled pictures of people and of attacks.
    Liveness(EvalLivenessArguments),
    /// How often the search for a face among those approved errs, on labelled pictures.
    Duplicates(EvalDuplicatesArguments),
    /// How often pictures of documents look like pictures of a screen or of a copy.
    Origin(EvalOriginArguments),
    /// How often the checks of a selfie's quality see something, on labelled pictures of people.
    Selfies(EvalSelfiesArguments),
    /// How far the estimated age of faces lies from the true one.
    Ages(EvalAgesArguments),
    /// Compose genuine and fraudulent submissions of labelled documents, faces and selfies, judge them as Argos judges
    /// submissions, and report whether the score means what it says.
    Score(Box<EvalScoreArguments>),
    /// How often names, dates, numbers and countries that are one are taken for two, and two for one, on labelled pairs.
    Text(EvalTextArguments),
}

/// Arguments of `eval text`.
#[derive(Debug, Args)]
pub struct EvalTextArguments {
    /// Comma separated field,a,b,same with this header, perhaps with kind, proof and surname; further columns are left
    /// alone.
    ///
    /// The field is name, date (year-month-day), number or country (three letters); a is what the document says, b what
    /// was typed; the proof is proven or unproven; the surname is the document's, where it is known apart. Figures are given for each field and each kind.
    #[arg(value_name = "PAIRS.csv")]
    pub pairs: PathBuf,
    /// All pairs are of this field.
    #[arg(long, value_enum)]
    pub field: Option<TextField>,
    /// Names of the columns of both values and of the label.
    #[arg(long, value_name = "A,B,SAME", value_delimiter = ',', default_value = "a,b,same")]
    pub columns: Vec<String>,
    /// Name of the column of the kind.
    #[arg(long, value_name = "COLUMN", default_value = "kind")]
    pub kind: String,
    /// The label of pairs that are one; every other label says that they are two.
    #[arg(long, value_name = "LABEL", default_value = "yes")]
    pub same: String,
    /// Print one JSON object instead of a report.
    #[arg(long)]
    pub json: bool,
    /// Also print the lines of pairs that are one and taken for two, or the other way round, with the verdict.
    #[arg(long, conflicts_with = "json")]
    pub show: bool,
}

/// What a pair is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum TextField {
    /// Names of people.
    Name,
    /// Dates.
    Date,
    /// Numbers of documents or people.
    Number,
    /// Countries.
    Country,
}

impl TextField {
    /// All fields.
    pub const ALL: [Self; 4] = [Self::Name, Self::Date, Self::Number, Self::Country];

    /// The word in lists.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Date => "date",
            Self::Number => "number",
            Self::Country => "country",
        }
    }
}

/// Arguments of `eval documents`.
#[derive(Debug, Args)]
pub struct EvalDocumentsArguments {
    /// Labels: comma separated path,kind,format,line1,line2,line3 with this header; paths are relative to the file.
    ///
    /// The kind is mrz (the lines are the true ones), no_mrz... (there is no zone), or anything else (nothing known).
    /// Further columns are left alone.
    #[arg(value_name = "LABELS.csv")]
    pub labels: PathBuf,
    /// Turn every picture clockwise first, by 0, 90, 180 or 270 degrees.
    #[arg(long, default_value = "0", value_name = "DEGREES", value_parser = quarter_turns)]
    pub turn: QuarterTurns,
    /// Only pictures whose path contains this.
    #[arg(long, value_name = "TEXT")]
    pub only: Option<String>,
    /// Print one JSON object instead of a report.
    #[arg(long)]
    pub json: bool,
    /// Also print how each picture went and what was read from it, as `argos read` does.
    #[arg(long, conflicts_with = "json")]
    pub show: bool,
    #[command(flatten)]
    pub text: TextArguments,
}

/// Arguments of `eval barcodes`.
#[derive(Debug, Args)]
pub struct EvalBarcodesArguments {
    /// Folder of pictures, each with its payload beside it in a file of the same name that ends in .txt or .bin.
    ///
    /// Pictures that carry one payload together end in a number: 02-01.png and 02-02.png for 02.bin. Further .txt files
    /// that hold the text of a card are taken apart without a picture.
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// Print one JSON object instead of a report.
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `eval selfies`.
#[derive(Debug, Args)]
pub struct EvalSelfiesArguments {
    /// Comma separated path,label with this header; paths are relative to the file. Without the column label all have
    /// one. Further columns are left alone.
    #[arg(value_name = "LABELS.csv")]
    pub labels: PathBuf,
    /// Print one JSON object instead of a report.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub engine: EngineArguments,
}

/// Arguments of `eval origin`.
#[derive(Debug, Args)]
pub struct EvalOriginArguments {
    /// Comma separated path,label with this header; paths are relative to the file. Without the column label all are
    /// documents. Further columns are left alone.
    #[arg(value_name = "LABELS.csv")]
    pub labels: PathBuf,
    /// Print one JSON object instead of a report.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub engine: EngineArguments,
}

fn quarter_turns(text: &str) -> Result<QuarterTurns, String> {
    match text {
        "0" => Ok(QuarterTurns::None),
        "90" => Ok(QuarterTurns::Quarter),
        "180" => Ok(QuarterTurns::Half),
        "270" => Ok(QuarterTurns::ThreeQuarters),
        _ => Err("0, 90, 180 or 270 is expected".to_owned()),
    }
}

pub(super) fn percentage(text: &str) -> Result<f64, String> {
    let wrong = || "a number from 0 to 100 is expected".to_owned();
    text.parse().map_err(|_| wrong()).and_then(|value| {
        if (0.0..=100.0).contains(&value) {
            Ok(value)
        } else {
            Err(wrong())
        }
    })
}
