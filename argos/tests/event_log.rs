//! The event log of a project: who did what, when, from where, before and after.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use argos_domain::role::Role;
use argos_testkit::administrator::Administrator;
use argos_testkit::applicant::{Applicant, Beginning};
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::in_process_server::{InProcessServer, Settings};
use argos_testkit::on_both_databases;
use argos_testkit::server::ADMINISTRATOR;
use reqwest::StatusCode;
use std::time::Duration;

on_both_databases! {
    the_log_tells_who_did_what_when_from_where_before_and_after
    long_logs_come_in_pages_and_only_to_those_who_may_read_them
}

const OFFICE: &str = "203.0.113.77";
const HOME: &str = "2001:db8::7";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

async fn customer(database: Database) -> Customer<InProcessServer> {
    let settings = Settings {
        trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()],
        ..Settings::default()
    };
    Customer::in_process_with(database, settings).await.unwrap()
}

/// The rows of the log as text, newest first.
async fn log(administrator: &Administrator, query: &str) -> Vec<String> {
    let (status, html) = administrator.page(&format!("events{query}")).await.unwrap();
    assert_eq!(status, StatusCode::OK, "{html}");
    let body = html.split_once("<tbody>").map_or("", |(_, rest)| rest);
    let rows = body
        .split("<tr>")
        .skip(1)
        .map(|row| row.split("</tr>").next().unwrap().to_owned());
    rows.collect()
}

async fn set_return_address(administrator: &Administrator, address: &str) {
    let fields = [("return_url", address)];
    let (status, html) = administrator
        .send("settings/liveform", "settings/liveform", &fields)
        .await
        .unwrap();
    assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
}

async fn the_log_tells_who_did_what_when_from_where_before_and_after(database: Database) {
    let customer = customer(database).await;
    let owner = customer.administrator.coming_from(OFFICE);
    set_return_address(&owner, "https://one.example/back").await;
    customer.server.advance(3 * DAY);
    // The session has ended meanwhile.
    let owner = customer
        .server
        .member(ADMINISTRATOR, owner.project(), Role::Owner)
        .await
        .unwrap();
    let owner = owner.coming_from(OFFICE);
    let today = customer.server.now().to_string()[..10].to_owned();
    set_return_address(&owner, "https://two.example/back").await;
    let beginning = Beginning {
        email: "eva@lindqvist.example",
        userid: "4711",
        cf1: "",
        forwarded_for: HOME,
    };
    let applicant = Applicant::begin(&customer.server, owner.project(), beginning)
        .await
        .unwrap();

    let rows = log(&owner, "").await;
    let changed = &rows[rows.len() - 1 - rows.iter().rev().position(|row| row.contains("two.example")).unwrap()];
    for told in [
        "Settings changed",
        "return url",
        "<del>https://one.example/back</del>",
        "<ins>https://two.example/back</ins>",
        ADMINISTRATOR,
        "(you)",
        OFFICE,
        &today,
    ] {
        assert!(changed.contains(told), "{told}: {changed}");
    }
    let started = rows.iter().find(|row| row.contains(&applicant.submission)).unwrap();
    for told in [
        "Started",
        "The person verified",
        HOME,
        &format!("/submissions/{}", applicant.submission),
    ] {
        assert!(started.contains(told), "{told}: {started}");
    }
    // Nothing that the person gave stands in the log.
    assert!(
        rows.iter()
            .all(|row| !row.contains("lindqvist") && !row.contains("4711"))
    );

    // By action, by person, by day.
    let only = |rows: &[String], words: &str| !rows.is_empty() && rows.iter().all(|row| row.contains(words));
    assert!(only(&log(&owner, "?action=keys_shown").await, "Keys shown"));
    assert!(only(&log(&owner, "?actor=applicant").await, "The person verified"));
    assert!(log(&owner, "?actor=api_key").await.is_empty());
    let (_, html) = owner.page("events").await.unwrap();
    let id = html
        .split_once(&format!("\">{ADMINISTRATOR}</option>"))
        .unwrap()
        .0
        .rsplit('"')
        .next()
        .unwrap();
    assert!(only(&log(&owner, &format!("?actor={id}")).await, ADMINISTRATOR));
    assert!(only(&log(&owner, &format!("?from={today}")).await, &today));
    let of_today = log(&owner, &format!("?from={today}")).await;
    assert!(of_today.iter().any(|row| row.contains("two.example")));
    assert!(of_today.iter().any(|row| row.contains(&applicant.submission)));
    assert!(of_today.len() < rows.len());
    let (status, html) = owner.page("events?from=2026-02-30").await.unwrap();
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(html.contains("from-error") && html.contains("2026-02-30"));
}

async fn long_logs_come_in_pages_and_only_to_those_who_may_read_them(database: Database) {
    let customer = customer(database).await;
    let owner = &customer.administrator;
    for number in 0..60 {
        set_return_address(owner, &format!("https://number{number}.example/")).await;
    }
    let (first, mut all) = (log(owner, "").await, Vec::new());
    assert_eq!(first.len(), 50);
    assert!(first[0].contains("number59"));
    let mut query = String::new();
    loop {
        all.extend(log(owner, &query).await);
        let (_, html) = owner.page(&format!("events{query}")).await.unwrap();
        let Some((before, _)) = html.split_once("\" rel=\"next\"") else {
            break;
        };
        let address = before.rsplit("href=\"").next().unwrap().replace("&#38;", "&");
        query = address.split_once("/events").unwrap().1.to_owned();
    }
    let order: Vec<usize> = (0..60)
        .rev()
        .map(|number| {
            all.iter()
                .position(|row| row.contains(&format!("<ins>https://number{number}.")))
                .unwrap()
        })
        .collect();
    assert!(order.is_sorted() && all.len() > 60, "{order:?}");

    let server = &customer.server;
    let member = server
        .member("member@bank.example", owner.project(), Role::Member)
        .await
        .unwrap();
    let rows = log(&member, "?action=settings_changed").await;
    assert!(
        rows[0].contains("return url") && rows[0].contains(ADMINISTRATOR),
        "{}",
        rows[0]
    );
    assert!(
        rows.iter()
            .all(|row| !row.contains("127.0.0.1") && !row.contains("number59.example"))
    );
    let given = log(owner, "?action=access_granted").await;
    assert!(
        given[0].contains("Access given") && given[0].contains("member@bank.example"),
        "{}",
        given[0]
    );
    for role in [Role::Guest, Role::Agent] {
        let email = format!("{}@bank.example", role.name());
        let refused = server.member(&email, owner.project(), role).await.unwrap();
        let (status, html) = refused.page("events").await.unwrap();
        assert_eq!(status, StatusCode::FORBIDDEN, "{html}");
        assert!(!refused.page("submissions").await.unwrap().1.contains("/events\""));
    }
    let (_, stranger) = server
        .another_project("Other Bank", "owner@other.example")
        .await
        .unwrap();
    assert_eq!(
        stranger
            .open(&format!("/dashboard/projects/{}/events", owner.project()))
            .await
            .unwrap()
            .0,
        StatusCode::NOT_FOUND
    );
    let (_, html) = stranger.page("events").await.unwrap();
    assert!(!html.contains("return url") && !html.contains(ADMINISTRATOR), "{html}");
}
