//! Before a policy is changed, it is seen what it would have done.

use crate::m10_score::verified;
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::in_process_server::InProcessServer;
use argos_testkit::on_both_databases;
use argos_testkit::server::ADMINISTRATOR;
use serde_json::{Value, json};
use std::process::Output;

on_both_databases! {
    a_policy_is_tried_on_what_was_decided
}

const BINARY: &str = env!("CARGO_BIN_EXE_argos");

fn simulate(customer: &Customer<InProcessServer>, more: &[&str]) -> Output {
    customer
        .at_the_host(BINARY, &["policy", "simulate"], true, more)
        .unwrap()
}

fn json_of(output: &Output) -> Value {
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

async fn a_policy_is_tried_on_what_was_decided(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let (high, decided) = verified(&customer, "high@person.example", &[]).await;
    let score = decided["argos_score"].as_f64().unwrap();
    let (low, _) = verified(&customer, "low@person.example", &[("last_name", "Abernathy")]).await;

    // The policy in force changes nothing.
    let same = json_of(&simulate(&customer, &["--json"]));
    assert_eq!(
        (&same["submissions"], &same["changed"]),
        (&json!(2), &json!(0)),
        "{same}"
    );
    assert_eq!(same["before"], same["after"], "{same}");

    // A threshold at the score of the approved one, and what every threshold would do, from one run.
    let strict = json_of(&simulate(&customer, &["--threshold", &score.to_string(), "--json"]));
    assert_eq!(strict["changes"][0]["id"], json!(high), "{strict}");
    assert_eq!(strict["changes"][0]["cause"], json!("threshold"), "{strict}");
    assert_eq!(strict["after"]["pending"], json!(2), "{strict}");
    let table = strict["by_threshold"].as_array().unwrap();
    assert_eq!(table.len(), 101);
    assert_eq!(
        (&table[0]["approved"], &table[100]["approved"]),
        (&json!(1), &json!(0)),
        "{strict}"
    );

    // A rule about the document asks what was read; a rule that was never asked is not known.
    let old = json_of(&simulate(&customer, &["--set", "policy.age_limit=120", "--json"]));
    assert_eq!(old["after"]["rejected"], json!(2), "{old}");
    assert_eq!(old["changes"][0]["check"], json!("age_limit"), "{old}");
    // A rule of the project's own is asked as well, about the person and about the checks.
    let rule = r#"policy.custom_rules=[{"name":"Grown up","when":[{"kind":"age_above","years":18}],"then":{"kind":"pending"}}]"#;
    let ruled = json_of(&simulate(&customer, &["--set", rule, "--json"]));
    assert_eq!(ruled["after"]["approved"], json!(0), "{ruled}");
    assert_eq!(ruled["changes"][0]["check"], json!("custom_rules"), "{ruled}");
    let moving = json_of(&simulate(
        &customer,
        &["--set", "policy.active_liveness=true", "--json"],
    ));
    assert_eq!(
        moving["not_known"][0]["not_measured"],
        json!("active_liveness"),
        "{moving}"
    );

    // A human rejects what was approved: to approve it was wrong, and a stricter policy would not have.
    let rejected = json!({ "kycStatus": "rejected" });
    let answer = customer.api.edit(&high, ADMINISTRATOR, &rejected).await.unwrap();
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.body);
    let judged = json_of(&simulate(&customer, &["--threshold", "99.9", "--json"]));
    assert_eq!(judged["decided_by_human"], json!(1), "{judged}");
    assert_eq!(judged["before"]["wrong_approvals"], json!(1), "{judged}");
    assert_eq!(judged["after"]["wrong_approvals"], json!(0), "{judged}");

    let told = simulate(&customer, &["--threshold", "99.9"]);
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(told.contains("Tried:") && told.contains(&high), "{told}");
    let wrong = simulate(&customer, &["--threshold", "200"]);
    assert!(!wrong.status.success());

    // What is erased is gone from it too.
    let erased = customer
        .api
        .delete("/v3/submission", &[("submission_id", &low)])
        .await
        .unwrap();
    assert_eq!(erased.status.as_u16(), 200, "{}", erased.body);
    let left = json_of(&simulate(&customer, &["--json"]));
    assert_eq!(left["submissions"], json!(1), "{left}");
}
