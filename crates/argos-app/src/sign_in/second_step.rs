//! The second step of a sign-in: the code of an authenticator app.

use super::limits::{self, CODE_BY_ACCOUNT};
use super::second_factor::use_code;
use super::{Visitor, open_session, record_failure};
use crate::app::App;
use crate::error::AppError;
use argos_crypto::{SecretToken, TokenHash};
use argos_domain::clock::Timestamp;

/// What became of a code.
#[derive(Debug)]
pub enum CodeAnswer {
    /// It is right; the value of the session's cookie.
    SignedIn(SecretToken),
    /// It is not, or was used before.
    Wrong,
    /// Too many wrong ones came for this account.
    Locked {
        /// When the next attempt is allowed.
        until: Timestamp,
    },
    /// The first step was too long ago, or never done.
    Expired,
}

/// Whether somebody with this token is awaited.
///
/// # Errors
/// Only our own faults.
pub async fn is_code_awaited(app: &App, token: &str) -> Result<bool, AppError> {
    let mut tx = app.store().read().await?;
    Ok(tx.sign_in_step(&TokenHash::of(token), app.now()).await?.is_some())
}

/// Finishes a sign-in by a code of the authenticator app or a recovery code. Each works once.
///
/// # Errors
/// Only our own faults.
pub async fn sign_in_with_code(app: &App, token: &str, code: &str, visitor: &Visitor) -> Result<CodeAnswer, AppError> {
    let now = app.now();
    let mut tx = app.store().write().await?;
    let Some((administrator, method)) = tx.sign_in_step(&TokenHash::of(token), now).await? else {
        return Ok(CodeAnswer::Expired);
    };
    if let Some(until) = limits::take(&mut tx, &[(CODE_BY_ACCOUNT, administrator.as_str())], now).await? {
        return Ok(CodeAnswer::Locked { until });
    }
    let Some(factor) = use_code(&mut tx, &administrator, code, now).await? else {
        record_failure(app, &mut tx, Some(&administrator), "wrong_code", visitor).await?;
        tx.commit().await?;
        return Ok(CodeAnswer::Wrong);
    };
    limits::clear(&mut tx, CODE_BY_ACCOUNT, administrator.as_str()).await?;
    tx.delete_sign_in_steps(&administrator).await?;
    let cookie = open_session(app, &mut tx, &administrator, method, Some(factor), visitor, now).await?;
    tx.commit().await?;
    Ok(CodeAnswer::SignedIn(cookie))
}
