//! Who was approved as whom: keyed hashes of identities, the order of approvals.

use crate::submissions::submission_columns;
use crate::value::values;
use crate::{StoreError, Tx};
use argos_domain::clock::Timestamp;
use argos_domain::id::{ApplicantId, ProjectId, SubmissionId};
use argos_domain::identity::{IdentityKey, IdentityKind};
use argos_domain::submission::Submission;
use std::collections::BTreeSet;

/// An approved submission with the same identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SameIdentity {
    /// The submission.
    pub submission: SubmissionId,
    /// What is the same.
    pub kind: IdentityKind,
    /// The person that it belongs to.
    pub applicant: Option<ApplicantId>,
}

/// To whom a decided submission belongs.
#[derive(Debug, Clone)]
pub struct IdentityRecord<'a> {
    /// The person.
    pub applicant: &'a ApplicantId,
    /// Keyed hash of the person's data, see [`Tx::duplicated_information`].
    pub duplicated_information: Option<&'a str>,
    /// The person and documents that it is recognised by from now on, instead of earlier ones.
    pub keys: &'a BTreeSet<IdentityKey>,
    /// The number of its approval; `None` leaves an earlier one.
    pub approval: Option<i64>,
}

const TAKE_TURN: &str = "INSERT INTO approval_turn (project_id, turn) VALUES ($1, 1) \
     ON CONFLICT (project_id) DO UPDATE SET turn = approval_turn.turn + 1 RETURNING project_id, turn";
const SAME: &str = "SELECT submission.id AS id, submission.applicant_id AS applicant_id FROM identity_index \
     JOIN submission ON submission.project_id = identity_index.project_id AND submission.id = identity_index.submission_id \
     WHERE identity_index.project_id = $1 AND identity_index.kind = $2 AND identity_index.value = $3 \
     AND submission.id <> $4 AND submission.status = 'approved' ORDER BY submission.approval LIMIT 1";
const LAST_DECISION: &str = "SELECT submission.id AS id, submission.decided_at AS decided_at FROM identity_index \
     JOIN submission ON submission.project_id = identity_index.project_id AND submission.id = identity_index.submission_id \
     WHERE identity_index.project_id = $1 AND identity_index.kind = $2 AND identity_index.value = $3 \
     AND submission.id <> $4 AND submission.status = $5 AND submission.decided_at > $6 \
     ORDER BY submission.decided_at DESC LIMIT 1";
const FORGET: &str =
    "DELETE FROM identity_index WHERE project_id = $1 AND submission_id = $2 AND kind IN ('person', 'document')";
const ENTER: &str = "INSERT INTO identity_index (project_id, submission_id, kind, value) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (project_id, kind, value, submission_id) DO NOTHING";
const RECORD: &str =
    "UPDATE submission SET applicant_id = $3, duplicated_information = $4 WHERE project_id = $1 AND id = $2";
const NUMBER: &str = "UPDATE submission SET approval = $3 WHERE project_id = $1 AND id = $2";
/// The most submissions of one person that are listed.
const MOST_OF_ONE_PERSON: u32 = 1000;
const OF_APPLICANT: &str = concat!(
    "SELECT ",
    submission_columns!(),
    " FROM submission WHERE project_id = $1 AND applicant_id = $2 AND status = 'approved' ORDER BY approval LIMIT $3"
);

impl Tx {
    /// The approved submissions of a person, in the order of approval.
    ///
    /// # Errors
    /// [`StoreError::Row`] or [`StoreError::Sealed`] when a row cannot be understood.
    pub async fn approved_submissions_of(
        &mut self,
        project: &ProjectId,
        applicant: &ApplicantId,
    ) -> Result<Vec<Submission>, StoreError> {
        let values = values![project, applicant, MOST_OF_ONE_PERSON];
        let rows = self.engine.all("submission", OF_APPLICANT, values).await?;
        let mut submissions = Vec::with_capacity(rows.len());
        for row in &rows {
            submissions.push(self.read_submission(row).await?.submission);
        }
        Ok(submissions)
    }

    /// Takes the next number of the project's approvals. From here to the end of this transaction every other
    /// transaction that asks for one waits, so what is found about approved people meanwhile stays true.
    ///
    /// # Errors
    /// [`StoreError::MissingReference`] when there is no such project.
    pub async fn take_approval_turn(&mut self, project: &ProjectId) -> Result<i64, StoreError> {
        let rows = self.engine.all("approval_turn", TAKE_TURN, values![project]).await?;
        match rows.first() {
            Some(row) => row.integer("turn"),
            None => Err(StoreError::NotFound {
                table: "approval_turn",
                row: project.to_string(),
            }),
        }
    }

    /// Approved submissions of the project, other than `except`, with one of these identities; at most one for each.
    ///
    /// # Errors
    /// [`StoreError::MissingKey`] when there is no such project.
    pub async fn approved_with(
        &mut self,
        project: &ProjectId,
        except: &SubmissionId,
        keys: &BTreeSet<IdentityKey>,
    ) -> Result<Vec<SameIdentity>, StoreError> {
        let mut found = Vec::new();
        for key in keys {
            let value = self.identity_value(project, key).await?;
            let values = values![project, key.kind.name(), value, except];
            if let Some(row) = self.engine.optional("submission", SAME, values).await? {
                found.push(SameIdentity {
                    submission: row.id("id")?,
                    kind: key.kind,
                    applicant: row.optional_id("applicant_id")?,
                });
            }
        }
        Ok(found)
    }

    /// When a submission of the project, other than `except`, with this identity last came to `status`, if that was
    /// after `since`.
    ///
    /// # Errors
    /// [`StoreError::MissingKey`] when there is no such project.
    pub async fn last_decision(
        &mut self,
        project: &ProjectId,
        except: Option<&SubmissionId>,
        key: &IdentityKey,
        status: &str,
        since: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let value = self.identity_value(project, key).await?;
        let except = except.map_or("", SubmissionId::as_str);
        let values = values![project, key.kind.name(), value, except, status, since];
        match self.engine.optional("submission", LAST_DECISION, values).await? {
            Some(row) => Ok(Some(row.time("decided_at")?)),
            None => Ok(None),
        }
    }

    /// Adds to what a submission is recognised by.
    ///
    /// # Errors
    /// [`StoreError::MissingReference`] when the project has no such submission.
    pub async fn add_identity_keys(
        &mut self,
        project: &ProjectId,
        id: &SubmissionId,
        keys: &BTreeSet<IdentityKey>,
    ) -> Result<(), StoreError> {
        for key in keys {
            let value = self.identity_value(project, key).await?;
            self.engine
                .execute(ENTER, values![project, id, key.kind.name(), value])
                .await?;
        }
        Ok(())
    }

    /// Records to whom a decided submission belongs and what it is recognised by.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the project has no such submission, [`StoreError::Conflict`] when the number of the
    /// approval is taken.
    pub async fn record_identity(
        &mut self,
        project: &ProjectId,
        id: &SubmissionId,
        record: IdentityRecord<'_>,
    ) -> Result<(), StoreError> {
        let values = values![project, id, record.applicant, record.duplicated_information,];
        if self.engine.execute(RECORD, values).await? == 0 {
            return Err(StoreError::NotFound {
                table: "submission",
                row: id.to_string(),
            });
        }
        if let Some(turn) = record.approval {
            self.number_approval(project, id, turn).await?;
        }
        self.engine.execute(FORGET, values![project, id]).await?;
        self.add_identity_keys(project, id, record.keys).await
    }

    /// Gives an approval the number that its transaction took, instead of an earlier one; what it is recognised by stays.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the number is taken.
    pub async fn number_approval(
        &mut self,
        project: &ProjectId,
        id: &SubmissionId,
        turn: i64,
    ) -> Result<(), StoreError> {
        self.remove_approved_face(project, id, turn).await?;
        self.engine.execute(NUMBER, values![project, id, turn]).await?;
        Ok(())
    }

    /// The keyed hash of an identity that the customer sees: equal for equal identities of the project, unrelated to
    /// what the table of identities holds.
    ///
    /// # Errors
    /// [`StoreError::MissingKey`] when there is no such project.
    pub async fn duplicated_information(
        &mut self,
        project: &ProjectId,
        key: &IdentityKey,
    ) -> Result<String, StoreError> {
        let keys = self.keys(project.as_str()).await?;
        Ok(keys.index().index("duplicated_information", key.expose()).to_hex())
    }

    async fn identity_value(
        &mut self,
        project: &ProjectId,
        key: &IdentityKey,
    ) -> Result<argos_crypto::BlindIndex, StoreError> {
        let keys = self.keys(project.as_str()).await?;
        Ok(keys
            .index()
            .index(&format!("identity/{}", key.kind.name()), key.expose()))
    }
}
