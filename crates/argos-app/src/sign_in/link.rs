//! Signing in by a one-time link: the first time, with a forgotten password, or always.

use super::limits::{self, LINK_BY_ACCOUNT, LINK_BY_ADDRESS, address_subject};
use super::{SignInStep, Visitor, first_step_done};
use crate::app::App;
use crate::error::AppError;
use crate::jobs::SIGN_IN_MAIL_JOB;
use argos_crypto::{SecretToken, SecureRandom, TokenHash};
use argos_domain::clock::Timestamp;
use argos_domain::id::{AdministratorId, JobId};
use argos_domain::personal::EmailAddress;
use argos_domain::sign_in::SignInMethod;
use argos_store::{NewJob, Tx};
use serde_json::json;
use std::time::Duration;

/// How long a one-time link is good for.
pub const SIGN_IN_LINK_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a link that was asked for by mail is good for.
pub const MAILED_LINK_LIFETIME: Duration = Duration::from_secs(30 * 60);

/// What became of asking for a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkRequest {
    /// If the address belongs to an administrator, a link is on its way.
    Taken,
    /// Too many were asked for; the next one from this moment on.
    TooMany {
        /// When.
        until: Timestamp,
    },
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

/// The address that an invitation's token leads to.
pub(crate) fn invitation_url(public_url: &str, token: &str) -> String {
    format!("{public_url}/dashboard/invitation/{token}")
}

/// Uses a one-time link up. A link works once.
///
/// # Errors
/// [`AppError::Unauthorized`] when the link is unknown, used or too old.
pub async fn redeem_sign_in_link(app: &App, token: &str, visitor: &Visitor) -> Result<SignInStep, AppError> {
    let now = app.now();
    let mut tx = app.store().write().await?;
    let administrator = tx
        .redeem_sign_in_link(&TokenHash::of(token), now)
        .await?
        .ok_or(AppError::Unauthorized)?;
    let step = first_step_done(app, &mut tx, &administrator, SignInMethod::Link, visitor, now).await?;
    tx.commit().await?;
    Ok(step)
}

/// Mails a one-time link if the address belongs to an administrator. Whether it does is found out by the job that writes
/// the mail, so that answer and time are the same either way.
///
/// # Errors
/// Only our own faults.
pub async fn request_sign_in_link(app: &App, email: &EmailAddress, visitor: &Visitor) -> Result<LinkRequest, AppError> {
    let now = app.now();
    let (account, address) = (email.normalised(), address_subject(visitor.address));
    let mut tx = app.store().write().await?;
    let counted = [(LINK_BY_ACCOUNT, account.expose()), (LINK_BY_ADDRESS, address.as_str())];
    if let Some(until) = limits::take(&mut tx, &counted, now).await? {
        return Ok(LinkRequest::TooMany { until });
    }
    let job = NewJob {
        id: JobId::from_random(app.random_bytes()?),
        project_id: None,
        submission_id: None,
        kind: SIGN_IN_MAIL_JOB.to_owned(),
        order_key: None,
        payload: json!({ "to": email }),
        run_at: now,
    };
    tx.enqueue(&job, now).await?;
    tx.commit().await?;
    app.wake_worker();
    Ok(LinkRequest::Taken)
}

/// A fresh link for the person with this address; `None` when nobody has it who has access to a project or
/// is invited to one.
///
/// # Errors
/// Only our own faults.
pub(crate) async fn link_for(app: &App, email: &EmailAddress) -> Result<Option<String>, AppError> {
    let mut tx = app.store().write().await?;
    let Some(administrator) = tx.find_administrator_by_email(email).await? else {
        return Ok(None);
    };
    let now = app.now();
    let has_access = !tx.memberships(&administrator.id).await?.is_empty();
    if !has_access && tx.invitations_of(&administrator.id, now).await?.is_empty() {
        return Ok(None);
    }
    let expires_at = now.plus(MAILED_LINK_LIFETIME);
    let token = new_sign_in_link(&mut tx, app.random(), &administrator.id, expires_at).await?;
    tx.commit().await?;
    Ok(Some(sign_in_url(app.public_url(), &token)))
}
