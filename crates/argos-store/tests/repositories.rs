//! Projects, policies, the event log, administrators: kept as given, and not found for another project.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod harness;

use argos_crypto::WebhookSecret;
use argos_domain::personal::PersonalText;
use argos_domain::policy::Policy;
use argos_domain::role::Role;
use argos_store::{Actor, EventRecord, Member, StoreError};
use harness::*;
use serde_json::json;

on_both_engines! {
    projects_and_their_secrets
    policies_have_versions
    events_are_in_order
    administrators_and_roles
}

async fn projects_and_their_secrets(test: TestStore) {
    let first = test.add_project(1).await;
    let second = test.add_project(2).await;
    let mut tx = test.store.write().await.unwrap();
    assert_eq!(tx.find_project(&first.id).await.unwrap().unwrap(), first);
    assert_eq!(
        tx.find_project_by_api_key(&api_key(2).hash()).await.unwrap().unwrap(),
        second
    );
    assert!(tx.find_project_by_api_key(&api_key(3).hash()).await.unwrap().is_none());
    assert!(tx.find_project(&project(3).id).await.unwrap().is_none());
    assert_eq!(tx.list_projects().await.unwrap().len(), 2);

    let secrets = tx.project_secrets(&first.id).await.unwrap();
    assert_eq!(secrets.api_key.as_str(), api_key(1).expose());
    assert!(secrets.webhook_secret.expose().starts_with("whsec_"));
    assert!(matches!(
        tx.project_secrets(&project(3).id).await,
        Err(StoreError::NotFound { .. })
    ));

    let mut changed = first.clone();
    changed.name = "Renamed".to_owned();
    changed.settings.mail.blind_copy = None;
    changed.settings.return_url = Some("https://customer.example/back".to_owned());
    tx.save_project_settings(&changed).await.unwrap();
    assert_eq!(tx.find_project(&first.id).await.unwrap().unwrap(), changed);
    assert!(matches!(
        tx.save_project_settings(&project(3)).await,
        Err(StoreError::NotFound { .. })
    ));
    drop(tx);

    let mut tx = test.store.write().await.unwrap();
    let secret = WebhookSecret::generate(&*test.random).unwrap();
    let taken = tx
        .insert_project(&project(1), &api_key(9), &secret, &Policy::default())
        .await;
    assert!(matches!(taken, Err(StoreError::Conflict(_))), "{taken:?}");
}

async fn policies_have_versions(test: TestStore) {
    let project = test.add_project(1).await;
    let other = test.add_project(2).await;
    let mut tx = test.store.write().await.unwrap();
    assert_eq!(tx.current_policy(&project.id).await.unwrap(), (1, Policy::default()));
    let stricter = Policy {
        score_threshold: 81.5,
        age_limit: Some(18),
        ..Policy::default()
    };
    assert_eq!(tx.insert_policy(&project.id, &stricter, NOW).await.unwrap(), 2);
    assert_eq!(tx.current_policy(&project.id).await.unwrap(), (2, stricter.clone()));
    assert_eq!(tx.policy(&project.id, 1).await.unwrap(), Policy::default());
    assert_eq!(tx.current_policy(&other.id).await.unwrap().0, 1);
    assert!(matches!(
        tx.policy(&other.id, 2).await,
        Err(StoreError::NotFound { .. })
    ));
    assert!(matches!(
        tx.current_policy(&harness::project(3).id).await,
        Err(StoreError::NotFound { .. })
    ));
}

async fn events_are_in_order(test: TestStore) {
    let project = test.add_project(1).await;
    let other = test.add_project(2).await;
    let id = submission_id(1);
    let actors = [
        Actor::System,
        Actor::Applicant,
        Actor::Administrator(administrator_id(1)),
        Actor::ApiKey,
    ];
    let mut tx = test.store.write().await.unwrap();
    let mut events = Vec::new();
    for (seed, actor) in (1..).zip(actors) {
        let event = EventRecord {
            id: event_id(seed),
            project_id: Some(project.id.clone()),
            submission_id: Some(id.clone()),
            at: NOW,
            actor,
            address: Some(PersonalText::new("203.0.113.9")),
            action: format!("action.{seed}"),
            detail: json!({ "attempts": seed }),
            change: Some(json!({ "before": { "name": "old" }, "after": { "name": "new" } })),
        };
        tx.append_event(&event).await.unwrap();
        events.push(event);
    }
    let of_project = EventRecord {
        id: event_id(8),
        submission_id: None,
        ..events[0].clone()
    };
    let of_nothing = EventRecord {
        id: event_id(9),
        project_id: None,
        ..of_project.clone()
    };
    tx.append_event(&of_project).await.unwrap();
    tx.append_event(&of_nothing).await.unwrap();
    assert_eq!(tx.events_of(&project.id, &id).await.unwrap(), events);
    assert!(tx.events_of(&other.id, &id).await.unwrap().is_empty());
    assert!(matches!(
        tx.append_event(&events[0]).await,
        Err(StoreError::Conflict(_))
    ));
}

async fn administrators_and_roles(test: TestStore) {
    let project = test.add_project(1).await;
    let other = test.add_project(2).await;
    let mut tx = test.store.write().await.unwrap();
    let address = email("Planted.Admin@company.example");
    let added = tx
        .find_or_insert_administrator(&address, &administrator_id(1), NOW)
        .await
        .unwrap();
    assert_eq!(
        (&added.id, &added.email, added.created_at),
        (&administrator_id(1), &address, NOW)
    );
    let same = email("planted.admin@COMPANY.example");
    assert_eq!(
        tx.find_or_insert_administrator(&same, &administrator_id(2), later(1))
            .await
            .unwrap(),
        added
    );
    assert_eq!(tx.find_administrator_by_email(&same).await.unwrap().unwrap(), added);
    assert_eq!(tx.find_administrator(&added.id).await.unwrap().unwrap(), added);
    assert!(tx.find_administrator(&administrator_id(2)).await.unwrap().is_none());
    assert!(
        tx.find_administrator_by_email(&email("b@company.example"))
            .await
            .unwrap()
            .is_none()
    );

    assert!(tx.memberships(&added.id).await.unwrap().is_empty());
    tx.grant(&added.id, &project.id, Role::Agent, NOW).await.unwrap();
    tx.grant(&added.id, &project.id, Role::Leader, later(1)).await.unwrap();
    assert_eq!(
        tx.memberships(&added.id).await.unwrap(),
        [(project.clone(), Role::Leader)]
    );
    let member = Member {
        administrator: added.clone(),
        role: Role::Leader,
        granted_at: later(1),
    };
    assert_eq!(tx.members_of(&project.id).await.unwrap(), [member]);
    assert!(tx.members_of(&other.id).await.unwrap().is_empty());
    assert!(!tx.revoke(&added.id, &other.id).await.unwrap());
    assert!(tx.revoke(&added.id, &project.id).await.unwrap());
    assert!(tx.memberships(&added.id).await.unwrap().is_empty());
    let nobody = tx.grant(&administrator_id(5), &project.id, Role::Owner, NOW).await;
    assert!(matches!(nobody, Err(StoreError::MissingReference)), "{nobody:?}");
}
