//! What the operator does about access from the host, without a running server.

use super::desk::AccessDesk;
use crate::error::AppError;
use crate::sign_in::{SIGN_IN_LINK_LIFETIME, new_sign_in_link, sign_in_url};
use argos_crypto::SecureRandom;
use argos_domain::clock::Clock;
use argos_domain::id::ProjectId;
use argos_domain::personal::EmailAddress;
use argos_domain::role::Role;
use argos_store::Store;

/// The operator at the host; works without models.
#[derive(Debug, Clone, Copy)]
pub struct HostAccess<'a> {
    /// Database.
    pub store: &'a Store,
    /// Randomness.
    pub random: &'a dyn SecureRandom,
    /// Time.
    pub clock: &'a dyn Clock,
}

impl HostAccess<'_> {
    /// Gives somebody a role in a project, instead of an earlier one; the answer is a one-time sign-in link under
    /// `public_url`. The last owner of a project keeps that role.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no such project, [`AppError::Invalid`] for the last owner.
    pub async fn grant(
        &self,
        email: &EmailAddress,
        project: &ProjectId,
        role: Role,
        public_url: &str,
    ) -> Result<String, AppError> {
        let now = self.clock.now();
        let mut desk = AccessDesk::of_operator(self.store, self.random, now, project).await?;
        let person = desk.person(email).await?;
        desk.set_role(&person, Some(role)).await?;
        let expires_at = now.plus(SIGN_IN_LINK_LIFETIME);
        let token = new_sign_in_link(&mut desk.tx, self.random, &person.id, expires_at).await?;
        desk.commit().await?;
        Ok(sign_in_url(public_url, &token))
    }

    /// A new one-time sign-in link for an administrator, under `public_url`.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when nobody has this address.
    pub async fn sign_in_link(&self, email: &EmailAddress, public_url: &str) -> Result<String, AppError> {
        let mut tx = self.store.write().await?;
        let administrator = tx
            .find_administrator_by_email(email)
            .await?
            .ok_or(AppError::NotFound("an administrator with this address"))?;
        let expires_at = self.clock.now().plus(SIGN_IN_LINK_LIFETIME);
        let token = new_sign_in_link(&mut tx, self.random, &administrator.id, expires_at).await?;
        tx.commit().await?;
        Ok(sign_in_url(public_url, &token))
    }
}
