//! `argos policy simulate`: what another policy would have done to the last submissions.

use crate::command_line::DataArguments;
use crate::data_folder::DataFolder;
use crate::installation::open_store;
use crate::output;
use argos_app::automatic_decision::record_missing_decisions;
use argos_app::simulate_policy::{MOST_SUBMISSIONS, SimulatedPolicy, policy_with, simulate};
use argos_domain::check::CheckName;
use argos_domain::id::ProjectId;
use argos_domain::policy::Policy;
use argos_domain::simulation::{Cause, Change, Tally};
use clap::Args;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::process::ExitCode;

/// Arguments of `policy simulate`.
#[derive(Debug, Args)]
pub struct SimulateArguments {
    /// The project (`argos project list` shows them).
    #[arg(long, value_name = "PID")]
    pub project: ProjectId,
    /// One value of the policy to try, by its name: policy.face_similarity_threshold=80; can be given several times.
    #[arg(long, value_name = "NAME=VALUE", value_parser = super::command_line::setting)]
    pub set: Vec<(String, String)>,
    /// The ARGOS SCORE THRESHOLD to try: the same as --set policy.score_threshold=….
    #[arg(long, value_name = "SCORE")]
    pub threshold: Option<f64>,
    /// How many submissions, the last ones first.
    #[arg(long, default_value_t = 5000, value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_SUBMISSIONS)))]
    pub last: u32,
    /// How many of the cases that would change are listed.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(0..=10_000))]
    pub list: u32,
    /// Print one JSON object.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub data: DataArguments,
}

pub async fn run(arguments: SimulateArguments) -> anyhow::Result<ExitCode> {
    let folder = DataFolder::open(&arguments.data)?;
    let store = open_store(&folder).await?;
    let threshold = arguments
        .threshold
        .map(|score| ("score_threshold".to_owned(), json!(score)));
    let set = arguments.set.into_iter().map(|(name, value)| {
        // What is no JSON is text.
        let value = serde_json::from_str(&value).unwrap_or(Value::String(value));
        (name, value)
    });
    let (present, policy) = policy_with(&store, &arguments.project, set.chain(threshold).collect()).await?;
    let prepared = record_missing_decisions(&store, &arguments.project).await?;
    let listed = usize::try_from(arguments.list)?;
    let simulated = simulate(&store, &arguments.project, &policy, arguments.last, listed).await?;
    store.close().await;
    let text = if arguments.json {
        format!("{:#}", as_json(&simulated, &present))
    } else {
        report(&simulated, &present, prepared)
    };
    output::print(text.trim_end())?;
    Ok(ExitCode::SUCCESS)
}

fn as_json(simulated: &SimulatedPolicy, present: &Policy) -> Value {
    let simulation = &simulated.simulation;
    let tried: serde_json::Map<String, Value> = present
        .differences(simulation.policy())
        .into_iter()
        .map(|found| (found.path(), json!({ "before": found.before, "after": found.after })))
        .collect();
    let by_threshold: Vec<Value> = simulation.by_threshold().iter().map(tally).collect();
    let moves: Vec<Value> = simulation
        .moves
        .iter()
        .map(|((from, to), count)| json!({ "from": from, "to": to, "count": count }))
        .collect();
    let not_known: Vec<Value> = simulation
        .gaps
        .iter()
        .map(|(check, count)| json!({ "not_measured": check.map_or("steps", CheckName::name), "count": count }))
        .collect();
    json!({
        "submissions": simulation.before.all(), "decided_by_human": simulation.by_human, "policy": tried,
        "not_simulated": simulated.not_simulated.iter().map(|field| field.name).collect::<Vec<_>>(),
        "before": tally(&simulation.before), "after": tally(&simulation.after),
        "changed": simulation.changed, "moves": moves, "not_known": not_known,
        "changes": simulation.changes.iter().map(change).collect::<Vec<_>>(), "by_threshold": by_threshold,
    })
}

fn tally(tally: &Tally) -> Value {
    json!({
        "approved": tally.approved, "pending": tally.pending, "rejected": tally.rejected, "retry": tally.retry,
        "unknown": tally.unknown, "wrong_approvals": tally.wrong_approvals, "wrong_rejections": tally.wrong_rejections,
    })
}

fn change(change: &Change) -> Value {
    let (cause, check) = match change.cause {
        Cause::Check(check) => ("check", Some(check.name())),
        Cause::Threshold => ("threshold", None),
        Cause::AutomaticOnly => ("automatic_only", None),
        Cause::Rules => ("rules", None),
    };
    let human = change
        .human
        .map(|approved| if approved { "approved" } else { "rejected" });
    json!({
        "id": change.id, "from": change.from.name(), "to": change.to.name(), "to_code": change.to.code(),
        "cause": cause, "check": check, "score": change.score, "human": human,
    })
}

fn report(simulated: &SimulatedPolicy, present: &Policy, prepared: u64) -> String {
    let simulation = &simulated.simulation;
    let mut text = String::new();
    // Writing to a string cannot fail, here and below.
    if prepared > 0 {
        let _ = writeln!(text, "Older decisions were prepared for simulation: {prepared}.\n");
    }
    let _ = writeln!(
        text,
        "The last {} submissions that Argos decided, of which a human decided {} in the end.",
        simulation.before.all(),
        simulation.by_human
    );
    let tried = present.differences(simulation.policy());
    if tried.is_empty() {
        let _ = writeln!(text, "Tried: the policy in force.");
    }
    for found in tried {
        let _ = writeln!(
            text,
            "Tried: {} = {} (it is {})",
            found.field.title, found.after, found.before
        );
    }
    for field in &simulated.not_simulated {
        let _ = writeln!(
            text,
            "Not simulated: what \"{}\" does cannot be told from what is stored.",
            field.title
        );
    }
    let _ = writeln!(text, "\n{:34}{:>9}{:>9}", "", "it was", "would be");
    let (before, after) = (&simulation.before, &simulation.after);
    for (title, before, after) in [
        ("Approved automatically", before.approved, after.approved),
        ("For a human (pending)", before.pending, after.pending),
        ("Rejected automatically", before.rejected, after.rejected),
        ("Sent back to try again", before.retry, after.retry),
        ("Not known", before.unknown, after.unknown),
        (
            "Approved, but a human rejected",
            before.wrong_approvals,
            after.wrong_approvals,
        ),
        (
            "Rejected, but a human approved",
            before.wrong_rejections,
            after.wrong_rejections,
        ),
    ] {
        let _ = writeln!(text, "{title:34}{before:>9}{after:>9}");
    }
    for (check, count) in &simulation.gaps {
        let why = match check {
            None => "they ended before the last step and would have gone on".to_owned(),
            Some(check) => format!("\"{}\" was not measured, or is not kept", check.title()),
        };
        let _ = writeln!(text, "Not known, {count}: {why}.");
    }
    let _ = writeln!(text, "\nCases that would change: {}", simulation.changed);
    for change in &simulation.changes {
        let human = match change.human {
            Some(true) => "; a human approved it",
            Some(false) => "; a human rejected it",
            None => "",
        };
        let _ = writeln!(
            text,
            "  {}  {} -> {}  {}, score {:.1}{human}",
            change.id,
            change.from.name(),
            change.to.name(),
            cause(change.cause),
            change.score
        );
    }
    let listed = u64::try_from(simulation.changes.len()).unwrap_or(u64::MAX);
    if listed < simulation.changed {
        let _ = writeln!(text, "  and {} more (--list)", simulation.changed - listed);
    }
    text
}

const fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::Check(check) => check.title(),
        Cause::Threshold => "the threshold",
        Cause::AutomaticOnly => "decide without reviewers",
        Cause::Rules => "the rules or the score's formula of that time",
    }
}
