//! M11: who is asked for a new picture opens the link of the mail in a real browser, reads why, and goes on there.

use crate::m11_agents::waiting;
use argos_testkit::browser::{Browser, Camera, Device};
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::liveform_visit::LiveformVisit;
use reqwest::StatusCode;
use tempfile::TempDir;

const EMAIL: &str = "oskar@lindqvist.example";
const REASON: &str = "A shadow lies on the left half of your face";

#[tokio::test(flavor = "multi_thread")]
async fn the_link_of_the_mail_leads_to_the_reason_and_to_a_new_picture() {
    let customer = Customer::in_process(Database::Sqlite).await.unwrap();
    let administrator = &customer.administrator;
    // The highest threshold leaves every decision to a human.
    administrator.save_score_threshold("100").await.unwrap();
    let id = waiting(&customer, EMAIL).await.submission;
    administrator.take(&id).await.unwrap();
    let (page, asked) = (format!("submissions/{id}"), format!("submissions/{id}/capture"));
    let (status, body) = administrator
        .send(&page, &asked, &[("step", "selfie"), ("reason", REASON)])
        .await
        .unwrap();
    assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
    customer.server.run_due_jobs().await.unwrap();
    let mails = customer.mails.messages();
    let mail = mails.iter().find(|mail| mail.text.contains(REASON)).unwrap();
    let mut words = mail.text.split_whitespace();
    let link = words.find(|word| word.starts_with("http")).unwrap();

    let browser = Browser::open(Device::Phone, Camera::Refused).await.unwrap();
    let visit = LiveformVisit(&browser);
    browser.go_to(link).await.unwrap();
    visit.screen("asked-again").await.unwrap();
    browser.screenshots("liveform-7-asked-again").await.unwrap();
    let shown = browser.text().await.unwrap();
    assert!(shown.contains(REASON), "{shown}");
    browser.click("#asked-again-continue").await.unwrap();
    visit.screen("selfie-start").await.unwrap();
    browser.click("#selfie-start-button").await.unwrap();
    visit.screen("camera-problem").await.unwrap();
    let files = TempDir::new().unwrap();
    let file = files.path().join("selfie.jpg");
    std::fs::write(&file, FacePhotograph::ObamaAgain.bytes().unwrap()).unwrap();
    visit.give_file("selfie", &file).await.unwrap();
    assert_eq!(visit.result().await.unwrap(), "pending");
    let item = customer.submission(&id).await.unwrap();
    assert_eq!(item["kyc"]["status"], "pending", "{item}");
}
