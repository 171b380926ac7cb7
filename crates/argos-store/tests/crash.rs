//! What was committed survives a process that is killed at any moment.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg(unix)]

mod harness;

use argos_domain::id::SubmissionId;
use argos_store::ImageKind;
use bytes::Bytes;
use harness::*;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

const FOLDER: &str = "ARGOS_CRASH_TEST_FOLDER";

fn id_of(number: u32) -> SubmissionId {
    let mut bytes = [0; 20];
    bytes[0] = u8::try_from(number & 31).unwrap();
    bytes[1] = u8::try_from((number >> 5) & 31).unwrap();
    SubmissionId::from_random(bytes)
}

fn image_of(number: u32) -> Bytes {
    Bytes::from(number.to_le_bytes().repeat(20_000))
}

/// Runs in the process that is killed: submissions with image and job, each reported once it is committed.
#[tokio::test]
#[ignore = "started by the test below"]
async fn writes_until_it_is_killed() {
    let folder = std::env::var(FOLDER).unwrap();
    let folder = Path::new(&folder);
    let url = folder.join("argos.db").display().to_string();
    let store = open(folder, &url, &folder.join("key")).await.unwrap();
    let project = project(1);
    for number in 0..1000 {
        let mut submission = submission(&project, 1);
        submission.id = id_of(number);
        let token = argos_crypto::TokenHash::of(&number.to_string());
        let image = store
            .put_image(&project.id, &submission.id, ImageKind::IdImage, image_of(number), NOW)
            .await
            .unwrap();
        let mut tx = store.write().await.unwrap();
        tx.insert_submission(&submission, &token).await.unwrap();
        tx.record_image(&image).await.unwrap();
        tx.enqueue(&job(&project, number, "webhook", None), NOW).await.unwrap();
        tx.commit().await.unwrap();
        let mut output = std::io::stdout();
        writeln!(output, "committed {number}").unwrap();
        output.flush().unwrap();
    }
}

#[tokio::test]
async fn a_killed_process_loses_nothing_that_it_reported() {
    let test = TestStore::sqlite().await;
    let project = test.add_project(1).await;
    test.store.close().await;
    for wait in [3, 17, 30] {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "writes_until_it_is_killed", "--ignored", "--nocapture"])
            .env(FOLDER, test.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut reported = Vec::new();
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            // The test runner writes its own words before the first report.
            let line = line.unwrap();
            let Some((_, number)) = line.split_once("committed ") else {
                continue;
            };
            reported.push(number.parse::<u32>().unwrap());
            if reported.len() == wait {
                // SIGKILL: the process gets no chance to tidy up.
                child.kill().unwrap();
            }
        }
        child.wait().unwrap();
        assert!(reported.len() >= wait, "the process ended by itself after {reported:?}");

        let store = test.reopen().await;
        let mut tx = store.write().await.unwrap();
        for number in &reported {
            let found = tx.find_submission(&project.id, &id_of(*number)).await.unwrap();
            assert!(found.is_some(), "submission {number} is lost");
            let images = tx.images(&project.id, &id_of(*number)).await.unwrap();
            assert_eq!(store.open_image(&images[0]).await.unwrap(), image_of(*number));
        }
        let jobs = tx
            .claim_jobs(NOW, std::time::Duration::from_secs(1), &["webhook"], 5000)
            .await
            .unwrap();
        assert!(
            jobs.len() >= reported.len() && jobs.len() <= reported.len() + 1,
            "{} jobs",
            jobs.len()
        );
        drop(tx);
        store.close().await;
        // Begin anew, so that the numbers are free again.
        let raw = test.raw().await;
        for sql in ["DELETE FROM image", "DELETE FROM job", "DELETE FROM submission"] {
            sqlx::query(sql).execute(&raw).await.unwrap();
        }
        raw.close().await;
    }
}
