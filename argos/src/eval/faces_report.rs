//! What `argos eval faces` prints: one JSON object, a table, or a DET plot.

use super::det_plot::{Axes, Curve, draw};
use super::error_rates::{OperatingPoint, Scores, Share};
use super::faces::{CrossPairs, Results};
use argos_vision::Vision;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// False match rates at which the DET curve is told, from one in two on downwards.
const DET_RATES: [f64; 19] = [
    0.5, 0.3, 0.2, 0.1, 0.05, 0.03, 0.02, 0.01, 5e-3, 3e-3, 2e-3, 1e-3, 5e-4, 2e-4, 1e-4, 5e-5, 2e-5, 1e-5, 1e-6,
];
/// Points of a plotted curve at most; more cannot be seen.
const MOST_PLOTTED: usize = 400;

/// The results as one JSON object: those of all sets together at the top, each set under `sets`.
pub fn json(results: &[Results], vision: &Vision, threshold: f64) -> Value {
    let sets: Vec<Value> = results
        .iter()
        .filter(|result| result.set.is_some())
        .map(|result| one(result, threshold))
        .collect();
    let mut answer = results.first().map_or_else(|| json!({}), |all| one(all, threshold));
    answer["sets"] = json!(sets);
    answer["model"] = json!(vision.face_models().both);
    answer["engine"] = json!(vision.engine());
    answer
}

fn one(results: &Results, threshold: f64) -> Value {
    let at_target = results.at_target.map(|point| refused(point.false_non_matches));
    json!({
        "set": results.set,
        "pairs": results.same + results.different,
        "pairs_of_one_person": results.same,
        "pairs_of_two_people": results.different,
        "accuracy": results.accuracy.and_then(Share::rate),
        "accuracy_interval": results.accuracy.and_then(Share::interval),
        "accuracy_at_threshold": results.accuracy_at_threshold.rate(),
        "tar_at_far_1e3": at_target.and_then(Share::rate),
        "tar_at_far_1e3_interval": at_target.and_then(Share::interval),
        "score_at_far_1e3": results.at_target.map(|point| point.threshold),
        "eer": results.equal_error_rate,
        "threshold": threshold,
        "threshold_score": results.in_use.threshold,
        "fmr_at_threshold": results.in_use.false_matches.rate(),
        "fmr_at_threshold_interval": results.in_use.false_matches.interval(),
        "fnmr_at_threshold": results.in_use.false_non_matches.rate(),
        "fnmr_at_threshold_interval": results.in_use.false_non_matches.interval(),
        "pictures": results.failures_to_acquire.of,
        "failure_to_acquire": results.failures_to_acquire.rate(),
        "failure_to_acquire_interval": results.failures_to_acquire.interval(),
        "ms_p50": results.median_ms.map(|ms| (ms * 10.0).round() / 10.0),
        "cross_pairs": results.cross_pairs.as_ref().map(cross_pairs),
        "det": det(&results.scores),
    })
}

fn cross_pairs(cross: &CrossPairs) -> Value {
    let OperatingPoint {
        false_matches,
        false_non_matches,
        ..
    } = cross.in_use;
    json!({
        "people": cross.people,
        "pairs_of_two_people": false_matches.of,
        "fmr_at_threshold": false_matches.rate(),
        "fmr_at_threshold_interval": false_matches.interval(),
        "pairs_of_one_person": false_non_matches.of,
        "fnmr_at_threshold": false_non_matches.rate(),
        "fnmr_at_threshold_interval": false_non_matches.interval(),
        "det": det(&cross.scores),
    })
}

/// What is not refused.
fn refused(non_matches: Share) -> Share {
    Share {
        count: non_matches.of - non_matches.count,
        of: non_matches.of,
    }
}

fn det(scores: &Scores) -> Vec<Value> {
    let points = DET_RATES.iter().filter_map(|rate| scores.at_false_match_rate(*rate));
    let mut points: Vec<OperatingPoint> = points.collect();
    points.dedup_by(|a, b| a.threshold.total_cmp(&b.threshold).is_eq());
    points
        .into_iter()
        .map(|point| {
            json!({
                "score": point.threshold,
                "fmr": point.false_matches.rate(),
                "fnmr": point.false_non_matches.rate(),
            })
        })
        .collect()
}

/// The results for people.
pub fn text(results: &[Results], vision: &Vision, threshold: f64) -> String {
    let mut text = String::new();
    for result in results {
        let name = match &result.set {
            Some(set) => format!("Set {set}"),
            None => "All pairs".to_owned(),
        };
        let _ = writeln!(
            text,
            "{name}: {} pairs of one person, {} of two, {} pictures",
            result.same, result.different, result.failures_to_acquire.of
        );
        let at_target = result.at_target.map(|point| refused(point.false_non_matches));
        let crossed = result.cross_pairs.as_ref().map(|cross| cross.in_use);
        let similarity = format!("at similarity {threshold} (score {:.3})", result.in_use.threshold);
        for (what, share) in [
            ("accuracy, threshold chosen by other pairs", result.accuracy),
            (&*format!("accuracy {similarity}"), Some(result.accuracy_at_threshold)),
            ("true accepts at a false match rate of 0.1 %", at_target),
            (
                &*format!("false matches {similarity}"),
                Some(result.in_use.false_matches),
            ),
            (
                &*format!("false non-matches {similarity}"),
                Some(result.in_use.false_non_matches),
            ),
            ("pictures without a face", Some(result.failures_to_acquire)),
            (
                "false matches, all pictures of other people",
                crossed.map(|point| point.false_matches),
            ),
            (
                "false non-matches, all pictures of one person",
                crossed.map(|point| point.false_non_matches),
            ),
        ] {
            if let Some(share) = share {
                let _ = writeln!(text, "  {what:<54}{}", percent(share));
            }
        }
        if let Some(rate) = result.equal_error_rate {
            let _ = writeln!(text, "  {:<54}{:.2} %", "equal error rate", rate * 100.0);
        }
        if let Some(ms) = result.median_ms {
            let _ = writeln!(text, "  {:<54}{ms:.0} ms", "median time for one picture");
        }
        text.push('\n');
    }
    let _ = write!(
        text,
        "In brackets: intervals of 95 %. A pair in which no face was found counts as refused.\n{}, {} {}",
        vision.face_models().both,
        vision.engine().name,
        vision.engine().version
    );
    text
}

/// A share in percent with its interval and the numbers behind it.
pub fn percent(share: Share) -> String {
    match (share.rate(), share.interval()) {
        (Some(rate), Some((low, high))) => {
            // Rates of a false match are small: as many digits as tell one from the next.
            let digits = if share.of > 20_000 { 4 } else { 2 };
            format!(
                "{:.digits$} % ({:.digits$} to {:.digits$}; {} of {})",
                rate * 100.0,
                low * 100.0,
                high * 100.0,
                share.count,
                share.of
            )
        }
        _ => "none".to_owned(),
    }
}

/// A DET plot of every set, and of all together when there is only one.
pub fn plot(results: &[Results]) -> String {
    let sets: Vec<&Results> = results.iter().filter(|result| result.set.is_some()).collect();
    let drawn = if sets.is_empty() {
        results.iter().collect()
    } else {
        sets
    };
    let curves: Vec<Curve> = drawn
        .into_iter()
        .map(|result| {
            let rates = |point: OperatingPoint| Some((point.false_matches.rate()?, point.false_non_matches.rate()?));
            let points: Vec<(f64, f64)> = result.scores.operating_points().filter_map(rates).collect();
            let step = points.len().div_ceil(MOST_PLOTTED).max(1);
            Curve {
                name: result.set.clone().unwrap_or_else(|| "all pairs".to_owned()),
                points: points.into_iter().step_by(step).collect(),
                operating_point: rates(result.in_use),
            }
        })
        .collect();
    let axes = Axes {
        across: "false match rate",
        up: "false non-match rate",
    };
    draw("Face comparison", axes, &curves)
}
