//! Every field of the policy has a scenario that shows its effect through the public door: here, or where the table says.

use argos_domain::policy::PolicyField;
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::http_client;
use argos_testkit::in_process_server::InProcessServer;
use argos_testkit::recapture::Recapture;
use argos_testkit::running_server::RunningServer;
use argos_testkit::server::ADMINISTRATOR;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::chance::Chance;
use argos_testkit::specimen::photograph::Photograph;
use image::imageops::{FilterType, replace, resize};
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Each field, the file in `argos/tests` and the test that shows its effect. A new field needs a line.
const SCENARIOS: &[(&str, &str, &str)] = &[
    ("score_threshold", HERE, "thresholds_of_the_decision_move_it"),
    ("automatic_only", HERE, "thresholds_of_the_decision_move_it"),
    ("face_similarity_threshold", HERE, "thresholds_of_the_decision_move_it"),
    ("face_similarity_review", HERE, "thresholds_of_the_decision_move_it"),
    ("liveness_threshold", HERE, "thresholds_of_the_decision_move_it"),
    ("recognition_threshold", HERE, "thresholds_of_the_decision_move_it"),
    (
        "accepted_id_types",
        HERE,
        "documents_are_accepted_by_kind_country_age_and_expiry",
    ),
    (
        "allowed_countries",
        HERE,
        "documents_are_accepted_by_kind_country_age_and_expiry",
    ),
    (
        "blocked_countries",
        HERE,
        "documents_are_accepted_by_kind_country_age_and_expiry",
    ),
    (
        "age_limit",
        HERE,
        "documents_are_accepted_by_kind_country_age_and_expiry",
    ),
    (
        "face_age",
        "mission/face_age.rs",
        "a_face_of_another_age_leads_where_the_policy_says",
    ),
    (
        "face_age_tolerance",
        "mission/face_age.rs",
        "a_face_of_another_age_leads_where_the_policy_says",
    ),
    (
        "expired_document",
        HERE,
        "documents_are_accepted_by_kind_country_age_and_expiry",
    ),
    (
        "universal_id",
        "liveform_browser.rs",
        "with_universal_id_nobody_asks_for_country_or_kind",
    ),
    (
        "id_liveness_screen_replay",
        HERE,
        "signs_of_a_picture_of_a_document_lead_where_the_policy_says",
    ),
    (
        "id_liveness_paper_printed",
        HERE,
        "signs_of_a_picture_of_a_document_lead_where_the_policy_says",
    ),
    (
        "id_liveness_replace_portraits",
        HERE,
        "signs_of_a_picture_of_a_document_lead_where_the_policy_says",
    ),
    (
        "typed_name",
        HERE,
        "typed_text_that_the_document_contradicts_leads_where_the_policy_says",
    ),
    (
        "typed_birth_date",
        HERE,
        "typed_text_that_the_document_contradicts_leads_where_the_policy_says",
    ),
    (
        "typed_number",
        HERE,
        "typed_text_that_the_document_contradicts_leads_where_the_policy_says",
    ),
    (
        "typed_nationality",
        HERE,
        "typed_text_that_the_document_contradicts_leads_where_the_policy_says",
    ),
    (
        "upload_allowed",
        "mission/capture_source.rs",
        "where_files_are_not_allowed_the_server_refuses_them",
    ),
    (
        "active_liveness",
        "mission/active_liveness.rs",
        "a_selfie_by_api_goes_to_a_human",
    ),
    (
        "reject_duplicate_user",
        "mission/m08_one_person.rs",
        "the_same_identity_is_approved_once_under_whatever_name_order_document_or_e_mail",
    ),
    ("duplicate_user_by", HERE, "people_are_the_same_by_what_the_policy_says"),
    (
        "reject_duplicated_face",
        HERE,
        "people_are_the_same_by_what_the_policy_says",
    ),
    ("twins_allowed", HERE, "people_are_the_same_by_what_the_policy_says"),
    (
        "duplicated_face_threshold",
        HERE,
        "people_are_the_same_by_what_the_policy_says",
    ),
    (
        "approved_period",
        "mission/m08_periods.rs",
        "who_was_approved_is_stopped_before_the_start_and_in_midflow",
    ),
    (
        "reject_period",
        "mission/m08_periods.rs",
        "who_was_rejected_is_stopped_until_the_period_ends",
    ),
    (
        "submission_limit",
        "mission/submission_limit.rs",
        "who_starts_too_many_waits_until_the_window_has_moved_on",
    ),
    (
        "clear_overrides_allowed",
        HERE,
        "exceptions_in_the_clear_count_only_where_the_policy_says",
    ),
    (
        "custom_rules",
        "mission/custom_rules.rs",
        "every_effect_shows_in_the_decision_and_its_explanation",
    ),
];
const HERE: &str = "mission/policy_fields.rs";

#[test]
fn every_field_has_a_scenario_that_exists() {
    let fields: BTreeSet<_> = PolicyField::ALL.iter().map(|field| field.name).collect();
    let shown: BTreeSet<_> = SCENARIOS.iter().map(|(field, ..)| *field).collect();
    assert_eq!(shown, fields, "each field of the policy needs a line in {}", file!());
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    for (field, file, test) in SCENARIOS {
        let text = fs::read_to_string(tests.join(file)).unwrap();
        assert!(
            text.contains(&format!("async fn {test}(")),
            "{field}: there is no {test} in {file}"
        );
        assert!(text.contains(&format!("\"{field}\"")), "{field} is not set in {file}");
    }
}

type InProcess = Customer<InProcessServer>;

/// The policy of the project is this, and otherwise the default.
pub(crate) async fn set(customer: &InProcess, policy: Value) {
    let request = http_client().put(customer.server.url("/v3/projects/policy"));
    let body = json!({ "admin": ADMINISTRATOR, "policy": policy });
    let answer = request
        .header("x-api-key", &customer.api_key)
        .json(&body)
        .send()
        .await
        .unwrap();
    let status = answer.status();
    assert_eq!(status, StatusCode::OK, "{policy}: {}", answer.text().await.unwrap());
}

fn page(person: &SpecimenPassport) -> image::RgbImage {
    person.page(&FacePhotograph::Obama.portrait().unwrap()).unwrap()
}

fn passport(person: &SpecimenPassport) -> Vec<u8> {
    Photograph::default().jpeg(&page(person)).unwrap()
}

/// The status and the code of an answer.
fn outcome(answer: &Value) -> (&str, &str) {
    let code = answer["rejectCode"]
        .as_str()
        .or_else(|| answer["retry"][0]["retryCode"].as_str());
    (answer["kycStatus"].as_str().unwrap(), code.unwrap_or_default())
}

async fn document(customer: &InProcess, picture: &[u8]) -> Value {
    customer.api.step1(picture, &[]).await.unwrap().body
}

/// Both steps; the answer to the selfie.
async fn verified(customer: &InProcess, picture: &[u8], selfie: FacePhotograph) -> Value {
    let read = document(customer, picture).await;
    let id = read["submissionId"].as_str().unwrap_or_else(|| panic!("{read}"));
    customer
        .api
        .step2(id, &selfie.bytes().unwrap(), &[])
        .await
        .unwrap()
        .body
}

#[tokio::test(flavor = "multi_thread")]
async fn thresholds_of_the_decision_move_it() {
    let customer = Customer::in_process(Database::Sqlite).await.unwrap();
    let picture = passport(&SpecimenPassport::default());
    let decided = async |policy: Value| {
        set(&customer, policy).await;
        verified(&customer, &picture, FacePhotograph::ObamaAgain).await
    };
    let usual = decided(json!({})).await;
    assert_eq!(outcome(&usual), ("approved", ""), "{usual}");
    for (policy, expected) in [
        (json!({ "score_threshold": 100 }), ("pending", "")),
        (
            json!({ "score_threshold": 100, "automatic_only": true }),
            ("rejected", "automatic_verification_fail"),
        ),
        (
            json!({ "face_similarity_threshold": 100, "score_threshold": 10 }),
            ("pending", ""),
        ),
        (
            json!({ "face_similarity_threshold": 100, "face_similarity_review": 100 }),
            ("incomplete", "face_compare_underscore"),
        ),
        (
            json!({ "liveness_threshold": 100, "score_threshold": 10 }),
            ("pending", ""),
        ),
    ] {
        let answer = decided(policy.clone()).await;
        assert_eq!(outcome(&answer), expected, "{policy}: {answer}");
    }
    let strict = decided(json!({ "recognition_threshold": 100 })).await;
    let score = |answer: &Value| answer["argos_score"].as_f64().unwrap();
    assert!(score(&strict) < score(&usual), "{strict} {usual}");
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_are_accepted_by_kind_country_age_and_expiry() {
    let customer = Customer::in_process(Database::Sqlite).await.unwrap();
    let valid = passport(&SpecimenPassport::default());
    let expired = passport(&SpecimenPassport {
        issue_date: "2009-03-15".to_owned(),
        expiry_date: "2019-03-14".to_owned(),
        ..SpecimenPassport::default()
    });
    for (policy, picture, expected) in [
        (json!({}), &valid, ("incomplete", "")),
        (
            json!({ "accepted_id_types": ["visa"] }),
            &valid,
            ("rejected", "invalid_acceptedID"),
        ),
        (
            json!({ "allowed_countries": ["KOR"] }),
            &valid,
            ("rejected", "blacklistCountry"),
        ),
        (json!({ "allowed_countries": ["UTO"] }), &valid, ("incomplete", "")),
        (
            json!({ "blocked_countries": ["UTO"] }),
            &valid,
            ("rejected", "blacklistCountry"),
        ),
        (json!({ "age_limit": 18 }), &valid, ("incomplete", "")),
        (json!({ "age_limit": 100 }), &valid, ("rejected", "under_ageLimit")),
        (
            json!({ "expired_document": "reject" }),
            &expired,
            ("rejected", "expired_id"),
        ),
        (json!({ "expired_document": "warn" }), &expired, ("incomplete", "")),
    ] {
        set(&customer, policy.clone()).await;
        let answer = document(&customer, picture).await;
        assert_eq!(outcome(&answer), expected, "{policy}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn signs_of_a_picture_of_a_document_lead_where_the_policy_says() {
    let customer = Customer::in_process(Database::Sqlite).await.unwrap();
    let genuine = page(&SpecimenPassport::default());
    let mut forged = genuine.clone();
    let other = resize(
        &FacePhotograph::Biden.portrait().unwrap(),
        240,
        308,
        FilterType::CatmullRom,
    );
    replace(&mut forged, &other, 1450, 300);
    // The check finds most screens, not all: this is one that it finds.
    let pictures = [
        (
            "id_liveness_screen_replay",
            Recapture::Screen.of(&genuine, &mut Chance::new(4, 0)).unwrap(),
        ),
        (
            "id_liveness_paper_printed",
            Recapture::Copy.of(&genuine, &mut Chance::new(1, 0)).unwrap(),
        ),
        (
            "id_liveness_replace_portraits",
            Photograph::default().jpeg(&forged).unwrap(),
        ),
    ];
    for (sign, picture) in &pictures {
        set(&customer, json!({ *sign: "retry" })).await;
        let retried = document(&customer, picture).await;
        assert_eq!(outcome(&retried), ("incomplete", *sign), "{retried}");
        for (consequence, threshold, expected) in [("warn", 0, "approved"), ("pending", 0, "pending")] {
            set(
                &customer,
                json!({ *sign: consequence, "score_threshold": threshold, "liveness_threshold": 0 }),
            )
            .await;
            let decided = verified(&customer, picture, FacePhotograph::Obama).await;
            assert_eq!(outcome(&decided).0, expected, "{sign} {consequence}: {decided}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn typed_text_that_the_document_contradicts_leads_where_the_policy_says() {
    let customer = Customer::in_process(Database::Sqlite).await.unwrap();
    let picture = passport(&SpecimenPassport::default());
    let selfie = FacePhotograph::Obama.bytes().unwrap();
    let typed = async |policy: Value, typed: &[(&str, &str)]| {
        set(&customer, policy).await;
        let read = document(&customer, &picture).await;
        let id = read["submissionId"].as_str().unwrap_or_else(|| panic!("{read}"));
        customer.api.step2(id, &selfie, typed).await.unwrap().body
    };
    let others = [
        ("typed_name", ("name", "Oskar Emil Ahlgren")),
        ("typed_birth_date", ("date_of_birth", "1963-09-23")),
        ("typed_number", ("document_number", "X47K20918")),
        ("typed_nationality", ("nationality", "KOR")),
    ];
    for (field, other) in others {
        for (consequence, expected) in [
            ("warn", ("approved", "")),
            ("pending", ("pending", "")),
            ("reject", ("rejected", "id_info_dataMismatch")),
        ] {
            let policy = json!({ field: consequence, "score_threshold": 0, "liveness_threshold": 0 });
            let answer = typed(policy, &[other]).await;
            assert_eq!(outcome(&answer), expected, "{field} {consequence}: {answer}");
        }
    }
    // The same, written otherwise; and what would be a slip, if the zone did not prove it.
    let strict =
        json!({ "typed_name": "reject", "typed_number": "reject", "score_threshold": 0, "liveness_threshold": 0 });
    let same = [("name", "LINDQVIST, Oskar E."), ("document_number", "x47k 20913")];
    let answer = typed(strict.clone(), &same).await;
    assert_eq!(outcome(&answer), ("approved", ""), "{answer}");
    let answer = typed(strict, &[("document_number", "X47K2O913")]).await;
    assert_eq!(outcome(&answer), ("rejected", "id_info_dataMismatch"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_the_same_by_what_the_policy_says() {
    let customer = Customer::in_process(Database::Sqlite).await.unwrap();
    let person = SpecimenPassport::default();
    let renewed = SpecimenPassport {
        document_number: "Z90Q11357".to_owned(),
        ..person.clone()
    };
    let first = verified(&customer, &passport(&person), FacePhotograph::ObamaAgain).await;
    assert_eq!(outcome(&first), ("approved", ""), "{first}");
    let renewed = passport(&renewed);
    let namesake = SpecimenPassport {
        surname: "Ahlgren".to_owned(),
        ..person
    };
    let namesake = passport(&namesake);
    let by = |ways: &[&str]| json!({ "reject_duplicate_user": true, "duplicate_user_by": ways });
    let face = |threshold: u8, twins: bool| json!({ "reject_duplicated_face": true, "duplicated_face_threshold": threshold, "twins_allowed": twins });
    for (policy, picture, expected) in [
        (by(&["person", "document"]), &renewed, ("rejected", "duplicate_user")),
        (by(&["person", "document"]), &namesake, ("rejected", "duplicate_user")),
        (face(60, false), &renewed, ("rejected", "duplicated_face")),
        (by(&["document"]), &renewed, ("approved", "")),
        (by(&["person"]), &namesake, ("approved", "")),
    ] {
        set(&customer, policy.clone()).await;
        let answer = verified(&customer, picture, FacePhotograph::Obama).await;
        assert_eq!(outcome(&answer), expected, "{policy}: {answer}");
    }
    the_same_face_counts_from_the_threshold_on(face).await;
}

async fn the_same_face_counts_from_the_threshold_on(face: impl Fn(u8, bool) -> Value) {
    let customer = Customer::in_process(Database::Sqlite).await.unwrap();
    let picture = passport(&SpecimenPassport::default());
    let first = verified(&customer, &picture, FacePhotograph::ObamaAgain).await;
    assert_eq!(outcome(&first), ("approved", ""), "{first}");
    for (policy, expected) in [
        (face(60, false), ("rejected", "duplicated_face")),
        (face(100, false), ("approved", "")),
        // Two were approved by now; before the second, twins would have passed.
        (face(60, true), ("rejected", "duplicated_face")),
    ] {
        set(&customer, policy.clone()).await;
        let answer = verified(&customer, &picture, FacePhotograph::Obama).await;
        assert_eq!(outcome(&answer), expected, "{policy}: {answer}");
    }
    let twins = Customer::in_process(Database::Sqlite).await.unwrap();
    verified(&twins, &picture, FacePhotograph::ObamaAgain).await;
    set(&twins, face(60, true)).await;
    let twin = verified(&twins, &picture, FacePhotograph::Obama).await;
    assert_eq!(outcome(&twin), ("approved", ""), "{twin}");
}

#[tokio::test(flavor = "multi_thread")]
async fn exceptions_in_the_clear_count_only_where_the_policy_says() {
    let customer = Customer::in_process(Database::Sqlite).await.unwrap();
    let picture = passport(&SpecimenPassport::default());
    for (allowed, expected) in [(false, "rejected"), (true, "read")] {
        set(
            &customer,
            json!({ "age_limit": 100, "clear_overrides_allowed": allowed }),
        )
        .await;
        let body = json!({
            "pid": customer.administrator.project(), "email": "anna@person.example", "consent": true, "ageLimit": "false",
            "issuingCountry": "UTO", "idType": "passport",
        });
        let (status, started) = crate::m13_user_id::post(&customer, "start", "", |request| request.json(&body)).await;
        assert_eq!(status, 200, "{started}");
        let token = started["token"].as_str().unwrap();
        let part = reqwest::multipart::Part::bytes(picture.clone()).file_name("picture.jpg");
        let form = reqwest::multipart::Form::new().part("front", part);
        let read = crate::m13_user_id::post(&customer, "document", token, |request| request.multipart(form)).await;
        assert_eq!(read.1["result"], expected, "{read:?}");
    }
}
