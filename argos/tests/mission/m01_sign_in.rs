//! M1: whoever signs in with an administrator's e-mail address has the project, and nobody else.

use argos_app::SystemClock;
use argos_app::access::HostAccess;
use argos_crypto::SystemRandom;
use argos_crypto::TotpSecret;
use argos_domain::personal::EmailAddress;
use argos_testkit::authenticator;
use argos_testkit::customer::Customer;
use argos_testkit::dashboard_visit::{DashboardAnswer, DashboardVisit};
use argos_testkit::database::Database;
use argos_testkit::in_process_server::{InProcessServer, Settings};
use argos_testkit::on_both_databases;
use argos_testkit::running_server::RunningServer;
use argos_testkit::server::ADMINISTRATOR;
use reqwest::StatusCode;
use std::time::Duration;

on_both_databases! {
    e_mail_and_password_open_the_project_and_guessing_is_stopped
    an_authenticator_app_is_asked_for_and_each_code_works_once
    every_change_of_signing_in_is_told_by_mail
    a_session_ends_at_once_when_revoked_and_by_itself_when_idle
    a_request_for_access_reaches_the_helpdesk
}

const PASSWORD: &str = "seven quiet herons";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const PHONE: &str =
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";
const SIGN_IN: &str = "/dashboard/sign-in";
const ACCOUNT: &str = "/dashboard/account";
const SESSION: &str = "argos_session";
const MINUTE: Duration = Duration::from_secs(60);

type InProcess = Customer<InProcessServer>;

fn visit(customer: &InProcess, browser: &'static str) -> DashboardVisit {
    DashboardVisit::new(&customer.server, browser)
}

/// Asks for a link by mail and opens it.
async fn sign_in_by_link(customer: &InProcess, visit: &mut DashboardVisit) -> DashboardAnswer {
    let before = customer.mails.messages().len();
    let asked = visit
        .post("/dashboard/sign-in/link", &[("email", ADMINISTRATOR)])
        .await
        .unwrap();
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.html);
    customer.server.run_due_jobs().await.unwrap();
    let mail = customer.mails.messages().split_off(before).pop().unwrap();
    assert_eq!(mail.recipients, [ADMINISTRATOR]);
    let link = mail
        .text
        .split_whitespace()
        .find(|word| word.contains("/dashboard/sign-in/"));
    let path = link.unwrap().strip_prefix(&customer.server.url("")).unwrap().to_owned();
    let opened = visit.open(&path).await.unwrap();
    assert!(!visit.has_cookie(SESSION), "opening the link alone does not sign in");
    assert_eq!(opened.status, StatusCode::OK);
    visit.post(&path, &[]).await.unwrap()
}

async fn sign_in(visit: &mut DashboardVisit, email: &str, password: &str) -> DashboardAnswer {
    visit
        .post(SIGN_IN, &[("email", email), ("password", password)])
        .await
        .unwrap()
}

async fn set_password(visit: &mut DashboardVisit, present: &str, new: &str) -> DashboardAnswer {
    let fields = [
        ("present_password", present),
        ("new_password", new),
        ("new_password_again", new),
    ];
    visit
        .fill_in(ACCOUNT, "/dashboard/account/password", &fields)
        .await
        .unwrap()
}

async fn is_signed_in(visit: &mut DashboardVisit) -> bool {
    visit.open(ACCOUNT).await.unwrap().status == StatusCode::OK
}

async fn e_mail_and_password_open_the_project_and_guessing_is_stopped(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let (mut first, mut other) = (visit(&customer, FIREFOX), visit(&customer, PHONE));
    assert_eq!(sign_in_by_link(&customer, &mut first).await.location, "/dashboard");
    assert_eq!(sign_in_by_link(&customer, &mut other).await.location, "/dashboard");
    let short = set_password(&mut first, "", "too short").await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(short.html.contains("12 to 128 characters"), "{}", short.html);
    assert_eq!(
        set_password(&mut first, "", PASSWORD).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(is_signed_in(&mut first).await);
    assert!(
        !is_signed_in(&mut other).await,
        "setting a password ends the other sessions"
    );

    let inside = sign_in(&mut other, "KYC-Officer@bank.example", PASSWORD).await;
    assert_eq!(inside.location, "/dashboard", "{}", inside.html);
    let project = other.open("/dashboard").await.unwrap().location;
    assert!(project.contains(customer.administrator.project()), "{project}");
    // Later the present one is asked for.
    let refused = set_password(&mut other, "not this one", "nine other herons").await;
    assert!(refused.html.contains("not your present password"), "{}", refused.html);
    assert_eq!(
        set_password(&mut other, PASSWORD, "nine other herons").await.status,
        StatusCode::SEE_OTHER
    );

    // A wrong password, a password that was changed and an unknown person get the same answer.
    let mut stranger = visit(&customer, FIREFOX);
    let unknown = sign_in(&mut stranger, "nobody@bank.example", PASSWORD).await;
    let known = sign_in(&mut stranger, ADMINISTRATOR, PASSWORD).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        unknown.html.replace("nobody@bank.example", ""),
        known.html.replace(ADMINISTRATOR, "")
    );
    for email in [ADMINISTRATOR, "nobody@bank.example"] {
        let mut last = sign_in(&mut stranger, email, "a wrong guess").await;
        for _ in 0..8 {
            last = sign_in(&mut stranger, email, "a wrong guess").await;
        }
        assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS, "{}", last.html);
        assert!(last.html.contains("15 minutes"), "{}", last.html);
    }
    let locked = sign_in(&mut stranger, ADMINISTRATOR, "nine other herons").await;
    assert_eq!(locked.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(!stranger.has_cookie(SESSION));
    customer.server.advance(16 * MINUTE);
    let free = sign_in(&mut stranger, ADMINISTRATOR, "nine other herons").await;
    assert_eq!(free.location, "/dashboard", "{}", free.html);
    let history = stranger.open(ACCOUNT).await.unwrap().html;
    for words in [
        "Failed sign-in: wrong password",
        "Password changed",
        "Firefox on Linux",
        "127.0.0.1",
    ] {
        assert!(history.contains(words), "{words}: {history}");
    }
}

/// The secret as the page shows it.
fn secret_on(page: &DashboardAnswer) -> TotpSecret {
    let key = page.between("id=\"secret\">", "<").unwrap();
    authenticator::secret(&key).unwrap()
}

fn code_now(customer: &InProcess, secret: &TotpSecret) -> String {
    let seconds = u64::try_from(customer.server.now().seconds()).unwrap();
    secret.code_at(seconds).unwrap()
}

async fn an_authenticator_app_is_asked_for_and_each_code_works_once(database: Database) {
    const CODE: &str = "/dashboard/sign-in/code";
    let customer = Customer::in_process(database).await.unwrap();
    let mut owner = visit(&customer, FIREFOX);
    sign_in_by_link(&customer, &mut owner).await;
    set_password(&mut owner, "", PASSWORD).await;
    let begun = owner.fill_in(ACCOUNT, "/dashboard/account/app", &[]).await.unwrap();
    assert_eq!(begun.location, "/dashboard/account/app");
    let setup = owner.open("/dashboard/account/app").await.unwrap();
    let secret = secret_on(&setup);
    assert!(setup.html.contains("<svg"));
    // Before a code proves that the app has it, nobody is asked for one.
    let mut phone = visit(&customer, PHONE);
    assert_eq!(
        sign_in(&mut phone, ADMINISTRATOR, PASSWORD).await.location,
        "/dashboard"
    );
    let (page, confirm) = ("/dashboard/account/app", "/dashboard/account/app/confirm");
    let wrong = owner.fill_in(page, confirm, &[("code", "000000")]).await.unwrap();
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let code = code_now(&customer, &secret);
    let confirmed = owner.fill_in(page, confirm, &[("code", &code)]).await.unwrap();
    let recovery = confirmed.between("<span>", "</span>").unwrap();
    assert_eq!(recovery.len(), 14, "{}", confirmed.html);

    let mut phone = visit(&customer, PHONE);
    assert_eq!(sign_in(&mut phone, ADMINISTRATOR, PASSWORD).await.location, CODE);
    assert!(!phone.has_cookie(SESSION) && !is_signed_in(&mut phone).await);
    for refused in ["000000", &code] {
        let answer = phone.post(CODE, &[("code", refused)]).await.unwrap();
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{refused}");
    }
    customer.server.advance(Duration::from_secs(30));
    let code = code_now(&customer, &secret);
    assert_eq!(
        phone.post(CODE, &[("code", &code)]).await.unwrap().location,
        "/dashboard"
    );
    assert!(is_signed_in(&mut phone).await);

    // A link asks for a code too; a recovery code replaces it, once.
    for works in [true, false] {
        let mut by_link = visit(&customer, PHONE);
        assert_eq!(sign_in_by_link(&customer, &mut by_link).await.location, CODE);
        let answer = by_link.post(CODE, &[("code", &recovery)]).await.unwrap();
        assert_eq!(
            (answer.location == "/dashboard", is_signed_in(&mut by_link).await),
            (works, works)
        );
    }
    // Guessing codes ends.
    let mut thief = visit(&customer, PHONE);
    sign_in(&mut thief, ADMINISTRATOR, PASSWORD).await;
    let mut last = StatusCode::OK;
    for _ in 0..6 {
        last = thief.post(CODE, &[("code", "111111")]).await.unwrap().status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    customer.server.advance(16 * MINUTE);

    let code = code_now(&customer, &secret);
    let removed = owner
        .fill_in(ACCOUNT, "/dashboard/account/app/remove", &[("code", &code)])
        .await
        .unwrap();
    assert_eq!(removed.status, StatusCode::SEE_OTHER, "{}", removed.html);
    let mut plain = visit(&customer, PHONE);
    assert_eq!(
        sign_in(&mut plain, ADMINISTRATOR, PASSWORD).await.location,
        "/dashboard"
    );

    // Whoever loses the app and the recovery codes turns to the operator.
    owner.fill_in(ACCOUNT, "/dashboard/account/app", &[]).await.unwrap();
    let secret = secret_on(&owner.open(page).await.unwrap());
    let code = code_now(&customer, &secret);
    owner.fill_in(page, confirm, &[("code", &code)]).await.unwrap();
    let mut locked_out = visit(&customer, PHONE);
    assert_eq!(sign_in(&mut locked_out, ADMINISTRATOR, PASSWORD).await.location, CODE);
    let host = HostAccess {
        store: customer.server.app().store(),
        random: &SystemRandom,
        clock: &SystemClock,
    };
    let administrator = EmailAddress::parse(ADMINISTRATOR).unwrap();
    host.reset_authenticator(&administrator).await.unwrap();
    let code = code_now(&customer, &secret);
    let over = locked_out.post(CODE, &[("code", &code)]).await.unwrap();
    assert_eq!(over.location, SIGN_IN, "the sign-in that waited for a code is over");
    assert_eq!(
        sign_in(&mut locked_out, ADMINISTRATOR, PASSWORD).await.location,
        "/dashboard"
    );
}

async fn every_change_of_signing_in_is_told_by_mail(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let mut owner = visit(&customer, FIREFOX);
    sign_in_by_link(&customer, &mut owner).await;
    set_password(&mut owner, "", PASSWORD).await;
    owner.fill_in(ACCOUNT, "/dashboard/account/app", &[]).await.unwrap();
    let (page, confirm) = ("/dashboard/account/app", "/dashboard/account/app/confirm");
    let secret = secret_on(&owner.open(page).await.unwrap());
    let code = code_now(&customer, &secret);
    owner.fill_in(page, confirm, &[("code", &code)]).await.unwrap();
    for form in ["recovery-codes", "app/remove"] {
        customer.server.advance(Duration::from_secs(30));
        let code = code_now(&customer, &secret);
        let to = format!("{ACCOUNT}/{form}");
        owner.fill_in(ACCOUNT, &to, &[("code", &code)]).await.unwrap();
    }
    customer.server.run_due_jobs().await.unwrap();
    let mails = customer.mails.messages();
    for subject in [
        "Your Argos password was set",
        "An authenticator app was set up for your Argos account",
        "The recovery codes of your Argos account were replaced",
        "The authenticator app of your Argos account was removed",
    ] {
        let told: Vec<_> = mails.iter().filter(|mail| mail.subject == subject).collect();
        assert_eq!(told.len(), 1, "{subject}");
        assert_eq!(told[0].recipients, [ADMINISTRATOR]);
        assert!(told[0].text.contains("127.0.0.1") && told[0].text.contains("/dashboard/account"));
    }
}

async fn a_session_ends_at_once_when_revoked_and_by_itself_when_idle(database: Database) {
    const HOUR: Duration = Duration::from_secs(60 * 60);
    let customer = Customer::in_process(database).await.unwrap();
    let (mut desk, mut phone) = (visit(&customer, FIREFOX), visit(&customer, PHONE));
    sign_in_by_link(&customer, &mut desk).await;
    customer.server.advance(MINUTE);
    sign_in_by_link(&customer, &mut phone).await;
    let page = desk.open(ACCOUNT).await.unwrap();
    assert!(page.html.contains("Chrome on Android") && page.html.contains("This session"));
    // The newest of the others is the phone.
    let id = page.between("/dashboard/account/sessions/", "/end\"").unwrap();
    let end = format!("/dashboard/account/sessions/{id}/end");
    let forged = desk.post(&end, &[]).await.unwrap();
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    assert!(is_signed_in(&mut phone).await);
    desk.fill_in(ACCOUNT, &end, &[]).await.unwrap();
    assert!(!is_signed_in(&mut phone).await && is_signed_in(&mut desk).await);

    let mut phone = visit(&customer, PHONE);
    sign_in_by_link(&customer, &mut phone).await;
    desk.fill_in(ACCOUNT, "/dashboard/account/sessions/end-others", &[])
        .await
        .unwrap();
    assert!(!is_signed_in(&mut phone).await && is_signed_in(&mut desk).await);

    // Used every hour a session goes on, for twelve hours at most; unused it ends after two.
    for _ in 0..11 {
        customer.server.advance(HOUR);
        assert!(is_signed_in(&mut desk).await);
    }
    customer.server.advance(HOUR);
    assert!(!is_signed_in(&mut desk).await);
    let mut desk = visit(&customer, FIREFOX);
    sign_in_by_link(&customer, &mut desk).await;
    customer.server.advance(2 * HOUR);
    assert!(!is_signed_in(&mut desk).await);

    let mut desk = visit(&customer, FIREFOX);
    sign_in_by_link(&customer, &mut desk).await;
    customer.server.run_periodic_work().await;
    assert!(is_signed_in(&mut desk).await);
    let out = desk.fill_in(ACCOUNT, "/dashboard/sign-out", &[]).await.unwrap();
    assert_eq!(out.location, SIGN_IN);
    assert!(!desk.has_cookie(SESSION));
}

async fn a_request_for_access_reaches_the_helpdesk(database: Database) {
    const FORM: &str = "/dashboard/request-access";
    const HELPDESK: &str = "helpdesk@operator.example";
    let settings = Settings {
        helpdesk_email: Some(EmailAddress::parse(HELPDESK).unwrap()),
        ..Settings::default()
    };
    let customer = Customer::in_process_with(database, settings).await.unwrap();
    let mut nobody = visit(&customer, FIREFOX);
    assert!(nobody.open(SIGN_IN).await.unwrap().html.contains(FORM));
    assert!(nobody.open(FORM).await.unwrap().html.contains("<form"));
    let request = |email: &'static str, message: &'static str| {
        [
            ("company", "Acme Bank\r\nBcc: victim@example.com"),
            ("project", "k7m2pq9rtx4w"),
            ("email", email),
            ("message", message),
        ]
    };
    let injected = request("eve@acme.example\r\nBcc: victim@example.com", "");
    let refused = nobody.post(FORM, &injected).await.unwrap();
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = request("anna@acme.example", "Our owner left.\r\n.\r\nPlease <b>help</b>");
    assert_eq!(nobody.post(FORM, &sent).await.unwrap().status, StatusCode::OK);
    customer.server.run_due_jobs().await.unwrap();
    let mail = customer.mail_to(HELPDESK).await.unwrap();
    assert_eq!(mail.recipients, [HELPDESK]);
    assert_eq!(mail.header("reply-to"), Some("anna@acme.example"));
    assert!(mail.header("bcc").is_none(), "{:?}", mail.headers);
    for expected in [
        "Acme Bank",
        "k7m2pq9rtx4w",
        "Our owner left.",
        "Please <b>help</b>",
        "127.0.0.1",
    ] {
        assert!(mail.text.contains(expected), "{expected}: {}", mail.text);
    }
    assert!(!mail.html.contains("<b>help"));
    // Three for one mailbox, then a pause.
    let mut last = StatusCode::OK;
    for _ in 0..3 {
        last = nobody.post(FORM, &sent).await.unwrap().status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    customer.server.run_due_jobs().await.unwrap();
    assert_eq!(customer.mails.messages().len(), 3);
}
