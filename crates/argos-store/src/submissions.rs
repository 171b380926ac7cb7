//! Submissions: adding, finding, saving.

use crate::row::Row;
use crate::sealing::Place;
use crate::submission_state::{StateColumns, read_state};
use crate::value::{Value, values};
use crate::{StoreError, Tx};
use argos_crypto::{BlindIndex, TokenHash, normalise_email};
use argos_domain::clock::Timestamp;
use argos_domain::id::{ProjectId, SubmissionId};
use argos_domain::personal::PersonalText;
use argos_domain::submission::{CaptureRequest, Erased, Submission, SubmissionState};
use serde::Serialize;
use std::collections::BTreeSet;

const TABLE: &str = "submission";

/// A submission as it was read, with the revision that saving holds against.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredSubmission {
    /// The submission.
    pub submission: Submission,
    /// How often it was saved.
    pub revision: i64,
}

/// The columns of a submission that reading needs; [`crate::submission_list`] uses them too.
macro_rules! submission_columns {
    () => {
        "id, project_id, revision, policy_version, created_at, updated_at, applicant, chosen, read_data, \
         confirmed_data, recognition_score, status, next_step, failed_attempts, last_failure_at, last_failure_code, \
         pending_at, decided_at, decided_by, decided_by_id, reject_code, reject_comment, argos_score, corrected_data, \
         deleted_at, erased_fields, sealed_at, applicant_id, duplicated_information, capture_asked_at, capture_reason"
    };
}
pub(crate) use submission_columns;

const INSERT: &str = "INSERT INTO submission (project_id, id, policy_version, updated_at, email_index, user_id_index, \
     applicant, chosen, read_data, confirmed_data, recognition_score, status, next_step, failed_attempts, \
     last_failure_at, last_failure_code, timeout_at, pending_at, decided_at, decided_by, decided_by_id, reject_code, \
     reject_comment, argos_score, revision, created_at, liveform_token_hash) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, \
     $24, 1, $25, $26)";
const FIND: &str = concat!(
    "SELECT ",
    submission_columns!(),
    " FROM submission WHERE project_id = $1 AND id = $2"
);
const FIND_BY_LIVEFORM_TOKEN: &str = concat!(
    "SELECT ",
    submission_columns!(),
    " FROM submission WHERE liveform_token_hash = $1"
);
const SAVE: &str = "UPDATE submission SET policy_version = $3, updated_at = $4, email_index = $5, user_id_index = $6, \
     applicant = $7, chosen = $8, read_data = $9, confirmed_data = $10, recognition_score = $11, status = $12, \
     next_step = $13, failed_attempts = $14, last_failure_at = $15, last_failure_code = $16, timeout_at = $17, \
     pending_at = $18, decided_at = $19, decided_by = $20, decided_by_id = $21, reject_code = $22, \
     reject_comment = $23, argos_score = $24, corrected_data = $26, capture_asked_at = $27, \
     capture_reason = $28, revision = revision + 1 \
     WHERE project_id = $1 AND id = $2 AND revision = $25 AND deleted_at IS NULL";
const REPLACE_LIVEFORM_TOKEN: &str = "UPDATE submission SET liveform_token_hash = $3 \
     WHERE project_id = $1 AND id = $2 AND deleted_at IS NULL";
const IS_ERASED: &str = "SELECT id FROM submission WHERE project_id = $1 AND id = $2 AND deleted_at IS NOT NULL";
const DUE_TIMEOUTS: &str = "SELECT project_id, id FROM submission WHERE timeout_at <= $1 ORDER BY timeout_at LIMIT $2";

impl Tx {
    /// Adds a submission with the token of its Liveform session.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the id or token exists already, [`StoreError::MissingKey`] or
    /// [`StoreError::MissingReference`] when project or policy version do not exist.
    pub async fn insert_submission(
        &mut self,
        submission: &Submission,
        liveform_token: &TokenHash,
    ) -> Result<(), StoreError> {
        let mut values = self.submission_values(submission).await?;
        values.extend(values![submission.created_at, liveform_token]);
        self.engine.execute(INSERT, values).await?;
        self.to_seal
            .saved(&submission.project_id, &submission.id, &submission.state);
        Ok(())
    }

    /// The submission of this project with this id.
    ///
    /// # Errors
    /// [`StoreError::Row`] or [`StoreError::Sealed`] when the row cannot be understood.
    pub async fn find_submission(
        &mut self,
        project: &ProjectId,
        id: &SubmissionId,
    ) -> Result<Option<StoredSubmission>, StoreError> {
        match self.engine.optional(TABLE, FIND, values![project, id]).await? {
            Some(row) => self.read_submission(&row).await.map(Some),
            None => Ok(None),
        }
    }

    /// The submission whose Liveform session has this token.
    ///
    /// # Errors
    /// As [`Tx::find_submission`].
    pub async fn find_submission_by_liveform_token(
        &mut self,
        token: &TokenHash,
    ) -> Result<Option<StoredSubmission>, StoreError> {
        match self
            .engine
            .optional(TABLE, FIND_BY_LIVEFORM_TOKEN, values![token])
            .await?
        {
            Some(row) => self.read_submission(&row).await.map(Some),
            None => Ok(None),
        }
    }

    /// Saves a submission that was read before; returns its new revision, by which it can be saved again.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it was saved by someone else since it was read, or does not exist;
    /// [`StoreError::SealedSubmission`] when its personal text is sealed, [`StoreError::Erased`].
    pub async fn save_submission(&mut self, stored: &StoredSubmission) -> Result<i64, StoreError> {
        let submission = &stored.submission;
        if submission.sealed.is_some() {
            return Err(StoreError::SealedSubmission);
        }
        let mut values = self.submission_values(submission).await?;
        let corrected = self
            .seal_optional_json(place_of(submission), "corrected_data", submission.corrected.as_ref())
            .await?;
        let asked_again = match &submission.state {
            SubmissionState::Incomplete(facts) => facts.asked_again.as_ref(),
            _ => None,
        };
        let reason = match asked_again {
            Some(request) => {
                let reason = request.reason.expose().as_bytes();
                Some(self.seal(place_of(submission), "capture_reason", reason).await?)
            }
            None => None,
        };
        values.extend(values![
            stored.revision,
            corrected,
            asked_again.map(|request| request.at),
            reason,
        ]);
        if self.engine.execute(SAVE, values).await? == 0 {
            return Err(self.not_saved(submission).await?);
        }
        let state = &submission.state;
        self.follow_decision(
            &submission.project_id,
            &submission.id,
            state.status(),
            state.is_decided_by_human(),
        )
        .await?;
        self.to_seal.saved(&submission.project_id, &submission.id, state);
        Ok(stored.revision.saturating_add(1))
    }

    async fn not_saved(&mut self, submission: &Submission) -> Result<StoreError, StoreError> {
        let key = values![&submission.project_id, &submission.id];
        Ok(match self.engine.optional(TABLE, IS_ERASED, key).await? {
            Some(_) => StoreError::Erased,
            None => StoreError::Conflict(format!("submission {}", submission.id)),
        })
    }

    /// Gives a submission another Liveform session; the earlier one ends.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the project has no such submission.
    pub async fn replace_liveform_token(
        &mut self,
        project: &ProjectId,
        id: &SubmissionId,
        token: &TokenHash,
    ) -> Result<(), StoreError> {
        let values = values![project, id, token];
        match self.engine.execute(REPLACE_LIVEFORM_TOKEN, values).await? {
            0 => Err(StoreError::NotFound {
                table: TABLE,
                row: id.to_string(),
            }),
            _ => Ok(()),
        }
    }

    /// Incomplete submissions whose time after a failed attempt is over, longest overdue first.
    ///
    /// # Errors
    /// [`StoreError::Row`] when a row cannot be understood.
    pub async fn due_timeouts(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<(ProjectId, SubmissionId)>, StoreError> {
        let rows = self.engine.all(TABLE, DUE_TIMEOUTS, values![now, limit]).await?;
        rows.iter()
            .map(|row| Ok((row.id("project_id")?, row.id("id")?)))
            .collect()
    }

    /// The blind indexes of an e-mail address and of a user id.
    pub(crate) async fn applicant_indexes(
        &mut self,
        project: &ProjectId,
        email: Option<&str>,
        user_id: Option<&str>,
    ) -> Result<(Option<BlindIndex>, Option<BlindIndex>), StoreError> {
        let keys = self.keys(project.as_str()).await?;
        let email = email.map(|email| keys.index().index("email", &normalise_email(email)));
        let user_id = user_id.map(|user_id| keys.index().index("user_id", user_id));
        Ok((email, user_id))
    }

    /// `$1` to `$24` of [`INSERT`] and [`SAVE`].
    async fn submission_values(&mut self, submission: &Submission) -> Result<Vec<Value>, StoreError> {
        let place = place_of(submission);
        let applicant = &submission.applicant;
        let email = applicant.email.as_ref().map(|email| email.expose());
        let user_id = applicant.user_id.as_ref().map(PersonalText::expose);
        let (email_index, user_id_index) = self.applicant_indexes(&submission.project_id, email, user_id).await?;
        let state = StateColumns::of(&submission.state);
        let reject_comment = match state.reject_comment {
            Some(comment) => Some(self.seal(place, "reject_comment", comment.expose().as_bytes()).await?),
            None => None,
        };
        Ok(values![
            &submission.project_id,
            &submission.id,
            submission.policy_version,
            submission.updated_at,
            email_index,
            user_id_index,
            self.seal_json(place, "applicant", applicant).await?,
            self.seal_json(place, "chosen", &submission.chosen).await?,
            self.seal_optional_json(place, "read_data", submission.read.as_ref())
                .await?,
            self.seal_optional_json(place, "confirmed_data", submission.confirmed.as_ref())
                .await?,
            submission.recognition_score,
            state.status,
            state.next_step,
            state.failed_attempts,
            state.last_failure_at,
            state.last_failure_code,
            state.timeout_at,
            state.pending_at,
            state.decided_at,
            state.decided_by,
            state.decided_by_id,
            state.reject_code,
            reject_comment,
            state.argos_score,
        ])
    }

    async fn seal_optional_json<T: Serialize + Sync>(
        &mut self,
        place: Place<'_>,
        column: &'static str,
        value: Option<&T>,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        match value {
            Some(value) => self.seal_json(place, column, value).await.map(Some),
            None => Ok(None),
        }
    }

    pub(crate) async fn read_submission(&mut self, row: &Row) -> Result<StoredSubmission, StoreError> {
        let project_id: ProjectId = row.id("project_id")?;
        let id: SubmissionId = row.id("id")?;
        let place = Place {
            table: TABLE,
            row: id.as_str(),
            scope: project_id.as_str(),
        };
        let applicant = self.open_json(place, "applicant", &row.bytes("applicant")?).await?;
        let chosen = self.open_json(place, "chosen", &row.bytes("chosen")?).await?;
        let read = match row.optional_bytes("read_data")? {
            Some(sealed) => Some(self.open_json(place, "read_data", &sealed).await?),
            None => None,
        };
        let confirmed = match row.optional_bytes("confirmed_data")? {
            Some(sealed) => Some(self.open_json(place, "confirmed_data", &sealed).await?),
            None => None,
        };
        let corrected = match row.optional_bytes("corrected_data")? {
            Some(sealed) => Some(self.open_json(place, "corrected_data", &sealed).await?),
            None => None,
        };
        let asked_again = match (
            row.optional_time("capture_asked_at")?,
            row.optional_bytes("capture_reason")?,
        ) {
            (Some(at), Some(sealed)) => {
                let reason = self.open_text(place, "capture_reason", &sealed).await?;
                let reason = PersonalText::new(reason.as_str());
                Some(CaptureRequest { at, reason })
            }
            _ => None,
        };
        let comment = match row.optional_bytes("reject_comment")? {
            Some(sealed) => Some(PersonalText::new(
                self.open_text(place, "reject_comment", &sealed).await?.as_str(),
            )),
            None => None,
        };
        let sealed = match row.optional_time("sealed_at")? {
            Some(at) => Some(self.sealed(&project_id, &id, at).await?),
            None => None,
        };
        let submission = Submission {
            policy_version: row.number("policy_version")?,
            created_at: row.time("created_at")?,
            updated_at: row.time("updated_at")?,
            applicant,
            chosen,
            read,
            recognition_score: row.optional_real("recognition_score")?,
            confirmed,
            corrected,
            state: read_state(row, comment, asked_again)?,
            erased: read_erased(row)?,
            sealed,
            applicant_id: row.optional_id("applicant_id")?,
            duplicated_information: row.optional_text("duplicated_information")?,
            id,
            project_id,
        };
        Ok(StoredSubmission {
            submission,
            revision: row.integer("revision")?,
        })
    }
}

fn read_erased(row: &Row) -> Result<Erased, StoreError> {
    let parts = match row.optional_text("erased_fields")? {
        Some(_) => row.json("erased_fields")?,
        None => BTreeSet::new(),
    };
    Ok(Erased {
        deleted_at: row.optional_time("deleted_at")?,
        parts,
    })
}

fn place_of(submission: &Submission) -> Place<'_> {
    Place {
        table: TABLE,
        row: submission.id.as_str(),
        scope: submission.project_id.as_str(),
    }
}
