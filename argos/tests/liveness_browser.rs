//! Active liveness in a real browser: a portrait that does not move gets nobody through, a simulated person who follows the
//! signs does, and whoever cannot make the movements gets to a human.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use argos_testkit::browser::{Browser, Camera, Device};
use argos_testkit::camera::{Scene, write_film};
use argos_testkit::challenge::head::Head;
use argos_testkit::customer::Customer;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::liveform_visit::LiveformVisit;
use argos_testkit::moving_camera::put_before_camera;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use argos_vision::{EnginePreference, Vision};
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const BINARY: &str = env!("CARGO_BIN_EXE_argos");
const EMAIL: &str = "oskar@lindqvist.example";

async fn customer() -> Customer {
    let customer = Customer::start(BINARY, &[]).await.unwrap();
    customer
        .administrator
        .change_policy(&[("active_liveness", "on")])
        .await
        .unwrap();
    customer
}

fn liveform(customer: &Customer) -> String {
    let address = customer.server.liveform_url().unwrap();
    format!("{address}&selectedIssuingCountry=UTO&lang=en")
}

fn picture_of_the_passport(files: &TempDir) -> PathBuf {
    let file = files.path().join("passport.jpg");
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let passport = SpecimenPassport::default()
        .photograph(&portrait, &Photograph::default())
        .unwrap();
    std::fs::write(&file, passport).unwrap();
    file
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portrait_that_does_not_move_fails_and_who_cannot_move_gets_to_a_human() {
    let customer = customer().await;
    let files = TempDir::new().unwrap();
    let film = files.path().join("portrait.mjpeg");
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    write_film(&film, &[Scene::person(&portrait, 8).unwrap()]).unwrap();
    let browser = Browser::open(Device::Phone, Camera::Film(&film)).await.unwrap();
    let visit = LiveformVisit(&browser);
    browser.go_to(&liveform(&customer)).await.unwrap();
    visit.begin(EMAIL).await.unwrap();
    visit.screen("document-capture").await.unwrap();
    visit
        .give_file("document", &picture_of_the_passport(&files))
        .await
        .unwrap();
    visit.confirm(&[], "").await.unwrap();

    visit.screen("liveness-capture").await.unwrap();
    browser
        .wait_for("#liveness-view", Duration::from_secs(30))
        .await
        .unwrap();
    browser.screenshots("liveform-7-liveness").await.unwrap();
    assert_eq!(visit.failed_movements().await.unwrap(), "face_liveness_underscore");
    browser.screenshots("liveform-7-liveness-failed").await.unwrap();
    let shown = browser.text().await.unwrap();
    assert!(shown.contains('2'), "two attempts are left: {shown}");

    browser.click("#retry-button").await.unwrap();
    visit.screen("liveness-capture").await.unwrap();
    browser.prefer_dark(true).await.unwrap();
    visit.cannot_move().await.unwrap();
    visit.be_photographed("selfie").await.unwrap();
    assert_eq!(visit.result().await.unwrap(), "pending");
    let told = customer.told("submit").await.unwrap();
    let id = told["submission_id"].as_str().unwrap();
    let (_, page) = customer.administrator.page(&format!("submissions/{id}")).await.unwrap();
    for reason in ["cannot make the movements", "a film played by the browser"] {
        assert!(page.contains(reason), "{reason}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_camera_gives_a_file_and_gets_to_a_human() {
    let customer = customer().await;
    let files = TempDir::new().unwrap();
    let browser = Browser::open(Device::Phone, Camera::Absent).await.unwrap();
    let visit = LiveformVisit(&browser);
    browser.go_to(&liveform(&customer)).await.unwrap();
    visit.begin(EMAIL).await.unwrap();
    visit.screen("camera-problem").await.unwrap();
    visit
        .give_file("document", &picture_of_the_passport(&files))
        .await
        .unwrap();
    visit.confirm(&[], "").await.unwrap();
    visit.screen("camera-problem").await.unwrap();
    browser.screenshots("liveform-7-liveness-no-camera").await.unwrap();
    browser.click("#camera-without").await.unwrap();
    visit.screen("liveness-waived").await.unwrap();
    browser.click("#liveness-waived-continue").await.unwrap();
    visit.screen("camera-problem").await.unwrap();
    visit
        .give_file("selfie", &FacePhotograph::ObamaAgain.path().unwrap())
        .await
        .unwrap();
    assert_eq!(visit.result().await.unwrap(), "pending");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_simulated_person_who_follows_the_signs_passes() {
    let customer = customer().await;
    let files = TempDir::new().unwrap();
    let mut vision = Vision::load(EnginePreference::Automatic).unwrap();
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let head = Head::of(&portrait, 0.35, &mut vision).unwrap();
    drop(vision);
    let browser = Browser::open(Device::Phone, Camera::Absent).await.unwrap();
    put_before_camera(&browser, &head).await.unwrap();
    let visit = LiveformVisit(&browser);
    browser.go_to(&liveform(&customer)).await.unwrap();
    visit.begin(EMAIL).await.unwrap();
    visit.screen("document-capture").await.unwrap();
    visit
        .give_file("document", &picture_of_the_passport(&files))
        .await
        .unwrap();
    visit.confirm(&[], "").await.unwrap();
    visit.screen("liveness-capture").await.unwrap();
    // The sign of a movement, whichever was drawn.
    let moving = "#liveness-sign:not([data-prompt='face_the_camera'])";
    browser.wait_for(moving, Duration::from_secs(60)).await.unwrap();
    browser.screenshot("liveform-7-liveness-movement").await.unwrap();
    asked_for_more(&browser).await;
    browser.screenshot("liveform-7-liveness-more").await.unwrap();
    let end = "main[data-current-screen='result'], main[data-current-screen='retry']";
    let patience = Duration::from_secs(120);
    let mut ended = browser.wait_for(end, patience).await.unwrap();
    // Simulated people do not pass every sequence that the server draws, as people do not: they try again.
    if ended.attr("data-current-screen").await.unwrap().as_deref() == Some("retry") {
        browser.click("#retry-button").await.unwrap();
        visit.screen("liveness-capture").await.unwrap();
        ended = browser.wait_for(end, patience).await.unwrap();
    }
    let screen = ended.attr("data-current-screen").await.unwrap();
    assert_eq!(screen.as_deref(), Some("result"), "{}", browser.text().await.unwrap());
    let told = customer.told("created").await.unwrap();
    let id = told["submission_id"].as_str().unwrap();
    let (_, page) = customer.administrator.page(&format!("submissions/{id}")).await.unwrap();
    assert!(page.contains("Movements made"), "{page}");
    assert!(page.contains("the face in the selfie is the one that moved"), "{page}");
}

/// Waits until the page asks in other words for a movement that it does not see.
async fn asked_for_more(browser: &Browser) {
    let asked = [
        "A little further to your left",
        "A little further to your right",
        "Lift your chin a little higher",
        "Close your eyes a little longer",
        "Come a little closer still",
    ];
    let patience = Instant::now() + Duration::from_secs(30);
    loop {
        let hint = browser.property("#liveness-hint", "textContent").await.unwrap();
        if asked.contains(&hint.as_str()) {
            return;
        }
        assert!(Instant::now() < patience, "the page still says {hint}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
