//! Where a submission stands, in one sentence.

use crate::dashboard::field_errors::sentence;
use crate::dashboard::wording::{self, Moment, People};
use argos_app::find_submissions::SubmissionView;
use argos_domain::check::{CheckOutcome, Step};
use argos_domain::id::AdministratorId;
use argos_domain::personal::PersonalText;
use argos_domain::submission::{MAXIMUM_ATTEMPTS, SubmissionState};

/// The sentence with its particulars.
pub(super) struct Outcome {
    /// Class of the note.
    pub(super) class: &'static str,
    pub(super) sentence: String,
    /// Whether it waits for somebody to decide.
    pub(super) is_pending: bool,
    pub(super) at: Option<Moment>,
    pub(super) code: Option<&'static str>,
    pub(super) comment: Option<String>,
    pub(super) attempts: String,
    /// Checks that did not pass: what a reviewer looks at first.
    pub(super) attention: Vec<(&'static str, String)>,
}

impl Outcome {
    /// Says where the submission stands, to `viewer`.
    pub(super) fn new(view: &SubmissionView, viewer: &AdministratorId) -> Self {
        let state = &view.submission.state;
        let (class, words, at) = standing(state, &view.people, viewer);
        let (code, comment) = match state {
            SubmissionState::Rejected(rejected) => (Some(rejected.code.code()), rejected.comment.as_ref()),
            SubmissionState::Incomplete(facts) => (facts.last_failure.map(|failure| failure.code.code()), None),
            SubmissionState::Pending(_) | SubmissionState::Approved(_) => (None, None),
        };
        let attention = view
            .checks
            .iter()
            .filter(|check| check.outcome != CheckOutcome::Pass)
            .map(|check| (check.name.title(), sentence(&check.message)))
            .collect();
        Self {
            class,
            sentence: words,
            is_pending: matches!(state, SubmissionState::Pending(_)),
            at: at.map(wording::moment),
            code,
            comment: comment.map(PersonalText::expose).map(str::to_owned),
            attempts: format!("{} of {MAXIMUM_ATTEMPTS}", state.failed_attempts()),
            attention,
        }
    }
}

type Sentence = (&'static str, String, Option<argos_domain::clock::Timestamp>);

fn standing(state: &SubmissionState, people: &People, viewer: &AdministratorId) -> Sentence {
    match state {
        SubmissionState::Incomplete(facts) => {
            let step = match facts.next_step {
                Step::Document => "the document",
                Step::Selfie => "the selfie",
            };
            let end = facts.times_out_at();
            if let (Some(_), None, Some(end)) = (&facts.asked_again, facts.last_failure, end) {
                let end = wording::moment(end).text;
                let text =
                    format!("A reviewer asked for {step} again. Without it the submission is rejected at {end}.");
                return ("", text, None);
            }
            let text = match (facts.last_failure, end) {
                (Some(failure), Some(end)) => format!(
                    "Not finished: {step} comes next. The last attempt failed: {} Without a new attempt it is rejected at {}.",
                    failure.code.staff_text(),
                    wording::moment(end).text
                ),
                _ => format!("Not finished: {step} comes next."),
            };
            ("", text, None)
        }
        SubmissionState::Pending(facts) => (
            "note-caution",
            "Complete. It waits for a decision since".to_owned(),
            Some(facts.since),
        ),
        SubmissionState::Approved(facts) => (
            "note-good",
            format!("Approved by {} on", wording::reviewer(&facts.by, people, viewer)),
            Some(facts.at),
        ),
        SubmissionState::Rejected(facts) => {
            let by = wording::reviewer(&facts.by, people, viewer);
            (
                "note-bad",
                format!("{} Rejected by {by} on", facts.code.staff_text()),
                Some(facts.at),
            )
        }
    }
}
