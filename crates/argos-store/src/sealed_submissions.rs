//! Sealing of decided submissions to the customer's SecretKey.
//!
//! [`Tx::commit`] seals every decided submission that was saved, and whatever was added to a sealed one, so that no way to
//! a decision can forget it. Whoever needs the sealed form before, such as a webhook, asks for it by
//! [`Tx::seal_if_decided`].

use crate::sealing::Place;
use crate::value::values;
use crate::{StoreError, Tx};
use argos_crypto::{CryptoError, SealingPublicKey, SecretKey, Zeroizing};
use argos_domain::clock::Timestamp;
use argos_domain::id::{ProjectId, SubmissionId};
use argos_domain::submission::{Sealed, SealedRecord, Submission, SubmissionState};

const TABLE: &str = "sealed_record";
const COLUMN: &str = "content";

/// Opens a record of a submission with its SecretKey. Works without a store: it is done where the SecretKey is.
///
/// # Errors
/// As [`SecretKey::open`].
pub fn open_sealed_record(
    secret_key: &SecretKey,
    project: &ProjectId,
    submission: &SubmissionId,
    number: u32,
    content: &[u8],
) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    let row = row_name(submission, number);
    secret_key.open(&place_of(project, &row).column(COLUMN), content)
}

fn row_name(submission: &SubmissionId, number: u32) -> String {
    format!("{submission}/{number}")
}

fn place_of<'a>(project: &'a ProjectId, row: &'a str) -> Place<'a> {
    Place {
        table: TABLE,
        row,
        scope: project.as_str(),
    }
}

/// Submissions of a transaction that are to be sealed with its commit.
#[derive(Debug, Default)]
pub(crate) struct ToSeal {
    /// Saved with a decision.
    decided: Vec<(ProjectId, SubmissionId)>,
    /// Something was written about them.
    touched: Vec<(ProjectId, SubmissionId)>,
}

impl ToSeal {
    /// Remembers a submission that was saved.
    pub(crate) fn saved(&mut self, project: &ProjectId, submission: &SubmissionId, state: &SubmissionState) {
        if state.is_decided() {
            remember(&mut self.decided, project, submission);
        }
    }

    /// Remembers a submission about which something was written.
    pub(crate) fn touched(&mut self, project: &ProjectId, submission: &SubmissionId) {
        remember(&mut self.touched, project, submission);
    }
}

fn remember(list: &mut Vec<(ProjectId, SubmissionId)>, project: &ProjectId, submission: &SubmissionId) {
    if !list.iter().any(|(_, known)| known == submission) {
        list.push((project.clone(), submission.clone()));
    }
}

// Of a deleted submission nothing is left to be sealed.
const STANDING: &str = "SELECT id, status, updated_at, sealed_at FROM submission \
     WHERE project_id = $1 AND id = $2 AND deleted_at IS NULL";
const MARK: &str = "UPDATE submission SET sealed_at = $3 WHERE project_id = $1 AND id = $2";
const INSERT: &str = "INSERT INTO sealed_record (project_id, submission_id, number, key_id, content) \
     VALUES ($1, $2, $3, $4, $5)";
const RECORDS: &str = "SELECT submission_id, number, key_id, content FROM sealed_record \
     WHERE project_id = $1 AND submission_id = $2 ORDER BY number";

impl Tx {
    /// Seals the personal text of a submission that this transaction has saved with a decision, if the project has a
    /// SecretKey, and destroys what the server can read; answers with the sealed form. Where it is sealed already, what was
    /// added since is sealed too.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] when something cannot be opened or sealed, [`StoreError::InvalidArgument`] when the decision
    /// was not saved before.
    pub async fn seal_if_decided(&mut self, submission: &Submission) -> Result<Option<Sealed>, StoreError> {
        if !submission.state.is_decided() {
            return Ok(None);
        }
        let key = values![&submission.project_id, &submission.id];
        let row = self.engine.optional("submission", STANDING, key).await?;
        let Some(row) = row else { return Ok(None) };
        if row.text("status")? != submission.state.status() {
            return Err(StoreError::InvalidArgument("a decision is saved before it is told"));
        }
        let is_saved = self.to_seal.decided.iter().any(|(_, id)| *id == submission.id);
        self.seal_submission(&submission.project_id, &submission.id, is_saved)
            .await
    }

    /// Seals what this transaction has written and must be sealed.
    pub(crate) async fn seal_written(&mut self) -> Result<(), StoreError> {
        let ToSeal { decided, touched } = std::mem::take(&mut self.to_seal);
        for (project, submission) in decided {
            self.seal_submission(&project, &submission, true).await?;
        }
        for (project, submission) in touched {
            self.seal_submission(&project, &submission, false).await?;
        }
        Ok(())
    }

    /// `begin`: it is to be sealed even if it is not yet.
    async fn seal_submission(
        &mut self,
        project: &ProjectId,
        submission: &SubmissionId,
        begin: bool,
    ) -> Result<Option<Sealed>, StoreError> {
        let standing = values![project, submission];
        let Some(row) = self.engine.optional("submission", STANDING, standing).await? else {
            return Ok(None);
        };
        let sealed_at = row.optional_time("sealed_at")?;
        let is_sealed = sealed_at.is_some();
        if !is_sealed && !begin {
            return Ok(None);
        }
        let keys = self.sealing_keys(project).await?;
        // What is added to a sealed submission stays closed, also when sealing was ended since.
        let key = keys.first().filter(|key| is_sealed || key.ended_at.is_none());
        let Some(public_key) = key.map(|key| key.public_key) else {
            return Ok(None);
        };
        let at = sealed_at.map_or_else(|| row.time("updated_at"), Ok)?;
        let text = self.take_personal_text(project, submission).await?;
        if !text.is_empty() || !is_sealed {
            let json = serde_json::to_vec(&text)
                .map_err(|_| StoreError::InvalidArgument("personal text cannot be written as JSON"))?;
            self.keep_record(project, submission, &public_key, &Zeroizing::new(json))
                .await?;
            self.engine.execute(MARK, values![project, submission, at]).await?;
        }
        self.sealed(project, submission, at).await.map(Some)
    }

    async fn keep_record(
        &mut self,
        project: &ProjectId,
        submission: &SubmissionId,
        public_key: &SealingPublicKey,
        text: &[u8],
    ) -> Result<(), StoreError> {
        let earlier = self.engine.all(TABLE, RECORDS, values![project, submission]).await?;
        let number = u32::try_from(earlier.len()).unwrap_or(u32::MAX).saturating_add(1);
        let row = row_name(submission, number);
        let place = place_of(project, &row);
        let content = public_key
            .seal(&place.column(COLUMN), text, self.store.keyring.random())
            .map_err(|source| place.failed(COLUMN, source))?;
        let key_id = public_key.key_id().to_string();
        let values = values![project, submission, number, key_id, content];
        self.engine.execute(INSERT, values).await?;
        Ok(())
    }

    /// The sealed form of a submission that is sealed since `at`.
    pub(crate) async fn sealed(
        &mut self,
        project: &ProjectId,
        submission: &SubmissionId,
        at: Timestamp,
    ) -> Result<Sealed, StoreError> {
        let rows = self.engine.all(TABLE, RECORDS, values![project, submission]).await?;
        let records = rows.iter().map(|row| {
            Ok(SealedRecord {
                number: row.number("number")?,
                key_id: row.text("key_id")?,
                content: row.bytes("content")?,
            })
        });
        Ok(Sealed {
            at,
            records: records.collect::<Result<_, StoreError>>()?,
        })
    }
}
