//! Personal text of a submission that only the holder of the project's SecretKey reads.

use super::{Applicant, ChosenDocument, Submission, SubmissionState};
use crate::clock::Timestamp;

/// What a sealed submission has in place of its personal text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Since when.
    pub at: Timestamp,
    /// The records; together they hold everything. The first is made with the decision, further ones when something
    /// personal was added later.
    pub records: Vec<SealedRecord>,
}

/// A record that opens with the SecretKey only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedRecord {
    /// Its place among the submission's records, from 1.
    pub number: u32,
    /// Which SecretKey opens it.
    pub key_id: String,
    /// The record itself.
    pub content: Vec<u8>,
}

impl Submission {
    /// The submission as it is once it is sealed: without personal text, with the records that hold it.
    #[must_use]
    pub fn closed(mut self, sealed: Sealed) -> Self {
        self.applicant = Applicant::default();
        self.chosen = ChosenDocument::default();
        self.read = None;
        self.confirmed = None;
        self.corrected = None;
        if let SubmissionState::Rejected(rejected) = &mut self.state {
            rejected.comment = None;
        }
        self.sealed = Some(sealed);
        self
    }
}
