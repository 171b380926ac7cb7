//! `argos verify` and `argos read` on North American driving licences: the barcode on the back proves what is printed on
//! the front.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use argos_testkit::faces::FacePhotograph;
use argos_testkit::measured_process::MeasuredProcess;
use argos_testkit::specimen::licence::SpecimenLicence;
use argos_testkit::specimen::photograph::Photograph;
use image::RgbImage;
use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;
use tempfile::TempDir;

struct Files(TempDir);

impl Files {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn photograph(&self, name: &str, side: &RgbImage) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, Photograph::by_hand().jpeg(side).unwrap()).unwrap();
        path
    }

    fn front(&self, licence: &SpecimenLicence) -> PathBuf {
        let portrait = FacePhotograph::Obama.portrait().unwrap();
        self.photograph("front.jpg", &licence.front(&portrait).unwrap())
    }

    fn back(&self, licence: &SpecimenLicence) -> PathBuf {
        self.photograph("back.jpg", &licence.back().unwrap())
    }

    fn verdict(&self, front: &SpecimenLicence, back: &SpecimenLicence) -> Value {
        let mut command = Command::new(env!("CARGO_BIN_EXE_argos"));
        command.arg("verify").arg("--document").arg(self.front(front));
        command.arg("--document-back").arg(self.back(back));
        command.arg("--selfie").arg(FacePhotograph::ObamaAgain.path().unwrap());
        let run = MeasuredProcess::run(command.arg("--json")).unwrap();
        assert_eq!(run.output.status.code(), Some(0), "{}", run.standard_error());
        serde_json::from_str(&run.standard_output()).unwrap()
    }
}

#[test]
fn a_licence_with_a_barcode_is_approved_without_a_machine_readable_zone() {
    let licence = SpecimenLicence::default();
    let verdict = Files::new().verdict(&licence, &licence);
    let document = &verdict["document"];
    assert_eq!(document["type"], "drivers_license");
    assert_eq!(document["country"], "USA");
    let fields = &document["fields"];
    assert_eq!(
        (&fields["last_name"], &fields["first_name"]),
        (&"LINDQVIST".into(), &"OSKAR EMIL".into())
    );
    assert_eq!(fields["date_of_birth"], "1968-09-23");
    assert_eq!(fields["expire_date"], "2054-03-14");
    assert_eq!(fields["issue_date"], "2024-03-15");
    assert_eq!(fields["document_number"], "D4720913");
    assert_eq!(fields["gender"], "male");
    for field in [
        "last_name",
        "first_name",
        "date_of_birth",
        "document_number",
        "issuing_country",
        "id_type",
    ] {
        let status = &document["field_status"][field];
        assert_eq!(
            (&status["source"], &status["status"]),
            (&"barcode".into(), &"read".into()),
            "{field}"
        );
    }
    let barcode = &document["barcodes"][0];
    assert_eq!((&barcode["symbology"], &barcode["page"]), (&"pdf417".into(), &1.into()));
    assert_eq!(barcode["content"]["card"]["issuing_jurisdiction"], "CA");
    assert_eq!(verdict["status"], "approved", "{verdict:#}");
}

#[test]
fn a_barcode_of_somebody_else_is_not_approved() {
    let holder = SpecimenLicence::default();
    let other = SpecimenLicence {
        surname: "Marchetti".to_owned(),
        given_name: "Giulia".to_owned(),
        middle_names: String::new(),
        number: "X9981245".to_owned(),
        birth_date: "1991-12-04".to_owned(),
        ..SpecimenLicence::default()
    };
    let verdict = Files::new().verdict(&holder, &other);
    assert_ne!(verdict["status"], "approved", "{verdict:#}");
}

#[test]
fn read_tells_an_identity_card_by_its_barcode() {
    let card = SpecimenLicence {
        identity_card: true,
        ..SpecimenLicence::default()
    };
    let files = Files::new();
    let mut command = Command::new(env!("CARGO_BIN_EXE_argos"));
    command.arg("read").arg(files.back(&card)).arg("--json");
    let run = MeasuredProcess::run(&mut command).unwrap();
    assert_eq!(run.output.status.code(), Some(0), "{}", run.standard_error());
    let read: Value = serde_json::from_str(&run.standard_output()).unwrap();
    assert_eq!(read["document"]["type"], "government_id");
    assert_eq!(
        read["document"]["barcodes"][0]["content"]["card"]["kind"],
        "identity_card"
    );
    assert_eq!(read["document"]["fields"]["last_name"], "LINDQVIST");
}

#[test]
fn eval_barcodes_counts_right_and_wrong_payloads_and_texts_of_cards() {
    let files = Files::new();
    let licence = SpecimenLicence::default();
    let right = files.back(&licence);
    std::fs::write(right.with_extension("txt"), licence.barcode_text()).unwrap();
    std::fs::copy(&right, files.0.path().join("wrong.jpg")).unwrap();
    std::fs::write(files.0.path().join("wrong.txt"), "something else").unwrap();
    std::fs::write(files.0.path().join("card.txt"), licence.barcode_text()).unwrap();
    std::fs::write(files.0.path().join("cut.txt"), &licence.barcode_text()[..120]).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_argos"));
    command.args(["eval", "barcodes"]).arg(files.0.path()).arg("--json");
    let run = MeasuredProcess::run(&mut command).unwrap();
    assert_eq!(run.output.status.code(), Some(0), "{}", run.standard_error());
    let counted: Value = serde_json::from_str(&run.standard_output()).unwrap();
    assert_eq!(
        (&counted["images"], &counted["exact"]),
        (&2.into(), &1.into()),
        "{counted:#}"
    );
    assert_eq!(
        (&counted["card_texts"], &counted["card_texts_parsed"]),
        (&2.into(), &1.into())
    );
    let failed = counted["failures"].as_array().unwrap();
    assert_eq!(failed.len(), 2);
    assert!(counted["ms_p50"].as_f64().unwrap() > 0.0);
}
