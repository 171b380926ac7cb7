//! Adding people to a project, changing their roles, removing them.

use super::desk::AccessDesk;
use super::invitations::invite;
use crate::app::App;
use crate::caller::Staff;
use crate::error::AppError;
use crate::jobs::{AdministratorMail, enqueue_administrator_mail};
use argos_domain::id::{AdministratorId, ProjectId};
use argos_domain::personal::EmailAddress;
use argos_domain::role::Role;
use argos_store::Administrator;

const EMAIL: &str = "email";

/// How somebody was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// The person signs in here already and has the project from now on.
    Granted,
    /// The person gets the project by signing in within seven days.
    Invited,
}

/// Adds somebody to a project by e-mail address. Who has access to a project of this installation already has this one
/// at once and is told by mail; anybody else is invited.
///
/// # Errors
/// [`AppError::Forbidden`] above one's own role, [`AppError::Invalid`] naming `email`.
pub async fn add_administrator(
    app: &App,
    staff: &Staff,
    project: &ProjectId,
    email: &EmailAddress,
    role: Role,
) -> Result<Added, AppError> {
    let mut desk = AccessDesk::of_staff(app, staff, project).await?;
    let person = desk.person(email).await?;
    desk.check_giving(&person.id, role)?;
    if desk.role_of(&person.id).await?.is_some() {
        return Err(refused("this person has access already: change the role in the list"));
    }
    let invited = desk.tx.find_invitation(project, &person.id).await?;
    if invited.is_some_and(|invitation| invitation.expires_at > desk.now) {
        return Err(refused(
            "this person was invited already: see the invitations, where you can send the mail again",
        ));
    }
    let is_known = !desk.tx.memberships(&person.id).await?.is_empty();
    if is_known {
        desk.set_role(&person, Some(role)).await?;
        if app.mailer().is_configured() {
            let mail = AdministratorMail::Granted {
                to: person.id,
                role,
                by: staff.id.clone(),
            };
            enqueue_administrator_mail(&mut desk.tx, desk.random, Some(project), &mail, desk.now).await?;
        }
    } else {
        invite(app, &mut desk, staff, &person, role, "access_invited").await?;
    }
    desk.commit().await?;
    app.wake_worker();
    Ok(if is_known { Added::Granted } else { Added::Invited })
}

fn refused(message: &str) -> AppError {
    AppError::Invalid {
        field: EMAIL,
        message: message.to_owned(),
    }
}

/// Gives somebody another role.
///
/// # Errors
/// [`AppError::NotFound`] when the person has no access, [`AppError::Forbidden`] above one's own role,
/// [`AppError::Invalid`] naming `role` for the last owner.
pub async fn change_role(
    app: &App,
    staff: &Staff,
    project: &ProjectId,
    person: &AdministratorId,
    role: Role,
) -> Result<(), AppError> {
    let mut desk = AccessDesk::of_staff(app, staff, project).await?;
    let person = member(&mut desk, person).await?;
    desk.set_role(&person, Some(role)).await?;
    desk.commit().await
}

/// Takes somebody's access away; it ends with the next request. Everybody may remove themselves.
///
/// # Errors
/// As [`change_role`].
pub async fn remove_administrator(
    app: &App,
    staff: &Staff,
    project: &ProjectId,
    person: &AdministratorId,
) -> Result<(), AppError> {
    let mut desk = AccessDesk::of_staff(app, staff, project).await?;
    let person = member(&mut desk, person).await?;
    desk.set_role(&person, None).await?;
    desk.commit().await
}

async fn member(desk: &mut AccessDesk<'_>, person: &AdministratorId) -> Result<Administrator, AppError> {
    let members = desk.tx.members_of(desk.project).await?;
    let member = members.into_iter().find(|member| member.administrator.id == *person);
    member
        .map(|member| member.administrator)
        .ok_or(AppError::NotFound("somebody with access"))
}
