//! M13: what the customer's server encrypted in the Liveform's address counts, and the person cannot change it.

use argos_crypto::{SharedKeyAlgorithm, SharedKeyCipher, SystemRandom};
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::http_client;
use argos_testkit::in_process_server::InProcessServer;
use argos_testkit::on_both_databases;
use argos_testkit::running_server::RunningServer;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

on_both_databases! {
    what_the_customer_encrypted_counts_and_limits_every_step
}

type InProcess = Customer<InProcessServer>;

/// Starts as the page's scripts do, with a text that the customer's server encrypted: status and answer.
pub(crate) async fn start(customer: &InProcess, query: &Value, choice: &Value) -> (u16, Value) {
    let cipher = SharedKeyCipher::from_api_key(SharedKeyAlgorithm::Gcm, &customer.api_key);
    let mut body = json!({
        "pid": customer.administrator.project(), "email": "typed@lindqvist.example", "userid": "typed", "consent": true,
        "encrypted": cipher.encrypt(&query.to_string(), &SystemRandom).unwrap(),
    });
    for (name, value) in choice.as_object().unwrap() {
        body[name] = value.clone();
    }
    post(customer, "start", "", |request| request.json(&body)).await
}

pub(crate) async fn post(
    customer: &InProcess,
    step: &str,
    token: &str,
    fill: impl FnOnce(reqwest::RequestBuilder) -> reqwest::RequestBuilder,
) -> (u16, Value) {
    let request = http_client().post(customer.server.url(&format!("/liveform/{step}")));
    let answer = fill(request.bearer_auth(token)).send().await.unwrap();
    let status = answer.status().as_u16();
    (status, answer.json().await.unwrap_or_default())
}

async fn show_passport(customer: &InProcess, token: &str) -> Value {
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let passport = SpecimenPassport::default()
        .photograph(&portrait, &Photograph::default())
        .unwrap();
    let form = Form::new().part("front", Part::bytes(passport).file_name("passport.jpg"));
    post(customer, "document", token, |request| request.multipart(form))
        .await
        .1
}

async fn what_the_customer_encrypted_counts_and_limits_every_step(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let utopian = json!({ "issuingCountry": "UTO", "idType": "passport" });
    let sealed = json!({ "userid": "customer-4711", "allowedCountries": "UTO", "allowedIdTypes": "passport" });
    let (status, started) = start(&customer, &sealed, &utopian).await;
    assert_eq!(status, 200, "{started}");
    let item = customer
        .submission(started["submissionId"].as_str().unwrap())
        .await
        .unwrap();
    assert_eq!(item["userid"], json!("customer-4711"), "{item}");
    let read = show_passport(&customer, started["token"].as_str().unwrap()).await;
    assert_eq!(read["result"], json!("read"), "{read}");

    // A person who sends another choice than the page offers is refused at once …
    for sealed in [
        json!({ "allowedCountries": "KOR" }),
        json!({ "allowedIdTypes": "drivers_license" }),
    ] {
        let (status, refused) = start(&customer, &sealed, &utopian).await;
        assert_eq!(status, 422, "{sealed}: {refused}");
    }
    // … and who chooses nothing, or chooses again later, gets no further with another document.
    for (sealed, code) in [
        (json!({ "allowedCountries": "KOR" }), "blacklistCountry"),
        (json!({ "allowedIdTypes": "drivers_license" }), "invalid_acceptedID"),
    ] {
        let (status, started) = start(&customer, &sealed, &json!({})).await;
        assert_eq!(status, 200, "{started}");
        let token = started["token"].as_str().unwrap();
        let (status, refused) = post(&customer, "choose", token, |request| request.json(&utopian)).await;
        assert_eq!(status, 422, "{sealed}: {refused}");
        let rejected = show_passport(&customer, token).await;
        assert_eq!(
            (&rejected["result"], &rejected["reject_code"]),
            (&json!("rejected"), &json!(code)),
            "{rejected}"
        );
    }
}
