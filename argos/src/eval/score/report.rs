//! The report of `argos eval score`, as text and as a page that needs nothing else.

use super::Evaluation;
use super::composition::Kind;
use super::curves;
use super::results::{Counted, Results};
use std::fmt::Write as _;

fn percent(rate: Option<f64>) -> String {
    rate.map_or_else(|| "-".to_owned(), |rate| format!("{:.2} %", 100.0 * rate))
}

fn between((low, high): (f64, f64)) -> String {
    format!("{:.2} to {:.2} %", 100.0 * low, 100.0 * high)
}

fn counted(found: Counted) -> String {
    let interval = found.interval.map(between).unwrap_or_default();
    format!(
        "{} of {} = {} (95 %: {interval})",
        found.count,
        found.of,
        percent(found.rate)
    )
}

/// The main figures of one half, a name and a value each.
fn main_figures(found: &Results) -> Vec<(&'static str, String)> {
    vec![
        ("genuine approved without a human", counted(found.genuine_approved)),
        ("  parts drawn anew, 95 %", between(found.redrawn.genuine_approved)),
        (
            "  of those that need no other attempt",
            counted(found.genuine_approved_of_finished),
        ),
        ("frauds approved", counted(found.wrong_approvals)),
        ("  parts drawn anew, 95 %", between(found.redrawn.wrong_approvals)),
        ("  of frauds by living people", counted(found.wrong_approvals_of_living)),
        (
            "expected calibration error",
            format!("{:.3}", found.reliability.expected_calibration_error),
        ),
        (
            "  parts drawn anew, 95 %",
            format!(
                "{:.3} to {:.3}",
                found.redrawn.expected_calibration_error.0, found.redrawn.expected_calibration_error.1
            ),
        ),
        (
            "  where only the score decides",
            format!(
                "{:.3}",
                found.reliability_where_the_score_decides.expected_calibration_error
            ),
        ),
    ]
}

/// What the figures are of.
fn preamble(evaluation: &Evaluation) -> String {
    let independent = &evaluation.held_out.independent;
    let measured = evaluation.parts.as_ref().map_or_else(
        || "what an earlier run measured".to_owned(),
        |parts| {
            format!(
                "{} documents, {} pairs of faces, {} live and {} spoofed selfies were measured, half of them judge here",
                parts.documents, parts.pairs_of_faces, parts.live_selfies, parts.spoof_selfies
            )
        },
    );
    let mut text = format!(
        "ARGOS Score version {}. The submissions are composed, not real: {measured}. Portraits, typing and tampering are simulated. As many frauds as genuine \
         ones are taken, more than in life. Behind them stand only {} documents, {} people and {} recordings, so the plain intervals \
         are too narrow; those of parts drawn anew are not.",
        evaluation.score_version, independent.documents, independent.people, independent.recordings
    );
    if evaluation.every > 1 {
        let _ = write!(
            text,
            " One pair of faces and one selfie in {} were taken.",
            evaluation.every
        );
    }
    if !evaluation.exchanged.is_empty() {
        let _ = write!(
            text,
            " The labels of {} were exchanged.",
            evaluation.exchanged.join(", ")
        );
    }
    for (field, tried) in &evaluation.policy {
        let _ = write!(
            text,
            " Judged by another policy than the default: {field} is {} instead of {}.",
            tried.tried, tried.default
        );
    }
    for (what, count) in evaluation.parts.iter().flat_map(|parts| &parts.unusable) {
        let _ = write!(text, " Not used: {count} times a {what}.");
    }
    text
}

/// The rows of kinds: title, cases, approved, pending, retry, rejected.
fn kinds(found: &Results) -> Vec<[String; 6]> {
    let all = std::iter::once(Kind::Genuine).chain(Kind::FRAUDS);
    all.filter_map(|kind| Some((kind, found.by_kind.get(&kind)?)))
        .map(|(kind, tally)| {
            let share = |count: usize| percent((tally.cases > 0).then(|| count as f64 / tally.cases as f64));
            [
                kind.title().to_owned(),
                tally.cases.to_string(),
                share(tally.approved),
                share(tally.pending),
                share(tally.retry),
                share(tally.rejected),
            ]
        })
        .collect()
}

fn bands(found: &Results) -> Vec<[String; 4]> {
    found
        .reliability
        .bands
        .iter()
        .map(|band| {
            [
                format!("{} to {}", band.from, band.from + 10.0),
                band.cases.to_string(),
                format!("{:.1}", band.mean_score),
                format!("{:.1}", 100.0 * band.genuine),
            ]
        })
        .collect()
}

fn thresholds(found: &Results) -> Vec<[String; 5]> {
    let rows = found
        .by_threshold
        .iter()
        .filter(|at| at.threshold % 10 == 0 || at.threshold == 95);
    rows.map(|at| {
        let share = |count: usize, of: usize| percent((of > 0).then(|| count as f64 / of as f64));
        [
            at.threshold.to_string(),
            share(at.genuine.approved, at.genuine.cases),
            share(at.genuine.pending, at.genuine.cases),
            share(at.fraud.approved, at.fraud.cases),
            share(at.fraud.pending, at.fraud.cases),
        ]
    })
    .collect()
}

fn sensitivity(found: &Results) -> Vec<[String; 4]> {
    found
        .without
        .iter()
        .map(|without| {
            [
                without
                    .check
                    .map_or("nothing", argos_domain::check::CheckName::name)
                    .to_owned(),
                without.genuine_approved.to_string(),
                without.wrong_approvals.to_string(),
                format!("{:.3}", without.expected_calibration_error),
            ]
        })
        .collect()
}

const KINDS: [&str; 6] = ["held out", "cases", "approved", "human", "another attempt", "rejected"];
const BANDS: [&str; 4] = ["score", "cases", "mean score", "genuine of 100"];
const THRESHOLDS: [&str; 5] = [
    "threshold",
    "genuine approved",
    "genuine to a human",
    "frauds approved",
    "frauds to a human",
];
const WITHOUT: [&str; 4] = ["left out", "genuine approved", "frauds approved", "calibration error"];

/// As text.
pub fn text(evaluation: &Evaluation) -> String {
    let held_out = &evaluation.held_out;
    let mut text = format!("{}\n\n", preamble(evaluation));
    for (name, value) in main_figures(held_out) {
        let _ = writeln!(text, "{name:<40}{value}");
    }
    text.push_str(&columns(&KINDS, &kinds(held_out)));
    text.push_str(&columns(&BANDS, &bands(held_out)));
    text.push_str(&columns(&THRESHOLDS, &thresholds(held_out)));
    text.push_str(&columns(&WITHOUT, &sensitivity(held_out)));
    text
}

fn columns<const COUNT: usize>(head: &[&str; COUNT], rows: &[[String; COUNT]]) -> String {
    let mut text = String::from("\n");
    let line = |cells: &[&str]| {
        let mut line = format!("{:<36}", cells[0]);
        for cell in &cells[1..] {
            let _ = write!(line, "{cell:>20}");
        }
        line.push('\n');
        line
    };
    text.push_str(&line(head));
    for row in rows {
        let cells: Vec<&str> = row.iter().map(String::as_str).collect();
        text.push_str(&line(&cells));
    }
    text
}

/// As a page. All that is written into it are numbers and the program's own words, but for names of sources.
pub fn page(evaluation: &Evaluation) -> String {
    let held_out = &evaluation.held_out;
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>ARGOS Score: held-out report</title>\n<style>body{{font-family:sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}}\
         table{{border-collapse:collapse;margin:1rem 0}}td,th{{padding:.2rem .8rem;text-align:right;border-bottom:1px solid #ccc}}\
         td:first-child,th:first-child{{text-align:left}}svg{{width:min(100%,26rem)}}</style>\n<h1>ARGOS Score: held-out report</h1>\n<p>{}</p>\n",
        escaped(&preamble(evaluation))
    );
    page.push_str("<table>");
    for (name, value) in main_figures(held_out) {
        let _ = write!(page, "<tr><td>{name}<td>{value}");
    }
    page.push_str("</table>\n");
    page.push_str(&curves::reliability(&held_out.reliability));
    page.push_str(&curves::thresholds(&held_out.by_threshold));
    page.push_str(&table(&KINDS, &kinds(held_out)));
    page.push_str(&table(&BANDS, &bands(held_out)));
    page.push_str(&table(&THRESHOLDS, &thresholds(held_out)));
    page.push_str(&table(&WITHOUT, &sensitivity(held_out)));
    page
}

fn table<const COUNT: usize>(head: &[&str; COUNT], rows: &[[String; COUNT]]) -> String {
    let mut text = String::from("<table><tr>");
    for cell in head {
        let _ = write!(text, "<th scope=\"col\">{cell}");
    }
    for row in rows {
        text.push_str("<tr>");
        for cell in row {
            let _ = write!(text, "<td>{cell}");
        }
    }
    text.push_str("</table>\n");
    text
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
