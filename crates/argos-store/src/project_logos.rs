//! The logo in a project's mails.

use crate::sealing::Place;
use crate::value::values;
use crate::{StoreError, Tx};
use argos_domain::clock::Timestamp;
use argos_domain::id::ProjectId;

const TABLE: &str = "project_logo";
const SAVE: &str = "INSERT INTO project_logo (project_id, image, updated_at) VALUES ($1, $2, $3) \
     ON CONFLICT (project_id) DO UPDATE SET image = excluded.image, updated_at = excluded.updated_at";
const FIND: &str = "SELECT project_id, image FROM project_logo WHERE project_id = $1";
const DELETE: &str = "DELETE FROM project_logo WHERE project_id = $1";

impl Tx {
    /// Keeps a picture (PNG) as the project's logo, instead of an earlier one.
    ///
    /// # Errors
    /// [`StoreError::MissingKey`] when there is no such project.
    pub async fn save_project_logo(
        &mut self,
        project: &ProjectId,
        png: &[u8],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sealed = self.seal(place_of(project), "image", png).await?;
        self.engine.execute(SAVE, values![project, sealed, now]).await?;
        Ok(())
    }

    /// The project's logo (PNG), if it has one.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] when it does not open.
    pub async fn project_logo(&mut self, project: &ProjectId) -> Result<Option<Vec<u8>>, StoreError> {
        match self.engine.optional(TABLE, FIND, values![project]).await? {
            Some(row) => {
                let png = self.open(place_of(project), "image", &row.bytes("image")?).await?;
                Ok(Some(png.to_vec()))
            }
            None => Ok(None),
        }
    }

    /// Deletes the project's logo; answers whether there was one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn delete_project_logo(&mut self, project: &ProjectId) -> Result<bool, StoreError> {
        Ok(self.engine.execute(DELETE, values![project]).await? > 0)
    }
}

fn place_of(project: &ProjectId) -> Place<'_> {
    Place {
        table: TABLE,
        row: project.as_str(),
        scope: project.as_str(),
    }
}
