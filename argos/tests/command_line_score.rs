//! `argos eval score` and `argos score fit` as people and scripts call it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use argos_domain::check::{CheckName, CheckOutcome, CheckResult, Standing, Step};
use argos_domain::score::{ScoreVersion, least_doubts};
use argos_testkit::faces::FacePhotograph;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::{Photograph, jpeg};
use image::imageops::flip_horizontal;
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// Six passports, four people as far as names of files tell, and selfies of two recordings, each with both labels.
fn parts() -> TempDir {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let mut documents = String::from("path,kind,format,line1,line2,line3\n");
    for (item, surname) in ["Lindqvist", "Berg", "Castillo", "Duarte", "Eklund", "Fontaine"]
        .iter()
        .enumerate()
    {
        let passport = SpecimenPassport {
            surname: (*surname).to_owned(),
            document_number: format!("X47K2091{item}"),
            ..SpecimenPassport::default()
        };
        let picture = passport.photograph(&portrait, &Photograph::default()).unwrap();
        write(&format!("{item}.jpg"), &picture);
        let [first, second] = passport.mrz();
        documents.push_str(&format!("{item}.jpg,mrz,TD3,{first},{second},\n"));
    }
    write("documents.csv", documents.as_bytes());
    for (name, photograph) in [("a", FacePhotograph::Obama), ("b", FacePhotograph::Biden)] {
        write(&format!("{name}.jpg"), &photograph.bytes().unwrap());
        let mirrored = flip_horizontal(&photograph.picture().unwrap());
        write(&format!("mirrored-{name}.jpg"), &jpeg(&mirrored, 90).unwrap());
    }
    let pairs = ["a", "b", "mirrored-a", "mirrored-b"].map(|name| format!("{name}.jpg,{name}.jpg,1\n"));
    write("pairs.csv", format!("a,b,same\n{}", pairs.concat()).as_bytes());
    let selfies = "path,label,source,group\na.jpg,live,one,1\nb.jpg,spoof,one,1\nb.jpg,live,one,2\na.jpg,spoof,one,2\n";
    write("selfies.csv", selfies.as_bytes());
    folder
}

fn run(folder: &Path, further: &[&str]) -> Output {
    let at = |name: &str| folder.join(name);
    let output = Command::new(env!("CARGO_BIN_EXE_argos"))
        .args(["eval", "score", "--cases", "100", "--documents"])
        .arg(at("documents.csv"))
        .arg("--faces")
        .arg(at("pairs.csv"))
        .arg("--liveness")
        .arg(at("selfies.csv"))
        .args(further)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(!told.contains("panicked"), "{told}");
    output
}

#[test]
fn composed_submissions_are_judged_and_every_figure_hangs_together() {
    let folder = parts();
    let (page, lines) = (folder.path().join("report.html"), folder.path().join("cases.jsonl"));
    let written = [
        "--json",
        "--report",
        page.to_str().unwrap(),
        "--export",
        lines.to_str().unwrap(),
    ];
    let output = run(folder.path(), &written);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{told}");
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["parts"]["documents"], 6, "{found:#}");
    for side in ["fitting", "held_out"] {
        let side = &found[side];
        assert_eq!(side["independent"]["people"], 2, "no person is on both sides: {side:#}");
        assert_eq!(side["by_kind"]["genuine"]["cases"], 100);
        let kinds = side["by_kind"].as_object().unwrap();
        assert_eq!(kinds.len(), 11, "{side:#}");
        for kind in kinds.values() {
            let ends = ["approved", "pending", "retry", "rejected"].map(|end| kind[end].as_u64().unwrap());
            assert_eq!(kind["cases"].as_u64().unwrap(), ends.iter().sum::<u64>());
        }
        // An expired document never comes as far as the selfie.
        assert_eq!(kinds["expired"]["rejected"], kinds["expired"]["cases"]);
        let thresholds = side["by_threshold"].as_array().unwrap();
        let approved = |at: usize, who: &str| thresholds[at][who]["approved"].as_u64().unwrap();
        assert_eq!(thresholds.len(), 101);
        for at in 0..100 {
            assert!(approved(at, "genuine") >= approved(at + 1, "genuine"));
            assert!(approved(at, "fraud") >= approved(at + 1, "fraud"));
        }
        assert_eq!(
            side["genuine_approved"]["count"].as_u64().unwrap(),
            approved(70, "genuine")
        );
        assert_eq!(
            side["wrong_approvals"]["count"].as_u64().unwrap(),
            approved(70, "fraud")
        );
        assert_eq!(side["without"][0]["wrong_approvals"], side["wrong_approvals"]["count"]);
    }
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.matches("<svg").count() == 2 && page.contains("composed, not real"));
    exported_scores_follow_from_the_exported_checks(&std::fs::read_to_string(&lines).unwrap());
    another_policy_judges_the_same_submissions(&lines, &found);
    judging_again_gives_the_same(&lines, &found);
}

fn another_policy_judges_the_same_submissions(lines: &Path, found: &Value) {
    let judged = |set: &str| {
        Command::new(env!("CARGO_BIN_EXE_argos"))
            .args(["eval", "score", "--json", "--set", set, "--composed"])
            .arg(lines)
            .output()
            .unwrap()
    };
    let rule = r#"policy.custom_rules=[{"name":"Nobody was asked to move","when":[{"kind":"check_missing","check":"active_liveness"}],"then":{"kind":"pending"}}]"#;
    let output = judged(rule);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{told}");
    let strict: Value = serde_json::from_slice(&output.stdout).unwrap();
    let kind = |of: &Value, end: &str| of["held_out"]["by_kind"]["genuine"][end].as_u64().unwrap();
    assert_eq!(kind(&strict, "approved"), 0, "{strict:#}");
    assert_eq!(kind(&strict, "retry"), kind(found, "retry"));
    assert!(strict["policy"]["custom_rules"]["tried"].is_array(), "{strict:#}");
    assert_eq!(found["policy"], serde_json::json!({}));
    for (set, expected) in [
        ("policy.age_limit=18", "do not tell"),
        ("policy.score_threshold=101", "score_threshold"),
        ("policy.no_such_field=1", "no_such_field"),
    ] {
        let output = judged(set);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{set}: {told}");
        assert!(told.contains(expected), "{set}: {told}");
    }
}

fn exported_scores_follow_from_the_exported_checks(lines: &str) {
    assert!(lines.lines().count() > 100);
    for line in lines.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let checks: Vec<CheckResult> = case["checks"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, told)| {
                let outcome =
                    CheckOutcome::from_parts(told["outcome"].as_str().unwrap(), told["code"].as_str()).unwrap();
                CheckResult {
                    standing: Standing::new(told["standing"].as_f64().unwrap()),
                    ..CheckResult::plain(CheckName::from_name(name).unwrap(), outcome, "")
                }
            })
            .collect();
        match case["score"].as_f64() {
            Some(score) => assert!(
                (ScoreVersion::IN_FORCE.score(&checks).value - score).abs() < 0.11,
                "{line}"
            ),
            None => assert!(checks.iter().all(|check| check.name.step() == Step::Document), "{line}"),
        }
        assert!(!line.contains("Lindqvist") && !line.contains("X47K"), "{line}");
    }
}

/// Without measuring again: only what was measured is not told again.
fn judging_again_gives_the_same(lines: &Path, found: &Value) {
    let output = Command::new(env!("CARGO_BIN_EXE_argos"))
        .args(["eval", "score", "--json", "--composed"])
        .arg(lines)
        .output()
        .unwrap();
    let again: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(again["parts"], Value::Null);
    for half in ["fitting", "held_out"] {
        assert_eq!(again[half], found[half], "{half}");
    }
    std::fs::write(lines, "{}\n").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_argos"))
        .args(["eval", "score", "--composed"])
        .arg(lines)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("line 1"));
}

#[test]
fn too_few_parts_and_unknown_sources_are_told() {
    let folder = parts();
    std::fs::write(folder.path().join("pairs.csv"), "a,b,same\na.jpg,a.jpg,1\n").unwrap();
    let output = run(folder.path(), &[]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(told.contains("too few parts") && told.contains("genuine"), "{told}");
    let output = run(folder.path(), &["--exchange", "two"]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(told.contains("no source \"two\""), "{told}");
}

/// Lines as `argos score export` writes them: the face tells in nine of ten cases.
fn history(decisions: usize) -> String {
    (0..decisions)
        .map(|index| {
            let approved = index % 2 == 0;
            let standing = if approved == (index % 22 > 1) { 0.9 } else { 0.2 };
            let human = if approved { "approved" } else { "rejected" };
            format!(
                "{{\"score\":50.0,\"decided\":\"pending\",\"human\":\"{human}\",\"policy_version\":1,\
                 \"checks\":{{\"face_match\":{{\"outcome\":\"pass\",\"value\":80.0,\"standing\":{standing}}}}}}}\n"
            )
        })
        .collect()
}

#[test]
fn weights_are_proposed_from_enough_decisions_and_refused_from_few() {
    let folder = TempDir::new().unwrap();
    let fit = |lines: &str, further: &[&str]| {
        let path = folder.path().join("history.jsonl");
        std::fs::write(&path, lines).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_argos"));
        command.args(["score", "fit"]).arg(path).args(further).output().unwrap()
    };
    let few = fit(&history(300), &[]);
    let told = String::from_utf8_lossy(&few.stderr).into_owned();
    assert_eq!(few.status.code(), Some(3), "{told}");
    assert!(
        told.contains("too few cases") && told.contains("there are 150 and 150"),
        "{told}"
    );
    let enough = fit(&history(2640), &["--json"]);
    let found: Value = serde_json::from_slice(&enough.stdout).unwrap();
    let loss = |of: &Value| of["loss"].as_f64().unwrap();
    for version in ScoreVersion::ALL {
        let of = &found["versions"][version.number().to_string()];
        assert!(loss(&found["proposed"]) < loss(of), "{found:#}");
    }
    assert_eq!(found["in_force"], ScoreVersion::IN_FORCE.number());
    let doubts = found["doubts"]["face_match"].as_array().unwrap();
    assert!(
        doubts.iter().map(|doubt| doubt.as_f64().unwrap()).sum::<f64>() > 1.0,
        "{found:#}"
    );
    assert_eq!(found["held_out"]["genuine"], 660);
    let told = fit(&history(2640), &[]);
    assert!(String::from_utf8_lossy(&told.stdout).contains("Nothing was changed"));
    let without: Value =
        serde_json::from_slice(&fit(&history(2640), &["--json", "--leave-out", "face_match"]).stdout).unwrap();
    let least = least_doubts(CheckName::FaceMatch);
    assert_eq!(without["doubts"]["face_match"], serde_json::json!(least), "{without:#}");
    let unknown = fit(&history(2640), &["--leave-out", "faces"]);
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("argos checks lists them"));
    let wrong = fit("{\"decided\":1}\n", &[]);
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("line 1"));
}
