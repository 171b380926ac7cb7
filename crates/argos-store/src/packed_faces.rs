//! Faces of approved people, many in one sealed value, so that a server that starts need not open each by itself.
//!
//! They are made of the rows of `face_template` and may be missing: the rows are the truth. Each value has the faces of
//! [`PACKED_APPROVALS`] numbers of approval, all of which were given when it was made; a face that is removed takes its
//! value along in the same transaction, so that nothing of it stays.

use crate::sealing::Place;
use crate::value::values;
use crate::{StoreError, Tx};
use argos_crypto::Zeroizing;
use argos_domain::id::{ProjectId, SubmissionId};
use std::fmt;

/// Numbers of approval in one value. Value 0 has the faces of the numbers 1 to 1024.
pub const PACKED_APPROVALS: i64 = 1024;

const TABLE: &str = "packed_faces";
const COLUMN: &str = "content";

/// Faces in the form that servers hold in memory; biometric data of many people.
pub struct PackedFaces {
    /// Which numbers of approval they have: those after `number * PACKED_APPROVALS`.
    pub number: i64,
    /// The faces, as they were given to [`Tx::save_packed_faces`].
    pub content: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for PackedFaces {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PackedFaces")
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

const FIND: &str = "SELECT project_id AS id, number, content FROM packed_faces \
     WHERE project_id = $1 AND models = $2 AND number >= $3 ORDER BY number LIMIT $4";
const NUMBERS: &str = "SELECT project_id AS id, number FROM packed_faces WHERE project_id = $1 AND models = $2 \
     ORDER BY number";
/// Waits for whoever is approving or removing, and makes the next ones wait.
const HOLD_TURN: &str = "UPDATE approval_turn SET turn = turn WHERE project_id = $1";
const REMOVED_SINCE: &str = "SELECT project_id AS id FROM removed_face \
     WHERE project_id = $1 AND turn > $2 AND approval > $3 AND approval <= $4 LIMIT 1";
const SAVE: &str = "INSERT INTO packed_faces (project_id, number, models, content) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (project_id, number) DO UPDATE SET models = excluded.models, content = excluded.content";
// PACKED_APPROVALS numbers each.
const DROP: &str = "DELETE FROM packed_faces WHERE project_id = $1 AND number = \
     (SELECT (approval - 1) / 1024 FROM submission WHERE project_id = $1 AND id = $2 AND approval IS NOT NULL)";

impl Tx {
    /// Some of a project's values in order, from this number on, of faces measured by these models.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] when one does not open.
    pub async fn packed_faces(
        &mut self,
        project: &ProjectId,
        models: &str,
        from: i64,
        limit: u32,
    ) -> Result<Vec<PackedFaces>, StoreError> {
        let rows = self.engine.all(TABLE, FIND, values![project, models, from, limit]);
        let rows = rows.await?;
        let mut packed = Vec::with_capacity(rows.len());
        for row in rows {
            let number = row.integer("number")?;
            let name = number.to_string();
            let content = self.open(place(project, &name), COLUMN, &row.bytes(COLUMN)?).await?;
            packed.push(PackedFaces { number, content });
        }
        Ok(packed)
    }

    /// The numbers of the values that there are, in order.
    ///
    /// # Errors
    /// [`StoreError::Row`] when a row cannot be understood.
    pub async fn packed_face_numbers(&mut self, project: &ProjectId, models: &str) -> Result<Vec<i64>, StoreError> {
        let rows = self.engine.all(TABLE, NUMBERS, values![project, models]).await?;
        rows.iter().map(|row| row.integer("number")).collect()
    }

    /// Keeps faces as one value, instead of an earlier one with this number. They were read when `turn` was the last
    /// number of approvals; `false`, and nothing is kept, when one of them was removed since.
    ///
    /// # Errors
    /// [`StoreError::MissingReference`] when there is no such project.
    pub async fn save_packed_faces(
        &mut self,
        project: &ProjectId,
        models: &str,
        faces: &PackedFaces,
        turn: i64,
    ) -> Result<bool, StoreError> {
        self.engine.execute(HOLD_TURN, values![project]).await?;
        let after = faces.number * PACKED_APPROVALS;
        let values = values![project, turn, after, after + PACKED_APPROVALS];
        if self.engine.optional(TABLE, REMOVED_SINCE, values).await?.is_some() {
            return Ok(false);
        }
        let name = faces.number.to_string();
        let content = self.seal(place(project, &name), COLUMN, &faces.content).await?;
        self.engine
            .execute(SAVE, values![project, faces.number, models, content])
            .await?;
        Ok(true)
    }

    /// Deletes the value that may hold the face of a submission under its present number.
    pub(crate) async fn drop_packed_faces(&mut self, project: &ProjectId, id: &SubmissionId) -> Result<(), StoreError> {
        self.engine.execute(DROP, values![project, id]).await?;
        Ok(())
    }
}

fn place<'a>(project: &'a ProjectId, number: &'a str) -> Place<'a> {
    Place {
        table: TABLE,
        row: number,
        scope: project.as_str(),
    }
}
