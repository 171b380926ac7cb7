//! A submission whose personal text only the holder of the SecretKey reads.

use crate::dashboard::wording::{self, Moment};
use argos_app::sealed_json;
use argos_domain::submission::Submission;

/// What the page says of it.
pub(super) struct SealedView {
    pub(super) since: Moment,
    /// The sealed form in JSON, for the script that opens it.
    pub(super) form: String,
    /// The keys that open its records, each once.
    pub(super) keys: Vec<String>,
}

impl SealedView {
    /// `None` when the submission is not sealed.
    pub(super) fn of(submission: &Submission) -> Option<Self> {
        let sealed = submission.sealed.as_ref()?;
        let mut keys: Vec<String> = sealed.records.iter().map(|record| record.key_id.clone()).collect();
        keys.dedup();
        Some(Self {
            since: wording::moment(sealed.at),
            form: sealed_json(submission)?.to_string(),
            keys,
        })
    }
}
