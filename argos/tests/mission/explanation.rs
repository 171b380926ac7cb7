//! A decision explains itself from what is stored, and says so when that does not fit together.

use crate::m10_score::verified;
use argos_app::explain_submission::{ExplainedSubmission, explain_by_id};
use argos_domain::check::{CheckName, CheckOutcome, CheckResult, Standing, Step};
use argos_domain::code::{RejectCode, RetryCode};
use argos_domain::decision::{Verdict, decide_by};
use argos_domain::explanation::Reason;
use argos_domain::id::{ProjectId, SubmissionId};
use argos_domain::judgement;
use argos_domain::policy::Policy;
use argos_domain::recompute::Conclusion;
use argos_domain::score::{Score, ScoreVersion};
use argos_domain::submission::SubmissionState;
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::in_process_server::InProcessServer;
use argos_testkit::on_both_databases;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::process::Output;

on_both_databases! {
    a_decision_is_explained_from_what_is_stored
    whatever_is_stored_is_explained_as_it_was_decided
}

const BINARY: &str = env!("CARGO_BIN_EXE_argos");

type InProcess = Customer<InProcessServer>;

fn explain(customer: &InProcess, id: &str, more: &[&str]) -> Output {
    customer
        .at_the_host(BINARY, &["submission", "explain", id], false, more)
        .unwrap()
}

fn words(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

async fn a_decision_is_explained_from_what_is_stored(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let (approved, _) = verified(&customer, "high@person.example", &[]).await;
    let output = explain(&customer, &approved, &[]);
    let told = words(&output);
    assert!(output.status.success(), "{told}");
    assert!(
        told.contains("it is what was stored") && told.contains("engine "),
        "{told}"
    );
    assert!(
        told.contains("Face against portrait: the faces are similar by"),
        "{told}"
    );

    // Another name than the one that was read: a human must look, and the reason is told without the name.
    let (pending, _) = verified(&customer, "low@person.example", &[("last_name", "Abernathy")]).await;
    let output = explain(&customer, &pending, &["--json"]);
    assert!(output.status.success(), "{}", words(&output));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["conclusion"]["word"], "pending", "{json}");
    assert_eq!(json["reasons"][0]["check"], "typed_name", "{json}");
    let helps = &json["improvements"][0]["checks"];
    assert_eq!(*helps, serde_json::json!(["typed_name", "user_corrections"]), "{json}");
    assert_eq!(json["improvements"][0]["leads_to"]["word"], "approved", "{json}");
    assert_eq!(json["score"], json["stored_score"], "{json}");
    assert!(!json["models"].as_array().unwrap().is_empty(), "{json}");
    assert!(!words(&output).contains("Abernathy"));

    // Somebody makes the face more alike in the database: it is said loudly.
    let (project, id) = ids(&customer, &pending);
    let store = customer.server.app().store();
    let mut tx = store.write().await.unwrap();
    let mut checks = tx.checks(&project, &id).await.unwrap();
    checks.retain(|check| check.name.step() == Step::Selfie);
    for check in checks.iter_mut().filter(|check| check.name == CheckName::FaceMatch) {
        check.standing = Standing::new(check.standing.value() / 2.0);
    }
    tx.replace_checks(&project, &id, Step::Selfie, &checks).await.unwrap();
    tx.commit().await.unwrap();
    let output = explain(&customer, &pending, &[]);
    assert!(!output.status.success());
    assert!(
        words(&output).contains("NOT WHAT WAS STORED") && words(&output).contains("Face against portrait"),
        "{}",
        words(&output)
    );
    let unknown = explain(&customer, "sub_00000000000000000000", &[]);
    assert!(!unknown.status.success());
    a_score_of_an_unknown_version_is_told_as_that(&customer, &approved).await;
}

/// As a program finds it that is older than its database.
async fn a_score_of_an_unknown_version_is_told_as_that(customer: &InProcess, approved: &str) {
    let (project, id) = ids(customer, approved);
    let mut tx = customer.server.app().store().write().await.unwrap();
    let known = tx.score(&project, &id).await.unwrap().unwrap();
    let later = Score { version: 9, ..known };
    tx.save_score(&project, &id, &later).await.unwrap();
    tx.commit().await.unwrap();
    let output = explain(customer, approved, &[]);
    let told = words(&output);
    assert!(!output.status.success());
    assert!(
        told.contains("by version 9 of the formula, which this program does not know"),
        "{told}"
    );
    let page = format!("submissions/{approved}");
    let (status, page) = customer.administrator.page(&page).await.unwrap();
    assert!(
        status.is_success() && page.contains("Version 9 of the formula computed it, which this program does not know"),
        "{page}"
    );
}

fn ids(customer: &InProcess, id: &str) -> (ProjectId, SubmissionId) {
    let project = ProjectId::try_from(customer.administrator.project().to_owned()).unwrap();
    (project, SubmissionId::try_from(id.to_owned()).unwrap())
}

/// How the checks of a made-up submission went: with so many checks, chance alone would hardly ever approve one or leave one to a human.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quality {
    /// All passed.
    Good,
    /// No attempt failed, but some checks ask for a human.
    Doubtful,
    /// As chance has it.
    Any,
}

/// Checks as the pipeline makes them by `policy`, from any measurements.
fn made(policy: &Policy) -> impl Strategy<Value = Vec<CheckResult>> + use<> {
    let policy = policy.clone();
    let measured = [0.0..=100.0f64, 0.0..=100.0f64, 0.0..=100.0f64];
    let others = prop::collection::vec((any::<bool>(), 0..5_u8, 0.0..=1.0f64), CheckName::ALL.len());
    let kinds = prop::sample::select(vec![Quality::Good, Quality::Doubtful, Quality::Any]);
    (measured, others, kinds).prop_map(move |(measured, mut others, quality)| {
        let is_good = quality == Quality::Good;
        let [similarity, liveness, recognition] = measured.map(|value| match quality {
            Quality::Good | Quality::Doubtful => 85.0 + value * 0.15,
            Quality::Any => value,
        });
        for (_, outcome, standing) in others.iter_mut().filter(|_| is_good) {
            (*outcome, *standing) = (0, 0.7 + *standing * 0.3);
        }
        for (_, outcome, _) in others.iter_mut().filter(|_| quality == Quality::Doubtful) {
            *outcome = (*outcome).min(3);
        }
        let made = CheckName::ALL
            .iter()
            .zip(others)
            .filter_map(|(name, (present, outcome, standing))| {
                let outcome = match outcome {
                    0 | 1 => CheckOutcome::Pass,
                    2 => CheckOutcome::Warn,
                    3 => CheckOutcome::Pending,
                    _ => CheckOutcome::Retry(RetryCode::DocumentImageQuality),
                };
                Some(match name {
                    CheckName::FaceMatch => judgement::face_match(similarity, &policy).check(*name, "similar"),
                    CheckName::PassiveLiveness => judgement::passive_liveness(liveness, &policy).check(*name, "live"),
                    CheckName::TextRecognition => {
                        judgement::text_recognition(recognition, &policy).check(*name, "read")
                    }
                    CheckName::AgeLimit | CheckName::ActiveLiveness => return None,
                    _ if !present => return None,
                    _ => CheckResult {
                        standing: Standing::new(standing),
                        ..CheckResult::plain(*name, outcome, "made up")
                    },
                })
            });
        made.collect()
    })
}

/// Through the real store: what is written, sealed, read and explained comes to what was decided.
async fn whatever_is_stored_is_explained_as_it_was_decided(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let (id, _) = verified(&customer, "somebody@person.example", &[]).await;
    let (project, id) = ids(&customer, &id);
    let store = customer.server.app().store();
    let policy = Policy::default();
    let mut runner = TestRunner::deterministic();
    let mut seen = std::collections::BTreeSet::new();
    for version in ScoreVersion::ALL.into_iter().cycle().take(200) {
        let checks = made(&policy).new_tree(&mut runner).unwrap().current();
        let verdict = decide_by(version, &checks, &policy);
        let mut tx = store.write().await.unwrap();
        let mut stored = tx.find_submission(&project, &id).await.unwrap().unwrap();
        stored.submission.state = decided(&verdict);
        for step in [Step::Document, Step::Selfie] {
            let of_step: Vec<_> = checks
                .iter()
                .filter(|check| check.name.step() == step)
                .cloned()
                .collect();
            tx.replace_checks(&project, &id, step, &of_step).await.unwrap();
        }
        tx.save_score(&project, &id, verdict.score()).await.unwrap();
        tx.save_submission(&stored).await.unwrap();
        tx.commit().await.unwrap();
        let explained = explain_by_id(store, &id).await.unwrap();
        holds_together(&explained, &verdict);
        seen.insert(explained.explanation.again.conclusion.name());
    }
    assert!(seen.len() >= 3, "{seen:?}");
}

fn holds_together(explained: &ExplainedSubmission, verdict: &Verdict) {
    assert_eq!(explained.disagreements, Vec::<String>::new());
    let again = &explained.explanation.again;
    assert!((again.score.value - verdict.score().value).abs() < f64::EPSILON);
    assert_eq!(again.score.version, verdict.score().version);
    let points = again.score.sum();
    let expected = again.score.cap.map_or(points, |(_, cap)| cap);
    assert!((again.score.value - expected).abs() <= 0.051, "{again:?}");
    let needs_reason = again.conclusion != Conclusion::Approved;
    assert_eq!(needs_reason, !explained.explanation.reasons.is_empty());
    assert!(!explained.explanation.reasons.contains(&Reason::AutomaticOnly));
}

/// The state to which a verdict leads: the third attempt, if it failed.
fn decided(verdict: &Verdict) -> SubmissionState {
    use argos_domain::submission::{Approved, Pending, Rejected, Reviewer};
    let at = argos_domain::clock::Timestamp::from_microseconds(1_700_000_000_000_000);
    let argos_score = verdict.score().value;
    let rejected = |code, failed_attempts| {
        SubmissionState::Rejected(Rejected {
            at,
            by: Reviewer::System,
            code,
            comment: None,
            argos_score: Some(argos_score),
            pending_at: None,
            failed_attempts,
        })
    };
    match verdict {
        Verdict::Approved(_) => SubmissionState::Approved(Approved {
            at,
            by: Reviewer::System,
            argos_score,
            pending_at: None,
            failed_attempts: 0,
        }),
        Verdict::Pending(_) => SubmissionState::Pending(Pending {
            since: at,
            argos_score,
            failed_attempts: 0,
        }),
        Verdict::Retry(..) => rejected(RejectCode::TooManyRetry, 3),
        Verdict::Rejected(code, _) => rejected(*code, 0),
    }
}
