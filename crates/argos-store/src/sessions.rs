//! Signing in: links that work once, and the sessions that they open. Only hashes of their tokens are stored.

use crate::value::values;
use crate::{StoreError, Tx};
use argos_crypto::TokenHash;
use argos_domain::clock::Timestamp;
use argos_domain::id::AdministratorId;
use std::fmt;

/// A signed-in browser.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// Who is signed in.
    pub administrator_id: AdministratorId,
    /// What every form of this session must bring along, against forged requests.
    pub form_token: String,
    /// When the person signed in.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl fmt::Debug for Session {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Session")
            .field("administrator_id", &self.administrator_id)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

const INSERT_LINK: &str = "INSERT INTO sign_in_link (token_hash, administrator_id, expires_at) VALUES ($1, $2, $3)";
const REDEEM_LINK: &str = "UPDATE sign_in_link SET redeemed_at = $2 \
     WHERE token_hash = $1 AND redeemed_at IS NULL AND expires_at > $2 RETURNING administrator_id";
const INSERT_SESSION: &str = "INSERT INTO dashboard_session \
     (token_hash, administrator_id, form_token, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)";
const FIND_SESSION: &str = "SELECT administrator_id, form_token, created_at, expires_at FROM dashboard_session \
     WHERE token_hash = $1 AND expires_at > $2";
const DELETE_SESSION: &str = "DELETE FROM dashboard_session WHERE token_hash = $1";

impl Tx {
    /// Adds a link by which an administrator can sign in once.
    ///
    /// # Errors
    /// [`StoreError::MissingReference`] when there is no such administrator.
    pub async fn insert_sign_in_link(
        &mut self,
        token: &TokenHash,
        administrator: &AdministratorId,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        self.engine
            .execute(INSERT_LINK, values![token, administrator, expires_at])
            .await?;
        Ok(())
    }

    /// Uses a link up; `None` when it does not exist, was used before, or is too old.
    ///
    /// # Errors
    /// [`StoreError::Row`] when the row cannot be understood.
    pub async fn redeem_sign_in_link(
        &mut self,
        token: &TokenHash,
        now: Timestamp,
    ) -> Result<Option<AdministratorId>, StoreError> {
        let row = self
            .engine
            .optional("sign_in_link", REDEEM_LINK, values![token, now])
            .await?;
        row.map(|row| row.id("administrator_id")).transpose()
    }

    /// Adds a session.
    ///
    /// # Errors
    /// [`StoreError::MissingReference`] when there is no such administrator.
    pub async fn insert_session(
        &mut self,
        token: &TokenHash,
        administrator: &AdministratorId,
        form_token: &str,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        self.engine
            .execute(
                INSERT_SESSION,
                values![token, administrator, form_token, now, expires_at],
            )
            .await?;
        Ok(())
    }

    /// The session with this token, unless it has ended.
    ///
    /// # Errors
    /// [`StoreError::Row`] when the row cannot be understood.
    pub async fn session(&mut self, token: &TokenHash, now: Timestamp) -> Result<Option<Session>, StoreError> {
        let Some(row) = self
            .engine
            .optional("dashboard_session", FIND_SESSION, values![token, now])
            .await?
        else {
            return Ok(None);
        };
        Ok(Some(Session {
            administrator_id: row.id("administrator_id")?,
            form_token: row.text("form_token")?,
            created_at: row.time("created_at")?,
            expires_at: row.time("expires_at")?,
        }))
    }

    /// Ends a session; nothing happens if there is none.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn delete_session(&mut self, token: &TokenHash) -> Result<(), StoreError> {
        self.engine.execute(DELETE_SESSION, values![token]).await?;
        Ok(())
    }
}
