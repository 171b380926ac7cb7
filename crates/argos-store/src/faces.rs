//! Face templates: the numbers by which faces are compared.

use crate::sealing::Place;
use crate::value::values;
use crate::{StoreError, Tx};
use argos_crypto::Zeroizing;
use argos_domain::id::{ProjectId, SubmissionId};
use std::fmt;

const TABLE: &str = "face_template";

/// Where a face came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaceKind {
    /// The portrait on the document.
    Portrait,
    /// The selfie.
    Selfie,
}

impl FaceKind {
    /// The kind's name as stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Portrait => "portrait",
            Self::Selfie => "selfie",
        }
    }
}

/// A face as numbers; biometric data of a person.
#[derive(Clone)]
pub struct FaceTemplate {
    /// Where the face came from.
    pub kind: FaceKind,
    /// The embedding in the form that its model gives it.
    pub embedding: Zeroizing<Vec<u8>>,
    /// Name and version of the model; templates of different models cannot be compared.
    pub model: String,
}

impl fmt::Debug for FaceTemplate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("FaceTemplate")
            .field("kind", &self.kind)
            .field("model", &self.model)
            .finish_non_exhaustive()
    }
}

const SAVE: &str = "INSERT INTO face_template (project_id, submission_id, kind, model, embedding) \
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (project_id, submission_id, kind) \
     DO UPDATE SET model = excluded.model, embedding = excluded.embedding";
const FIND: &str = "SELECT submission_id, model, embedding FROM face_template \
     WHERE project_id = $1 AND submission_id = $2 AND kind = $3";

impl Tx {
    /// Keeps the template of a face, instead of an earlier one of that kind.
    ///
    /// # Errors
    /// [`StoreError::MissingReference`] when the project has no such submission.
    pub async fn save_face_template(
        &mut self,
        project: &ProjectId,
        submission: &SubmissionId,
        kind: FaceKind,
        embedding: &[u8],
        model: &str,
    ) -> Result<(), StoreError> {
        let row = format!("{submission}/{}", kind.name());
        let place = Place {
            table: TABLE,
            row: &row,
            scope: project.as_str(),
        };
        let embedding = self.seal(place, "embedding", embedding).await?;
        self.engine
            .execute(SAVE, values![project, submission, kind.name(), model, embedding])
            .await?;
        Ok(())
    }

    /// The template of a face, if there is one.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] when it does not open.
    pub async fn face_template(
        &mut self,
        project: &ProjectId,
        submission: &SubmissionId,
        kind: FaceKind,
    ) -> Result<Option<FaceTemplate>, StoreError> {
        let Some(row) = self
            .engine
            .optional(TABLE, FIND, values![project, submission, kind.name()])
            .await?
        else {
            return Ok(None);
        };
        let name = format!("{submission}/{}", kind.name());
        let place = Place {
            table: TABLE,
            row: &name,
            scope: project.as_str(),
        };
        let embedding = self.open(place, "embedding", &row.bytes("embedding")?).await?;
        Ok(Some(FaceTemplate {
            kind,
            embedding,
            model: row.text("model")?,
        }))
    }
}
