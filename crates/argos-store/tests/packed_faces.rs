//! Packed faces come back in order, and a face that is removed takes what it is packed in along.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod harness;

use argos_crypto::Zeroizing;
use argos_domain::id::{ApplicantId, ProjectId};
use argos_domain::project::Project;
use argos_domain::submission::{Part, PartialErasure};
use argos_store::{Actor, IdentityRecord, PACKED_APPROVALS, PackedFaces, Store, StoreError, Tx};
use harness::*;
use std::collections::BTreeSet;

on_both_engines! {
    packed_faces_come_in_order_by_their_models
    a_removed_face_takes_what_it_is_packed_in_along
    what_was_removed_since_it_was_read_is_not_packed
    a_removal_at_the_same_moment_leaves_nothing_packed
}

const MODELS: &str = "face 1 + face 2";

fn packed(number: i64) -> PackedFaces {
    PackedFaces {
        number,
        content: Zeroizing::new(format!("faces {number}").into_bytes()),
    }
}

async fn numbers(tx: &mut Tx, project: &ProjectId) -> Vec<i64> {
    let faces = tx.packed_faces(project, MODELS, 0, 100).await.unwrap();
    for faces in &faces {
        assert_eq!(*faces.content, *packed(faces.number).content);
    }
    let found: Vec<i64> = faces.iter().map(|faces| faces.number).collect();
    assert_eq!(found, tx.packed_face_numbers(project, MODELS).await.unwrap());
    found
}

/// A submission that was approved under this number.
async fn approved(test: &TestStore, project: &Project, seed: u8, approval: i64) {
    let id = test.add_submission(project, seed).await.id;
    let mut tx = test.store.write().await.unwrap();
    let record = IdentityRecord {
        applicant: &ApplicantId::from_random([seed; 20]),
        duplicated_information: None,
        keys: &BTreeSet::new(),
        approval: Some(approval),
    };
    tx.record_identity(&project.id, &id, record).await.unwrap();
    tx.commit().await.unwrap();
}

async fn erase(store: &Store, project: &ProjectId, seed: u8) {
    let mut tx = store.write().await.unwrap();
    let found = tx.find_submission(project, &submission_id(seed)).await;
    let mut stored = found.unwrap().unwrap();
    stored.submission.erase(NOW);
    tx.erase_submission(&stored, &Actor::ApiKey, NOW).await.unwrap();
    tx.commit().await.unwrap();
}

async fn packed_faces_come_in_order_by_their_models(test: TestStore) {
    let (project, other) = (test.add_project(1).await, test.add_project(2).await);
    let mut tx = test.store.write().await.unwrap();
    for number in [3, 0, 1, 1] {
        assert!(
            tx.save_packed_faces(&project.id, MODELS, &packed(number), 0)
                .await
                .unwrap()
        );
    }
    assert_eq!(numbers(&mut tx, &project.id).await, [0, 1, 3]);
    assert_eq!(numbers(&mut tx, &other.id).await, Vec::<i64>::new());
    let some = tx.packed_faces(&project.id, MODELS, 1, 1).await.unwrap();
    assert_eq!(some[0].number, 1);
    assert!(!format!("{some:?}").contains("faces 1"));
    tx.save_packed_faces(&project.id, "face 3", &packed(1), 0)
        .await
        .unwrap();
    assert_eq!(numbers(&mut tx, &project.id).await, [0, 3], "measured by others now");
    tx.commit().await.unwrap();
    let mut tx = test.store.write().await.unwrap();
    let nobodys = ProjectId::from_random([9; 12]);
    let missing = tx.save_packed_faces(&nobodys, MODELS, &packed(0), 0).await;
    assert!(matches!(
        missing,
        Err(StoreError::MissingKey { .. } | StoreError::MissingReference)
    ));
}

async fn a_removed_face_takes_what_it_is_packed_in_along(test: TestStore) {
    let project = test.add_project(1).await;
    // The first and the last of one value, one of the next, one without a number.
    for (seed, approval) in [(1, 1), (2, PACKED_APPROVALS), (3, PACKED_APPROVALS + 1), (4, 5000)] {
        approved(&test, &project, seed, approval).await;
    }
    test.add_submission(&project, 5).await;
    let pack = async || {
        let mut tx = test.store.write().await.unwrap();
        let turn = tx.last_approval_turn(&project.id).await.unwrap();
        for number in 0..=2 {
            assert!(
                tx.save_packed_faces(&project.id, MODELS, &packed(number), turn)
                    .await
                    .unwrap()
            );
        }
        assert_eq!(numbers(&mut tx, &project.id).await, [0, 1, 2]);
        tx.commit().await.unwrap();
    };
    let left = async || numbers(&mut test.store.read().await.unwrap(), &project.id).await;
    pack().await;
    for seed in [4, 5] {
        erase(&test.store, &project.id, seed).await;
        assert_eq!(left().await, [0, 1, 2]);
    }
    erase(&test.store, &project.id, 1).await;
    assert_eq!(left().await, [1, 2]);

    pack().await;
    let selfie = PartialErasure {
        parts: [Part::SelfieImage].into(),
        data_fields: [].into(),
    };
    let mut tx = test.store.write().await.unwrap();
    let found = tx.find_submission(&project.id, &submission_id(2)).await;
    let mut stored = found.unwrap().unwrap();
    stored.submission.erase_parts(&selfie, NOW);
    tx.erase_parts(&stored, &selfie).await.unwrap();
    assert_eq!(numbers(&mut tx, &project.id).await, [1, 2]);
    drop(tx);
    assert_eq!(left().await, [0, 1, 2], "the erasure was not kept");

    // Approved again under another number.
    let mut tx = test.store.write().await.unwrap();
    let turn = tx.take_approval_turn(&project.id).await.unwrap();
    tx.number_approval(&project.id, &submission_id(3), turn + 9000)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(left().await, [0, 2]);
}

async fn what_was_removed_since_it_was_read_is_not_packed(test: TestStore) {
    let project = test.add_project(1).await;
    approved(&test, &project, 1, PACKED_APPROVALS + 1).await;
    let mut tx = test.store.read().await.unwrap();
    let before = tx.last_approval_turn(&project.id).await.unwrap();
    drop(tx);
    erase(&test.store, &project.id, 1).await;
    let mut tx = test.store.write().await.unwrap();
    let after = tx.last_approval_turn(&project.id).await.unwrap();
    let mut kept = Vec::new();
    for (number, turn) in [(0, before), (1, before), (2, before), (1, after)] {
        let saved = tx.save_packed_faces(&project.id, MODELS, &packed(number), turn).await;
        kept.push(saved.unwrap());
    }
    assert_eq!(kept, [true, false, true, true]);
}

async fn a_removal_at_the_same_moment_leaves_nothing_packed(test: TestStore) {
    let project = test.add_project(1).await;
    for seed in 1..=8 {
        approved(&test, &project, seed, i64::from(seed)).await;
        let mut tx = test.store.write().await.unwrap();
        let turn = tx.take_approval_turn(&project.id).await.unwrap();
        tx.commit().await.unwrap();
        let erasing = {
            let (store, project) = (test.store.clone(), project.id.clone());
            tokio::spawn(async move { erase(&store, &project, seed).await })
        };
        let mut tx = test.store.write().await.unwrap();
        let saved = tx.save_packed_faces(&project.id, MODELS, &packed(0), turn).await;
        // Whoever is second knows of the first.
        saved.unwrap();
        tx.commit().await.unwrap();
        erasing.await.unwrap();
        let mut tx = test.store.read().await.unwrap();
        assert_eq!(numbers(&mut tx, &project.id).await, Vec::<i64>::new());
    }
}
