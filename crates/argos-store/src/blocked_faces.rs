//! A project's block-list of faces. An entry names a rejected submission; the face is that of its selfie.

use crate::row::Row;
use crate::sealing::Place;
use crate::value::values;
use crate::{FaceKind, StoreError, Tx};
use argos_crypto::Zeroizing;
use argos_domain::blocked_face::{BlockReason, MOST_BLOCKED_FACES};
use argos_domain::clock::Timestamp;
use argos_domain::id::{AdministratorId, ProjectId, SubmissionId};
use std::fmt;

const TABLE: &str = "blocked_face";

/// An entry of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockedFace {
    /// The submission whose selfie shows the face.
    pub submission: SubmissionId,
    /// Why.
    pub reason: BlockReason,
    /// Who put it on the list.
    pub by: AdministratorId,
    /// When.
    pub at: Timestamp,
    /// Whether it counts: it does not while the submission is approved.
    pub counts: bool,
}

/// An entry with its face as numbers; biometric data of a person.
pub struct BlockedTemplate {
    /// The submission whose selfie shows the face.
    pub submission: SubmissionId,
    /// Why it is on the list.
    pub reason: BlockReason,
    /// The embedding in the form that its model gives it.
    pub embedding: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for BlockedTemplate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("BlockedTemplate")
            .field("submission", &self.submission)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

const ADD: &str = "INSERT INTO blocked_face (project_id, submission_id, reason, administrator_id, blocked_at) \
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (project_id, submission_id) DO NOTHING";
const REMOVE: &str = "DELETE FROM blocked_face WHERE project_id = $1 AND submission_id = $2";
const COUNT: &str = "SELECT COUNT(*) AS count FROM blocked_face WHERE project_id = $1";

macro_rules! entries {
    ($condition:literal) => {
        concat!(
            "SELECT blocked_face.submission_id AS submission_id, blocked_face.reason AS reason, \
             blocked_face.administrator_id AS administrator_id, blocked_face.blocked_at AS blocked_at, \
             submission.status AS status FROM blocked_face \
             JOIN submission ON submission.project_id = blocked_face.project_id \
             AND submission.id = blocked_face.submission_id WHERE blocked_face.project_id = $1 ",
            $condition
        )
    };
}

const FIND: &str = entries!("AND blocked_face.submission_id = $2");
const LIST: &str = entries!("ORDER BY blocked_face.blocked_at DESC, blocked_face.submission_id LIMIT $2");
// Whoever was approved after all is no longer kept out.
const TEMPLATES: &str = "SELECT blocked_face.submission_id AS submission_id, blocked_face.reason AS reason, \
     face_template.embedding AS embedding FROM blocked_face \
     JOIN submission ON submission.project_id = blocked_face.project_id AND submission.id = blocked_face.submission_id \
     JOIN face_template ON face_template.project_id = blocked_face.project_id \
     AND face_template.submission_id = blocked_face.submission_id AND face_template.kind = 'selfie' \
     WHERE blocked_face.project_id = $1 AND submission.status = 'rejected' AND face_template.model IN ($2, $3) \
     AND blocked_face.submission_id > $4 ORDER BY blocked_face.submission_id LIMIT $5";

impl Tx {
    /// Puts a face on the list; `false` when it is there already. Whether it counts shows the submission.
    ///
    /// # Errors
    /// [`StoreError::MissingReference`] when the project has no such submission.
    pub async fn add_blocked_face(&mut self, project: &ProjectId, entry: &BlockedFace) -> Result<bool, StoreError> {
        let values = values![project, &entry.submission, entry.reason.name(), &entry.by, entry.at];
        Ok(self.engine.execute(ADD, values).await? > 0)
    }

    /// Takes a face off the list; `false` when it was not there.
    ///
    /// # Errors
    /// Only faults of the database.
    pub async fn remove_blocked_face(&mut self, project: &ProjectId, id: &SubmissionId) -> Result<bool, StoreError> {
        Ok(self.engine.execute(REMOVE, values![project, id]).await? > 0)
    }

    /// How many faces the list has.
    ///
    /// # Errors
    /// Only faults of the database.
    pub async fn count_blocked_faces(&mut self, project: &ProjectId) -> Result<u32, StoreError> {
        match self.engine.optional(TABLE, COUNT, values![project]).await? {
            Some(row) => row.number("count"),
            None => Ok(0),
        }
    }

    /// The entry of a submission.
    ///
    /// # Errors
    /// [`StoreError::Row`] when the row cannot be understood.
    pub async fn blocked_face(
        &mut self,
        project: &ProjectId,
        id: &SubmissionId,
    ) -> Result<Option<BlockedFace>, StoreError> {
        let row = self.engine.optional(TABLE, FIND, values![project, id]).await?;
        row.as_ref().map(read).transpose()
    }

    /// All entries, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Row`] when a row cannot be understood.
    pub async fn blocked_faces(&mut self, project: &ProjectId) -> Result<Vec<BlockedFace>, StoreError> {
        let rows = self
            .engine
            .all(TABLE, LIST, values![project, MOST_BLOCKED_FACES])
            .await?;
        rows.iter().map(read).collect()
    }

    /// Faces of entries that count, in the order of their submissions' ids, from the one after `after` on, that were
    /// measured by either of two models whose templates compare with each other.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] when one does not open.
    pub async fn blocked_templates(
        &mut self,
        project: &ProjectId,
        models: [&str; 2],
        after: Option<&SubmissionId>,
        limit: u32,
    ) -> Result<Vec<BlockedTemplate>, StoreError> {
        let after = after.map_or("", SubmissionId::as_str);
        let values = values![project, models[0], models[1], after, limit];
        let rows = self.engine.all(TABLE, TEMPLATES, values).await?;
        let mut templates = Vec::with_capacity(rows.len());
        for row in &rows {
            let submission: SubmissionId = row.id("submission_id")?;
            let name = format!("{submission}/{}", FaceKind::Selfie.name());
            let place = Place {
                table: "face_template",
                row: &name,
                scope: project.as_str(),
            };
            templates.push(BlockedTemplate {
                reason: reason(row)?,
                embedding: self.open(place, "embedding", &row.bytes("embedding")?).await?,
                submission,
            });
        }
        Ok(templates)
    }
}

fn read(row: &Row) -> Result<BlockedFace, StoreError> {
    Ok(BlockedFace {
        submission: row.id("submission_id")?,
        reason: reason(row)?,
        by: row.id("administrator_id")?,
        at: row.time("blocked_at")?,
        counts: row.text("status")? == "rejected",
    })
}

fn reason(row: &Row) -> Result<BlockReason, StoreError> {
    row.word("reason", BlockReason::from_name)
}
