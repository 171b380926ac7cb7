//! Whoever starts too many submissions within a sliding window waits until the first of them is long enough ago.

use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::http_client;
use argos_testkit::in_process_server::{InProcessServer, Settings};
use argos_testkit::on_both_databases;
use argos_testkit::running_server::RunningServer;
use serde_json::{Value, json};
use std::time::Duration;

on_both_databases! {
    who_starts_too_many_waits_until_the_window_has_moved_on
}

const MINUTE: Duration = Duration::from_secs(60);

/// Starts as the page's scripts do, from an address and with the key of a browser.
async fn start(customer: &Customer<InProcessServer>, [email, address, device]: [&str; 3]) -> (u16, Value) {
    let body = json!({
        "pid": customer.administrator.project(), "email": email, "consent": true, "deviceKey": device,
        "issuingCountry": "UTO", "idType": "passport",
    });
    let request = http_client().post(customer.server.url("/liveform/start"));
    let answer = request
        .header("x-forwarded-for", address)
        .json(&body)
        .send()
        .await
        .unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

async fn who_starts_too_many_waits_until_the_window_has_moved_on(database: Database) {
    let settings = Settings {
        trusted_proxies: vec!["127.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()],
        ..Settings::default()
    };
    let customer = Customer::in_process_with(database, settings).await.unwrap();
    let rules = [
        ("submission_limit", "on"),
        ("submission_limit_submissions", "2"),
        ("submission_limit_hours", "1"),
        ("submission_limit_by", "email"),
        ("submission_limit_by", "ip_address"),
    ];
    customer.administrator.change_policy(&rules).await.unwrap();
    let oskar = ["oskar@lindqvist.example", "203.0.113.5", "d0d0"];
    assert_eq!(start(&customer, oskar).await.0, 200);
    customer.server.advance(MINUTE * 25);
    assert_eq!(start(&customer, oskar).await.0, 200);

    // By the e-mail address in another spelling, and by the network alone; a browser's key was not asked for.
    for again in [
        ["OSKAR@lindqvist.example", "198.51.100.1", "aaaa"],
        ["new@person.example", "203.0.113.5", "bbbb"],
    ] {
        let (status, refused) = start(&customer, again).await;
        assert_eq!((status, &refused["error"]), (429, &json!("PV-40032")), "{refused}");
        let end = customer.server.now().plus(MINUTE * 35).to_string();
        let told = refused["message"].as_str().unwrap();
        assert!(told.contains("too many") && told.contains(&end[..10]), "{told}");
    }
    assert_eq!(
        start(&customer, ["new@person.example", "198.51.100.1", "d0d0"]).await.0,
        200
    );
    let picture = argos_testkit::faces::FacePhotograph::Biden.bytes().unwrap();
    let by_api = customer
        .api
        .step1(&picture, &[("email", "oskar@lindqvist.example")])
        .await
        .unwrap();
    assert_eq!(by_api.status.as_u16(), 429, "{}", by_api.body);
    assert_eq!(by_api.text("/errorCode"), "submission_limit", "{}", by_api.body);
    let (_, events) = customer
        .administrator
        .page("events?action=submission_stopped")
        .await
        .unwrap();
    assert!(
        events.contains("Rule: submission limit, recognised by email"),
        "{events}"
    );

    // What was refused did not count, and the window slides: the first of the two goes, the second stays.
    customer.server.advance(MINUTE * 35 - Duration::from_secs(1));
    assert_eq!(start(&customer, oskar).await.0, 429);
    customer.server.advance(Duration::from_secs(1));
    assert_eq!(start(&customer, oskar).await.0, 200);
    assert_eq!(start(&customer, oskar).await.0, 429);
    customer
        .administrator
        .change_policy(&[("submission_limit", "")])
        .await
        .unwrap();
    assert_eq!(start(&customer, oskar).await.0, 200);
}
