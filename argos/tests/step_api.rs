//! The REST API with its webhooks and mails, as a customer's own server meets them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use argos_testkit::administrator::Administrator;
use argos_testkit::api::ApiAnswer;
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::on_both_databases;
use argos_testkit::server::ArgosServer;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use reqwest::StatusCode;
use serde_json::json;

const BINARY: &str = env!("CARGO_BIN_EXE_argos");
const OPTIONS: [(&str, &str); 5] = [
    ("email", "oskar@lindqvist.example"),
    ("userid", "customer-4711"),
    ("cf1", "branch 12"),
    ("cf2", "web"),
    ("cf3", "spring campaign"),
];

on_both_databases! {
    a_person_is_verified_in_two_steps_and_the_customer_is_told
    three_failed_attempts_reject_and_each_is_told
    another_face_is_not_approved_and_the_right_one_still_can_be
    a_project_sees_nothing_of_another
    without_the_right_key_nothing_is_answered
}

fn passport() -> Vec<u8> {
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    SpecimenPassport::default()
        .photograph(&portrait, &Photograph::default())
        .unwrap()
}

/// A sharp picture of something else.
fn no_document() -> Vec<u8> {
    FacePhotograph::Obama.bytes().unwrap()
}

/// `OCR_raw` names value, score, acceptance and place of each field, and what proves it.
fn assert_each_field_says_how_it_was_read(body: &serde_json::Value) {
    let number = &body["OCR_raw"]["documentNumber"];
    assert_eq!(number["value"], "X47K20913", "{body}");
    assert_eq!(
        (&number["accepted"], &number["source"]),
        (&true.into(), &"mrz".into()),
        "{body}"
    );
    assert!(
        ["read", "repaired"].contains(&number["status"].as_str().unwrap()),
        "{body}"
    );
    assert_eq!(number["coordinates"].as_array().map(Vec::len), Some(4), "{body}");
    assert!(number["score"].as_f64().is_some_and(|score| score > 0.0), "{body}");
    assert_eq!(body["OCR_raw"]["rotate"]["value"], 0, "{body}");
}

async fn a_person_is_verified_in_two_steps_and_the_customer_is_told(database: Database) {
    let customer = Customer::start_on(BINARY, database, &[]).await.unwrap();
    let (passport, selfie) = (passport(), FacePhotograph::ObamaAgain.bytes().unwrap());

    let mut fields = OPTIONS.to_vec();
    fields.extend([("issuingCountry", "UTO"), ("idType", "passport")]);
    let read = customer.api.step1(&passport, &fields).await.unwrap();
    assert_eq!(read.status, StatusCode::OK, "{}", read.body);
    assert_eq!(read.text("/ocr/documentNumber"), "X47K20913", "{}", read.body);
    assert_each_field_says_how_it_was_read(&read.body);
    assert!(
        read.body["recognition_score"]
            .as_f64()
            .is_some_and(|score| score > 50.0)
    );
    let id = read.text("/submissionId").to_owned();

    let decided = customer.api.step2(&id, &selfie, &[]).await.unwrap();
    assert_eq!(decided.status, StatusCode::OK, "{}", decided.body);
    assert!(
        decided.body["faceSimilarityScore"]
            .as_f64()
            .is_some_and(|similarity| similarity >= 85.0)
    );
    let status = decided.text("/kycStatus").to_owned();
    let last = if status == "approved" { "approved" } else { "submit" };
    assert!(["approved", "pending"].contains(&status.as_str()), "{}", decided.body);

    let told = customer.told(last).await.unwrap();
    assert_eq!(customer.triggers().unwrap(), ["created", last]);
    let item = customer.submission(&id).await.unwrap();
    assert_each_field_says_how_it_was_read(&item);
    for body in [&told, &item] {
        assert_eq!(
            (&body["submission_id"], &body["email"], &body["userid"]),
            (&json!(id), &json!(OPTIONS[0].1), &json!(OPTIONS[1].1))
        );
        assert_eq!(
            body["cf"],
            json!({ "cf1": "branch 12", "cf2": "web", "cf3": "spring campaign" })
        );
    }
    assert_eq!(
        (&told["last_name"], &told["date_of_birth"]),
        (&json!("LINDQVIST"), &json!("1968-09-23")),
        "{told}"
    );
    assert_eq!(
        (&item["kyc"]["status"], &item["data"]["documentNumber"]),
        (&json!(status), &json!("X47K20913")),
        "{item}"
    );

    let mail = customer.mail_to(OPTIONS[0].1).await.unwrap();
    assert!(!mail.subject.is_empty() && mail.text.contains(&id), "{}", mail.text);

    for (kind, sent) in [("idImage", &passport), ("selfieImage", &selfie)] {
        let (status, bytes) = customer.api.image(&id, kind).await.unwrap();
        assert!(
            status == StatusCode::OK && bytes == *sent,
            "{kind} came back changed ({status})"
        );
    }
    assert_eq!(
        customer.api.image(&id, "idBackImage").await.unwrap().0,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        customer
            .administrator
            .page(&format!("submissions/{id}"))
            .await
            .unwrap()
            .0,
        StatusCode::OK
    );
}

async fn three_failed_attempts_reject_and_each_is_told(database: Database) {
    let customer = Customer::start_on(BINARY, database, &[]).await.unwrap();
    let wrong = no_document();
    let first = customer.api.step1(&wrong, &OPTIONS).await.unwrap();
    assert_eq!(first.text("/retry/0/retryCode"), "document_not_found", "{}", first.body);
    let id = first.text("/submissionId").to_owned();
    let again = [("submissionId", id.as_str())];

    // What is no picture at all is the caller's mistake and costs no attempt.
    let unreadable = customer.api.step1(b"Dear Sir or Madam", &again).await.unwrap();
    assert_eq!(unreadable.status, StatusCode::BAD_REQUEST, "{}", unreadable.body);
    assert!(unreadable.body["errorCode"].is_string() && unreadable.body["message"].is_string());

    let second = customer.api.step1(&wrong, &again).await.unwrap();
    assert_eq!(
        (second.text("/kycStatus"), &second.body["retryCount"]),
        ("incomplete", &json!(2)),
        "{}",
        second.body
    );
    let third = customer.api.step1(&wrong, &again).await.unwrap();
    assert_eq!(
        (third.text("/kycStatus"), third.text("/rejectCode")),
        ("rejected", "too_many_retry"),
        "{}",
        third.body
    );
    let fourth = customer.api.step1(&wrong, &again).await.unwrap();
    assert_eq!(fourth.status, StatusCode::CONFLICT, "{}", fourth.body);

    let told = customer.told("rejected").await.unwrap();
    let triggers = customer.triggers().unwrap();
    assert_eq!(
        (triggers.first().unwrap().as_str(), triggers.last().unwrap().as_str()),
        ("created", "rejected"),
        "{triggers:?}"
    );
    let retries = triggers.iter().filter(|trigger| *trigger == "retry").count();
    assert!(
        (2..=3).contains(&retries) && triggers.len() == retries + 2,
        "{triggers:?}"
    );
    assert_eq!(told["kyc_result"]["commentCode"], "too_many_retry", "{told}");
    customer.mail_to(OPTIONS[0].1).await.unwrap();
}

async fn another_face_is_not_approved_and_the_right_one_still_can_be(database: Database) {
    let customer = Customer::start_on(BINARY, database, &[]).await.unwrap();
    let read = customer.api.step1(&passport(), &OPTIONS).await.unwrap();
    let id = read.text("/submissionId").to_owned();
    let wrong = customer
        .api
        .step2(&id, &FacePhotograph::Biden.bytes().unwrap(), &[])
        .await
        .unwrap();
    assert_eq!(
        wrong.text("/retry/0/retryCode"),
        "face_compare_underscore",
        "{}",
        wrong.body
    );
    let right = customer
        .api
        .step2(&id, &FacePhotograph::ObamaAgain.bytes().unwrap(), &[])
        .await
        .unwrap();
    assert!(
        ["approved", "pending"].contains(&right.text("/kycStatus")),
        "{}",
        right.body
    );
}

async fn a_project_sees_nothing_of_another(database: Database) {
    let customer = Customer::start_on(BINARY, database, &[]).await.unwrap();
    let id = customer
        .api
        .step1(&no_document(), &OPTIONS)
        .await
        .unwrap()
        .text("/submissionId")
        .to_owned();
    let other = customer
        .server
        .create_project("Other bank", "someone@other-bank.example")
        .await
        .unwrap();
    let stranger = customer.server.api(&other.api_key);

    assert_eq!(stranger.submission(&id).await.unwrap().status, StatusCode::NOT_FOUND);
    assert_eq!(stranger.image(&id, "idImage").await.unwrap().0, StatusCode::NOT_FOUND);
    let step2 = stranger
        .step2(&id, &FacePhotograph::Biden.bytes().unwrap(), &[])
        .await
        .unwrap();
    assert_eq!(step2.status, StatusCode::NOT_FOUND);
    for query in [vec![], vec![("email", OPTIONS[0].1)], vec![("userid", OPTIONS[1].1)]] {
        assert_eq!(
            stranger.submissions(&query).await.unwrap().body["Items"],
            json!([]),
            "{query:?}"
        );
        let own = customer.api.submissions(&query).await.unwrap();
        assert_eq!(own.only_item().unwrap()["submission_id"], json!(id), "{query:?}");
    }
    let theirs = Administrator::sign_in_by(&customer.server, &other.sign_in_url)
        .await
        .unwrap();
    assert_eq!(theirs.project(), other.pid);
    assert_eq!(
        theirs.page(&format!("submissions/{id}")).await.unwrap().0,
        StatusCode::NOT_FOUND
    );
}

async fn without_the_right_key_nothing_is_answered(database: Database) {
    let server = ArgosServer::start_on(BINARY, database, &[]).await.unwrap();
    let forbidden = |answer: ApiAnswer| {
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.body);
        assert_eq!(answer.text("/message"), "Forbidden");
    };
    for key in ["", "ak_wrong", &"k".repeat(5000)] {
        let api = server.api(key);
        forbidden(api.submissions(&[]).await.unwrap());
        forbidden(api.step1(&no_document(), &[]).await.unwrap());
        assert_eq!(api.image("abcdefgh", "idImage").await.unwrap().0, StatusCode::FORBIDDEN);
    }
}
