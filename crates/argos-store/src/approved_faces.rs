//! Faces of approved people, and which of them do not count any more.
//!
//! Approvals and removals of a project take their numbers from one row, `approval_turn`, which stays locked until their
//! transaction ends: while its number is the same, nothing has changed, and whoever has seen all numbers up to one has
//! seen everything before it.

use crate::row::Row;
use crate::sealing::Place;
use crate::value::{Value, values};
use crate::{FaceKind, StoreError, Tx};
use argos_crypto::Zeroizing;
use argos_domain::id::{ApplicantId, ProjectId, SubmissionId};
use std::fmt;

/// The selfie of an approved submission as numbers; biometric data of a person.
pub struct ApprovedFace {
    /// The submission.
    pub submission: SubmissionId,
    /// Number of its approval.
    pub approval: i64,
    /// The person that it belongs to.
    pub applicant: Option<ApplicantId>,
    /// The embedding in the form that its model gives it.
    pub embedding: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for ApprovedFace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ApprovedFace")
            .field("submission", &self.submission)
            .field("approval", &self.approval)
            .finish_non_exhaustive()
    }
}

/// The most faces that are asked for by their numbers at once.
pub const MOST_NUMBERED_FACES: usize = 32;

macro_rules! faces {
    ($condition:literal) => {
        concat!(
            "SELECT submission.id AS id, submission.approval AS approval, submission.applicant_id AS applicant_id, \
             face_template.embedding AS embedding FROM submission \
             JOIN face_template ON face_template.project_id = submission.project_id \
             AND face_template.submission_id = submission.id AND face_template.kind = 'selfie' \
             WHERE submission.project_id = $1 AND submission.status = 'approved' AND face_template.model IN ($2, $3) \
             AND submission.approval ",
            $condition
        )
    };
}

const AFTER: &str = faces!("> $4 ORDER BY submission.approval LIMIT $5");
const NUMBERED: &str = faces!(
    "IN ($4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, \
     $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35) \
     ORDER BY submission.approval"
);
const TURN: &str = "SELECT turn FROM approval_turn WHERE project_id = $1";
const REMOVE: &str = "INSERT INTO removed_face (project_id, turn, approval) SELECT project_id, $3, approval FROM submission \
     WHERE project_id = $1 AND id = $2 AND approval IS NOT NULL";
const REMOVED: &str =
    "SELECT turn, approval FROM removed_face WHERE project_id = $1 AND turn > $2 ORDER BY turn LIMIT $3";

const COUNT_REMOVED: &str = "SELECT COUNT(*) AS count FROM removed_face WHERE project_id = $1 AND turn > $2";

/// A face that does not count any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RemovedFace {
    /// Number of the removal.
    pub turn: i64,
    /// Number under which it had been approved.
    pub approval: i64,
}

impl Tx {
    /// The last number that an approval or a removal of the project took; 0 before the first.
    ///
    /// # Errors
    /// [`StoreError::Row`] when it is no number.
    pub async fn last_approval_turn(&mut self, project: &ProjectId) -> Result<i64, StoreError> {
        match self.engine.optional("approval_turn", TURN, values![project]).await? {
            Some(row) => row.integer("turn"),
            None => Ok(0),
        }
    }

    /// Faces of approved submissions in the order of approval, from the one after number `after` on, that were measured
    /// by either of two models whose templates compare with each other.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] when one does not open.
    pub async fn approved_faces(
        &mut self,
        project: &ProjectId,
        models: [&str; 2],
        after: i64,
        limit: u32,
    ) -> Result<Vec<ApprovedFace>, StoreError> {
        let values = values![project, models[0], models[1], after, limit];
        let rows = self.engine.all("face_template", AFTER, values).await?;
        self.open_faces(project, &rows).await
    }

    /// Those of the faces with these numbers of approval that count now, in the order of approval.
    ///
    /// # Errors
    /// [`StoreError::InvalidArgument`] for more than [`MOST_NUMBERED_FACES`] numbers, [`StoreError::Sealed`] when one does
    /// not open.
    pub async fn numbered_faces(
        &mut self,
        project: &ProjectId,
        models: [&str; 2],
        approvals: &[i64],
    ) -> Result<Vec<ApprovedFace>, StoreError> {
        if approvals.len() > MOST_NUMBERED_FACES {
            return Err(StoreError::InvalidArgument("so many faces are not found at once"));
        }
        let mut values = values![project, models[0], models[1]];
        values.extend(approvals.iter().map(|approval| Value::from(*approval)));
        // No approval has this number.
        values.resize(3 + MOST_NUMBERED_FACES, Value::from(-1i64));
        let rows = self.engine.all("face_template", NUMBERED, values).await?;
        self.open_faces(project, &rows).await
    }

    /// Faces that were removed after number `after`, in the order of removal.
    ///
    /// # Errors
    /// [`StoreError::Row`] when a row cannot be understood.
    pub async fn removed_faces(
        &mut self,
        project: &ProjectId,
        after: i64,
        limit: u32,
    ) -> Result<Vec<RemovedFace>, StoreError> {
        let values = values![project, after, limit];
        let rows = self.engine.all("removed_face", REMOVED, values).await?;
        let removed = rows.iter().map(|row| {
            Ok(RemovedFace {
                turn: row.integer("turn")?,
                approval: row.integer("approval")?,
            })
        });
        removed.collect()
    }

    /// How many faces were removed after number `after`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn count_removed_faces(&mut self, project: &ProjectId, after: i64) -> Result<u64, StoreError> {
        let count = self
            .engine
            .optional("removed_face", COUNT_REMOVED, values![project, after]);
        count.await?.map_or(Ok(0), |row| row.number("count"))
    }

    /// Records that the face of a submission does not count under its present number, if it has one, and deletes what it is
    /// packed in; `turn` is the number that this transaction took.
    pub(crate) async fn remove_approved_face(
        &mut self,
        project: &ProjectId,
        id: &SubmissionId,
        turn: i64,
    ) -> Result<(), StoreError> {
        self.engine.execute(REMOVE, values![project, id, turn]).await?;
        self.drop_packed_faces(project, id).await
    }

    async fn open_faces(&mut self, project: &ProjectId, rows: &[Row]) -> Result<Vec<ApprovedFace>, StoreError> {
        let mut faces = Vec::with_capacity(rows.len());
        for row in rows {
            let submission: SubmissionId = row.id("id")?;
            let name = format!("{submission}/{}", FaceKind::Selfie.name());
            let place = Place {
                table: "face_template",
                row: &name,
                scope: project.as_str(),
            };
            faces.push(ApprovedFace {
                approval: row.integer("approval")?,
                applicant: row.optional_id("applicant_id")?,
                embedding: self.open(place, "embedding", &row.bytes("embedding")?).await?,
                submission,
            });
        }
        Ok(faces)
    }
}
