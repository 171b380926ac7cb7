//! Rules of the project's own: written in the dashboard, by API and from the host; each effect shows in the decision, is
//! explained there, and none makes a decision milder.

use crate::m10_score::verified;
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::http_client;
use argos_testkit::in_process_server::InProcessServer;
use argos_testkit::on_both_databases;
use argos_testkit::running_server::RunningServer;
use argos_testkit::server::ADMINISTRATOR;
use reqwest::StatusCode;
use serde_json::{Value, json};

on_both_databases! {
    every_effect_shows_in_the_decision_and_its_explanation
    rules_are_written_changed_and_deleted_in_the_dashboard
}

type InProcess = Customer<InProcessServer>;

/// Replaces the policy by API.
async fn put(customer: &InProcess, policy: &Value) -> (StatusCode, Value) {
    let request = http_client().put(customer.server.url("/v3/projects/policy"));
    let request = request.header("x-api-key", &customer.api_key);
    let body = json!({ "admin": ADMINISTRATOR, "policy": policy });
    let answer = request.json(&body).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

/// The decision of one and the same person and passport of Utopia under these rules: status, score, id.
async fn decided(customer: &InProcess, case: &str, rules: Value) -> (String, f64, String) {
    let policy = json!({ "score_threshold": 70, "custom_rules": rules });
    let (status, answer) = put(customer, &policy).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let (id, decided) = verified(customer, &format!("{case}@person.example"), &[]).await;
    let status = decided["kycStatus"].as_str().unwrap().to_owned();
    (status, decided["argos_score"].as_f64().unwrap(), id)
}

fn rule(when: Value, then: Value) -> Value {
    json!([{ "name": "Rule of mine", "when": [when], "then": then }])
}

async fn every_effect_shows_in_the_decision_and_its_explanation(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let utopia = || json!({ "kind": "country_one_of", "countries": ["UTO"] });
    let (status, score, _) = decided(&customer, "none", json!([])).await;
    assert_eq!(status, "approved");

    let cap = json!({ "kind": "cap", "at": 40 });
    let capped = decided(&customer, "cap", rule(utopia(), cap)).await;
    assert_eq!((capped.0.as_str(), capped.1), ("pending", 40.0));
    let (_, page) = customer
        .administrator
        .page(&format!("submissions/{}", capped.2))
        .await
        .unwrap();
    for expected in [
        "Rule of mine",
        "the score is at most 40",
        "Without the rules of this project",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }

    let kind = json!({ "kind": "document_one_of", "id_types": ["passport"] });
    let lowered = decided(
        &customer,
        "subtract",
        rule(kind, json!({ "kind": "subtract", "points": 5 })),
    )
    .await;
    assert!((lowered.1 - (score - 5.0)).abs() < 0.051, "{lowered:?} {score}");

    let old = json!({ "kind": "age_above", "years": 20 });
    let pending = decided(&customer, "pending", rule(old, json!({ "kind": "pending" }))).await;
    assert_eq!((pending.0.as_str(), pending.1), ("pending", score));

    let value = json!({ "kind": "check_above", "check": "face_match", "above": 10 });
    let reject = json!({ "kind": "reject", "code": "id_image_invalidId" });
    // Nobody is asked to move under this policy.
    let missing = json!({ "kind": "check_missing", "check": "active_liveness" });
    let unmade = decided(&customer, "missing", rule(missing, json!({ "kind": "pending" }))).await;
    assert_eq!((unmade.0.as_str(), unmade.1), ("pending", score));

    let rejected = decided(&customer, "reject", rule(value, reject.clone())).await;
    assert_eq!(rejected.0, "rejected");
    let item = customer.submission(&rejected.2).await.unwrap();
    assert_eq!(item["kyc"]["commentCode"], "id_image_invalidId", "{item}");

    // What is not met changes nothing.
    for (case, when) in [
        ("country", json!({ "kind": "country_none_of", "countries": ["UTO"] })),
        ("kind", json!({ "kind": "document_one_of", "id_types": ["visa"] })),
        ("young", json!({ "kind": "age_below", "years": 18 })),
        (
            "value",
            json!({ "kind": "check_below", "check": "face_match", "below": 10 }),
        ),
        (
            "outcome",
            json!({ "kind": "check_outcome", "check": "face_match", "at_least": "warn" }),
        ),
        ("made", json!({ "kind": "check_missing", "check": "face_match" })),
    ] {
        let same = decided(&customer, case, rule(when, reject.clone())).await;
        assert_eq!((same.0.as_str(), same.1), ("approved", score), "{case}");
    }

    let milder = rule(utopia(), json!({ "kind": "approve" }));
    let (status, answer) = put(&customer, &json!({ "custom_rules": milder })).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{answer}");
    let nobody = json!({ "automatic_only": true, "custom_rules": rule(utopia(), json!({ "kind": "pending" })) });
    let (status, answer) = put(&customer, &nobody).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{answer}");
    assert!(
        answer["message"]
            .as_str()
            .unwrap()
            .contains("Rule of mine: nobody looks"),
        "{answer}"
    );
}

async fn rules_are_written_changed_and_deleted_in_the_dashboard(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let page = "settings/policy/rules";
    let send = async |fields: &[(&str, &str)]| customer.administrator.send(page, page, fields).await.unwrap();
    let rule = [
        ("name", "Faces that are barely alike"),
        ("enabled", "on"),
        ("condition_1", "check_below"),
        ("condition_1_check", "face_match"),
        ("condition_1_value", "100"),
        ("condition_2", "country_one_of"),
        ("condition_2_value", "uto"),
        ("effect", "pending"),
    ];
    let (status, answer) = send(&rule).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{answer}");
    let (_, shown) = customer.administrator.page(page).await.unwrap();
    assert!(
        shown.contains("below 100 and issuing country one of UTO: a human looks"),
        "{shown}"
    );
    let (_, decided) = verified(&customer, "one@person.example", &[]).await;
    assert_eq!(decided["kycStatus"], "pending", "{decided}");

    let (status, answer) = send(&rule).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.contains("wo rules are called Faces that are barely alike"),
        "{answer}"
    );
    let (_, edited) = customer.administrator.page(&format!("{page}?edit=0")).await.unwrap();
    assert!(
        edited.contains("value=\"Faces that are barely alike\"") && edited.contains("Delete the rule"),
        "{edited}"
    );

    // Whoever saves the rest of the policy leaves the rules as they are.
    customer.administrator.save_score_threshold("71").await.unwrap();
    let (_, shown) = customer.administrator.page(page).await.unwrap();
    assert!(shown.contains("Faces that are barely alike"));

    // A form from before somebody else's change does not hit the wrong rule.
    let stale = [("version", "1"), ("index", "0"), ("action", "delete")];
    let (status, answer) = send(&stale).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
    assert!(answer.contains("Somebody else changed the rules meanwhile"));
    let (status, answer) = send(&[("index", "0"), ("action", "delete")]).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{answer}");
    let (_, decided) = verified(&customer, "two@person.example", &[]).await;
    assert_eq!(decided["kycStatus"], "approved", "{decided}");
    let (_, history) = customer.administrator.page("settings/policy/history").await.unwrap();
    assert!(
        history.contains("Rules of your own") && history.contains("issuing country one of UTO"),
        "{history}"
    );
}
