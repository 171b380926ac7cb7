//! `argos verify` as people and scripts call it: right verdicts, clear answers to everything else, bounded memory.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use argos_testkit::faces::FacePhotograph;
use argos_testkit::hostile_images::vast_png;
use argos_testkit::measured_process::MeasuredProcess;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::{Photograph, jpeg};
use image::imageops::{FilterType, resize};
use image::{Rgb, RgbImage};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;

/// No run may hold more than this.
const MOST_MEMORY: u64 = 700_000_000;
/// A verdict, models loaded from cold, with other tests at work beside it.
const LONGEST_VERDICT: Duration = Duration::from_secs(40);
/// A refusal of an image that is no image needs no look at it.
const LONGEST_REFUSAL: Duration = Duration::from_secs(10);

struct Files(TempDir);

impl Files {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn passport(&self, how: &Photograph) -> PathBuf {
        let portrait = FacePhotograph::Obama.portrait().unwrap();
        self.write(
            "passport.jpg",
            &SpecimenPassport::default().photograph(&portrait, how).unwrap(),
        )
    }
}

fn verify(document: &Path, selfie: &Path, further: &[&str]) -> MeasuredProcess {
    let mut command = Command::new(env!("CARGO_BIN_EXE_argos"));
    command
        .arg("verify")
        .arg("--document")
        .arg(document)
        .arg("--selfie")
        .arg(selfie)
        .args(further);
    let run = MeasuredProcess::run(&mut command).unwrap();
    let peak = run.peak_memory.map_or(0, |peak| peak / 1_000_000);
    eprintln!("{} ms, {peak} MB", run.duration.as_millis());
    assert!(
        run.peak_memory.is_none_or(|peak| peak < MOST_MEMORY),
        "{peak} MB of memory"
    );
    run
}

/// A verdict in JSON.
fn verdict(document: &Path, selfie: &Path) -> Value {
    let run = verify(document, selfie, &["--json"]);
    assert_eq!(run.output.status.code(), Some(0), "{}", run.standard_error());
    assert!(run.duration < LONGEST_VERDICT, "{:?}", run.duration);
    assert!(run.peak_memory.is_some(), "the memory was not measured");
    serde_json::from_str(&run.standard_output()).unwrap()
}

/// An input that cannot be read: exit code 3, one clear sentence, nothing on standard output.
fn refused(document: &Path, selfie: &Path) -> String {
    let run = verify(document, selfie, &["--json"]);
    assert_eq!(run.output.status.code(), Some(3), "{}", run.standard_output());
    assert!(run.duration < LONGEST_REFUSAL, "{:?}", run.duration);
    assert_eq!(run.standard_output(), "");
    let message = run.standard_error().lines().last().unwrap_or_default().to_owned();
    assert!(message.starts_with("argos verify: "), "{message}");
    assert!(!message.contains("panicked") && message.len() < 300, "{message}");
    message
}

#[test]
fn one_person_is_approved_or_goes_to_a_human() {
    let files = Files::new();
    let selfie = FacePhotograph::ObamaAgain.path().unwrap();
    let verdict = verdict(&files.passport(&Photograph::default()), &selfie);
    let status = verdict["status"].as_str().unwrap();
    assert!(["approved", "pending"].contains(&status), "{verdict:#}");
    assert_eq!(
        verdict["document"]["mrz"]["lines"],
        serde_json::json!(SpecimenPassport::default().mrz())
    );
    let fields = &verdict["document"]["fields"];
    let expected = [
        ("last_name", "LINDQVIST"),
        ("first_name", "OSKAR EMIL"),
        ("document_number", "X47K20913"),
        ("date_of_birth", "1968-09-23"),
        ("expire_date", "2034-03-14"),
        ("gender", "male"),
        ("nationality", "UTO"),
        ("id_type", "passport"),
    ];
    for (name, value) in expected {
        assert_eq!(
            fields[name].as_str().unwrap_or_default().to_uppercase(),
            value.to_uppercase(),
            "{name}: {fields:#}"
        );
    }
    let similarity = verdict["face"]["similarity"].as_f64().unwrap();
    assert!(
        similarity >= verdict["face"]["threshold"].as_f64().unwrap(),
        "similarity {similarity}"
    );
}

#[test]
fn a_photograph_by_hand_is_read_as_well() {
    let files = Files::new();
    let selfie = FacePhotograph::ObamaAgain.path().unwrap();
    let verdict = verdict(&files.passport(&Photograph::by_hand()), &selfie);
    assert!(
        ["approved", "pending"].contains(&verdict["status"].as_str().unwrap()),
        "{verdict:#}"
    );
    assert_eq!(verdict["document"]["fields"]["document_number"], "X47K20913");
}

#[test]
fn pictures_of_twelve_megapixels_stay_within_the_memory() {
    let files = Files::new();
    let size = (4032, 3024);
    let document = files.passport(&Photograph {
        size,
        ..Photograph::default()
    });
    let face = FacePhotograph::ObamaAgain.portrait().unwrap();
    let selfie = jpeg(&resize(&face, size.1, size.0, FilterType::Triangle), 90).unwrap();
    let verdict = verdict(&document, &files.write("selfie.jpg", &selfie));
    assert!(
        ["approved", "pending"].contains(&verdict["status"].as_str().unwrap()),
        "{verdict:#}"
    );
}

#[test]
fn two_people_are_never_approved() {
    let files = Files::new();
    let verdict = verdict(
        &files.passport(&Photograph::default()),
        &FacePhotograph::Biden.path().unwrap(),
    );
    assert_ne!(verdict["status"], "approved", "{verdict:#}");
    assert_eq!(verdict["retry_code"], "face_compare_underscore", "{verdict:#}");
}

/// ONNX Runtime and rten compute in other orders: the score must not depend on which of them an installation has.
#[test]
fn both_engines_give_one_score() {
    let files = Files::new();
    let selfie = FacePhotograph::ObamaAgain.path().unwrap();
    let document = files.passport(&Photograph::by_hand());
    let [first, second] = ["onnxruntime", "rten"].map(|engine| {
        let run = verify(&document, &selfie, &["--json", "--engine", engine]);
        let verdict: Value = serde_json::from_str(&run.standard_output()).unwrap();
        assert_eq!(verdict["engine"]["name"], engine, "{}", run.standard_error());
        (verdict["status"].clone(), verdict["argos_score"].as_f64().unwrap())
    });
    assert_eq!(first.0, second.0);
    assert!((first.1 - second.1).abs() <= 0.5, "{first:?} {second:?}");
}

#[test]
fn everything_that_integrators_rely_on_is_in_the_json() {
    let files = Files::new();
    let verdict = verdict(
        &files.passport(&Photograph::default()),
        &FacePhotograph::ObamaAgain.path().unwrap(),
    );
    let keys = [
        "status",
        "argos_score",
        "score_version",
        "score_start",
        "threshold",
        "reject_code",
        "retry_code",
        "checks",
        "document",
        "face",
        "liveness",
        "models",
        "engine",
        "timings_ms",
    ];
    for key in keys {
        assert!(verdict.get(key).is_some(), "{key} is missing");
    }
    for check in verdict["checks"].as_array().unwrap() {
        for key in ["name", "outcome", "value", "threshold", "score_part", "message"] {
            assert!(check.get(key).is_some(), "{key} is missing in {check}");
        }
    }
    for key in ["type", "country", "fields", "mrz"] {
        assert!(verdict["document"].get(key).is_some(), "{key} is missing");
    }
    let timings = &verdict["timings_ms"];
    let milliseconds = |key: &str| timings[key].as_f64().unwrap_or_else(|| panic!("{key} is missing"));
    assert!(
        milliseconds("total") >= milliseconds("inference") && milliseconds("decode") > 0.0,
        "{timings}"
    );
    assert!(timings["stages"].as_object().is_some_and(|stages| !stages.is_empty()));
    assert!(
        verdict["models"]
            .as_array()
            .is_some_and(|models| models.iter().all(|model| model["licence"].is_string()))
    );
    assert!(verdict["engine"]["name"].is_string());
    assert_eq!(verdict["threshold"], 70.0);
    let points: f64 = verdict["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|check| check["score_part"]["points"].as_f64())
        .sum();
    let (start, score) = (
        verdict["score_start"].as_f64().unwrap(),
        verdict["argos_score"].as_f64().unwrap(),
    );
    assert!((start + points - score).abs() < 0.01, "{start} {points} {score}");
    assert!(points <= 0.0 && verdict["score_version"] == 2, "{verdict:#}");
}

#[test]
fn without_json_the_report_is_for_people() {
    let files = Files::new();
    let run = verify(
        &files.passport(&Photograph::default()),
        &FacePhotograph::ObamaAgain.path().unwrap(),
        &[],
    );
    let report = run.standard_output();
    assert!(run.output.status.success(), "{}", run.standard_error());
    assert!(
        report.contains("ARGOS Score") && report.contains("X47K20913") && report.contains("Checks"),
        "{report}"
    );
    assert!(report.contains("  start ") && report.contains("; in all "), "{report}");
    assert!(!report.contains("{\""), "{report}");
}

#[test]
fn a_picture_without_a_document_says_so() {
    let face = FacePhotograph::Obama.path().unwrap();
    let verdict = verdict(&face, &FacePhotograph::ObamaAgain.path().unwrap());
    assert_eq!(
        (&verdict["status"], &verdict["retry_code"]),
        (&"retry".into(), &"document_not_found".into()),
        "{verdict:#}"
    );
}

#[test]
fn a_black_image_says_so() {
    let files = Files::new();
    let black = files.write(
        "black.jpg",
        &jpeg(&RgbImage::from_pixel(1600, 1200, Rgb([0, 0, 0])), 90).unwrap(),
    );
    let verdict = verdict(&black, &black);
    assert_eq!(verdict["status"], "retry", "{verdict:#}");
    assert!(
        verdict["retry_code"].is_string() && verdict["document"]["fields"] == serde_json::json!({}),
        "{verdict:#}"
    );
}

#[test]
fn files_that_are_no_images_are_named_and_refused() {
    let files = Files::new();
    let selfie = FacePhotograph::ObamaAgain.path().unwrap();
    let text = files.write("letter.jpg", b"Dear Sir or Madam, please find my passport attached.\n");
    assert!(refused(&text, &selfie).contains("letter.jpg"));
    assert!(refused(&selfie, &files.write("empty.jpg", b"")).contains("empty.jpg"));
    assert!(refused(&files.0.path().join("absent.jpg"), &selfie).contains("absent.jpg"));
    let half = std::fs::read(&selfie).unwrap();
    refused(&files.write("cut_off.jpg", &half[..200]), &selfie);
}

#[test]
fn an_image_of_400_megapixels_is_refused_before_it_is_unpacked() {
    let files = Files::new();
    let vast = files.write("vast.png", &vast_png(20_000, 20_000).unwrap());
    let message = refused(&vast, &FacePhotograph::ObamaAgain.path().unwrap());
    assert!(message.contains("vast.png") && message.contains("20000"), "{message}");
}

#[test]
fn wrong_use_is_told_apart_from_wrong_input() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_argos"));
    let run = MeasuredProcess::run(command.args(["verify", "--document", "only-this.jpg"])).unwrap();
    assert_eq!(run.output.status.code(), Some(2));
    assert!(run.standard_error().contains("--selfie"), "{}", run.standard_error());
}
