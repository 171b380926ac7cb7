//! Try a change: what another policy would have done to the last submissions.

mod chart;
mod form;

use super::{Part, Setting, WasSaved};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::form::FormFields;
use crate::dashboard::frame::{Frame, Section};
use crate::dashboard::in_project::{InProject, ViewSettings};
use crate::dashboard::page::page;
use crate::dashboard::wording;
use argos_app::AppError;
use argos_app::simulate_policy::{SimulatedPolicy, policy_with, simulate};
use argos_domain::policy::Policy;
use argos_domain::recompute::{Conclusion, Gap};
use argos_domain::simulation::{Cause, Change, Tally};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use chart::Chart;
use form::TryForm;

/// Changed cases that the page lists.
const LISTED: usize = 25;

#[derive(Template)]
#[template(path = "dashboard/settings/try_policy.html")]
struct TryPage {
    frame: Frame,
    setting: Setting,
    form: TryForm,
    result: Option<Outcome>,
}

/// What a simulation came to, as the page shows it.
struct Outcome {
    /// What is set otherwise than in the policy in force, in words.
    tried: Vec<String>,
    submissions: u64,
    by_human: u64,
    threshold: usize,
    chart: Chart,
    rows: Vec<CountRow>,
    by_threshold: Vec<ThresholdRow>,
    changed: u64,
    changes: Vec<ChangeRow>,
    notes: Vec<String>,
}

/// A line of the comparison. `name` is that of the count in the table of thresholds.
struct CountRow {
    name: &'static str,
    title: &'static str,
    before: u64,
    after: u64,
}

impl CountRow {
    /// Whether the chart has a colour for it.
    fn has_key(&self) -> bool {
        !matches!(self.name, "wrong" | "refused")
    }
}

/// What one threshold would have done.
struct ThresholdRow {
    threshold: usize,
    tally: Tally,
    other: u64,
}

struct ChangeRow {
    address: String,
    id: String,
    from: &'static str,
    to: String,
    because: String,
    score: String,
    human: &'static str,
}

/// Shows the page, with a result once something was asked.
pub(in crate::dashboard) async fn show(
    State(state): State<WebState>,
    place: InProject<ViewSettings>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, DashboardError> {
    let fields = FormFields(query);
    let store = state.app.store();
    let (present, _) = policy_with(store, &place.project.id, Vec::new()).await?;
    let mut form = TryForm::new(&fields, &present);
    let mut result = None;
    if form.errors.is_empty() {
        match policy_with(store, &place.project.id, form.changes()).await {
            Ok((_, policy)) => {
                let simulated = simulate(store, &place.project.id, &policy, form.last(), LISTED).await?;
                result = Some(outcome(
                    &simulated,
                    &present,
                    &format!("{}/submissions", place.address()),
                ));
            }
            Err(AppError::Invalid { field, message }) => form.errors.add(field, message),
            Err(error) => return Err(error.into()),
        }
    }
    let status = if form.errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let shown = TryPage {
        frame: Frame::inside("Settings: try a change", &place, Section::Settings),
        setting: Setting::new(&place, Part::Policy, WasSaved(false)),
        form,
        result,
    };
    Ok(page(status, &shown))
}

fn outcome(simulated: &SimulatedPolicy, present: &Policy, submissions: &str) -> Outcome {
    let simulation = &simulated.simulation;
    let (before, after) = (&simulation.before, &simulation.after);
    let table = simulation.by_threshold();
    let threshold = whole_threshold(simulation.policy());
    let row = |name, title, before, after| CountRow {
        name,
        title,
        before,
        after,
    };
    Outcome {
        tried: present
            .differences(simulation.policy())
            .iter()
            .map(|found| {
                format!(
                    "{}: {} (today {})",
                    found.field.title,
                    wording::json(&found.after),
                    wording::json(&found.before)
                )
            })
            .collect(),
        submissions: before.all(),
        by_human: simulation.by_human,
        threshold,
        chart: Chart::new(&table, before, after),
        rows: vec![
            row("approved", "Approved automatically", before.approved, after.approved),
            row("pending", "Left to a human", before.pending, after.pending),
            row("rejected", "Rejected automatically", before.rejected, after.rejected),
            row(
                "other",
                "Not known, or sent back to try again",
                other(before),
                other(after),
            ),
            row(
                "wrong",
                "Approved automatically, though a human rejected it in the end",
                before.wrong_approvals,
                after.wrong_approvals,
            ),
            row(
                "refused",
                "Rejected automatically, though a human approved it in the end",
                before.wrong_rejections,
                after.wrong_rejections,
            ),
        ],
        by_threshold: table
            .iter()
            .enumerate()
            .map(|(threshold, tally)| ThresholdRow {
                threshold,
                tally: *tally,
                other: other(tally),
            })
            .collect(),
        changed: simulation.changed,
        changes: simulation
            .changes
            .iter()
            .map(|change| change_row(change, submissions))
            .collect(),
        notes: notes(simulated),
    }
}

/// The threshold of the table that stands for a policy's: from one whole number to the next, the lower one.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a valid policy has a threshold between 0 and 100"
)]
fn whole_threshold(policy: &Policy) -> usize {
    policy.score_threshold.clamp(0.0, 100.0) as usize
}

const fn other(tally: &Tally) -> u64 {
    tally.retry + tally.unknown
}

fn change_row(change: &Change, submissions: &str) -> ChangeRow {
    ChangeRow {
        address: format!("{submissions}/{}", change.id),
        id: change.id.to_string(),
        from: word(change.from),
        to: match change.to {
            Conclusion::Rejected(code) => format!("Rejected ({})", code.code()),
            other => word(other).to_owned(),
        },
        because: match change.cause {
            Cause::Check(check) => check.title().to_owned(),
            Cause::Threshold => "The threshold".to_owned(),
            Cause::AutomaticOnly => "Deciding without reviewers".to_owned(),
            Cause::Rules => "An earlier version of the policy or of the score".to_owned(),
        },
        score: wording::number(change.score, 1),
        human: match change.human {
            Some(true) => "Approved",
            Some(false) => "Rejected",
            None => "\u{2013}",
        },
    }
}

const fn word(conclusion: Conclusion) -> &'static str {
    match conclusion {
        Conclusion::Approved => "Approved",
        Conclusion::Pending => "Left to a human",
        Conclusion::TryAgain(_) => "Sent back to try again",
        Conclusion::Rejected(_) => "Rejected",
        Conclusion::Unknown(Gap::NotFinished) => "Would have gone on; the rest is not known",
        Conclusion::Unknown(Gap::NotMeasured(_)) => "Not known",
    }
}

/// What must be said beside the numbers.
fn notes(simulated: &SimulatedPolicy) -> Vec<String> {
    let gaps = simulated.simulation.gaps.iter().map(|(check, count)| match check {
        None => format!(
            "{count} ended before the last step and would have gone on: what they would have come to cannot be known."
        ),
        Some(check) => format!(
            "Of {count} it cannot be known, because \u{201c}{}\u{201d} was not measured then or is not kept.",
            check.title()
        ),
    });
    let fields = simulated.not_simulated.iter().map(|field| {
        format!(
            "What \u{201c}{}\u{201d} does cannot be told from stored submissions.",
            field.title
        )
    });
    gaps.chain(fields).collect()
}

#[cfg(test)]
mod tests;
