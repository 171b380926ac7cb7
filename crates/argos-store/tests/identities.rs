//! Who was approved as whom: found by equal identities of approved submissions of the same project, one approval at a
//! time.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod harness;

use argos_domain::document::DocumentData;
use argos_domain::id::ApplicantId;
use argos_domain::identity::{IdentityKind, identity_keys, person_key};
use argos_domain::personal::PersonalText;
use argos_domain::project::Project;
use argos_domain::submission::{Approved, DataField, Part, PartialErasure, Reviewer, RuleOverrides, SubmissionState};
use argos_store::{Actor, FaceKind, IdentityRecord, MOST_NUMBERED_FACES, Store, StoreError, Tx};
use harness::*;

on_both_engines! {
    approved_people_are_found_by_their_identity
    approvals_of_a_project_wait_for_each_other
    faces_of_approved_people_come_in_the_order_of_approval
    faces_are_found_by_the_numbers_of_their_approvals_and_removals_are_numbered_too
    who_is_erased_in_part_is_not_recognised_again
    switched_rules_are_kept
}

fn applicant(seed: u8) -> ApplicantId {
    ApplicantId::from_random([seed; 20])
}

fn another_person() -> DocumentData {
    DocumentData {
        last_name: Some(PersonalText::new("Somebody Else")),
        document_number: Some(PersonalText::new("OTHER1")),
        ..document_data()
    }
}

async fn approve(tx: &mut Tx, project: &Project, seed: u8, data: &DocumentData) -> i64 {
    let id = submission_id(seed);
    let approval = tx.take_approval_turn(&project.id).await.unwrap();
    let mut stored = tx.find_submission(&project.id, &id).await.unwrap().unwrap();
    stored.submission.state = SubmissionState::Approved(Approved {
        at: later(50),
        by: Reviewer::System,
        argos_score: 90.0,
        pending_at: None,
        failed_attempts: 0,
    });
    tx.save_submission(&stored).await.unwrap();
    let keys = identity_keys([data]);
    let information = tx
        .duplicated_information(&project.id, &person_key(data).unwrap())
        .await
        .unwrap();
    let record = IdentityRecord {
        applicant: &applicant(seed),
        duplicated_information: Some(&information),
        keys: &keys,
        approval: Some(approval),
    };
    tx.record_identity(&project.id, &id, record).await.unwrap();
    approval
}

async fn approved_people_are_found_by_their_identity(test: TestStore) {
    let (project, other) = (test.add_project(1).await, test.add_project(2).await);
    for seed in 1..=3 {
        test.add_submission(&project, seed).await;
    }
    let keys = identity_keys([&document_data()]);
    let mut tx = test.store.write().await.unwrap();
    assert!(
        tx.approved_with(&project.id, &submission_id(2), &keys)
            .await
            .unwrap()
            .is_empty()
    );
    approve(&mut tx, &project, 1, &document_data()).await;
    let found = tx.approved_with(&project.id, &submission_id(2), &keys).await.unwrap();
    let kinds: Vec<_> = found.iter().map(|same| same.kind).collect();
    assert_eq!(kinds, [IdentityKind::Person, IdentityKind::Document]);
    assert!(
        found
            .iter()
            .all(|same| same.submission == submission_id(1) && same.applicant == Some(applicant(1)))
    );
    let nobody = [
        tx.approved_with(&project.id, &submission_id(1), &keys).await.unwrap(),
        tx.approved_with(&other.id, &submission_id(2), &keys).await.unwrap(),
        tx.approved_with(&project.id, &submission_id(2), &identity_keys([&another_person()]))
            .await
            .unwrap(),
    ];
    assert!(
        nobody.iter().all(Vec::is_empty),
        "itself, another project, another person: {nobody:?}"
    );

    // Recorded anew, it is recognised by the new identity only.
    approve(&mut tx, &project, 1, &another_person()).await;
    assert!(
        tx.approved_with(&project.id, &submission_id(2), &keys)
            .await
            .unwrap()
            .is_empty()
    );
    let of_person = tx.approved_submissions_of(&project.id, &applicant(1)).await.unwrap();
    assert_eq!(of_person.len(), 1);
    assert_eq!(of_person[0].applicant_id, Some(applicant(1)));
    let first = of_person[0].duplicated_information.clone().unwrap();
    let key = person_key(&another_person()).unwrap();
    assert_eq!(tx.duplicated_information(&project.id, &key).await.unwrap(), first);
    assert_ne!(tx.duplicated_information(&other.id, &key).await.unwrap(), first);
    assert!(
        tx.approved_submissions_of(&other.id, &applicant(1))
            .await
            .unwrap()
            .is_empty()
    );

    let record = IdentityRecord {
        applicant: &applicant(3),
        duplicated_information: None,
        keys: &keys,
        approval: Some(2),
    };
    let taken = tx.record_identity(&project.id, &submission_id(3), record).await;
    assert!(
        matches!(taken, Err(StoreError::Conflict(_))),
        "no two approvals have one number: {taken:?}"
    );
}

/// Approves the planted person if nobody was approved as the same one.
async fn approve_if_first(store: Store, project: Project, seed: u8) -> bool {
    let mut tx = store.write().await.unwrap();
    tx.take_approval_turn(&project.id).await.unwrap();
    let keys = identity_keys([&document_data()]);
    let same = tx
        .approved_with(&project.id, &submission_id(seed), &keys)
        .await
        .unwrap();
    // Leaves the others time to meet this one half-way.
    tokio::time::sleep(std::time::Duration::from_millis(30)).await;
    if !same.is_empty() {
        return false;
    }
    approve(&mut tx, &project, seed, &document_data()).await;
    tx.commit().await.unwrap();
    true
}

async fn approvals_of_a_project_wait_for_each_other(test: TestStore) {
    let project = test.add_project(1).await;
    for seed in 1..=6 {
        test.add_submission(&project, seed).await;
    }
    let attempts = (1..=6).map(|seed| tokio::spawn(approve_if_first(test.store.clone(), project.clone(), seed)));
    let mut approved = 0;
    for attempt in attempts.collect::<Vec<_>>() {
        approved += usize::from(attempt.await.unwrap());
    }
    assert_eq!(approved, 1);
}

async fn faces_of_approved_people_come_in_the_order_of_approval(test: TestStore) {
    let project = test.add_project(1).await;
    for seed in 1..=4 {
        test.add_submission(&project, seed).await;
    }
    let mut tx = test.store.write().await.unwrap();
    for (seed, model) in [(1, "face 1"), (2, "face 1"), (3, "face 1a"), (4, "face 2")] {
        let id = submission_id(seed);
        tx.save_face_template(&project.id, &id, FaceKind::Selfie, &[seed; 4], model)
            .await
            .unwrap();
    }
    for seed in [3, 1, 4] {
        approve(&mut tx, &project, seed, &document_data()).await;
    }
    let mut seen = Vec::new();
    let mut after = 0;
    loop {
        let models = ["face 1a", "face 1"];
        let faces = tx.approved_faces(&project.id, models, after, 1).await.unwrap();
        let Some(face) = faces.first() else { break };
        after = face.approval;
        seen.push((face.submission.clone(), face.embedding.to_vec(), face.applicant.clone()));
    }
    let expected = [3, 1].map(|seed| (submission_id(seed), vec![seed; 4], Some(applicant(seed))));
    assert_eq!(seen, expected, "2 is not approved, 4 was measured by another model");
}

async fn faces_are_found_by_the_numbers_of_their_approvals_and_removals_are_numbered_too(test: TestStore) {
    let project = test.add_project(1).await;
    for seed in 1..=4 {
        test.add_submission(&project, seed).await;
    }
    let models = ["face 1", "face 1a"];
    let mut tx = test.store.write().await.unwrap();
    assert_eq!(tx.last_approval_turn(&project.id).await.unwrap(), 0);
    for seed in 1..=4 {
        tx.save_face_template(
            &project.id,
            &submission_id(seed),
            FaceKind::Selfie,
            &[seed; 4],
            "face 1",
        )
        .await
        .unwrap();
        approve(&mut tx, &project, seed, &document_data()).await;
    }
    let approved: Vec<i64> = {
        let faces = tx.approved_faces(&project.id, models, 0, 9).await.unwrap();
        faces.iter().map(|face| face.approval).collect()
    };
    let last = tx.last_approval_turn(&project.id).await.unwrap();
    assert_eq!((approved.len(), approved[3]), (4, last));
    assert_eq!(tx.removed_faces(&project.id, 0, 9).await.unwrap(), []);

    // One is erased, of one the selfie, and one is approved again under another number.
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
    approve(&mut tx, &project, 3, &document_data()).await;

    let removed = tx.removed_faces(&project.id, last, 9).await.unwrap();
    let numbers: Vec<i64> = removed.iter().map(|removed| removed.approval).collect();
    assert_eq!(numbers, approved[..3]);
    assert!(removed.is_sorted_by_key(|removed| removed.turn));
    let after = tx.removed_faces(&project.id, removed[0].turn, 1).await.unwrap();
    assert_eq!(after, removed[1..2]);
    assert_eq!(removed[2].turn, tx.last_approval_turn(&project.id).await.unwrap());

    let found = tx.numbered_faces(&project.id, models, &approved).await.unwrap();
    let found: Vec<_> = found.iter().map(|face| face.submission.clone()).collect();
    assert_eq!(found, [submission_id(4)], "the others do not count under their numbers");
    let again = tx
        .numbered_faces(&project.id, models, &[removed[2].turn])
        .await
        .unwrap();
    assert_eq!(again[0].embedding.to_vec(), [3; 4]);
    let others = tx
        .numbered_faces(&project.id, ["face 2", "face 3"], &approved)
        .await
        .unwrap();
    assert!(others.is_empty());
    let too_many = tx
        .numbered_faces(&project.id, models, &[1; MOST_NUMBERED_FACES + 1])
        .await;
    assert!(matches!(too_many, Err(StoreError::InvalidArgument(_))));
}

async fn who_is_erased_in_part_is_not_recognised_again(test: TestStore) {
    let project = test.add_project(1).await;
    let id = test.add_submission(&project, 1).await.id;
    let mut tx = test.store.write().await.unwrap();
    approve(&mut tx, &project, 1, &document_data()).await;
    let keys = identity_keys([&document_data()]);
    let others = submission_id(2);
    assert_eq!(tx.approved_with(&project.id, &others, &keys).await.unwrap().len(), 2);
    for (part, field, remaining) in [
        (Part::Data, DataField::Gender, 2),
        (Part::Data, DataField::BirthDate, 0),
    ] {
        let erasure = PartialErasure {
            parts: [part].into(),
            data_fields: [field].into(),
        };
        let mut stored = tx.find_submission(&project.id, &id).await.unwrap().unwrap();
        stored.submission.erase_parts(&erasure, NOW);
        tx.erase_parts(&stored, &erasure).await.unwrap();
        let found = tx.approved_with(&project.id, &others, &keys).await.unwrap();
        assert_eq!(found.len(), remaining, "{field:?}");
    }
    let erased = tx.find_submission(&project.id, &id).await.unwrap().unwrap().submission;
    assert_eq!(
        (erased.applicant_id, erased.duplicated_information),
        (Some(applicant(1)), None)
    );
}

async fn switched_rules_are_kept(test: TestStore) {
    let project = test.add_project(1).await;
    let id = test.add_submission(&project, 1).await.id;
    let mut tx = test.store.write().await.unwrap();
    assert!(tx.rule_overrides(&project.id, &id).await.unwrap().is_empty());
    let overrides = RuleOverrides {
        reject_duplicate_user: Some(false),
        ..RuleOverrides::default()
    };
    tx.set_rule_overrides(&project.id, &id, &overrides).await.unwrap();
    assert_eq!(tx.rule_overrides(&project.id, &id).await.unwrap(), overrides);
    let missing = tx.set_rule_overrides(&project.id, &submission_id(9), &overrides).await;
    assert!(matches!(missing, Err(StoreError::NotFound { .. })));
}
