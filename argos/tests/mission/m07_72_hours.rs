//! M7: an incomplete submission with retry history is rejected after 72 hours; without retry history it stays.

use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::on_both_databases;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use reqwest::StatusCode;
use serde_json::json;
use std::time::Duration;

on_both_databases!(after_72_hours_incomplete_submissions_with_retry_history_are_rejected_and_others_stay);

const HOUR: Duration = Duration::from_secs(60 * 60);
const LATE: &str = "late@lindqvist.example";

async fn after_72_hours_incomplete_submissions_with_retry_history_are_rejected_and_others_stay(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let no_document = FacePhotograph::Obama.bytes().unwrap();
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let passport = SpecimenPassport::default()
        .photograph(&portrait, &Photograph::default())
        .unwrap();
    let failed = customer.api.step1(&no_document, &[("email", LATE)]).await.unwrap();
    let failed_id = failed.text("/submissionId").to_owned();
    let fresh = customer
        .api
        .step1(&passport, &[("email", "fresh@lindqvist.example")])
        .await
        .unwrap();
    let fresh_id = fresh.text("/submissionId").to_owned();
    assert_eq!(fresh.body["retryCount"], json!(0), "{}", fresh.body);

    // 72 hours count from the last failed attempt.
    customer.server.pass(HOUR * 48).await.unwrap();
    let again = [("submissionId", failed_id.as_str())];
    customer.api.step1(&no_document, &again).await.unwrap();
    customer
        .server
        .pass(HOUR * 72 - Duration::from_secs(120))
        .await
        .unwrap();
    let item = customer.submission(&failed_id).await.unwrap();
    assert_eq!(item["kyc"]["status"], "incomplete", "{item}");

    customer.server.pass(Duration::from_secs(240)).await.unwrap();
    let told = customer.told("rejected").await.unwrap();
    assert_eq!(
        (
            &told["submission_id"],
            &told["kyc_result"]["commentCode"],
            &told["kyc_result"]["reviewer"]
        ),
        (&json!(failed_id), &json!("timeout"), &json!("system")),
        "{told}"
    );
    let mail = customer.mail_to(LATE).await.unwrap();
    assert!(mail.text.contains("not finished in time"), "{}", mail.text);
    let late = customer.api.step1(&passport, &again).await.unwrap();
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.body);

    // Nobody is told twice, and without retry history a submission waits as long as it takes.
    customer.server.pass(HOUR * 24 * 30).await.unwrap();
    let rejected = customer
        .triggers()
        .unwrap()
        .into_iter()
        .filter(|trigger| trigger == "rejected");
    assert_eq!(rejected.count(), 1);
    assert_eq!(customer.mails.messages().len(), 1);
    let item = customer.submission(&fresh_id).await.unwrap();
    assert_eq!(item["kyc"]["status"], "incomplete", "{item}");
    let selfie = FacePhotograph::ObamaAgain.bytes().unwrap();
    let decided = customer.api.step2(&fresh_id, &selfie, &[]).await.unwrap();
    assert!(
        ["approved", "pending"].contains(&decided.text("/kycStatus")),
        "{}",
        decided.body
    );
}
