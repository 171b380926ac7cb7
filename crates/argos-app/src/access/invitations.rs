//! Invitations: sent by mail, accepted by signing in within seven days.

use super::desk::AccessDesk;
use crate::app::App;
use crate::caller::{Caller, Staff};
use crate::error::AppError;
use crate::event_log::{Change, Entry};
use crate::jobs::{AdministratorMail, enqueue_administrator_mail};
use crate::sign_in::limits::{self, INVITATIONS_BY_EMAIL, INVITATIONS_BY_PROJECT, time_left};
use argos_crypto::{SecretToken, TokenHash};
use argos_domain::access::INVITATION_LIFETIME;
use argos_domain::clock::Timestamp;
use argos_domain::id::{AdministratorId, ProjectId};
use argos_domain::personal::EmailAddress;
use argos_domain::role::Role;
use argos_store::{Actor, Administrator, Invitation, Tx};
use serde_json::json;
use std::net::IpAddr;

/// An invitation as the invited person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenInvitation {
    /// Name of the project.
    pub project_name: String,
    /// As what.
    pub role: Role,
    /// Who is invited.
    pub email: EmailAddress,
    /// Until when it can be accepted.
    pub expires_at: Timestamp,
}

/// Invites somebody and sends the mail. An earlier invitation of the same person ends, and its link with it.
pub(super) async fn invite(
    app: &App,
    desk: &mut AccessDesk<'_>,
    staff: &Staff,
    person: &Administrator,
    role: Role,
    action: &str,
) -> Result<(), AppError> {
    if !app.mailer().is_configured() {
        return Err(refused(
            "this server sends no e-mails, so nobody new can be invited: the operator gives access with `argos admin grant`",
        ));
    }
    let (mailbox, now) = (person.email.normalised(), desk.now);
    let counted = [
        (INVITATIONS_BY_EMAIL, mailbox.expose()),
        (INVITATIONS_BY_PROJECT, desk.project.as_str()),
    ];
    if let Some(until) = limits::take(&mut desk.tx, &counted, now).await? {
        return Err(refused(&format!(
            "too many invitations were sent: try again in {}",
            time_left(until, now)
        )));
    }
    let token = SecretToken::generate(desk.random, "iv_")?;
    let invitation = Invitation {
        project_id: desk.project.clone(),
        administrator: person.clone(),
        role,
        invited_by: staff.id.clone(),
        invited_at: now,
        expires_at: now.plus(INVITATION_LIFETIME),
    };
    desk.tx.save_invitation(&invitation, &token.hash()).await?;
    desk.record(action, person, None, Some(role)).await?;
    let mail = AdministratorMail::Invited {
        token: token.expose().to_owned(),
    };
    enqueue_administrator_mail(&mut desk.tx, desk.random, Some(desk.project), &mail, now).await
}

fn refused(message: &str) -> AppError {
    AppError::Invalid {
        field: "email",
        message: message.to_owned(),
    }
}

/// Sends an invitation again, for another seven days; the earlier link works no more.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such invitation, [`AppError::Forbidden`] above one's own role,
/// [`AppError::Invalid`] when too many were sent.
pub async fn invite_again(
    app: &App,
    staff: &Staff,
    project: &ProjectId,
    person: &AdministratorId,
) -> Result<(), AppError> {
    let mut desk = AccessDesk::of_staff(app, staff, project).await?;
    let invitation = changeable(&mut desk, person).await?;
    let (person, role) = (invitation.administrator, invitation.role);
    invite(app, &mut desk, staff, &person, role, "access_invited_again").await?;
    desk.commit().await?;
    app.wake_worker();
    Ok(())
}

/// Takes an invitation back: its link works no more.
///
/// # Errors
/// As [`invite_again`].
pub async fn cancel_invitation(
    app: &App,
    staff: &Staff,
    project: &ProjectId,
    person: &AdministratorId,
) -> Result<(), AppError> {
    let mut desk = AccessDesk::of_staff(app, staff, project).await?;
    let invitation = changeable(&mut desk, person).await?;
    desk.end_invitation(&invitation).await?;
    desk.commit().await
}

/// The invitation of somebody, if whoever asks may give the role in it.
async fn changeable(desk: &mut AccessDesk<'_>, person: &AdministratorId) -> Result<Invitation, AppError> {
    let found = desk.tx.find_invitation(desk.project, person).await?;
    let invitation = found.ok_or(AppError::NotFound("the invitation"))?;
    desk.check_giving(person, invitation.role)?;
    Ok(invitation)
}

/// The invitation that a link leads to.
///
/// # Errors
/// [`AppError::Unauthorized`] when it was accepted or cancelled, has expired, or a later mail has another link.
pub async fn open_invitation(app: &App, token: &str) -> Result<OpenInvitation, AppError> {
    let mut tx = app.store().read().await?;
    let invitation = find_open_invitation(&mut tx, token, app.now()).await?;
    let project = tx.find_project(&invitation.project_id).await?;
    Ok(OpenInvitation {
        project_name: project.ok_or(AppError::Unauthorized)?.name,
        role: invitation.role,
        email: invitation.administrator.email,
        expires_at: invitation.expires_at,
    })
}

pub(crate) async fn find_open_invitation(tx: &mut Tx, token: &str, now: Timestamp) -> Result<Invitation, AppError> {
    let found = tx.invitation_by_token(&TokenHash::of(token), now).await?;
    found.ok_or(AppError::Unauthorized)
}

/// Whoever signs in accepts all open invitations: it is the person to whose address they were sent.
pub(crate) async fn accept_invitations(
    app: &App,
    tx: &mut Tx,
    administrator: &AdministratorId,
    address: Option<IpAddr>,
) -> Result<(), AppError> {
    let now = app.now();
    for invitation in tx.invitations_of(administrator, now).await? {
        let project = &invitation.project_id;
        // Cancelled at the same moment.
        if !tx.delete_invitation(project, administrator).await? {
            continue;
        }
        tx.grant(administrator, project, invitation.role, now).await?;
        let caller = Caller {
            actor: Actor::Administrator(administrator.clone()),
            address,
        };
        let detail = json!({ "administrator": administrator, "before": null, "role": invitation.role });
        let change = Change {
            before: json!({}),
            after: json!({ "email": invitation.administrator.email, "role": invitation.role }),
        };
        let entry = Entry::of_project(project, &caller, "access_invitation_accepted", detail).with(change);
        entry.write(tx, app.random(), now).await?;
    }
    Ok(())
}
