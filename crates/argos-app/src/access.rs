//! Who has access to a project: people with their roles, invitations, and what became of both.
//!
//! Whichever way access changes, it goes through [`desk`], which holds the rules of [`argos_domain::access`].

mod desk;
mod from_host;
mod invitations;
mod people;

pub use from_host::{HostAccess, HostAccessLine};
pub use invitations::{OpenInvitation, cancel_invitation, invite_again, open_invitation};
pub(crate) use invitations::{accept_invitations, find_open_invitation};
pub use people::{Added, add_administrator, change_role, remove_administrator};

use crate::app::App;
use crate::caller::Staff;
use crate::error::AppError;
use crate::sign_in::role_in;
use argos_domain::access::{AccessChange, Authority, grantable};
use argos_domain::clock::Timestamp;
use argos_domain::id::{AdministratorId, ProjectId};
use argos_domain::personal::EmailAddress;
use argos_domain::role::{Permission, Role};
use argos_store::{Actor, EventRecord, Invitation, Member, Tx};
use std::collections::HashMap;

/// Entries of the history.
const HISTORY: u32 = 50;

/// Everything about access to a project, as one of its administrators sees it.
#[derive(Debug, Clone)]
pub struct Access {
    /// Who has access, in the order in which the roles were given.
    pub people: Vec<PersonWithAccess>,
    /// Who was invited and has not signed in since, oldest first.
    pub invited: Vec<InvitedPerson>,
    /// The roles that can be given to others, highest first.
    pub grantable: Vec<Role>,
    /// What happened lately, newest first.
    pub history: Vec<AccessEvent>,
}

/// Somebody with access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonWithAccess {
    /// The person.
    pub id: AdministratorId,
    /// The address by which the person signs in.
    pub email: EmailAddress,
    /// The role.
    pub role: Role,
    /// When the role was given.
    pub since: Timestamp,
    /// Whether it is whoever asks.
    pub is_self: bool,
    /// The roles that whoever asks can give this person, highest first.
    pub possible_roles: Vec<Role>,
    /// Whether whoever asks can take the access away.
    pub is_removable: bool,
}

/// Somebody who was invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitedPerson {
    /// The person.
    pub id: AdministratorId,
    /// Where the invitation was sent.
    pub email: EmailAddress,
    /// As what.
    pub role: Role,
    /// When the last mail was asked for.
    pub invited_at: Timestamp,
    /// Who invited.
    pub invited_by: Option<EmailAddress>,
    /// Until when the invitation can be accepted.
    pub expires_at: Timestamp,
    /// Whether it is too late for that.
    pub is_expired: bool,
    /// Whether whoever asks can invite again or cancel.
    pub is_changeable: bool,
}

/// Something that happened to somebody's access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessEvent {
    /// When.
    pub at: Timestamp,
    /// What, such as `access_granted`.
    pub action: String,
    /// Whose access.
    pub person: Option<EmailAddress>,
    /// The role before.
    pub before: Option<Role>,
    /// The role afterwards.
    pub after: Option<Role>,
    /// Who did it; `None` is the operator.
    pub by: Option<EmailAddress>,
}

/// Who has access to a project.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Forbidden`].
pub async fn access(app: &App, staff: &Staff, project: &ProjectId) -> Result<Access, AppError> {
    let mut tx = app.store().read().await?;
    let own = role_in(&mut tx, &staff.id, project).await?;
    if !own.allows(Permission::ManageAccess) {
        return Err(AppError::Forbidden);
    }
    let members = tx.members_of(project).await?;
    let invitations = tx.invitations_to(project).await?;
    let events = tx.events_of_access(project, HISTORY).await?;
    let mut names = Names::default();
    let mut invited = Vec::new();
    for invitation in invitations {
        let by = names.of(&mut tx, &invitation.invited_by).await?;
        invited.push(invited_person(invitation, by, own, app.now()));
    }
    let mut history = Vec::new();
    for event in events {
        history.push(access_event(&mut tx, &mut names, event).await?);
    }
    let owners = owners(&members);
    let person = |member| person_with_access(member, staff, own, owners);
    Ok(Access {
        people: members.into_iter().map(person).collect(),
        invited,
        grantable: grantable(own),
        history,
    })
}

fn owners(members: &[Member]) -> usize {
    members.iter().filter(|member| member.role == Role::Owner).count()
}

fn person_with_access(member: Member, staff: &Staff, own: Role, owners: usize) -> PersonWithAccess {
    let is_self = member.administrator.id == staff.id;
    let authority = if is_self {
        Authority::Oneself(own)
    } else {
        Authority::Administrator(own)
    };
    let may = |after| {
        let change = AccessChange {
            before: Some(member.role),
            after,
            owners,
        };
        change.check(authority).is_ok()
    };
    let roles = Role::ALL.into_iter().rev();
    PersonWithAccess {
        possible_roles: roles.filter(|role| may(Some(*role))).collect(),
        is_removable: may(None),
        id: member.administrator.id,
        email: member.administrator.email,
        role: member.role,
        since: member.granted_at,
        is_self,
    }
}

fn invited_person(invitation: Invitation, by: Option<EmailAddress>, own: Role, now: Timestamp) -> InvitedPerson {
    InvitedPerson {
        id: invitation.administrator.id,
        email: invitation.administrator.email,
        role: invitation.role,
        invited_at: invitation.invited_at,
        invited_by: by,
        expires_at: invitation.expires_at,
        is_expired: invitation.expires_at <= now,
        is_changeable: grantable(own).contains(&invitation.role),
    }
}

async fn access_event(tx: &mut Tx, names: &mut Names, event: EventRecord) -> Result<AccessEvent, AppError> {
    let role = |name: &str| event.detail[name].as_str().and_then(Role::from_name);
    let person = match event.detail["administrator"].as_str().map(str::parse) {
        Some(Ok(id)) => names.of(tx, &id).await?,
        _ => None,
    };
    let by = match &event.actor {
        Actor::Administrator(id) => names.of(tx, id).await?,
        _ => None,
    };
    Ok(AccessEvent {
        at: event.at,
        before: role("before"),
        after: role("role"),
        person,
        by,
        action: event.action,
    })
}

/// Addresses of administrators, each looked up once.
#[derive(Default)]
struct Names(HashMap<AdministratorId, Option<EmailAddress>>);

impl Names {
    async fn of(&mut self, tx: &mut Tx, id: &AdministratorId) -> Result<Option<EmailAddress>, AppError> {
        if let Some(known) = self.0.get(id) {
            return Ok(known.clone());
        }
        let found = tx.find_administrator(id).await?.map(|found| found.email);
        self.0.insert(id.clone(), found.clone());
        Ok(found)
    }
}
