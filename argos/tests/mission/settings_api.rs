//! All settings by the API and from the host: the same values as in the dashboard.

use argos_app::Staff;
use argos_app::projects::{find_project, save_settings};
use argos_domain::personal::EmailAddress;
use argos_testkit::api::ApiAnswer;
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::http_client;
use argos_testkit::on_both_databases;
use argos_testkit::server::ADMINISTRATOR;
use reqwest::StatusCode;
use std::process::{Command, Output};

on_both_databases! {
    what_is_set_in_the_dashboard_or_from_the_host_is_shown_by_the_api
    what_two_people_save_at_the_same_time_counts_both
}

const BINARY: &str = env!("CARGO_BIN_EXE_argos");

async fn settings(customer: &Customer, query: &str) -> ApiAnswer {
    let address = customer.server.url(&format!("/v3/projects/settings{query}"));
    let request = http_client().get(address).header("x-api-key", &customer.api_key);
    let answer = request.send().await.unwrap();
    ApiAnswer {
        status: answer.status(),
        body: answer.json().await.unwrap(),
    }
}

fn set(customer: &Customer, setting: &str) -> Output {
    Command::new(BINARY)
        .args(["project", "settings", "--project", customer.administrator.project()])
        .args(["--set", setting, "--database-url", &customer.server.database_url()])
        .arg("--data-folder")
        .arg(customer.server.data_folder())
        .output()
        .unwrap()
}

async fn what_is_set_in_the_dashboard_or_from_the_host_is_shown_by_the_api(database: Database) {
    let customer = Customer::start_on(BINARY, database, &[]).await.unwrap();
    let management = settings(&customer, "?category=management").await;
    assert_eq!(management.status, StatusCode::OK, "{}", management.body);
    assert_eq!(management.text("/item/management/webhook/url"), customer.receiver.url());
    assert_eq!(management.text("/item/management/admins/0"), ADMINISTRATOR);
    assert_eq!(
        management.text("/item/management/pid"),
        customer.administrator.project()
    );
    assert!(management.body["item"].get("policy").is_none(), "{}", management.body);

    customer.administrator.save_score_threshold("81").await.unwrap();
    for setting in [
        "settings.mail.pending=false",
        "settings.return_url=https://bank.example/done",
        "policy.age_limit=21",
        "policy.active_liveness=true",
        "name=Renamed Bank",
    ] {
        let done = set(&customer, setting);
        assert!(done.status.success(), "{setting}: {done:?}");
    }
    let all = settings(&customer, "").await;
    let item = &all.body["item"];
    assert_eq!(item["settings"]["mail"]["pending"], false, "{item}");
    assert_eq!(item["policy"]["score_threshold"], 81.0, "{item}");
    assert_eq!(item["policy"]["age_limit"], 21, "{item}");
    assert_eq!(item["policy"]["active_liveness"], true, "{item}");
    assert_eq!(item["management"]["name"], "Renamed Bank", "{item}");
    assert_eq!(
        item["management"]["formReturnUrl"], "https://bank.example/done",
        "{item}"
    );
    let (_, page) = customer.administrator.page("settings/liveform").await.unwrap();
    assert!(page.contains("https://bank.example/done"), "{page}");
    let (_, events) = customer.administrator.page("events").await.unwrap();
    assert!(events.contains("From the host"), "{events}");

    for (setting, reason) in [
        ("settings.unknown=1", "no setting of this name"),
        ("settings.mail.pending=perhaps", "boolean"),
        ("settings.webhook_url=http://127.0.0.1/hook", "https"),
        ("settings.return_url=nowhere", "https"),
        ("policy.score_threshold=101", "0 to 100"),
        ("policy.face_similarity_review=86", "face_similarity_review: at most"),
        ("policy.twins_allowed=true", "without effect"),
        ("name=", "1 to 80 characters"),
    ] {
        let refused = set(&customer, setting);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && said.contains(reason), "{setting}: {said}");
    }
    assert_eq!(
        settings(&customer, "").await.body,
        all.body,
        "what was refused changed nothing"
    );
    let unknown = settings(&customer, "?category=everything").await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST, "{}", unknown.body);
    let address = customer.server.url("/v3/projects/settings");
    let without_key = http_client().get(address).send().await.unwrap();
    assert_eq!(without_key.status(), StatusCode::FORBIDDEN);
}

/// Both forms were opened before either was sent.
async fn what_two_people_save_at_the_same_time_counts_both(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let app = customer.server.app();
    let email = EmailAddress::parse(ADMINISTRATOR).unwrap();
    let mut tx = app.store().read().await.unwrap();
    let owner = tx.find_administrator_by_email(&email).await.unwrap().unwrap();
    drop(tx);
    let staff = Staff {
        id: owner.id,
        address: None,
    };
    let project = customer.administrator.project().parse().unwrap();
    let seen = find_project(app, &project).await.unwrap();
    let (mut one, mut other) = (seen.settings.clone(), seen.settings.clone());
    one.mail.pending = !seen.settings.mail.pending;
    other.return_url = Some("https://bank.example/done".to_owned());
    let both = tokio::join!(
        save_settings(app, &staff, &seen, one.clone()),
        save_settings(app, &staff, &seen, other.clone())
    );
    both.0.unwrap();
    both.1.unwrap();
    let saved = find_project(app, &project).await.unwrap().settings;
    assert_eq!(
        (saved.mail.pending, saved.return_url),
        (one.mail.pending, other.return_url)
    );
}
