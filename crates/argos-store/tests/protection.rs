//! What lies on the disk tells nothing about persons, and what was moved or opened with other keys does not open.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod harness;

use argos_crypto::{CryptoError, LocalKeyFile, SystemRandom};
use argos_domain::check::{CheckName, CheckOutcome, CheckResult, Standing, Step};
use argos_domain::code::RejectCode;
use argos_domain::personal::PersonalText;
use argos_domain::role::Role;
use argos_domain::submission::{Rejected, Reviewer, SubmissionState};
use argos_store::{DeliveryRecord, FaceKind, ImageKind, StoreError, SubmissionFilter};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use harness::*;
use std::error::Error;
use std::path::Path;

/// Everything personal or secret that the tests below store, in the spellings in which it is given.
const PLANTED: &[&str] = &[
    "Planted.Mail@Person.example",
    "planted.mail@person.example",
    "planted-user-4711",
    "planted-token-0815",
    "planted formatted_address",
    "planted globalCode",
    "planted.private.token",
    "planted custom field",
    "203.0.113.77",
    "Planted-Anna",
    "Eriksson-Planted",
    "1974-08-12",
    "2031-04-15",
    "L898902C3PLANTED",
    "ZE184226B-planted",
    "Planted comment",
    "planted.copy@archive.example",
    "planted.job@person.example",
    "planted.admin@company.example",
    "Planted.Admin@company.example",
    "planted reading",
    "planted capture reason",
    "planted note",
    "planted delivery error",
    "PLANTEDIMAGEBYTES",
    "PLANTEDFACETEMPLATE",
    "planted age 49",
    "issuing_country",
    "argos_key_",
    "whsec_",
    "planted job error",
];

/// Puts every planted text where it belongs, then overwrites and deletes some of it.
async fn plant(test: &TestStore) {
    let project = test.add_project(1).await;
    let submission = test.add_submission(&project, 1).await;
    let id = &submission.id;
    let store = &test.store;
    let image = Bytes::from(b"PLANTEDIMAGEBYTES".repeat(1000));
    let mut images = Vec::new();
    for kind in ImageKind::ALL {
        images.push(
            store
                .put_image(&project.id, id, kind, image.clone(), NOW)
                .await
                .unwrap(),
        );
    }
    let mut tx = store.write().await.unwrap();
    for image in &images {
        tx.record_image(image).await.unwrap();
    }
    let mut stored = tx.find_submission(&project.id, id).await.unwrap().unwrap();
    stored.submission.read = Some(document_data());
    stored.submission.confirmed = Some(document_data());
    stored.submission.corrected = Some(document_data());
    stored.submission.state = asked_again("planted capture reason");
    stored.revision = tx.save_submission(&stored).await.unwrap();
    stored.submission.chosen.id_type = Some(argos_domain::document::IdType::GovernmentId);
    stored.submission.state = SubmissionState::Rejected(Rejected {
        at: NOW,
        by: Reviewer::System,
        code: RejectCode::Other,
        comment: Some(PersonalText::new("Planted comment")),
        argos_score: None,
        pending_at: None,
        failed_attempts: 0,
    });
    tx.save_submission(&stored).await.unwrap();
    let age = CheckResult::measured(
        CheckName::AgeLimit,
        CheckOutcome::Pass,
        49.0,
        18.0,
        Standing::BEST,
        "planted age 49",
    );
    tx.replace_checks(&project.id, id, Step::Document, &[age])
        .await
        .unwrap();
    tx.save_face_template(
        &project.id,
        id,
        FaceKind::Selfie,
        &b"PLANTEDFACETEMPLATE".repeat(20),
        "m",
    )
    .await
    .unwrap();
    tx.save_reading(&project.id, id, "front", "{\"text\":\"planted reading\"}")
        .await
        .unwrap();
    tx.save_reading(&project.id, id, "front", "{}").await.unwrap();
    tx.use_token(&project.id, "planted.private.token", id, NOW)
        .await
        .unwrap();
    for number in 1..=3 {
        tx.enqueue(&job(&project, number, "webhook", None), NOW).await.unwrap();
    }
    tx.claim_jobs(NOW, std::time::Duration::from_secs(9), &["webhook"], 9)
        .await
        .unwrap();
    tx.finish_job(&job_id(1), NOW).await.unwrap();
    tx.retry_job(&job_id(2), "planted job error", NOW).await.unwrap();
    tx.retry_job(&job_id(3), "planted job error", NOW).await.unwrap();
    tx.claim_jobs(NOW, std::time::Duration::from_secs(9), &["webhook"], 9)
        .await
        .unwrap();
    tx.retry_job(&job_id(2), "planted job error", NOW).await.unwrap();
    tx.give_up_job(&job_id(3), "no answer in three days", NOW)
        .await
        .unwrap();
    let delivery = DeliveryRecord {
        job_id: job_id(2),
        project_id: project.id.clone(),
        submission_id: Some(id.clone()),
        trigger: "rejected".to_owned(),
        attempt: 1,
        at: NOW,
        status_code: Some(500),
        duration_ms: 5,
        error: Some("planted delivery error".to_owned()),
    };
    tx.record_delivery(&delivery).await.unwrap();
    let admin = email("Planted.Admin@company.example");
    let admin = tx
        .find_or_insert_administrator(&admin, &administrator_id(1), NOW)
        .await
        .unwrap();
    tx.grant(&admin.id, &project.id, Role::Owner, NOW).await.unwrap();
    let note = note(1, &admin.id, "planted note");
    tx.insert_note(&project.id, id, &note).await.unwrap();
    let filter = SubmissionFilter {
        email: Some("planted.mail@person.example".to_owned()),
        ..Default::default()
    };
    assert_eq!(
        tx.list_submissions(&project.id, &filter)
            .await
            .unwrap()
            .submissions
            .len(),
        1
    );
    tx.commit().await.unwrap();
}

/// The forms in which a text could lie in a file.
fn encodings(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let utf16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let mut encodings = vec![
        ("UTF-8", text.as_bytes().to_vec()),
        ("UTF-16LE", utf16(u16::to_le_bytes)),
        ("UTF-16BE", utf16(u16::to_be_bytes)),
        ("hex", hex::encode(text).into_bytes()),
        ("HEX", hex::encode_upper(text).into_bytes()),
    ];
    // Base64 looks different at each of three offsets; the first and last symbols also depend on the neighbours.
    for offset in 0..3 {
        let padded: Vec<u8> = [vec![0; offset], text.as_bytes().to_vec()].concat();
        let whole = (padded.len() / 3) * 4;
        let start = if offset == 0 { 0 } else { 4 };
        encodings.push((
            "base64",
            STANDARD_NO_PAD.encode(&padded).as_bytes()[start..whole].to_vec(),
        ));
        encodings.push((
            "base64url",
            URL_SAFE_NO_PAD.encode(&padded).as_bytes()[start..whole].to_vec(),
        ));
    }
    encodings
}

fn files_under(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_under(&path));
        } else {
            files.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    files
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

fn assert_nothing_planted(folder: &Path) {
    let files = files_under(folder);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert!(
        names.iter().any(|name| name.ends_with("argos.db")) && names.len() > 5,
        "{names:?}"
    );
    for planted in PLANTED
        .iter()
        .copied()
        .chain([api_key(1).expose(), liveform_token(1).expose()])
    {
        for (encoding, needle) in encodings(planted) {
            for (name, bytes) in &files {
                assert!(!contains(bytes, &needle), "{planted} lies in {name} as {encoding}");
                assert!(!contains(name.as_bytes(), &needle), "{planted} is in the name {name}");
            }
        }
    }
}

#[tokio::test]
async fn nothing_personal_reaches_the_disk() {
    let test = TestStore::sqlite().await;
    plant(&test).await;
    assert!(
        std::fs::metadata(test.path().join("argos.db-wal")).unwrap().len() > 10_000,
        "the log is searched too"
    );
    assert_nothing_planted(test.path());
    test.store.close().await;
    assert_nothing_planted(test.path());
}

/// The search above would find what it looks for.
#[test]
fn the_search_finds_planted_text_in_every_encoding() {
    for lead in 0..3 {
        let text = [b"xyz"[..lead].to_vec(), b"planted-user-4711 and more".to_vec()].concat();
        let forms = [
            STANDARD_NO_PAD.encode(&text).into_bytes(),
            hex::encode(&text).into_bytes(),
            text,
        ];
        for form in forms {
            assert!(
                encodings("planted-user-4711")
                    .iter()
                    .any(|(_, needle)| contains(&form, needle))
            );
        }
    }
}

#[tokio::test]
#[cfg(unix)]
async fn files_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let test = TestStore::sqlite().await;
    plant(&test).await;
    for name in ["argos.db", "argos.db-wal", "argos.db-shm", "blobs"] {
        let mode = std::fs::metadata(test.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name} has mode {mode:o}");
    }
}

fn is_not_authentic(error: &StoreError) -> bool {
    let source = error.source().and_then(|source| source.downcast_ref::<CryptoError>());
    matches!(error, StoreError::Sealed { .. }) && matches!(source, Some(CryptoError::NotAuthentic(_)))
}

#[tokio::test]
async fn a_ciphertext_opens_only_where_it_was_sealed() {
    let test = TestStore::sqlite().await;
    let project = test.add_project(1).await;
    let other = test.add_project(2).await;
    let first = test.add_submission(&project, 1).await;
    let second = test.add_submission(&project, 2).await;
    let elsewhere = test.add_submission(&other, 3).await;
    let raw = test.raw().await;
    let find = async |project: &argos_domain::project::Project, id| {
        test.store.read().await.unwrap().find_submission(&project.id, id).await
    };
    let copies = [
        (
            "another row",
            "UPDATE submission SET applicant = (SELECT applicant FROM submission WHERE id = $1) WHERE id = $2",
        ),
        (
            "another column",
            "UPDATE submission SET chosen = (SELECT applicant FROM submission WHERE id = $2) WHERE id = $2",
        ),
    ];
    for (place, sql) in copies {
        sqlx::query(sql)
            .bind(first.id.as_str())
            .bind(second.id.as_str())
            .execute(&raw)
            .await
            .unwrap();
        let error = find(&project, &second.id).await.unwrap_err();
        assert!(is_not_authentic(&error), "{place}: {error:?}");
        let column = if place == "another row" { "applicant" } else { "chosen" };
        let message = format!(
            "table submission, row {}, column {column}: the sealed value cannot be used",
            second.id
        );
        assert_eq!(error.to_string(), message);
        // The row is whole again for the next copy.
        let mut tx = test.store.write().await.unwrap();
        let stored = argos_store::StoredSubmission {
            submission: second.clone(),
            revision: 1,
        };
        assert!(tx.save_submission(&stored).await.is_ok());
        tx.commit().await.unwrap();
        assert_eq!(find(&project, &second.id).await.unwrap().unwrap().submission, second);
        sqlx::query("UPDATE submission SET revision = 1")
            .execute(&raw)
            .await
            .unwrap();
    }
    sqlx::query(copies[0].1)
        .bind(first.id.as_str())
        .bind(elsewhere.id.as_str())
        .execute(&raw)
        .await
        .unwrap();
    assert!(
        is_not_authentic(&find(&other, &elsewhere.id).await.unwrap_err()),
        "another project"
    );

    sqlx::query("UPDATE project SET settings = api_key WHERE id = $1")
        .bind(project.id.as_str())
        .execute(&raw)
        .await
        .unwrap();
    assert!(is_not_authentic(
        &test
            .store
            .read()
            .await
            .unwrap()
            .find_project(&project.id)
            .await
            .unwrap_err()
    ));
    sqlx::query("UPDATE submission SET applicant = x'00' WHERE id = $1")
        .bind(first.id.as_str())
        .execute(&raw)
        .await
        .unwrap();
    assert!(matches!(
        find(&project, &first.id).await,
        Err(StoreError::Sealed { .. })
    ));
}

#[tokio::test]
async fn a_blob_opens_only_as_the_image_it_was() {
    let test = TestStore::sqlite().await;
    let project = test.add_project(1).await;
    let id = test.add_submission(&project, 1).await.id;
    let image = Bytes::from_static(b"image");
    let front = test
        .store
        .put_image(&project.id, &id, ImageKind::IdImage, image.clone(), NOW)
        .await
        .unwrap();
    let selfie = test
        .store
        .put_image(&project.id, &id, ImageKind::SelfieImage, image, NOW)
        .await
        .unwrap();
    let path = |blob_key: &str| blob_folder(test.path()).join(blob_key);
    std::fs::copy(path(&front.blob_key), path(&selfie.blob_key)).unwrap();
    assert!(is_not_authentic(&test.store.open_image(&selfie).await.unwrap_err()));
    let mut renamed = front.clone();
    renamed.kind = ImageKind::AddressImage;
    assert!(is_not_authentic(&test.store.open_image(&renamed).await.unwrap_err()));
    let mut bytes = std::fs::read(path(&front.blob_key)).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(path(&front.blob_key), bytes).unwrap();
    assert!(is_not_authentic(&test.store.open_image(&front).await.unwrap_err()));
}

#[tokio::test]
async fn another_key_file_is_refused_at_the_start() {
    let test = TestStore::sqlite().await;
    test.add_project(1).await;
    let stranger = test.path().join("stranger.key");
    LocalKeyFile::create(&stranger, &SystemRandom).unwrap();
    let error = test.open_with_key_file(&stranger).await.unwrap_err();
    assert!(
        matches!(&error, StoreError::Keys { scope, .. } if scope == "@installation"),
        "{error:?}"
    );
    let message =
        "the data key of @installation cannot be used; does the database belong to another key file or key service?";
    assert_eq!(error.to_string(), message);
    test.reopen().await.ping().await.unwrap();
}

#[tokio::test]
async fn a_job_that_cannot_be_read_does_not_stop_the_queue() {
    let test = TestStore::sqlite().await;
    let project = test.add_project(1).await;
    let mut tx = test.store.write().await.unwrap();
    for number in 1..=2 {
        tx.enqueue(&job(&project, number, "webhook", Some("a")), NOW)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let sql = "UPDATE job SET payload = (SELECT payload FROM job WHERE id = $1) WHERE id = $2";
    let raw = test.raw().await;
    sqlx::query(sql)
        .bind(job_id(2).as_str())
        .bind(job_id(1).as_str())
        .execute(&raw)
        .await
        .unwrap();
    let mut claimed = Vec::new();
    for _ in 0..2 {
        let mut tx = test.store.write().await.unwrap();
        claimed.extend(
            tx.claim_jobs(NOW, std::time::Duration::from_secs(9), &["webhook"], 9)
                .await
                .unwrap(),
        );
        tx.commit().await.unwrap();
    }
    assert_eq!(claimed.iter().map(|job| &job.id).collect::<Vec<_>>(), [&job_id(2)]);
    let error = test
        .store
        .read()
        .await
        .unwrap()
        .last_job_error(&project.id, &job_id(1))
        .await
        .unwrap();
    assert_eq!(error.as_deref(), Some("the payload cannot be read"));
}

#[tokio::test]
async fn a_row_that_makes_no_sense_is_named() {
    let test = TestStore::sqlite().await;
    let project = test.add_project(1).await;
    let id = test.add_submission(&project, 1).await.id;
    let raw = test.raw().await;
    let damages = [
        ("UPDATE submission SET status = 'lost'", "status"),
        ("UPDATE submission SET status = 'approved'", "decided_at"),
        (
            "UPDATE submission SET decided_at = 5, decided_by = 'system'",
            "argos_score",
        ),
        (
            "UPDATE submission SET status = 'incomplete', last_failure_at = 5",
            "last_failure_at",
        ),
        ("UPDATE submission SET failed_attempts = 300", "failed_attempts"),
    ];
    for (sql, expected) in damages {
        sqlx::query(sql).execute(&raw).await.unwrap();
        match test.store.read().await.unwrap().find_submission(&project.id, &id).await {
            Err(StoreError::Row {
                table: "submission",
                column,
                row,
                ..
            }) => {
                assert_eq!((column, row.as_str()), (expected, id.as_str()), "{sql}");
            }
            other => panic!("{sql}: {other:?}"),
        }
    }
}
