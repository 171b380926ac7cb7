//! Lists of submissions: filters, pages, and their indexes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod harness;

use argos_domain::personal::PersonalText;
use argos_domain::project::Project;
use argos_domain::submission::{Pending, SubmissionState};
use argos_store::{SubmissionFilter, Tx};
use harness::*;

on_both_engines! {
    filters_restrict
    pages_neither_repeat_nor_skip
}

/// Thirty submissions; every third is pending, every fifth of another person; two each at the same moment.
async fn fill(test: &TestStore, project: &Project) {
    let mut tx = test.store.write().await.unwrap();
    for seed in 1..=30 {
        let mut submission = submission(project, seed);
        submission.created_at = later(u64::from(seed / 2));
        if seed % 3 == 0 {
            let pending = Pending {
                since: later(100),
                argos_score: 50.0,
                failed_attempts: 0,
            };
            submission.state = SubmissionState::Pending(pending);
        }
        if seed % 5 == 0 {
            submission.applicant.email = Some(email("other@person.example"));
            submission.applicant.user_id = Some(PersonalText::new("Other"));
        }
        tx.insert_submission(&submission, &liveform_token(seed).hash())
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

async fn count(tx: &mut Tx, project: &Project, filter: SubmissionFilter) -> usize {
    let page = tx
        .list_submissions(&project.id, &SubmissionFilter { count: 100, ..filter })
        .await
        .unwrap();
    assert!(page.next.is_none());
    page.submissions.len()
}

async fn filters_restrict(test: TestStore) {
    let project = test.add_project(1).await;
    let other = test.add_project(2).await;
    fill(&test, &project).await;
    let tx = &mut test.store.read().await.unwrap();
    let none = SubmissionFilter::default;
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(count(tx, &project, none()).await, 30);
    assert_eq!(count(tx, &other, none()).await, 0);
    assert_eq!(
        count(
            tx,
            &project,
            SubmissionFilter {
                status: text("pending"),
                ..none()
            }
        )
        .await,
        10
    );
    assert_eq!(
        count(
            tx,
            &project,
            SubmissionFilter {
                status: text("nonsense"),
                ..none()
            }
        )
        .await,
        0
    );
    assert_eq!(
        count(
            tx,
            &project,
            SubmissionFilter {
                email: text("OTHER@Person.example "),
                ..none()
            }
        )
        .await,
        6
    );
    assert_eq!(
        count(
            tx,
            &project,
            SubmissionFilter {
                user_id: text("Other"),
                ..none()
            }
        )
        .await,
        6
    );
    assert_eq!(
        count(
            tx,
            &project,
            SubmissionFilter {
                user_id: text("other"),
                ..none()
            }
        )
        .await,
        0
    );
    let both = SubmissionFilter {
        email: text("other@person.example"),
        user_id: text("Other"),
        ..none()
    };
    assert_eq!(count(tx, &project, both.clone()).await, 6);
    assert_eq!(
        count(
            tx,
            &project,
            SubmissionFilter {
                status: text("pending"),
                ..both.clone()
            }
        )
        .await,
        2
    );
    assert_eq!(count(tx, &other, both.clone()).await, 0);
    assert_eq!(count(tx, &harness::project(3), both).await, 0);
    let mixed = SubmissionFilter {
        email: text("other@person.example"),
        user_id: text("planted-user-4711"),
        ..none()
    };
    assert_eq!(count(tx, &project, mixed).await, 0);
    // Seeds 10 to 15 were created from second 5 up to, but without, second 8.
    let window = SubmissionFilter {
        created_from: Some(later(5)),
        created_until: Some(later(8)),
        ..none()
    };
    assert_eq!(count(tx, &project, window).await, 6);
}

async fn pages_neither_repeat_nor_skip(test: TestStore) {
    let project = test.add_project(1).await;
    fill(&test, &project).await;
    let mut tx = test.store.read().await.unwrap();
    let all = SubmissionFilter {
        count: 100,
        ..SubmissionFilter::default()
    };
    let all = tx.list_submissions(&project.id, &all).await.unwrap().submissions;
    assert!(
        all.windows(2)
            .all(|pair| (pair[0].created_at, &pair[0].id) > (pair[1].created_at, &pair[1].id))
    );
    for count in [1, 7, 15, 30] {
        let mut filter = SubmissionFilter {
            count,
            ..SubmissionFilter::default()
        };
        let mut gathered = Vec::new();
        loop {
            let page = tx.list_submissions(&project.id, &filter).await.unwrap();
            assert!(page.submissions.len() <= usize::try_from(count).unwrap());
            gathered.extend(page.submissions);
            match page.next {
                Some(next) => filter.after = Some(next),
                None => break,
            }
        }
        assert_eq!(gathered, all, "pages of {count}");
    }
    let clamped = SubmissionFilter {
        count: 0,
        ..SubmissionFilter::default()
    };
    assert_eq!(
        tx.list_submissions(&project.id, &clamped)
            .await
            .unwrap()
            .submissions
            .len(),
        1
    );
}

/// SQLite must answer each kind of list from an index, without sorting.
#[tokio::test]
async fn every_list_uses_an_index() {
    let test = TestStore::sqlite().await;
    let project = test.add_project(1).await;
    fill(&test, &project).await;
    let raw = test.raw().await;
    let cases = [
        ("", "submission_by_time"),
        ("AND email_index = 'x'", "submission_by_email"),
        ("AND user_id_index = 'x'", "submission_by_user_id"),
    ];
    for (condition, index) in cases {
        let sql = format!(
            "EXPLAIN QUERY PLAN SELECT id FROM submission WHERE project_id = 'p' AND status = COALESCE(NULL, status) \
             AND created_at >= 0 AND created_at < 9 AND (created_at, id) < (5, 'x') {condition} \
             ORDER BY created_at DESC, id DESC LIMIT 10"
        );
        let plan: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(&raw).await.unwrap();
        let plan: Vec<String> = plan.into_iter().map(|step| step.3).collect();
        assert!(plan.iter().any(|step| step.contains(index)), "{plan:?}");
        assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{plan:?}");
    }
}
