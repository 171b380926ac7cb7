//! Raw readings of documents, as the pipeline gave them.

use crate::sealing::Place;
use crate::value::values;
use crate::{StoreError, Tx};
use argos_domain::id::{ProjectId, SubmissionId};

const TABLE: &str = "reading";

const SAVE: &str = "INSERT INTO reading (project_id, submission_id, kind, content) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (project_id, submission_id, kind) DO UPDATE SET content = excluded.content";
const FIND: &str =
    "SELECT submission_id, content FROM reading WHERE project_id = $1 AND submission_id = $2 AND kind = $3";

impl Tx {
    /// Keeps a reading, instead of an earlier one of that kind. It is sealed; the kind is not.
    ///
    /// # Errors
    /// [`StoreError::MissingReference`] when the project has no such submission.
    pub async fn save_reading(
        &mut self,
        project: &ProjectId,
        submission: &SubmissionId,
        kind: &str,
        json: &str,
    ) -> Result<(), StoreError> {
        let row = format!("{submission}/{kind}");
        let place = Place {
            table: TABLE,
            row: &row,
            scope: project.as_str(),
        };
        let content = self.seal(place, "content", json.as_bytes()).await?;
        self.engine
            .execute(SAVE, values![project, submission, kind, content])
            .await?;
        Ok(())
    }

    /// A reading, if there is one of that kind.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] when it does not open.
    pub async fn reading(
        &mut self,
        project: &ProjectId,
        submission: &SubmissionId,
        kind: &str,
    ) -> Result<Option<String>, StoreError> {
        let Some(row) = self
            .engine
            .optional(TABLE, FIND, values![project, submission, kind])
            .await?
        else {
            return Ok(None);
        };
        let name = format!("{submission}/{kind}");
        let place = Place {
            table: TABLE,
            row: &name,
            scope: project.as_str(),
        };
        let content = self.open_text(place, "content", &row.bytes("content")?).await?;
        Ok(Some(content.as_str().to_owned()))
    }
}
