//! M14: the SecretKey is made and used in the browser, and never leaves it.

use argos_testkit::browser::{Browser, Camera, Device};
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::running_server::RunningServer;
use argos_testkit::server::ADMINISTRATOR;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use argos_testkit::wire_tap::WireTap;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(30);
const EMAIL: &str = "oskar.private@lindqvist.example";

/// `ikmR` and `pkRm` of RFC 9180, A.1.1.
const RECIPIENT_SEED: &str = "6db9df30aa07dd42ee5e8181afdb977e538f5e1fec8a06223f33f7013e525037";
const RECIPIENT_PUBLIC_KEY: &str = "3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d";

/// Gives the bytes of a test vector as if they were random.
#[derive(Debug)]
struct Given(&'static str);

impl argos_crypto::SecureRandom for Given {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), argos_crypto::CryptoError> {
        bytes.copy_from_slice(&hex::decode(self.0).unwrap());
        Ok(())
    }
}

/// The forms in which the SecretKey could be among the bytes that the browser sent.
fn forms_of(secret_key: &str) -> Vec<Vec<u8>> {
    let encoded = secret_key.strip_prefix("argos_sk_").unwrap();
    let bytes = URL_SAFE.decode(encoded).unwrap();
    let seed = &bytes[..32];
    vec![
        encoded.as_bytes()[..40].to_vec(),
        STANDARD.encode(seed).as_bytes()[..40].to_vec(),
        STANDARD.encode(secret_key).as_bytes()[..60].to_vec(),
        hex::encode(seed).into_bytes(),
        seed.to_vec(),
    ]
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_secret_key_is_made_and_used_in_the_browser_and_never_sent() {
    let customer = Customer::in_process(Database::Sqlite).await.unwrap();
    let wire = WireTap::before(&customer.server.url("")).await.unwrap();
    let browser = Browser::open(Device::Computer, Camera::Absent).await.unwrap();
    browser.go_to(&wire.url("/dashboard/sign-in")).await.unwrap();
    browser.type_into("#email", ADMINISTRATOR).await.unwrap();
    browser
        .click("button[formaction='/dashboard/sign-in/link']")
        .await
        .unwrap();
    browser.wait_for("p strong", PATIENCE).await.unwrap();
    let mail = customer.mail_to(ADMINISTRATOR).await.unwrap();
    let link = mail.text.split("/dashboard/sign-in/").nth(1).unwrap();
    let token = link.split_whitespace().next().unwrap();
    browser
        .go_to(&wire.url(&format!("/dashboard/sign-in/{token}")))
        .await
        .unwrap();
    browser.click("form button[type='submit']").await.unwrap();
    browser.wait_for("a.account-email", PATIENCE).await.unwrap();

    let project = format!("/dashboard/projects/{}", customer.administrator.project());
    browser
        .go_to(&wire.url(&format!("{project}/settings/secret-key")))
        .await
        .unwrap();
    browser.click("#make-key").await.unwrap();
    browser.wait_for("#secret-key", PATIENCE).await.unwrap();
    browser.expect_accessible("secret-key-1-made").await.unwrap();
    browser.screenshots("secret-key-1-made").await.unwrap();
    let secret_key = browser.property("#secret-key", "textContent").await.unwrap();
    assert!(secret_key.starts_with("argos_sk_") && secret_key.len() == 57);
    browser.type_into("#confirm-key", "wrong!").await.unwrap();
    let submit = "form[action$='/secret-key'] button[type='submit']";
    assert_eq!(browser.property(submit, "disabled").await.unwrap(), "true");
    // Six times the key that takes a character away, then the right ones.
    browser.type_into("#confirm-key", &"\u{e003}".repeat(6)).await.unwrap();
    browser.type_into("#confirm-key", &secret_key[51..]).await.unwrap();
    browser.click(submit).await.unwrap();
    browser.wait_for(".note-good[role='status']", PATIENCE).await.unwrap();
    browser.expect_accessible("secret-key-2-in-use").await.unwrap();
    browser.screenshots("secret-key-2-in-use").await.unwrap();

    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let passport = SpecimenPassport::default()
        .photograph(&portrait, &Photograph::default())
        .unwrap();
    let read = customer.api.step1(&passport, &[("email", EMAIL)]).await.unwrap();
    let id = read.text("/submissionId").to_owned();
    let selfie = FacePhotograph::ObamaAgain.bytes().unwrap();
    let decided = customer.api.step2(&id, &selfie, &[]).await.unwrap();
    if decided.text("/kycStatus") == "pending" {
        customer
            .administrator
            .reject(&id, "other", "A private remark")
            .await
            .unwrap();
    }
    let page = wire.url(&format!("{project}/submissions/{id}"));
    browser.go_to(&page).await.unwrap();
    browser.wait_for("#open-sealed", PATIENCE).await.unwrap();
    browser.expect_accessible("secret-key-3-sealed").await.unwrap();
    browser.screenshots("secret-key-3-sealed").await.unwrap();
    assert!(!browser.text().await.unwrap().contains("LINDQVIST"));

    // The browser derives keys as RFC 9180 (A.1.1) says.
    let recipient = argos_crypto::SecretKey::generate(&Given(RECIPIENT_SEED)).unwrap();
    let derived = format!(
        "import('/assets/dashboard/sealed_record.js').then(keys => keys.readSecretKey('{}')).then(key => key.publicKey)",
        recipient.to_text().as_str()
    );
    let derived = browser.evaluate(&derived).await.unwrap();
    let bytes = URL_SAFE
        .decode(derived.as_str().unwrap().strip_prefix("argos_pk_").unwrap())
        .unwrap();
    assert_eq!(hex::encode(&bytes[..32]), RECIPIENT_PUBLIC_KEY);

    // Another SecretKey is named; a file with the right one opens what the server sealed in Rust.
    let other = argos_crypto::SecretKey::generate(&argos_crypto::SystemRandom).unwrap();
    browser.type_into("#secret-key", &other.to_text()).await.unwrap();
    browser.click("#open-sealed button[type='submit']").await.unwrap();
    browser.wait_for("#open-error", PATIENCE).await.unwrap();
    let text = browser.text().await.unwrap();
    assert!(text.contains(&other.public_key().key_id().to_string()), "{text}");
    browser.screenshots("secret-key-4-other-key").await.unwrap();
    let file = customer.server.data_folder().join("secret-key.txt");
    std::fs::write(&file, format!("{secret_key}\n")).unwrap();
    browser.click("#keep-key").await.unwrap();
    browser.choose_file("#secret-key-file", &file).await.unwrap();
    browser.wait_for("#opened-title", PATIENCE).await.unwrap();
    let text = browser.text().await.unwrap();
    for expected in ["LINDQVIST", "X47K20913", "1968-09-23", EMAIL] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    browser.expect_accessible("secret-key-5-opened").await.unwrap();
    browser.screenshots("secret-key-5-opened").await.unwrap();
    // Kept in this tab: the next page opens by itself.
    browser.go_to(&page).await.unwrap();
    browser.wait_for("#opened-title", PATIENCE).await.unwrap();

    let sent = wire.sent();
    assert!(
        contains(&sent, b"argos_pk_"),
        "the wire was watched: the public key was sent"
    );
    for key in [secret_key.as_str(), other.to_text().as_str()] {
        for form in forms_of(key) {
            assert!(!contains(&sent, &form), "the browser sent the SecretKey");
        }
    }
}
