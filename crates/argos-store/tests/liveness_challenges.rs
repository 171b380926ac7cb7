//! A challenge of active liveness goes on one step at a time, whoever asks.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod harness;

use argos_crypto::{TokenHash, Zeroizing};
use argos_domain::id::{ChallengeId, SubmissionId};
use argos_domain::project::Project;
use argos_store::{ChallengeStanding, LivenessChallenge, StoreError};
use harness::*;

on_both_engines! {
    a_challenge_is_kept_as_it_was
    every_step_is_taken_once
    of_two_at_the_same_moment_one_takes_the_batch
    what_ended_is_forgotten
}

async fn begun(test: &TestStore) -> (Project, SubmissionId) {
    let project = test.add_project(1).await;
    let submission = test.add_submission(&project, 1).await.id;
    begin(test, &project, &submission, &challenge(1), None).await.unwrap();
    (project, submission)
}

async fn begin(
    test: &TestStore,
    project: &Project,
    submission: &SubmissionId,
    new: &LivenessChallenge,
    found: Option<&ChallengeId>,
) -> Result<(), StoreError> {
    let mut tx = test.store.write().await.unwrap();
    tx.begin_challenge(&project.id, submission, new, found).await?;
    tx.commit().await
}

async fn take(
    test: &TestStore,
    project: &Project,
    submission: &SubmissionId,
    batch: u32,
    nonce: &str,
) -> Result<(), StoreError> {
    let mut tx = test.store.write().await.unwrap();
    tx.take_batch(&project.id, submission, &challenge(1).id, batch, &TokenHash::of(nonce))
        .await?;
    tx.commit().await
}

async fn kept(test: &TestStore, project: &Project, submission: &SubmissionId) -> Option<LivenessChallenge> {
    let mut tx = test.store.read().await.unwrap();
    tx.liveness_challenge(&project.id, submission).await.unwrap()
}

fn assert_conflict(answer: &Result<(), StoreError>) {
    assert!(matches!(answer, Err(StoreError::Conflict(_))), "{answer:?}");
}

async fn a_challenge_is_kept_as_it_was(test: TestStore) {
    let (project, submission) = begun(&test).await;
    let found = kept(&test, &project, &submission).await.unwrap();
    let planted = challenge(1);
    assert_eq!((&found.id, found.attempt, found.number), (&planted.id, 0, 1));
    assert_eq!((found.standing, found.batch), (ChallengeStanding::Running, 0));
    assert_eq!((found.started_at, found.expires_at), (NOW, later(60)));
    assert!(found.nonce.verify("first"));
    assert_eq!((&found.state, &found.reference), (&planted.state, &planted.reference));
    assert!(!format!("{found:?}").contains("planted"));

    // Another project and another submission have none.
    let other = test.add_project(2).await;
    assert!(kept(&test, &other, &submission).await.is_none());
    let neighbour = test.add_submission(&project, 2).await.id;
    assert!(kept(&test, &project, &neighbour).await.is_none());

    // A new one takes its place, of whoever saw the last one only.
    assert_conflict(&begin(&test, &project, &submission, &challenge(2), None).await);
    assert_conflict(&begin(&test, &project, &submission, &challenge(2), Some(&challenge(3).id)).await);
    begin(&test, &project, &submission, &challenge(2), Some(&planted.id))
        .await
        .unwrap();
    assert_eq!(kept(&test, &project, &submission).await.unwrap().id, challenge(2).id);
}

async fn every_step_is_taken_once(test: TestStore) {
    let (project, submission) = begun(&test).await;
    for (batch, nonce) in [(0, "another"), (1, "first")] {
        assert_conflict(&take(&test, &project, &submission, batch, nonce).await);
    }
    take(&test, &project, &submission, 0, "first").await.unwrap();
    assert_conflict(&take(&test, &project, &submission, 0, "first").await);
    assert_conflict(&take(&test, &project, &submission, 1, "first").await);

    // Not looked at after all: the same batch is due again.
    let id = challenge(1).id;
    let mut tx = test.store.write().await.unwrap();
    tx.give_batch_back(&project.id, &submission, &id, 0).await.unwrap();
    tx.commit().await.unwrap();
    take(&test, &project, &submission, 0, "first").await.unwrap();

    let passed = LivenessChallenge {
        standing: ChallengeStanding::Passed,
        batch: 1,
        nonce: TokenHash::of("second"),
        expires_at: later(90),
        state: Zeroizing::new("{}".to_owned()),
        ..challenge(1)
    };
    let mut tx = test.store.write().await.unwrap();
    tx.save_challenge(&project.id, &submission, &passed).await.unwrap();
    assert_conflict(&tx.save_challenge(&project.id, &submission, &passed).await);
    tx.commit().await.unwrap();
    let found = kept(&test, &project, &submission).await.unwrap();
    assert_eq!(
        (found.standing, found.batch, found.expires_at),
        (ChallengeStanding::Passed, 1, later(90))
    );

    let mut tx = test.store.write().await.unwrap();
    assert_conflict(&tx.use_challenge(&project.id, &submission, &challenge(1)).await);
    tx.use_challenge(&project.id, &submission, &found).await.unwrap();
    assert_conflict(&tx.use_challenge(&project.id, &submission, &found).await);
    tx.commit().await.unwrap();
    let used = kept(&test, &project, &submission).await.unwrap();
    assert_eq!((used.standing, used.reference), (ChallengeStanding::Over, None));
}

async fn of_two_at_the_same_moment_one_takes_the_batch(test: TestStore) {
    let (project, submission) = begun(&test).await;
    let answers = tokio::join!(
        take(&test, &project, &submission, 0, "first"),
        take(&test, &project, &submission, 0, "first"),
        take(&test, &project, &submission, 0, "first"),
    );
    let taken = [answers.0.is_ok(), answers.1.is_ok(), answers.2.is_ok()];
    assert_eq!(taken.iter().filter(|taken| **taken).count(), 1, "{taken:?}");
}

async fn what_ended_is_forgotten(test: TestStore) {
    let (project, submission) = begun(&test).await;
    for (until, left) in [(later(60), true), (later(61), false)] {
        let mut tx = test.store.write().await.unwrap();
        tx.forget_challenges(until).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(kept(&test, &project, &submission).await.is_some(), left);
    }
    begin(&test, &project, &submission, &challenge(1), None).await.unwrap();
    let mut tx = test.store.write().await.unwrap();
    tx.delete_challenge(&project.id, &submission).await.unwrap();
    tx.commit().await.unwrap();
    assert!(kept(&test, &project, &submission).await.is_none());
}
