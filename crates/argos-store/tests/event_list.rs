//! The event log of a project: filters and pages.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod harness;

use argos_domain::id::EventId;
use argos_domain::personal::PersonalText;
use argos_domain::project::Project;
use argos_store::{Actor, ActorFilter, EventFilter, EventRecord, Tx};
use harness::*;
use serde_json::json;

on_both_engines! {
    filters_restrict_and_nothing_of_another_project_is_seen
    pages_neither_repeat_nor_skip_while_entries_are_added
}

fn event(project: &Project, seed: u8) -> EventRecord {
    EventRecord {
        id: event_id(seed),
        project_id: Some(project.id.clone()),
        submission_id: None,
        // Two each at the same moment.
        at: later(u64::from(seed / 2)),
        actor: match seed % 4 {
            0 => Actor::System,
            1 => Actor::ApiKey,
            2 => Actor::Administrator(administrator_id(1)),
            _ => Actor::Administrator(administrator_id(2)),
        },
        address: Some(PersonalText::new("203.0.113.9")),
        action: if seed.is_multiple_of(3) { "third" } else { "other" }.to_owned(),
        detail: json!({ "seed": seed }),
        change: Some(json!({ "before": seed, "after": null })),
    }
}

async fn add(test: &TestStore, project: &Project, seeds: impl IntoIterator<Item = u8>) {
    let mut tx = test.store.write().await.unwrap();
    for seed in seeds {
        tx.append_event(&event(project, seed)).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn found(tx: &mut Tx, project: &Project, filter: EventFilter) -> Vec<u8> {
    let page = tx
        .list_events(&project.id, &EventFilter { count: 100, ..filter })
        .await
        .unwrap();
    assert!(page.next.is_none());
    let seed = |event: &EventRecord| u8::try_from(event.detail["seed"].as_u64().unwrap()).unwrap();
    page.events.iter().map(seed).collect()
}

async fn filters_restrict_and_nothing_of_another_project_is_seen(test: TestStore) {
    let (project, other) = (test.add_project(1).await, test.add_project(2).await);
    add(&test, &project, 1..=12).await;
    add(&test, &other, 21..=24).await;
    let tx = &mut test.store.read().await.unwrap();
    let none = EventFilter::default;
    assert_eq!(found(tx, &project, none()).await, (1..=12).rev().collect::<Vec<_>>());
    let thirds = EventFilter {
        action: Some("third".to_owned()),
        ..none()
    };
    assert_eq!(found(tx, &project, thirds.clone()).await, [12, 9, 6, 3]);
    let by = |actor| EventFilter {
        actor: Some(actor),
        ..none()
    };
    assert_eq!(
        found(tx, &project, by(ActorFilter::Kind("api_key".to_owned()))).await,
        [9, 5, 1]
    );
    assert_eq!(
        found(tx, &project, by(ActorFilter::Kind(String::new()))).await,
        [0u8; 0]
    );
    assert_eq!(
        found(tx, &project, by(ActorFilter::Administrator(administrator_id(2)))).await,
        [11, 7, 3]
    );
    let both = EventFilter {
        actor: Some(ActorFilter::Administrator(administrator_id(2))),
        ..thirds
    };
    assert_eq!(found(tx, &project, both).await, [3]);
    let within = EventFilter {
        from: Some(later(2)),
        until: Some(later(4)),
        ..none()
    };
    assert_eq!(found(tx, &project, within).await, [7, 6, 5, 4]);
    let whole = tx
        .list_events(&project.id, &EventFilter { count: 1, ..none() })
        .await
        .unwrap();
    assert_eq!(whole.events, [event(&project, 12)]);
    // A cursor of another project does not reach into this one.
    let foreign = EventFilter {
        after: Some(event_id(21)),
        ..none()
    };
    assert_eq!(found(tx, &project, foreign).await.len(), 12);
    assert_eq!(found(tx, &other, none()).await, [24, 23, 22, 21]);
    assert_eq!(tx.actions_of_project(&project.id).await.unwrap(), ["other", "third"]);
    assert!(tx.actions_of_project(&harness::project(3).id).await.unwrap().is_empty());
}

async fn pages_neither_repeat_nor_skip_while_entries_are_added(test: TestStore) {
    let project = test.add_project(1).await;
    add(&test, &project, 1..=20).await;
    let (mut after, mut seen): (Option<EventId>, Vec<EventId>) = (None, Vec::new());
    for page_number in 1..=4u8 {
        let filter = EventFilter {
            count: 6,
            after,
            ..EventFilter::default()
        };
        let page = test
            .store
            .read()
            .await
            .unwrap()
            .list_events(&project.id, &filter)
            .await
            .unwrap();
        seen.extend(page.events.iter().map(|event| event.id.clone()));
        assert_eq!(page.next.is_some(), page_number < 4);
        after = page.next;
        // What is added meanwhile is newer than every later page.
        add(&test, &project, [20 + page_number]).await;
    }
    assert_eq!(seen, (1..=20).rev().map(event_id).collect::<Vec<_>>());
}
