//! What the operator does about access from the host, without a running server.

use super::desk::AccessDesk;
use crate::caller::Caller;
use crate::error::AppError;
use crate::event_log::Entry;
use crate::jobs::{AdministratorMail, enqueue_administrator_mail};
use crate::sign_in::{SIGN_IN_LINK_LIFETIME, new_sign_in_link, sign_in_url};
use argos_crypto::SecureRandom;
use argos_domain::clock::{Clock, Timestamp};
use argos_domain::id::ProjectId;
use argos_domain::personal::EmailAddress;
use argos_domain::role::Role;
use argos_domain::sign_in::AccountChange;
use argos_store::Store;
use serde_json::json;

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

/// Somebody's access to a project, or an invitation to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostAccessLine {
    /// The project.
    pub project: ProjectId,
    /// The person.
    pub email: EmailAddress,
    /// The role.
    pub role: Role,
    /// When the role was given, or the invitation sent.
    pub since: Timestamp,
    /// Until when the invitation can be accepted; `None` for somebody who has access.
    pub invited_until: Option<Timestamp>,
    /// Whether codes of an authenticator app are asked for.
    pub has_authenticator: bool,
}

impl HostAccess<'_> {
    /// Who has access to one project, or to all, and who is invited.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no such project.
    pub async fn list(&self, project: Option<&ProjectId>) -> Result<Vec<HostAccessLine>, AppError> {
        let mut tx = self.store.read().await?;
        let projects = match project {
            Some(id) => vec![tx.find_project(id).await?.ok_or(AppError::NotFound("the project"))?],
            None => tx.list_projects().await?,
        };
        let mut lines = Vec::new();
        for project in projects {
            for member in tx.members_of(&project.id).await? {
                let credential = tx.credential(&member.administrator.id).await?;
                lines.push(HostAccessLine {
                    project: project.id.clone(),
                    email: member.administrator.email,
                    role: member.role,
                    since: member.granted_at,
                    invited_until: None,
                    has_authenticator: credential.confirmed_totp().is_some(),
                });
            }
            for invitation in tx.invitations_to(&project.id).await? {
                lines.push(HostAccessLine {
                    project: project.id.clone(),
                    email: invitation.administrator.email,
                    role: invitation.role,
                    since: invitation.invited_at,
                    invited_until: Some(invitation.expires_at),
                    has_authenticator: false,
                });
            }
        }
        Ok(lines)
    }

    /// Takes somebody's access to a project away, or an invitation back. The last owner stays.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no such project or the person has nothing in it, [`AppError::Invalid`] for
    /// the last owner.
    pub async fn revoke(&self, email: &EmailAddress, project: &ProjectId) -> Result<(), AppError> {
        let mut desk = AccessDesk::of_operator(self.store, self.random, self.clock.now(), project).await?;
        let nobody = || AppError::NotFound("somebody with this address and access to the project");
        let person = desk.tx.find_administrator_by_email(email).await?.ok_or_else(nobody)?;
        if desk.role_of(&person.id).await?.is_some() {
            desk.set_role(&person, None).await?;
        } else {
            let invitation = desk.tx.find_invitation(project, &person.id).await?.ok_or_else(nobody)?;
            desk.end_invitation(&invitation).await?;
        }
        desk.commit().await
    }

    /// Removes the authenticator app and the recovery codes of somebody who lost both: signing in asks for no code until
    /// another app is set up. The person is told by mail.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when nobody has this address, or the person has no app.
    pub async fn reset_authenticator(&self, email: &EmailAddress) -> Result<(), AppError> {
        let now = self.clock.now();
        let mut tx = self.store.write().await?;
        let person = tx
            .find_administrator_by_email(email)
            .await?
            .ok_or(AppError::NotFound("an administrator with this address"))?;
        if !tx.remove_totp(&person.id).await? {
            return Err(AppError::NotFound("an authenticator app of this administrator"));
        }
        tx.delete_sign_in_steps(&person.id).await?;
        let caller = Caller::system();
        let detail = json!({ "administrator": person.id });
        Entry::of_installation(&caller, "authenticator_app_reset", detail)
            .write(&mut tx, self.random, now)
            .await?;
        let mail = AdministratorMail::Account {
            to: person.id,
            change: AccountChange::AppReset,
            address: None,
        };
        enqueue_administrator_mail(&mut tx, self.random, None, &mail, now).await?;
        Ok(tx.commit().await?)
    }

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
