//! `argos read` as people and scripts call it: fields with their status and place, every image of several, clear
//! answers to what is no image.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use argos_testkit::faces::FacePhotograph;
use argos_testkit::hostile_images::vast_png;
use argos_testkit::measured_process::MeasuredProcess;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use image::RgbImage;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;

/// No run may hold more than this.
const MOST_MEMORY: u64 = 700_000_000;
/// A refusal needs no models, only the header of the file; other tests are at work beside it.
const LONGEST_REFUSAL: Duration = Duration::from_secs(5);

fn read(images: &[&Path], further: &[&str]) -> MeasuredProcess {
    let mut command = Command::new(env!("CARGO_BIN_EXE_argos"));
    let run = MeasuredProcess::run(command.arg("read").args(images).args(further)).unwrap();
    assert!(
        run.peak_memory.is_none_or(|peak| peak < MOST_MEMORY),
        "{:?}",
        run.peak_memory
    );
    assert!(!run.standard_error().contains("panicked"), "{}", run.standard_error());
    run
}

fn read_json(image: &Path) -> Value {
    let run = read(&[image], &["--json"]);
    assert_eq!(run.output.status.code(), Some(0), "{}", run.standard_error());
    serde_json::from_str(&run.standard_output()).unwrap()
}

fn photograph() -> Vec<u8> {
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    SpecimenPassport::default()
        .photograph(&portrait, &Photograph::default())
        .unwrap()
}

fn write(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// Smallest and largest x and y of four corners.
fn extent(corners: &Value) -> [f64; 4] {
    let values = |axis: usize| {
        let corners = corners.as_array().unwrap();
        assert_eq!(corners.len(), 4, "{corners:?}");
        corners
            .iter()
            .map(move |corner| corner[axis].as_f64().unwrap())
            .collect::<Vec<f64>>()
    };
    let least = |values: Vec<f64>| values.into_iter().fold(f64::MAX, f64::min);
    let most = |values: Vec<f64>| values.into_iter().fold(f64::MIN, f64::max);
    [least(values(0)), least(values(1)), most(values(0)), most(values(1))]
}

#[test]
fn every_field_comes_with_its_status_and_its_place_in_the_picture() {
    let folder = TempDir::new().unwrap();
    let answer = read_json(&write(&folder, "passport.jpg", &photograph()));
    let document = &answer["document"];
    assert_eq!(
        document["mrz"]["lines"],
        serde_json::json!(SpecimenPassport::default().mrz())
    );
    assert_eq!(document["fields"]["document_number"], "X47K20913");
    assert_eq!(document["fields"]["date_of_birth"], "1968-09-23");
    let number = &document["field_status"]["document_number"];
    assert_eq!(
        (&number["status"], &number["source"]),
        (&"read".into(), &"mrz".into()),
        "{document:#}"
    );
    // A date of issue stands in no zone: it is printed only, and nothing proves it.
    let issued = &document["field_status"]["issue_date"];
    assert_eq!(
        (&issued["status"], &issued["source"]),
        (&"unproven".into(), &"print".into()),
        "{document:#}"
    );

    // The zone is the lowest part of the page, its lines one below the other, and the number begins the second.
    let boxes = &document["boxes"];
    let lines: Vec<[f64; 4]> = boxes["mrz"].as_array().unwrap().iter().map(extent).collect();
    assert!(
        lines.len() == 2 && lines[0][1] < lines[1][1] && lines[0][1] > 800.0,
        "{lines:?}"
    );
    let number = extent(&boxes["fields"]["document_number"]);
    let birth = extent(&boxes["fields"]["date_of_birth"]);
    assert!(
        (number[0] - lines[1][0]).abs() < 5.0 && number[2] < birth[0],
        "{number:?} {birth:?}"
    );
    let share = (number[2] - number[0]) / (lines[1][2] - lines[1][0]);
    assert!(
        (share - 9.0 / 44.0).abs() < 0.02,
        "nine of 44 characters make {share} of the line"
    );
    let portrait = extent(&boxes["portrait"]);
    assert!(portrait[2] < 1100.0 && portrait[3] < lines[0][1], "{portrait:?}");
}

#[test]
fn places_are_those_of_the_picture_as_it_lies() {
    let folder = TempDir::new().unwrap();
    let upright = image::load_from_memory(&photograph()).unwrap().into_rgb8();
    let turned: RgbImage = image::imageops::rotate90(&upright);
    let jpeg = argos_testkit::specimen::photograph::jpeg(&turned, 90).unwrap();
    let answer = read_json(&write(&folder, "turned.jpg", &jpeg));
    let document = &answer["document"];
    assert_eq!(document["fields"]["document_number"], "X47K20913", "{document:#}");
    assert_eq!(document["quarter_turns"], "three_quarters");
    // The zone, at the bottom of the page, lies at the left of the turned picture.
    let height = f64::from(turned.height());
    let line = extent(&document["boxes"]["mrz"][1]);
    assert!(line[2] < 700.0 && line[3] - line[1] > 0.5 * height, "{line:?}");
    let portrait = extent(&document["boxes"]["portrait"]);
    assert!(portrait[0] > line[2] && portrait[3] < 0.5 * height, "{portrait:?}");
}

#[test]
fn everything_that_integrators_rely_on_is_in_the_json() {
    let folder = TempDir::new().unwrap();
    let answer = read_json(&write(&folder, "passport.jpg", &photograph()));
    let keys = [
        "path",
        "document",
        "lines",
        "quality",
        "checks",
        "models",
        "engine",
        "timings_ms",
    ];
    for key in keys {
        assert!(answer.get(key).is_some(), "{key} is missing");
    }
    let timings = &answer["timings_ms"];
    let milliseconds = |key: &str| timings[key].as_f64().unwrap();
    assert!(
        milliseconds("total") > milliseconds("inference") && milliseconds("inference") > 0.0,
        "{timings}"
    );
    assert!(milliseconds("decode") > 0.0, "{timings}");
    let texts: Vec<&str> = answer["lines"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|line| line["text"].as_str())
        .collect();
    assert!(texts.iter().any(|text| text.contains("X47K20913")), "{texts:?}");
    assert_eq!(answer["quality"]["usable"], true);
    assert_eq!(answer["quality"]["measured"]["width"], 2200);
}

#[test]
fn without_json_the_report_is_for_people() {
    let folder = TempDir::new().unwrap();
    let run = read(&[&write(&folder, "passport.jpg", &photograph())], &[]);
    let report = run.standard_output();
    assert!(run.output.status.success(), "{}", run.standard_error());
    let [first, second] = SpecimenPassport::default().mrz();
    for part in [
        "passport.jpg",
        "X47K20913",
        "TD3",
        "5 of 5 check digits",
        "Checks",
        " ms",
        &first,
        &second,
    ] {
        assert!(report.contains(part), "{part} is missing in:\n{report}");
    }
    let number = report.lines().find(|line| line.contains("document_number")).unwrap();
    assert!(
        number.contains(" read ") && number.contains("machine readable zone"),
        "{number}"
    );
    assert!(!report.contains("{\""), "{report}");
}

#[test]
fn of_several_images_each_gets_a_line_and_none_stops_the_others() {
    let folder = TempDir::new().unwrap();
    let passport = photograph();
    let images = [
        write(
            &folder,
            "letter.jpg",
            b"Dear Sir or Madam, please find my passport attached.\n",
        ),
        write(&folder, "cut_off.jpg", &passport[..passport.len() / 3]),
        write(&folder, "passport.jpg", &passport),
        folder.path().join("absent.jpg"),
    ];
    let paths: Vec<&Path> = images.iter().map(PathBuf::as_path).collect();
    let run = read(&paths, &["--json"]);
    assert_eq!(run.output.status.code(), Some(3), "{}", run.standard_error());
    let output = run.standard_output();
    let lines: Vec<Value> = output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 4, "{output}");
    for (line, path) in lines.iter().zip(&images) {
        assert_eq!(line["path"], path.display().to_string());
        assert_eq!(line.get("error").is_none(), path.ends_with("passport.jpg"), "{line}");
    }
    assert_eq!(lines[2]["document"]["fields"]["document_number"], "X47K20913");
    assert_eq!(
        run.standard_error().matches("argos read: ").count(),
        3,
        "{}",
        run.standard_error()
    );
}

#[test]
fn what_is_no_image_is_named_and_refused_at_once() {
    let folder = TempDir::new().unwrap();
    let passport = photograph();
    let cases = [
        (write(&folder, "letter.jpg", b"Dear Sir or Madam\n"), "not a JPEG"),
        (write(&folder, "empty.jpg", b""), "empty"),
        (write(&folder, "cut_off.jpg", &passport[..400]), "damaged"),
        (write(&folder, "vast.png", &vast_png(20_000, 20_000).unwrap()), "20000"),
        (folder.path().join("absent.jpg"), "cannot read"),
        (folder.path().to_owned(), "cannot read"),
    ];
    for (image, reason) in cases {
        let run = read(&[&image], &["--json"]);
        assert_eq!(
            run.output.status.code(),
            Some(3),
            "{image:?}: {}",
            run.standard_output()
        );
        assert_eq!(run.standard_output(), "");
        let message = run.standard_error();
        assert!(
            message.contains(&image.display().to_string()) && message.contains(reason),
            "{message}"
        );
        assert!(message.lines().count() == 1 && message.len() < 300, "{message}");
        assert!(run.duration < LONGEST_REFUSAL, "{image:?}: {:?}", run.duration);
    }
}

#[test]
fn wrong_use_is_told_apart_from_wrong_input() {
    let run = read(&[], &["--json"]);
    assert_eq!(run.output.status.code(), Some(2));
    assert!(run.standard_error().contains("IMAGE"), "{}", run.standard_error());
}
