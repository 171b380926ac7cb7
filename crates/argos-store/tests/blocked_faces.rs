//! The block-list of faces.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod harness;

use argos_domain::blocked_face::BlockReason;
use argos_domain::code::RejectCode;
use argos_domain::project::Project;
use argos_domain::submission::{Approved, Part, PartialErasure, Rejected, Reviewer, SubmissionState};
use argos_store::{Actor, BlockedFace, FaceKind, StoreError, Tx};
use harness::*;

on_both_engines! {
    faces_of_rejected_submissions_are_listed_and_compared
    an_entry_goes_with_its_face
}

const MODELS: [&str; 2] = ["face 1", "face 1a"];

/// A rejected submission with a selfie.
async fn rejected(test: &TestStore, project: &Project, seed: u8) {
    let id = test.add_submission(project, seed).await.id;
    let mut tx = test.store.write().await.unwrap();
    let email = email(&format!("reviewer-{seed}@company.example"));
    tx.find_or_insert_administrator(&email, &administrator_id(seed), NOW)
        .await
        .unwrap();
    tx.save_face_template(
        &project.id,
        &id,
        FaceKind::Selfie,
        &[seed; 4],
        MODELS[usize::from(seed % 2)],
    )
    .await
    .unwrap();
    let state = SubmissionState::Rejected(Rejected {
        at: NOW,
        by: Reviewer::System,
        code: RejectCode::IdImageInvalidId,
        comment: None,
        argos_score: None,
        pending_at: None,
        failed_attempts: 0,
    });
    change_state(&mut tx, project, seed, state).await;
    tx.commit().await.unwrap();
}

async fn change_state(tx: &mut Tx, project: &Project, seed: u8, state: SubmissionState) {
    let mut stored = tx
        .find_submission(&project.id, &submission_id(seed))
        .await
        .unwrap()
        .unwrap();
    stored.submission.state = state;
    tx.save_submission(&stored).await.unwrap();
}

fn entry(seed: u8) -> BlockedFace {
    BlockedFace {
        submission: submission_id(seed),
        reason: BlockReason::DeceivedCamera,
        by: administrator_id(seed),
        at: later(u64::from(seed)),
        counts: true,
    }
}

async fn faces_of_rejected_submissions_are_listed_and_compared(test: TestStore) {
    let (project, other) = (test.add_project(1).await, test.add_project(2).await);
    for seed in 1..=3 {
        rejected(&test, &project, seed).await;
    }
    let mut tx = test.store.write().await.unwrap();
    for seed in 1..=3 {
        assert!(tx.add_blocked_face(&project.id, &entry(seed)).await.unwrap());
    }
    assert!(
        !tx.add_blocked_face(&project.id, &entry(2)).await.unwrap(),
        "it is there already"
    );
    assert_eq!(tx.blocked_faces(&project.id).await.unwrap(), [3, 2, 1].map(entry));
    assert_eq!(
        tx.blocked_face(&project.id, &submission_id(2)).await.unwrap(),
        Some(entry(2))
    );
    let (mut after, mut seen) = (None, Vec::new());
    loop {
        let faces = tx
            .blocked_templates(&project.id, MODELS, after.as_ref(), 2)
            .await
            .unwrap();
        let Some(last) = faces.last() else { break };
        after = Some(last.submission.clone());
        seen.extend(
            faces
                .iter()
                .map(|face| (face.embedding.to_vec(), face.submission.clone(), face.reason)),
        );
    }
    seen.sort_by(|a, b| a.0.cmp(&b.0));
    let expected = [1, 2, 3].map(|seed| (vec![seed; 4], submission_id(seed), BlockReason::DeceivedCamera));
    assert_eq!(seen, expected);

    // Another project sees nothing of it, and other models compare with nothing.
    assert_eq!(tx.blocked_faces(&other.id).await.unwrap(), []);
    assert_eq!(tx.count_blocked_faces(&other.id).await.unwrap(), 0);
    assert!(
        tx.blocked_templates(&other.id, MODELS, None, 9)
            .await
            .unwrap()
            .is_empty()
    );
    let models = ["face 2", "face 3"];
    assert!(
        tx.blocked_templates(&project.id, models, None, 9)
            .await
            .unwrap()
            .is_empty()
    );
    drop(tx);
    let foreign = BlockedFace {
        submission: submission_id(9),
        ..entry(1)
    };
    assert!(matches!(
        test.store
            .write()
            .await
            .unwrap()
            .add_blocked_face(&other.id, &foreign)
            .await,
        Err(StoreError::MissingReference)
    ));
}

async fn an_entry_goes_with_its_face(test: TestStore) {
    let project = test.add_project(1).await;
    for seed in 1..=4 {
        rejected(&test, &project, seed).await;
    }
    let mut tx = test.store.write().await.unwrap();
    for seed in 1..=4 {
        tx.add_blocked_face(&project.id, &entry(seed)).await.unwrap();
    }
    assert_eq!(tx.count_blocked_faces(&project.id).await.unwrap(), 4);
    let mut stored = tx
        .find_submission(&project.id, &submission_id(1))
        .await
        .unwrap()
        .unwrap();
    stored.submission.erase(NOW);
    tx.erase_submission(&stored, &Actor::ApiKey, NOW).await.unwrap();
    let selfie = PartialErasure {
        parts: [Part::SelfieImage].into(),
        data_fields: [].into(),
    };
    let mut stored = tx
        .find_submission(&project.id, &submission_id(2))
        .await
        .unwrap()
        .unwrap();
    stored.submission.erase_parts(&selfie, NOW);
    tx.erase_parts(&stored, &selfie).await.unwrap();
    assert!(tx.remove_blocked_face(&project.id, &submission_id(3)).await.unwrap());
    assert!(!tx.remove_blocked_face(&project.id, &submission_id(3)).await.unwrap());
    assert_eq!(tx.blocked_faces(&project.id).await.unwrap(), [entry(4)]);

    // Whoever is approved after all stays on the list, but it does not count.
    let approved = SubmissionState::Approved(Approved {
        at: NOW,
        by: Reviewer::System,
        argos_score: 90.0,
        pending_at: None,
        failed_attempts: 0,
    });
    change_state(&mut tx, &project, 4, approved).await;
    let listed = tx.blocked_face(&project.id, &submission_id(4)).await.unwrap().unwrap();
    assert!(!listed.counts);
    assert!(
        tx.blocked_templates(&project.id, MODELS, None, 9)
            .await
            .unwrap()
            .is_empty()
    );
}
