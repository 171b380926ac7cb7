//! Administrators come in by a one-time link and stay signed in for a while.

use crate::app::App;
use crate::error::AppError;
use crate::jobs::SIGN_IN_MAIL_JOB;
use argos_crypto::{SecretToken, SecureRandom, TokenHash};
use argos_domain::clock::Timestamp;
use argos_domain::id::{AdministratorId, JobId, ProjectId};
use argos_domain::personal::EmailAddress;
use argos_domain::project::Project;
use argos_domain::role::Role;
use argos_store::{NewJob, Tx};
use serde_json::json;
use std::time::Duration;

/// How long a one-time link is good for.
pub const SIGN_IN_LINK_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a link that was asked for by mail is good for.
pub const MAILED_LINK_LIFETIME: Duration = Duration::from_secs(30 * 60);
/// How long a session lasts.
pub const SESSION_LIFETIME: Duration = Duration::from_secs(12 * 60 * 60);

/// A signed-in administrator.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who.
    pub administrator: AdministratorId,
    /// Their address.
    pub email: EmailAddress,
    /// What they have access to.
    pub memberships: Vec<(Project, Role)>,
    /// The token that every form of this session carries.
    pub form_token: String,
}

/// Makes a one-time link's token for an administrator.
pub(crate) async fn new_sign_in_link(
    tx: &mut Tx,
    random: &dyn SecureRandom,
    administrator: &AdministratorId,
    expires_at: Timestamp,
) -> Result<SecretToken, AppError> {
    let token = SecretToken::generate(random, "in_")?;
    tx.insert_sign_in_link(&token.hash(), administrator, expires_at).await?;
    Ok(token)
}

/// The address that a one-time link's token leads to.
pub(crate) fn sign_in_url(public_url: &str, token: &SecretToken) -> String {
    format!("{public_url}/dashboard/sign-in/{}", token.expose())
}

/// Turns a one-time link into a session; the answer is the cookie's value. A link works once.
///
/// # Errors
/// [`AppError::Unauthorized`] when the link is unknown, used or too old.
pub async fn redeem_sign_in_link(app: &App, token: &str) -> Result<SecretToken, AppError> {
    let now = app.now();
    let cookie = SecretToken::generate(app.random(), "se_")?;
    let form_token = SecretToken::generate(app.random(), "form_")?;
    let mut tx = app.store().write().await?;
    let administrator = tx
        .redeem_sign_in_link(&TokenHash::of(token), now)
        .await?
        .ok_or(AppError::Unauthorized)?;
    tx.insert_session(
        &cookie.hash(),
        &administrator,
        form_token.expose(),
        now,
        now.plus(SESSION_LIFETIME),
    )
    .await?;
    tx.commit().await?;
    Ok(cookie)
}

/// Mails a one-time link if the address belongs to an administrator; the answer is the same either way.
///
/// # Errors
/// Only our own faults.
pub async fn request_sign_in_link(app: &App, email: &EmailAddress) -> Result<(), AppError> {
    let now = app.now();
    let mut tx = app.store().write().await?;
    let Some(administrator) = tx.find_administrator_by_email(email).await? else {
        return Ok(());
    };
    let Some((project, _)) = tx.memberships(&administrator.id).await?.into_iter().next() else {
        return Ok(());
    };
    let token = new_sign_in_link(&mut tx, app.random(), &administrator.id, now.plus(MAILED_LINK_LIFETIME)).await?;
    let job = NewJob {
        id: JobId::from_random(app.random_bytes()?),
        project_id: project.id,
        kind: SIGN_IN_MAIL_JOB.to_owned(),
        order_key: None,
        payload: json!({ "to": email, "url": sign_in_url(app.public_url(), &token) }),
        run_at: now,
    };
    tx.enqueue(&job, now).await?;
    tx.commit().await?;
    app.wake_worker();
    Ok(())
}

/// Who a session cookie belongs to.
///
/// # Errors
/// [`AppError::Unauthorized`] when the session is unknown or over.
pub async fn session(app: &App, cookie: &str) -> Result<SignedIn, AppError> {
    let mut tx = app.store().read().await?;
    let session = tx
        .session(&TokenHash::of(cookie), app.now())
        .await?
        .ok_or(AppError::Unauthorized)?;
    let administrator = tx
        .find_administrator(&session.administrator_id)
        .await?
        .ok_or(AppError::Unauthorized)?;
    let memberships = tx.memberships(&administrator.id).await?;
    Ok(SignedIn {
        administrator: administrator.id,
        email: administrator.email,
        memberships,
        form_token: session.form_token,
    })
}

/// Ends a session.
///
/// # Errors
/// Only our own faults.
pub async fn sign_out(app: &App, cookie: &str) -> Result<(), AppError> {
    let mut tx = app.store().write().await?;
    tx.delete_session(&TokenHash::of(cookie)).await?;
    Ok(tx.commit().await?)
}

/// The role of an administrator in a project; a project without access counts as not there.
pub(crate) async fn role_in(
    tx: &mut Tx,
    administrator: &AdministratorId,
    project: &ProjectId,
) -> Result<Role, AppError> {
    let memberships = tx.memberships(administrator).await?;
    let found = memberships.into_iter().find(|(known, _)| known.id == *project);
    found.map(|(_, role)| role).ok_or(AppError::NotFound("the project"))
}
