//! What the checks of the selfie step come to takes effect: state, checks, score, event log, webhooks and mails.

use crate::app::App;
use crate::automatic_decision::record_decision;
use crate::caller::Caller;
use crate::error::AppError;
use crate::publication::{log, publish};
use crate::submit_selfie::SelfieAnswer;
use argos_domain::check::{CheckResult, Step};
use argos_domain::clock::Timestamp;
use argos_domain::code::RetryCode;
use argos_domain::decision::{Verdict, decide};
use argos_domain::policy::Policy;
use argos_domain::submission::SubmissionState;
use argos_store::{StoredSubmission, Tx};
use serde_json::{Value, json};

/// The selfie step was judged.
#[derive(Debug)]
pub(crate) struct Judged<'a> {
    /// The checks of this step.
    pub(crate) checks: &'a [CheckResult],
    /// What all checks come to.
    pub(crate) verdict: Verdict,
    /// What the event log calls it.
    pub(crate) action: &'static str,
    /// Particulars for the event log.
    pub(crate) detail: Value,
}

/// Keeps it in this transaction. Approving verdicts have been through the search for duplicates.
pub(crate) async fn take_effect(
    app: &App,
    tx: &mut Tx,
    caller: &Caller,
    stored: &mut StoredSubmission,
    judged: Judged<'_>,
    now: Timestamp,
) -> Result<SelfieAnswer, AppError> {
    let score = judged.verdict.score().clone();
    let incomplete = stored.submission.state.clone().expect_step(Step::Selfie)?;
    let failed_before = incomplete.failed_attempts;
    let transition = incomplete.complete(judged.verdict, now);
    stored.submission.state = transition.state.clone();
    stored.submission.updated_at = now;
    let (project, id) = (&stored.submission.project_id, &stored.submission.id);
    tx.replace_checks(project, id, Step::Selfie, judged.checks).await?;
    tx.save_score(project, id, &score).await?;
    if !matches!(transition.state, SubmissionState::Incomplete(_)) {
        tx.delete_challenge(project, id).await?;
    }
    tx.save_submission(stored).await?;
    record_decision(tx, &stored.submission, failed_before, now).await?;
    let mut detail = json!({ "step": "selfie", "argos_score": score.value,
        "policy_version": stored.submission.policy_version, "engine": app.vision().engine().name,
        "models": app.vision().model_versions() });
    if let (Some(members), Value::Object(more)) = (detail.as_object_mut(), judged.detail) {
        members.extend(more);
    }
    log(app, tx, &stored.submission, caller, judged.action, detail, now).await?;
    publish(
        app,
        tx,
        &stored.submission,
        &transition.events,
        &caller.decided_by_system(),
        now,
    )
    .await?;
    Ok(answer(transition.state))
}

/// The attempt failed by these checks of the selfie step, before there was a selfie.
pub(crate) async fn fail_attempt(
    app: &App,
    tx: &mut Tx,
    caller: &Caller,
    stored: &mut StoredSubmission,
    policy: &Policy,
    judged: (&[CheckResult], Value),
    now: Timestamp,
) -> Result<SelfieAnswer, AppError> {
    let (checks, detail) = judged;
    let earlier = tx.checks(&stored.submission.project_id, &stored.submission.id).await?;
    let of_document = earlier.into_iter().filter(|check| check.name.step() == Step::Document);
    let all: Vec<_> = of_document.chain(checks.iter().cloned()).collect();
    let judged = Judged {
        checks,
        verdict: decide(&all, policy),
        action: "liveness_challenge_failed",
        detail,
    };
    take_effect(app, tx, caller, stored, judged, now).await
}

fn answer(state: SubmissionState) -> SelfieAnswer {
    match state {
        SubmissionState::Approved(_) => SelfieAnswer::Approved,
        SubmissionState::Pending(_) => SelfieAnswer::Pending,
        SubmissionState::Rejected(rejected) => SelfieAnswer::Rejected { code: rejected.code },
        SubmissionState::Incomplete(facts) => SelfieAnswer::Retry {
            code: facts
                .last_failure
                .map_or(RetryCode::FaceNotFound, |failure| failure.code),
            attempts: facts.failed_attempts,
        },
    }
}
