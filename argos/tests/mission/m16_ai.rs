//! M16: the AI reads, judges and compares on the operator's own machine.

use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::on_both_databases;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;

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
