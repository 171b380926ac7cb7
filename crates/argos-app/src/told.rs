//! A submission as the outside may be told of it.

use crate::error::AppError;
use argos_domain::submission::Submission;
use argos_store::Tx;
use std::borrow::Cow;
use std::ops::Deref;

/// A submission fit for a webhook: sealed, if it is decided and the project has a SecretKey. Webhook bodies are made from
/// this alone, so that none can carry in the clear what is sealed a moment later.
#[derive(Debug)]
pub(crate) struct Told<'a>(Cow<'a, Submission>);

impl<'a> Told<'a> {
    /// Seals the submission, which is saved already, in the transaction that decided it. The customer's own name for the
    /// person stays, by which its server finds the person.
    pub(crate) async fn new(tx: &mut Tx, submission: &'a Submission) -> Result<Self, AppError> {
        let Some(sealed) = tx.seal_if_decided(submission).await? else {
            return Ok(Self(Cow::Borrowed(submission)));
        };
        let mut closed = submission.clone().closed(sealed);
        closed.applicant.user_id = submission.applicant.user_id.clone();
        Ok(Self(Cow::Owned(closed)))
    }
}

impl Deref for Told<'_> {
    type Target = Submission;

    fn deref(&self) -> &Submission {
        &self.0
    }
}
