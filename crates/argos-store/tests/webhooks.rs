//! Webhooks: the log of attempts, secrets in overlap, and messages that are made to hurry.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod harness;

use argos_crypto::{SeededRandom, WebhookSecret};
use argos_domain::id::SubmissionId;
use argos_domain::project::Project;
use argos_store::{DeliveryFilter, DeliveryRecord, LoggedDelivery, Outlook, StoreError};
use harness::*;
use std::time::Duration;

on_both_engines! {
    deliveries_are_in_order
    the_log_of_a_project_comes_in_pages_newest_first
    a_replaced_webhook_secret_stays_for_its_overlap
    waiting_messages_hurry_in_their_order
    a_project_with_enough_under_way_is_passed_over
}

const LEASE: Duration = Duration::from_secs(30);

/// An attempt with its number, made after as many minutes.
fn attempt(
    of: &Project,
    submission: Option<&SubmissionId>,
    message: u32,
    number: u32,
    error: Option<&str>,
) -> DeliveryRecord {
    DeliveryRecord {
        job_id: job_id(message),
        project_id: of.id.clone(),
        submission_id: submission.cloned(),
        trigger: if submission.is_some() { "approved" } else { "test" }.to_owned(),
        attempt: number,
        at: later(u64::from(number) * 60),
        status_code: error.is_none().then_some(204),
        duration_ms: 10_000,
        error: error.map(str::to_owned),
    }
}

async fn deliveries_are_in_order(test: TestStore) {
    let project = test.add_project(1).await;
    let other = test.add_project(2).await;
    let id = test.add_submission(&project, 1).await.id;
    let failed = attempt(&project, Some(&id), 1, 1, Some("timed out"));
    let done = attempt(&project, Some(&id), 1, 2, None);
    let mut tx = test.store.write().await.unwrap();
    tx.enqueue(&job(&project, 1, "webhook", None), NOW).await.unwrap();
    tx.record_delivery(&failed).await.unwrap();
    let told = |deliveries: Vec<LoggedDelivery>| -> Vec<_> {
        deliveries
            .into_iter()
            .map(|logged| (logged.record, logged.outlook))
            .collect()
    };
    // The first attempt is claimed and fails; what follows is told.
    tx.claim_jobs(NOW, LEASE, &["webhook"], 1).await.unwrap();
    tx.retry_job(&job_id(1), "timed out", later(60)).await.unwrap();
    assert_eq!(
        told(tx.deliveries_of(&project.id, &id).await.unwrap()),
        [(failed.clone(), Outlook::Waiting(later(60)))]
    );
    tx.claim_jobs(later(60), LEASE, &["webhook"], 1).await.unwrap();
    tx.record_delivery(&done).await.unwrap();
    tx.finish_job(&job_id(1), later(60)).await.unwrap();
    assert_eq!(
        told(tx.deliveries_of(&project.id, &id).await.unwrap()),
        [(failed.clone(), Outlook::Followed), (done.clone(), Outlook::Delivered)]
    );
    assert!(tx.deliveries_of(&other.id, &id).await.unwrap().is_empty());
    let elsewhere = DeliveryRecord {
        project_id: other.id,
        job_id: job_id(2),
        ..failed
    };
    assert!(matches!(
        tx.record_delivery(&elsewhere).await,
        Err(StoreError::MissingReference)
    ));
}

async fn the_log_of_a_project_comes_in_pages_newest_first(test: TestStore) {
    let project = test.add_project(1).await;
    let other = test.add_project(2).await;
    let mut tx = test.store.write().await.unwrap();
    for number in 1..=5 {
        let error = (number % 2 == 0).then_some("refused");
        tx.record_delivery(&attempt(&project, None, 7, number, error))
            .await
            .unwrap();
    }
    tx.record_delivery(&attempt(&other, None, 8, 1, None)).await.unwrap();
    let mut filter = DeliveryFilter {
        count: 2,
        ..DeliveryFilter::default()
    };
    let mut attempts = Vec::new();
    loop {
        let page = tx.list_deliveries(&project.id, &filter).await.unwrap();
        attempts.push(
            page.deliveries
                .iter()
                .map(|logged| logged.record.attempt)
                .collect::<Vec<_>>(),
        );
        filter.after = page.next;
        if filter.after.is_none() {
            break;
        }
    }
    assert_eq!(attempts, [vec![5, 4], vec![3, 2], vec![1]]);
    let failed = DeliveryFilter {
        only_failed: true,
        count: 10,
        after: None,
    };
    let failed = tx.list_deliveries(&project.id, &failed).await.unwrap().deliveries;
    // No job stands behind them any more: nothing follows.
    assert!(failed.iter().all(|logged| logged.outlook == Outlook::GivenUp));
    assert_eq!(
        failed.iter().map(|logged| logged.record.attempt).collect::<Vec<_>>(),
        [4, 2]
    );
    let last = tx.last_delivery(&project.id, &job_id(7)).await.unwrap().unwrap();
    assert_eq!((last.record.attempt, last.record.submission_id), (5, None));
    assert!(tx.last_delivery(&other.id, &job_id(7)).await.unwrap().is_none());
}

async fn a_replaced_webhook_secret_stays_for_its_overlap(test: TestStore) {
    let project = test.add_project(1).await;
    let secret = |number| WebhookSecret::generate(&SeededRandom::new(number)).unwrap();
    let mut tx = test.store.write().await.unwrap();
    let first = tx.project_secrets(&project.id).await.unwrap().webhook_secret.expose();
    tx.replace_webhook_secret(&project.id, &secret(77), Some(later(60)))
        .await
        .unwrap();
    tx.forget_webhook_secrets(later(59)).await.unwrap();
    let secrets = tx.project_secrets(&project.id).await.unwrap();
    let (previous, until) = secrets.previous_webhook_secret.unwrap();
    assert_eq!((previous.expose(), until), (first, later(60)));
    assert_eq!(secrets.webhook_secret.expose(), secret(77).expose());
    tx.forget_webhook_secrets(later(60)).await.unwrap();
    assert!(
        tx.project_secrets(&project.id)
            .await
            .unwrap()
            .previous_webhook_secret
            .is_none()
    );
    // One that is known to others ends at once.
    tx.replace_webhook_secret(&project.id, &secret(78), None).await.unwrap();
    let secrets = tx.project_secrets(&project.id).await.unwrap();
    assert_eq!(secrets.webhook_secret.expose(), secret(78).expose());
    assert!(secrets.previous_webhook_secret.is_none());
}

async fn waiting_messages_hurry_in_their_order(test: TestStore) {
    let project = test.add_project(1).await;
    let other = test.add_project(2).await;
    let mut tx = test.store.write().await.unwrap();
    for (number, key) in [(1, "a"), (2, "a"), (3, "b")] {
        tx.enqueue(&job(&project, number, "webhook", Some(key)), NOW)
            .await
            .unwrap();
    }
    tx.enqueue(&job(&other, 4, "webhook", Some("a")), NOW).await.unwrap();
    tx.claim_jobs(NOW, LEASE, &["webhook"], 9).await.unwrap();
    for number in [1, 3, 4] {
        tx.retry_job(&job_id(number), "no answer", later(900)).await.unwrap();
    }
    let waiting = tx.waiting_jobs(&project.id, "webhook").await.unwrap();
    assert_eq!(
        (waiting.count, waiting.first_due_at),
        (3, Some(NOW)),
        "the second one waits for its turn"
    );
    assert!(
        tx.claim_jobs(later(1), LEASE, &["webhook"], 9)
            .await
            .unwrap()
            .is_empty()
    );

    assert_eq!(tx.hurry_ordered_jobs(&project.id, "a", later(1)).await.unwrap(), 1);
    let claimed = tx.claim_jobs(later(1), LEASE, &["webhook"], 9).await.unwrap();
    assert_eq!(claimed.iter().map(|job| &job.id).collect::<Vec<_>>(), [&job_id(1)]);
    assert!(
        !tx.hurry_job(&other.id, &job_id(3), later(1)).await.unwrap(),
        "another project's"
    );
    assert_eq!(tx.hurry_jobs(&project.id, "webhook", later(1)).await.unwrap(), 1);
    tx.finish_job(&job_id(1), later(1)).await.unwrap();
    let claimed = tx.claim_jobs(later(1), LEASE, &["webhook"], 9).await.unwrap();
    assert_eq!(
        claimed.iter().map(|job| &job.id).collect::<Vec<_>>(),
        [&job_id(2), &job_id(3)]
    );
    assert!(tx.hurry_job(&other.id, &job_id(4), later(1)).await.unwrap());
}

async fn a_project_with_enough_under_way_is_passed_over(test: TestStore) {
    let busy = test.add_project(1).await;
    let idle = test.add_project(2).await;
    let mut tx = test.store.write().await.unwrap();
    tx.enqueue(&job(&busy, 1, "webhook", None), NOW).await.unwrap();
    tx.enqueue(&job(&idle, 2, "webhook", None), NOW).await.unwrap();
    let of_none = argos_store::NewJob {
        project_id: None,
        ..job(&busy, 3, "webhook", None)
    };
    tx.enqueue(&of_none, NOW).await.unwrap();
    let claimed = tx
        .claim_jobs_except(NOW, LEASE, &["webhook"], 9, std::slice::from_ref(&busy.id))
        .await
        .unwrap();
    assert_eq!(
        claimed.iter().map(|job| &job.id).collect::<Vec<_>>(),
        [&job_id(2), &job_id(3)]
    );
    let claimed = tx
        .claim_jobs_except(NOW, LEASE, &["webhook"], 9, std::slice::from_ref(&idle.id))
        .await
        .unwrap();
    assert_eq!(claimed.iter().map(|job| &job.id).collect::<Vec<_>>(), [&job_id(1)]);
    let too_many = vec![busy.id.clone(); argos_store::MAXIMUM_EXCEPTIONS + 1];
    assert!(matches!(
        tx.claim_jobs_except(NOW, LEASE, &["webhook"], 1, &too_many).await,
        Err(StoreError::InvalidArgument(_))
    ));
}
