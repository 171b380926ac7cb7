//! Links that sign in once, and sign-ins that wait for their second step. Only hashes of their tokens are stored.

use crate::value::values;
use crate::{StoreError, Tx};
use argos_crypto::TokenHash;
use argos_domain::clock::Timestamp;
use argos_domain::id::AdministratorId;
use argos_domain::sign_in::SignInMethod;

const INSERT_LINK: &str = "INSERT INTO sign_in_link (token_hash, administrator_id, expires_at) VALUES ($1, $2, $3)";
const REDEEM_LINK: &str = "UPDATE sign_in_link SET redeemed_at = $2 \
     WHERE token_hash = $1 AND redeemed_at IS NULL AND expires_at > $2 RETURNING administrator_id";
const INSERT_STEP: &str =
    "INSERT INTO sign_in_step (token_hash, administrator_id, method, expires_at) VALUES ($1, $2, $3, $4)";
const FIND_STEP: &str = "SELECT administrator_id, method FROM sign_in_step WHERE token_hash = $1 AND expires_at > $2";
const DELETE_STEPS: &str = "DELETE FROM sign_in_step WHERE administrator_id = $1";
const FORGET_LINKS: &str = "DELETE FROM sign_in_link WHERE expires_at < $1";
const FORGET_STEPS: &str = "DELETE FROM sign_in_step WHERE expires_at < $1";

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

    /// Remembers that somebody did the first step of signing in and now needs a code.
    ///
    /// # Errors
    /// [`StoreError::MissingReference`] when there is no such administrator.
    pub async fn insert_sign_in_step(
        &mut self,
        token: &TokenHash,
        administrator: &AdministratorId,
        method: SignInMethod,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let values = values![token, administrator, method.name(), expires_at];
        self.engine.execute(INSERT_STEP, values).await?;
        Ok(())
    }

    /// Who did the first step with this token, and how; `None` when it is unknown or too old.
    ///
    /// # Errors
    /// [`StoreError::Row`] when the row cannot be understood.
    pub async fn sign_in_step(
        &mut self,
        token: &TokenHash,
        now: Timestamp,
    ) -> Result<Option<(AdministratorId, SignInMethod)>, StoreError> {
        let row = self
            .engine
            .optional("sign_in_step", FIND_STEP, values![token, now])
            .await?;
        row.map(|row| {
            Ok((
                row.id("administrator_id")?,
                row.word("method", SignInMethod::from_name)?,
            ))
        })
        .transpose()
    }

    /// Ends all sign-ins of an administrator that wait for a code.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn delete_sign_in_steps(&mut self, administrator: &AdministratorId) -> Result<(), StoreError> {
        self.engine.execute(DELETE_STEPS, values![administrator]).await?;
        Ok(())
    }

    /// Deletes links and waiting sign-ins that ended before `until`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn forget_sign_in_links(&mut self, until: Timestamp) -> Result<(), StoreError> {
        self.engine.execute(FORGET_LINKS, values![until]).await?;
        self.engine.execute(FORGET_STEPS, values![until]).await?;
        Ok(())
    }
}
