//! M1: an administrator is added by e-mail address under Settings, and whoever signs in with that address has the project.

use argos_domain::personal::EmailAddress;
use argos_testkit::administrator::Administrator;
use argos_testkit::customer::Customer;
use argos_testkit::dashboard_visit::{DashboardAnswer, DashboardVisit};
use argos_testkit::database::Database;
use argos_testkit::in_process_server::InProcessServer;
use argos_testkit::mail_server::ReceivedMail;
use argos_testkit::on_both_databases;
use argos_testkit::running_server::RunningServer;
use argos_testkit::server::ADMINISTRATOR;
use reqwest::StatusCode;
use std::time::Duration;

on_both_databases! {
    whoever_signs_in_with_an_added_address_has_the_project
    an_invitation_is_valid_for_seven_days_and_can_be_sent_again_or_cancelled
    somebody_with_an_account_has_a_second_project_at_once
}

const PAGE: &str = "settings/access";
const ANNA: &str = "anna@bank.example";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

type InProcess = Customer<InProcessServer>;

async fn add(by: &Administrator, email: &str, role: &str) -> (StatusCode, String) {
    by.send(PAGE, PAGE, &[("email", email), ("role", role)]).await.unwrap()
}

/// The last mail to this address.
async fn last_mail(customer: &InProcess, address: &str) -> ReceivedMail {
    customer.server.run_due_jobs().await.unwrap();
    let mut mails = customer.mails.messages().into_iter();
    mails.rfind(|mail| mail.recipients == [address]).unwrap()
}

/// The link in a mail, without the server.
fn link(customer: &InProcess, mail: &ReceivedMail) -> String {
    let address = customer.server.url("");
    let mut words = mail.text.split_whitespace();
    words.find_map(|word| word.strip_prefix(&address)).unwrap().to_owned()
}

fn visit(customer: &InProcess) -> DashboardVisit {
    DashboardVisit::new(&customer.server, FIREFOX)
}

async fn opens_project(visit: &mut DashboardVisit, customer: &InProcess) -> bool {
    let page = format!("/dashboard/projects/{}/submissions", customer.administrator.project());
    visit.open(&page).await.unwrap().status == StatusCode::OK
}

async fn whoever_signs_in_with_an_added_address_has_the_project(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let owner = &customer.administrator;
    for (email, role, named) in [
        ("anna", "leader", "Not an e-mail address"),
        (ANNA, "king", "Choose a role"),
        (ADMINISTRATOR, "leader", "has access already"),
    ] {
        let (status, page) = add(owner, email, role).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            page.contains(named) && page.contains("Nobody was added"),
            "{named}: {page}"
        );
    }
    assert_eq!(add(owner, "Anna@bank.example", "leader").await.0, StatusCode::SEE_OTHER);
    let (_, page) = owner.page(PAGE).await.unwrap();
    assert!(
        page.contains("Invited as Leader") && page.contains("Invite again"),
        "{page}"
    );

    let mail = last_mail(&customer, "Anna@bank.example").await;
    for expected in ["Specimen Bank", ADMINISTRATOR, "Leader", "7 days"] {
        assert!(mail.text.contains(expected), "{expected}: {}", mail.text);
    }
    // Opening the link alone, as a mail scanner does, accepts nothing.
    let link = link(&customer, &mail);
    let mut anna = visit(&customer);
    let shown = anna.open(&link).await.unwrap();
    assert!(
        shown.html.contains("Specimen Bank") && shown.html.contains("Leader"),
        "{}",
        shown.html
    );
    assert!(!opens_project(&mut anna, &customer).await);
    assert_eq!(anna.post(&link, &[]).await.unwrap().location, "/dashboard");
    assert!(opens_project(&mut anna, &customer).await);
    let over: DashboardAnswer = visit(&customer).post(&link, &[]).await.unwrap();
    assert_eq!(over.status, StatusCode::GONE, "the link works once");
    let (_, page) = owner.page(PAGE).await.unwrap();
    assert!(
        page.contains("Invitation as Leader accepted") && !page.contains("Invite again"),
        "{page}"
    );

    // Without the invitation's mail: signing in with the address is enough.
    assert_eq!(add(owner, "ben@bank.example", "guest").await.0, StatusCode::SEE_OTHER);
    let mut ben = visit(&customer);
    ben.post("/dashboard/sign-in/link", &[("email", "ben@bank.example")])
        .await
        .unwrap();
    let sign_in = last_mail(&customer, "ben@bank.example").await;
    let sign_in = self::link(&customer, &sign_in);
    assert!(sign_in.starts_with("/dashboard/sign-in/"), "{sign_in}");
    ben.post(&sign_in, &[]).await.unwrap();
    assert!(opens_project(&mut ben, &customer).await);
    // Removed, ben is out at once; another project's page never was his.
    let id = person_on_page(owner, "ben@bank.example").await;
    let removed = owner
        .send(PAGE, &format!("{PAGE}/people/{id}/remove"), &[])
        .await
        .unwrap();
    assert_eq!(removed.0, StatusCode::SEE_OTHER);
    assert!(!opens_project(&mut ben, &customer).await);
    let (_, page) = owner.page(PAGE).await.unwrap();
    assert!(page.contains("Access as Guest removed"), "{page}");
}

/// The id of somebody, as the forms on the page name it.
async fn person_on_page(by: &Administrator, email: &str) -> String {
    let (_, page) = by.page(PAGE).await.unwrap();
    let row = page
        .split("<tr")
        .find(|row| row.contains(&format!("<th scope=\"row\">{email}")));
    let row = row.unwrap_or_else(|| panic!("{email} is not on the page: {page}"));
    let path = row.split("/settings/access/").nth(1).unwrap();
    path.split('/').nth(1).unwrap().to_owned()
}

async fn an_invitation_is_valid_for_seven_days_and_can_be_sent_again_or_cancelled(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let owner = &customer.administrator;
    add(owner, ANNA, "member").await;
    let first = link(&customer, &last_mail(&customer, ANNA).await);
    let (_, page) = add(owner, ANNA, "guest").await;
    assert!(page.contains("was invited already"), "{page}");
    let id = person_on_page(owner, ANNA).await;
    let form = |what: &str| format!("{PAGE}/invitations/{id}/{what}");
    let owner = sign_in_later(&customer, 7 * DAY).await;
    assert_eq!(
        visit(&customer).post(&first, &[]).await.unwrap().status,
        StatusCode::GONE
    );
    assert!(owner.page(PAGE).await.unwrap().1.contains("Expired"));

    let again = owner.send(PAGE, &form("again"), &[]).await.unwrap();
    assert_eq!(again.0, StatusCode::SEE_OTHER, "{}", again.1);
    let second = link(&customer, &last_mail(&customer, ANNA).await);
    assert_ne!(first, second);
    assert_eq!(visit(&customer).open(&second).await.unwrap().status, StatusCode::OK);
    let cancelled = owner.send(PAGE, &form("cancel"), &[]).await.unwrap();
    assert_eq!(cancelled.0, StatusCode::SEE_OTHER);
    assert_eq!(
        visit(&customer).post(&second, &[]).await.unwrap().status,
        StatusCode::GONE
    );
    assert_eq!(
        owner.send(PAGE, &form("again"), &[]).await.unwrap().0,
        StatusCode::NOT_FOUND
    );
    let (_, page) = owner.page(PAGE).await.unwrap();
    for happened in [
        "Invited as Member",
        "Invited again as Member",
        "Invitation as Member cancelled",
    ] {
        assert!(page.contains(happened), "{happened}: {page}");
    }
    // A mailbox is not flooded.
    let mut last = String::new();
    for _ in 0..6 {
        last = add(&owner, "ben@bank.example", "guest").await.1;
        let (_, page) = owner.page(PAGE).await.unwrap();
        if page.contains("Cancel<") {
            let id = person_on_page(&owner, "ben@bank.example").await;
            owner
                .send(PAGE, &format!("{PAGE}/invitations/{id}/cancel"), &[])
                .await
                .unwrap();
        }
    }
    assert!(
        last.contains("too many invitations") || last.contains("Too many invitations"),
        "{last}"
    );
    let sent = customer.server.run_due_jobs().await.unwrap();
    assert_eq!(sent, 5, "jobs of cancelled invitations end without a mail");
    assert!(
        !customer
            .mails
            .messages()
            .iter()
            .any(|mail| mail.recipients == ["ben@bank.example"])
    );
}

/// The owner after this time, signed in anew.
async fn sign_in_later(customer: &InProcess, time: Duration) -> Administrator {
    customer.server.advance(time);
    let asked = visit(customer)
        .post("/dashboard/sign-in/link", &[("email", ADMINISTRATOR)])
        .await
        .unwrap();
    assert_eq!(asked.status, StatusCode::OK);
    let mail = last_mail(customer, ADMINISTRATOR).await;
    let link = format!("{}{}", customer.server.url(""), link(customer, &mail));
    Administrator::sign_in_by(&customer.server, &link).await.unwrap()
}

async fn somebody_with_an_account_has_a_second_project_at_once(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let other = EmailAddress::parse("owner@exchange.example").unwrap();
    let created = argos_app::projects::create_project(customer.server.app(), "Example Exchange", &other)
        .await
        .unwrap();
    let stranger = Administrator::sign_in_by(&customer.server, &created.sign_in_url)
        .await
        .unwrap();
    // Neither sees the other's project …
    let pages = [customer.administrator.project(), stranger.project()]
        .map(|pid| format!("/dashboard/projects/{pid}/settings/access"));
    let mut visit = visit(&customer);
    visit
        .post("/dashboard/sign-in/link", &[("email", ADMINISTRATOR)])
        .await
        .unwrap();
    let sign_in = link(&customer, &last_mail(&customer, ADMINISTRATOR).await);
    visit.post(&sign_in, &[]).await.unwrap();
    assert_eq!(visit.open(&pages[0]).await.unwrap().status, StatusCode::OK);
    assert_eq!(visit.open(&pages[1]).await.unwrap().status, StatusCode::NOT_FOUND);
    let add_here = visit
        .fill_in(&pages[0], &pages[1], &[("email", ANNA), ("role", "guest")])
        .await
        .unwrap();
    assert_eq!(add_here.status, StatusCode::NOT_FOUND);
    // … until one is added to it: the session that is open has it at once, and a mail says so.
    assert_eq!(add(&stranger, ADMINISTRATOR, "guest").await.0, StatusCode::SEE_OTHER);
    let both = visit.open("/dashboard").await.unwrap();
    assert!(
        both.html.contains("Example Exchange") && both.html.contains("Specimen Bank"),
        "{}",
        both.html
    );
    assert_eq!(visit.open(&pages[1]).await.unwrap().status, StatusCode::OK);
    let told = last_mail(&customer, ADMINISTRATOR).await;
    assert!(told.subject.contains("Example Exchange") && told.text.contains("owner@exchange.example"));
}
