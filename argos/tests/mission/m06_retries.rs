//! M6: three attempts in all for one submission, summed over its steps.

use argos_testkit::customer::{Customer, trigger_of};
use argos_testkit::database::Database;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::on_both_databases;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use reqwest::StatusCode;
use serde_json::json;

on_both_databases!(attempts_are_summed_over_the_steps_and_the_third_failure_rejects);

const EMAIL: &str = "oskar@lindqvist.example";

async fn attempts_are_summed_over_the_steps_and_the_third_failure_rejects(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let passport = SpecimenPassport::default()
        .photograph(&portrait, &Photograph::default())
        .unwrap();
    let stranger = FacePhotograph::Biden.bytes().unwrap();

    // A failed attempt is a retry: the submission stays incomplete and the step can be repeated at once.
    let no_document = FacePhotograph::Obama.bytes().unwrap();
    let first = customer.api.step1(&no_document, &[("email", EMAIL)]).await.unwrap();
    let id = first.text("/submissionId").to_owned();
    assert_eq!(
        (first.text("/kycStatus"), &first.body["retryCount"]),
        ("incomplete", &json!(1)),
        "{}",
        first.body
    );
    let again = [("submissionId", id.as_str())];
    let read = customer.api.step1(&passport, &again).await.unwrap();
    assert_eq!(
        (read.text("/kycStatus"), read.text("/nextStep")),
        ("incomplete", "selfie")
    );
    assert_eq!(read.body["retryCount"], json!(1), "what succeeds costs nothing");

    // The attempt of the first step counts in the second one.
    let second = customer.api.step2(&id, &stranger, &[]).await.unwrap();
    assert_eq!(
        (second.text("/kycStatus"), &second.body["retryCount"]),
        ("incomplete", &json!(2)),
        "{}",
        second.body
    );
    let third = customer.api.step2(&id, &stranger, &[]).await.unwrap();
    assert_eq!(
        (
            third.text("/kycStatus"),
            third.text("/rejectCode"),
            &third.body["retryCount"]
        ),
        ("rejected", "too_many_retry", &json!(3)),
        "{}",
        third.body
    );

    // The right face comes too late: what is rejected stays rejected.
    let right = FacePhotograph::ObamaAgain.bytes().unwrap();
    let late = customer.api.step2(&id, &right, &[]).await.unwrap();
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.body);
    let late = customer.api.step1(&passport, &again).await.unwrap();
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.body);

    let told = customer.told("rejected").await.unwrap();
    assert_eq!(told["kyc_result"]["commentCode"], "too_many_retry", "{told}");
    assert_eq!(customer.triggers().unwrap(), ["created", "retry", "retry", "rejected"]);
    let received = customer.receiver.received();
    let retries = received.iter().filter(|webhook| trigger_of(webhook) == "retry");
    let attempts: Vec<_> = retries
        .map(|webhook| {
            let body = webhook.json().unwrap();
            assert_eq!(body["kyc_result"]["status"], "incomplete", "{body}");
            (body["attempts"].clone(), body["retryCode"].clone())
        })
        .collect();
    assert_eq!(
        attempts,
        [
            (json!(1), json!("document_not_found")),
            (json!(2), json!("face_compare_underscore"))
        ]
    );
    let mail = customer.mail_to(EMAIL).await.unwrap();
    assert!(mail.text.contains("three attempts"), "{}", mail.text);

    // The person starts from the beginning: a new submission with all its attempts.
    let anew = customer.api.step1(&passport, &[("email", EMAIL)]).await.unwrap();
    assert_ne!(anew.text("/submissionId"), id);
    assert_eq!(
        (anew.text("/nextStep"), &anew.body["retryCount"]),
        ("selfie", &json!(0)),
        "{}",
        anew.body
    );
}
