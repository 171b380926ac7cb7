//! Moving the slider shows what each threshold would have done, without asking the server again.

use argos_domain::id::ProjectId;
use argos_testkit::browser::{Browser, Camera, Device};
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::decided_submissions::DecidedSubmissions;
use argos_testkit::in_process_server::InProcessServer;
use argos_testkit::running_server::RunningServer;
use argos_testkit::server::ADMINISTRATOR;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(30);
/// The left arrow, as WebDriver writes it.
const LEFT: char = '\u{E012}';

#[tokio::test(flavor = "multi_thread")]
async fn the_slider_moves_without_another_request() {
    let customer = Customer::in_process(Database::Sqlite).await.unwrap();
    let project = ProjectId::try_from(customer.administrator.project().to_owned()).unwrap();
    let many = DecidedSubmissions {
        count: 400,
        seed: 7,
        since: customer.server.now(),
    };
    many.store(customer.server.app().store(), &project).await.unwrap();
    let browser = Browser::open(Device::Computer, Camera::Absent).await.unwrap();
    sign_in(&customer, &browser).await;
    let settings = format!(
        "/dashboard/projects/{}/settings/policy",
        customer.administrator.project()
    );
    let try_change = format!("{settings}/try?score_threshold=95");
    browser.go_to(&customer.server.url(&try_change)).await.unwrap();
    browser.wait_for("#slider", PATIENCE).await.unwrap();
    browser.screenshots("try-a-change").await.unwrap();
    browser.prefer_dark(true).await.unwrap();
    browser.screenshot("try-a-change-dark").await.unwrap();
    browser.expect_accessible("try-a-change").await.unwrap();
    browser.prefer_dark(false).await.unwrap();

    let count = async |name: &str| -> u64 {
        let cell = format!("[data-count='{name}']");
        let text = browser.property(&cell, "textContent").await.unwrap();
        text.parse().unwrap()
    };
    let (approved, pending) = (count("approved").await, count("pending").await);
    let all = approved + pending + count("rejected").await + count("other").await;
    assert_eq!(all, 400);
    browser
        .type_into("#slider", &LEFT.to_string().repeat(20))
        .await
        .unwrap();
    assert_eq!(browser.property("#score_threshold", "value").await.unwrap(), "75");
    assert_eq!(browser.property("#threshold", "textContent").await.unwrap(), "75");
    let (more, fewer) = (count("approved").await, count("pending").await);
    assert!(
        more > approved && fewer < pending,
        "{approved} {more} {pending} {fewer}"
    );
    assert_eq!(more + fewer, approved + pending);
    assert_eq!(browser.property("#moved", "hidden").await.unwrap(), "false");
    // The server says the same.
    browser
        .click("form button[type='submit'].button:not(.button-small)")
        .await
        .unwrap();
    browser.wait_for("#result-title", PATIENCE).await.unwrap();
    assert_eq!((count("approved").await, count("pending").await), (more, fewer));

    browser
        .go_to(&customer.server.url(&format!("{settings}/agreement?risk=5")))
        .await
        .unwrap();
    browser.wait_for("#checks-title", PATIENCE).await.unwrap();
    browser.screenshots("were-we-right").await.unwrap();
    browser.expect_accessible("were-we-right").await.unwrap();
}

/// By the link that comes by mail.
async fn sign_in(customer: &Customer<InProcessServer>, browser: &Browser) {
    browser.go_to(&customer.server.url("/dashboard/sign-in")).await.unwrap();
    browser.type_into("input[name='email']", ADMINISTRATOR).await.unwrap();
    browser
        .click("button[formaction='/dashboard/sign-in/link']")
        .await
        .unwrap();
    browser.wait_for("main h1", PATIENCE).await.unwrap();
    let mail = customer.mail_to(ADMINISTRATOR).await.unwrap();
    let mut words = mail.text.split_whitespace();
    let link = words.find(|word| word.contains("/dashboard/sign-in/")).unwrap();
    browser.go_to(link).await.unwrap();
    browser.click("form button[type='submit']").await.unwrap();
    browser.wait_for("a.account-email", PATIENCE).await.unwrap();
}
