//! Submissions with everything that belongs to them: kept as given, and not found for another project.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod harness;

use argos_crypto::TokenHash;
use argos_domain::check::{CheckName, CheckOutcome, CheckResult, Standing, Step};
use argos_domain::code::{RejectCode, RetryCode};
use argos_domain::personal::PersonalText;
use argos_domain::score::ScoreVersion;
use argos_domain::submission::{
    Approved, CaptureRequest, Incomplete, LastFailure, Pending, RETRY_TIMEOUT, Rejected, Reviewer, SubmissionState,
};
use argos_store::{FaceKind, ImageKind, StoreError};
use bytes::Bytes;
use harness::*;

on_both_engines! {
    submissions_in_every_state
    saving_a_stale_submission_is_a_conflict
    only_failed_incomplete_submissions_time_out
    checks_and_score_are_replaced
    images_are_replaced_and_their_blobs_deleted
    faces_and_readings
}

async fn submissions_in_every_state(test: TestStore) {
    let project = test.add_project(1).await;
    let other = test.add_project(2).await;
    let submission = test.add_submission(&project, 1).await;
    let mut tx = test.store.write().await.unwrap();
    let found = tx.find_submission(&project.id, &submission.id).await.unwrap().unwrap();
    assert_eq!((&found.submission, found.revision), (&submission, 1));
    assert!(tx.find_submission(&other.id, &submission.id).await.unwrap().is_none());
    let by_token = tx
        .find_submission_by_liveform_token(&liveform_token(1).hash())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(by_token, found);
    assert!(
        tx.find_submission_by_liveform_token(&TokenHash::of("no such token"))
            .await
            .unwrap()
            .is_none()
    );

    let administrator = administrator_id(7);
    let states = [
        SubmissionState::Incomplete(Incomplete {
            next_step: Step::Selfie,
            failed_attempts: 2,
            last_failure: Some(LastFailure {
                at: later(3),
                code: RetryCode::FaceNotFound,
            }),
            asked_again: Some(CaptureRequest {
                at: later(4),
                reason: PersonalText::new("Planted reason: the name Eriksson is covered"),
            }),
        }),
        SubmissionState::Pending(Pending {
            since: later(4),
            argos_score: 63.4,
            failed_attempts: 1,
        }),
        SubmissionState::Approved(Approved {
            at: later(5),
            by: Reviewer::Administrator(administrator),
            argos_score: 63.4,
            pending_at: Some(later(4)),
            failed_attempts: 1,
        }),
        SubmissionState::Rejected(Rejected {
            at: later(6),
            by: Reviewer::System,
            code: RejectCode::Timeout,
            comment: None,
            argos_score: None,
            pending_at: None,
            failed_attempts: 1,
        }),
        SubmissionState::Rejected(Rejected {
            at: later(6),
            by: Reviewer::Client,
            code: RejectCode::Other,
            comment: Some(PersonalText::new("Planted comment: the name is Eriksson")),
            argos_score: Some(12.0),
            pending_at: Some(later(5)),
            failed_attempts: 0,
        }),
    ];
    let mut stored = found;
    for state in states {
        stored.submission.state = state;
        stored.submission.updated_at = later(9);
        stored.submission.read = Some(document_data());
        stored.submission.confirmed = Some(document_data());
        stored.submission.corrected = Some(document_data());
        stored.submission.recognition_score = Some(97.25);
        stored.revision = tx.save_submission(&stored).await.unwrap();
        assert_eq!(
            tx.find_submission(&project.id, &submission.id).await.unwrap().unwrap(),
            stored
        );
    }
    let again = tx.insert_submission(&submission, &liveform_token(2).hash()).await;
    assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
}

async fn saving_a_stale_submission_is_a_conflict(test: TestStore) {
    let project = test.add_project(1).await;
    let other = test.add_project(2).await;
    let submission = test.add_submission(&project, 1).await;
    let mut tx = test.store.write().await.unwrap();
    let first = tx.find_submission(&project.id, &submission.id).await.unwrap().unwrap();
    let second = first.clone();
    assert_eq!(tx.save_submission(&first).await.unwrap(), 2);
    tx.commit().await.unwrap();

    let mut tx = test.store.write().await.unwrap();
    assert!(matches!(
        tx.save_submission(&second).await,
        Err(StoreError::Conflict(_))
    ));
    let mut elsewhere = tx.find_submission(&project.id, &submission.id).await.unwrap().unwrap();
    elsewhere.submission.project_id = other.id;
    assert!(matches!(
        tx.save_submission(&elsewhere).await,
        Err(StoreError::Conflict(_))
    ));
}

async fn only_failed_incomplete_submissions_time_out(test: TestStore) {
    let project = test.add_project(1).await;
    for seed in 1..=3 {
        test.add_submission(&project, seed).await;
    }
    let mut tx = test.store.write().await.unwrap();
    for (seed, failed) in [(2, later(10)), (3, later(5))] {
        let mut stored = tx
            .find_submission(&project.id, &submission_id(seed))
            .await
            .unwrap()
            .unwrap();
        let SubmissionState::Incomplete(facts) = stored.submission.state else {
            panic!("not incomplete")
        };
        stored.submission.state = facts.attempt_failed(RetryCode::FaceNotFound, None, failed).state;
        tx.save_submission(&stored).await.unwrap();
    }
    let due = |seed| (project.id.clone(), submission_id(seed));
    let moment = later(5).plus(RETRY_TIMEOUT);
    assert!(
        tx.due_timeouts(moment.minus(std::time::Duration::from_micros(1)), 10)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(tx.due_timeouts(moment, 10).await.unwrap(), [due(3)]);
    let moment = later(10).plus(RETRY_TIMEOUT);
    assert_eq!(tx.due_timeouts(moment, 10).await.unwrap(), [due(3), due(2)]);
    assert_eq!(tx.due_timeouts(moment, 1).await.unwrap(), [due(3)]);

    let mut stored = tx
        .find_submission(&project.id, &submission_id(3))
        .await
        .unwrap()
        .unwrap();
    let SubmissionState::Incomplete(facts) = stored.submission.state else {
        panic!("not incomplete")
    };
    stored.submission.state = facts.time_out(moment).unwrap().state;
    tx.save_submission(&stored).await.unwrap();
    assert_eq!(tx.due_timeouts(moment, 10).await.unwrap(), [due(2)]);
}

async fn checks_and_score_are_replaced(test: TestStore) {
    let project = test.add_project(1).await;
    let other = test.add_project(2).await;
    let id = test.add_submission(&project, 1).await.id;
    let expiry = CheckOutcome::Reject(RejectCode::ExpiredId);
    let document = vec![
        CheckResult::measured(
            CheckName::TextRecognition,
            CheckOutcome::Warn,
            61.5,
            70.0,
            Standing::new(0.44),
            "weak",
        )
        .by_model("recogniser 3"),
        CheckResult::plain(CheckName::DocumentExpiry, expiry, "expired"),
        CheckResult::plain(
            CheckName::DocumentImage,
            CheckOutcome::Retry(RetryCode::MrzProtocolFail),
            "blurred",
        ),
    ];
    let selfie = vec![CheckResult::plain(
        CheckName::SelfieFace,
        CheckOutcome::Pass,
        "one face",
    )];
    let mut tx = test.store.write().await.unwrap();
    tx.replace_checks(&project.id, &id, Step::Selfie, &selfie)
        .await
        .unwrap();
    tx.replace_checks(&project.id, &id, Step::Document, &document)
        .await
        .unwrap();
    let both: Vec<_> = document.iter().chain(&selfie).cloned().collect();
    assert_eq!(tx.checks(&project.id, &id).await.unwrap(), both);
    assert!(tx.checks(&other.id, &id).await.unwrap().is_empty());
    tx.replace_checks(&project.id, &id, Step::Document, &document[1..2])
        .await
        .unwrap();
    assert_eq!(
        tx.checks(&project.id, &id).await.unwrap(),
        [document[1].clone(), selfie[0].clone()]
    );

    assert!(tx.score(&project.id, &id).await.unwrap().is_none());
    for checks in [&both, &selfie] {
        let score = ScoreVersion::IN_FORCE.score(checks);
        tx.save_score(&project.id, &id, &score).await.unwrap();
        assert_eq!(tx.score(&project.id, &id).await.unwrap().unwrap(), score);
    }
    assert!(tx.score(&other.id, &id).await.unwrap().is_none());
    tx.commit().await.unwrap();

    let mut tx = test.store.write().await.unwrap();
    let refused = tx.replace_checks(&other.id, &id, Step::Document, &document).await;
    assert!(matches!(refused, Err(StoreError::MissingReference)), "{refused:?}");
    drop(tx);
    let mut tx = test.store.write().await.unwrap();
    let refused = tx
        .save_score(&other.id, &id, &ScoreVersion::IN_FORCE.score(&both))
        .await;
    assert!(matches!(refused, Err(StoreError::MissingReference)), "{refused:?}");
}

async fn images_are_replaced_and_their_blobs_deleted(test: TestStore) {
    let project = test.add_project(1).await;
    let other = test.add_project(2).await;
    let id = test.add_submission(&project, 1).await.id;
    let image = |byte: u8| Bytes::from(vec![byte; 100_000]);
    let selfie = test
        .store
        .put_image(&project.id, &id, ImageKind::SelfieImage, image(1), NOW)
        .await
        .unwrap();
    let front = test
        .store
        .put_image(&project.id, &id, ImageKind::IdImage, image(2), NOW)
        .await
        .unwrap();
    assert_eq!((front.size_bytes, front.kind), (100_000, ImageKind::IdImage));

    let mut tx = test.store.write().await.unwrap();
    assert!(tx.images(&project.id, &id).await.unwrap().is_empty());
    tx.record_image(&selfie).await.unwrap();
    tx.record_image(&front).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = test.store.read().await.unwrap();
    assert_eq!(
        tx.images(&project.id, &id).await.unwrap(),
        [front.clone(), selfie.clone()]
    );
    assert!(tx.images(&other.id, &id).await.unwrap().is_empty());
    drop(tx);
    assert_eq!(test.store.open_image(&front).await.unwrap(), image(2));

    let newer = test
        .store
        .put_image(&project.id, &id, ImageKind::IdImage, image(3), NOW)
        .await
        .unwrap();
    let mut tx = test.store.write().await.unwrap();
    tx.record_image(&newer).await.unwrap();
    drop(tx);
    assert_eq!(
        test.store.open_image(&front).await.unwrap(),
        image(2),
        "not committed, so nothing is superseded"
    );
    let mut tx = test.store.write().await.unwrap();
    tx.record_image(&newer).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(test.store.open_image(&newer).await.unwrap(), image(3));
    assert!(matches!(
        test.store.open_image(&front).await,
        Err(StoreError::Blob { action: "read", .. })
    ));

    let mut elsewhere = newer.clone();
    elsewhere.project_id = other.id.clone();
    assert!(matches!(
        test.store.open_image(&elsewhere).await,
        Err(StoreError::Sealed { .. })
    ));
    let mut tx = test.store.write().await.unwrap();
    assert!(matches!(
        tx.record_image(&elsewhere).await,
        Err(StoreError::Conflict(_) | StoreError::MissingReference)
    ));
    drop(tx);
    let missing = test
        .store
        .put_image(&harness::project(3).id, &id, ImageKind::IdImage, image(1), NOW)
        .await;
    assert!(matches!(missing, Err(StoreError::MissingKey { .. })));
}

async fn faces_and_readings(test: TestStore) {
    let project = test.add_project(1).await;
    let other = test.add_project(2).await;
    let id = test.add_submission(&project, 1).await.id;
    let mut tx = test.store.write().await.unwrap();
    assert!(
        tx.face_template(&project.id, &id, FaceKind::Portrait)
            .await
            .unwrap()
            .is_none()
    );
    tx.save_face_template(&project.id, &id, FaceKind::Portrait, &[1, 2, 3], "face 1")
        .await
        .unwrap();
    tx.save_face_template(&project.id, &id, FaceKind::Selfie, &[9; 512], "face 1")
        .await
        .unwrap();
    tx.save_face_template(&project.id, &id, FaceKind::Portrait, &[4, 5], "face 2")
        .await
        .unwrap();
    let portrait = tx
        .face_template(&project.id, &id, FaceKind::Portrait)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (portrait.embedding.as_slice(), portrait.model.as_str()),
        (&[4_u8, 5][..], "face 2")
    );
    let selfie = tx
        .face_template(&project.id, &id, FaceKind::Selfie)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(selfie.embedding.as_slice(), [9; 512]);
    assert!(
        tx.face_template(&other.id, &id, FaceKind::Selfie)
            .await
            .unwrap()
            .is_none()
    );

    assert!(tx.reading(&project.id, &id, "front").await.unwrap().is_none());
    tx.save_reading(&project.id, &id, "front", "{\"lines\":[]}")
        .await
        .unwrap();
    tx.save_reading(&project.id, &id, "back", "{}").await.unwrap();
    tx.save_reading(&project.id, &id, "front", "{\"lines\":[\"ERIKSSON\"]}")
        .await
        .unwrap();
    let front = tx.reading(&project.id, &id, "front").await.unwrap();
    assert_eq!(front.as_deref(), Some("{\"lines\":[\"ERIKSSON\"]}"));
    assert_eq!(
        tx.reading(&project.id, &id, "back").await.unwrap().as_deref(),
        Some("{}")
    );
    assert!(tx.reading(&other.id, &id, "front").await.unwrap().is_none());
}
