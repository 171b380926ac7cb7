//! A value in every sealed column. Who adds a column puts a value into it here.

use crate::harness::*;
use argos_crypto::{SecretKey, WebhookSecret, Zeroizing};
use argos_domain::check::{CheckName, CheckOutcome, CheckResult, Standing, Step};
use argos_domain::code::RejectCode;
use argos_domain::id::SubmissionId;
use argos_domain::id::{NoteId, SessionId};
use argos_domain::personal::PersonalText;
use argos_domain::project::Project;
use argos_domain::sign_in::SignInMethod;
use argos_domain::submission::{CaptureRequest, Rejected, Reviewer, SubmissionState};
use argos_store::NewJob;
use argos_store::{Actor, DeliveryRecord, EventRecord, FaceKind, ImageKind, Note, PackedFaces, Session, StoredImage};
use bytes::Bytes;
use std::time::Duration;

pub const IMAGE: &[u8] = b"the bytes of an image";

/// Puts a value into every sealed column of a project's and of the installation's tables, in rows of their own for each
/// seed; answers the image.
pub async fn fill(test: &TestStore, project: &Project, seed: u8) -> StoredImage {
    let submission = test.add_submission(project, seed).await;
    let id = &submission.id;
    let store = &test.store;
    let image = Bytes::from_static(IMAGE);
    let image = store
        .put_image(&project.id, id, ImageKind::IdImage, image, NOW)
        .await
        .unwrap();
    let mut tx = store.write().await.unwrap();
    tx.record_image(&image).await.unwrap();
    let mut stored = tx.find_submission(&project.id, id).await.unwrap().unwrap();
    stored.submission.read = Some(document_data());
    stored.submission.confirmed = Some(document_data());
    stored.submission.corrected = Some(document_data());
    stored.submission.state = SubmissionState::Rejected(Rejected {
        at: NOW,
        by: Reviewer::System,
        code: RejectCode::Other,
        comment: Some(PersonalText::new("a comment")),
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
        "age 49",
    );
    tx.replace_checks(&project.id, id, Step::Document, &[age])
        .await
        .unwrap();
    tx.save_face_template(&project.id, id, FaceKind::Selfie, b"template", "m")
        .await
        .unwrap();
    tx.save_reading(&project.id, id, "front", "{}").await.unwrap();
    tx.begin_challenge(&project.id, id, &challenge(seed), None)
        .await
        .unwrap();
    let faces = PackedFaces {
        number: i64::from(seed),
        content: Zeroizing::new(b"planted faces".to_vec()),
    };
    tx.save_packed_faces(&project.id, "m", &faces, 0).await.unwrap();
    let secret = WebhookSecret::generate(&*test.random).unwrap();
    tx.save_project_logo(&project.id, b"planted logo", NOW).await.unwrap();
    tx.replace_webhook_secret(&project.id, &secret, Some(later(60)))
        .await
        .unwrap();
    tx.register_token(&project.id, &format!("token-{seed}"), NOW)
        .await
        .unwrap();
    fill_jobs(&mut tx, project, id, seed).await;
    fill_administrator(&mut tx, seed).await;
    let note = Note {
        id: NoteId::from_random([seed; 24]),
        administrator_id: administrator_id(seed),
        written_at: NOW,
        text: PersonalText::new("a note"),
    };
    tx.insert_note(&project.id, id, &note).await.unwrap();
    // Ended at once: the submission is not to be sealed for the customer.
    let public_key = SecretKey::generate(&*test.random).unwrap().public_key();
    tx.begin_sealing(&project.id, &public_key, &administrator_id(seed), NOW)
        .await
        .unwrap();
    tx.end_sealing(&project.id, NOW).await.unwrap();
    for (number, project) in [(2 * seed, Some(project)), (2 * seed + 1, None)] {
        let event = EventRecord {
            id: event_id(number),
            project_id: project.map(|project| project.id.clone()),
            submission_id: None,
            at: NOW,
            actor: Actor::System,
            address: Some(PersonalText::new("203.0.113.77")),
            action: "filled".to_owned(),
            detail: serde_json::json!({}),
            change: Some(serde_json::json!({ "before": 1, "after": 2 })),
        };
        tx.append_event(&event).await.unwrap();
    }
    tx.commit().await.unwrap();
    ask_again(test, project, seed + 100).await;
    image
}

/// Somebody else, who is asked for a new capture.
async fn ask_again(test: &TestStore, project: &Project, seed: u8) {
    let id = test.add_submission(project, seed).await.id;
    let mut tx = test.store.write().await.unwrap();
    let mut stored = tx.find_submission(&project.id, &id).await.unwrap().unwrap();
    let SubmissionState::Incomplete(facts) = &mut stored.submission.state else {
        panic!("a new submission is incomplete");
    };
    facts.asked_again = Some(CaptureRequest {
        at: NOW,
        reason: PersonalText::new("it is blurred"),
    });
    tx.save_submission(&stored).await.unwrap();
    tx.commit().await.unwrap();
}

/// Each job has failed once.
async fn fill_jobs(tx: &mut argos_store::Tx, project: &Project, submission: &SubmissionId, seed: u8) {
    let (first, second) = (u32::from(seed) * 2, u32::from(seed) * 2 + 1);
    let of_installation = NewJob {
        project_id: None,
        ..job(project, second, "webhook", None)
    };
    tx.enqueue(&job(project, first, "webhook", None), NOW).await.unwrap();
    tx.enqueue(&of_installation, NOW).await.unwrap();
    tx.claim_jobs(NOW, Duration::from_secs(9), &["webhook"], 9)
        .await
        .unwrap();
    for number in [first, second] {
        tx.retry_job(&job_id(number), "no answer", later(3600)).await.unwrap();
    }
    let delivery = DeliveryRecord {
        job_id: job_id(first),
        project_id: project.id.clone(),
        submission_id: Some(submission.clone()),
        trigger: "rejected".to_owned(),
        attempt: 1,
        at: NOW,
        status_code: Some(500),
        duration_ms: 5,
        error: Some("no answer".to_owned()),
    };
    tx.record_delivery(&delivery).await.unwrap();
}

async fn fill_administrator(tx: &mut argos_store::Tx, seed: u8) {
    let address = email(&format!("administrator-{seed}@company.example"));
    let administrator = tx
        .find_or_insert_administrator(&address, &administrator_id(seed), NOW)
        .await
        .unwrap()
        .id;
    tx.set_password_hash(&administrator, "hash", NOW).await.unwrap();
    tx.set_totp_secret(&administrator, b"secret").await.unwrap();
    let session = Session {
        id: SessionId::from_random([seed; 20]),
        administrator_id: administrator,
        form_token: "token".to_owned(),
        method: SignInMethod::Password,
        address: Some(PersonalText::new("203.0.113.77")),
        browser: PersonalText::new("Firefox on Linux"),
        created_at: NOW,
        seen_at: NOW,
        idle_until: later(60),
        expires_at: later(60),
    };
    tx.insert_session(&liveform_token(seed).hash(), &session).await.unwrap();
}
