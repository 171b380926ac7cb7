//! M3: separate addresses for the dashboard and for the API, changed in Settings, and nobody shuts themselves out.

use argos_crypto::{SharedKeyAlgorithm, SharedKeyCipher, SystemRandom};
use argos_testkit::administrator::Administrator;
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::http_client;
use argos_testkit::in_process_server::{InProcessServer, Settings};
use argos_testkit::on_both_databases;
use argos_testkit::running_server::RunningServer;
use argos_testkit::server::ArgosServer;
use reqwest::StatusCode;
use serde_json::json;
use std::process::Command;

on_both_databases! {
    dashboard_and_api_open_each_to_its_own_addresses
    the_last_proxy_that_is_trusted_says_from_where_a_request_comes
    nobody_shuts_themselves_out_and_the_operator_lets_everybody_in_again
    only_what_the_customer_encrypted_in_the_chosen_way_counts
}

const BINARY: &str = env!("CARGO_BIN_EXE_argos");
const EXPLICIT_DENY: &str = "User is not authorized to access this resource with an explicit deny";

/// Addresses for documentation (RFC 5737, RFC 3849): a company's network, its server, and somebody else.
const OFFICE: &str = "203.0.113.77";
const OFFICE_OVER_IPV6: &str = "2001:db8:77::1";
const API_SERVER: &str = "198.51.100.10";
const ELSEWHERE: &str = "192.0.2.1";

async fn customer(database: Database) -> Customer<InProcessServer> {
    let settings = Settings {
        trusted_proxies: vec!["127.0.0.0/8".parse().unwrap(), "10.0.0.0/8".parse().unwrap()],
        ..Settings::default()
    };
    Customer::in_process_with(database, settings).await.unwrap()
}

async fn save(
    administrator: &Administrator,
    dashboard: &str,
    api: &str,
    encryption: &[(&str, &str)],
) -> (StatusCode, String) {
    let mut fields = vec![("dashboard", dashboard), ("api", api)];
    fields.extend(encryption);
    administrator
        .send("settings/security", "settings/security", &fields)
        .await
        .unwrap()
}

async fn limit(administrator: &Administrator, dashboard: &str, api: &str) -> (StatusCode, String) {
    save(administrator, dashboard, api, &[("encryption", "aes-256-gcm")]).await
}

async fn status(administrator: &Administrator, page: &str) -> StatusCode {
    administrator.page(page).await.unwrap().0
}

async fn dashboard_and_api_open_each_to_its_own_addresses(database: Database) {
    let customer = customer(database).await;
    let owner = &customer.administrator;
    let office = owner.coming_from(OFFICE);
    let saved = limit(&office, "203.0.113.0/24\n2001:db8:77::/48", API_SERVER).await;
    assert_eq!(saved.0, StatusCode::SEE_OTHER, "{}", saved.1);

    // The dashboard: pages and forms open from the office only, over IPv4 and IPv6.
    for inside in [OFFICE, OFFICE_OVER_IPV6, "::ffff:203.0.113.9"] {
        assert_eq!(
            status(&owner.coming_from(inside), "settings").await,
            StatusCode::OK,
            "{inside}"
        );
    }
    for outside in [ELSEWHERE, API_SERVER, "2001:db8:78::1", "::ffff:192.0.2.1"] {
        let refused = owner.coming_from(outside);
        for page in ["submissions", "settings", "settings/security"] {
            let (status, html) = refused.page(page).await.unwrap();
            assert_eq!(status, StatusCode::FORBIDDEN, "{outside} {page}");
            let named = outside.trim_start_matches("::ffff:");
            assert!(html.contains(&format!("You come from {named}")), "{html}");
        }
        // The list of projects and the account stay open, so that people can change to another project.
        let (status, html) = refused.open("/dashboard").await.unwrap();
        assert_eq!(status, StatusCode::OK);
        assert!(html.contains("Closed to your address"), "{html}");
        assert_eq!(refused.open("/dashboard/account").await.unwrap().0, StatusCode::OK);
    }

    // The API: the key works from the customer's server only, and a wrong key learns nothing of the list.
    assert_eq!(
        customer
            .api
            .coming_from(API_SERVER)
            .submissions(&[])
            .await
            .unwrap()
            .status,
        StatusCode::OK
    );
    for outside in [OFFICE, ELSEWHERE] {
        let refused = customer.api.coming_from(outside).submissions(&[]).await.unwrap();
        assert_eq!(
            (refused.status, refused.text("/message")),
            (StatusCode::FORBIDDEN, EXPLICIT_DENY),
            "{outside}"
        );
        let stranger = customer.server.api("ak_wrong").coming_from(outside);
        assert_eq!(stranger.submissions(&[]).await.unwrap().text("/message"), "Forbidden");
    }
    let refused = customer
        .api
        .coming_from(ELSEWHERE)
        .step1(b"no picture", &[])
        .await
        .unwrap();
    assert_eq!(
        (refused.status, refused.text("/message")),
        (StatusCode::FORBIDDEN, EXPLICIT_DENY)
    );

    // The people who verify themselves come from everywhere.
    let liveform = http_client()
        .get(customer.server.liveform_url())
        .header("x-forwarded-for", ELSEWHERE);
    assert_eq!(liveform.send().await.unwrap().status(), StatusCode::OK);

    // Empty lists open both again.
    assert_eq!(limit(&office, "", "").await.0, StatusCode::SEE_OTHER);
    assert_eq!(status(&owner.coming_from(ELSEWHERE), "settings").await, StatusCode::OK);
    assert_eq!(
        customer
            .api
            .coming_from(ELSEWHERE)
            .submissions(&[])
            .await
            .unwrap()
            .status,
        StatusCode::OK
    );
}

async fn the_last_proxy_that_is_trusted_says_from_where_a_request_comes(database: Database) {
    let customer = customer(database).await;
    let owner = &customer.administrator;
    let saved = limit(&owner.coming_from(OFFICE), OFFICE, OFFICE).await;
    assert_eq!(saved.0, StatusCode::SEE_OTHER, "{}", saved.1);
    // Proxies append; whatever the client put in front of their entry itself does not count.
    for (header, expected) in [
        (OFFICE.to_owned(), StatusCode::OK),
        (format!("{ELSEWHERE}, {OFFICE}, 10.0.0.8"), StatusCode::OK),
        (format!("{OFFICE}, {ELSEWHERE}"), StatusCode::FORBIDDEN),
        (format!("{OFFICE}, {ELSEWHERE}, 10.0.0.8"), StatusCode::FORBIDDEN),
        (format!("{OFFICE}, unknown"), StatusCode::FORBIDDEN),
        ("127.0.0.1".to_owned(), StatusCode::FORBIDDEN),
    ] {
        assert_eq!(
            status(&owner.coming_from(&header), "settings").await,
            expected,
            "{header}"
        );
        let by_key = customer.api.coming_from(&header).submissions(&[]).await.unwrap();
        assert_eq!(by_key.status, expected, "{header}");
    }
}

async fn nobody_shuts_themselves_out_and_the_operator_lets_everybody_in_again(database: Database) {
    // Nothing is said of proxies: the header is anybody's claim, and the address is that of the connection.
    let server = ArgosServer::start_on(BINARY, database, &[]).await.unwrap();
    let owner = Administrator::sign_in(&server).await.unwrap().coming_from(OFFICE);
    for (dashboard, told) in [
        (OFFICE, "You come from 127.0.0.1"),
        (OFFICE, "Your own address is not on this list"),
        ("127.0.0.0/33", "“127.0.0.0/33” is neither an address"),
        (
            "127.0.0.1/8",
            "write 127.0.0.1 for the one address or 127.0.0.0/8 for the network",
        ),
    ] {
        let (status, html) = limit(&owner, dashboard, "").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{dashboard}: {html}");
        assert!(
            html.contains(told) && html.contains(&format!(">{dashboard}</textarea>")),
            "{told}: {html}"
        );
    }
    assert_eq!(status(&owner, "settings").await, StatusCode::OK);
    // The API's list may leave the saver out.
    let saved = limit(&owner, "127.0.0.0/8", API_SERVER).await;
    assert_eq!(saved.0, StatusCode::SEE_OTHER, "{}", saved.1);
    drop((owner, server));

    let server = ArgosServer::start_on(BINARY, database, &["--trusted-proxies", "127.0.0.0/8,10.0.0.0/8"])
        .await
        .unwrap();
    let owner = Administrator::sign_in(&server).await.unwrap();
    let saved = limit(&owner.coming_from(OFFICE), OFFICE, "").await;
    assert_eq!(saved.0, StatusCode::SEE_OTHER, "{}", saved.1);
    assert_eq!(status(&owner.coming_from(OFFICE), "settings").await, StatusCode::OK);
    // The company's address has changed: nobody gets in, until the operator opens the door from the host.
    let moved = owner.coming_from(ELSEWHERE);
    assert_eq!(status(&moved, "settings").await, StatusCode::FORBIDDEN);
    let lift = |project: &str| {
        let output = Command::new(BINARY)
            .args([
                "admin",
                "lift-ip-control",
                "--project",
                project,
                "--database-url",
                &server.database_url(),
            ])
            .arg("--data-folder")
            .arg(server.data_folder())
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        (output.status.success(), told)
    };
    let (lifted, told) = lift(owner.project());
    assert!(lifted && told.contains("open to all addresses"), "{told}");
    assert_eq!(status(&moved, "settings").await, StatusCode::OK);
    assert!(lift(owner.project()).1.contains("Nothing was changed"));
    assert!(!lift("nosuchproject").0);
}

async fn only_what_the_customer_encrypted_in_the_chosen_way_counts(database: Database) {
    let customer = customer(database).await;
    let owner = &customer.administrator;
    let encrypted = |algorithm, userid: &str| {
        let cipher = SharedKeyCipher::from_api_key(algorithm, &customer.api_key);
        cipher
            .encrypt(&json!({ "userid": userid }).to_string(), &SystemRandom)
            .unwrap()
    };
    let start = async |encrypted: Option<String>| {
        let mut body = json!({
            "pid": owner.project(), "email": "typed@lindqvist.example", "userid": "clear", "consent": true,
        });
        if let Some(encrypted) = encrypted {
            body["encrypted"] = json!(encrypted);
        }
        let answer = http_client()
            .post(customer.server.url("/liveform/start"))
            .json(&body)
            .send()
            .await
            .unwrap();
        let (status, answer) = (answer.status(), answer.json::<serde_json::Value>().await.unwrap());
        let Some(id) = answer["submissionId"].as_str() else {
            return (status, None);
        };
        let item = customer.submission(id).await.unwrap();
        (status, item["userid"].as_str().map(str::to_owned))
    };
    let (gcm, ecb) = (SharedKeyAlgorithm::Gcm, SharedKeyAlgorithm::Ecb);
    assert_eq!(start(Some(encrypted(gcm, "by gcm"))).await.1.as_deref(), Some("by gcm"));
    assert_eq!(start(Some(encrypted(ecb, "by ecb"))).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(start(None).await.1.as_deref(), Some("clear"));

    let (status, html) = save(owner, "", "", &[("encryption", "rot13")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{html}");
    // What the page encrypts by hand is what a server would send, and it opens what a server has sent.
    let by_hand = async |way: &str, text: &str| {
        let fields = [("way", way), ("text", text)];
        let page = "settings/security/query";
        let (status, html) = owner.send(page, page, &fields).await.unwrap();
        (status, html.replace("&#34;", "\""))
    };
    let (_, html) = by_hand("encrypt", r#"{"userid":"by hand"}"#).await;
    let text = html
        .split_once("id=\"encrypted\">")
        .unwrap()
        .1
        .split('<')
        .next()
        .unwrap();
    assert_eq!(start(Some(text.to_owned())).await.1.as_deref(), Some("by hand"));
    assert!(
        by_hand("decrypt", &encrypted(gcm, "theirs"))
            .await
            .1
            .contains(r#"{"userid":"theirs"}"#)
    );
    for (way, text, told) in [
        (
            "encrypt",
            r#"{"allowedCountries":"QQQ"}"#,
            "AllowedCountries: a list of countries",
        ),
        ("encrypt", "userid", "a JSON object is expected"),
        ("decrypt", &encrypted(ecb, "theirs"), "does not open"),
    ] {
        let (status, html) = by_hand(way, text).await;
        assert!(
            status == StatusCode::UNPROCESSABLE_ENTITY && html.contains(told),
            "{text}: {html}"
        );
    }

    let saved = save(
        owner,
        "",
        "",
        &[("encryption", "aes-256-ecb"), ("encrypted_only", "on")],
    )
    .await;
    assert_eq!(saved.0, StatusCode::SEE_OTHER, "{}", saved.1);
    assert_eq!(start(Some(encrypted(ecb, "by ecb"))).await.1.as_deref(), Some("by ecb"));
    assert_ne!(start(Some(encrypted(gcm, "by gcm"))).await.1.as_deref(), Some("by gcm"));
    assert_eq!(start(None).await, (StatusCode::OK, None));
}
