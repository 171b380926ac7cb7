//! M5: approved, incomplete, rejected and pending say where a submission stands, and each is told. A running one is
//! taken up again.

use crate::m13_user_id::post;
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::in_process_server::InProcessServer;
use argos_testkit::on_both_databases;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::time::Duration;

on_both_databases! {
    each_status_comes_about_as_the_project_sets_it_and_is_told_by_webhook_and_mail
    a_running_submission_is_taken_up_again_within_20_minutes_by_the_same_person_and_browser
}

type InProcess = Customer<InProcessServer>;

fn passport() -> Vec<u8> {
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    SpecimenPassport::default()
        .photograph(&portrait, &Photograph::default())
        .unwrap()
}

async fn status(customer: &InProcess, id: &str) -> Value {
    customer.submission(id).await.unwrap()["kyc"]["status"].clone()
}

/// The mails to somebody, once all jobs have run.
async fn mails_to(customer: &InProcess, address: &str) -> Vec<String> {
    customer.server.run_due_jobs().await.unwrap();
    let mails = customer.mails.messages();
    let to_person = mails.into_iter().filter(|mail| mail.recipients == [address]);
    to_person.map(|mail| mail.text).collect()
}

async fn each_status_comes_about_as_the_project_sets_it_and_is_told_by_webhook_and_mail(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let (passport, selfie) = (passport(), FacePhotograph::ObamaAgain.bytes().unwrap());
    let rules = [("score_threshold", "10"), ("liveness_threshold", "0")];
    customer.administrator.change_policy(&rules).await.unwrap();

    // Incomplete: begun, not finished. Nobody gets a mail.
    let email = "approved@lindqvist.example";
    let read = customer.api.step1(&passport, &[("email", email)]).await.unwrap();
    let id = read.text("/submissionId").to_owned();
    assert_eq!(read.text("/kycStatus"), "incomplete", "{}", read.body);
    assert_eq!(status(&customer, &id).await, "incomplete");
    assert!(mails_to(&customer, email).await.is_empty());
    assert_eq!(customer.triggers().unwrap(), ["created"]);

    // Approved: every procedure of the project is fulfilled.
    let decided = customer.api.step2(&id, &selfie, &[]).await.unwrap();
    assert_eq!(decided.text("/kycStatus"), "approved", "{}", decided.body);
    assert_eq!(status(&customer, &id).await, "approved");
    assert_eq!(mails_to(&customer, email).await.len(), 1);
    assert_eq!(customer.triggers().unwrap(), ["created", "approved"]);

    // Pending: the AI cannot decide, a human does; the same pictures under a threshold that none can pass.
    customer.administrator.save_score_threshold("100").await.unwrap();
    let email = "pending@lindqvist.example";
    let read = customer.api.step1(&passport, &[("email", email)]).await.unwrap();
    let id = read.text("/submissionId").to_owned();
    let decided = customer.api.step2(&id, &selfie, &[]).await.unwrap();
    assert_eq!(decided.text("/kycStatus"), "pending", "{}", decided.body);
    assert_eq!(mails_to(&customer, email).await.len(), 1);
    assert_eq!(customer.told("submit").await.unwrap()["submission_id"], json!(id));
    assert_eq!(
        customer.administrator.approve(&id).await.unwrap(),
        StatusCode::SEE_OTHER
    );
    assert_eq!(status(&customer, &id).await, "approved");
    assert_eq!(mails_to(&customer, email).await.len(), 2);
    let triggers = customer.triggers().unwrap();
    assert_eq!(triggers[2..], ["created", "submit", "approved"]);

    // Rejected: a rule of the project is not met. The person starts from the beginning, with a new submission.
    customer
        .administrator
        .change_policy(&[("age_limit", "100")])
        .await
        .unwrap();
    let email = "rejected@lindqvist.example";
    let rejected = customer.api.step1(&passport, &[("email", email)]).await.unwrap();
    let id = rejected.text("/submissionId").to_owned();
    assert_eq!(
        (rejected.text("/kycStatus"), rejected.text("/rejectCode")),
        ("rejected", "under_ageLimit"),
        "{}",
        rejected.body
    );
    assert_eq!(mails_to(&customer, email).await.len(), 1);
    assert_eq!(customer.triggers().unwrap()[5..], ["created", "rejected"]);
    let late = customer.api.step2(&id, &selfie, &[]).await.unwrap();
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.body);
    customer
        .administrator
        .change_policy(&[("age_limit", "")])
        .await
        .unwrap();
    let anew = customer.api.step1(&passport, &[("email", email)]).await.unwrap();
    assert_ne!(anew.text("/submissionId"), id);
    assert_eq!(anew.text("/kycStatus"), "incomplete", "{}", anew.body);
}

/// Starts at the Liveform, where the browser still has `running` from before.
async fn start(customer: &InProcess, email: &str, running: &Value) -> Value {
    let body = json!({
        "pid": customer.administrator.project(), "email": email, "consent": true, "running": running,
        "issuingCountry": "UTO", "idType": "passport",
    });
    let (status, answer) = post(customer, "start", "", |request| request.json(&body)).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

async fn a_running_submission_is_taken_up_again_within_20_minutes_by_the_same_person_and_browser(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
    let first = start(&customer, "Oskar@lindqvist.example", &Value::Null).await;
    assert_eq!(first["resumed"], json!(false));
    let token = &first["token"];

    customer.server.advance(minutes(19));
    let again = start(&customer, "oskar@lindqvist.example", token).await;
    assert_eq!(
        (&again["submissionId"], &again["token"], &again["resumed"]),
        (&first["submissionId"], token, &json!(true))
    );
    // Each step counts anew.
    customer.server.advance(minutes(20));
    let again = start(&customer, "oskar@lindqvist.example", token).await;
    assert_eq!(again["submissionId"], first["submissionId"]);
    customer.server.run_due_jobs().await.unwrap();
    assert_eq!(
        customer.triggers().unwrap(),
        ["created"],
        "the customer is told of one submission"
    );

    // Somebody else at the same browser, another browser, and whoever comes later get one of their own.
    for (email, running, later) in [
        ("somebody.else@lindqvist.example", token, 0),
        ("oskar@lindqvist.example", &Value::Null, 0),
        ("oskar@lindqvist.example", &json!("lf_no_such_token"), 0),
        ("oskar@lindqvist.example", token, 21),
    ] {
        customer.server.advance(minutes(later));
        let other = start(&customer, email, running).await;
        assert_ne!(
            other["submissionId"], first["submissionId"],
            "{email} {running} {later}"
        );
        assert_ne!(&other["token"], token);
    }
}
