//! Decisions as `argos score export` and `argos eval score --export` write them, read again.

use crate::image_file::Failure;
use argos_domain::check::{CheckName, CheckOutcome, CheckResult, Standing, Step};
use argos_domain::code::{RejectCode, RetryCode};
use csv::StringRecord;
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// A longer line is none of an export.
const LONGEST_LINE: u64 = 64 * 1024;
/// More lines than this are not read.
const MOST_LINES: usize = 2_000_000;

/// A decision whose truth is known, as far as it goes.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Its checks, without words.
    pub checks: Vec<CheckResult>,
    /// Whether it was approved in the end.
    pub genuine: bool,
    /// Whether weights are judged by it and not fitted to it, where the file says so.
    pub held_out: Option<bool>,
}

/// The decisions of a file.
#[derive(Debug, Default)]
pub struct History {
    /// Those whose truth is known.
    pub decisions: Vec<Decision>,
    /// Those that nobody decided in the end, that Argos rejected and nobody looked at, or that were stopped before the selfie
    /// and so have no score.
    pub undecided: usize,
}

/// Adds the decisions of a file, JSON lines or comma separated values.
///
/// # Errors
/// [`Failure::Unreadable`] with the line that is wrong.
pub fn read(path: &Path, history: &mut History) -> Result<(), Failure> {
    let wrong = |what: String| Failure::Unreadable(format!("{}: {what}", path.display()));
    let file = File::open(path).map_err(|error| wrong(format!("cannot be read: {error}")))?;
    read_from(BufReader::new(file), history).map_err(wrong)
}

fn read_from(mut reader: impl BufRead, history: &mut History) -> Result<(), String> {
    let mut head: Option<StringRecord> = None;
    for number in 1..=MOST_LINES {
        let mut line = String::new();
        let mut bounded = (&mut reader).take(LONGEST_LINE);
        let length = bounded
            .read_line(&mut line)
            .map_err(|error| format!("line {number}: {error}"))?;
        if length == 0 {
            return Ok(());
        }
        if length as u64 == LONGEST_LINE {
            return Err(format!("line {number} is longer than {LONGEST_LINE} bytes"));
        }
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let decision = if line.starts_with('{') {
            from_json(line)
        } else if let Some(head) = &head {
            from_row(head, &fields(line)?)
        } else {
            head = Some(fields(line)?);
            continue;
        };
        match decision.map_err(|what| format!("line {number}: {what}"))? {
            Some(decision) if has_selfie(&decision) => history.decisions.push(decision),
            Some(_) | None => history.undecided += 1,
        }
    }
    Err(format!("more than {MOST_LINES} lines"))
}

fn has_selfie(decision: &Decision) -> bool {
    decision.checks.iter().any(|check| check.name.step() == Step::Selfie)
}

fn fields(line: &str) -> Result<StringRecord, String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(line.as_bytes());
    let record = reader.records().next();
    record
        .and_then(Result::ok)
        .ok_or_else(|| "a row of comma separated values is expected".to_owned())
}

/// What is known of the truth: what a human decided, else that an approval was not contradicted.
fn truth(decided: &str, human: Option<&str>) -> Result<Option<bool>, String> {
    match (decided, human) {
        (_, Some("approved")) | ("approved", None) => Ok(Some(true)),
        (_, Some("rejected")) => Ok(Some(false)),
        (_, Some(other)) => Err(format!("a human decided \"{other}\"; approved or rejected is expected")),
        (_, None) => Ok(None),
    }
}

fn from_json(line: &str) -> Result<Option<Decision>, String> {
    let object: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let decided = object["decided"].as_str().ok_or("decided is missing")?;
    let Some(genuine) = truth(decided, object["human"].as_str())? else {
        return Ok(None);
    };
    let checks = object["checks"].as_object().ok_or("checks is missing")?;
    let checks: Result<Vec<CheckResult>, String> = checks
        .iter()
        .map(|(name, told)| {
            check(
                name,
                told["outcome"].as_str().unwrap_or_default(),
                told["standing"].as_f64(),
            )
        })
        .collect();
    Ok(Some(Decision {
        checks: checks?,
        genuine,
        held_out: object["held_out"].as_bool(),
    }))
}

fn from_row(head: &StringRecord, row: &StringRecord) -> Result<Option<Decision>, String> {
    let column = |name: &str| {
        head.iter()
            .position(|known| known == name)
            .and_then(|place| row.get(place))
    };
    let human = column("human").filter(|text| !text.is_empty());
    let Some(genuine) = truth(column("decided").ok_or("there is no column decided")?, human)? else {
        return Ok(None);
    };
    let mut checks = Vec::new();
    for name in CheckName::ALL {
        let outcome = column(&format!("{}_outcome", name.name())).unwrap_or_default();
        if outcome.is_empty() {
            continue;
        }
        let standing = column(&format!("{}_standing", name.name())).and_then(|text| text.parse().ok());
        checks.push(check(name.name(), outcome, standing)?);
    }
    Ok(Some(Decision {
        checks,
        genuine,
        held_out: None,
    }))
}

/// Codes are not exported, and the score does not ask for them: any one stands for all.
fn check(name: &str, outcome: &str, standing: Option<f64>) -> Result<CheckResult, String> {
    let name = CheckName::from_name(name).ok_or_else(|| format!("there is no check \"{name}\""))?;
    let code = match outcome {
        "retry" => Some(RetryCode::DocumentNotFound.code()),
        "reject" => Some(RejectCode::ExpiredId.code()),
        _ => None,
    };
    let outcome =
        CheckOutcome::from_parts(outcome, code).ok_or_else(|| format!("there is no outcome \"{outcome}\""))?;
    let plain = CheckResult::plain(name, outcome, "");
    Ok(CheckResult {
        standing: standing.map_or(plain.standing, Standing::new),
        ..plain
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<History, String> {
        let mut history = History::default();
        read_from(text.as_bytes(), &mut history).map(|()| history)
    }

    #[test]
    fn both_forms_of_the_export_say_the_same() {
        let json = r#"{"score":80,"decided":"pending","human":"rejected","policy_version":1,"checks":{"face_match":{"outcome":"pending","value":75.0,"standing":0.44}}}
{"score":90,"decided":"approved","human":null,"policy_version":1,"checks":{"face_match":{"outcome":"pass","value":95.0,"standing":0.8}}}
{"score":10,"decided":"rejected","human":null,"policy_version":1,"checks":{}}
"#;
        let csv = "score,decided,human,policy_version,face_match_outcome,face_match_standing\n80,pending,rejected,1,pending,0.44\n\
            90,approved,,1,pass,0.8\n10,rejected,,1,,\n";
        for text in [json, csv] {
            let found = of(text).unwrap();
            assert_eq!(found.undecided, 1);
            let seen: Vec<(bool, f64)> = found
                .decisions
                .iter()
                .map(|decision| (decision.genuine, decision.checks[0].standing.value()))
                .collect();
            assert_eq!(seen, [(false, 0.44), (true, 0.8)]);
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, told) in [
            (
                "{\"decided\":\"approved\",\"checks\":{\"x\":{\"outcome\":\"pass\"}}}",
                "line 1: there is no check \"x\"",
            ),
            ("\n{\"checks\":{}}", "line 2: decided is missing"),
            ("score,human\n1,approved\n", "line 2: there is no column decided"),
            ("{\"decided\":\"pending\",\"human\":\"maybe\",\"checks\":{}}", "maybe"),
            (&"{".repeat(70_000), "longer than"),
        ] {
            let error = of(text).unwrap_err();
            assert!(error.contains(told), "{error}");
        }
        assert!(of("").unwrap().decisions.is_empty());
    }
}
