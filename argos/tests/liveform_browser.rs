//! People at the Liveform and staff at the dashboard, in a real browser, from the first screen to the result.
//!
//! Every screen is saved in `.testing/screenshots`, as a phone and as a computer shows it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use argos_testkit::administrator::Administrator;
use argos_testkit::api::ApiClient;
use argos_testkit::browser::{Browser, Camera, Device};
use argos_testkit::camera::{Scene, write_film};
use argos_testkit::faces::FacePhotograph;
use argos_testkit::mail_server::MailServer;
use argos_testkit::server::{ADMINISTRATOR, ArgosServer};
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use argos_testkit::webhook_receiver::WebhookReceiver;
use argos_testkit::webhook_signature::check_signature;
use serde_json::json;
use std::path::PathBuf;
use std::time::Duration;
use tempfile::TempDir;

const EMAIL: &str = "oskar@lindqvist.example";
const PATIENCE: Duration = Duration::from_secs(30);
/// The shutter waits for a good picture, and the film may have to come round again.
const SHUTTER: Duration = Duration::from_secs(60);

/// The product with everything around it.
struct Stage {
    server: ArgosServer,
    receiver: WebhookReceiver,
    mails: MailServer,
    administrator: Administrator,
    api: ApiClient,
    webhook_secret: String,
    files: TempDir,
}

impl Stage {
    async fn set() -> Self {
        let (receiver, mails) = (
            WebhookReceiver::start().await.unwrap(),
            MailServer::start().await.unwrap(),
        );
        let port = mails.port().to_string();
        let options = [
            "--webhook-allow-private",
            "--smtp-host",
            "127.0.0.1",
            "--smtp-encryption",
            "none",
            "--smtp-port",
            &port,
        ];
        let server = ArgosServer::start(env!("CARGO_BIN_EXE_argos"), &options).await.unwrap();
        let administrator = Administrator::sign_in(&server).await.unwrap();
        administrator.save_webhook(&receiver.url()).await.unwrap();
        let keys = administrator.keys().await.unwrap();
        let api = server.api(&keys.api_key);
        Self {
            server,
            receiver,
            mails,
            administrator,
            api,
            webhook_secret: keys.webhook_secret,
            files: TempDir::new().unwrap(),
        }
    }

    /// The Liveform with Utopia chosen, which no list of countries offers.
    fn liveform(&self, further: &str) -> String {
        format!(
            "{}&selectedIssuingCountry=UTO&lang=en{further}",
            self.server.liveform_url().unwrap()
        )
    }

    fn film(&self) -> PathBuf {
        let page = SpecimenPassport::default()
            .page(&FacePhotograph::Obama.portrait().unwrap())
            .unwrap();
        let document = Scene::document(&page, 8).unwrap();
        let person = Scene::person(&FacePhotograph::ObamaAgain.portrait().unwrap(), 8).unwrap();
        let film = self.files.path().join("document_then_person.mjpeg");
        write_film(&film, &[document, person]).unwrap();
        film
    }

    fn picture(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.files.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// A link by which the administrator signs in once more.
    async fn sign_in_link(&self) -> String {
        let page = reqwest_form(
            &self.server.url("/dashboard/sign-in"),
            &format!("email={ADMINISTRATOR}"),
        )
        .await;
        assert!(page.status().is_success(), "{}", page.status());
        let mail = self
            .mails
            .wait_for(|mail| mail.recipients == [ADMINISTRATOR], PATIENCE)
            .await
            .unwrap();
        let words = mail.text.split_whitespace();
        words
            .into_iter()
            .find(|word| word.contains("/dashboard/sign-in/"))
            .expect("a link in the mail")
            .to_owned()
    }

    /// Everything that the outside must know of the person's submission; its id.
    async fn told_everywhere(&self, status: &str) -> String {
        let last = if status == "approved" { "approved" } else { "submit" };
        let is_last = |webhook: &argos_testkit::webhook_receiver::ReceivedWebhook| {
            webhook.json().unwrap()["webhook_trigger"] == last
        };
        let webhook = self.receiver.wait_for(is_last, PATIENCE).await.unwrap();
        check_signature(&webhook, &self.webhook_secret).unwrap();
        let told = webhook.json().unwrap();
        assert_eq!(
            (&told["email"], &told["last_name"]),
            (&json!(EMAIL), &json!("LINDQVIST")),
            "{told}"
        );
        let mail = self
            .mails
            .wait_for(|mail| mail.recipients == [EMAIL], PATIENCE)
            .await
            .unwrap();
        let id = told["submission_id"].as_str().unwrap().to_owned();
        assert!(mail.text.contains(&id), "{}", mail.text);
        let item = self.api.submission(&id).await.unwrap().only_item().unwrap().clone();
        assert_eq!(
            (&item["kyc"]["status"], &item["data"]["documentNumber"]),
            (&json!(status), &json!("X47K20913")),
            "{item}"
        );
        id
    }
}

async fn reqwest_form(address: &str, body: &str) -> reqwest::Response {
    let request = argos_testkit::http_client()
        .post(address)
        .header("content-type", "application/x-www-form-urlencoded");
    request.body(body.to_owned()).send().await.unwrap()
}

async fn screen(browser: &Browser, name: &str, patience: Duration) {
    browser
        .wait_for(&format!("main[data-current-screen='{name}']"), patience)
        .await
        .unwrap();
}

/// Consent and choice of a passport; the country comes with the address.
async fn begin(browser: &Browser) {
    screen(browser, "start", PATIENCE).await;
    browser.screenshot("liveform-1-start").await.unwrap();
    browser.type_into("#email", EMAIL).await.unwrap();
    browser.click("label[for='consent']").await.unwrap();
    browser.click("#start-button").await.unwrap();
    screen(browser, "document-choice", PATIENCE).await;
    browser.click("label[for='kind-passport']").await.unwrap();
    browser.screenshot("liveform-2-choice").await.unwrap();
    browser.click("#choice-continue").await.unwrap();
}

/// The data as read are right; the first name is corrected.
async fn confirm(browser: &Browser) {
    screen(browser, "confirm", PATIENCE).await;
    for (field, value) in [
        ("last_name", "LINDQVIST"),
        ("document_number", "X47K20913"),
        ("birth_date", "1968-09-23"),
        ("nationality", "UTO"),
    ] {
        assert_eq!(
            browser.property(&format!("#{field}"), "value").await.unwrap(),
            value,
            "{field}"
        );
    }
    browser.type_into("#first_name", "O").await.unwrap();
    browser.screenshot("liveform-5-confirm").await.unwrap();
    browser.click("#confirm-button").await.unwrap();
    screen(browser, "selfie-start", PATIENCE).await;
    browser.screenshot("liveform-6-selfie-start").await.unwrap();
    browser.click("#selfie-start-button").await.unwrap();
}

/// The result's word.
async fn result(browser: &Browser) -> String {
    screen(browser, "result", PATIENCE).await;
    let result = browser
        .wait_for("#result", PATIENCE)
        .await
        .unwrap()
        .attr("data-result")
        .await
        .unwrap()
        .unwrap();
    browser.screenshot(&format!("liveform-9-{result}")).await.unwrap();
    result
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_with_a_phone_is_verified_by_camera() {
    let stage = Stage::set().await;
    let film = stage.film();
    let browser = Browser::open(Device::Phone, Camera::Film(&film)).await.unwrap();
    browser.go_to(&stage.liveform("&userid=customer-4711")).await.unwrap();
    begin(&browser).await;

    screen(&browser, "document-capture", PATIENCE).await;
    browser.wait_for("#document-view", PATIENCE).await.unwrap();
    browser.screenshot("liveform-3-document-capture").await.unwrap();
    // Nobody presses the shutter: it works by itself once the picture is good.
    screen(&browser, "document-preview", SHUTTER).await;
    browser.screenshot("liveform-4-document-preview").await.unwrap();
    browser.click("#document-use").await.unwrap();
    confirm(&browser).await;

    screen(&browser, "selfie-capture", PATIENCE).await;
    browser.wait_for("#selfie-view", PATIENCE).await.unwrap();
    browser.screenshot("liveform-7-selfie-capture").await.unwrap();
    screen(&browser, "selfie-preview", SHUTTER).await;
    browser.screenshot("liveform-8-selfie-preview").await.unwrap();
    browser.click("#selfie-use").await.unwrap();
    let status = result(&browser).await;
    assert!(["approved", "pending"].contains(&status.as_str()), "{status}");

    let id = stage.told_everywhere(&status).await;
    let item = stage.api.submission(&id).await.unwrap().only_item().unwrap().clone();
    assert_eq!(
        (&item["userid"], &item["data"]["first_name"]),
        (&json!("customer-4711"), &json!("OSKAR EMILO")),
        "{item}"
    );
    // A reload must not lose the result.
    browser.reload().await.unwrap();
    assert_eq!(result(&browser).await, status);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_camera_files_lead_to_a_human_who_approves() {
    let stage = Stage::set().await;
    // The highest threshold leaves every decision to a human.
    stage.administrator.save_score_threshold("100").await.unwrap();
    let browser = Browser::open(Device::Computer, Camera::Absent).await.unwrap();
    browser.go_to(&stage.liveform("")).await.unwrap();
    screen(&browser, "handover", PATIENCE).await;
    browser.screenshot("liveform-0-handover").await.unwrap();
    browser.click("#continue-here").await.unwrap();
    begin(&browser).await;
    screen(&browser, "camera-problem", PATIENCE).await;
    browser.screenshot("liveform-3-camera-absent").await.unwrap();

    let letter = stage.picture("letter.jpg", b"Dear Sir or Madam");
    browser.choose_file("#picture-file", &letter).await.unwrap();
    screen(&browser, "document-preview", PATIENCE).await;
    browser.click("#document-use").await.unwrap();
    screen(&browser, "problem", PATIENCE).await;
    browser.screenshot("liveform-4-unreadable").await.unwrap();
    browser.reload().await.unwrap();
    screen(&browser, "camera-problem", PATIENCE).await;

    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let passport = SpecimenPassport::default()
        .photograph(&portrait, &Photograph::by_hand())
        .unwrap();
    browser
        .choose_file("#picture-file", &stage.picture("passport.jpg", &passport))
        .await
        .unwrap();
    screen(&browser, "document-preview", PATIENCE).await;
    browser.screenshot("liveform-4-document-preview").await.unwrap();
    browser.click("#document-use").await.unwrap();
    confirm(&browser).await;

    screen(&browser, "camera-problem", PATIENCE).await;
    browser
        .choose_file("#picture-file", &FacePhotograph::Biden.path().unwrap())
        .await
        .unwrap();
    screen(&browser, "selfie-preview", PATIENCE).await;
    browser.click("#selfie-use").await.unwrap();
    screen(&browser, "retry", PATIENCE).await;
    browser.screenshot("liveform-8-retry").await.unwrap();
    browser.click("#retry-button").await.unwrap();
    screen(&browser, "camera-problem", PATIENCE).await;
    browser
        .choose_file("#picture-file", &FacePhotograph::ObamaAgain.path().unwrap())
        .await
        .unwrap();
    screen(&browser, "selfie-preview", PATIENCE).await;
    browser.screenshot("liveform-8-selfie-preview").await.unwrap();
    browser.click("#selfie-use").await.unwrap();
    assert_eq!(result(&browser).await, "pending");
    let id = stage.told_everywhere("pending").await;
    approve_in_the_dashboard(&stage, &browser, &id).await;
}

/// Staff sign in by the mailed link, look at the submission and approve it.
async fn approve_in_the_dashboard(stage: &Stage, browser: &Browser, id: &str) {
    let both = async |name: &str| {
        for device in [Device::Phone, Device::Computer] {
            browser.resize_to(device).await.unwrap();
            browser.screenshot(name).await.unwrap();
        }
    };
    browser.go_to(&stage.server.url("/dashboard")).await.unwrap();
    assert!(browser.address().await.unwrap().ends_with("/dashboard/sign-in"));
    both("dashboard-1-sign-in").await;
    browser.go_to(&stage.sign_in_link().await).await.unwrap();
    both("dashboard-2-sign-in-confirm").await;
    browser.click("form button[type='submit']").await.unwrap();
    let row = format!("a[href*='/submissions/{id}']");
    browser.wait_for(&row, PATIENCE).await.unwrap();
    both("dashboard-3-submissions").await;
    browser.click(&row).await.unwrap();
    browser.wait_for("label.choice-good", PATIENCE).await.unwrap();
    let text = browser.text().await.unwrap();
    assert!(
        text.contains("LINDQVIST") && text.contains("X47K20913") && text.contains(EMAIL),
        "{text}"
    );
    both("dashboard-4-pending").await;
    browser.click("label.choice-good").await.unwrap();
    browser
        .click("form[action$='/decision'] button[type='submit']")
        .await
        .unwrap();
    browser.wait_for(".note-good[role='status']", PATIENCE).await.unwrap();
    both("dashboard-5-approved").await;
    let webhook = stage
        .receiver
        .wait_for(
            |webhook| webhook.json().unwrap()["webhook_trigger"] == "approved",
            PATIENCE,
        )
        .await
        .unwrap();
    assert_eq!(webhook.json().unwrap()["submission_id"], id);
    let item = stage.api.submission(id).await.unwrap().only_item().unwrap().clone();
    assert_eq!(item["kyc"]["status"], "approved", "{item}");
    browser
        .go_to(&stage.server.url(&format!(
            "/dashboard/projects/{}/settings",
            stage.administrator.project()
        )))
        .await
        .unwrap();
    both("dashboard-6-settings").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_camera_is_explained_and_a_file_helps() {
    let stage = Stage::set().await;
    let browser = Browser::open(Device::Phone, Camera::Refused).await.unwrap();
    browser.go_to(&stage.liveform("")).await.unwrap();
    begin(&browser).await;
    screen(&browser, "camera-problem", PATIENCE).await;
    browser.screenshot("liveform-3-camera-refused").await.unwrap();
    let explained = browser.text().await.unwrap();
    assert!(explained.to_lowercase().contains("camera"), "{explained}");
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let passport = SpecimenPassport::default()
        .photograph(&portrait, &Photograph::default())
        .unwrap();
    browser
        .choose_file("#picture-file", &stage.picture("passport.jpg", &passport))
        .await
        .unwrap();
    screen(&browser, "document-preview", PATIENCE).await;
    browser.click("#document-use").await.unwrap();
    screen(&browser, "confirm", PATIENCE).await;
}
