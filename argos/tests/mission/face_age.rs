//! A face that looks much younger or older than the birth date says is noted, and leads where the policy says.

use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::in_process_server::InProcessServer;
use argos_testkit::on_both_databases;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use serde_json::{Value, json};

on_both_databases! {
    a_face_of_another_age_leads_where_the_policy_says
    the_tolerance_is_tried_on_what_was_decided
}

type InProcess = Customer<InProcessServer>;

const BINARY: &str = env!("CARGO_BIN_EXE_argos");

/// The passport of somebody of this year of birth, with a face of somebody in middle age.
fn passport(year: u16) -> Vec<u8> {
    let passport = SpecimenPassport {
        birth_date: format!("{year}-01-15"),
        ..SpecimenPassport::default()
    };
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    passport.photograph(&portrait, &Photograph::default()).unwrap()
}

/// Both steps under a policy that nothing else stops; `typed` is what the user confirms otherwise.
async fn verified(customer: &InProcess, policy: Value, passport: &[u8], typed: &[(&str, &str)]) -> Value {
    let mut whole = json!({ "score_threshold": 0, "liveness_threshold": 0, "typed_birth_date": "warn" });
    let fields = whole.as_object_mut().unwrap();
    fields.extend(policy.as_object().unwrap().clone());
    crate::policy_fields::set(customer, whole).await;
    let read = customer.api.step1(passport, &[]).await.unwrap();
    let selfie = FacePhotograph::ObamaAgain.bytes().unwrap();
    let id = read.text("/submissionId");
    customer.api.step2(id, &selfie, typed).await.unwrap().body
}

fn at_the_host(customer: &InProcess, command: &[&str], more: &[&str]) -> Value {
    let names_the_project = command[0] == "policy";
    let output = customer.at_the_host(BINARY, command, names_the_project, more).unwrap();
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

async fn a_face_of_another_age_leads_where_the_policy_says(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let old = passport(1931);
    for (policy, expected) in [
        (json!({ "face_age": "off" }), ("approved", None)),
        (json!({}), ("approved", None)),
        (json!({ "face_age": "pending" }), ("pending", None)),
        (
            json!({ "face_age": "retry" }),
            ("incomplete", Some("face_age_mismatch")),
        ),
    ] {
        let answer = verified(&customer, policy.clone(), &old, &[]).await;
        let code = answer["retry"][0]["retryCode"].as_str();
        assert_eq!(
            (answer["kycStatus"].as_str().unwrap(), code),
            expected,
            "{policy}: {answer}"
        );
    }
    // Somebody whose age the face may have is not stopped, however little else is asked.
    let of_age = passport(1983);
    let passes = json!({ "face_age": "pending", "face_age_tolerance": 50 });
    let answer = verified(&customer, passes.clone(), &of_age, &[]).await;
    assert_eq!(answer["kycStatus"], "approved", "{answer}");
    // What counts is the birth date that the user confirmed, and what a human is asked is told in years.
    let answer = verified(&customer, passes, &of_age, &[("date_of_birth", "1909-03-02")]).await;
    assert_eq!(answer["kycStatus"], "pending", "{answer}");
    let id = answer["submissionId"].as_str().unwrap();
    let told = at_the_host(&customer, &["submission", "explain", id], &["--json"]);
    assert_eq!(told["reasons"][0]["check"], "face_age", "{told}");
    let words = told.to_string();
    assert!(
        words.contains("the face looks") && words.contains("by the birth date the person is 1"),
        "{words}"
    );
    assert_eq!(told["score"], told["stored_score"], "{told}");
    // It waits for a human, who decides.
    let decided = customer.administrator.approve(id).await.unwrap();
    assert!(decided.is_redirection(), "{decided}");
}

async fn the_tolerance_is_tried_on_what_was_decided(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let answer = verified(&customer, json!({}), &passport(1931), &[]).await;
    assert_eq!(answer["kycStatus"], "approved", "{answer}");
    let tried = |settings: &[&str]| {
        let set = settings.iter().flat_map(|setting| ["--set", setting]);
        let more: Vec<&str> = set.chain(["--json"]).collect();
        at_the_host(&customer, &["policy", "simulate"], &more)
    };
    let asked = tried(&["policy.face_age=pending"]);
    assert_eq!(asked["changes"][0]["check"], "face_age", "{asked}");
    assert_eq!(asked["after"]["pending"], 1, "{asked}");
    // Looks by the estimate about half as old as by the birth date.
    let closer = tried(&["policy.face_age=pending", "policy.face_age_tolerance=20"]);
    assert_eq!(closer["after"]["pending"], 1, "{closer}");
    let off = tried(&["policy.face_age=off"]);
    assert_eq!(off["changed"], 0, "{off}");
    let noted = tried(&["policy.face_age_tolerance=5"]);
    assert_eq!(noted["changed"], 0, "{noted}");
    // Of whom no age was estimated, it is not known what it would have come to.
    let answer = verified(&customer, json!({ "face_age": "off" }), &passport(1930), &[]).await;
    assert_eq!(answer["kycStatus"], "approved", "{answer}");
    let asked = tried(&["policy.face_age=pending"]);
    assert_eq!(asked["not_known"][0]["not_measured"], "face_age", "{asked}");
    assert_eq!(asked["after"]["pending"], 1, "{asked}");
}
