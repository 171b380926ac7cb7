//! One row of the list.

use crate::dashboard::wording::{self, Chip, Moment};
use argos_domain::personal::PersonalText;
use argos_domain::submission::{Submission, SubmissionState};

/// What stands where a name stood.
const DELETED: &str = "Deleted submission";

/// A submission in the list.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) address: String,
    pub(super) name: Option<String>,
    pub(super) email: Option<String>,
    pub(super) user_id: Option<String>,
    pub(super) document: Option<&'static str>,
    pub(super) country: Option<String>,
    pub(super) status: Chip,
    /// A few words that say more than the status.
    pub(super) note: Option<String>,
    pub(super) score: Option<String>,
    pub(super) created: Moment,
    pub(super) changed: Moment,
}

impl Row {
    /// The row for a submission of the list at `list`.
    pub(super) fn new(submission: &Submission, list: &str) -> Self {
        let data = submission.final_data();
        let text = |text: &PersonalText| text.expose().to_owned();
        let kind = data.and_then(|data| data.id_type).or(submission.chosen.id_type);
        let country = data
            .and_then(|data| data.issuing_country)
            .or(submission.chosen.issuing_country);
        let status = submission.state.status();
        let sealed = submission.sealed.is_some();
        let (name, shown, note) = if submission.erased.deleted_at.is_some() {
            let note = format!("was {status}");
            (Some(DELETED.to_owned()), "deleted", Some(note))
        } else {
            let name = data.and_then(|data| data.name()).as_ref().map(text);
            let name = name.or_else(|| sealed.then(|| "Sealed".to_owned()));
            (name, status, note(&submission.state))
        };
        Self {
            id: submission.id.to_string(),
            address: format!("{list}/{}", submission.id),
            name,
            email: submission
                .applicant
                .email
                .as_ref()
                .map(|email| email.expose().to_owned()),
            user_id: submission.applicant.user_id.as_ref().map(text),
            document: kind.map(wording::id_type).or(sealed.then_some("Sealed")),
            country: country.map(wording::country),
            status: wording::status(shown),
            note,
            score: submission.state.argos_score().map(|score| format!("{score:.1}")),
            created: wording::moment(submission.created_at),
            changed: wording::moment(submission.updated_at),
        }
    }
}

fn note(state: &SubmissionState) -> Option<String> {
    match state {
        SubmissionState::Rejected(rejected) => Some(rejected.code.code().to_owned()),
        SubmissionState::Incomplete(facts) if facts.failed_attempts == 1 => Some("1 failed attempt".to_owned()),
        SubmissionState::Incomplete(facts) if facts.failed_attempts > 1 => {
            Some(format!("{} failed attempts", facts.failed_attempts))
        }
        SubmissionState::Incomplete(_) | SubmissionState::Pending(_) | SubmissionState::Approved(_) => None,
    }
}
