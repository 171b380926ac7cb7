//! M14: personal text is encrypted, and with a SecretKey not even the server can read the decided submissions.

use argos_testkit::applicant::{Applicant, Beginning};
use argos_testkit::customer::{Customer, trigger_of};
use argos_testkit::database::Database;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::hostile_images::vast_png;
use argos_testkit::in_process_server::{InProcessServer, Settings};
use argos_testkit::on_both_databases;
use argos_testkit::readable::everything;
use argos_testkit::server::ADMINISTRATOR;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

const BINARY: &str = env!("CARGO_BIN_EXE_argos");
const COMMENT: &str = "Planted words of a reviewer";

on_both_databases! {
    no_way_to_a_decision_leaves_text_that_the_server_can_read
}

type InProcess = Customer<InProcessServer>;

/// A person of the test; each has texts of their own.
struct Person {
    email: String,
    userid: String,
    cf1: String,
    address: String,
}

impl Person {
    fn new(number: u8) -> Self {
        Self {
            email: format!("planted.mail.{number}@lindqvist.example"),
            userid: format!("planted-user-{number}"),
            cf1: format!("planted field {number}"),
            address: format!("203.0.113.{}", 70 + number),
        }
    }

    async fn begin(&self, customer: &InProcess) -> Applicant {
        let beginning = Beginning {
            email: &self.email,
            userid: &self.userid,
            cf1: &self.cf1,
            forwarded_for: &self.address,
        };
        Applicant::begin(&customer.server, customer.administrator.project(), beginning)
            .await
            .unwrap()
    }

    fn texts(&self) -> [&str; 4] {
        [&self.email, &self.userid, &self.cf1, &self.address]
    }
}

/// What stands in the passport and what the reviewer wrote.
fn shown() -> Vec<String> {
    let [first_line, second_line] = SpecimenPassport::default().mrz();
    ["lindqvist", "x47k20913", "1968-09-23", "680923", "2034-03-14", COMMENT]
        .into_iter()
        .map(str::to_owned)
        .chain([first_line, second_line])
        .collect()
}

/// Where the server can read one of these texts, in any spelling of upper and lower case.
async fn readable(customer: &InProcess, texts: &[String]) -> Vec<String> {
    let key_file = customer.server.data_folder().join("local.key");
    let values = everything(&customer.server.database_url(), &key_file).await.unwrap();
    assert!(values.len() > 100, "the whole database was read");
    let mut found = Vec::new();
    for value in values {
        let content = String::from_utf8_lossy(&value.value).to_lowercase();
        for text in texts.iter().filter(|text| content.contains(&text.to_lowercase())) {
            found.push(format!("{}.{}: {text}", value.table, value.column));
        }
    }
    found
}

fn argos(arguments: &[&str], input: &str, secret_key: &str) -> (bool, String) {
    let mut process = Command::new(BINARY)
        .args(arguments)
        .env("ARGOS_SECRET_KEY", secret_key)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A process that refuses the key does not read on.
    let _ = process.stdin.take().unwrap().write_all(input.as_bytes());
    let output = process.wait_with_output().unwrap();
    let text = if output.status.success() {
        output.stdout
    } else {
        output.stderr
    };
    (output.status.success(), String::from_utf8(text).unwrap())
}

/// What the holder of the SecretKey reads in an answer of the API or a webhook.
fn opened(document: &Value, secret_key: &str) -> Value {
    let (success, text) = argos(&["keys", "open"], &document.to_string(), secret_key);
    assert!(success, "{text}");
    serde_json::from_str(&text).unwrap()
}

async fn no_way_to_a_decision_leaves_text_that_the_server_can_read(database: Database) {
    let settings = Settings {
        trusted_proxies: vec!["127.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()],
        ..Settings::default()
    };
    let customer = Customer::in_process_with(database, settings).await.unwrap();
    let (_, made) = argos(&["keys", "secret", "--json"], "", "");
    let made: Value = serde_json::from_str(&made).unwrap();
    let (secret_key, public_key) = (made["secretKey"].as_str().unwrap(), made["publicKey"].as_str().unwrap());

    // The page takes the public key only, and says so to whoever confuses the two.
    let page = "settings/secret-key";
    let administrator = &customer.administrator;
    let (status, html) = administrator
        .send(page, page, &[("public_key", secret_key)])
        .await
        .unwrap();
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(html.contains("make a new one") && !html.contains(secret_key));
    let saved = administrator.send(page, page, &[("public_key", public_key)]).await;
    assert_eq!(saved.unwrap().0, StatusCode::SEE_OTHER);
    let (_, html) = administrator.page(page).await.unwrap();
    assert!(html.contains("In use") && html.contains(made["keyId"].as_str().unwrap()));

    let people: Vec<Person> = (1..=4).map(Person::new).collect();
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let passport = SpecimenPassport::default()
        .photograph(&portrait, &Photograph::default())
        .unwrap();
    let selfie = FacePhotograph::ObamaAgain.bytes().unwrap();
    let nothing = vast_png(640, 480).unwrap();

    // Four ways: a reviewer's and the automatic decision, time running out, three failed attempts.
    administrator.save_score_threshold("100").await.unwrap();
    let reviewed = people[0].begin(&customer).await;
    reviewed.show_document(&passport).await.unwrap();
    let pending = reviewed.show_face(&selfie).await.unwrap();
    assert_eq!(pending.text("/result"), "pending", "{}", pending.body);
    administrator.save_score_threshold("1").await.unwrap();
    let automatic = people[1].begin(&customer).await;
    let read = automatic.show_document(&passport).await.unwrap();
    let late = people[2].begin(&customer).await;
    late.show_document(&nothing).await.unwrap();
    let failing = people[3].begin(&customer).await;
    failing.show_document(&nothing).await.unwrap();
    customer.server.run_due_jobs().await.unwrap();

    let texts: Vec<String> = people
        .iter()
        .flat_map(Person::texts)
        .map(str::to_owned)
        .chain(shown())
        .collect();
    let before = readable(&customer, &texts).await;
    for text in texts.iter().filter(|text| *text != COMMENT) {
        assert!(
            before.iter().any(|found| found.ends_with(text.as_str())),
            "{text} is not even there before the decision: {before:?}"
        );
    }

    let confirmed = automatic.confirm(&read.body["fields"]).await.unwrap();
    assert_eq!(confirmed.text("/result"), "ok", "{}", confirmed.body);
    let approved = automatic.show_face(&selfie).await.unwrap();
    assert_eq!(approved.text("/result"), "approved", "{}", approved.body);
    let (status, html) = administrator
        .reject(&reviewed.submission, "other", COMMENT)
        .await
        .unwrap();
    assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
    for _ in 0..2 {
        failing.show_document(&nothing).await.unwrap();
    }
    customer.server.run_due_jobs().await.unwrap();
    for applicant in [&reviewed, &automatic, &failing] {
        let path = format!("submissions/{}", applicant.submission);
        let (_, html) = administrator.page(&path).await.unwrap();
        assert!(html.contains("Sealed submission") && html.contains("argos keys open"));
    }
    let three_days = Duration::from_secs(73 * 60 * 60);
    customer.server.pass(three_days).await.unwrap();
    let after = readable(&customer, &texts).await;
    assert!(after.is_empty(), "the server can still read {after:?}");

    let mails = customer.mail_to(&people[1].email).await.unwrap();
    assert!(
        !mails.subject.is_empty(),
        "the mail of the decision went out all the same"
    );
    let decisions = [
        (&reviewed, "rejected", "other"),
        (&automatic, "approved", ""),
        (&late, "rejected", "timeout"),
        (&failing, "rejected", "too_many_retry"),
    ];
    for ((applicant, trigger, code), person) in decisions.into_iter().zip(&people) {
        let item = customer.submission(&applicant.submission).await.unwrap();
        assert_eq!(item["kyc"]["commentCode"].as_str().unwrap_or_default(), code, "{item}");
        let webhooks = customer.receiver.received();
        let told = webhooks.iter().find(|webhook| {
            trigger_of(webhook) == trigger && webhook.json().unwrap()["submission_id"] == applicant.submission.as_str()
        });
        let told = told.expect("a webhook of the decision").json().unwrap();
        assert_eq!(told["userid"], json!(person.userid), "{told}");
        for document in [&item, &told] {
            for text in [&person.email, &person.cf1, &person.address] {
                assert!(!document.to_string().contains(text.as_str()), "{document}");
            }
            let opened = opened(document, secret_key);
            let applicant = &opened["opened"]["applicant"];
            assert_eq!(
                (&applicant["email"], &applicant["user_id"], &applicant["ip_address"]),
                (&json!(person.email), &json!(person.userid), &json!(person.address)),
                "{opened}"
            );
        }
        for query in [("email", &person.email), ("userid", &person.userid)] {
            let found = customer.api.submissions(&[(query.0, query.1)]).await.unwrap();
            assert_eq!(
                found.only_item().unwrap()["submission_id"],
                json!(applicant.submission),
                "search goes on working"
            );
        }
    }

    let whole = customer.api.submissions(&[]).await.unwrap().body;
    let list = opened(&whole, secret_key);
    let comments = list["Items"].as_array().unwrap().iter();
    let comments: Vec<&Value> = comments.map(|item| &item["opened"]["reject_comment"]).collect();
    assert!(comments.contains(&&json!(COMMENT)), "{list}");
    let item = opened(&customer.submission(&automatic.submission).await.unwrap(), secret_key);
    let text = &item["opened"];
    assert_eq!(
        (&text["read"]["document_number"], &text["confirmed"]["last_name"]),
        (&json!("X47K20913"), &json!("LINDQVIST")),
        "{item}"
    );
    assert!(text["readings"]["ocr_raw"]["front"].is_object(), "{item}");
    assert!(
        text["checks"]["face_match"]["message"]
            .as_str()
            .is_some_and(|words| !words.is_empty()),
        "{item}"
    );

    // What nobody here can read, nobody here can edit.
    for data in [
        json!({ "documentNumber": "" }),
        json!({ "lastName": "Berg" }),
        json!({ "kycStatus": "rejected" }),
    ] {
        let refused = customer
            .api
            .edit(&automatic.submission, ADMINISTRATOR, &data)
            .await
            .unwrap();
        assert_eq!(refused.status, StatusCode::CONFLICT, "{data}: {}", refused.body);
        assert!(refused.text("/errorCode").contains("sealed"), "{}", refused.body);
    }

    // Another SecretKey, a cut text and a document without anything sealed are refused in words.
    let other = argos(&["keys", "secret", "--json"], "", "").1;
    let other: Value = serde_json::from_str(&other).unwrap();
    let wrong = other["secretKey"].as_str().unwrap();
    for (document, key, words) in [
        (whole.to_string(), wrong, "needs the SecretKey"),
        (whole.to_string(), &secret_key[..40], "characters"),
        ("{}".to_owned(), secret_key, "nothing sealed"),
        (format!("{{\"email\": {}", people[0].email), secret_key, "not JSON"),
    ] {
        let (success, message) = argos(&["keys", "open"], &document, key);
        assert!(!success && message.contains(words), "{words}: {message}");
        assert!(
            !message.contains(&people[0].email) && !message.contains(&secret_key[..20]),
            "{message}"
        );
    }
}
