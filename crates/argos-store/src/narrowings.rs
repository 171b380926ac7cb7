//! To which documents single submissions are limited. Written once, at the start.

use crate::value::values;
use crate::{StoreError, Tx};
use argos_domain::id::{ProjectId, SubmissionId};
use argos_domain::submission::Narrowing;

const TABLE: &str = "submission";

const SET: &str = "UPDATE submission SET narrowing = $3 WHERE project_id = $1 AND id = $2";
const FIND: &str = "SELECT id, narrowing FROM submission WHERE project_id = $1 AND id = $2 AND narrowing IS NOT NULL";

impl Tx {
    /// Limits a submission to some documents.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the project has no such submission.
    pub async fn set_narrowing(
        &mut self,
        project: &ProjectId,
        id: &SubmissionId,
        narrowing: &Narrowing,
    ) -> Result<(), StoreError> {
        let text = serde_json::to_string(narrowing)
            .map_err(|_| StoreError::InvalidArgument("the limits cannot be written as JSON"))?;
        match self.engine.execute(SET, values![project, id, text]).await? {
            0 => Err(StoreError::NotFound {
                table: TABLE,
                row: id.to_string(),
            }),
            _ => Ok(()),
        }
    }

    /// The limits of a submission; none when it has none, or does not exist.
    ///
    /// # Errors
    /// [`StoreError::Row`] when they cannot be understood.
    pub async fn narrowing(&mut self, project: &ProjectId, id: &SubmissionId) -> Result<Narrowing, StoreError> {
        match self.engine.optional(TABLE, FIND, values![project, id]).await? {
            Some(row) => row.json("narrowing"),
            None => Ok(Narrowing::default()),
        }
    }
}
