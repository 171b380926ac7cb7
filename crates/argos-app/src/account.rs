//! An administrator's own account: password, authenticator app, sessions, history.

mod authenticator_app;
mod password;
mod sessions;

pub use authenticator_app::{AppSetup, app_setup, begin_app_setup, confirm_app, remove_app, replace_recovery_codes};
pub use password::{PasswordSaved, set_password};
pub use sessions::{end_other_sessions, end_session};

use crate::app::App;
use crate::caller::{Caller, Staff};
use crate::error::AppError;
use crate::event_log::Entry;
use crate::jobs::{AdministratorMail, enqueue_administrator_mail};
use crate::sign_in::SignedIn;
use argos_domain::clock::Timestamp;
use argos_domain::id::SessionId;
use argos_domain::personal::PersonalText;
use argos_domain::sign_in::{AccountChange, SignInMethod};
use argos_store::{Credential, EventRecord, Tx};
use serde_json::Value;
use std::time::Duration;

/// Entries of the history.
const HISTORY: u32 = 20;
/// For so long after signing in by a link, a password can be set without the present one: it may be forgotten.
pub const LINK_COUNTS_AS_PASSWORD: Duration = Duration::from_secs(15 * 60);

/// What the account page shows.
#[derive(Debug, Clone)]
pub struct Account {
    /// When a password was set, if one is.
    pub password_set_at: Option<Timestamp>,
    /// Whether setting another one takes the present one.
    pub asks_for_present_password: bool,
    /// Since when codes of an authenticator app are asked for.
    pub app_since: Option<Timestamp>,
    /// Unused recovery codes.
    pub recovery_codes: u32,
    /// Where the person is signed in, newest first.
    pub sessions: Vec<AccountSession>,
    /// What happened to the account lately, newest first.
    pub history: Vec<AccountEvent>,
}

/// A place where the person is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountSession {
    /// The session.
    pub id: SessionId,
    /// How the person signed in.
    pub method: SignInMethod,
    /// From where.
    pub address: Option<PersonalText>,
    /// With which browser.
    pub browser: PersonalText,
    /// When the person signed in.
    pub created_at: Timestamp,
    /// When the last request came, give or take a minute.
    pub seen_at: Timestamp,
    /// Whether it is the session that asks.
    pub is_this: bool,
}

/// Something that happened to the account.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountEvent {
    /// When.
    pub at: Timestamp,
    /// What, such as `signed_in`.
    pub action: String,
    /// Particulars.
    pub detail: Value,
    /// From where.
    pub address: Option<PersonalText>,
    /// With which browser, where that was recorded.
    pub browser: Option<PersonalText>,
}

impl From<EventRecord> for AccountEvent {
    fn from(event: EventRecord) -> Self {
        let browser = event
            .change
            .as_ref()
            .and_then(|change| change["after"]["browser"].as_str());
        Self {
            at: event.at,
            browser: browser.map(PersonalText::new),
            action: event.action,
            detail: event.detail,
            address: event.address,
        }
    }
}

/// The account of whoever is signed in.
///
/// # Errors
/// Only our own faults.
pub async fn account(app: &App, signed_in: &SignedIn) -> Result<Account, AppError> {
    let now = app.now();
    let id = &signed_in.administrator;
    let mut tx = app.store().read().await?;
    let credential = tx.credential(id).await?;
    let sessions = tx
        .sessions_of(id, now)
        .await?
        .into_iter()
        .map(|session| AccountSession {
            is_this: session.id == signed_in.session,
            id: session.id,
            method: session.method,
            address: session.address,
            browser: session.browser,
            created_at: session.created_at,
            seen_at: session.seen_at,
        });
    let history = tx.events_of_account(id, HISTORY).await?;
    Ok(Account {
        password_set_at: credential.password_set_at,
        asks_for_present_password: asks_for_present_password(&credential, signed_in, now),
        app_since: credential.confirmed_totp().and_then(|totp| totp.confirmed_at),
        recovery_codes: tx.count_recovery_codes(id).await?,
        sessions: sessions.collect(),
        history: history.into_iter().map(AccountEvent::from).collect(),
    })
}

fn asks_for_present_password(credential: &Credential, signed_in: &SignedIn, now: Timestamp) -> bool {
    let by_link_lately =
        signed_in.method == SignInMethod::Link && now.since(signed_in.signed_in_at) <= LINK_COUNTS_AS_PASSWORD;
    credential.password_hash.is_some() && !by_link_lately
}

async fn record(app: &App, tx: &mut Tx, staff: &Staff, action: &str, detail: Value) -> Result<(), AppError> {
    let caller = Caller::from(staff);
    Entry::of_installation(&caller, action, detail)
        .write(tx, app.random(), app.now())
        .await
}

/// Tells the person by mail, so that somebody else's change is noticed. Wake the worker after the commit.
async fn tell(app: &App, tx: &mut Tx, staff: &Staff, change: AccountChange) -> Result<(), AppError> {
    if !app.mailer().is_configured() {
        return Ok(());
    }
    let mail = AdministratorMail::Account {
        to: staff.id.clone(),
        change,
        address: staff.address.map(|address| PersonalText::new(address.to_string())),
    };
    enqueue_administrator_mail(tx, app.random(), None, &mail, app.now()).await
}
