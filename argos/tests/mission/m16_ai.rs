//! M16: the AI reads, judges and compares on the operator's own machine.

use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::on_both_databases;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use serde_json::Value;
use std::process::Command;
use tempfile::TempDir;

/// In a network namespace of its own, in which not even the loopback is up.
#[test]
fn a_verification_needs_no_network() {
    let folder = TempDir::new().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let passport = SpecimenPassport::default()
        .photograph(&portrait, &Photograph::default())
        .unwrap();
    let run = Command::new("unshare")
        .args([
            "--user",
            "--map-root-user",
            "--net",
            env!("CARGO_BIN_EXE_argos"),
            "verify",
            "--json",
        ])
        .arg("--document")
        .arg(file("passport.jpg", &passport))
        .arg("--selfie")
        .arg(file("selfie.jpg", &FacePhotograph::ObamaAgain.bytes().unwrap()))
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&run.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&run.stderr)));
    assert!(
        report.to_string().contains("X47K20913"),
        "the document was read: {report}"
    );
}

on_both_databases!(a_document_is_read_and_a_face_compared_without_any_configuration);

async fn a_document_is_read_and_a_face_compared_without_any_configuration(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let passport = SpecimenPassport::default()
        .photograph(&portrait, &Photograph::default())
        .unwrap();
    let read = customer.api.step1(&passport, &[]).await.unwrap();
    assert_eq!(read.text("/ocr/documentNumber"), "X47K20913", "{}", read.body);
    let id = read.text("/submissionId").to_owned();
    let stranger = FacePhotograph::Biden.bytes().unwrap();
    let other = customer.api.step2(&id, &stranger, &[]).await.unwrap();
    assert_eq!(
        other.text("/retry/0/retryCode"),
        "face_compare_underscore",
        "{}",
        other.body
    );
    let same = FacePhotograph::ObamaAgain.bytes().unwrap();
    let decided = customer.api.step2(&id, &same, &[]).await.unwrap();
    assert!(
        ["approved", "pending"].contains(&decided.text("/kycStatus")),
        "{}",
        decided.body
    );
    let told = customer.told("created").await.unwrap();
    assert_eq!(told["submission_id"], id.as_str(), "{told}");
}
