//! `argos score fit`: weights of the score fitted to decisions, held against those in force on the other half of them.

use super::history::{self, Decision, History};
use crate::image_file::Failure;
use crate::output;
use argos_domain::check::{CheckName, CheckResult};
use argos_domain::score::{Fit, FittedCase, Reliability, SEGMENTS, ScoreVersion, fit, reliability};
use clap::Args;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// Cases of the rarer kind for each number that is fitted (P. Peduzzi et al., "A simulation study of the number of events per
/// variable in logistic regression analysis", 1996).
const CASES_FOR_EACH_NUMBER: usize = 10;
/// At which thresholds both are compared.
const THRESHOLDS: [f64; 5] = [50.0, 60.0, 70.0, 80.0, 90.0];

/// Arguments of `score fit`.
#[derive(Debug, Args)]
pub struct FitArguments {
    /// Files as `argos score export` or `argos eval score --export` write them.
    #[arg(value_name = "HISTORY", required = true)]
    pub history: Vec<PathBuf>,
    /// A check of whose faults the decisions know nothing: it is not fitted, and takes no more than the least that was chosen
    /// for it, mostly nothing. Can be given several times.
    #[arg(long, value_name = "CHECK", value_parser = check_named)]
    pub leave_out: Vec<CheckName>,
    /// Print one JSON object.
    #[arg(long)]
    pub json: bool,
}

/// Fitted and compared.
struct Comparison {
    fitted: Fit,
    /// Cases to which it was fitted: genuine, not genuine.
    fitting: (usize, usize),
    /// Cases by which both are judged.
    held_out: (usize, usize),
    undecided: usize,
    left_out: Vec<CheckName>,
    versions: Vec<(ScoreVersion, Judged)>,
    proposed: Judged,
}

/// What weights come to on the held-out half.
struct Judged {
    reliability: Reliability,
    /// Mean logarithmic loss, both kinds alike.
    loss: f64,
    /// At each threshold: shares of genuine and other ones above it.
    above: Vec<(f64, f64)>,
}

fn check_named(name: &str) -> Result<CheckName, String> {
    CheckName::from_name(name).ok_or_else(|| format!("there is no check \"{name}\"; argos checks lists them"))
}

pub fn run(arguments: &FitArguments) -> ExitCode {
    match answer(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report("score fit"),
    }
}

fn answer(arguments: &FitArguments) -> Result<(), Failure> {
    let mut history = History::default();
    for path in &arguments.history {
        history::read(path, &mut history)?;
    }
    let found = compared(&history, &arguments.leave_out)?;
    output::answer(&if arguments.json {
        format!("{:#}", as_json(&found))
    } else {
        report(&found)
    })
}

/// The checks that may count: those whose numbers stay readable, but for the project's own rules, which ask for the score,
/// and the age of a face, which decides nothing unless a policy says so.
fn counting() -> Vec<CheckName> {
    CheckName::ALL
        .iter()
        .copied()
        .filter(|check| check.keeps_numbers() && ![CheckName::CustomRules, CheckName::FaceAge].contains(check))
        .collect()
}

fn kinds(decisions: &[&Decision]) -> (usize, usize) {
    let genuine = decisions.iter().filter(|decision| decision.genuine).count();
    (genuine, decisions.len() - genuine)
}

/// Deals the decisions of each kind to the halves in turn, but for those that say where they belong.
fn halves(decisions: &[Decision]) -> [Vec<&Decision>; 2] {
    let mut halves = [Vec::new(), Vec::new()];
    let mut turn = [0_usize; 2];
    for decision in decisions {
        let dealt = &mut turn[usize::from(decision.genuine)];
        let held_out = decision.held_out.unwrap_or(*dealt % 2 == 1);
        *dealt += 1;
        halves[usize::from(held_out)].push(decision);
    }
    halves
}

fn compared(history: &History, left_out: &[CheckName]) -> Result<Comparison, Failure> {
    let counting = counting();
    let fitted_ones = counting.iter().filter(|check| !left_out.contains(check)).count();
    let [fitting, held_out] = halves(&history.decisions);
    let needed = CASES_FOR_EACH_NUMBER * (fitted_ones * SEGMENTS + 1);
    for half in [&fitting, &held_out] {
        let (genuine, others) = kinds(half);
        if genuine.min(others) < needed {
            return Err(Failure::Unreadable(format!(
                "too few cases to fit weights: each half needs {needed} that were approved in the end and {needed} that were rejected, \
                 {} of each in all; there are {} and {}",
                2 * needed,
                history.decisions.iter().filter(|decision| decision.genuine).count(),
                history.decisions.iter().filter(|decision| !decision.genuine).count(),
            )));
        }
    }
    let of_kind = kinds(&fitting);
    let weight = |genuine: bool| 0.5 / (if genuine { of_kind.0 } else { of_kind.1 }) as f64;
    let cases: Vec<FittedCase> = fitting
        .iter()
        .map(|decision| FittedCase::new(&decision.checks, &counting, decision.genuine, weight(decision.genuine)))
        .collect();
    let fitted = fit(&cases, &counting, left_out);
    Ok(Comparison {
        fitting: of_kind,
        held_out: kinds(&held_out),
        undecided: history.undecided,
        left_out: left_out.to_vec(),
        versions: ScoreVersion::ALL
            .into_iter()
            .map(|version| (version, judged(&held_out, |checks| version.score(checks).value)))
            .collect(),
        proposed: judged(&held_out, |checks| fitted.weights().score(checks)),
        fitted,
    })
}

fn judged(decisions: &[&Decision], score: impl Fn(&[CheckResult]) -> f64) -> Judged {
    let of_kind = kinds(decisions);
    let weight = |genuine: bool| 0.5 / (if genuine { of_kind.0 } else { of_kind.1 }).max(1) as f64;
    let cases: Vec<(f64, bool, f64)> = decisions
        .iter()
        .map(|decision| (score(&decision.checks), decision.genuine, weight(decision.genuine)))
        .collect();
    let loss = cases.iter().map(|(score, genuine, weight)| {
        // Scores are kept with one decimal: neither end is certain.
        let probability = (score / 100.0).clamp(0.0005, 0.9995);
        -weight * if *genuine { probability } else { 1.0 - probability }.ln()
    });
    let share = |genuine: bool, threshold: f64| -> f64 {
        let of_kind = cases.iter().filter(|case| case.1 == genuine && case.0 > threshold);
        // Of no numbers at all the sum is -0.
        0.0 + 2.0 * of_kind.map(|case| case.2).sum::<f64>()
    };
    Judged {
        loss: loss.sum(),
        above: THRESHOLDS
            .iter()
            .map(|threshold| (share(true, *threshold), share(false, *threshold)))
            .collect(),
        reliability: reliability(cases.iter().copied()),
    }
}

fn as_json(found: &Comparison) -> Value {
    let judged = |judged: &Judged| {
        let above: Vec<Value> = THRESHOLDS
            .iter()
            .zip(&judged.above)
            .map(|(threshold, (genuine, others))| json!({ "threshold": threshold, "genuine": genuine, "others": others }))
            .collect();
        json!({ "loss": judged.loss, "reliability": judged.reliability, "above": above })
    };
    let doubts: serde_json::Map<String, Value> = found
        .fitted
        .doubts
        .iter()
        .map(|(check, doubts)| (check.name().to_owned(), json!(doubts)))
        .collect();
    let versions: serde_json::Map<String, Value> = found
        .versions
        .iter()
        .map(|(version, of)| (version.number().to_string(), judged(of)))
        .collect();
    let left_out: Vec<&str> = found.left_out.iter().map(|check| check.name()).collect();
    json!({
        "left_out": left_out,
        "certainty": found.fitted.certainty,
        "doubts": doubts,
        "fitting": { "genuine": found.fitting.0, "others": found.fitting.1 },
        "held_out": { "genuine": found.held_out.0, "others": found.held_out.1 },
        "undecided": found.undecided,
        "in_force": ScoreVersion::IN_FORCE.number(),
        "versions": versions,
        "proposed": judged(&found.proposed),
    })
}

fn report(found: &Comparison) -> String {
    let mut text = format!(
        "Fitted to {} decisions that were approved in the end and {} that were rejected; judged by {} and {} others. {} more have no known \
         end or no selfie. Both kinds count alike.\n\n",
        found.fitting.0, found.fitting.1, found.held_out.0, found.held_out.1, found.undecided,
    );
    let titles = found.versions.iter().map(|(version, _)| {
        let in_force = if *version == ScoreVersion::IN_FORCE {
            ", in force"
        } else {
            ""
        };
        format!("version {}{in_force}", version.number())
    });
    let titles: Vec<String> = titles.chain(["proposed".to_owned()]).collect();
    let columns: Vec<&Judged> = found
        .versions
        .iter()
        .map(|(_, judged)| judged)
        .chain([&found.proposed])
        .collect();
    let mut line = |title: &str, cells: &[String]| {
        let cells: String = cells.iter().map(|cell| format!("{cell:>22}")).collect();
        // Writing to a string cannot fail, here and below.
        let _ = writeln!(text, "{title:<32}{cells}");
    };
    line("on the held-out half", &titles);
    let numbers =
        |of: fn(&Judged) -> f64| -> Vec<String> { columns.iter().map(|judged| format!("{:.3}", of(judged))).collect() };
    line("logarithmic loss", &numbers(|judged| judged.loss));
    line(
        "expected calibration error",
        &numbers(|judged| judged.reliability.expected_calibration_error),
    );
    for (place, threshold) in THRESHOLDS.iter().enumerate() {
        for name in ["approved", "rejected"] {
            let share = |judged: &&Judged| {
                let (genuine, others) = judged.above[place];
                format!("{:.2} %", 100.0 * if name == "approved" { genuine } else { others })
            };
            let shares: Vec<String> = columns.iter().map(share).collect();
            line(&format!("{name} ones above {threshold}"), &shares);
        }
    }
    let _ = writeln!(
        text,
        "\nProposed weights, in log-odds that a standing takes on its way down to 0.75, 0.5 (the check's threshold), 0.25 and 0; \
         certainty {}:",
        found.fitted.certainty
    );
    for (check, doubts) in &found.fitted.doubts {
        let numbers: String = doubts.iter().map(|doubt| format!("{doubt:>8.2}")).collect();
        let left_out = if found.left_out.contains(check) {
            "  left out"
        } else {
            ""
        };
        let _ = writeln!(text, "  {:<34}{numbers}{left_out}", check.name());
    }
    text.push_str(
        "Nothing was changed. Approvals that nobody contradicted count as right, and an export does not tell who came twice, so both \
         halves may hold one person.",
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use argos_domain::check::{CheckOutcome, Standing};

    /// Liveness tells most of the time; the rest of the checks is at its best.
    fn history(count: usize) -> History {
        let decisions = (0..count).map(|index| {
            let genuine = index % 2 == 0;
            let liveness = if genuine == (index % 22 > 1) { 0.9 } else { 0.2 };
            let check = CheckResult {
                standing: Standing::new(liveness),
                ..CheckResult::plain(CheckName::PassiveLiveness, CheckOutcome::Pass, "")
            };
            Decision {
                checks: vec![check],
                genuine,
                held_out: None,
            }
        });
        History {
            decisions: decisions.collect(),
            undecided: 3,
        }
    }

    #[test]
    fn too_few_cases_are_refused_with_the_number_that_is_needed() {
        let Err(Failure::Unreadable(told)) = compared(&history(400), &[]) else {
            panic!("weights were fitted to 200 cases of each kind");
        };
        assert!(
            told.contains("there are 200 and 200") && told.contains("of each in all"),
            "{told}"
        );
    }

    #[test]
    fn weights_fitted_to_ones_own_history_fit_it_better() {
        let found = compared(&history(4000), &[CheckName::SelfieImage]).unwrap();
        assert_eq!((found.fitting, found.held_out), ((1000, 1000), (1000, 1000)));
        assert!(
            found
                .versions
                .iter()
                .all(|(_, judged)| found.proposed.loss < judged.loss)
        );
        assert!(found.proposed.reliability.expected_calibration_error < 0.02);
        let text = report(&found);
        assert!(
            text.contains("passive_liveness") && text.contains("left out") && text.contains("Nothing was changed"),
            "{text}"
        );
        assert!(!text.contains("-0.00"), "{text}");
        let json = as_json(&found);
        assert_eq!(
            (&json["undecided"], &json["left_out"]),
            (&json!(3), &json!(["selfie_image"]))
        );
    }
}
