//! A power cut at any point: what was answered with success is there afterwards, and the customer still learns of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use argos_testkit::administrator::Administrator;
use argos_testkit::applicant::{Applicant, Beginning};
use argos_testkit::database::Database;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::mail_server::MailServer;
use argos_testkit::on_both_databases;
use argos_testkit::server::ArgosServer;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use argos_testkit::webhook_receiver::{ReceivedWebhook, WebhookAnswer, WebhookReceiver};
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;

const BEGINNING: Beginning<'static> = Beginning {
    email: "oskar@lindqvist.example",
    userid: "customer-4711",
    cf1: "branch 12",
    forwarded_for: "203.0.113.77",
};
/// A job that was running at the moment of the power cut is taken up again after 30 seconds.
const PATIENCE: Duration = Duration::from_secs(90);

fn trigger(webhook: &ReceivedWebhook) -> String {
    webhook.json().unwrap()["webhook_trigger"].as_str().unwrap().to_owned()
}

async fn power_cut(server: &mut ArgosServer) {
    server.kill().await.unwrap();
    server.start_again().await.unwrap();
}

on_both_databases!(nothing_that_was_answered_is_lost);

async fn nothing_that_was_answered_is_lost(database: Database) {
    let receiver = WebhookReceiver::start().await.unwrap();
    receiver.answer_with(WebhookAnswer {
        status: 503,
        ..WebhookAnswer::default()
    });
    let mails = MailServer::start().await.unwrap();
    let port = mails.port().to_string();
    let options = [
        "--webhook-allow-private",
        "--smtp-host",
        "127.0.0.1",
        "--smtp-encryption",
        "none",
        "--smtp-port",
        &port,
    ];
    let mut server = ArgosServer::start_on(env!("CARGO_BIN_EXE_argos"), database, &options)
        .await
        .unwrap();
    let administrator = Administrator::sign_in(&server).await.unwrap();
    let keys = administrator.keys().await.unwrap();
    power_cut(&mut server).await;
    // The session survives, and so does a setting saved a moment before the next cut.
    administrator.save_webhook(&receiver.url()).await.unwrap();
    power_cut(&mut server).await;

    let applicant = Applicant::begin(&server, administrator.project(), BEGINNING)
        .await
        .unwrap();
    power_cut(&mut server).await;
    let begun = applicant.state().await.unwrap();
    assert_eq!(
        (begun.text("/status"), begun.text("/next_step")),
        ("incomplete", "document"),
        "{}",
        begun.body
    );

    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let passport = SpecimenPassport::default()
        .photograph(&portrait, &Photograph::default())
        .unwrap();
    let read = applicant.show_document(&passport).await.unwrap();
    assert_eq!(read.text("/result"), "read", "{}", read.body);
    power_cut(&mut server).await;
    let shown = applicant.state().await.unwrap();
    assert_eq!(
        (shown.text("/next_step"), &shown.body["fields"]),
        ("selfie", &read.body["fields"]),
        "{}",
        shown.body
    );

    let mut corrected = read.body["fields"].clone();
    corrected["first_name"] = json!("Oskar Emilio");
    corrected["full_name"] = json!(null);
    let confirmed = applicant.confirm(&corrected).await.unwrap();
    assert_eq!(confirmed.text("/result"), "ok", "{}", confirmed.body);
    power_cut(&mut server).await;
    let state = applicant.state().await.unwrap();
    assert_eq!(
        (&state.body["confirmed"], state.text("/fields/first_name")),
        (&json!(true), "Oskar Emilio"),
        "{}",
        state.body
    );

    let selfie = FacePhotograph::ObamaAgain.bytes().unwrap();
    let decided = applicant.show_face(&selfie).await.unwrap();
    let status = decided.text("/result").to_owned();
    assert!(["approved", "pending"].contains(&status.as_str()), "{}", decided.body);
    power_cut(&mut server).await;
    assert_eq!(applicant.state().await.unwrap().text("/status"), status);

    receiver.answer_with(WebhookAnswer::default());
    let last = if status == "approved" { "approved" } else { "submit" };
    receiver
        .wait_for(|webhook| webhook.answered == 204 && trigger(webhook) == last, PATIENCE)
        .await
        .unwrap();
    let delivered: Vec<_> = receiver
        .received()
        .into_iter()
        .filter(|webhook| webhook.answered == 204)
        .collect();
    let order: Vec<_> = delivered.iter().map(trigger).collect();
    assert_eq!(order, ["created", last]);
    // Whoever gets a message twice can tell by its id.
    let ids: BTreeSet<_> = receiver
        .received()
        .iter()
        .filter_map(|webhook| webhook.header("webhook-id").map(str::to_owned))
        .collect();
    assert_eq!(ids.len(), 2);
    mails
        .wait_for(|mail| mail.recipients == [BEGINNING.email], PATIENCE)
        .await
        .unwrap();

    let api = server.api(&keys.api_key);
    for (kind, sent) in [("idImage", &passport), ("selfieImage", &selfie)] {
        assert!(
            api.image(&applicant.submission, kind).await.unwrap().1 == *sent,
            "{kind} came back changed"
        );
    }
    if status == "pending" {
        administrator.approve(&applicant.submission).await.unwrap();
        power_cut(&mut server).await;
        assert_eq!(applicant.state().await.unwrap().text("/status"), "approved");
        receiver
            .wait_for(|webhook| trigger(webhook) == "approved", PATIENCE)
            .await
            .unwrap();
    }

    // An erasure that was answered is finished, files included, without anybody asking for it again.
    assert_eq!(image_files(&server), 2);
    let query = [
        ("submission_id", applicant.submission.as_str()),
        ("admin_name", "Inga Berg"),
    ];
    let erased = api.delete("/v3/submission", &query).await.unwrap();
    assert!(erased.status.is_success(), "{}", erased.body);
    power_cut(&mut server).await;
    receiver
        .wait_for(|webhook| trigger(webhook) == "delete", PATIENCE)
        .await
        .unwrap();
    let gone = async {
        while image_files(&server) > 0 {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    tokio::time::timeout(PATIENCE, gone)
        .await
        .expect("the images are still there");
    server.stop().await.unwrap();
}

fn image_files(server: &ArgosServer) -> usize {
    let folders = std::fs::read_dir(server.data_folder().join("images")).unwrap();
    folders
        .map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap().count())
        .sum()
}
