//! M12: private mode. Nobody starts without a one-time token, and the customer is told when one has expired.

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
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;

on_both_databases! {
    a_registered_token_works_for_three_minutes
    a_token_is_used_up_by_one_complete_submission
    tokens_are_registered_listed_and_deleted_by_the_api
}

type InProcess = Customer<InProcessServer>;

const TOKENS: &str = "/v3/submission/tokens";

async fn private(database: Database, ticked: &[&str]) -> InProcess {
    let customer = Customer::in_process(database).await.unwrap();
    let page = "settings/private-mode";
    let fields: Vec<(&str, &str)> = ticked.iter().map(|name| (*name, "on")).collect();
    let (status, html) = customer.administrator.send(page, page, &fields).await.unwrap();
    assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
    customer
}

/// Status and the code on the page that opens with this token.
async fn opened(customer: &InProcess, token: &str) -> (u16, String) {
    let address = format!("/?pid={}&token={token}", customer.administrator.project());
    let answer = http_client().get(customer.server.url(&address)).send().await.unwrap();
    let status = answer.status().as_u16();
    let html = answer.text().await.unwrap();
    let code = html
        .split("id=\"error-code\">")
        .nth(1)
        .and_then(|rest| rest.split('<').next());
    (status, code.unwrap_or_default().to_owned())
}

async fn start(customer: &InProcess, token: &str) -> (u16, Value) {
    let body = json!({
        "pid": customer.administrator.project(), "email": "oskar@lindqvist.example", "consent": true, "token": token,
        "issuingCountry": "UTO", "idType": "passport",
    });
    let request = http_client().post(customer.server.url("/liveform/start")).json(&body);
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

async fn register(customer: &InProcess, tokens: &[&str]) -> Value {
    let body = json!({ "tokenId": tokens }).to_string();
    let answer = customer.api.send_text(Method::POST, TOKENS, &body).await.unwrap();
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.body
}

async fn a_registered_token_works_for_three_minutes(database: Database) {
    let customer = private(database, &["enabled", "registered_only", "tell_expired"]).await;
    for (token, code) in [
        ("", "TK-10001"),
        ("never.registered", "TK-10002"),
        ("short", "TK-10002"),
    ] {
        assert_eq!(opened(&customer, token).await, (403, code.to_owned()), "{token}");
        let (status, refused) = start(&customer, token).await;
        assert_eq!((status, &refused["error"]), (403, &json!(code)), "{refused}");
        assert!(!refused["message"].as_str().unwrap().is_empty());
    }
    register(&customer, &["user001a"]).await;
    // Looking at the page does not begin the three minutes: a mail program may look too.
    assert_eq!(opened(&customer, "user001a").await.0, 200);
    customer.server.pass(Duration::from_secs(600)).await.unwrap();
    let (status, started) = start(&customer, "user001a").await;
    assert_eq!(status, 200, "{started}");
    let id = started["submissionId"].as_str().unwrap();
    assert_eq!(customer.submission(id).await.unwrap()["tokenId"], json!("user001a"));
    assert_eq!(customer.told("created").await.unwrap()["tokenId"], json!("user001a"));

    customer.server.pass(Duration::from_secs(179)).await.unwrap();
    assert_eq!(start(&customer, "user001a").await.0, 200, "it still works");
    customer.server.pass(Duration::from_secs(1)).await.unwrap();
    assert_eq!(opened(&customer, "user001a").await, (403, "TK-10003".to_owned()));
    assert_eq!(start(&customer, "user001a").await.1["error"], json!("TK-10003"));
    let told = customer.told("token_expired").await.unwrap();
    assert_eq!(
        (&told["tokenId"], &told["expired_condition"], &told["submission_id"]),
        (&json!("user001a"), &json!("time"), &json!(id))
    );
    // Whoever has started can finish.
    let state = http_client().get(customer.server.url("/liveform/state"));
    let state = state
        .bearer_auth(started["token"].as_str().unwrap())
        .send()
        .await
        .unwrap();
    assert_eq!(state.status(), StatusCode::OK);
    customer.server.pass(Duration::from_secs(600)).await.unwrap();
    let told = customer.triggers().unwrap();
    assert_eq!(told.iter().filter(|trigger| *trigger == "token_expired").count(), 1);
    // Registered again it is as new.
    register(&customer, &["user001a"]).await;
    assert_eq!(start(&customer, "user001a").await.0, 200);
}

async fn a_token_is_used_up_by_one_complete_submission(database: Database) {
    let customer = private(database, &["enabled", "tell_expired"]).await;
    let (status, started) = start(&customer, "any.text-9").await;
    assert_eq!(status, 200, "{started}");
    let token = started["token"].as_str().unwrap();
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let passport = SpecimenPassport::default()
        .photograph(&portrait, &Photograph::default())
        .unwrap();
    let selfie = FacePhotograph::ObamaAgain.bytes().unwrap();
    for (step, name, picture) in [("document", "front", passport), ("selfie", "selfie", selfie)] {
        let form = Form::new().part(name, Part::bytes(picture).file_name("picture.jpg"));
        let request = http_client().post(customer.server.url(&format!("/liveform/{step}")));
        let answer = request.bearer_auth(token).multipart(form).send().await.unwrap();
        assert_eq!(
            answer.status(),
            StatusCode::OK,
            "{step}: {}",
            answer.text().await.unwrap()
        );
    }
    let item = customer
        .submission(started["submissionId"].as_str().unwrap())
        .await
        .unwrap();
    let code = match item["kyc"]["status"].as_str().unwrap() {
        "approved" => "TK-10004",
        "pending" => "TK-10005",
        other => panic!("{other}: {item}"),
    };
    assert_eq!(opened(&customer, "any.text-9").await, (403, code.to_owned()));
    assert_eq!(start(&customer, "any.text-9").await.1["error"], json!(code));
    let told = customer.told("token_expired").await.unwrap();
    assert_eq!(told["expired_condition"], json!("count"), "{told}");
    // That the time is over counts before what became of the submission; it is not told twice.
    customer.server.pass(Duration::from_secs(200)).await.unwrap();
    assert_eq!(opened(&customer, "any.text-9").await.1, "TK-10003");
    let told = customer.triggers().unwrap();
    assert_eq!(told.iter().filter(|trigger| *trigger == "token_expired").count(), 1);
    // The customer's own server needs no token.
    let step1 = customer
        .api
        .step1(&FacePhotograph::Obama.bytes().unwrap(), &[])
        .await
        .unwrap();
    assert_eq!(step1.status, StatusCode::OK, "{}", step1.body);
}

async fn tokens_are_registered_listed_and_deleted_by_the_api(database: Database) {
    let customer = private(database, &["enabled", "registered_only"]).await;
    let done = register(&customer, &["user001a", "api.key.01", "bad token", "user001a"]).await;
    assert_eq!(
        done["summary"],
        json!({ "totalSubmitted": 4, "currentCount": 2, "processed": 3, "failed": 1 })
    );
    assert!(done["details"].is_string());
    let get = async |query: &[(&str, &str)]| customer.api.get(TOKENS, query).await.unwrap();
    let one = get(&[("tokenId", "user001a")]).await;
    assert_eq!(
        (&one.body["tokenId"], &one.body["data"]["expired"]),
        (&json!("user001a"), &json!(false)),
        "{}",
        one.body
    );
    let unknown = get(&[("tokenId", "nobody.knows")]).await;
    assert_eq!(
        (unknown.status, unknown.body),
        (
            StatusCode::BAD_REQUEST,
            json!({ "errorCode": "token_not_found", "errorMessage": "Token not found." })
        )
    );
    assert_eq!(get(&[("type", "count")]).await.body["count"], json!(2));
    let list = get(&[]).await.body;
    let listed: Vec<&str> = list["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|token| token["tokenId"].as_str().unwrap())
        .collect();
    assert_eq!((listed.len(), &list["nextPageKeyId"]), (2, &Value::Null), "{list}");
    // The page after the first token holds the other one.
    let registered = customer.server.now().microseconds().to_string();
    let after = [("nextPageKeyId", listed[0]), ("nextPageKeyTime", registered.as_str())];
    assert_eq!(get(&after).await.body["data"][0]["tokenId"], json!(listed[1]));

    let delete = async |body: Value| {
        customer
            .api
            .send_text(Method::DELETE, TOKENS, &body.to_string())
            .await
            .unwrap()
    };
    let deleted = delete(json!({ "tokenId": ["user001a", "nobody.knows"] })).await;
    assert_eq!(
        deleted.body["summary"],
        json!({ "totalSubmitted": 2, "deleted": 1, "notFound": 1, "failed": 0 })
    );
    assert_eq!(opened(&customer, "user001a").await.1, "TK-10002");
    customer.server.advance(Duration::from_secs(60));
    register(&customer, &["fresh.token"]).await;
    let old = customer.server.now().to_string();
    let deleted = delete(json!({ "before": old })).await;
    assert_eq!(deleted.body["summary"]["deleted"], json!(1), "{}", deleted.body);
    assert_eq!(get(&[("type", "count")]).await.body["count"], json!(1));

    let events = customer.administrator.page("events").await.unwrap().1;
    assert!(
        events.contains("Tokens registered") && events.contains("Tokens deleted"),
        "{events}"
    );

    let many: Vec<String> = (0..501).map(|number| format!("token{number:05}")).collect();
    for body in [
        json!({ "tokenId": many }),
        json!({ "tokenId": [] }),
        json!({ "tokenId": "user001a" }),
        json!([]),
    ] {
        let refused = customer
            .api
            .send_text(Method::POST, TOKENS, &body.to_string())
            .await
            .unwrap();
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.body);
        assert!(refused.body["errorMessage"].is_string());
    }
}
