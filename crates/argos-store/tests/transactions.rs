//! Transactions are all or nothing, and the store survives restarts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod harness;

use argos_crypto::WebhookSecret;
use argos_domain::policy::Policy;
use argos_store::{Actor, EventRecord, ImageKind, StoreError};
use bytes::Bytes;
use harness::*;
use serde_json::json;

on_both_engines! {
    a_dropped_transaction_leaves_nothing
    readers_do_not_see_what_is_not_committed
    the_store_survives_a_restart
    two_nodes_can_start_at_the_same_moment
}

async fn a_dropped_transaction_leaves_nothing(test: TestStore) {
    let project = test.add_project(1).await;
    let mut tx = test.store.write().await.unwrap();
    tx.insert_submission(&submission(&project, 1), &liveform_token(1).hash())
        .await
        .unwrap();
    tx.enqueue(&job(&project, 1, "webhook", None), NOW).await.unwrap();
    let dropped = harness::project(2);
    let secret = WebhookSecret::generate(&*test.random).unwrap();
    tx.insert_project(&dropped, &api_key(2), &secret, &Policy::default())
        .await
        .unwrap();
    drop(tx);

    let mut tx = test.store.read().await.unwrap();
    assert!(
        tx.find_submission(&project.id, &submission_id(1))
            .await
            .unwrap()
            .is_none()
    );
    assert!(tx.next_job_at().await.unwrap().is_none());
    assert!(tx.find_project(&dropped.id).await.unwrap().is_none());
    drop(tx);
    // The keys of the dropped project must not be remembered: the project is made anew with other keys.
    test.add_project(2).await;
    let reopened = test.reopen().await;
    let read = reopened.read().await.unwrap().find_project(&dropped.id).await.unwrap();
    assert_eq!(read.unwrap(), dropped);
}

async fn readers_do_not_see_what_is_not_committed(test: TestStore) {
    let project = test.add_project(1).await;
    let mut writer = test.store.write().await.unwrap();
    writer
        .insert_submission(&submission(&project, 1), &liveform_token(1).hash())
        .await
        .unwrap();
    let mut reader = test.store.read().await.unwrap();
    assert!(
        reader
            .find_submission(&project.id, &submission_id(1))
            .await
            .unwrap()
            .is_none()
    );
    writer.commit().await.unwrap();
    assert!(
        reader
            .find_submission(&project.id, &submission_id(1))
            .await
            .unwrap()
            .is_none(),
        "one snapshot"
    );
    let mut reader = test.store.read().await.unwrap();
    assert!(
        reader
            .find_submission(&project.id, &submission_id(1))
            .await
            .unwrap()
            .is_some()
    );
    let event = EventRecord {
        id: event_id(1),
        project_id: None,
        submission_id: None,
        at: NOW,
        actor: Actor::System,
        address: None,
        change: None,
        action: "written while reading".to_owned(),
        detail: json!({}),
    };
    let refused = reader.append_event(&event).await;
    assert!(matches!(refused, Err(StoreError::Database(_))), "{refused:?}");
}

async fn the_store_survives_a_restart(test: TestStore) {
    let project = test.add_project(1).await;
    let submission = test.add_submission(&project, 1).await;
    let image = Bytes::from_static(b"an image");
    let stored = test
        .store
        .put_image(&project.id, &submission.id, ImageKind::IdImage, image.clone(), NOW)
        .await
        .unwrap();
    test.store.ping().await.unwrap();
    test.store.close().await;
    assert!(test.store.ping().await.is_err());

    let store = test.reopen().await;
    store.ping().await.unwrap();
    assert_eq!(
        store.open_image(&stored).await.unwrap(),
        image,
        "the keys are read anew for an image alone"
    );
    let mut tx = store.write().await.unwrap();
    assert_eq!(
        tx.find_submission(&project.id, &submission.id)
            .await
            .unwrap()
            .unwrap()
            .submission,
        submission
    );
    tx.enqueue(&job(&project, 1, "webhook", None), NOW).await.unwrap();
    tx.commit().await.unwrap();
}

/// On the very first start all nodes find a database without keys; they must end up with the same ones.
async fn two_nodes_can_start_at_the_same_moment(test: TestStore) {
    let empty = test.empty_sibling().await;
    let nodes: Vec<_> = (0..4)
        .map(|_| {
            let (folder, url) = (test.path().to_owned(), empty.clone());
            tokio::spawn(async move { open(&folder, &url, &folder.join("key")).await.unwrap() })
        })
        .collect();
    let mut stores = Vec::new();
    for node in nodes {
        stores.push(node.await.unwrap());
    }
    let mut tx = stores[0].write().await.unwrap();
    let address = email("a@company.example");
    let added = tx
        .find_or_insert_administrator(&address, &administrator_id(1), NOW)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for store in &stores {
        let mut tx = store.read().await.unwrap();
        assert_eq!(tx.find_administrator_by_email(&address).await.unwrap().unwrap(), added);
    }
}
