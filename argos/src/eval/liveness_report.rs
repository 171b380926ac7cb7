//! What `argos eval liveness` prints: one JSON object, a table, or a DET plot.

use super::det_plot::{Axes, Curve, draw};
use super::error_rates::{OperatingPoint, Scores};
use super::faces_report::percent;
use super::liveness::Results;
use argos_vision::Vision;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// Points of a curve at most, told or plotted; more cannot be seen.
const MOST_POINTS: usize = 200;

/// The results as one JSON object: those of all pictures at the top, each source under `by_source`.
pub fn json(all: &Results, sources: &[Results], vision: &Vision) -> Value {
    let by_source: Map<String, Value> = sources
        .iter()
        .map(|result| (result.source.clone().unwrap_or_default(), one(result)))
        .collect();
    let mut answer = one(all);
    answer["mean_eer_of_sources"] = json!(mean_equal_error_rate(sources));
    answer["by_source"] = Value::Object(by_source);
    answer["model"] = json!(vision.liveness_models());
    answer["engine"] = json!(vision.engine());
    answer
}

fn one(results: &Results) -> Value {
    let OperatingPoint {
        threshold,
        false_matches: attacks,
        false_non_matches: people,
    } = results.in_use;
    json!({
        "samples": results.live + results.spoof,
        "live": results.live,
        "spoof": results.spoof,
        "eer": results.equal_error_rate,
        "threshold": threshold,
        "apcer": attacks.rate(),
        "apcer_interval": attacks.interval(),
        "bpcer": people.rate(),
        "bpcer_interval": people.interval(),
        "failure_to_acquire": results.failures_to_acquire.rate(),
        "failure_to_acquire_interval": results.failures_to_acquire.interval(),
        "found_with_a_border": results.bordered,
        "ms_p50": results.median_ms.map(|ms| (ms * 10.0).round() / 10.0),
        "det": det(&results.scores),
    })
}

fn det(scores: &Scores) -> Vec<Value> {
    let points = curve(scores).into_iter().map(|point| {
        json!({
            "score": point.threshold,
            "apcer": point.false_matches.rate(),
            "bpcer": point.false_non_matches.rate(),
        })
    });
    points.collect()
}

fn curve(scores: &Scores) -> Vec<OperatingPoint> {
    if scores.same() == 0 || scores.different() == 0 {
        return Vec::new();
    }
    let points: Vec<OperatingPoint> = scores.operating_points().collect();
    let step = points.len().div_ceil(MOST_POINTS).max(1);
    points.into_iter().step_by(step).collect()
}

/// Every source counts alike, however many pictures it has; those with one kind of picture only do not count.
fn mean_equal_error_rate(sources: &[Results]) -> Option<f64> {
    let rates: Vec<f64> = sources.iter().filter_map(|result| result.equal_error_rate).collect();
    (!rates.is_empty()).then(|| rates.iter().sum::<f64>() / rates.len() as f64)
}

/// The results for people.
pub fn text(all: &Results, sources: &[Results], vision: &Vision) -> String {
    let mut text = String::new();
    // One source is all there is.
    let listed = sources.iter().filter(|_| sources.len() > 1);
    for result in std::iter::once(all).chain(listed) {
        let name = match &result.source {
            Some(source) => format!("Source {source}"),
            None => "All pictures".to_owned(),
        };
        let _ = writeln!(text, "{name}: {} live, {} attacks", result.live, result.spoof);
        let threshold = result.in_use.threshold;
        let rate = result
            .equal_error_rate
            .map_or("none".to_owned(), |rate| format!("{:.2} %", rate * 100.0));
        for (what, figure) in [
            ("equal error rate", rate),
            (
                &*format!("attacks that pass at {threshold} (APCER)"),
                percent(result.in_use.false_matches),
            ),
            (
                &*format!("live people who do not pass at {threshold} (BPCER)"),
                percent(result.in_use.false_non_matches),
            ),
            ("pictures without a face", percent(result.failures_to_acquire)),
            ("faces found only with a border", result.bordered.to_string()),
        ] {
            let _ = writeln!(text, "  {what:<48}{figure}");
        }
        if let Some(ms) = result.median_ms {
            let _ = writeln!(text, "  {:<48}{ms:.0} ms", "median time for one picture");
        }
        text.push('\n');
    }
    if let Some(mean) = mean_equal_error_rate(sources) {
        let _ = writeln!(text, "Mean of the sources' equal error rates: {:.2} %", mean * 100.0);
    }
    let _ = write!(
        text,
        "In brackets: intervals of 95 %. Pictures without a face are counted by neither rate.\n{}, {} {}",
        vision.liveness_models(),
        vision.engine().name,
        vision.engine().version
    );
    text
}

/// A DET plot of every source that has both kinds of pictures.
pub fn plot(sources: &[Results]) -> String {
    let rates = |point: OperatingPoint| Some((point.false_matches.rate()?, point.false_non_matches.rate()?));
    let curves: Vec<Curve> = sources
        .iter()
        .filter(|result| result.equal_error_rate.is_some())
        .map(|result| Curve {
            name: result.source.clone().unwrap_or_default(),
            points: curve(&result.scores).into_iter().filter_map(rates).collect(),
            operating_point: rates(result.in_use),
        })
        .collect();
    let axes = Axes {
        across: "attacks that pass (APCER)",
        up: "live people who do not (BPCER)",
    };
    draw("Passive liveness", axes, &curves)
}
