//! Invitations, the lock on access, and its history.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod harness;

use argos_crypto::{SecretToken, TokenHash};
use argos_domain::project::Project;
use argos_domain::role::Role;
use argos_store::{Actor, Administrator, EventRecord, Invitation, StoreError};
use harness::*;
use serde_json::json;
use std::time::Duration;

on_both_engines! {
    an_invitation_is_found_by_its_last_token_until_it_expires
    access_is_changed_by_one_transaction_at_a_time
    the_history_of_access_is_that_of_one_project
}

fn token(test: &TestStore) -> TokenHash {
    SecretToken::generate(&*test.random, "iv_").unwrap().hash()
}

async fn person(test: &TestStore, number: u8) -> Administrator {
    let mut tx = test.store.write().await.unwrap();
    let address = email(&format!("a{number}@company.example"));
    let added = tx
        .find_or_insert_administrator(&address, &administrator_id(number), NOW)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    added
}

fn invitation(project: &Project, person: &Administrator, by: &Administrator) -> Invitation {
    Invitation {
        project_id: project.id.clone(),
        administrator: person.clone(),
        role: Role::Member,
        invited_by: by.id.clone(),
        invited_at: NOW,
        expires_at: later(100),
    }
}

async fn an_invitation_is_found_by_its_last_token_until_it_expires(test: TestStore) {
    let (project, other) = (test.add_project(1).await, test.add_project(2).await);
    let (by, invited) = (person(&test, 1).await, person(&test, 2).await);
    let (first, second) = (token(&test), token(&test));
    let mut tx = test.store.write().await.unwrap();
    let sent = invitation(&project, &invited, &by);
    tx.save_invitation(&sent, &first).await.unwrap();
    assert_eq!(
        tx.invitation_by_token(&first, later(99)).await.unwrap(),
        Some(sent.clone())
    );
    assert_eq!(tx.invitation_by_token(&first, later(100)).await.unwrap(), None);
    assert_eq!(tx.invitations_of(&invited.id, later(99)).await.unwrap().len(), 1);
    assert!(tx.invitations_of(&invited.id, later(100)).await.unwrap().is_empty());

    let again = Invitation {
        role: Role::Leader,
        invited_at: later(200),
        expires_at: later(300),
        ..sent
    };
    tx.save_invitation(&again, &second).await.unwrap();
    assert_eq!(tx.invitation_by_token(&first, NOW).await.unwrap(), None);
    assert_eq!(
        tx.invitation_by_token(&second, later(250)).await.unwrap(),
        Some(again.clone())
    );
    // Expired ones stay in the project's list, and another project has none of them.
    assert_eq!(
        tx.invitations_to(&project.id).await.unwrap(),
        std::slice::from_ref(&again)
    );
    assert!(tx.invitations_to(&other.id).await.unwrap().is_empty());
    assert_eq!(tx.find_invitation(&project.id, &invited.id).await.unwrap(), Some(again));
    assert_eq!(tx.find_invitation(&other.id, &invited.id).await.unwrap(), None);
    assert!(!tx.delete_invitation(&other.id, &invited.id).await.unwrap());
    assert!(tx.delete_invitation(&project.id, &invited.id).await.unwrap());
    assert!(!tx.delete_invitation(&project.id, &invited.id).await.unwrap());
    let mut nobody = invitation(&project, &invited, &by);
    nobody.administrator.id = administrator_id(9);
    let refused = tx.save_invitation(&nobody, &first).await;
    assert!(matches!(refused, Err(StoreError::MissingReference)), "{refused:?}");
}

async fn access_is_changed_by_one_transaction_at_a_time(test: TestStore) {
    let (project, other) = (test.add_project(1).await, test.add_project(2).await);
    let owner = person(&test, 1).await;
    let mut first = test.store.write().await.unwrap();
    assert!(first.lock_project(&project.id).await.unwrap());
    let (store, locked) = (test.store.clone(), project.id.clone());
    let waiting = tokio::spawn(async move {
        let mut second = store.write().await.unwrap();
        second.lock_project(&locked).await.unwrap();
        second.members_of(&locked).await.unwrap().len()
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!waiting.is_finished());
    first.grant(&owner.id, &project.id, Role::Owner, NOW).await.unwrap();
    first.commit().await.unwrap();
    assert_eq!(waiting.await.unwrap(), 1, "the second one sees what the first one did");

    let mut tx = test.store.write().await.unwrap();
    let missing = "nosuchproject".parse().unwrap();
    assert!(!tx.lock_project(&missing).await.unwrap());
    assert!(tx.lock_project(&other.id).await.unwrap());
}

async fn the_history_of_access_is_that_of_one_project(test: TestStore) {
    let (project, other) = (test.add_project(1).await, test.add_project(2).await);
    let mut tx = test.store.write().await.unwrap();
    let actions = ["access_granted", "settings_changed", "access_removed", "accessible"];
    for (number, action) in (1..).zip(actions) {
        let event = EventRecord {
            id: event_id(number),
            project_id: Some(project.id.clone()),
            submission_id: None,
            at: NOW,
            actor: Actor::System,
            address: None,
            action: action.to_owned(),
            detail: json!({}),
            change: None,
        };
        tx.append_event(&event).await.unwrap();
    }
    let found = tx.events_of_access(&project.id, 9).await.unwrap();
    let found: Vec<_> = found.iter().map(|event| event.action.as_str()).collect();
    assert_eq!(found, ["access_removed", "access_granted"]);
    assert_eq!(tx.events_of_access(&project.id, 1).await.unwrap().len(), 1);
    assert!(tx.events_of_access(&other.id, 9).await.unwrap().is_empty());
}
