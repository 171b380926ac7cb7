//! `argos score`: how often humans disagreed with Argos, and the decisions for fitting the score anew.

mod fit;
mod history;

use crate::command_line::DataArguments;
use crate::data_folder::DataFolder;
use crate::installation::open_store;
use crate::output;
use argos_app::AppError;
use argos_app::automatic_decision::record_missing_decisions;
use argos_app::review_agreement::{ExportFormat, export_decisions, human_agreement};
use argos_app::simulate_policy::MOST_SUBMISSIONS;
use argos_domain::human_agreement::{HumanAgreement, Proposal};
use argos_domain::id::ProjectId;
use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;

/// Arguments of `score`.
#[derive(Debug, Args)]
pub struct ScoreArguments {
    #[command(subcommand)]
    pub action: ScoreAction,
}

/// What can be done with scores.
#[derive(Debug, Subcommand)]
pub enum ScoreAction {
    /// Say how often humans disagreed with what Argos decided, by score and by check, and propose a threshold.
    Review(ReviewArguments),
    /// Print the decisions as numbers, without ids, times or anything of the person, for fitting the score anew.
    Export(ExportArguments),
    /// Fit weights of the score to exported decisions and hold them against those in force. Nothing is changed.
    Fit(fit::FitArguments),
}

/// Of which project, and how much.
#[derive(Debug, Args)]
pub struct Decisions {
    /// The project (`argos project list` shows them).
    #[arg(long, value_name = "PID")]
    pub project: ProjectId,
    /// How many submissions, the last ones first.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_SUBMISSIONS)))]
    pub last: u32,
    #[command(flatten)]
    pub data: DataArguments,
}

/// Arguments of `score review`.
#[derive(Debug, Args)]
pub struct ReviewArguments {
    #[command(flatten)]
    pub of: Decisions,
    /// The share of automatic approvals that may be wrong, such as 0.01.
    #[arg(long, default_value_t = 0.01, value_parser = risk)]
    pub risk: f64,
    /// Print one JSON object.
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `score export`.
#[derive(Debug, Args)]
pub struct ExportArguments {
    #[command(flatten)]
    pub of: Decisions,
    /// How lines are written.
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    pub format: Format,
}

/// How lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A JSON object for each decision.
    Jsonl,
    /// Comma separated values, with names in the first line.
    Csv,
}

fn risk(text: &str) -> Result<f64, String> {
    let risk: f64 = text.parse().map_err(|_| "a number is expected".to_owned())?;
    if (0.0001..=0.5).contains(&risk) {
        Ok(risk)
    } else {
        Err("a share from 0.0001 to 0.5 is expected".to_owned())
    }
}

pub async fn run(arguments: ScoreArguments) -> anyhow::Result<ExitCode> {
    match arguments.action {
        ScoreAction::Review(arguments) => review(arguments).await,
        ScoreAction::Export(arguments) => export(arguments).await,
        ScoreAction::Fit(arguments) => Ok(fit::run(&arguments)),
    }
}

async fn review(arguments: ReviewArguments) -> anyhow::Result<ExitCode> {
    let folder = DataFolder::open(&arguments.of.data)?;
    let store = open_store(&folder).await?;
    record_missing_decisions(&store, &arguments.of.project).await?;
    let agreement = human_agreement(&store, &arguments.of.project, arguments.of.last).await?;
    store.close().await;
    let text = if arguments.json {
        format!("{:#}", as_json(&agreement, arguments.risk))
    } else {
        report(&agreement, arguments.risk)
    };
    output::print(text.trim_end())?;
    Ok(ExitCode::SUCCESS)
}

async fn export(arguments: ExportArguments) -> anyhow::Result<ExitCode> {
    let folder = DataFolder::open(&arguments.of.data)?;
    let store = open_store(&folder).await?;
    record_missing_decisions(&store, &arguments.of.project).await?;
    let format = match arguments.format {
        Format::Jsonl => ExportFormat::JsonLines,
        Format::Csv => ExportFormat::Csv,
    };
    let mut lines = std::io::BufWriter::new(std::io::stdout());
    export_decisions(&store, &arguments.of.project, arguments.of.last, format, |line| {
        writeln!(lines, "{line}").map_err(AppError::internal)
    })
    .await?;
    lines.flush()?;
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

fn as_json(agreement: &HumanAgreement, risk: f64) -> Value {
    let bands: Vec<Value> = agreement
        .bands
        .iter()
        .enumerate()
        .map(|(place, band)| {
            json!({
                "from": place * 10, "until": place * 10 + 10, "approved": band.approved,
                "wrongly_approved": band.wrongly_approved, "human_approved": band.human_approved,
                "human_rejected": band.human_rejected, "undecided": band.undecided, "rejected": band.rejected,
                "wrongly_rejected": band.wrongly_rejected,
            })
        })
        .collect();
    let checks: Vec<Value> = agreement
        .checks
        .iter()
        .map(|(check, counts)| {
            json!({
                "check": check.name(), "raised": counts.raised, "raised_approved": counts.raised_approved,
                "passed": counts.passed, "passed_rejected": counts.passed_rejected,
            })
        })
        .collect();
    let proposal = match agreement.propose(risk) {
        Proposal::Threshold {
            threshold,
            cases,
            wrong,
            at_most,
        } => json!({ "threshold": threshold, "cases": cases, "wrong": wrong, "at_most": at_most }),
        Proposal::TooFew { cases, needed } => json!({ "too_few": cases, "needed": needed }),
        Proposal::NoneLowEnough { cases, wrong } => json!({ "none_low_enough": cases, "wrong": wrong }),
    };
    json!({
        "submissions": agreement.all, "decided_by_human": agreement.by_human, "risk": risk, "proposal": proposal,
        "bands": bands, "checks": checks,
    })
}

fn report(agreement: &HumanAgreement, risk: f64) -> String {
    let mut text = format!(
        "The last {} submissions that Argos decided, of which a human decided {} in the end.\n\n",
        agreement.all, agreement.by_human
    );
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(
        text,
        "{:8}{:>10}{:>10}{:>12}{:>12}{:>11}{:>10}{:>10}",
        "Score", "approved", "rejected", "left to a", "of these", "of these", "Argos", "Argos"
    );
    let _ = writeln!(
        text,
        "{:8}{:>10}{:>10}{:>12}{:>12}{:>11}{:>10}{:>10}",
        "", "by Argos", "later", "human", "approved", "rejected", "rejected", "was wrong"
    );
    for (place, band) in agreement.bands.iter().enumerate().rev() {
        let left = band.human_approved + band.human_rejected + band.undecided;
        let _ = writeln!(
            text,
            "{:8}{:>10}{:>10}{:>12}{:>12}{:>11}{:>10}{:>10}",
            format!("{}-{}", place * 10, place * 10 + 10),
            band.approved,
            band.wrongly_approved,
            left,
            band.human_approved,
            band.human_rejected,
            band.rejected,
            band.wrongly_rejected
        );
    }
    let _ = writeln!(text, "\nBy check, in those that a human decided:");
    let told = agreement
        .checks
        .iter()
        .filter(|(_, counts)| counts.raised + counts.passed_rejected > 0);
    for (check, counts) in told {
        let _ = writeln!(
            text,
            "  {}: noticed something in {}, of which the human approved {}; passed in {}, of which the human rejected {}",
            check.title(),
            counts.raised,
            counts.raised_approved,
            counts.passed,
            counts.passed_rejected
        );
    }
    let percent = risk * 100.0;
    let _ = match agreement.propose(risk) {
        Proposal::Threshold {
            threshold,
            cases,
            wrong,
            at_most,
        } => writeln!(
            text,
            "\nFor at most {percent} % wrong approvals: a threshold of {threshold}. Above it, {wrong} of {cases} were rejected by a \
             human; at most {:.2} % with 95 % confidence.",
            at_most * 100.0
        ),
        Proposal::TooFew { cases, needed } => writeln!(
            text,
            "\nToo few cases to propose a threshold for {percent} % wrong approvals: there are {cases}, and {needed} without a wrong \
             one would be needed."
        ),
        Proposal::NoneLowEnough { cases, wrong } => writeln!(
            text,
            "\nNo threshold keeps wrong approvals to {percent} %: of {cases} cases that only the score decides, humans rejected {wrong}."
        ),
    };
    let _ = writeln!(
        text,
        "Approved ones that nobody looked at count as right: look at some of them now and then."
    );
    text
}
