//! `argos eval documents` as people and scripts call it: right figures on drawn passports, and clear answers to tables
//! that are wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use argos_testkit::faces::FacePhotograph;
use argos_testkit::measured_process::MeasuredProcess;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::{Photograph, jpeg};
use image::{Rgb, RgbImage};
use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;
use tempfile::TempDir;

const HEADER: &str = "path,kind,format,line1,line2,line3,truth_from\n";

struct Labelled {
    folder: TempDir,
    rows: String,
}

impl Labelled {
    fn new() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
            rows: HEADER.to_owned(),
        }
    }

    fn picture(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.folder.path().join(name), bytes).unwrap();
    }

    fn row(&mut self, row: &str) {
        self.rows.push_str(row);
        self.rows.push('\n');
    }

    fn table(&self) -> PathBuf {
        let path = self.folder.path().join("labels.csv");
        std::fs::write(&path, &self.rows).unwrap();
        path
    }

    fn measure(&self, further: &[&str]) -> MeasuredProcess {
        let mut command = Command::new(env!("CARGO_BIN_EXE_argos"));
        MeasuredProcess::run(command.args(["eval", "documents"]).arg(self.table()).args(further)).unwrap()
    }

    fn figures(&self, further: &[&str]) -> Value {
        let run = self.measure(&[&["--json"], further].concat());
        assert_eq!(run.output.status.code(), Some(0), "{}", run.standard_error());
        assert_eq!(
            run.standard_error(),
            "",
            "nothing but figures when no terminal looks on"
        );
        serde_json::from_str(&run.standard_output()).unwrap()
    }
}

fn passport() -> Vec<u8> {
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let page = SpecimenPassport::default();
    page.photograph(&portrait, &Photograph::default()).unwrap()
}

#[test]
fn right_rows_wrong_truths_and_unreadable_files_are_counted_for_what_they_are() {
    let [first, second] = SpecimenPassport::default().mrz();
    let mut labelled = Labelled::new();
    labelled.picture("right.jpg", &passport());
    labelled.picture("wrong.jpg", &passport());
    labelled.picture("letter.jpg", b"Dear Sir or Madam\n");
    labelled.picture(
        "table.jpg",
        &jpeg(&RgbImage::from_pixel(800, 600, Rgb([120, 90, 60])), 90).unwrap(),
    );
    labelled.row(&format!(
        "right.jpg,mrz,TD3,{first},{second},,\"drawn, all check digits pass\""
    ));
    // Another surname, as if the reading were wrong: no check digit covers it.
    let wrong = first.replace("LINDQVIST", "LINDQVISI");
    labelled.row(&format!("wrong.jpg,mrz,TD3,{wrong},{second},,"));
    labelled.row(&format!("letter.jpg,mrz,TD3,{first},{second},,"));
    labelled.row(&format!("absent.jpg,mrz,TD3,{first},{second},,"));
    labelled.row("table.jpg,no_mrz(table),,,,,");
    labelled.row("right.jpg,no_gt,,,,,");
    let figures = labelled.figures(&[]);

    let count = |key: &str| {
        figures[key]
            .as_u64()
            .unwrap_or_else(|| panic!("{key} is missing in {figures:#}"))
    };
    assert_eq!((count("rows"), count("rows_exact"), count("lines_exact")), (4, 1, 3));
    assert_eq!((count("rows_checked"), count("rows_checked_exact")), (4, 1));
    assert_eq!(
        (count("unreadable"), count("pictures"), count("zones_invented")),
        (2, 6, 0)
    );
    // One wrong character, and two rows of which nothing was read.
    let rate = figures["character_error_rate"].as_f64().unwrap();
    assert!((rate - (1.0 + 88.0 + 88.0) / (4.0 * 88.0)).abs() < 1e-9, "{rate}");
    // The zone's surname is printed beside it, so that it counts as proven; the pretended truth says otherwise.
    assert_eq!(count("fields_wrong_accepted"), 1);
    assert!(figures["ms_p50"].as_f64().unwrap() > 0.0);
    assert!(figures["ms_p95"].as_f64().unwrap() >= figures["ms_p50"].as_f64().unwrap());

    let failures = figures["failures"].as_array().unwrap();
    let paths: Vec<&str> = failures.iter().filter_map(|failure| failure["path"].as_str()).collect();
    assert_eq!(paths, ["wrong.jpg", "letter.jpg", "absent.jpg"]);
    assert_eq!(failures[0]["expected"], serde_json::json!([wrong, second]));
    assert_eq!(failures[0]["got"], serde_json::json!([first, second]));
    assert_eq!(failures[0]["fields_wrong_accepted"], serde_json::json!(["surname"]));
    assert!(
        failures[1]["error"].as_str().unwrap().contains("not a JPEG"),
        "{}",
        failures[1]
    );
    assert!(
        failures[2]["error"].as_str().unwrap().contains("absent.jpg"),
        "{}",
        failures[2]
    );
}

#[test]
fn turned_pictures_are_read_as_well_and_the_report_says_so() {
    let [first, second] = SpecimenPassport::default().mrz();
    let mut labelled = Labelled::new();
    labelled.picture("passport.jpg", &passport());
    labelled.row(&format!("passport.jpg,mrz,TD3,{first},{second},,"));
    for degrees in ["90", "180", "270"] {
        let figures = labelled.figures(&["--turn", degrees]);
        assert_eq!(
            (&figures["rows_exact"], &figures["upright"]),
            (&1.into(), &1.into()),
            "{figures:#}"
        );
    }
    let run = labelled.measure(&["--show", "--only", "passport"]);
    let report = run.standard_output();
    assert!(
        report.contains("zones read exactly    1 of 1") && report.contains(&second),
        "{report}"
    );
    assert!(
        !run.standard_error().contains("pictures"),
        "a progress bar is for a terminal: {}",
        run.standard_error()
    );
}

#[test]
fn a_table_that_is_wrong_is_refused_with_the_line() {
    let [first, second] = SpecimenPassport::default().mrz();
    let right = format!("passport.jpg,mrz,TD3,{first},{second},,");
    let cases = [
        (format!("{right}\n,mrz,TD3,{first},{second},,"), "line 3", "path"),
        (format!("passport.jpg,mrz,TD3,{first},,,"), "line 2", "lines"),
        (
            format!("{right}\npassport.jpg,mrz,\"TD3,{first},{second},,\n{right}"),
            "line 3",
            "quotation mark",
        ),
    ];
    for (rows, line, reason) in cases {
        let mut labelled = Labelled::new();
        labelled.row(&rows);
        let run = labelled.measure(&["--json"]);
        assert_eq!(run.output.status.code(), Some(3), "{}", run.standard_output());
        let message = run.standard_error();
        assert!(
            message.starts_with("argos eval: ") && message.contains("labels.csv"),
            "{message}"
        );
        assert!(message.contains(line) && message.contains(reason), "{message}");
    }
    let run = Labelled::new().measure(&["--turn", "45"]);
    assert_eq!(run.output.status.code(), Some(2));
}
