//! The job queue: each job to one worker, keys in order, leases, and what becomes of jobs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod harness;

use argos_domain::project::Project;
use argos_store::{ClaimedJob, JobState, StoreError};
use harness::*;
use std::collections::BTreeSet;
use std::time::Duration;

on_both_engines! {
    concurrent_claims_are_distinct
    jobs_of_one_key_run_one_after_the_other
    a_lease_that_ended_can_be_claimed_again
    retries_and_ends
    only_wanted_kinds_are_claimed
    a_job_may_belong_to_no_project
    the_jobs_of_an_erased_submission_know_nothing_any_more
}

const LEASE: Duration = Duration::from_secs(30);

async fn claim(test: &TestStore, at: argos_domain::clock::Timestamp, limit: u32) -> Vec<ClaimedJob> {
    let mut tx = test.store.write().await.unwrap();
    let jobs = tx
        .claim_jobs(at, LEASE, &["webhook", "send_mail"], limit)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    jobs
}

async fn enqueue(test: &TestStore, project: &Project, jobs: &[(u32, &str, Option<&str>)]) {
    let mut tx = test.store.write().await.unwrap();
    for (number, kind, order_key) in jobs {
        tx.enqueue(&job(project, *number, kind, *order_key), NOW).await.unwrap();
    }
    tx.commit().await.unwrap();
}

fn numbers(jobs: &[ClaimedJob]) -> Vec<u64> {
    jobs.iter().map(|job| job.payload["number"].as_u64().unwrap()).collect()
}

async fn finish(test: &TestStore, number: u32) {
    let mut tx = test.store.write().await.unwrap();
    tx.finish_job(&job_id(number), later(1)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn concurrent_claims_are_distinct(test: TestStore) {
    const JOBS: u32 = 500;
    let project = test.add_project(1).await;
    let jobs: Vec<_> = (0..JOBS).map(|number| (number, "webhook", None)).collect();
    enqueue(&test, &project, &jobs).await;
    let workers: Vec<_> = (0..8)
        .map(|_| {
            let store = test.store.clone();
            tokio::spawn(async move {
                let mut claimed = Vec::new();
                let mut idle = 0;
                while idle < 3 {
                    let mut tx = store.write().await.unwrap();
                    let jobs = tx.claim_jobs(NOW, LEASE, &["webhook"], 7).await.unwrap();
                    tx.commit().await.unwrap();
                    idle = if jobs.is_empty() { idle + 1 } else { 0 };
                    claimed.extend(numbers(&jobs));
                }
                claimed
            })
        })
        .collect();
    let mut claimed = Vec::new();
    for worker in workers {
        claimed.extend(worker.await.unwrap());
    }
    assert_eq!(claimed.len(), 500);
    assert_eq!(claimed.into_iter().collect::<BTreeSet<_>>(), (0..500).collect());
    let mut tx = test.store.read().await.unwrap();
    assert_eq!(tx.count_jobs(JobState::Running).await.unwrap(), 500);
}

async fn jobs_of_one_key_run_one_after_the_other(test: TestStore) {
    let project = test.add_project(1).await;
    let other = test.add_project(2).await;
    let jobs = [
        (1, "webhook", Some("a")),
        (2, "webhook", Some("a")),
        (3, "webhook", Some("b")),
        (4, "webhook", None),
    ];
    enqueue(&test, &project, &jobs).await;
    enqueue(&test, &other, &[(5, "webhook", Some("a"))]).await;
    enqueue(&test, &project, &[(6, "send_mail", Some("a"))]).await;
    assert_eq!(numbers(&claim(&test, NOW, 10).await), [1, 3, 4, 5]);
    assert!(claim(&test, NOW, 10).await.is_empty());

    let mut tx = test.store.write().await.unwrap();
    tx.retry_job(&job_id(1), "no answer", later(60)).await.unwrap();
    tx.commit().await.unwrap();
    assert!(
        claim(&test, later(20), 10).await.is_empty(),
        "a job that waits for its retry blocks its key"
    );
    let mut tx = test.store.read().await.unwrap();
    assert_eq!(tx.next_job_at().await.unwrap(), Some(later(30)), "the leases end first");
    drop(tx);

    for number in [3, 4, 5] {
        finish(&test, number).await;
    }
    let mut tx = test.store.read().await.unwrap();
    assert_eq!(
        tx.next_job_at().await.unwrap(),
        Some(later(60)),
        "blocked jobs do not count as runnable"
    );
    drop(tx);
    assert_eq!(numbers(&claim(&test, later(60), 10).await), [1]);
    finish(&test, 1).await;
    assert_eq!(numbers(&claim(&test, later(60), 10).await), [2]);
    let mut tx = test.store.write().await.unwrap();
    tx.give_up_job(&job_id(2), "refused", later(61)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        numbers(&claim(&test, later(61), 10).await),
        [6],
        "a job that was given up does not block"
    );
}

async fn a_lease_that_ended_can_be_claimed_again(test: TestStore) {
    let project = test.add_project(1).await;
    enqueue(&test, &project, &[(1, "webhook", None)]).await;
    assert_eq!(claim(&test, NOW, 1).await[0].attempts, 1);
    assert!(
        claim(&test, NOW.plus(LEASE).minus(Duration::from_micros(1)), 1)
            .await
            .is_empty()
    );
    let again = claim(&test, NOW.plus(LEASE), 1).await;
    assert_eq!(
        (again[0].attempts, again[0].created_at, &again[0].id),
        (2, NOW, &job_id(1))
    );
}

async fn retries_and_ends(test: TestStore) {
    let project = test.add_project(1).await;
    let other = test.add_project(2).await;
    enqueue(&test, &project, &[(1, "webhook", None), (2, "webhook", None)]).await;
    let mut tx = test.store.write().await.unwrap();
    let twice = tx.enqueue(&job(&project, 1, "webhook", None), NOW).await;
    assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
    drop(tx);
    let mut tx = test.store.write().await.unwrap();
    let orphan = tx.enqueue(&job(&harness::project(3), 3, "webhook", None), NOW).await;
    assert!(matches!(orphan, Err(StoreError::MissingKey { .. })), "{orphan:?}");
    drop(tx);

    assert_eq!(claim(&test, NOW, 10).await.len(), 2);
    let mut tx = test.store.write().await.unwrap();
    tx.retry_job(&job_id(1), "550 planted.job@person.example is unknown", later(5))
        .await
        .unwrap();
    tx.give_up_job(&job_id(2), "gone", later(1)).await.unwrap();
    let error = tx.last_job_error(&project.id, &job_id(1)).await.unwrap();
    assert_eq!(error.as_deref(), Some("550 planted.job@person.example is unknown"));
    assert!(tx.last_job_error(&other.id, &job_id(1)).await.unwrap().is_none());
    assert_eq!(tx.next_job_at().await.unwrap(), Some(later(5)));
    assert!(matches!(
        tx.retry_job(&job_id(9), "", NOW).await,
        Err(StoreError::NotFound { .. })
    ));
    tx.commit().await.unwrap();

    assert!(claim(&test, later(4), 10).await.is_empty());
    assert_eq!(claim(&test, later(5), 10).await[0].attempts, 2);
    finish(&test, 1).await;
    let mut tx = test.store.read().await.unwrap();
    let failure = tx.last_job_error(&project.id, &job_id(2)).await.unwrap();
    assert_eq!(failure.as_deref(), Some("gone"));
    drop(tx);
    let mut tx = test.store.write().await.unwrap();
    tx.finish_job(&job_id(2), later(6)).await.unwrap();
    tx.retry_job(&job_id(1), "too late", later(7)).await.unwrap();
    for (state, count) in [
        (JobState::Waiting, 0),
        (JobState::Running, 0),
        (JobState::Finished, 1),
        (JobState::GivenUp, 1),
    ] {
        assert_eq!(tx.count_jobs(state).await.unwrap(), count, "{state:?}");
    }
    assert!(tx.next_job_at().await.unwrap().is_none());
}

async fn only_wanted_kinds_are_claimed(test: TestStore) {
    let project = test.add_project(1).await;
    enqueue(
        &test,
        &project,
        &[(1, "send_mail", None), (2, "send-mail", None), (3, "webhook", None)],
    )
    .await;
    let mut tx = test.store.write().await.unwrap();
    assert!(tx.claim_jobs(NOW, LEASE, &[], 10).await.unwrap().is_empty());
    assert!(tx.claim_jobs(NOW, LEASE, &["send_mail"], 0).await.unwrap().is_empty());
    assert!(matches!(
        tx.claim_jobs(NOW, LEASE, &["x"; 9], 1).await,
        Err(StoreError::InvalidArgument(_))
    ));
    assert_eq!(
        numbers(&tx.claim_jobs(NOW, LEASE, &["send_mail"], 10).await.unwrap()),
        [1]
    );
    assert_eq!(
        numbers(
            &tx.claim_jobs(NOW, LEASE, &["webhook", "other", "send-mail"], 1)
                .await
                .unwrap()
        ),
        [2]
    );
    assert_eq!(
        numbers(
            &tx.claim_jobs(NOW, LEASE, &["webhook", "other", "send-mail"], 1)
                .await
                .unwrap()
        ),
        [3]
    );
}

async fn a_job_may_belong_to_no_project(test: TestStore) {
    let project = test.add_project(1).await;
    let of_none = argos_store::NewJob {
        project_id: None,
        ..job(&project, 1, "send_mail", None)
    };
    let mut tx = test.store.write().await.unwrap();
    tx.enqueue(&of_none, NOW).await.unwrap();
    tx.enqueue(&job(&project, 2, "send_mail", None), NOW).await.unwrap();
    tx.commit().await.unwrap();
    let claimed = claim(&test, NOW, 10).await;
    assert_eq!(numbers(&claimed), [1, 2]);
    assert_eq!(
        (&claimed[0].project_id, &claimed[1].project_id),
        (&None, &Some(project.id))
    );
    // Its error is sealed under the installation's key and it is claimed again like any other.
    let mut tx = test.store.write().await.unwrap();
    tx.retry_job(&job_id(1), "anna@person.example is full", later(5))
        .await
        .unwrap();
    tx.finish_job(&job_id(2), later(1)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(numbers(&claim(&test, later(5), 10).await), [1]);
}

async fn the_jobs_of_an_erased_submission_know_nothing_any_more(test: TestStore) {
    let project = test.add_project(1).await;
    let erased = submission_id(1);
    let mut tx = test.store.write().await.unwrap();
    for (number, kind, submission) in [
        (1, "webhook", Some(&erased)),
        (2, "webhook", Some(&erased)),
        (3, "webhook", Some(&submission_id(2))),
        (4, "send_mail", Some(&erased)),
        (5, "send_mail", None),
    ] {
        let new = argos_store::NewJob {
            submission_id: submission.cloned(),
            ..job(&project, number, kind, None)
        };
        tx.enqueue(&new, NOW).await.unwrap();
    }
    let running = tx.claim_jobs(NOW, LEASE, &["webhook"], 1).await.unwrap();
    assert_eq!(running[0].submission_id.as_ref(), Some(&erased));
    tx.erase_jobs_of(&project.id, &erased, later(1)).await.unwrap();
    tx.commit().await.unwrap();

    assert_eq!(numbers(&claim(&test, later(2), 10).await), [3, 5]);
    let mut tx = test.store.write().await.unwrap();
    assert_eq!(tx.count_jobs(JobState::GivenUp).await.unwrap(), 2);
    // The one that ran fails: it is not tried again, for nothing says any more what it was to do.
    tx.retry_job(&job_id(1), "no answer", later(3)).await.unwrap();
    tx.commit().await.unwrap();
    assert!(claim(&test, later(3), 10).await.is_empty());
    let mut tx = test.store.read().await.unwrap();
    assert_eq!(tx.count_jobs(JobState::GivenUp).await.unwrap(), 3);
    for number in [1, 2, 4] {
        let failure = tx.last_job_error(&project.id, &job_id(number)).await.unwrap();
        assert_eq!(failure.as_deref(), Some("the submission was erased"), "{number}");
    }
}
