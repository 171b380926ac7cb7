//! The public halves of a project's SecretKeys: to which one its decided submissions are sealed, and which were before.

use crate::row::Row;
use crate::sealing::Place;
use crate::value::values;
use crate::{StoreError, Tx};
use argos_crypto::SealingPublicKey;
use argos_domain::clock::Timestamp;
use argos_domain::id::{AdministratorId, ProjectId};

const TABLE: &str = "sealing_key";

/// The public half of a SecretKey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealingKey {
    /// The key.
    pub public_key: SealingPublicKey,
    /// Since when submissions are sealed to it.
    pub made_at: Timestamp,
    /// Who handed it in.
    pub made_by: AdministratorId,
    /// Since when nothing more is sealed to it.
    pub ended_at: Option<Timestamp>,
}

const END: &str = "UPDATE sealing_key SET ended_at = $2 WHERE project_id = $1 AND ended_at IS NULL";
const INSERT: &str =
    "INSERT INTO sealing_key (project_id, id, public_key, made_at, made_by) VALUES ($1, $2, $3, $4, $5)";
// The one in use first, then the one that ended last.
const OF_PROJECT: &str = "SELECT id, public_key, made_at, made_by, ended_at FROM sealing_key WHERE project_id = $1 \
     ORDER BY CASE WHEN ended_at IS NULL THEN 0 ELSE 1 END, ended_at DESC, made_at DESC";

impl Tx {
    /// From now on decided submissions of the project are sealed to this key, instead of an earlier one.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the project has or had this key already, [`StoreError::MissingKey`] when there is no
    /// such project.
    pub async fn begin_sealing(
        &mut self,
        project: &ProjectId,
        public_key: &SealingPublicKey,
        by: &AdministratorId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let id = public_key.key_id().to_string();
        let sealed = self
            .seal(place_of(project, &id), "public_key", public_key.to_text().as_bytes())
            .await?;
        self.end_sealing(project, now).await?;
        self.engine
            .execute(INSERT, values![project, id, sealed, now, by])
            .await?;
        Ok(())
    }

    /// From now on decided submissions of the project are not sealed any more; answers whether they were.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_sealing(&mut self, project: &ProjectId, now: Timestamp) -> Result<bool, StoreError> {
        Ok(self.engine.execute(END, values![project, now]).await? > 0)
    }

    /// The keys of a project: the one in use first, if there is one, then earlier ones, latest first.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] when a key was exchanged past the product.
    pub async fn sealing_keys(&mut self, project: &ProjectId) -> Result<Vec<SealingKey>, StoreError> {
        let rows = self.engine.all(TABLE, OF_PROJECT, values![project]).await?;
        let mut keys = Vec::with_capacity(rows.len());
        for row in &rows {
            keys.push(self.read_sealing_key(project, row).await?);
        }
        Ok(keys)
    }

    async fn read_sealing_key(&mut self, project: &ProjectId, row: &Row) -> Result<SealingKey, StoreError> {
        let id = row.text("id")?;
        let text = self
            .open_text(place_of(project, &id), "public_key", &row.bytes("public_key")?)
            .await?;
        Ok(SealingKey {
            public_key: SealingPublicKey::from_text(&text)
                .map_err(|error| row.wrong("public_key", error.to_string()))?,
            made_at: row.time("made_at")?,
            made_by: row.id("made_by")?,
            ended_at: row.optional_time("ended_at")?,
        })
    }
}

fn place_of<'a>(project: &'a ProjectId, id: &'a str) -> Place<'a> {
    Place {
        table: TABLE,
        row: id,
        scope: project.as_str(),
    }
}
