//! Data keys are rotated beside everything else that goes on, and nothing is lost on the way.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "harness/fill.rs"]
mod fill;
mod harness;
#[path = "harness/raw_database.rs"]
mod raw_database;

use argos_crypto::LocalKeyFile;
use argos_domain::project::Project;
use argos_store::{ImageKind, Renewal, Store, StoredImage};
use bytes::Bytes;
use fill::{IMAGE, fill};
use harness::*;
use raw_database::RawDatabase;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

on_both_engines! {
    after_a_rotation_everything_opens_and_nothing_is_under_the_old_key
    who_writes_during_rotations_loses_nothing
    an_interrupted_renewal_begins_again_where_work_is_left
    a_value_that_does_not_open_keeps_the_old_key
    an_image_that_is_renewed_while_it_is_read_is_found
    wrapping_again_leaves_every_value_as_it_is
}

async fn scopes(store: &Store) -> BTreeSet<String> {
    let keys = store.data_keys().await.unwrap();
    keys.into_iter().map(|key| key.scope).collect()
}

async fn rotate(store: &Store, scope: &str) {
    let key = store.new_key_version(scope).await.unwrap();
    let mut tx = store.write().await.unwrap();
    tx.add_key_version(&key, NOW).await.unwrap();
    tx.commit().await.unwrap();
}

async fn renew(store: &Store, scope: &str) -> Renewal {
    let mut renewal = Renewal::of(scope);
    while store.renew_some(&mut renewal).await.unwrap() {}
    renewal
}

/// Whether older keys were removed.
async fn remove_old_keys(store: &Store, scope: &str) -> bool {
    let Some(version) = store.only_version_in_use(scope).await.unwrap() else {
        return false;
    };
    let mut tx = store.write().await.unwrap();
    let removed = tx.delete_old_keys(scope, version).await.unwrap();
    tx.commit().await.unwrap();
    removed > 0
}

/// The versions of the keys that seal.
async fn versions(store: &Store, scope: &str) -> Vec<u32> {
    let keys = store.data_keys().await.unwrap();
    let of_scope = keys.iter().filter(|key| key.scope == scope && key.can_be_rotated());
    of_scope.map(|key| key.version).collect()
}

async fn assert_everything_opens(store: &Store) {
    for scope in scopes(store).await {
        let (opened, unreadable) = store.check_values(&scope).await.unwrap();
        assert!(opened > 0, "{scope}");
        assert_eq!(unreadable, [], "{scope}");
    }
}

async fn images(store: &Store, project: &Project, seeds: std::ops::Range<u8>) -> Vec<StoredImage> {
    let mut tx = store.read().await.unwrap();
    let mut images = Vec::new();
    for seed in seeds {
        images.extend(tx.images(&project.id, &submission_id(seed)).await.unwrap());
    }
    images
}

async fn after_a_rotation_everything_opens_and_nothing_is_under_the_old_key(test: TestStore) {
    let project = test.add_project(1).await;
    let other = test.add_project(2).await;
    for (project, seed) in [(&project, 1), (&project, 2), (&other, 3)] {
        fill(&test, project, seed).await;
    }
    let before = images(&test.store, &project, 1..3).await;
    for scope in [project.id.as_str(), "@installation"] {
        rotate(&test.store, scope).await;
        let count = test.store.count_values(scope).await.unwrap();
        assert!(count.outdated == count.all && count.all > 5, "{count:?}");
        assert!(!remove_old_keys(&test.store, scope).await, "the old key is in use");
        let renewal = renew(&test.store, scope).await;
        assert_eq!((renewal.renewed, renewal.unreadable), (count.all, 0));
        assert_eq!(test.store.count_values(scope).await.unwrap().outdated, 0);
        assert_eq!(versions(&test.store, scope).await, [1, 2]);
        assert!(remove_old_keys(&test.store, scope).await);
        assert_eq!(versions(&test.store, scope).await, [2]);
    }
    assert_eq!(
        versions(&test.store, other.id.as_str()).await,
        [1],
        "another project is left alone"
    );
    for store in [&test.store, &test.reopen().await] {
        assert_everything_opens(store).await;
        for (image, before) in images(store, &project, 1..3).await.iter().zip(&before) {
            assert_eq!(store.open_image(image).await.unwrap(), IMAGE);
            assert_ne!(image.blob_key, before.blob_key);
            assert!(
                !blob_folder(test.path()).join(&before.blob_key).exists(),
                "the old blob is left"
            );
        }
    }
}

async fn who_writes_during_rotations_loses_nothing(test: TestStore) {
    let project = test.add_project(1).await;
    let scope = project.id.as_str();
    fill(&test, &project, 1).await;
    // A process of its own: it learns of the rotation by the database alone.
    let (writer, ended) = (test.reopen().await, Arc::new(AtomicBool::new(false)));
    let writing = tokio::spawn({
        let (project, ended) = (project.clone(), Arc::clone(&ended));
        async move {
            let mut number = 100;
            while !ended.load(Ordering::Relaxed) || number < 110 {
                number += 1;
                let image = Bytes::from_static(IMAGE);
                let image = writer
                    .put_image(&project.id, &submission_id(1), ImageKind::SelfieImage, image, NOW)
                    .await
                    .unwrap();
                let mut tx = writer.write().await.unwrap();
                tx.enqueue(&job(&project, number, "webhook", None), NOW).await.unwrap();
                tokio::task::yield_now().await;
                tx.save_reading(&project.id, &submission_id(1), "front", "{}")
                    .await
                    .unwrap();
                tx.save_project_settings(&project).await.unwrap();
                tx.commit().await.unwrap();
                // When its key was removed meanwhile the person is asked to try again.
                let mut tx = writer.write().await.unwrap();
                if tx.record_image(&image).await.is_ok() {
                    tx.commit().await.unwrap();
                }
            }
            number
        }
    });
    for version in 2..6 {
        rotate(&test.store, scope).await;
        loop {
            renew(&test.store, scope).await;
            if remove_old_keys(&test.store, scope).await {
                break;
            }
        }
        assert_eq!(versions(&test.store, scope).await, [version]);
    }
    ended.store(true, Ordering::Relaxed);
    let written = writing.await.unwrap();
    assert_everything_opens(&test.store).await;
    for image in images(&test.store, &project, 1..2).await {
        assert_eq!(test.store.open_image(&image).await.unwrap(), IMAGE);
    }
    let raw = RawDatabase::open(test.database_url()).await;
    let jobs = raw
        .number("SELECT COUNT(*) FROM job WHERE payload IS NOT NULL AND kind = 'webhook'")
        .await;
    assert_eq!(jobs, i64::from(written - 100) + 2);
}

async fn an_interrupted_renewal_begins_again_where_work_is_left(test: TestStore) {
    let project = test.add_project(1).await;
    let scope = project.id.as_str();
    fill(&test, &project, 1).await;
    rotate(&test.store, scope).await;
    let all = test.store.count_values(scope).await.unwrap().all;
    let mut interrupted = Renewal::of(scope);
    for _ in 0..3 {
        assert!(test.store.renew_some(&mut interrupted).await.unwrap());
    }
    let left = test.store.count_values(scope).await.unwrap().outdated;
    assert_eq!(left, all - interrupted.renewed);
    // A second rotation comes in between: values are under three keys now.
    let store = test.reopen().await;
    rotate(&store, scope).await;
    assert_everything_opens(&store).await;
    assert_eq!(renew(&store, scope).await.renewed, all);
    assert!(remove_old_keys(&store, scope).await);
    assert_eq!(versions(&store, scope).await, [3]);
    assert_everything_opens(&test.store).await;
}

async fn a_value_that_does_not_open_keeps_the_old_key(test: TestStore) {
    let project = test.add_project(1).await;
    let scope = project.id.as_str();
    fill(&test, &project, 1).await;
    fill(&test, &project, 2).await;
    let raw = RawDatabase::open(test.database_url()).await;
    let foreign = raw.execute("UPDATE reading SET content = (SELECT applicant FROM submission LIMIT 1)");
    assert_eq!(foreign.await, 2);
    rotate(&test.store, scope).await;
    let renewal = renew(&test.store, scope).await;
    assert_eq!(renewal.unreadable, 2);
    assert_eq!(test.store.count_values(scope).await.unwrap().outdated, 2);
    assert!(!remove_old_keys(&test.store, scope).await);
    assert_eq!(versions(&test.store, scope).await, [1, 2]);
    let (_, unreadable) = test.store.check_values(scope).await.unwrap();
    assert!(
        unreadable
            .iter()
            .all(|value| (value.table, value.column) == ("reading", "content"))
    );
}

async fn an_image_that_is_renewed_while_it_is_read_is_found(test: TestStore) {
    let project = test.add_project(1).await;
    let image = fill(&test, &project, 1).await;
    rotate(&test.store, project.id.as_str()).await;
    renew(&test.store, project.id.as_str()).await;
    assert_eq!(test.store.open_image(&image).await.unwrap(), IMAGE);
}

async fn wrapping_again_leaves_every_value_as_it_is(test: TestStore) {
    let project = test.add_project(1).await;
    fill(&test, &project, 1).await;
    let key_file = test.path().join("key");
    LocalKeyFile::rotate(&key_file, &*test.random).unwrap();
    let store = test.reopen().await;
    let keys = store.data_keys().await.unwrap();
    assert_eq!(keys.len(), 4);
    for key in &keys {
        assert!(key.must_be_wrapped_again);
        assert!(store.wrap_again(key).await.unwrap());
        assert!(!store.wrap_again(key).await.unwrap(), "it was wrapped again already");
    }
    assert!(
        store
            .data_keys()
            .await
            .unwrap()
            .iter()
            .all(|key| !key.must_be_wrapped_again)
    );
    // A process that began before reads the file once more when it meets the new key.
    rotate(&store, project.id.as_str()).await;
    assert_everything_opens(&store).await;
    renew(&store, project.id.as_str()).await;
    assert_everything_opens(&test.store).await;
}
