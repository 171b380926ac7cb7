use super::*;
use crate::score::ScoreVersion;
use proptest::prelude::*;

const NOW: Timestamp = Timestamp::from_microseconds(1_700_000_000_000_000);

fn incomplete(state: SubmissionState) -> Incomplete {
    match state {
        SubmissionState::Incomplete(facts) => facts,
        other => panic!("expected incomplete, found {}", other.status()),
    }
}

#[test]
fn the_third_failure_rejects_with_too_many_retry() {
    let mut state = SubmissionState::start();
    for attempt in 1..=2 {
        let step = incomplete(state).attempt_failed(RetryCode::MrzProtocolFail, None, NOW);
        assert_eq!(
            step.events,
            [SubmissionEvent::Retry {
                code: RetryCode::MrzProtocolFail,
                attempts: attempt
            }]
        );
        state = step.state;
    }
    state = incomplete(state).document_accepted().state;
    let last = incomplete(state).attempt_failed(RetryCode::FaceNotFound, None, NOW);
    assert_eq!(last.events, [SubmissionEvent::Rejected]);
    assert!(matches!(
        last.state,
        SubmissionState::Rejected(Rejected {
            code: RejectCode::TooManyRetry,
            failed_attempts: 3,
            ..
        })
    ));
}

#[test]
fn only_a_submission_with_retry_history_times_out_after_72_hours() {
    let fresh = incomplete(SubmissionState::start());
    assert!(fresh.clone().time_out(NOW.plus(RETRY_TIMEOUT * 100)).is_err());
    let failed = incomplete(fresh.attempt_failed(RetryCode::FaceNotFound, None, NOW).state);
    let failed = failed
        .time_out(NOW.plus(RETRY_TIMEOUT - Duration::from_micros(1)))
        .unwrap_err();
    let timed_out = failed.time_out(NOW.plus(RETRY_TIMEOUT)).unwrap();
    assert!(matches!(
        timed_out.state,
        SubmissionState::Rejected(Rejected {
            code: RejectCode::Timeout,
            ..
        })
    ));
}

#[test]
fn only_a_pending_submission_can_be_reviewed() {
    let refused = SubmissionState::start()
        .decide(Decision::Approve, Reviewer::System, NOW)
        .unwrap_err();
    assert_eq!(
        refused.to_string(),
        "a submission that is incomplete cannot be reviewed"
    );
}

#[test]
fn a_selfie_comes_after_the_document_only() {
    assert!(SubmissionState::start().expect_step(Step::Selfie).is_err());
    let next = incomplete(SubmissionState::start()).document_accepted().state;
    assert!(next.clone().expect_step(Step::Selfie).is_ok());
    assert!(next.expect_step(Step::Document).is_ok());
}

#[derive(Debug, Clone)]
enum Action {
    DocumentAccepted,
    Failed,
    Approve,
    Pend,
    Review(bool),
    AskAgain(Step),
    Correct(bool),
    TimeOut(u64),
}

fn actions() -> impl Strategy<Value = Vec<Action>> {
    prop::collection::vec(
        prop_oneof![
            3 => Just(Action::DocumentAccepted),
            3 => Just(Action::Failed),
            1 => Just(Action::Approve),
            1 => Just(Action::Pend),
            2 => any::<bool>().prop_map(Action::Review),
            2 => prop_oneof![Just(Step::Document), Just(Step::Selfie)].prop_map(Action::AskAgain),
            1 => any::<bool>().prop_map(Action::Correct),
            1 => (0..100u64).prop_map(Action::TimeOut),
        ],
        0..30,
    )
}

/// What an action comes to in a state; `None` when the state does not allow it.
fn apply(action: Action, state: SubmissionState) -> Option<Transition> {
    let score = ScoreVersion::IN_FORCE.score(&[]);
    let decision = |approve| match approve {
        true => Decision::Approve,
        false => Decision::Reject {
            code: RejectCode::Other,
            comment: None,
        },
    };
    match (action, state) {
        (Action::DocumentAccepted, SubmissionState::Incomplete(facts)) => Some(facts.document_accepted()),
        (Action::Failed, SubmissionState::Incomplete(facts)) => {
            Some(facts.attempt_failed(RetryCode::FaceNotFound, None, NOW))
        }
        (Action::Approve, SubmissionState::Incomplete(facts)) => Some(facts.complete(Verdict::Approved(score), NOW)),
        (Action::Pend, SubmissionState::Incomplete(facts)) => Some(facts.complete(Verdict::Pending(score), NOW)),
        (Action::TimeOut(hours), SubmissionState::Incomplete(facts)) => {
            facts.time_out(NOW.plus(Duration::from_secs(hours * 3600))).ok()
        }
        (Action::Review(approve), state) => state.decide(decision(approve), Reviewer::Client, NOW).ok(),
        (Action::AskAgain(step), state) => state.ask_again(step, PersonalText::new("blurred"), NOW).ok(),
        (Action::Correct(approve), state) => state.correct(decision(approve), Reviewer::Client, NOW).ok(),
        _ => None,
    }
}

fn is_decided(state: &SubmissionState) -> bool {
    matches!(state, SubmissionState::Approved(_) | SubmissionState::Rejected(_))
}

proptest! {
    #[test]
    fn any_sequence_keeps_attempts_bounded_and_decides_at_most_once(actions in actions()) {
        let mut state = SubmissionState::start();
        let mut failures = 0;
        for action in actions {
            let Some(transition) = apply(action.clone(), state.clone()) else { continue };
            let told = transition.events.iter().filter(|event| {
                matches!(event, SubmissionEvent::Approved | SubmissionEvent::Rejected | SubmissionEvent::Updated)
            }).count();
            // Each decision is told once; a decided submission is corrected, and otherwise stays as it is.
            prop_assert_eq!(told, usize::from(is_decided(&transition.state)));
            prop_assert!(!is_decided(&state) || matches!(action, Action::Correct(_)), "a decided submission changed");
            match &action {
                Action::Failed => failures += 1,
                Action::AskAgain(step) => {
                    prop_assert!(matches!(state, SubmissionState::Pending(_)));
                    prop_assert!(transition.state.clone().expect_step(*step).is_ok());
                    let retry = SubmissionEvent::Retry { code: RetryCode::CaptureRequested, attempts: failures };
                    prop_assert_eq!(&transition.events, &vec![retry]);
                }
                _ => {}
            }
            state = transition.state;
            // Only the user's own failures count, and the last of them ends the submission.
            prop_assert_eq!(state.failed_attempts(), failures);
            prop_assert!(failures <= MAXIMUM_ATTEMPTS);
            prop_assert!(failures < MAXIMUM_ATTEMPTS || is_decided(&state));
            let stored = serde_json::to_string(&state).unwrap();
            prop_assert_eq!(&serde_json::from_str::<SubmissionState>(&stored).unwrap(), &state);
        }
    }
}

#[test]
fn a_new_capture_costs_no_attempt_and_has_72_hours() {
    let pending = |incomplete: Incomplete| {
        incomplete
            .complete(Verdict::Pending(ScoreVersion::IN_FORCE.score(&[])), NOW)
            .state
    };
    let once_failed = incomplete(SubmissionState::start()).attempt_failed(RetryCode::FaceNotFound, None, NOW);
    let later = NOW.plus(RETRY_TIMEOUT);
    let asked = pending(incomplete(once_failed.state))
        .ask_again(Step::Selfie, PersonalText::new("a shadow lies on the face"), later)
        .unwrap();
    let asked = incomplete(asked.state);
    assert_eq!((asked.failed_attempts, asked.next_step), (1, Step::Selfie));
    assert_eq!(asked.times_out_at(), Some(later.plus(RETRY_TIMEOUT)));
    // Done again, the wish is fulfilled; two more failures would have ended it.
    assert!(matches!(pending(asked.clone()), SubmissionState::Pending(_)));
    let failed = incomplete(asked.attempt_failed(RetryCode::FaceNotFound, None, later).state);
    let last = failed.attempt_failed(RetryCode::FaceNotFound, None, later).state;
    assert!(matches!(
        last,
        SubmissionState::Rejected(Rejected {
            code: RejectCode::TooManyRetry,
            ..
        })
    ));
    assert!(
        SubmissionState::start()
            .ask_again(Step::Document, PersonalText::new("?"), NOW)
            .is_err()
    );
}
