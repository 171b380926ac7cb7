//! After an erasure nothing of the person is kept, in no table, and nothing can be added.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod harness;

use argos_domain::check::{CheckName, CheckOutcome, CheckResult, Step};
use argos_domain::clock::Timestamp;
use argos_domain::code::RejectCode;
use argos_domain::id::{ApplicantId, SubmissionId};
use argos_domain::identity::{identity_keys, trace_keys};
use argos_domain::personal::PersonalText;
use argos_domain::project::Project;
use argos_domain::score::ScoreVersion;
use argos_domain::submission::{DataField, Part, PartialErasure, Rejected, Reviewer, SubmissionState};
use argos_store::{
    Actor, DeliveryRecord, EventRecord, FaceKind, IdentityRecord, ImageKind, JobState, NewJob, StoreError,
    SubmissionFilter,
};
use bytes::Bytes;
use harness::*;
use sqlx::Row;
use std::collections::BTreeSet;

on_both_engines! {
    an_erased_submission_keeps_dates_document_and_status_only
    parts_are_erased_and_the_rest_stays
    old_files_that_no_row_names_are_deleted
}

/// Everything that can be kept about a submission, in every table.
async fn plant(test: &TestStore, project: &Project, seed: u8) -> SubmissionId {
    let id = test.add_submission(project, seed).await.id;
    let mut images = Vec::new();
    for kind in ImageKind::ALL {
        let image = Bytes::from(b"image".repeat(100));
        images.push(test.store.put_image(&project.id, &id, kind, image, NOW).await.unwrap());
    }
    let mut tx = test.store.write().await.unwrap();
    for image in &images {
        tx.record_image(image).await.unwrap();
    }
    let mut stored = tx.find_submission(&project.id, &id).await.unwrap().unwrap();
    stored.submission.read = Some(document_data());
    stored.submission.confirmed = Some(document_data());
    stored.submission.corrected = Some(document_data());
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
    let checks = [CheckName::AgeLimit, CheckName::DocumentDates]
        .map(|name| CheckResult::plain(name, CheckOutcome::Pass, "as it should be"));
    tx.replace_checks(&project.id, &id, Step::Document, &checks)
        .await
        .unwrap();
    let looks = CheckResult::plain(
        CheckName::FaceAge,
        CheckOutcome::Warn,
        "the face looks 27 years old, the person is 41",
    );
    tx.replace_checks(&project.id, &id, Step::Selfie, &[looks])
        .await
        .unwrap();
    tx.save_score(&project.id, &id, &ScoreVersion::IN_FORCE.score(&checks))
        .await
        .unwrap();
    for kind in [FaceKind::Portrait, FaceKind::Selfie] {
        tx.save_face_template(&project.id, &id, kind, b"face", "m")
            .await
            .unwrap();
    }
    tx.save_reading(&project.id, &id, "ocr_raw", "{}").await.unwrap();
    tx.begin_challenge(&project.id, &id, &challenge(seed), None)
        .await
        .unwrap();
    tx.use_token(&project.id, "planted.token", &id, NOW).await.unwrap();
    let new = NewJob {
        submission_id: Some(id.clone()),
        ..job(project, u32::from(seed), "webhook", None)
    };
    tx.enqueue(&new, NOW).await.unwrap();
    let delivery = DeliveryRecord {
        job_id: new.id,
        project_id: project.id.clone(),
        submission_id: Some(id.clone()),
        trigger: "created".to_owned(),
        attempt: 1,
        at: NOW,
        status_code: None,
        duration_ms: 5,
        error: Some("no answer".to_owned()),
    };
    tx.record_delivery(&delivery).await.unwrap();
    let event = EventRecord {
        id: event_id(seed),
        project_id: Some(project.id.clone()),
        submission_id: Some(id.clone()),
        at: NOW,
        actor: Actor::Applicant,
        address: Some(PersonalText::new("203.0.113.77")),
        action: "created".to_owned(),
        detail: serde_json::json!({}),
        change: Some(serde_json::json!({ "before": "Anna" })),
    };
    tx.append_event(&event).await.unwrap();
    let mut keys = identity_keys([&document_data()]);
    keys.extend(trace_keys(&stored.submission.applicant, Some("device")));
    let record = IdentityRecord {
        applicant: &ApplicantId::from_random([seed; 20]),
        duplicated_information: Some("planted information"),
        keys: &keys,
        approval: None,
    };
    tx.record_identity(&project.id, &id, record).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn erase(test: &TestStore, project: &Project, id: &SubmissionId) -> Vec<String> {
    let mut tx = test.store.write().await.unwrap();
    let mut stored = tx.find_submission(&project.id, id).await.unwrap().unwrap();
    stored.submission.erase(later(9));
    let files = tx.erase_submission(&stored, &Actor::ApiKey, later(9)).await.unwrap();
    tx.commit().await.unwrap();
    files
}

fn blob_files(test: &TestStore) -> usize {
    let folders = std::fs::read_dir(blob_folder(test.path())).unwrap();
    folders
        .map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap().count())
        .sum()
}

async fn found_by(test: &TestStore, project: &Project, filter: SubmissionFilter) -> Vec<SubmissionId> {
    let filter = SubmissionFilter { count: 10, ..filter };
    let mut tx = test.store.read().await.unwrap();
    let page = tx.list_submissions(&project.id, &filter).await.unwrap();
    page.submissions.into_iter().map(|submission| submission.id).collect()
}

async fn an_erased_submission_keeps_dates_document_and_status_only(test: TestStore) {
    let project = test.add_project(1).await;
    let (id, other) = (plant(&test, &project, 1).await, plant(&test, &project, 2).await);
    let before = test.store.read().await.unwrap().find_submission(&project.id, &id).await;
    let before = before.unwrap().unwrap();
    let files = erase(&test, &project, &id).await;

    // No row names the files any more; each goes once, and asking again does no harm.
    assert_eq!((files.len(), blob_files(&test)), (4, 8));
    for file in files.iter().chain(&files) {
        test.store.delete_image_file(file).await.unwrap();
    }
    assert_eq!(blob_files(&test), 4);

    let mut tx = test.store.write().await.unwrap();
    let after = tx.find_submission(&project.id, &id).await.unwrap().unwrap().submission;
    assert_eq!(after.final_data(), None);
    assert_eq!(after.applicant, argos_domain::submission::Applicant::default());
    assert_eq!(
        (after.created_at, after.chosen.id_type, after.state.status()),
        (
            before.submission.created_at,
            before.submission.chosen.id_type,
            "rejected"
        )
    );
    assert_eq!(after.erased.deleted_at, Some(later(9)));
    assert!(tx.images(&project.id, &id).await.unwrap().is_empty());
    assert!(tx.checks(&project.id, &id).await.unwrap().is_empty());
    assert!(tx.score(&project.id, &id).await.unwrap().is_none());
    assert!(tx.reading(&project.id, &id, "ocr_raw").await.unwrap().is_none());
    let face = tx.face_template(&project.id, &id, FaceKind::Selfie).await.unwrap();
    assert!(face.is_none());
    let event = tx.events_of(&project.id, &id).await.unwrap().remove(0);
    assert_eq!((event.address, event.change), (None, None));
    assert_eq!(tx.deliveries_of(&project.id, &id).await.unwrap()[0].record.error, None);
    assert_eq!(tx.count_jobs(JobState::GivenUp).await.unwrap(), 1);
    let session = tx.find_submission_by_liveform_token(&liveform_token(1).hash()).await;
    assert!(session.unwrap().is_none());

    // Whoever read it before cannot bring it back, and it cannot be erased twice.
    let stale = tx.save_submission(&before).await;
    assert!(matches!(stale, Err(StoreError::Erased)), "{stale:?}");
    drop(tx);
    let by_status = |status: &str| SubmissionFilter {
        status: Some(status.to_owned()),
        ..SubmissionFilter::default()
    };
    let by_email = SubmissionFilter {
        email: Some("planted.mail@person.example".to_owned()),
        ..SubmissionFilter::default()
    };
    for (filter, expected) in [
        (by_status("rejected"), vec![&other]),
        (by_status("deleted"), vec![&id]),
        (by_email, vec![&other]),
        (SubmissionFilter::default(), vec![&other, &id]),
    ] {
        let found = found_by(&test, &project, filter.clone()).await;
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{filter:?}");
    }
    // The other submission lost nothing.
    let mut tx = test.store.read().await.unwrap();
    assert_eq!(tx.images(&project.id, &other).await.unwrap().len(), 4);
    assert_eq!(tx.checks(&project.id, &other).await.unwrap().len(), 3);
    assert!(tx.events_of(&project.id, &other).await.unwrap()[0].address.is_some());
}

async fn parts_are_erased_and_the_rest_stays(test: TestStore) {
    let project = test.add_project(1).await;
    let id = plant(&test, &project, 1).await;
    let erasure = PartialErasure {
        parts: [Part::SelfieImage, Part::Data, Part::OcrRaw, Part::Review].into(),
        data_fields: [DataField::BirthDate, DataField::IpAddress].into(),
    };
    let mut tx = test.store.write().await.unwrap();
    let mut stored = tx.find_submission(&project.id, &id).await.unwrap().unwrap();
    stored.submission.erase_parts(&erasure, later(9));
    let files = tx.erase_parts(&stored, &erasure).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(files.len(), 1);

    let mut tx = test.store.read().await.unwrap();
    let after = tx.find_submission(&project.id, &id).await.unwrap().unwrap().submission;
    let data = after.final_data().unwrap();
    assert!(data.birth_date.is_none() && data.last_name.is_some());
    assert!(after.applicant.ip_address.is_none() && after.applicant.email.is_some());
    let parts: BTreeSet<Part> = [Part::SelfieImage, Part::OcrRaw, Part::Review].into();
    assert_eq!((after.erased.deleted_at, after.erased.parts), (None, parts));
    assert_eq!(tx.images(&project.id, &id).await.unwrap().len(), 3);
    let faces = [FaceKind::Selfie, FaceKind::Portrait];
    let mut kept = Vec::new();
    for kind in faces {
        kept.push(tx.face_template(&project.id, &id, kind).await.unwrap().is_some());
    }
    assert_eq!(kept, [false, true]);
    assert!(tx.reading(&project.id, &id, "ocr_raw").await.unwrap().is_none());
    let checks = tx.checks(&project.id, &id).await.unwrap();
    assert_eq!(
        checks.iter().map(|check| check.name).collect::<Vec<_>>(),
        [CheckName::DocumentDates]
    );
    let event = tx.events_of(&project.id, &id).await.unwrap().remove(0);
    assert_eq!((event.address, event.change), (None, None));
}

async fn old_files_that_no_row_names_are_deleted(test: TestStore) {
    let project = test.add_project(1).await;
    let id = plant(&test, &project, 1).await;
    // The process died before it kept the row.
    let image = Bytes::from(b"image".repeat(100));
    let kind = ImageKind::SelfieImage;
    test.store.put_image(&project.id, &id, kind, image, NOW).await.unwrap();
    assert_eq!(blob_files(&test), 5);
    let [long_ago, one_day] = [0, i64::MAX].map(Timestamp::from_microseconds);
    assert_eq!(test.store.delete_orphaned_images(long_ago).await.unwrap(), 0);
    assert_eq!(test.store.delete_orphaned_images(one_day).await.unwrap(), 1);
    assert_eq!(blob_files(&test), 4);
    let images = test.store.read().await.unwrap().images(&project.id, &id).await.unwrap();
    for image in images {
        test.store.open_image(&image).await.unwrap();
    }
}

/// Sealed columns that hold something without a person: an emptied applicant, the kind of document.
const EMPTIED: [&str; 2] = ["applicant", "chosen"];
/// Tables whose rows stay, without anything sealed in them.
const LOGS: [&str; 3] = ["event_log", "job", "delivery"];

/// Holds for tables and columns that do not exist yet, too: whoever adds one plants it above and erases it.
#[tokio::test]
async fn no_table_keeps_anything_of_an_erased_submission() {
    let test = TestStore::sqlite().await;
    let project = test.add_project(1).await;
    let id = plant(&test, &project, 1).await;
    let raw = test.raw().await;
    for sql in [
        "INSERT INTO administrator VALUES ('a', x'00', 'a', 1)",
        "INSERT INTO review_claim SELECT project_id, id, 'a', 1, 2 FROM submission",
        "INSERT INTO blocked_face SELECT project_id, id, 'other', 'a', 1 FROM submission",
        "INSERT INTO automatic_decision SELECT project_id, id, 1, 1, 'pending', NULL, 0, '', status, 0, NULL, NULL \
         FROM submission",
        "INSERT INTO submission_note SELECT 'n', project_id, id, 'a', 1, x'00' FROM submission",
        "INSERT INTO sealed_record SELECT project_id, id, 1, 'k', x'00' FROM submission",
        "UPDATE submission SET capture_reason = x'00'",
    ] {
        sqlx::query(sql).execute(&raw).await.unwrap();
    }
    let columns = "SELECT m.name, c.name, c.type FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c \
                   WHERE m.type = 'table' ORDER BY m.name, c.cid";
    let columns: Vec<(String, String, String)> = sqlx::query(columns)
        .fetch_all(&raw)
        .await
        .unwrap()
        .iter()
        .map(|row| (row.get(0), row.get(1), row.get(2)))
        .collect();
    let tables: BTreeSet<&str> = columns
        .iter()
        .filter(|(_, column, _)| column == "submission_id")
        .map(|(table, _, _)| table.as_str())
        .collect();
    assert!(tables.len() >= 8, "{tables:?}");
    let count = async |sql: String| -> i64 {
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.as_str());
        query.fetch_one(&raw).await.unwrap().get(0)
    };
    let rows = |table: &str| format!("SELECT COUNT(*) FROM {table} WHERE submission_id = $1");
    for table in &tables {
        assert!(count(rows(table)).await > 0, "nothing is planted in {table}");
    }
    erase(&test, &project, &id).await;
    for table in &tables {
        if !LOGS.contains(table) {
            assert_eq!(count(rows(table)).await, 0, "{table} still has rows");
        }
    }
    let personal = |column: &str, kind: &str| kind == "BLOB" || column.ends_with("_index");
    for (table, column, kind) in &columns {
        let key = match table.as_str() {
            "submission" => "id",
            table if LOGS.contains(&table) => "submission_id",
            _ => continue,
        };
        if personal(column, kind) && !EMPTIED.contains(&column.as_str()) {
            let sql = format!("SELECT COUNT({column}) FROM {table} WHERE {key} = $1");
            assert_eq!(count(sql).await, 0, "{table}.{column} still holds something");
        }
    }
}
