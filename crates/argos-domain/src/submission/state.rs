//! The states of a submission and the only ways between them.

use crate::check::Step;
use crate::clock::Timestamp;
use crate::code::{RejectCode, RetryCode};
use crate::decision::Verdict;
use crate::event::SubmissionEvent;
use crate::id::AdministratorId;
use crate::personal::PersonalText;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Attempts in all, summed over the steps; the failure of the last one rejects with `too_many_retry`.
pub const MAXIMUM_ATTEMPTS: u8 = 3;

/// An incomplete submission with a failed attempt is rejected this long after the last failure, or after a reviewer asked
/// for a new capture.
pub const RETRY_TIMEOUT: Duration = Duration::from_secs(72 * 60 * 60);

/// Where a submission stands. Each state carries its own facts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum SubmissionState {
    /// Created, not finished.
    Incomplete(Incomplete),
    /// Complete; a human must decide.
    Pending(Pending),
    /// Verified.
    Approved(Approved),
    /// Not verified; the user starts a new submission.
    Rejected(Rejected),
}

/// Facts of an unfinished submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incomplete {
    /// The step that comes next.
    pub next_step: Step,
    /// Attempts that failed so far, below [`MAXIMUM_ATTEMPTS`].
    pub failed_attempts: u8,
    /// The last failure, if there was one.
    pub last_failure: Option<LastFailure>,
    /// A reviewer asked for a new capture, which is still to come.
    pub asked_again: Option<CaptureRequest>,
}

/// A reviewer's wish for a new capture. It is no failed attempt of the user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaptureRequest {
    /// When.
    pub at: Timestamp,
    /// Why, in the reviewer's words for the user.
    pub reason: PersonalText,
}

/// The last failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastFailure {
    /// When.
    pub at: Timestamp,
    /// Why.
    pub code: RetryCode,
}

/// Facts of a submission that waits for a human.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pending {
    /// Since when.
    pub since: Timestamp,
    /// Its ARGOS Score.
    pub argos_score: f64,
    /// Attempts that failed on the way.
    pub failed_attempts: u8,
}

/// Who decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reviewer", content = "id", rename_all = "snake_case")]
pub enum Reviewer {
    /// Argos itself.
    System,
    /// A person in the dashboard.
    Administrator(AdministratorId),
    /// The customer by API.
    Client,
}

/// Facts of an approved submission.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Approved {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Reviewer,
    /// Its ARGOS Score.
    pub argos_score: f64,
    /// When it became pending, if it was.
    pub pending_at: Option<Timestamp>,
    /// Attempts that failed on the way.
    pub failed_attempts: u8,
}

/// Facts of a rejected submission.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rejected {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Reviewer,
    /// Why.
    pub code: RejectCode,
    /// A reviewer's own words.
    pub comment: Option<PersonalText>,
    /// Its ARGOS Score, when all steps were done.
    pub argos_score: Option<f64>,
    /// When it became pending, if it was.
    pub pending_at: Option<Timestamp>,
    /// Attempts that failed on the way.
    pub failed_attempts: u8,
}

/// A human's decision on a pending submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Approve.
    Approve,
    /// Reject with a code and, if wanted (for `other`: always), own words.
    Reject {
        /// Why.
        code: RejectCode,
        /// Own words.
        comment: Option<PersonalText>,
    },
}

/// A new state with the events to publish in the same transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Transition {
    /// The new state.
    pub state: SubmissionState,
    /// What to publish, in order.
    pub events: Vec<SubmissionEvent>,
}

/// A transition that the state does not allow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a submission that is {status} cannot be {action}")]
pub struct IllegalTransition {
    /// The present status.
    pub status: &'static str,
    /// What was tried.
    pub action: &'static str,
}

impl SubmissionState {
    pub(super) const fn start() -> Self {
        Self::Incomplete(Incomplete {
            next_step: Step::Document,
            failed_attempts: 0,
            last_failure: None,
            asked_again: None,
        })
    }

    /// The status word of the API.
    #[must_use]
    pub const fn status(&self) -> &'static str {
        match self {
            Self::Incomplete(_) => "incomplete",
            Self::Pending(_) => "pending",
            Self::Approved(_) => "approved",
            Self::Rejected(_) => "rejected",
        }
    }

    /// Whether it was approved or rejected.
    #[must_use]
    pub const fn is_decided(&self) -> bool {
        matches!(self, Self::Approved(_) | Self::Rejected(_))
    }

    /// Whether a human decided it, or corrected what was decided.
    #[must_use]
    pub fn is_decided_by_human(&self) -> bool {
        match self {
            Self::Approved(facts) => facts.by != Reviewer::System,
            Self::Rejected(facts) => facts.by != Reviewer::System,
            Self::Incomplete(_) | Self::Pending(_) => false,
        }
    }

    /// Failed attempts so far.
    #[must_use]
    pub const fn failed_attempts(&self) -> u8 {
        match self {
            Self::Incomplete(facts) => facts.failed_attempts,
            Self::Pending(facts) => facts.failed_attempts,
            Self::Approved(facts) => facts.failed_attempts,
            Self::Rejected(facts) => facts.failed_attempts,
        }
    }

    /// The ARGOS Score, once there is one.
    #[must_use]
    pub const fn argos_score(&self) -> Option<f64> {
        match self {
            Self::Incomplete(_) => None,
            Self::Pending(facts) => Some(facts.argos_score),
            Self::Approved(facts) => Some(facts.argos_score),
            Self::Rejected(facts) => facts.argos_score,
        }
    }

    /// The unfinished state's facts, if `step` is the one that comes next.
    ///
    /// # Errors
    /// [`IllegalTransition`] when the submission is decided or pending, or another step comes next.
    pub fn expect_step(self, step: Step) -> Result<Incomplete, IllegalTransition> {
        let action = match step {
            Step::Document => "given a document",
            Step::Selfie => "given a selfie",
        };
        match self {
            Self::Incomplete(facts) if facts.next_step == step => Ok(facts),
            // A document may be shown again as long as the selfie was not accepted.
            Self::Incomplete(facts) if step == Step::Document => Ok(facts),
            other => Err(IllegalTransition {
                status: other.status(),
                action,
            }),
        }
    }

    /// A human asks the user to take a step again, instead of deciding. The attempts that failed so far still count, this
    /// is none of them.
    ///
    /// # Errors
    /// [`IllegalTransition`] when the submission is not pending.
    pub fn ask_again(self, step: Step, reason: PersonalText, now: Timestamp) -> Result<Transition, IllegalTransition> {
        let Self::Pending(pending) = self else {
            return Err(IllegalTransition {
                status: self.status(),
                action: "captured again",
            });
        };
        Ok(Transition {
            state: Self::Incomplete(Incomplete {
                next_step: step,
                failed_attempts: pending.failed_attempts,
                last_failure: None,
                asked_again: Some(CaptureRequest { at: now, reason }),
            }),
            events: vec![SubmissionEvent::Retry {
                code: RetryCode::CaptureRequested,
                attempts: pending.failed_attempts,
            }],
        })
    }

    /// A human decides.
    ///
    /// # Errors
    /// [`IllegalTransition`] when the submission is not pending.
    pub fn decide(self, decision: Decision, by: Reviewer, now: Timestamp) -> Result<Transition, IllegalTransition> {
        let Self::Pending(pending) = self else {
            return Err(IllegalTransition {
                status: self.status(),
                action: "reviewed",
            });
        };
        Ok(match decision {
            Decision::Approve => Transition {
                state: Self::Approved(Approved {
                    at: now,
                    by,
                    argos_score: pending.argos_score,
                    pending_at: Some(pending.since),
                    failed_attempts: pending.failed_attempts,
                }),
                events: vec![SubmissionEvent::Approved],
            },
            Decision::Reject { code, comment } => Transition {
                state: Self::Rejected(Rejected {
                    at: now,
                    by,
                    code,
                    comment,
                    argos_score: Some(pending.argos_score),
                    pending_at: Some(pending.since),
                    failed_attempts: pending.failed_attempts,
                }),
                events: vec![SubmissionEvent::Rejected],
            },
        })
    }
}

impl Incomplete {
    /// The document step succeeded; the selfie comes next.
    #[must_use]
    pub fn document_accepted(self) -> Transition {
        Transition {
            state: SubmissionState::Incomplete(Self {
                next_step: Step::Selfie,
                ..self
            }),
            events: Vec::new(),
        }
    }

    /// An attempt failed: a retry, or after the last one a rejection.
    #[must_use]
    pub fn attempt_failed(self, code: RetryCode, argos_score: Option<f64>, now: Timestamp) -> Transition {
        let failed_attempts = self.failed_attempts.saturating_add(1);
        if failed_attempts >= MAXIMUM_ATTEMPTS {
            return Self {
                failed_attempts,
                ..self
            }
            .reject(RejectCode::TooManyRetry, argos_score, now);
        }
        Transition {
            state: SubmissionState::Incomplete(Self {
                failed_attempts,
                last_failure: Some(LastFailure { at: now, code }),
                ..self
            }),
            events: vec![SubmissionEvent::Retry {
                code,
                attempts: failed_attempts,
            }],
        }
    }

    /// Policy or verification rejects.
    #[must_use]
    pub fn reject(self, code: RejectCode, argos_score: Option<f64>, now: Timestamp) -> Transition {
        Transition {
            state: SubmissionState::Rejected(Rejected {
                at: now,
                by: Reviewer::System,
                code,
                comment: None,
                argos_score,
                pending_at: None,
                failed_attempts: self.failed_attempts,
            }),
            events: vec![SubmissionEvent::Rejected],
        }
    }

    /// All steps are done: the verdict takes effect.
    #[must_use]
    pub fn complete(self, verdict: Verdict, now: Timestamp) -> Transition {
        match verdict {
            Verdict::Retry(code, score) => self.attempt_failed(code, Some(score.value), now),
            Verdict::Rejected(code, score) => self.reject(code, Some(score.value), now),
            Verdict::Approved(score) => Transition {
                state: SubmissionState::Approved(Approved {
                    at: now,
                    by: Reviewer::System,
                    argos_score: score.value,
                    pending_at: None,
                    failed_attempts: self.failed_attempts,
                }),
                events: vec![SubmissionEvent::Approved],
            },
            Verdict::Pending(score) => Transition {
                state: SubmissionState::Pending(Pending {
                    since: now,
                    argos_score: score.value,
                    failed_attempts: self.failed_attempts,
                }),
                events: vec![SubmissionEvent::Submitted],
            },
        }
    }

    /// When the submission is given up; `None` without a failed attempt or a wish for a new capture.
    #[must_use]
    pub fn times_out_at(&self) -> Option<Timestamp> {
        let failed_at = self.last_failure.map(|failure| failure.at);
        let asked_at = self.asked_again.as_ref().map(|request| request.at);
        failed_at.max(asked_at).map(|moment| moment.plus(RETRY_TIMEOUT))
    }

    /// Gives up after [`RETRY_TIMEOUT`]; the state comes back unchanged when it is not yet time.
    ///
    /// # Errors
    /// The unchanged facts.
    pub fn time_out(self, now: Timestamp) -> Result<Transition, Self> {
        if self.times_out_at().is_some_and(|moment| moment <= now) {
            Ok(self.reject(RejectCode::Timeout, None, now))
        } else {
            Err(self)
        }
    }
}

#[cfg(test)]
mod tests;
