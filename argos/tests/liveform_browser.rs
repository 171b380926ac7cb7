//! A person with a phone at the Liveform, in a real browser, from the first screen to the result.
//!
//! Every screen is saved in `.testing/screenshots`, for people to look at.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use argos_testkit::browser::{Browser, Camera, Device};
use argos_testkit::camera::{Scene, write_film};
use argos_testkit::customer::Customer;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::liveform_visit::LiveformVisit;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use serde_json::json;
use tempfile::TempDir;

const BINARY: &str = env!("CARGO_BIN_EXE_argos");
const EMAIL: &str = "oskar@lindqvist.example";
const READ: [(&str, &str); 5] = [
    ("last_name", "LINDQVIST"),
    ("first_name", "OSKAR EMIL"),
    ("document_number", "X47K20913"),
    ("birth_date", "1968-09-23"),
    ("nationality", "UTO"),
];

/// The Liveform with Utopia chosen, which no list of countries offers.
fn liveform(customer: &Customer) -> String {
    let address = customer.server.liveform_url().unwrap();
    format!("{address}&selectedIssuingCountry=UTO&lang=en&userid=customer-4711&cf2=web")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_with_a_phone_is_verified_by_camera() {
    let customer = Customer::start(BINARY, &[]).await.unwrap();
    let files = TempDir::new().unwrap();
    let film = files.path().join("document_then_person.mjpeg");
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let document = Scene::document(&SpecimenPassport::default().page(&portrait).unwrap(), 8).unwrap();
    let person = Scene::person(&FacePhotograph::ObamaAgain.portrait().unwrap(), 8).unwrap();
    write_film(&film, &[document, person]).unwrap();

    let browser = Browser::open(Device::Phone, Camera::Film(&film)).await.unwrap();
    let visit = LiveformVisit(&browser);
    browser.go_to(&liveform(&customer)).await.unwrap();
    visit.begin(EMAIL).await.unwrap();
    visit.be_photographed("document").await.unwrap();
    visit.confirm(&READ, "O").await.unwrap();
    visit.be_photographed("selfie").await.unwrap();
    let status = visit.result().await.unwrap();
    assert!(["approved", "pending"].contains(&status.as_str()), "{status}");

    let trigger = if status == "approved" { "approved" } else { "submit" };
    let told = customer.told(trigger).await.unwrap();
    assert_eq!(
        (&told["email"], &told["last_name"]),
        (&json!(EMAIL), &json!("LINDQVIST")),
        "{told}"
    );
    assert_eq!(customer.triggers().unwrap(), ["created", trigger]);
    let id = told["submission_id"].as_str().unwrap();
    let mail = customer.mail_to(EMAIL).await.unwrap();
    assert!(mail.text.contains(id), "{}", mail.text);
    let item = customer.submission(id).await.unwrap();
    let expected = [
        ("/kyc/status", status.as_str()),
        ("/userid", "customer-4711"),
        ("/cf/cf2", "web"),
        ("/data/documentNumber", "X47K20913"),
        ("/data/first_name", "OSKAR EMILO"),
    ];
    for (pointer, value) in expected {
        assert_eq!(item.pointer(pointer), Some(&json!(value)), "{pointer}: {item}");
    }
    let (_, page) = customer.administrator.page(&format!("submissions/{id}")).await.unwrap();
    assert!(page.contains("LINDQVIST") && page.contains(EMAIL));
    // A reload must not lose the result.
    browser.reload().await.unwrap();
    assert_eq!(visit.result().await.unwrap(), status);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_camera_is_explained_and_a_file_helps() {
    let customer = Customer::start(BINARY, &[]).await.unwrap();
    let browser = Browser::open(Device::Phone, Camera::Refused).await.unwrap();
    let visit = LiveformVisit(&browser);
    browser.go_to(&liveform(&customer)).await.unwrap();
    visit.begin(EMAIL).await.unwrap();
    visit.screen("camera-problem").await.unwrap();
    browser.screenshots("liveform-3-camera-refused").await.unwrap();
    let explained = browser.text().await.unwrap();
    assert!(explained.to_lowercase().contains("camera"), "{explained}");

    let files = TempDir::new().unwrap();
    let file = files.path().join("passport.jpg");
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let passport = SpecimenPassport::default()
        .photograph(&portrait, &Photograph::default())
        .unwrap();
    std::fs::write(&file, passport).unwrap();
    visit.give_file("document", &file).await.unwrap();
    visit.confirm(&READ, "").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn with_universal_id_nobody_asks_for_country_or_kind() {
    let customer = Customer::start(BINARY, &[]).await.unwrap();
    customer
        .administrator
        .change_policy(&[("universal_id", "on")])
        .await
        .unwrap();
    let browser = Browser::open(Device::Phone, Camera::Refused).await.unwrap();
    let visit = LiveformVisit(&browser);
    let address = customer.server.liveform_url().unwrap();
    browser.go_to(&format!("{address}&lang=en")).await.unwrap();
    visit.screen("start").await.unwrap();
    browser.type_into("#email", EMAIL).await.unwrap();
    browser.click("label[for='consent']").await.unwrap();
    browser.click("#start-button").await.unwrap();
    visit.screen("camera-problem").await.unwrap();

    let files = TempDir::new().unwrap();
    let file = files.path().join("passport.jpg");
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let passport = SpecimenPassport::default()
        .photograph(&portrait, &Photograph::default())
        .unwrap();
    std::fs::write(&file, passport).unwrap();
    visit.give_file("document", &file).await.unwrap();
    visit.screen("back-side").await.unwrap();
    browser.screenshots("liveform-4-back-side-any").await.unwrap();
    browser.click("#no-back-side").await.unwrap();
    visit.confirm(&READ, "").await.unwrap();
}
