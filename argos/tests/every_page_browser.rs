//! Every page of the dashboard in a real browser: none must be scrolled sideways, and axe-core finds nothing on any,
//! narrow and wide, light and dark. The pages come from the router's own table, so that none is forgotten. Pictures of
//! them lie in `.testing/screenshots`, for people to look at.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use argos_testkit::browser::{Browser, Camera, Device};
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::in_process_server::InProcessServer;
use argos_testkit::running_server::RunningServer;
use argos_testkit::server::ADMINISTRATOR;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use argos_web::route_table;
use std::collections::BTreeSet;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(30);

/// Addresses without a page of their own: pictures, and the mail that the preview shows in a frame without scripts.
const NO_PAGES: &[&str] = &[
    "/dashboard/projects/{pid}/submissions/{id}/images/{kind}",
    "/dashboard/projects/{pid}/settings/notifications/preview/mail",
];

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_dashboard_is_accessible_at_every_width() {
    let customer = Customer::in_process(Database::Sqlite).await.unwrap();
    let submissions = submissions(&customer).await;
    let browser = Browser::open(Device::Computer, Camera::Absent).await.unwrap();
    let mut seen = BTreeSet::new();
    let paths = paths(customer.administrator.project(), &submissions);
    let (outside, inside): (Vec<_>, Vec<_>) = paths
        .iter()
        .partition(|path| path.contains("/sign-in") || path.contains("/request-access"));
    for path in outside {
        look(&customer, &browser, path, &submissions, &mut seen).await;
    }
    sign_in(&customer, &browser).await;
    for path in inside {
        look(&customer, &browser, path, &submissions, &mut seen).await;
    }
    look(&customer, &browser, "/dashboard/no-such-page", &submissions, &mut seen).await;
    assert!(seen.len() > 15, "{seen:?}");
}

/// One submission of each kind, by a name for it and its id.
async fn submissions(customer: &Customer<InProcessServer>) -> Vec<(&'static str, String)> {
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let passport = SpecimenPassport::default()
        .photograph(&portrait, &Photograph::default())
        .unwrap();
    let selfie = FacePhotograph::ObamaAgain.bytes().unwrap();
    let other = FacePhotograph::Biden.bytes().unwrap();
    // The highest threshold leaves every decision to a human.
    customer.administrator.save_score_threshold("100").await.unwrap();
    let mut submissions = Vec::new();
    for kind in ["pending", "approved", "rejected", "erased", "retried"] {
        let email = format!("{kind}@lindqvist.example");
        let fields = [
            ("issuingCountry", "UTO"),
            ("idType", "passport"),
            ("email", email.as_str()),
            ("userid", kind),
        ];
        let read = customer.api.step1(&passport, &fields).await.unwrap();
        let id = read.text("/submissionId").to_owned();
        let face = if kind == "retried" { &other } else { &selfie };
        let answer = customer.api.step2(&id, face, &[]).await.unwrap();
        assert!(answer.status.is_success(), "{}", answer.body);
        match kind {
            "approved" => drop(customer.administrator.approve(&id).await.unwrap()),
            "rejected" => {
                let rejected = customer.administrator.reject(&id, "other", "The page is cut off");
                drop(rejected.await.unwrap());
            }
            "erased" => {
                let whom = [("submission_id", id.as_str()), ("admin_name", ADMINISTRATOR)];
                let erased = customer.api.delete("/v3/submission", &whom).await.unwrap();
                assert!(erased.status.is_success(), "{}", erased.body);
            }
            _ => {}
        }
        submissions.push((kind, id));
    }
    customer.server.run_due_jobs().await.unwrap();
    submissions
}

/// The addresses of all pages, with every submission where one is asked for.
fn paths(project: &str, submissions: &[(&str, String)]) -> Vec<String> {
    let mut paths = Vec::new();
    let table = route_table();
    let pages = table.iter().filter(|route| route.method == "GET");
    for path in pages
        .map(|route| route.path.as_str())
        .filter(|path| path.starts_with("/dashboard"))
    {
        if NO_PAGES.contains(&path) {
            continue;
        }
        let path = path.replace("{pid}", project);
        if path.contains("/submissions/{id}") {
            // The page itself for each kind, and what belongs to it for two of them.
            let is_the_page = path.ends_with("{id}");
            let asked = submissions
                .iter()
                .filter(|(kind, _)| is_the_page || ["pending", "approved"].contains(kind));
            paths.extend(asked.map(|(_, id)| path.replace("{id}", id)));
        } else {
            // Where something else is asked for, a page says that it is not there.
            paths.push(path.replace(['{', '}'], ""));
        }
    }
    paths
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
    browser.screenshots("page-sign-in-sent").await.unwrap();
    let mail = customer.mail_to(ADMINISTRATOR).await.unwrap();
    let link = mail
        .text
        .split_whitespace()
        .find(|word| word.contains("/dashboard/sign-in/"));
    browser.go_to(link.expect("a link in the mail")).await.unwrap();
    browser.screenshots("page-sign-in-confirm").await.unwrap();
    browser.click("form button[type='submit']").await.unwrap();
    browser.wait_for("a.account-email", PATIENCE).await.unwrap();
}

/// Opens an address and looks at the page to which it leads, once.
async fn look(
    customer: &Customer<InProcessServer>,
    browser: &Browser,
    path: &str,
    submissions: &[(&str, String)],
    seen: &mut BTreeSet<String>,
) {
    browser.go_to(&customer.server.url(path)).await.unwrap();
    let address = browser.address().await.unwrap();
    let page = address.split_once("/dashboard").unwrap().1.to_owned();
    if !seen.insert(page.clone()) {
        return;
    }
    let mut name = page.replace(customer.administrator.project(), "project");
    for (kind, id) in submissions {
        name = name.replace(id, kind);
    }
    name.retain(|letter| letter.is_ascii_alphanumeric() || letter == '/' || letter == '-');
    let name = format!("page{}", name.replace('/', "-"));
    browser.screenshots(&name).await.unwrap();
    browser.prefer_dark(true).await.unwrap();
    let name = format!("{name}-dark");
    browser.screenshot(&name).await.unwrap();
    browser.expect_accessible(&name).await.unwrap();
    browser.prefer_dark(false).await.unwrap();
}
