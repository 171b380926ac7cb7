//! M12: the customer's server learns of everything, in order, whatever becomes of it meanwhile.

use argos_app::projects::create_project;
use argos_crypto::{SharedKeyAlgorithm, SharedKeyCipher};
use argos_domain::personal::EmailAddress;
use argos_testkit::administrator::Administrator;
use argos_testkit::applicant::{Applicant, Beginning};
use argos_testkit::customer::{Customer, trigger_of};
use argos_testkit::database::Database;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::in_process_server::{InProcessServer, Settings};
use argos_testkit::on_both_databases;
use argos_testkit::webhook_receiver::{ReceivedWebhook, WebhookAnswer, WebhookReceiver};
use argos_testkit::webhook_signature::{check_signature, check_with_published_library};
use reqwest::StatusCode;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

on_both_databases! {
    a_receiver_that_was_down_for_a_day_gets_everything_once_and_in_order
    an_answer_that_is_no_success_is_told_in_the_log_and_the_message_can_be_sent_again
    the_published_library_verifies_by_the_old_and_the_new_secret
    the_content_is_encrypted_for_the_customer_alone_if_wanted
    a_slow_receiver_delays_nobody_else
    addresses_that_are_not_public_are_refused
}

const HOUR: Duration = Duration::from_secs(60 * 60);
const PATIENCE: Duration = Duration::from_secs(30);
const LOG: &str = "settings/webhooks";

type InProcess = Customer<InProcessServer>;

async fn begin(server: &InProcessServer, project: &str) -> Applicant {
    let beginning = Beginning {
        email: "anna@lindqvist.example",
        userid: "customer-4711",
        cf1: "",
        forwarded_for: "203.0.113.9",
    };
    Applicant::begin(server, project, beginning).await.unwrap()
}

fn answers(status: u16) -> WebhookAnswer {
    WebhookAnswer {
        status,
        ..WebhookAnswer::default()
    }
}

/// The messages that the receiver took, by submission, in the order of their arrival.
fn taken(received: &[ReceivedWebhook]) -> BTreeMap<String, Vec<String>> {
    let mut taken = BTreeMap::<_, Vec<_>>::new();
    for webhook in received.iter().filter(|webhook| webhook.answered == 204) {
        let submission = webhook.json().unwrap()["submission_id"].as_str().unwrap().to_owned();
        taken.entry(submission).or_default().push(trigger_of(webhook));
    }
    taken
}

async fn send(customer: &InProcess, to: &str, fields: &[(&str, &str)]) {
    let (status, page) = customer.administrator.send(LOG, to, fields).await.unwrap();
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}: {page}");
}

async fn a_receiver_that_was_down_for_a_day_gets_everything_once_and_in_order(database: Database) {
    let mut customer = Customer::in_process(database).await.unwrap();
    let project = customer.administrator.project().to_owned();
    customer.receiver.answer_with(answers(503));
    let fails = begin(&customer.server, &project).await;
    let waits = begin(&customer.server, &project).await;
    customer.server.pass(HOUR).await.unwrap();
    let no_document = FacePhotograph::Obama.bytes().unwrap();
    for _ in 0..3 {
        fails.show_document(&no_document).await.unwrap();
    }
    customer.server.pass(23 * HOUR).await.unwrap();
    let in_vain = customer.receiver.received();
    assert!((10..60).contains(&in_vain.len()), "{} attempts in a day", in_vain.len());
    assert!(
        in_vain.iter().all(|webhook| trigger_of(webhook) == "created"),
        "nothing may overtake"
    );
    customer.sign_in_again().await.unwrap();
    let (_, log) = customer.administrator.page(LOG).await.unwrap();
    assert!(
        log.contains("not delivered yet") && log.contains("answered 503"),
        "{log}"
    );

    customer.receiver.answer_with(answers(204));
    customer.server.pass(24 * HOUR).await.unwrap();
    let received = customer.receiver.received();
    let taken = taken(&received);
    let all = &taken[&fails.submission];
    assert_eq!(
        (all.first().unwrap().as_str(), all.last().unwrap().as_str()),
        ("created", "rejected"),
        "{all:?}"
    );
    let retries = all.iter().filter(|trigger| *trigger == "retry").count();
    assert!((2..=3).contains(&retries) && all.len() == retries + 2, "{all:?}");
    assert_eq!(taken[&waits.submission], ["created"]);
    let ids: BTreeSet<_> = received
        .iter()
        .map(|webhook| webhook.header("webhook-id").unwrap())
        .collect();
    assert_eq!(ids.len(), all.len() + 1, "a message keeps its id at each attempt");
    for webhook in &received {
        check_signature(webhook, &customer.webhook_secret).unwrap();
    }
    customer.sign_in_again().await.unwrap();
    let (_, log) = customer.administrator.page(LOG).await.unwrap();
    assert!(!log.contains("not delivered yet"), "{log}");
}

async fn an_answer_that_is_no_success_is_told_in_the_log_and_the_message_can_be_sent_again(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let elsewhere = WebhookReceiver::start().await.unwrap();
    let applicant = begin(&customer.server, customer.administrator.project()).await;
    let redirect = WebhookAnswer {
        headers: vec![("location".to_owned(), elsewhere.url())],
        ..answers(307)
    };
    for (answer, told) in [(answers(400), "answered 400"), (redirect, "redirects are not followed")] {
        customer.receiver.answer_with(answer);
        customer.server.pass(Duration::from_secs(30)).await.unwrap();
        let (_, log) = customer.administrator.page(LOG).await.unwrap();
        assert!(log.contains(told) && log.contains("Next attempt"), "{log}");
    }
    assert!(elsewhere.received().is_empty(), "a redirect was followed");

    // What waits goes out at once when somebody says so, as the same message.
    customer.receiver.answer_with(answers(204));
    customer.server.run_due_jobs().await.unwrap();
    assert!(
        customer
            .receiver
            .received()
            .iter()
            .all(|webhook| webhook.answered != 204),
        "it was not due yet"
    );
    let message = customer.receiver.received()[0].header("webhook-id").unwrap().to_owned();
    let resend = format!("{LOG}/messages/{message}/resend");
    send(&customer, &resend, &[]).await;
    customer.server.run_due_jobs().await.unwrap();
    let received = customer.receiver.received();
    let last = received.last().unwrap();
    assert_eq!(
        (last.answered, last.header("webhook-id")),
        (204, Some(message.as_str()))
    );

    // What was delivered is told anew, as another message with the present state.
    send(&customer, &resend, &[]).await;
    customer.server.run_due_jobs().await.unwrap();
    let received = customer.receiver.received();
    let anew = received.last().unwrap();
    assert_ne!(anew.header("webhook-id"), Some(message.as_str()));
    assert_eq!(
        (
            trigger_of(anew).as_str(),
            anew.json().unwrap()["submission_id"].as_str()
        ),
        ("created", Some(applicant.submission.as_str()))
    );
    let page = format!("submissions/{}", applicant.submission);
    let (status, _) = customer
        .administrator
        .send(&page, &format!("{page}/webhook"), &[])
        .await
        .unwrap();
    assert_eq!(status, StatusCode::SEE_OTHER);
    customer.server.run_due_jobs().await.unwrap();
    assert_eq!(customer.receiver.received().len(), received.len() + 1);
    let (_, shown) = customer.administrator.page(&page).await.unwrap();
    assert!(
        shown.contains("answered 400") && shown.contains("answered 204") && shown.contains("Webhook sent again"),
        "{shown}"
    );

    // Another project's messages and submissions are not found.
    let owner = EmailAddress::parse("owner@second.example").unwrap();
    let second = create_project(customer.server.app(), "Second Bank", &owner)
        .await
        .unwrap();
    let other = Administrator::sign_in_by(&customer.server, &second.sign_in_url)
        .await
        .unwrap();
    for path in [resend, format!("{page}/webhook")] {
        assert_eq!(
            other.send("settings", &path, &[]).await.unwrap().0,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

/// Sends a test: what arrives.
async fn test(customer: &InProcess) -> ReceivedWebhook {
    send(customer, "settings/webhooks/test", &[]).await;
    customer.server.run_due_jobs().await.unwrap();
    customer.receiver.received().pop().unwrap()
}

async fn the_published_library_verifies_by_the_old_and_the_new_secret(database: Database) {
    let mut customer = Customer::in_process(database).await.unwrap();
    let old = customer.webhook_secret.clone();
    let webhook = test(&customer).await;
    assert_eq!(trigger_of(&webhook), "test");
    check_with_published_library(&webhook, &old).await.unwrap();
    let forged = ReceivedWebhook {
        body: b"{}".to_vec(),
        ..webhook.clone()
    };
    assert!(check_with_published_library(&forged, &old).await.is_err());
    let (_, log) = customer.administrator.page(LOG).await.unwrap();
    assert!(
        log.contains("<code>test</code>") && log.contains("answered 204"),
        "{log}"
    );

    send(&customer, "settings/webhooks/secret", &[("overlap", "yes")]).await;
    let new = customer.administrator.keys().await.unwrap().webhook_secret;
    assert_ne!(new, old);
    let webhook = test(&customer).await;
    check_with_published_library(&webhook, &old).await.unwrap();
    check_with_published_library(&webhook, &new).await.unwrap();
    customer.server.advance(24 * HOUR);
    customer.sign_in_again().await.unwrap();
    let webhook = test(&customer).await;
    assert!(
        check_signature(&webhook, &old).is_err(),
        "the old secret ends after a day"
    );
    check_signature(&webhook, &new).unwrap();

    send(&customer, "settings/webhooks/secret", &[("overlap", "no")]).await;
    let newest = customer.administrator.keys().await.unwrap().webhook_secret;
    let webhook = test(&customer).await;
    assert!(
        check_signature(&webhook, &new).is_err(),
        "a secret that others know ends at once"
    );
    check_signature(&webhook, &newest).unwrap();
}

async fn the_content_is_encrypted_for_the_customer_alone_if_wanted(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    for (encryption, algorithm) in [
        ("aes-256-gcm", SharedKeyAlgorithm::Gcm),
        ("aes-256-ecb", SharedKeyAlgorithm::Ecb),
    ] {
        let fields = [("encryption", encryption)];
        send(&customer, "settings/webhooks/encryption", &fields).await;
        let applicant = begin(&customer.server, customer.administrator.project()).await;
        customer.server.run_due_jobs().await.unwrap();
        let webhook = customer.receiver.received().pop().unwrap();
        check_signature(&webhook, &customer.webhook_secret).unwrap();
        let sent = webhook.json().unwrap();
        assert_eq!(sent.as_object().unwrap().len(), 1, "{sent}");
        let cipher = SharedKeyCipher::from_api_key(algorithm, &customer.api_key);
        let opened = cipher.decrypt(sent["data"].as_str().unwrap()).unwrap();
        let opened: serde_json::Value = serde_json::from_str(&opened).unwrap();
        assert_eq!(opened["submission_id"], applicant.submission.as_str());
        assert_eq!(opened["email"], "anna@lindqvist.example");
    }
    send(&customer, "settings/webhooks/encryption", &[("encryption", "none")]).await;
    assert_eq!(trigger_of(&test(&customer).await), "test");
}

async fn a_slow_receiver_delays_nobody_else(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let owner = EmailAddress::parse("owner@second.example").unwrap();
    let second = create_project(customer.server.app(), "Second Bank", &owner)
        .await
        .unwrap();
    let other = Administrator::sign_in_by(&customer.server, &second.sign_in_url)
        .await
        .unwrap();
    let quick = WebhookReceiver::start().await.unwrap();
    other.save_webhook(&quick.url()).await.unwrap();
    customer.receiver.answer_with(WebhookAnswer {
        delay: Duration::from_secs(60),
        ..WebhookAnswer::default()
    });
    // More than can be on their way at the same moment.
    for _ in 0..150 {
        begin(&customer.server, customer.administrator.project()).await;
    }
    let worker = customer.server.start_worker();
    customer.receiver.wait_for_count(8, PATIENCE).await.unwrap();
    let told = Instant::now();
    begin(&customer.server, second.project.id.as_str()).await;
    quick.wait_for_count(1, PATIENCE).await.unwrap();
    let took = told.elapsed();
    assert!(
        took < Duration::from_secs(5),
        "a slow receiver held up another for {took:?}"
    );
    let slow = customer.receiver.received().len();
    assert!(slow < 20, "{slow} messages were on their way to one slow receiver");
    drop(worker);
}

async fn addresses_that_are_not_public_are_refused(database: Database) {
    let settings = Settings {
        only_public_webhooks: true,
        ..Settings::default()
    };
    let server = InProcessServer::start(database, settings).await.unwrap();
    let administrator = Administrator::sign_in(&server).await.unwrap();
    for address in [
        "http://hooks.example.com/argos",
        "https://127.0.0.1/argos",
        "https://[::1]/argos",
        "https://localhost/argos",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.7/argos",
        "https://192.168.1.1/argos",
        "https://user:password@hooks.example.com/argos",
    ] {
        let fields = [("webhook_url", address)];
        let (status, page) = administrator
            .send("settings/access", "settings/access/webhook", &fields)
            .await
            .unwrap();
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
        assert!(page.contains("webhook_url-error"), "{address}: {page}");
    }
    administrator
        .save_webhook("https://hooks.example.com/argos")
        .await
        .unwrap();
}
