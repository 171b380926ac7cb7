//! The one place where access to a project changes, and where the rules for it are asked.

use super::owners;
use crate::app::{App, random_bytes};
use crate::caller::{Caller, Staff};
use crate::error::AppError;
use crate::event_log::{Change, Entry};
use crate::sign_in::role_in;
use argos_crypto::SecureRandom;
use argos_domain::access::{AccessChange, AccessRefusal, Authority};
use argos_domain::clock::Timestamp;
use argos_domain::id::{AdministratorId, ProjectId};
use argos_domain::personal::EmailAddress;
use argos_domain::role::Role;
use argos_store::{Administrator, Invitation, Store, Tx};
use serde_json::{Value, json};

/// Access to one project, being changed. Nobody else changes it until the transaction ends.
pub(super) struct AccessDesk<'a> {
    pub(super) tx: Tx,
    pub(super) project: &'a ProjectId,
    pub(super) random: &'a dyn SecureRandom,
    pub(super) now: Timestamp,
    caller: Caller,
    by: By,
}

enum By {
    Operator,
    Administrator(AdministratorId, Role),
}

impl<'a> AccessDesk<'a> {
    /// Changes are made by an administrator of the project.
    pub(super) async fn of_staff(app: &'a App, staff: &Staff, project: &'a ProjectId) -> Result<Self, AppError> {
        let mut tx = app.store().write().await?;
        tx.lock_project(project).await?;
        // Read after the lock: the role may have been lowered a moment ago.
        let own = role_in(&mut tx, &staff.id, project).await?;
        Ok(Self {
            tx,
            project,
            random: app.random(),
            now: app.now(),
            caller: staff.into(),
            by: By::Administrator(staff.id.clone(), own),
        })
    }

    /// Changes are made by the operator, from the host.
    pub(super) async fn of_operator(
        store: &Store,
        random: &'a dyn SecureRandom,
        now: Timestamp,
        project: &'a ProjectId,
    ) -> Result<Self, AppError> {
        let mut tx = store.write().await?;
        if !tx.lock_project(project).await? {
            return Err(AppError::NotFound("the project"));
        }
        Ok(Self {
            tx,
            project,
            random,
            now,
            caller: Caller::system(),
            by: By::Operator,
        })
    }

    /// The person with this address, who may be new to Argos.
    pub(super) async fn person(&mut self, email: &EmailAddress) -> Result<Administrator, AppError> {
        let new = AdministratorId::from_random(random_bytes(self.random)?);
        Ok(self.tx.find_or_insert_administrator(email, &new, self.now).await?)
    }

    /// The role that somebody has now.
    pub(super) async fn role_of(&mut self, person: &AdministratorId) -> Result<Option<Role>, AppError> {
        let members = self.tx.members_of(self.project).await?;
        let member = members.iter().find(|member| member.administrator.id == *person);
        Ok(member.map(|member| member.role))
    }

    /// Gives a role, another one, or none.
    pub(super) async fn set_role(&mut self, person: &Administrator, after: Option<Role>) -> Result<(), AppError> {
        let members = self.tx.members_of(self.project).await?;
        let before = members.iter().find(|member| member.administrator.id == person.id);
        let before = before.map(|member| member.role);
        self.check(&person.id, before, after, owners(&members))?;
        if before == after {
            return Ok(());
        }
        match after {
            Some(role) => {
                self.tx.grant(&person.id, self.project, role, self.now).await?;
                self.tx.delete_invitation(self.project, &person.id).await?;
            }
            None => {
                self.tx.revoke(&person.id, self.project).await?;
            }
        }
        let action = match (before, after) {
            (None, _) => "access_granted",
            (Some(_), Some(_)) => "access_changed",
            (Some(_), None) => "access_removed",
        };
        self.record(action, person, before, after).await
    }

    /// Takes an invitation back.
    pub(super) async fn end_invitation(&mut self, invitation: &Invitation) -> Result<(), AppError> {
        let person = &invitation.administrator;
        self.tx.delete_invitation(self.project, &person.id).await?;
        self.record("access_invitation_cancelled", person, Some(invitation.role), None)
            .await
    }

    /// Whether whoever asks may give somebody else this role.
    pub(super) fn check_giving(&self, person: &AdministratorId, role: Role) -> Result<(), AppError> {
        self.check(person, None, Some(role), 1)
    }

    fn check(
        &self,
        person: &AdministratorId,
        before: Option<Role>,
        after: Option<Role>,
        owners: usize,
    ) -> Result<(), AppError> {
        let authority = match &self.by {
            By::Operator => Authority::Operator,
            By::Administrator(id, own) if id == person => Authority::Oneself(*own),
            By::Administrator(_, own) => Authority::Administrator(*own),
        };
        let change = AccessChange { before, after, owners };
        change.check(authority).map_err(|refusal| match refusal {
            AccessRefusal::NotAllowed | AccessRefusal::PersonAbove | AccessRefusal::RoleAbove => AppError::Forbidden,
            AccessRefusal::LastOwner => AppError::Invalid {
                field: "role",
                message: refusal.to_string(),
            },
        })
    }

    /// Writes the history of somebody's access.
    pub(super) async fn record(
        &mut self,
        action: &str,
        person: &Administrator,
        before: Option<Role>,
        after: Option<Role>,
    ) -> Result<(), AppError> {
        let mut detail = json!({ "administrator": person.id, "before": before, "role": after });
        if matches!(self.by, By::Operator) {
            detail["from_host"] = json!(true);
        }
        let state = |role: Option<Role>| match role {
            Some(role) => json!({ "email": person.email, "role": role }),
            None => Value::Object(serde_json::Map::new()),
        };
        let change = Change {
            before: state(before),
            after: state(after),
        };
        let entry = Entry::of_project(self.project, &self.caller, action, detail).with(change);
        entry.write(&mut self.tx, self.random, self.now).await
    }

    /// Keeps everything.
    pub(super) async fn commit(self) -> Result<(), AppError> {
        Ok(self.tx.commit().await?)
    }
}
