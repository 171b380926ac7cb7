//! Claims on pending submissions, notes, agents of the platform, and lists by score.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod harness;

use argos_domain::id::{AdministratorId, SubmissionId};
use argos_domain::project::Project;
use argos_domain::submission::{Pending, SubmissionState};
use argos_store::{ClaimAnswer, SubmissionFilter, SubmissionOrder};
use harness::*;
use std::time::Duration;

on_both_engines! {
    a_claim_is_one_persons_until_its_lease_ends
    of_many_at_the_same_moment_one_claims
    the_queue_begins_with_the_longest_waiting
    lists_by_score_neither_repeat_nor_skip
    notes_belong_to_a_submission
    agents_of_the_platform_come_and_go
}

const LEASE: Duration = Duration::from_secs(900);

async fn administrator(test: &TestStore, seed: u8) -> AdministratorId {
    let mut tx = test.store.write().await.unwrap();
    let address = email(&format!("reviewer{seed}@company.example"));
    let added = tx
        .find_or_insert_administrator(&address, &administrator_id(seed), later(0))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    added.id
}

/// A submission that waits since so many seconds after the beginning, with a score.
async fn waiting(test: &TestStore, project: &Project, seed: u8, since: u64, argos_score: f64) -> SubmissionId {
    let mut submission = submission(project, seed);
    submission.state = SubmissionState::Pending(Pending {
        since: later(since),
        argos_score,
        failed_attempts: 0,
    });
    let mut tx = test.store.write().await.unwrap();
    tx.insert_submission(&submission, &liveform_token(seed).hash())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    submission.id
}

async fn a_claim_is_one_persons_until_its_lease_ends(test: TestStore) {
    let (project, other) = (test.add_project(1).await, test.add_project(2).await);
    let (one, two) = (administrator(&test, 1).await, administrator(&test, 2).await);
    let id = waiting(&test, &project, 1, 0, 50.0).await;
    let mut tx = test.store.write().await.unwrap();
    let first = tx.claim_review(&project.id, &id, &one, later(0), LEASE).await.unwrap();
    assert_eq!(first, ClaimAnswer::Claimed);
    let renewed = tx
        .claim_review(&project.id, &id, &one, later(600), LEASE)
        .await
        .unwrap();
    assert_eq!(renewed, ClaimAnswer::Renewed);
    let held = tx
        .claim_review(&project.id, &id, &two, later(1499), LEASE)
        .await
        .unwrap();
    assert_eq!(held, ClaimAnswer::Held);
    let claim = tx.review_claim(&project.id, &id, later(1499)).await.unwrap().unwrap();
    assert_eq!((claim.administrator_id, claim.claimed_at), (one.clone(), later(0)));
    assert_eq!(tx.review_claims(&project.id, later(1499)).await.unwrap().len(), 1);
    assert!(tx.review_claims(&other.id, later(1499)).await.unwrap().is_empty());
    // Over at the very moment: nobody has it, the next one gets it, and the first gives nothing back.
    assert!(tx.review_claim(&project.id, &id, later(1500)).await.unwrap().is_none());
    let taken = tx
        .claim_review(&project.id, &id, &two, later(1500), LEASE)
        .await
        .unwrap();
    assert_eq!(taken, ClaimAnswer::Claimed);
    assert!(!tx.release_review(&project.id, &id, &one, later(1501)).await.unwrap());
    assert!(tx.release_review(&project.id, &id, &two, later(1501)).await.unwrap());
    assert!(tx.review_claim(&project.id, &id, later(1501)).await.unwrap().is_none());
}

async fn of_many_at_the_same_moment_one_claims(test: TestStore) {
    let project = test.add_project(1).await;
    let id = waiting(&test, &project, 1, 0, 50.0).await;
    let mut reviewers = Vec::new();
    for seed in 1..=8 {
        reviewers.push(administrator(&test, seed).await);
    }
    let attempts = reviewers.into_iter().map(|reviewer| {
        let (store, project, id) = (test.store.clone(), project.id.clone(), id.clone());
        tokio::spawn(async move {
            let mut tx = store.write().await.unwrap();
            let answer = tx
                .claim_review(&project, &id, &reviewer, later(0), LEASE)
                .await
                .unwrap();
            tx.commit().await.unwrap();
            answer
        })
    });
    let mut claimed = 0;
    for attempt in attempts.collect::<Vec<_>>() {
        claimed += usize::from(attempt.await.unwrap() == ClaimAnswer::Claimed);
    }
    assert_eq!(claimed, 1);
}

async fn the_queue_begins_with_the_longest_waiting(test: TestStore) {
    let (project, other) = (test.add_project(1).await, test.add_project(2).await);
    let reviewer = administrator(&test, 1).await;
    let late = waiting(&test, &project, 1, 30, 50.0).await;
    let early = waiting(&test, &project, 2, 10, 50.0).await;
    test.add_submission(&project, 3).await;
    let mut tx = test.store.write().await.unwrap();
    let queue = tx.review_queue(&project.id, None, 10).await.unwrap();
    let ids: Vec<_> = queue.into_iter().map(|submission| submission.id).collect();
    assert_eq!(ids, [early.clone(), late.clone()]);
    assert!(tx.review_queue(&other.id, None, 10).await.unwrap().is_empty());
    let next = tx.next_free_review(&project.id, later(60)).await.unwrap();
    assert_eq!(next, Some(early.clone()));
    tx.claim_review(&project.id, &early, &reviewer, later(60), LEASE)
        .await
        .unwrap();
    let next = tx.next_free_review(&project.id, later(60)).await.unwrap();
    assert_eq!(next, Some(late));
    tx.end_review(&project.id, &early).await.unwrap();
    assert_eq!(tx.next_free_review(&project.id, later(60)).await.unwrap(), Some(early));
}

async fn lists_by_score_neither_repeat_nor_skip(test: TestStore) {
    let project = test.add_project(1).await;
    // Equal scores too, and one submission without.
    for seed in 1..=12 {
        waiting(&test, &project, seed, 0, f64::from(seed / 3) * 10.0 + 0.1).await;
    }
    test.add_submission(&project, 13).await;
    let tx = &mut test.store.read().await.unwrap();
    for order in [SubmissionOrder::LowestScore, SubmissionOrder::HighestScore] {
        let mut filter = SubmissionFilter {
            order,
            count: 5,
            ..SubmissionFilter::default()
        };
        let mut scores = Vec::new();
        loop {
            let page = tx.list_submissions(&project.id, &filter).await.unwrap();
            scores.extend(page.submissions.iter().filter_map(|found| found.state.argos_score()));
            match page.next {
                Some(next) => filter.after = Some(next),
                None => break,
            }
        }
        if order == SubmissionOrder::HighestScore {
            scores.reverse();
        }
        assert_eq!(scores.len(), 12);
        assert!(scores.is_sorted(), "{scores:?}");
    }
    let between = SubmissionFilter {
        score_from: Some(10.1),
        score_until: Some(20.1),
        count: 100,
        ..SubmissionFilter::default()
    };
    assert_eq!(
        tx.list_submissions(&project.id, &between)
            .await
            .unwrap()
            .submissions
            .len(),
        6
    );
}

async fn notes_belong_to_a_submission(test: TestStore) {
    let (project, other) = (test.add_project(1).await, test.add_project(2).await);
    let reviewer = administrator(&test, 1).await;
    let id = waiting(&test, &project, 1, 0, 50.0).await;
    let note = |number: u8| note(number, &reviewer, &format!("the seal of note {number} is new"));
    let mut tx = test.store.write().await.unwrap();
    for number in [2, 1] {
        tx.insert_note(&project.id, &id, &note(number)).await.unwrap();
    }
    assert_eq!(tx.notes_of(&project.id, &id).await.unwrap(), [note(1), note(2)]);
    assert!(tx.notes_of(&other.id, &id).await.unwrap().is_empty());
}

async fn agents_of_the_platform_come_and_go(test: TestStore) {
    let (one, two) = (administrator(&test, 1).await, administrator(&test, 2).await);
    let mut tx = test.store.write().await.unwrap();
    assert!(tx.add_platform_agent(&one, later(1)).await.unwrap());
    assert!(!tx.add_platform_agent(&one, later(2)).await.unwrap());
    assert!(tx.is_platform_agent(&one).await.unwrap() && !tx.is_platform_agent(&two).await.unwrap());
    let agents = tx.platform_agents().await.unwrap();
    assert_eq!(agents.iter().map(|agent| &agent.id).collect::<Vec<_>>(), [&one]);
    assert!(tx.remove_platform_agent(&one).await.unwrap() && !tx.remove_platform_agent(&one).await.unwrap());
    assert!(tx.platform_agents().await.unwrap().is_empty());
}
