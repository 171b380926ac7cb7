//! `argos eval ages` as people and scripts call it, and the estimate itself by both engines.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use argos_testkit::faces::FacePhotograph;
use argos_testkit::specimen::photograph::jpeg;
use argos_vision::{EnginePreference, EstimateAge, Vision};
use image::{Rgb, RgbImage};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// A person in middle age, an old one, a picture without a face, and a file that is none.
fn labelled_pictures() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    write("a.jpg", &FacePhotograph::Obama.bytes().unwrap());
    write("b.jpg", &FacePhotograph::Biden.bytes().unwrap());
    let wall = RgbImage::from_fn(300, 200, |x, y| Rgb([120 + ((x / 9 + y / 7) % 3) as u8; 3]));
    write("wall.jpg", &jpeg(&wall, 90).unwrap());
    write("letter.jpg", b"Dear Sir or Madam\n");
    // Of the last two rows the age is as wrong as can be.
    let list = "path,age,source,note\n\
        a.jpg,47,first,x\n\
        b.jpg,66,second,\n\
        wall.jpg,30,second,\n\
        letter.jpg,30,second,\n\
        a.jpg,110,wrong,\n\
        b.jpg,3,wrong,\n";
    write("labels.csv", list.as_bytes());
    let path = folder.path().join("labels.csv");
    (folder, path)
}

fn run(list: &Path, further: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_argos"));
    let output = command.args(["eval", "ages"]).arg(list).args(further).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(!told.contains("panicked"), "{told}");
    output
}

#[test]
fn errors_are_told_by_source_and_decade_and_pictures_without_a_face_are_counted_apart() {
    let (_folder, list) = labelled_pictures();
    let output = run(&list, &["--json", "--tolerance", "20"]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && told.contains("letter.jpg"), "{told}");
    let figures: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(figures["all"]["pictures"], 4, "{figures:#}");
    assert_eq!(figures["all"]["noted"], 0.5, "{figures:#}");
    assert!(
        (figures["failure_to_acquire"].as_f64().unwrap() - 2.0 / 6.0).abs() < 1e-9,
        "{figures:#}"
    );
    let of = |source: &str, figure: &str| figures["by_source"][source][figure].as_f64().unwrap();
    assert!(
        of("first", "mean_absolute_error") < 15.0 && of("second", "mean_absolute_error") < 20.0,
        "{figures:#}"
    );
    assert!(of("wrong", "noted") > 0.99, "{figures:#}");
    // The older of two people looks older.
    let looks = |decade: &str, age: f64| age + figures["by_decade"][decade]["bias"].as_f64().unwrap();
    assert!(looks("60", 66.0) > looks("40", 47.0) + 5.0, "{figures:#}");
    assert!(
        figures["model"].as_str().unwrap().starts_with("HSE FaceRes, age ("),
        "{figures:#}"
    );

    let table = run(&list, &[]);
    let table = String::from_utf8(table.stdout).unwrap();
    // Who would be forty years older than they look is noticed, where the error is not as large.
    assert_eq!(figures["other_birth_dates"][5]["older_by"], 40, "{figures:#}");
    for line in [
        "person +40 years",
        "source second",
        "60 to 69 years old",
        "pictures without a face 33.3 %",
    ] {
        assert!(table.contains(line), "{line}: {table}");
    }
    let missing = run(Path::new("no-such-list.csv"), &[]);
    assert_eq!(missing.status.code(), Some(3));
}

#[test]
fn both_engines_estimate_the_same_age() {
    let mut visions = [EnginePreference::OnnxRuntime, EnginePreference::Rten].map(|engine| {
        Vision::load(engine).expect("the library of ONNX Runtime is missing: run scripts/setup.sh before the tests")
    });
    for photograph in [FacePhotograph::Obama, FacePhotograph::ObamaAgain, FacePhotograph::Biden] {
        let picture = photograph.bytes().unwrap();
        let [one, other] = visions.each_mut().map(|vision| {
            let alone = vision.read_age(&picture).unwrap().age.unwrap();
            let of_selfie = vision.read_selfie(&picture, EstimateAge::Yes).unwrap().age.unwrap();
            assert_eq!(alone, of_selfie, "a selfie is judged by the same estimate");
            alone.estimated.years()
        });
        assert!((one - other).abs() < 0.1, "{photograph:?}: {one} and {other} years");
    }
}
