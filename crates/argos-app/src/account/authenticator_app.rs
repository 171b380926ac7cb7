//! Setting up an authenticator app, and removing it.

use super::{record, tell};
use crate::app::App;
use crate::caller::Staff;
use crate::error::AppError;
use crate::sign_in::SignedIn;
use crate::sign_in::limits::{self, CODE_BY_ACCOUNT, too_many};
use crate::sign_in::second_factor::{SecondFactor, new_recovery_codes, readable, step_of, use_code};
use argos_crypto::{TotpSecret, Zeroizing};
use argos_domain::clock::Timestamp;
use argos_domain::sign_in::AccountChange;
use argos_store::Tx;
use serde_json::json;
use std::fmt;

const CODE: &str = "code";
/// The name under which apps list the account.
const ISSUER: &str = "Argos";

/// What an app must be told.
pub struct AppSetup {
    /// The secret as people type it, in groups of four.
    pub secret: Zeroizing<String>,
    /// The address that apps read from a QR code.
    pub address: Zeroizing<String>,
}

impl fmt::Debug for AppSetup {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AppSetup(***)")
    }
}

/// Makes a new secret; it counts once [`confirm_app`] proved that the app has it.
///
/// # Errors
/// [`AppError::Conflict`] when an app is set up already.
pub async fn begin_app_setup(app: &App, staff: &Staff) -> Result<(), AppError> {
    let secret = TotpSecret::generate(app.random())?;
    let mut tx = app.store().write().await?;
    if !tx.set_totp_secret(&staff.id, secret.expose()).await? {
        return Err(AppError::Conflict(
            "an authenticator app is set up already; remove it first".to_owned(),
        ));
    }
    record(app, &mut tx, staff, "authenticator_app_begun", json!({})).await?;
    Ok(tx.commit().await?)
}

/// What the app that is being set up must be told.
///
/// # Errors
/// [`AppError::NotFound`] when none is being set up.
pub async fn app_setup(app: &App, signed_in: &SignedIn) -> Result<AppSetup, AppError> {
    let credential = app.store().read().await?.credential(&signed_in.administrator).await?;
    let begun = credential.totp.filter(|totp| totp.confirmed_at.is_none());
    let begun = begun.ok_or(AppError::NotFound("an authenticator app that is being set up"))?;
    let secret = TotpSecret::from_bytes(&begun.secret)?;
    let text = secret.to_base32();
    let mut grouped = Zeroizing::new(String::with_capacity(text.len() * 2));
    for (at, symbol) in text.chars().enumerate() {
        if at > 0 && at % 4 == 0 {
            grouped.push(' ');
        }
        grouped.push(symbol);
    }
    Ok(AppSetup {
        secret: grouped,
        address: secret.provisioning_address(ISSUER, signed_in.email.expose())?,
    })
}

/// Codes are asked for from now on, if this is one of the app's codes; the answer is the recovery codes, which are
/// shown this once.
///
/// # Errors
/// [`AppError::Invalid`] naming `code`, [`AppError::NotFound`] when no app is being set up.
pub async fn confirm_app(app: &App, staff: &Staff, code: &str) -> Result<Vec<String>, AppError> {
    let now = app.now();
    let mut tx = app.store().write().await?;
    take_attempt(&mut tx, staff, now).await?;
    let credential = tx.credential(&staff.id).await?;
    let begun = credential.totp.filter(|totp| totp.confirmed_at.is_none());
    let begun = begun.ok_or(AppError::NotFound("an authenticator app that is being set up"))?;
    let Some(step) = step_of(&begun.secret, code, now)? else {
        tx.commit().await?;
        return Err(wrong_code());
    };
    if !tx.confirm_totp(&staff.id, step, now).await? {
        return Err(AppError::NotFound("an authenticator app that is being set up"));
    }
    limits::clear(&mut tx, CODE_BY_ACCOUNT, staff.id.as_str()).await?;
    let codes = keep_new_codes(app, &mut tx, staff).await?;
    record(app, &mut tx, staff, "authenticator_app_set_up", json!({})).await?;
    tell(app, &mut tx, staff, AccountChange::AppSetUp).await?;
    tx.commit().await?;
    app.wake_worker();
    Ok(codes)
}

/// Removes the app and the recovery codes: codes are no longer asked for. Takes a code of the app or a recovery code.
///
/// # Errors
/// [`AppError::Invalid`] naming `code`.
pub async fn remove_app(app: &App, staff: &Staff, code: &str) -> Result<(), AppError> {
    let mut tx = app.store().write().await?;
    let Some(factor) = require_code(app, &mut tx, staff, code).await? else {
        tx.commit().await?;
        return Err(wrong_code());
    };
    tx.remove_totp(&staff.id).await?;
    let detail = json!({ "by": factor.name() });
    record(app, &mut tx, staff, "authenticator_app_removed", detail).await?;
    tell(app, &mut tx, staff, AccountChange::AppRemoved).await?;
    tx.commit().await?;
    app.wake_worker();
    Ok(())
}

/// New recovery codes instead of all earlier ones, shown this once. Takes a code.
///
/// # Errors
/// [`AppError::Invalid`] naming `code`.
pub async fn replace_recovery_codes(app: &App, staff: &Staff, code: &str) -> Result<Vec<String>, AppError> {
    let mut tx = app.store().write().await?;
    let Some(factor) = require_code(app, &mut tx, staff, code).await? else {
        tx.commit().await?;
        return Err(wrong_code());
    };
    let codes = keep_new_codes(app, &mut tx, staff).await?;
    let detail = json!({ "by": factor.name() });
    record(app, &mut tx, staff, "recovery_codes_replaced", detail).await?;
    tell(app, &mut tx, staff, AccountChange::RecoveryCodes).await?;
    tx.commit().await?;
    app.wake_worker();
    Ok(codes)
}

/// Uses a code up. After `None` the transaction must be committed, so that the attempt counts.
async fn require_code(app: &App, tx: &mut Tx, staff: &Staff, code: &str) -> Result<Option<SecondFactor>, AppError> {
    let now = app.now();
    take_attempt(tx, staff, now).await?;
    let factor = use_code(tx, &staff.id, code, now).await?;
    match factor {
        Some(_) => limits::clear(tx, CODE_BY_ACCOUNT, staff.id.as_str()).await?,
        None => record(app, tx, staff, "code_refused", json!({})).await?,
    }
    Ok(factor)
}

async fn take_attempt(tx: &mut Tx, staff: &Staff, now: Timestamp) -> Result<(), AppError> {
    match limits::take(tx, &[(CODE_BY_ACCOUNT, staff.id.as_str())], now).await? {
        Some(until) => Err(too_many(CODE, until, now)),
        None => Ok(()),
    }
}

async fn keep_new_codes(app: &App, tx: &mut Tx, staff: &Staff) -> Result<Vec<String>, AppError> {
    let codes = new_recovery_codes(app.random())?;
    tx.replace_recovery_codes(&staff.id, &codes).await?;
    Ok(codes.iter().map(|code| readable(code)).collect())
}

fn wrong_code() -> AppError {
    AppError::Invalid {
        field: CODE,
        message: "this code is not right, or was used before: wait for the next one in your app".to_owned(),
    }
}
