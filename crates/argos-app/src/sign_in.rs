//! Administrators sign in by a one-time link or by password, with the code of an authenticator app if they set one up,
//! and stay signed in for a while.

mod invitation;
mod link;
mod password;
mod second_step;

pub(crate) mod limits;
pub(crate) mod second_factor;

pub use invitation::redeem_invitation;
pub use limits::time_left;
pub use link::{LinkRequest, MAILED_LINK_LIFETIME, SIGN_IN_LINK_LIFETIME, redeem_sign_in_link, request_sign_in_link};
pub(crate) use link::{invitation_url, link_for, new_sign_in_link, sign_in_url};
pub use password::{PasswordAnswer, sign_in_with_password};
pub use second_step::{CodeAnswer, is_code_awaited, sign_in_with_code};

use crate::access::accept_invitations;
use crate::app::App;
use crate::caller::Caller;
use crate::error::AppError;
use crate::event_log::{Change, Entry};
use argos_crypto::{SecretToken, TokenHash};
use argos_domain::clock::Timestamp;
use argos_domain::id::{AdministratorId, ProjectId, SessionId};
use argos_domain::personal::{EmailAddress, PersonalText};
use argos_domain::project::Project;
use argos_domain::role::Role;
use argos_domain::sign_in::SignInMethod;
use argos_store::{Actor, Session, Tx};
use second_factor::SecondFactor;
use serde_json::{Value, json};
use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

/// How long a session lasts at most.
pub const SESSION_LIFETIME: Duration = Duration::from_secs(12 * 60 * 60);
/// How long a session lasts without a request.
pub const IDLE_LIFETIME: Duration = Duration::from_secs(2 * 60 * 60);
/// How long the code of an authenticator app is awaited.
pub const SECOND_STEP_LIFETIME: Duration = Duration::from_secs(10 * 60);
/// Requests within this time after one another are not each noted in the database.
const SEEN_GRANULARITY: Duration = Duration::from_secs(60);

/// A signed-in administrator.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who.
    pub administrator: AdministratorId,
    /// Their address.
    pub email: EmailAddress,
    /// What they have access to.
    pub memberships: Vec<(Project, Role)>,
    /// Whether they review for the platform.
    pub is_platform_agent: bool,
    /// The token that every form of this session carries.
    pub form_token: String,
    /// The session.
    pub session: SessionId,
    /// How they signed in.
    pub method: SignInMethod,
    /// When.
    pub signed_in_at: Timestamp,
}

/// A browser at the sign-in page.
#[derive(Clone, PartialEq, Eq)]
pub struct Visitor {
    /// From where.
    pub address: Option<IpAddr>,
    /// Which browser, such as `Firefox on Linux`.
    pub browser: PersonalText,
    /// The value of an earlier session's cookie: that session ends when a new one begins.
    pub earlier_session: Option<String>,
}

impl fmt::Debug for Visitor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Visitor(***)")
    }
}

/// How far a sign-in is.
#[derive(Debug)]
pub enum SignInStep {
    /// Done; the value of the session's cookie.
    SignedIn(SecretToken),
    /// The code of the authenticator app is needed; the value of the cookie that carries the sign-in until then.
    CodeNeeded(SecretToken),
}

/// What follows the first step: a session, or waiting for a code.
async fn first_step_done(
    app: &App,
    tx: &mut Tx,
    administrator: &AdministratorId,
    method: SignInMethod,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<SignInStep, AppError> {
    if tx.credential(administrator).await?.confirmed_totp().is_none() {
        let cookie = open_session(app, tx, administrator, method, None, visitor, now).await?;
        return Ok(SignInStep::SignedIn(cookie));
    }
    let token = SecretToken::generate(app.random(), "st_")?;
    let expires_at = now.plus(SECOND_STEP_LIFETIME);
    tx.insert_sign_in_step(&token.hash(), administrator, method, expires_at)
        .await?;
    Ok(SignInStep::CodeNeeded(token))
}

/// Begins a session under a fresh secret; the browser's earlier session ends, and open invitations are accepted.
async fn open_session(
    app: &App,
    tx: &mut Tx,
    administrator: &AdministratorId,
    method: SignInMethod,
    factor: Option<SecondFactor>,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<SecretToken, AppError> {
    if let Some(earlier) = &visitor.earlier_session {
        tx.delete_session(&TokenHash::of(earlier)).await?;
    }
    let cookie = SecretToken::generate(app.random(), "se_")?;
    let session = Session {
        id: SessionId::from_random(app.random_bytes()?),
        administrator_id: administrator.clone(),
        form_token: SecretToken::generate(app.random(), "form_")?.expose().to_owned(),
        method,
        address: visitor.address.map(|address| PersonalText::new(address.to_string())),
        browser: visitor.browser.clone(),
        created_at: now,
        seen_at: now,
        idle_until: now.plus(IDLE_LIFETIME),
        expires_at: now.plus(SESSION_LIFETIME),
    };
    tx.insert_session(&cookie.hash(), &session).await?;
    let detail = json!({ "method": method.name(), "second_factor": factor.map(SecondFactor::name) });
    record(app, tx, Some(administrator), "signed_in", detail, visitor).await?;
    accept_invitations(app, tx, administrator, visitor.address).await?;
    Ok(cookie)
}

/// Records a failed sign-in. For an unknown account too, so that it takes the same time.
async fn record_failure(
    app: &App,
    tx: &mut Tx,
    account: Option<&AdministratorId>,
    reason: &str,
    visitor: &Visitor,
) -> Result<(), AppError> {
    let reason = if account.is_some() { reason } else { "unknown_account" };
    record(app, tx, account, "sign_in_failed", json!({ "reason": reason }), visitor).await
}

/// Whoever failed to sign in is not the administrator, but the entry belongs to that account.
async fn record(
    app: &App,
    tx: &mut Tx,
    account: Option<&AdministratorId>,
    action: &str,
    detail: Value,
    visitor: &Visitor,
) -> Result<(), AppError> {
    let caller = Caller {
        actor: account.map_or(Actor::System, |id| Actor::Administrator(id.clone())),
        address: visitor.address,
    };
    let browser = Change {
        before: json!({}),
        after: json!({ "browser": visitor.browser }),
    };
    let entry = Entry::of_installation(&caller, action, detail).with(browser);
    entry.write(tx, app.random(), app.now()).await
}

/// Who a session cookie belongs to.
///
/// # Errors
/// [`AppError::Unauthorized`] when the session is unknown or over.
pub async fn session(app: &App, cookie: &str) -> Result<SignedIn, AppError> {
    let now = app.now();
    let mut tx = app.store().read().await?;
    let session = tx
        .session(&TokenHash::of(cookie), now)
        .await?
        .ok_or(AppError::Unauthorized)?;
    let administrator = tx
        .find_administrator(&session.administrator_id)
        .await?
        .ok_or(AppError::Unauthorized)?;
    let memberships = tx.memberships(&administrator.id).await?;
    let is_platform_agent = tx.is_platform_agent(&administrator.id).await?;
    drop(tx);
    if now.since(session.seen_at) >= SEEN_GRANULARITY {
        let mut tx = app.store().write().await?;
        tx.touch_session(&session.id, now, now.plus(IDLE_LIFETIME)).await?;
        tx.commit().await?;
    }
    Ok(SignedIn {
        administrator: administrator.id,
        email: administrator.email,
        memberships,
        is_platform_agent,
        form_token: session.form_token,
        session: session.id,
        method: session.method,
        signed_in_at: session.created_at,
    })
}

/// Ends a session.
///
/// # Errors
/// Only our own faults.
pub async fn sign_out(app: &App, cookie: &str, visitor: &Visitor) -> Result<(), AppError> {
    let mut tx = app.store().write().await?;
    if let Some(administrator) = tx.delete_session(&TokenHash::of(cookie)).await? {
        record(app, &mut tx, Some(&administrator), "signed_out", json!({}), visitor).await?;
    }
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
