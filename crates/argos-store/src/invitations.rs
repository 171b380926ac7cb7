//! Invitations to projects that wait to be accepted. Only a hash of the token in the mail is stored.

use crate::administrators::Administrator;
use crate::row::Row;
use crate::value::values;
use crate::{StoreError, Tx};
use argos_crypto::TokenHash;
use argos_domain::clock::Timestamp;
use argos_domain::id::{AdministratorId, ProjectId};
use argos_domain::role::Role;

const TABLE: &str = "invitation";

/// An invitation that was neither accepted nor cancelled; it may have expired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The project.
    pub project_id: ProjectId,
    /// Who is invited.
    pub administrator: Administrator,
    /// As what.
    pub role: Role,
    /// Who invites.
    pub invited_by: AdministratorId,
    /// When the last mail was asked for.
    pub invited_at: Timestamp,
    /// Until when it can be accepted.
    pub expires_at: Timestamp,
}

const SAVE: &str = "INSERT INTO invitation \
     (project_id, administrator_id, role, token_hash, invited_by, invited_at, expires_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (project_id, administrator_id) \
     DO UPDATE SET role = excluded.role, token_hash = excluded.token_hash, invited_by = excluded.invited_by, \
     invited_at = excluded.invited_at, expires_at = excluded.expires_at";
const DELETE: &str = "DELETE FROM invitation WHERE project_id = $1 AND administrator_id = $2";

macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT administrator.id, administrator.email, administrator.created_at, invitation.project_id, \
             invitation.role, invitation.invited_by, invitation.invited_at, invitation.expires_at \
             FROM invitation JOIN administrator ON administrator.id = invitation.administrator_id WHERE ",
            $condition
        )
    };
}

const FIND: &str = select!("invitation.project_id = $1 AND invitation.administrator_id = $2");
const BY_TOKEN: &str = select!("invitation.token_hash = $1 AND invitation.expires_at > $2");
const OF_PROJECT: &str = select!("invitation.project_id = $1 ORDER BY invitation.invited_at, administrator.id");
const OF_ADMINISTRATOR: &str = select!(
    "invitation.administrator_id = $1 AND invitation.expires_at > $2 ORDER BY invitation.invited_at, invitation.project_id"
);

impl Tx {
    /// Adds an invitation, or takes it in place of an earlier one of the same person: links of earlier mails then work
    /// no more.
    ///
    /// # Errors
    /// [`StoreError::MissingReference`] when project or administrators do not exist.
    pub async fn save_invitation(&mut self, invitation: &Invitation, token: &TokenHash) -> Result<(), StoreError> {
        let values = values![
            &invitation.project_id,
            &invitation.administrator.id,
            invitation.role.name(),
            token,
            &invitation.invited_by,
            invitation.invited_at,
            invitation.expires_at,
        ];
        self.engine.execute(SAVE, values).await?;
        Ok(())
    }

    /// Deletes an invitation; answers whether there was such a one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn delete_invitation(
        &mut self,
        project: &ProjectId,
        administrator: &AdministratorId,
    ) -> Result<bool, StoreError> {
        let deleted = self.engine.execute(DELETE, values![project, administrator]).await?;
        Ok(deleted > 0)
    }

    /// The invitation of a person to a project, expired or not.
    ///
    /// # Errors
    /// [`StoreError::Row`] or [`StoreError::Sealed`] when the row cannot be understood.
    pub async fn find_invitation(
        &mut self,
        project: &ProjectId,
        administrator: &AdministratorId,
    ) -> Result<Option<Invitation>, StoreError> {
        let row = self
            .engine
            .optional(TABLE, FIND, values![project, administrator])
            .await?;
        match row {
            Some(row) => self.read_invitation(&row).await.map(Some),
            None => Ok(None),
        }
    }

    /// The invitation with the link of this token, unless it has expired.
    ///
    /// # Errors
    /// As [`Tx::find_invitation`].
    pub async fn invitation_by_token(
        &mut self,
        token: &TokenHash,
        now: Timestamp,
    ) -> Result<Option<Invitation>, StoreError> {
        match self.engine.optional(TABLE, BY_TOKEN, values![token, now]).await? {
            Some(row) => self.read_invitation(&row).await.map(Some),
            None => Ok(None),
        }
    }

    /// All invitations to a project, expired ones too, oldest first.
    ///
    /// # Errors
    /// As [`Tx::find_invitation`].
    pub async fn invitations_to(&mut self, project: &ProjectId) -> Result<Vec<Invitation>, StoreError> {
        let rows = self.engine.all(TABLE, OF_PROJECT, values![project]).await?;
        self.read_invitations(&rows).await
    }

    /// The invitations that a person can accept now, oldest first.
    ///
    /// # Errors
    /// As [`Tx::find_invitation`].
    pub async fn invitations_of(
        &mut self,
        administrator: &AdministratorId,
        now: Timestamp,
    ) -> Result<Vec<Invitation>, StoreError> {
        let rows = self
            .engine
            .all(TABLE, OF_ADMINISTRATOR, values![administrator, now])
            .await?;
        self.read_invitations(&rows).await
    }

    async fn read_invitations(&mut self, rows: &[Row]) -> Result<Vec<Invitation>, StoreError> {
        let mut invitations = Vec::with_capacity(rows.len());
        for row in rows {
            invitations.push(self.read_invitation(row).await?);
        }
        Ok(invitations)
    }

    async fn read_invitation(&mut self, row: &Row) -> Result<Invitation, StoreError> {
        Ok(Invitation {
            project_id: row.id("project_id")?,
            administrator: self.read_administrator(row).await?,
            role: row.word("role", Role::from_name)?,
            invited_by: row.id("invited_by")?,
            invited_at: row.time("invited_at")?,
            expires_at: row.time("expires_at")?,
        })
    }
}
