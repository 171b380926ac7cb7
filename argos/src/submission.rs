//! `argos submission explain`: how a submission was decided, decided again from what is stored.

mod words;

use crate::command_line::DataArguments;
use crate::data_folder::DataFolder;
use crate::installation::open_store;
use crate::output;
use argos_app::explain_submission::{ExplainedSubmission, explain_by_id};
use argos_domain::check::CheckName;
use argos_domain::explanation::{Reason, finding};
use argos_domain::id::SubmissionId;
use argos_domain::recompute::{Conclusion, Gap};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::process::ExitCode;

/// Arguments of `submission`.
#[derive(Debug, Args)]
pub struct SubmissionArguments {
    #[command(subcommand)]
    pub action: SubmissionAction,
}

/// What can be asked about submissions.
#[derive(Debug, Subcommand)]
pub enum SubmissionAction {
    /// Decide a submission again from its stored checks and its policy, say why it came to that and what would change
    /// it, and fail when it is not what was stored. Nothing is changed.
    Explain(ExplainArguments),
}

/// Arguments of `submission explain`.
#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// Id of the submission.
    pub id: SubmissionId,
    /// Print one JSON object instead of words.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub data: DataArguments,
}

pub async fn run(arguments: SubmissionArguments) -> anyhow::Result<ExitCode> {
    let SubmissionAction::Explain(arguments) = arguments.action;
    let folder = DataFolder::open(&arguments.data)?;
    let store = open_store(&folder).await?;
    let explained = explain_by_id(&store, &arguments.id).await;
    store.close().await;
    let explained = explained?;
    let text = if arguments.json {
        format!("{:#}", as_json(&explained))
    } else {
        words::report(&explained)
    };
    output::print(text.trim_end())?;
    Ok(if explained.disagreements.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn as_json(explained: &ExplainedSubmission) -> Value {
    let explanation = &explained.explanation;
    let again = &explanation.again;
    let checks: Vec<Value> = again
        .checks
        .iter()
        .map(|check| {
            json!({ "check": check.name.name(), "outcome": check.outcome.name(), "code": check.outcome.code(),
                "value": check.value, "threshold": check.threshold, "standing": check.standing, "model": check.model,
                "finding": finding(check) })
        })
        .collect();
    let changes: Vec<Value> = explanation
        .policy_changes
        .iter()
        .map(|change| {
            let fields: serde_json::Map<String, Value> = explained
                .policy
                .differences(&change.policy)
                .into_iter()
                .map(|found| (found.path(), json!({ "before": found.before, "after": found.after })))
                .collect();
            json!({ "policy": fields, "leads_to": conclusion(change.leads_to) })
        })
        .collect();
    let improvements: Vec<Value> = explanation
        .improvements
        .iter()
        .map(|improvement| {
            let checks: Vec<&str> = improvement.checks.iter().map(|check| check.name()).collect();
            json!({ "checks": checks, "score": improvement.score, "leads_to": conclusion(improvement.leads_to) })
        })
        .collect();
    json!({
        "id": explained.id, "project": explained.project, "status": explained.status, "by_human": explained.by_human,
        "sealed": explained.is_sealed, "policy_version": explained.policy_version,
        "conclusion": conclusion(again.conclusion),
        "stored_conclusion": explained.stored_conclusion.map(conclusion),
        "score": again.score, "stored_score": explained.stored_score, "score_threshold": explanation.score_threshold,
        "reasons": explanation.reasons.iter().map(reason).collect::<Vec<_>>(),
        "checks": checks, "policy_changes": changes, "improvements": improvements, "models": explained.models,
        "equals_stored": explained.disagreements.is_empty(), "disagreements": explained.disagreements,
    })
}

fn conclusion(conclusion: Conclusion) -> Value {
    let missing = match conclusion {
        Conclusion::Unknown(Gap::NotFinished) => Some("steps"),
        Conclusion::Unknown(Gap::NotMeasured(check)) => Some(CheckName::name(check)),
        _ => None,
    };
    json!({ "word": conclusion.name(), "code": conclusion.code(), "not_known": missing })
}

fn reason(reason: &Reason) -> Value {
    let (word, check) = match reason {
        Reason::Rejects(check) => ("rejects", Some(check)),
        Reason::Fails(check) => ("fails", Some(check)),
        Reason::AsksHuman(check) => ("asks_human", Some(check)),
        Reason::Score => ("score", None),
        Reason::Cap(check, _) => ("cap", Some(check)),
        Reason::AutomaticOnly => ("automatic_only", None),
    };
    json!({ "reason": word, "check": check.map(|check| check.name()) })
}
