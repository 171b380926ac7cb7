//! Whoever finds the disk or the log learns nothing about a person.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use argos_testkit::administrator::Administrator;
use argos_testkit::applicant::{Applicant, Beginning};
use argos_testkit::disclosure::{Secrets, contains, files_below};
use argos_testkit::faces::FacePhotograph;
use argos_testkit::server::{ADMINISTRATOR, ArgosServer};
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use argos_testkit::webhook_receiver::{WebhookAnswer, WebhookReceiver};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

const BEGINNING: Beginning<'static> = Beginning {
    email: "oskar.private@lindqvist.example",
    userid: "customer-4711-private",
    cf1: "branch-of-secrets",
    forwarded_for: "203.0.113.77",
};
const PATIENCE: Duration = Duration::from_secs(30);

/// Everything that somebody told or showed.
fn secrets(keys: &[String]) -> Secrets {
    let mrz = SpecimenPassport::default().mrz();
    let told = [
        BEGINNING.email,
        BEGINNING.userid,
        BEGINNING.cf1,
        BEGINNING.forwarded_for,
        ADMINISTRATOR,
        "lindqvist",
        "oskar",
        "emilio",
        "x47k20913",
        "1968-09-23",
        "680923",
        "23 sep 1968",
        "2034-03-14",
        &mrz[0],
        &mrz[1],
    ];
    Secrets::new(told.into_iter().chain(keys.iter().map(String::as_str)))
}

/// Every file of the data folder; the database with its log of changes among them.
fn disk(server: &ArgosServer) -> BTreeMap<PathBuf, Vec<u8>> {
    files_below(&server.data_folder()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn disk_and_log_hold_nothing_about_a_person() {
    let receiver = WebhookReceiver::start().await.unwrap();
    // A webhook and a mail that cannot be delivered stay in the job table: the hardest moment for privacy.
    receiver.answer_with(WebhookAnswer {
        status: 503,
        ..WebhookAnswer::default()
    });
    let options = [
        "--webhook-allow-private",
        "--trusted-proxies",
        "127.0.0.0/8",
        "--smtp-host",
        "127.0.0.1",
        "--smtp-encryption",
        "none",
        "--smtp-port",
        "9",
    ];
    let mut server = ArgosServer::start(env!("CARGO_BIN_EXE_argos"), &options).await.unwrap();
    let administrator = Administrator::sign_in(&server).await.unwrap();
    administrator.save_webhook(&receiver.url()).await.unwrap();
    let keys = administrator.keys().await.unwrap();

    let applicant = Applicant::begin(&server, administrator.project(), BEGINNING)
        .await
        .unwrap();
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let passport = SpecimenPassport::default()
        .photograph(&portrait, &Photograph::default())
        .unwrap();
    let read = applicant.show_document(&passport).await.unwrap();
    let mut corrected = read.body["fields"].clone();
    corrected["first_name"] = json!("Oskar Emilio");
    corrected["full_name"] = json!(null);
    assert_eq!(applicant.confirm(&corrected).await.unwrap().text("/result"), "ok");
    let selfie = FacePhotograph::ObamaAgain.bytes().unwrap();
    let decided = applicant.show_face(&selfie).await.unwrap();
    assert!(
        ["approved", "pending"].contains(&decided.text("/result")),
        "{}",
        decided.body
    );

    // The person's data are really there, for those who may see them: in the API, the dashboard and the webhook.
    let api = server.api(&keys.api_key);
    let item = api
        .submission(&applicant.submission)
        .await
        .unwrap()
        .only_item()
        .unwrap()
        .clone();
    assert_eq!(
        (&item["email"], &item["ipAddress"]),
        (&json!(BEGINNING.email), &json!(BEGINNING.forwarded_for)),
        "{item}"
    );
    for query in [("email", BEGINNING.email), ("userid", BEGINNING.userid)] {
        assert_eq!(
            api.submissions(&[query]).await.unwrap().only_item().unwrap()["submission_id"],
            json!(applicant.submission)
        );
    }
    let (_, page) = administrator
        .page(&format!("submissions/{}", applicant.submission))
        .await
        .unwrap();
    assert!(page.contains("LINDQVIST") && page.contains("Emilio"));
    administrator
        .page(&format!("submissions?email={}", BEGINNING.email))
        .await
        .unwrap();
    receiver
        .wait_for(|webhook| contains(&webhook.body, BEGINNING.email.as_bytes()), PATIENCE)
        .await
        .unwrap();

    let cookie = administrator.cookie().split('=').nth(1).unwrap().to_owned();
    let link = server.sign_in_link().unwrap();
    let token = link.rsplit('/').next().unwrap().to_owned();
    let secrets = secrets(&[keys.api_key, keys.webhook_secret, cookie, token]);
    server.kill().await.unwrap();
    let after_power_cut = disk(&server);
    let has_changes_log = |path: &PathBuf| path.to_string_lossy().ends_with("argos.sqlite-wal");
    assert!(
        after_power_cut.keys().any(has_changes_log),
        "{:?}",
        after_power_cut.keys()
    );
    server.start_again().await.unwrap();
    server.stop().await.unwrap();
    for files in [after_power_cut, disk(&server)] {
        let named = |end: &str| files.keys().any(|path| path.to_string_lossy().ends_with(end));
        assert!(
            named("argos.sqlite")
                && files
                    .keys()
                    .filter(|path| path.to_string_lossy().contains("/images/"))
                    .count()
                    >= 2,
            "{:?}",
            files.keys()
        );
        for (path, bytes) in &files {
            secrets.expect_absent(&path.display().to_string(), bytes).unwrap();
            for picture in [&passport, &selfie] {
                let pieces = [&picture[..48], &picture[picture.len() / 2..picture.len() / 2 + 32]];
                assert!(
                    pieces.iter().all(|piece| !contains(bytes, piece)),
                    "{} holds a part of a picture",
                    path.display()
                );
            }
        }
    }
    let log = server.log().unwrap();
    assert!(log.lines().count() > 5, "the log is empty:\n{log}");
    secrets.expect_absent("the log", log.as_bytes()).unwrap();
}
