//! M8: approved period and reject period keep people from submitting again before there is any result.

use crate::m13_user_id::post;
use argos_crypto::{SharedKeyAlgorithm, SharedKeyCipher, SystemRandom};
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::http_client;
use argos_testkit::in_process_server::{InProcessServer, Settings};
use argos_testkit::on_both_databases;
use argos_testkit::running_server::RunningServer;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use std::time::Duration;

on_both_databases! {
    who_was_approved_is_stopped_before_the_start_and_in_midflow
    who_was_rejected_is_stopped_until_the_period_ends
}

type InProcess = Customer<InProcessServer>;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const APPROVED: &str = "PV-40030";
const REJECTED: &str = "PV-40031";
/// All that a person may be recognised by: e-mail address, IP address, device key.
const OSKAR: [&str; 3] = ["oskar@lindqvist.example", "203.0.113.5", "d0d0d0d0"];

async fn customer(database: Database) -> InProcess {
    let settings = Settings {
        trusted_proxies: vec!["127.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()],
        ..Settings::default()
    };
    let customer = Customer::in_process_with(database, settings).await.unwrap();
    let rules = [("score_threshold", "10"), ("liveness_threshold", "0")];
    customer.administrator.change_policy(&rules).await.unwrap();
    customer
}

fn passport(surname: &str, number: &str) -> Form {
    let passport = SpecimenPassport {
        surname: surname.to_owned(),
        document_number: number.to_owned(),
        ..SpecimenPassport::default()
    };
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let picture = passport.photograph(&portrait, &Photograph::default()).unwrap();
    picture_form("front", picture)
}

fn picture_form(name: &'static str, picture: Vec<u8>) -> Form {
    Form::new().part(name, Part::bytes(picture).file_name("picture.jpg"))
}

/// Starts as the page's scripts do; `sealed` is what the customer's server encrypted.
async fn start(customer: &InProcess, [email, address, device]: [&str; 3], sealed: &Value) -> (u16, Value) {
    let cipher = SharedKeyCipher::from_api_key(SharedKeyAlgorithm::Gcm, &customer.api_key);
    let body = json!({
        "pid": customer.administrator.project(), "email": email, "consent": true, "deviceKey": device,
        "issuingCountry": "UTO", "idType": "passport",
        "encrypted": cipher.encrypt(&sealed.to_string(), &SystemRandom).unwrap(),
    });
    let request = http_client().post(customer.server.url("/liveform/start"));
    let request = request.header("x-forwarded-for", address).json(&body);
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

fn refusal((status, answer): &(u16, Value)) -> (u16, &str) {
    (*status, answer["error"].as_str().unwrap_or_default())
}

async fn who_was_approved_is_stopped_before_the_start_and_in_midflow(database: Database) {
    let customer = customer(database).await;
    let (_, started) = start(&customer, OSKAR, &json!({})).await;
    let token = started["token"].as_str().unwrap();
    let read = post(&customer, "document", token, |request| {
        request.multipart(passport("Lindqvist", "X47K20913"))
    })
    .await;
    assert_eq!(read.1["result"], "read", "{read:?}");
    let selfie = || picture_form("selfie", FacePhotograph::ObamaAgain.bytes().unwrap());
    let approved = post(&customer, "selfie", token, |request| request.multipart(selfie())).await;
    assert_eq!(approved.1["result"], "approved", "{approved:?}");

    let ways = ["email", "ip_address", "identity", "device_key"].map(|way| ("approved_period_by", way));
    let mut rules = vec![("approved_period", "on"), ("approved_period_days", "30")];
    rules.extend(ways);
    customer.administrator.change_policy(&rules).await.unwrap();

    // Before the start: by e-mail address in whatever spelling, by network, by browser.
    let [email, address, device] = OSKAR;
    for again in [
        ["OSKAR@lindqvist.example", "198.51.100.1", "aaaa"],
        ["new@example.com", address, "bbbb"],
        ["new@example.com", "198.51.100.1", device],
    ] {
        let refused = start(&customer, again, &json!({})).await;
        assert_eq!(refusal(&refused), (403, APPROVED), "{again:?}: {refused:?}");
        let end = customer.server.now().plus(DAY * 30).to_string();
        let told = refused.1["message"].as_str().unwrap();
        assert!(
            told.contains("verified here already") && told.contains(&end[..10]),
            "{told}"
        );
    }
    let api = customer
        .api
        .step1(&FacePhotograph::Biden.bytes().unwrap(), &[("email", email)])
        .await;
    let api = api.unwrap();
    assert_eq!(api.text("/errorCode"), "approved_period", "{}", api.body);
    let listed = customer.api.submissions(&[]).await.unwrap();
    listed.only_item().expect("nothing was begun");

    // In mid-flow: by the identity that a document claims, and by what a person types.
    let stranger = ["new@example.com", "198.51.100.1", "cccc"];
    let (_, started) = start(&customer, stranger, &json!({})).await;
    let (id, token) = (
        started["submissionId"].as_str().unwrap(),
        started["token"].as_str().unwrap(),
    );
    let stopped = post(&customer, "document", token, |request| {
        request.multipart(passport("Lindqvist", "Z90Q11357"))
    })
    .await;
    assert_eq!(refusal(&stopped), (403, APPROVED), "{stopped:?}");
    let item = customer.submission(id).await.unwrap();
    assert_eq!(
        (&item["kyc"]["status"], &item["attempts"]),
        (&json!("incomplete"), &json!(0))
    );
    assert!(item["data"].is_null(), "there is no result, not even a reading: {item}");
    let (_, page) = customer.administrator.page(&format!("submissions/{id}")).await.unwrap();
    assert!(page.contains("approved period, recognised by identity"), "{page}");

    let read = post(&customer, "document", token, |request| {
        request.multipart(passport("Bergström", "B22222222"))
    })
    .await;
    assert_eq!(read.1["result"], "read", "{read:?}");
    let typed = json!({
        "last_name": "LINDQVIST", "first_name": "Emil Oskar", "birth_date": "1968-09-23", "nationality": "UTO",
        "document_number": "B22222222",
    });
    let stopped = post(&customer, "confirm", token, |request| request.json(&typed)).await;
    assert_eq!(refusal(&stopped), (403, APPROVED), "{stopped:?}");

    // The customer's server can make an exception; a person cannot; and time passes.
    let excepted = start(&customer, OSKAR, &json!({ "approvePeriod": false })).await;
    assert_eq!(excepted.0, 200, "{excepted:?}");
    let clear = json!({
        "pid": customer.administrator.project(), "email": email, "consent": true, "approvePeriod": "false",
        "issuingCountry": "UTO", "idType": "passport",
    });
    let refused = post(&customer, "start", "", |request| request.json(&clear)).await;
    assert_eq!(refusal(&refused), (403, APPROVED), "{refused:?}");
    customer.server.advance(DAY * 30);
    let later = start(&customer, OSKAR, &json!({})).await;
    assert_eq!(later.0, 200, "{later:?}");
}

async fn who_was_rejected_is_stopped_until_the_period_ends(database: Database) {
    let customer = customer(database).await;
    let rules = [
        ("reject_period", "on"),
        ("reject_period_days", "2"),
        ("age_limit", "100"),
    ];
    customer.administrator.change_policy(&rules).await.unwrap();
    let (_, started) = start(&customer, OSKAR, &json!({})).await;
    let token = started["token"].as_str().unwrap();
    let rejected = post(&customer, "document", token, |request| {
        request.multipart(passport("Lindqvist", "X47K20913"))
    })
    .await;
    assert_eq!(rejected.1["reject_code"], "under_ageLimit", "{rejected:?}");

    let refused = start(&customer, OSKAR, &json!({})).await;
    assert_eq!(refusal(&refused), (403, REJECTED), "{refused:?}");
    let end = customer.server.now().plus(DAY * 2).to_string();
    assert!(
        refused.1["message"].as_str().unwrap().contains(&end[..10]),
        "{refused:?}"
    );
    let excepted = start(&customer, OSKAR, &json!({ "rejectPeriod": false })).await;
    assert_eq!(excepted.0, 200, "{excepted:?}");

    customer.server.advance(DAY * 2 - Duration::from_secs(1));
    let refused = start(&customer, OSKAR, &json!({})).await;
    assert_eq!(refusal(&refused), (403, REJECTED), "{refused:?}");
    customer.server.advance(Duration::from_secs(1));
    let later = start(&customer, OSKAR, &json!({})).await;
    assert_eq!(later.0, 200, "{later:?}");
}
