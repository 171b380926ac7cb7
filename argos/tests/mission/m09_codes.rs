//! M9: every rejection has a code of one catalogue; `other` is a reviewer's, with own words.

use argos_testkit::customer::Customer;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::fs;
use std::process::Command;

const BINARY: &str = env!("CARGO_BIN_EXE_argos");
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/codes.md");

fn printed(arguments: &[&str]) -> String {
    let output = Command::new(BINARY).args(arguments).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_page_of_codes_says_what_the_catalogue_says() {
    let page = printed(&["codes"]);
    assert_eq!(
        page,
        fs::read_to_string(PAGE).unwrap(),
        "write the page anew: cargo run -- codes > docs/codes.md"
    );
    let list: Vec<Value> = serde_json::from_str(&printed(&["codes", "--json"])).unwrap();
    for reference in [
        "too_many_retry",
        "timeout",
        "duplicate_user",
        "expired_id",
        "no-date-of-birth",
        "other",
    ] {
        let entry = list.iter().find(|entry| entry["code"] == reference).unwrap();
        for part in ["raisedBy", "meaning", "userText", "whatToDo"] {
            assert!(entry[part].as_str().is_some_and(|text| !text.is_empty()), "{entry}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reviewer_rejects_with_others_and_own_words_and_the_customer_reads_them() {
    let customer = Customer::start(BINARY, &[]).await.unwrap();
    // The highest threshold leaves every decision to a human.
    customer.administrator.save_score_threshold("100").await.unwrap();
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let passport = SpecimenPassport::default()
        .photograph(&portrait, &Photograph::default())
        .unwrap();
    let read = customer.api.step1(&passport, &[]).await.unwrap();
    let id = read.text("/submissionId").to_owned();
    let selfie = FacePhotograph::ObamaAgain.bytes().unwrap();
    let decided = customer.api.step2(&id, &selfie, &[]).await.unwrap();
    assert_eq!(decided.text("/kycStatus"), "pending", "{}", decided.body);

    customer.administrator.take(&id).await.unwrap();
    let (_, page) = customer.administrator.page(&format!("submissions/{id}")).await.unwrap();
    assert!(page.contains("value=\"other\"") && page.contains("Others"), "{page}");
    assert!(
        !page.contains("value=\"too_many_retry\""),
        "a reviewer cannot raise what only Argos finds"
    );
    let (status, page) = customer.administrator.reject(&id, "other", "").await.unwrap();
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    let (status, page) = customer.administrator.reject(&id, "timeout", "late").await.unwrap();
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    let words = "The hologram cannot be seen in any picture";
    let (status, page) = customer.administrator.reject(&id, "other", words).await.unwrap();
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");

    let told = customer.told("rejected").await.unwrap();
    assert_eq!(told["kyc_result"]["commentCode"], json!("other"), "{told}");
    assert_eq!(told["kyc_result"]["comment"], json!(words), "{told}");
    let item = customer.submission(&id).await.unwrap();
    assert_eq!(
        (&item["kyc"]["commentCode"], &item["kyc"]["comment"]),
        (&json!("other"), &json!(words)),
        "{item}"
    );
}
