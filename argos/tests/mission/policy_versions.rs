//! Every version of the policy stays: who saved it and what it changed is told in the dashboard, from the host and by the
//! API; two versions are compared; an older one holds again as a new one.

use argos_testkit::api::ApiAnswer;
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::http_client;
use argos_testkit::on_both_databases;
use argos_testkit::server::ADMINISTRATOR;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::process::{Command, Output};

on_both_databases! {
    versions_are_told_compared_and_undone_at_every_door
}

const BINARY: &str = env!("CARGO_BIN_EXE_argos");

async fn api(customer: &Customer, method: Method, path: &str, body: Option<Value>) -> ApiAnswer {
    let address = customer.server.url(&format!("/v3/projects/policy{path}"));
    let request = http_client().request(method, address);
    let request = request.header("x-api-key", &customer.api_key);
    let request = match body {
        Some(body) => request.json(&body),
        None => request,
    };
    let answer = request.send().await.unwrap();
    ApiAnswer {
        status: answer.status(),
        body: answer.json().await.unwrap(),
    }
}

fn policy(customer: &Customer, action: &[&str], more: &[&str]) -> Output {
    Command::new(BINARY)
        .arg("policy")
        .args(action)
        .args(["--project", customer.administrator.project()])
        .args(["--database-url", &customer.server.database_url(), "--data-folder"])
        .arg(customer.server.data_folder())
        .args(more)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

async fn versions_are_told_compared_and_undone_at_every_door(database: Database) {
    let customer = Customer::start_on(BINARY, database, &[]).await.unwrap();
    let start: Value = serde_json::from_str(&said(&policy(&customer, &["show"], &[]))).unwrap();
    let first = api(&customer, Method::GET, "/versions", None).await;
    let before = first.body["items"].as_array().unwrap().len();
    assert_eq!(first.body["items"][before - 1]["by"], "project", "{}", first.body);

    // Three doors, three versions.
    customer.administrator.save_score_threshold("81").await.unwrap();
    let mut replaced = start.clone();
    replaced["score_threshold"] = json!(82);
    replaced["age_limit"] = json!(18);
    let file = customer.server.data_folder().join("policy.json");
    std::fs::write(&file, replaced.to_string()).unwrap();
    said(&policy(&customer, &["set"], &[file.to_str().unwrap()]));
    replaced["approved_period"]["days"] = json!(90);
    let body = json!({ "admin": ADMINISTRATOR, "policy": replaced });
    let put = api(&customer, Method::PUT, "", Some(body.clone())).await;
    assert_eq!(put.status, StatusCode::OK, "{}", put.body);
    let newest = put.body["version"].as_u64().unwrap();
    assert_eq!(newest as usize, before + 3);
    let again = api(&customer, Method::PUT, "", Some(body)).await;
    assert_eq!(again.body["version"], json!(newest), "the same is no change");

    the_api_tells_who_and_what(&customer, newest).await;
    the_host_and_the_dashboard_tell_the_same(&customer, newest).await;
    an_older_version_holds_again(&customer, newest, &replaced).await;
    what_is_wrong_or_forbidden_changes_nothing(&customer).await;
}

async fn the_api_tells_who_and_what(customer: &Customer, newest: u64) {
    let listed = api(customer, Method::GET, "/versions?count=3", None).await;
    let told: Vec<_> = listed.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["by"].clone(), item["admin"].clone(), item["changes"].clone()))
        .collect();
    let change = |field: &str, before: Value, after: Value| json!({ "field": field, "before": before, "after": after });
    let threshold_before = told[2].2[0]["before"].clone();
    assert_eq!(
        told,
        [
            (
                json!("api"),
                json!(ADMINISTRATOR),
                json!([change("approved_period.days", json!(30), json!(90))])
            ),
            (
                json!("host"),
                json!(null),
                json!([
                    change("score_threshold", json!(81.0), json!(82.0)),
                    change("age_limit", json!(null), json!(18))
                ])
            ),
            (
                json!("administrator"),
                json!(ADMINISTRATOR),
                json!([change("score_threshold", threshold_before, json!(81.0))])
            ),
        ]
    );
    assert_eq!(listed.body["items"][0]["inForce"], json!(true));
    assert_eq!(listed.body["next"], json!(newest - 2), "{}", listed.body);
    let older = api(customer, Method::GET, &format!("/versions?before={}", newest - 2), None).await;
    assert_eq!(older.body["items"][0]["version"], json!(newest - 3), "{}", older.body);
    assert!(older.body["next"].is_null());
    let one = api(
        customer,
        Method::GET,
        &format!("/versions?version={}", newest - 1),
        None,
    )
    .await;
    assert_eq!(one.body["policy"]["age_limit"], json!(18), "{}", one.body);

    let path = format!("/comparison?from={}&to={newest}", newest - 2);
    let compared = api(customer, Method::GET, &path, None).await;
    let fields: Vec<_> = compared.body["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["field"])
        .collect();
    assert_eq!(
        fields,
        ["score_threshold", "age_limit", "approved_period.days"],
        "{}",
        compared.body
    );
}

async fn the_host_and_the_dashboard_tell_the_same(customer: &Customer, newest: u64) {
    let history = said(&policy(customer, &["history"], &["--count", "3"]));
    for expected in [
        format!("Version {newest}  "),
        format!("api {ADMINISTRATOR}  (in force)"),
        "approved_period.days: 30 -> 90".to_owned(),
    ] {
        assert!(history.contains(&expected), "{expected}: {history}");
    }
    let [from, to] = [newest - 2, newest].map(|version| version.to_string());
    let diff = said(&policy(customer, &["diff"], &["--from", &from, "--to", &to]));
    assert!(diff.contains("age_limit: null -> 18"), "{diff}");

    let (_, page) = customer.administrator.page("settings/policy").await.unwrap();
    assert!(page.contains("settings/policy/history"), "{page}");
    let (status, page) = customer.administrator.page("settings/policy/history").await.unwrap();
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains("Approved period: days") && page.contains("You, by API"),
        "{page}"
    );
    // The event log has before and after as well.
    let (_, events) = customer
        .administrator
        .page("events?action=policy_changed")
        .await
        .unwrap();
    for expected in [
        "approved period: days",
        "<del>30</del>",
        "<ins>90</ins>",
        "From the host",
    ] {
        assert!(events.contains(expected), "{expected}: {events}");
    }
}

async fn an_older_version_holds_again(customer: &Customer, newest: u64, replaced: &Value) {
    let comparison = format!("settings/policy/comparison?from={}&to={newest}", newest - 2);
    let (_, page) = customer.administrator.page(&comparison).await.unwrap();
    assert!(
        page.contains(&format!("Let version {} hold again", newest - 2)),
        "{page}"
    );
    let back = [("version", (newest - 2).to_string())];
    let back = back.each_ref().map(|(name, value)| (*name, value.as_str()));
    let (status, page) = customer
        .administrator
        .send(&comparison, "settings/policy/undo", &back)
        .await
        .unwrap();
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let listed = api(customer, Method::GET, "/versions?count=1", None).await;
    let item = &listed.body["items"][0];
    assert_eq!(
        (&item["version"], &item["undoneTo"]),
        (&json!(newest + 1), &json!(newest - 2)),
        "{item}"
    );
    let now = api(
        customer,
        Method::GET,
        &format!("/versions?version={}", newest + 1),
        None,
    )
    .await;
    let then = api(
        customer,
        Method::GET,
        &format!("/versions?version={}", newest - 2),
        None,
    )
    .await;
    assert_eq!(now.body["policy"], then.body["policy"]);

    // By API and from the host; and whoever undoes what holds already changes nothing.
    let body = json!({ "admin": ADMINISTRATOR, "version": newest });
    let undone = api(customer, Method::POST, "/undo", Some(body)).await;
    assert_eq!(undone.body["version"], json!(newest + 2), "{}", undone.body);
    assert_eq!(undone.body["policy"]["approved_period"], replaced["approved_period"]);
    let to = (newest - 2).to_string();
    for _ in 0..2 {
        let undone = said(&policy(customer, &["undo"], &["--to", &to]));
        assert_eq!(undone.trim(), format!("Version {} is in force.", newest + 3));
    }
    let (_, events) = customer
        .administrator
        .page("events?action=policy_changed")
        .await
        .unwrap();
    assert!(events.contains(&format!("As version {} was", newest - 2)), "{events}");
}

async fn what_is_wrong_or_forbidden_changes_nothing(customer: &Customer) {
    let before = api(customer, Method::GET, "/versions", None).await.body;
    let stranger = json!({ "admin": "stranger@person.example", "policy": {} });
    let unknown = json!({ "admin": ADMINISTRATOR, "policy": { "score_treshold": 80 } });
    let impossible = json!({ "admin": ADMINISTRATOR, "policy": { "face_similarity_review": 90 } });
    for (body, reason) in [
        (stranger, "nobody with this e-mail address"),
        (unknown, "score_treshold"),
        (impossible, "face_similarity_review: at most"),
        (json!({ "policy": {} }), "admin"),
    ] {
        let refused = api(customer, Method::PUT, "", Some(body)).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.body);
        assert!(refused.text("/message").contains(reason), "{}", refused.body);
    }
    let body = json!({ "admin": ADMINISTRATOR, "version": 4000 });
    let missing = api(customer, Method::POST, "/undo", Some(body)).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND, "{}", missing.body);
    assert!(!policy(customer, &["undo"], &["--to", "4000"]).status.success());
    assert_eq!(api(customer, Method::GET, "/versions", None).await.body, before);
}
