//! An administrator sets up the account in a real browser; every page is saved in `.testing/screenshots`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use argos_testkit::browser::{Browser, Camera, Device};
use argos_testkit::customer::Customer;
use argos_testkit::server::ADMINISTRATOR;
use std::time::Duration;

const PASSWORD: &str = "seven quiet herons";
const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn a_password_and_an_authenticator_app_are_set_up_by_hand() {
    let options = ["--helpdesk-email", "helpdesk@operator.example"];
    let customer = Customer::start(env!("CARGO_BIN_EXE_argos"), &options).await.unwrap();
    let browser = Browser::open(Device::Computer, Camera::Absent).await.unwrap();
    browser.go_to(&customer.server.url("/dashboard/sign-in")).await.unwrap();
    browser.type_into("#email", ADMINISTRATOR).await.unwrap();
    browser.type_into("#password", "a wrong guess").await.unwrap();
    browser.click("form button:not([formaction])").await.unwrap();
    browser.wait_for("#form-error", PATIENCE).await.unwrap();
    browser.screenshots("account-1-wrong-password").await.unwrap();
    browser.click("a[href='/dashboard/request-access']").await.unwrap();
    browser.wait_for("#company", PATIENCE).await.unwrap();
    browser.screenshots("account-2-request-access").await.unwrap();
    browser.type_into("#company", "Acme Bank").await.unwrap();
    browser.type_into("#email", "anna@acme.example").await.unwrap();
    browser.click("form button[type='submit']").await.unwrap();
    let mail = customer.mail_to("helpdesk@operator.example").await.unwrap();
    assert!(mail.subject.contains("Acme Bank"), "{}", mail.subject);
    browser.screenshots("account-3-request-sent").await.unwrap();

    browser.go_to(&customer.server.url("/dashboard/sign-in")).await.unwrap();
    browser.type_into("#email", ADMINISTRATOR).await.unwrap();
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
    browser.click("form button[type='submit']").await.unwrap();
    browser.click("a.account-email").await.unwrap();
    browser.wait_for("#new_password", PATIENCE).await.unwrap();
    browser.screenshots("account-4-fresh").await.unwrap();
    for field in ["#new_password", "#new_password_again"] {
        browser.type_into(field, PASSWORD).await.unwrap();
    }
    browser.click("form[action$='/password'] button").await.unwrap();
    browser.wait_for(".note-good[role='status']", PATIENCE).await.unwrap();
    browser.click("form[action$='/account/app'] button").await.unwrap();
    browser.wait_for(".qr-code svg", PATIENCE).await.unwrap();
    browser.type_into("#code", "000000").await.unwrap();
    browser.click("form[action$='/app/confirm'] button").await.unwrap();
    browser.wait_for(".field-error", PATIENCE).await.unwrap();
    browser.screenshots("account-5-app").await.unwrap();
    let code = current_code(&browser).await;
    browser.type_into("#code", &code).await.unwrap();
    browser.click("form[action$='/app/confirm'] button").await.unwrap();
    browser.wait_for("#recovery-codes", PATIENCE).await.unwrap();
    browser.screenshots("account-6-recovery-codes").await.unwrap();
    browser.go_to(&customer.server.url("/dashboard/account")).await.unwrap();
    browser.screenshots("account-7-complete").await.unwrap();

    browser.click("form[action$='/sign-out'] button").await.unwrap();
    browser.type_into("#email", ADMINISTRATOR).await.unwrap();
    browser.type_into("#password", PASSWORD).await.unwrap();
    browser.click("form button:not([formaction])").await.unwrap();
    browser.wait_for("#code", PATIENCE).await.unwrap();
    browser.screenshots("account-8-code").await.unwrap();
}

/// The code that an app would show for the key on the page: read from there, as a person would.
async fn current_code(browser: &Browser) -> String {
    use argos_app::SystemClock;
    use argos_domain::clock::Clock;
    let text = browser.property("#secret", "textContent").await.unwrap();
    let secret = argos_testkit::authenticator::secret(&text).unwrap();
    let seconds = u64::try_from(SystemClock.now().seconds()).unwrap();
    secret.code_at(seconds).unwrap()
}
