//! Staff or the customer's server put another status in the place of an earlier decision.

use super::state::{Approved, Decision, IllegalTransition, Rejected, Reviewer, SubmissionState, Transition};
use crate::clock::Timestamp;
use crate::event::SubmissionEvent;

impl SubmissionState {
    /// Gives a finished submission another status; the customer learns it as `updated`.
    ///
    /// # Errors
    /// [`IllegalTransition`] when the submission is not finished, is approved already, or was rejected before it had a
    /// score: then a step is missing, and the person starts a new submission.
    pub fn correct(self, decision: Decision, by: Reviewer, now: Timestamp) -> Result<Transition, IllegalTransition> {
        let status = self.status();
        let refused = |action| Err(IllegalTransition { status, action });
        let (argos_score, pending_at, failed_attempts) = match self {
            Self::Incomplete(_) => return refused("given another status"),
            Self::Approved(_) if decision == Decision::Approve => return refused("approved again"),
            Self::Pending(facts) => (Some(facts.argos_score), Some(facts.since), facts.failed_attempts),
            Self::Approved(facts) => (Some(facts.argos_score), facts.pending_at, facts.failed_attempts),
            Self::Rejected(facts) => (facts.argos_score, facts.pending_at, facts.failed_attempts),
        };
        let state = match (decision, argos_score) {
            (Decision::Approve, None) => return refused("approved, because not all of its steps were done"),
            (Decision::Approve, Some(argos_score)) => Self::Approved(Approved {
                at: now,
                by,
                argos_score,
                pending_at,
                failed_attempts,
            }),
            (Decision::Reject { code, comment }, argos_score) => Self::Rejected(Rejected {
                at: now,
                by,
                code,
                comment,
                argos_score,
                pending_at,
                failed_attempts,
            }),
        };
        Ok(Transition {
            state,
            events: vec![SubmissionEvent::Updated],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::RejectCode;
    use crate::decision::Verdict;
    use crate::score::ScoreVersion;
    use crate::submission::Incomplete;

    const NOW: Timestamp = Timestamp::from_microseconds(1_700_000_000_000_000);

    fn started() -> Incomplete {
        match SubmissionState::start() {
            SubmissionState::Incomplete(facts) => facts,
            other => panic!("{}", other.status()),
        }
    }

    fn reject() -> Decision {
        Decision::Reject {
            code: RejectCode::Other,
            comment: None,
        }
    }

    #[test]
    fn a_finished_submission_changes_its_status_and_keeps_its_score() {
        let mut state = started()
            .complete(Verdict::Approved(ScoreVersion::IN_FORCE.score(&[])), NOW)
            .state;
        let score = state.argos_score();
        for (decision, status) in [(reject(), "rejected"), (Decision::Approve, "approved")] {
            let corrected = state.correct(decision, Reviewer::Client, NOW).unwrap();
            assert_eq!(corrected.events, [SubmissionEvent::Updated]);
            assert_eq!(
                (corrected.state.status(), corrected.state.argos_score()),
                (status, score)
            );
            state = corrected.state;
        }
        let again = state.correct(Decision::Approve, Reviewer::Client, NOW);
        assert_eq!(
            again.unwrap_err().to_string(),
            "a submission that is approved cannot be approved again"
        );
    }

    #[test]
    fn what_has_no_score_is_never_approved() {
        assert!(
            SubmissionState::start()
                .correct(Decision::Approve, Reviewer::Client, NOW)
                .is_err()
        );
        let rejected = started().reject(RejectCode::ExpiredId, None, NOW).state;
        assert!(
            rejected
                .clone()
                .correct(Decision::Approve, Reviewer::Client, NOW)
                .is_err()
        );
        let other_code = rejected.correct(reject(), Reviewer::Client, NOW).unwrap();
        assert_eq!(other_code.state.status(), "rejected");
    }
}
