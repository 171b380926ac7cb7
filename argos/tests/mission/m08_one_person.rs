//! M8: one person, one account, under however many e-mail addresses.

use crate::m13_user_id::start;
use argos_crypto::{SecretKey, SystemRandom};
use argos_testkit::api::ApiAnswer;
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::in_process_server::InProcessServer;
use argos_testkit::on_both_databases;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use reqwest::StatusCode;
use serde_json::{Value, json};

on_both_databases! {
    the_same_identity_is_approved_once_under_whatever_name_order_document_or_e_mail
    the_same_face_is_approved_once_or_twice_for_twins
    people_who_approve_one_person_at_the_same_moment_approve_once
    a_person_is_recognised_when_the_server_can_no_longer_read_the_earlier_submission
}

type InProcess = Customer<InProcessServer>;

/// A customer whose submissions are decided without a human.
async fn customer(database: Database, rules: &[(&str, &str)]) -> InProcess {
    let customer = Customer::in_process(database).await.unwrap();
    let automatic = [("score_threshold", "10"), ("liveness_threshold", "0")];
    customer.administrator.change_policy(&automatic).await.unwrap();
    customer.administrator.change_policy(rules).await.unwrap();
    customer
}

fn passport(surname: &str, number: &str) -> Vec<u8> {
    let passport = SpecimenPassport {
        surname: surname.to_owned(),
        document_number: number.to_owned(),
        ..SpecimenPassport::default()
    };
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    passport.photograph(&portrait, &Photograph::default()).unwrap()
}

/// Shows a passport and the face on it: the submission and the answer to the selfie.
async fn verify(customer: &InProcess, passport: &[u8], email: &str, typed: &[(&str, &str)]) -> (String, ApiAnswer) {
    let read = customer.api.step1(passport, &[("email", email)]).await.unwrap();
    let id = read.text("/submissionId").to_owned();
    let selfie = FacePhotograph::ObamaAgain.bytes().unwrap();
    (id.clone(), customer.api.step2(&id, &selfie, typed).await.unwrap())
}

fn outcome(answer: &ApiAnswer) -> (&str, &str) {
    (answer.text("/kycStatus"), answer.text("/rejectCode"))
}

async fn told_of(customer: &InProcess, id: &str) -> Value {
    customer.server.run_due_jobs().await.unwrap();
    let received = customer.receiver.received();
    let bodies = received.iter().rev().map(|webhook| webhook.json().unwrap());
    bodies.into_iter().find(|body| body["submission_id"] == id).unwrap()
}

async fn the_same_identity_is_approved_once_under_whatever_name_order_document_or_e_mail(database: Database) {
    let customer = customer(database, &[]).await;
    let first_passport = passport("Lindqvist", "X47K20913");
    let (first, approved) = verify(&customer, &first_passport, "oskar@lindqvist.example", &[]).await;
    assert_eq!(outcome(&approved), ("approved", ""), "{}", approved.body);
    let applicant = told_of(&customer, &first).await["applicant_id"].clone();
    assert!(applicant.is_string());

    // Without the rule the person passes again, and the customer can see that it is the same one.
    let (again, approved) = verify(&customer, &first_passport, "again@lindqvist.example", &[]).await;
    assert_eq!(outcome(&approved), ("approved", ""), "{}", approved.body);
    let item = customer.submission(&again).await.unwrap();
    assert_eq!(item["applicant_id"], applicant, "{item}");
    let of_person = customer.api.of_applicant(applicant.as_str().unwrap()).await.unwrap();
    let ids = [&of_person.body[0]["submission_id"], &of_person.body[1]["submission_id"]];
    assert_eq!(ids, [&json!(first), &json!(again)], "{}", of_person.body);
    assert_eq!(of_person.body[0]["email"], "oskar@lindqvist.example");

    customer
        .administrator
        .change_policy(&[("reject_duplicate_user", "on")])
        .await
        .unwrap();
    let (exact, rejected) = verify(&customer, &first_passport, "third@lindqvist.example", &[]).await;
    assert_eq!(
        outcome(&rejected),
        ("rejected", "duplicated_user_PII_exact"),
        "{}",
        rejected.body
    );
    let told = told_of(&customer, &exact).await;
    assert_eq!(told["kyc_result"]["commentCode"], "duplicated_user_PII_exact", "{told}");
    assert_eq!(
        (&told["applicant_id"], &told["duplicated_information"]),
        (&applicant, &item["duplicated_information"])
    );
    assert!(item["duplicated_information"].is_string());
    let mail = customer.mail_to("third@lindqvist.example").await.unwrap();
    assert!(mail.text.contains("verified here before"), "{}", mail.text);

    // A new passport, and a name in another order and spelling that the person "corrects".
    let typed = [("name", "EMIL LINDQVIST, OSKAR"), ("date_of_birth", "1968-09-23")];
    let new_passport = passport("Lindqvist", "Z90Q11357");
    let (_, rejected) = verify(&customer, &new_passport, "new@lindqvist.example", &typed).await;
    assert_eq!(outcome(&rejected), ("rejected", "duplicate_user"), "{}", rejected.body);
    // Another name typed does not help: what was read counts too.
    let typed = [("name", "Oskar Emil Lindquist"), ("date_of_birth", "1968-09-23")];
    let (id, rejected) = verify(&customer, &new_passport, "other@lindqvist.example", &typed).await;
    assert_eq!(outcome(&rejected), ("rejected", "duplicate_user"), "{}", rejected.body);
    let (_, page) = customer.administrator.page(&format!("submissions/{id}")).await.unwrap();
    assert!(
        page.contains(&format!("Submission {first} was approved with")),
        "{page}"
    );

    // Somebody else with the same e-mail address is somebody else.
    let stranger = passport("Bergström", "B22222222");
    let (_, approved) = verify(&customer, &stranger, "oskar@lindqvist.example", &[]).await;
    assert_eq!(outcome(&approved), ("approved", ""), "{}", approved.body);

    // The customer's server can let one submission pass; the person cannot.
    for (query, clear, expected) in [
        (json!({ "rejectDuplicateUser": false }), json!({}), "approved"),
        (json!({}), json!({ "rejectDuplicateUser": "false" }), "rejected"),
    ] {
        let mut choice = json!({ "issuingCountry": "UTO", "idType": "passport" });
        choice
            .as_object_mut()
            .unwrap()
            .extend(clear.as_object().unwrap().clone());
        let (_, started) = start(&customer, &query, &choice).await;
        let id = started["submissionId"].as_str().unwrap();
        customer
            .api
            .step1(&new_passport, &[("submissionId", id)])
            .await
            .unwrap();
        let selfie = FacePhotograph::ObamaAgain.bytes().unwrap();
        let answer = customer.api.step2(id, &selfie, &[]).await.unwrap();
        assert_eq!(answer.text("/kycStatus"), expected, "{query}: {}", answer.body);
    }
}

async fn the_same_face_is_approved_once_or_twice_for_twins(database: Database) {
    let customer = customer(database, &[("reject_duplicated_face", "on")]).await;
    let (first, approved) = verify(&customer, &passport("Lindqvist", "X47K20913"), "a@twins.example", &[]).await;
    assert_eq!(outcome(&approved), ("approved", ""), "{}", approved.body);
    let other = passport("Bergström", "B22222222");
    let (id, rejected) = verify(&customer, &other, "b@twins.example", &[]).await;
    assert_eq!(outcome(&rejected), ("rejected", "duplicated_face"), "{}", rejected.body);
    let (one, two) = (
        customer.submission(&first).await.unwrap(),
        customer.submission(&id).await.unwrap(),
    );
    assert_eq!(one["applicant_id"], two["applicant_id"], "one face, one person");

    customer
        .administrator
        .change_policy(&[("twins_allowed", "on")])
        .await
        .unwrap();
    let (_, approved) = verify(&customer, &other, "b@twins.example", &[]).await;
    assert_eq!(outcome(&approved), ("approved", ""), "{}", approved.body);
    let (_, rejected) = verify(&customer, &passport("Strand", "C33333333"), "c@twins.example", &[]).await;
    assert_eq!(outcome(&rejected), ("rejected", "duplicated_face"), "{}", rejected.body);
}

async fn people_who_approve_one_person_at_the_same_moment_approve_once(database: Database) {
    let rules = [("reject_duplicate_user", "on"), ("score_threshold", "100")];
    let customer = customer(database, &rules).await;
    let passport = passport("Lindqvist", "X47K20913");
    let mut pending = Vec::new();
    for email in ["a@lindqvist.example", "b@lindqvist.example", "c@lindqvist.example"] {
        let (id, answer) = verify(&customer, &passport, email, &[]).await;
        assert_eq!(answer.text("/kycStatus"), "pending", "{}", answer.body);
        pending.push(id);
    }
    let administrator = &customer.administrator;
    let (one, two, three) = tokio::join!(
        administrator.approve(&pending[0]),
        administrator.approve(&pending[1]),
        administrator.approve(&pending[2]),
    );
    let answers = [one.unwrap(), two.unwrap(), three.unwrap()];
    let approvals = answers
        .iter()
        .filter(|status| **status == StatusCode::SEE_OTHER)
        .count();
    let refusals = answers
        .iter()
        .filter(|status| **status == StatusCode::UNPROCESSABLE_ENTITY)
        .count();
    assert_eq!((approvals, refusals), (1, 2), "{answers:?}");

    let refused = answers
        .iter()
        .position(|status| *status == StatusCode::UNPROCESSABLE_ENTITY)
        .unwrap();
    let path = format!("submissions/{}", pending[refused]);
    let (_, page) = administrator
        .send(&path, &format!("{path}/decision"), &[("decision", "approve")])
        .await
        .unwrap();
    assert!(
        page.contains("approved already") && page.contains("as a duplicate"),
        "{page}"
    );
    let (status, page) = administrator
        .reject(&pending[refused], "duplicate_user", "")
        .await
        .unwrap();
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let item = customer.submission(&pending[refused]).await.unwrap();
    assert_eq!(item["kyc"]["commentCode"], "duplicate_user", "{item}");
}

async fn a_person_is_recognised_when_the_server_can_no_longer_read_the_earlier_submission(database: Database) {
    let rules = [("reject_duplicate_user", "on"), ("reject_duplicated_face", "on")];
    let customer = customer(database, &rules).await;
    let public_key = SecretKey::generate(&SystemRandom).unwrap().public_key().to_text();
    let page = "settings/secret-key";
    let fields = [("public_key", public_key.as_str())];
    let (status, html) = customer.administrator.send(page, page, &fields).await.unwrap();
    assert_eq!(status, StatusCode::SEE_OTHER, "{html}");

    let passport_of_oskar = passport("Lindqvist", "X47K20913");
    let (first, approved) = verify(&customer, &passport_of_oskar, "a@lindqvist.example", &[]).await;
    assert_eq!(outcome(&approved), ("approved", ""), "{}", approved.body);
    let sealed = customer.submission(&first).await.unwrap();
    assert!(
        sealed["sealed"].is_object() && sealed["data"]["last_name"].is_null(),
        "{sealed}"
    );

    let (again, rejected) = verify(&customer, &passport_of_oskar, "b@lindqvist.example", &[]).await;
    assert_eq!(
        outcome(&rejected),
        ("rejected", "duplicated_user_PII_exact"),
        "{}",
        rejected.body
    );
    let item = customer.submission(&again).await.unwrap();
    assert_eq!(item["applicant_id"], sealed["applicant_id"], "{item}");
    let other = passport("Bergström", "B22222222");
    let (_, rejected) = verify(&customer, &other, "c@lindqvist.example", &[]).await;
    assert_eq!(outcome(&rejected), ("rejected", "duplicated_face"), "{}", rejected.body);
}
