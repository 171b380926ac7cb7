//! M12: an address is added to a submission by a link, and the customer is told by the webhook `injection`.

use argos_crypto::{SharedKeyAlgorithm, SharedKeyCipher, SystemRandom};
use argos_testkit::applicant::{Applicant, Beginning};
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::http_client;
use argos_testkit::in_process_server::InProcessServer;
use argos_testkit::on_both_databases;
use argos_testkit::running_server::RunningServer;
use reqwest::StatusCode;
use serde_json::json;

on_both_databases! {
    an_address_is_added_by_a_link_and_told
}

type InProcess = Customer<InProcessServer>;

async fn allow(customer: &InProcess, ticked: &[(&str, &str)]) {
    let page = "settings/liveform";
    let (status, html) = customer.administrator.send(page, page, ticked).await.unwrap();
    assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
}

async fn begin(customer: &InProcess) -> String {
    let beginning = Beginning {
        email: "oskar@lindqvist.example",
        userid: "customer-4711",
        cf1: "branch 12",
        forwarded_for: "203.0.113.9",
    };
    let project = customer.administrator.project();
    let applicant = Applicant::begin(&customer.server, project, beginning).await.unwrap();
    applicant.submission
}

async fn open(customer: &InProcess, query: &[(&str, &str)]) -> (StatusCode, String) {
    let query: Vec<_> = [("pid", customer.administrator.project()), ("lang", "en")]
        .iter()
        .chain(query)
        .copied()
        .collect();
    let answer = http_client()
        .get(customer.server.url("/"))
        .query(&query)
        .send()
        .await
        .unwrap();
    (answer.status(), answer.text().await.unwrap())
}

async fn send(customer: &InProcess, fields: &[(&str, &str)]) -> (StatusCode, String) {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("pid", customer.administrator.project())
        .append_pair("lang", "en")
        .extend_pairs(fields);
    let request = http_client().post(customer.server.url("/liveform/address"));
    let request = request
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form.finish());
    let answer = request.send().await.unwrap();
    (answer.status(), answer.text().await.unwrap())
}

async fn an_address_is_added_by_a_link_and_told(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let id = begin(&customer).await;
    let link = [("action", "addveri"), ("sid", id.as_str())];
    assert_eq!(
        open(&customer, &link).await.0,
        StatusCode::NOT_FOUND,
        "the project does not take addresses"
    );
    let typed = [
        link[0],
        link[1],
        ("formatted_address", "Storgatan 5,\r\n Umeå"),
        ("zipcode", "903 26"),
    ];
    assert_eq!(send(&customer, &typed).await.0, StatusCode::NOT_FOUND);

    allow(&customer, &[("address_by_link", "on")]).await;
    let (status, page) = open(&customer, &link).await;
    assert!(status == StatusCode::OK && page.contains("name=\"formatted_address\"") && page.contains(&id));
    for (field, text) in [
        ("formatted_address", ""),
        ("city", "Umeå"),
        ("formatted_address", &"x".repeat(501)),
    ] {
        let (status, page) = send(&customer, &[link[0], link[1], (field, text)]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(page.contains("formatted_address-error"), "{page}");
    }
    let (status, page) = send(&customer, &typed).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    let address = json!({ "address_formatted": "Storgatan 5, Umeå", "address_zipcode": "903 26" });
    let told = customer.told("injection").await.unwrap();
    assert_eq!(
        (&told["submission_id"], &told["userid"], &told["data"]),
        (&json!(id), &json!("customer-4711"), &address),
        "{told}"
    );
    let item = customer.submission(&id).await.unwrap();
    assert_eq!(
        (&item["data"], &item["injection_action"]),
        (&address, &json!("addveri")),
        "{item}"
    );

    let shown = customer
        .administrator
        .page(&format!("submissions/{id}"))
        .await
        .unwrap()
        .1;
    assert!(shown.contains("903 26, Storgatan 5, Umeå"), "{shown}");
    let events = customer.administrator.page("events").await.unwrap().1;
    assert!(events.contains("Address added"), "{events}");

    // A second one replaces the first; plus codes will do.
    let codes = [
        link[0],
        link[1],
        ("globalCode", "9FFW83GR+2X"),
        ("compoundCode", "83GR+2X Umeå"),
    ];
    assert_eq!(send(&customer, &codes).await.0, StatusCode::OK);
    let item = customer.submission(&id).await.unwrap();
    assert_eq!(
        item["data"],
        json!({ "address_globalCode": "9FFW83GR+2X", "address_compoundCode": "83GR+2X Umeå" })
    );

    // Encrypted, the id is the customer's server's only; in the clear it makes the encrypted part count for nothing.
    let cipher = SharedKeyCipher::from_api_key(SharedKeyAlgorithm::Gcm, &customer.api_key);
    let sealed = json!({ "action": "addveri", "sid": id }).to_string();
    let sealed = cipher.encrypt(&sealed, &SystemRandom).unwrap();
    let (status, page) = open(&customer, &[("encrypted", &sealed)]).await;
    assert!(status == StatusCode::OK && !page.contains(&id) && page.contains("name=\"formatted_address\""));
    let hidden = [("encrypted", sealed.as_str()), ("formatted_address", "Kungsgatan 1")];
    assert_eq!(send(&customer, &hidden).await.0, StatusCode::OK);
    let other = begin(&customer).await;
    let mixed = [("encrypted", sealed.as_str()), ("sid", other.as_str())];
    assert!(!open(&customer, &mixed).await.1.contains("name=\"formatted_address\""));

    for sid in ["aaaaaaaaaaaaaaaaaaaa", "../etc/passwd", ""] {
        assert_eq!(
            send(&customer, &[link[0], ("sid", sid), typed[2]]).await.0,
            StatusCode::NOT_FOUND,
            "{sid}"
        );
    }
    let erased = customer
        .api
        .delete("/v3/submission", &[("submission_id", &id)])
        .await
        .unwrap();
    assert_eq!(erased.status, StatusCode::OK);
    assert_eq!(send(&customer, &hidden).await.0, StatusCode::NOT_FOUND);
    assert!(
        !customer
            .submission(&id)
            .await
            .unwrap()
            .to_string()
            .contains("Kungsgatan")
    );
}
