//! Staff at the dashboard, in a real browser: a person without a camera hands in files, a human decides.
//!
//! Every page is saved in `.testing/screenshots`, for people to look at.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use argos_testkit::browser::{Browser, Camera, Device};
use argos_testkit::customer::Customer;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::liveform_visit::LiveformVisit;
use argos_testkit::server::ADMINISTRATOR;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use serde_json::json;
use std::path::PathBuf;
use std::time::Duration;
use tempfile::TempDir;

const EMAIL: &str = "oskar@lindqvist.example";
const PATIENCE: Duration = Duration::from_secs(30);

fn file(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn files_lead_to_a_human_who_approves() {
    let customer = Customer::start(env!("CARGO_BIN_EXE_argos"), &[]).await.unwrap();
    // The highest threshold leaves every decision to a human.
    customer.administrator.save_score_threshold("100").await.unwrap();
    let browser = Browser::open(Device::Computer, Camera::Absent).await.unwrap();
    let id = hand_in_files(&customer, &browser).await;
    sign_in(&customer, &browser).await;
    approve(&browser, &id).await;

    let told = customer.told("approved").await.unwrap();
    assert_eq!(told["submission_id"], json!(id), "{told}");
    assert_eq!(customer.triggers().unwrap(), ["created", "retry", "submit", "approved"]);
    let item = customer.submission(&id).await.unwrap();
    assert_eq!(item["kyc"]["status"], "approved", "{item}");
    assert_ne!(item["reviewer"], "system", "{item}");
    let settings = format!("/dashboard/projects/{}/settings", customer.administrator.project());
    browser.go_to(&customer.server.url(&settings)).await.unwrap();
    browser.screenshots("dashboard-6-settings").await.unwrap();
    invite(&customer, &browser).await;
}

/// The way of a person at a computer without a camera, with two mistakes on it; the submission, which is pending.
async fn hand_in_files(customer: &Customer, browser: &Browser) -> String {
    let files = TempDir::new().unwrap();
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let passport = SpecimenPassport::default()
        .photograph(&portrait, &Photograph::by_hand())
        .unwrap();
    let visit = LiveformVisit(browser);
    let address = customer.server.liveform_url().unwrap();
    browser
        .go_to(&format!("{address}&selectedIssuingCountry=UTO&lang=en"))
        .await
        .unwrap();
    visit.screen("handover").await.unwrap();
    browser.screenshots("liveform-0-handover").await.unwrap();
    browser.click("#continue-here").await.unwrap();
    visit.begin(EMAIL).await.unwrap();
    visit.screen("camera-problem").await.unwrap();
    browser.screenshots("liveform-3-camera-absent").await.unwrap();

    // A file that is no picture costs no attempt.
    visit
        .give_file("document", &file(&files, "letter.jpg", b"Dear Sir or Madam"))
        .await
        .unwrap();
    visit.screen("problem").await.unwrap();
    browser.screenshots("liveform-8-problem").await.unwrap();
    browser.click("#problem-retry").await.unwrap();
    visit.screen("camera-problem").await.unwrap();
    visit
        .give_file("document", &file(&files, "passport.jpg", &passport))
        .await
        .unwrap();
    visit.confirm(&[("document_number", "X47K20913")], "O").await.unwrap();
    visit.screen("camera-problem").await.unwrap();
    // A page that is loaded again goes on where it was.
    browser.reload().await.unwrap();
    visit.screen("selfie-start").await.unwrap();
    browser.click("#selfie-start-button").await.unwrap();

    visit.screen("camera-problem").await.unwrap();
    visit
        .give_file("selfie", &FacePhotograph::Biden.path().unwrap())
        .await
        .unwrap();
    visit.screen("retry").await.unwrap();
    browser.screenshots("liveform-8-retry").await.unwrap();
    browser.click("#retry-button").await.unwrap();
    visit.screen("camera-problem").await.unwrap();
    visit
        .give_file("selfie", &FacePhotograph::ObamaAgain.path().unwrap())
        .await
        .unwrap();
    assert_eq!(visit.result().await.unwrap(), "pending");

    let told = customer.told("submit").await.unwrap();
    let id = told["submission_id"].as_str().unwrap().to_owned();
    assert!(customer.mail_to(EMAIL).await.unwrap().text.contains(&id));
    id
}

/// By the link that comes by mail.
async fn sign_in(customer: &Customer, browser: &Browser) {
    browser.go_to(&customer.server.url("/dashboard")).await.unwrap();
    assert!(browser.address().await.unwrap().ends_with("/dashboard/sign-in"));
    browser.screenshots("dashboard-1-sign-in").await.unwrap();
    browser.type_into("input[name='email']", ADMINISTRATOR).await.unwrap();
    browser
        .click("button[formaction='/dashboard/sign-in/link']")
        .await
        .unwrap();
    let mail = customer.mail_to(ADMINISTRATOR).await.unwrap();
    let link = mail
        .text
        .split_whitespace()
        .find(|word| word.contains("/dashboard/sign-in/"));
    browser.go_to(link.expect("a link in the mail")).await.unwrap();
    browser.screenshots("dashboard-2-sign-in-confirm").await.unwrap();
    browser.click("form button[type='submit']").await.unwrap();
}

/// Finds the submission in the list, takes it, looks at it and approves it.
async fn approve(browser: &Browser, id: &str) {
    let row = format!("a[href*='/submissions/{id}']");
    browser.wait_for(&row, PATIENCE).await.unwrap();
    browser.screenshots("dashboard-3-submissions").await.unwrap();
    browser.click(&row).await.unwrap();
    let take = "form[action$='/claim'] button[type='submit']";
    browser.wait_for(take, PATIENCE).await.unwrap();
    browser.screenshots("dashboard-4-pending-free").await.unwrap();
    browser.click(take).await.unwrap();
    browser.wait_for("label.choice-good", PATIENCE).await.unwrap();
    let text = browser.text().await.unwrap();
    for expected in ["LINDQVIST", "X47K20913", EMAIL, "Corrected by the user"] {
        assert!(text.contains(expected), "{expected} is missing: {text}");
    }
    browser.screenshots("dashboard-4-pending").await.unwrap();
    browser.click("label.choice-good").await.unwrap();
    browser
        .click("form[action*='/decision'] button[type='submit']")
        .await
        .unwrap();
    browser.wait_for(".note-good[role='status']", PATIENCE).await.unwrap();
    browser.screenshots("dashboard-5-approved").await.unwrap();
}

/// Adds a colleague, who opens the link in the mail.
async fn invite(customer: &Customer, browser: &Browser) {
    let colleague = "colleague@bank.example";
    browser
        .click(".settings-nav a[href$='/settings/access']")
        .await
        .unwrap();
    browser.type_into("#email", colleague).await.unwrap();
    browser.click("form[action$='/settings/access'] button").await.unwrap();
    browser.wait_for(".note-good[role='status']", PATIENCE).await.unwrap();
    browser.screenshots("dashboard-7-access").await.unwrap();
    let mail = customer.mail_to(colleague).await.unwrap();
    let link = mail.text.split_whitespace().find(|word| word.contains("/invitation/"));
    browser.go_to(link.unwrap()).await.unwrap();
    browser.screenshots("dashboard-8-invitation").await.unwrap();
    browser.click("form button[type='submit']").await.unwrap();
    browser.wait_for(".account-email", PATIENCE).await.unwrap();
}
