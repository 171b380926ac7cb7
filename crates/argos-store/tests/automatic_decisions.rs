//! What Argos decided is kept in narrow rows, without personal data, and follows what becomes of a submission.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod harness;

use argos_crypto::SecretKey;
use argos_domain::check::{CheckName, CheckOutcome, CheckResult, Step};
use argos_domain::code::RejectCode;
use argos_domain::id::{AdministratorId, SubmissionId};
use argos_domain::project::Project;
use argos_domain::recompute::Conclusion;
use argos_domain::submission::{Approved, Narrowing, Pending, Rejected, Reviewer, SubmissionState};
use argos_store::AutomaticDecision;
use harness::*;

on_both_engines! {
    decisions_are_read_in_pages_newest_first_with_what_became_of_them
    what_is_no_decision_is_refused_and_what_has_none_is_found
    documents_are_those_of_the_page
    a_sealed_decision_can_be_simulated_and_its_document_is_gone
}

fn decision(seconds: u64, conclusion: Conclusion) -> AutomaticDecision {
    AutomaticDecision {
        decided_at: later(seconds),
        policy_version: 1,
        conclusion,
        failed_before: 1,
        checks: vec![CheckResult::plain(CheckName::FaceMatch, CheckOutcome::Pass, "").in_outline()],
    }
}

fn approved(by: Reviewer) -> SubmissionState {
    SubmissionState::Approved(Approved {
        at: NOW,
        by,
        argos_score: 80.0,
        pending_at: None,
        failed_attempts: 1,
    })
}

/// A submission in this state, decided so many seconds from now.
async fn decided(
    test: &TestStore,
    project: &Project,
    seed: u8,
    state: SubmissionState,
    automatic: Conclusion,
) -> SubmissionId {
    let id = test.add_submission(project, seed).await.id;
    let mut tx = test.store.write().await.unwrap();
    let mut stored = tx.find_submission(&project.id, &id).await.unwrap().unwrap();
    stored.submission.state = state;
    stored.submission.read = Some(document_data());
    tx.save_submission(&stored).await.unwrap();
    tx.record_automatic_decision(&project.id, &id, &decision(seed.into(), automatic))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}

async fn decisions_are_read_in_pages_newest_first_with_what_became_of_them(test: TestStore) {
    let project = test.add_project(1).await;
    let other = test.add_project(2).await;
    let first = decided(&test, &project, 1, approved(Reviewer::System), Conclusion::Approved).await;
    let pending = SubmissionState::Pending(Pending {
        since: NOW,
        argos_score: 60.0,
        failed_attempts: 0,
    });
    let second = decided(&test, &project, 2, pending, Conclusion::Pending).await;
    decided(&test, &other, 3, approved(Reviewer::System), Conclusion::Approved).await;

    let mut tx = test.store.read().await.unwrap();
    let page = tx.automatic_decisions(&project.id, None, 1).await.unwrap();
    assert_eq!(page[0].submission, second);
    assert_eq!(page[0].automatic, decision(2, Conclusion::Pending));
    assert_eq!((page[0].human, &page[0].narrowing), (None, &Narrowing::default()));
    let next = tx
        .automatic_decisions(&project.id, Some(&page[0].cursor()), 9)
        .await
        .unwrap();
    assert_eq!(
        next.iter().map(|decision| &decision.submission).collect::<Vec<_>>(),
        [&first]
    );
    drop(tx);

    // A human rejects what Argos approved, and approves what it left to a human.
    let human = || Reviewer::Administrator(AdministratorId::from_random([7; 16]));
    for (id, state) in [
        (
            &first,
            SubmissionState::Rejected(Rejected {
                at: NOW,
                by: Reviewer::Client,
                code: RejectCode::Other,
                comment: None,
                argos_score: Some(80.0),
                pending_at: None,
                failed_attempts: 1,
            }),
        ),
        (&second, approved(human())),
    ] {
        let mut tx = test.store.write().await.unwrap();
        let mut stored = tx.find_submission(&project.id, id).await.unwrap().unwrap();
        stored.submission.state = state;
        tx.save_submission(&stored).await.unwrap();
        tx.commit().await.unwrap();
    }
    let mut tx = test.store.read().await.unwrap();
    let page = tx.automatic_decisions(&project.id, None, 9).await.unwrap();
    let seen: Vec<_> = page
        .iter()
        .map(|decision| (decision.automatic.conclusion, decision.human))
        .collect();
    assert_eq!(
        seen,
        [(Conclusion::Pending, Some(true)), (Conclusion::Approved, Some(false))]
    );
}

async fn what_is_no_decision_is_refused_and_what_has_none_is_found(test: TestStore) {
    let project = test.add_project(1).await;
    let kept = decided(&test, &project, 1, approved(Reviewer::System), Conclusion::Approved).await;
    let without = test.add_submission(&project, 2).await.id;
    let mut tx = test.store.write().await.unwrap();
    let mut stored = tx.find_submission(&project.id, &without).await.unwrap().unwrap();
    stored.submission.state = approved(Reviewer::System);
    tx.save_submission(&stored).await.unwrap();
    let retry = decision(1, Conclusion::TryAgain(argos_domain::code::RetryCode::FaceNotFound));
    assert!(
        tx.record_automatic_decision(&project.id, &without, &retry)
            .await
            .is_err()
    );
    let found = tx.without_automatic_decision(&project.id, None, 9).await.unwrap();
    assert_eq!(found, [without]);
    assert!(tx.replace_checks(&project.id, &kept, Step::Selfie, &[]).await.is_ok());
}

async fn a_sealed_decision_can_be_simulated_and_its_document_is_gone(test: TestStore) {
    let project = test.add_project(1).await;
    let public_key = SecretKey::generate(&*test.random).unwrap().public_key();
    let mut tx = test.store.write().await.unwrap();
    tx.begin_sealing(&project.id, &public_key, &AdministratorId::from_random([7; 16]), NOW)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let sealed = decided(&test, &project, 1, approved(Reviewer::System), Conclusion::Approved).await;
    let mut tx = test.store.read().await.unwrap();
    let stored = tx.find_submission(&project.id, &sealed).await.unwrap().unwrap();
    assert!(stored.submission.sealed.is_some() && stored.submission.read.is_none());
    let page = tx.automatic_decisions(&project.id, None, 9).await.unwrap();
    assert_eq!(page[0].automatic, decision(1, Conclusion::Approved));
    let documents = tx
        .decided_documents(&project.id, None, &page[0].cursor())
        .await
        .unwrap();
    assert!(documents.is_empty());
}

async fn documents_are_those_of_the_page(test: TestStore) {
    let project = test.add_project(1).await;
    for seed in 1..=3 {
        decided(&test, &project, seed, approved(Reviewer::System), Conclusion::Approved).await;
    }
    let mut tx = test.store.read().await.unwrap();
    let page = tx.automatic_decisions(&project.id, None, 2).await.unwrap();
    let end = page[1].cursor();
    let first = tx.decided_documents(&project.id, None, &end).await.unwrap();
    assert_eq!(first.len(), 2);
    let facts = first.get(&page[0].submission).unwrap();
    assert_eq!(facts.id_type, document_data().id_type);
    let rest = tx.automatic_decisions(&project.id, Some(&end), 9).await.unwrap();
    let last = tx
        .decided_documents(&project.id, Some(&end), &rest[0].cursor())
        .await
        .unwrap();
    assert_eq!(last.keys().collect::<Vec<_>>(), [&rest[0].submission]);
}
