//! What humans decide is held against what Argos decided.

use crate::m10_score::verified;
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::in_process_server::InProcessServer;
use argos_testkit::on_both_databases;
use argos_testkit::server::ADMINISTRATOR;
use serde_json::{Value, json};

on_both_databases! {
    humans_who_disagree_are_counted_and_exported_without_the_person
}

const BINARY: &str = env!("CARGO_BIN_EXE_argos");

fn score(customer: &Customer<InProcessServer>, action: &str, more: &[&str]) -> String {
    let output = customer.at_the_host(BINARY, &["score", action], true, more).unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

async fn humans_who_disagree_are_counted_and_exported_without_the_person(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let (high, _) = verified(&customer, "high@person.example", &[]).await;
    let (low, _) = verified(&customer, "low@person.example", &[("last_name", "Abernathy")]).await;
    customer.administrator.approve(&low).await.unwrap();
    let rejected = json!({ "kycStatus": "rejected" });
    let answer = customer.api.edit(&high, ADMINISTRATOR, &rejected).await.unwrap();
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.body);

    let mistyped = ["score", "review", "--project", "aaaaaaaaaaaa"];
    let unknown = customer.at_the_host(BINARY, &mistyped, false, &[]).unwrap();
    let told = String::from_utf8_lossy(&unknown.stderr).into_owned();
    assert!(
        !unknown.status.success() && told.contains("the project was not found"),
        "{told}"
    );
    let review: Value = serde_json::from_str(&score(&customer, "review", &["--risk", "0.01", "--json"])).unwrap();
    assert_eq!(
        (&review["submissions"], &review["decided_by_human"]),
        (&json!(2), &json!(2))
    );
    let sum = |name: &str| -> u64 {
        let bands = review["bands"].as_array().unwrap();
        bands.iter().map(|band| band[name].as_u64().unwrap()).sum()
    };
    assert_eq!((sum("wrongly_approved"), sum("human_approved")), (1, 1), "{review}");
    // Two cases prove nothing.
    assert!(review["proposal"]["needed"].as_u64().unwrap() > 300, "{review}");
    let corrections = review["checks"].as_array().unwrap().iter();
    let corrections = corrections
        .clone()
        .find(|check| check["check"] == "user_corrections")
        .unwrap();
    assert_eq!(corrections["raised_approved"], json!(1), "{review}");

    let lines = score(&customer, "export", &[]);
    assert_eq!(lines.lines().count(), 2);
    for line in lines.lines() {
        let decision: Value = serde_json::from_str(line).unwrap();
        assert!(decision["human"].is_string() && decision["score"].is_number(), "{line}");
    }
    let table = score(&customer, "export", &["--format", "csv"]);
    let columns: Vec<usize> = table.lines().map(|line| line.split(',').count()).collect();
    assert!(
        columns.len() == 3 && columns.iter().all(|count| *count == columns[0]),
        "{table}"
    );
    for personal in ["Abernathy", "person.example", high.as_str(), low.as_str(), "UTO"] {
        assert!(!lines.contains(personal) && !table.contains(personal), "{personal}");
    }
    let (_, page) = customer.administrator.page("settings/policy/agreement").await.unwrap();
    assert!(
        page.contains("Were we right?") && page.contains("too few cases"),
        "{page}"
    );
}
