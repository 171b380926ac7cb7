//! Signing in by e-mail address and password.

use super::limits::{self, Limited, PASSWORD_BY_ACCOUNT, PASSWORD_BY_ADDRESS, address_subject};
use super::{SignInStep, Visitor, first_step_done, record_failure};
use crate::app::App;
use crate::error::AppError;
use crate::password_pool;
use argos_crypto::Zeroizing;
use argos_domain::clock::Timestamp;
use argos_domain::id::AdministratorId;
use argos_domain::personal::EmailAddress;
use argos_domain::sign_in::{Password, SignInMethod};

/// What became of e-mail address and password.
#[derive(Debug)]
pub enum PasswordAnswer {
    /// They are right.
    Right(SignInStep),
    /// They are not. It is not told whether there is such an account, or whether it has a password.
    Wrong,
    /// Too many wrong ones came for this account or from this place, whether or not there is such an account.
    Locked {
        /// When the next attempt is allowed.
        until: Timestamp,
    },
}

struct KnownAccount {
    id: AdministratorId,
    hash: Option<Zeroizing<String>>,
}

/// Signs in by e-mail address and password. `None` stands for a text that no password can be.
///
/// An attempt is counted before the password is looked at, so that many at the same moment do not get past the limit.
///
/// # Errors
/// [`AppError::Busy`] when too many passwords are checked at this moment.
pub async fn sign_in_with_password(
    app: &App,
    email: &EmailAddress,
    password: Option<Password>,
    visitor: &Visitor,
) -> Result<PasswordAnswer, AppError> {
    let now = app.now();
    let (account, address) = (email.normalised(), address_subject(visitor.address));
    let counted = [
        (PASSWORD_BY_ACCOUNT, account.expose()),
        (PASSWORD_BY_ADDRESS, address.as_str()),
    ];
    let known = {
        let mut tx = app.store().write().await?;
        if let Some(until) = limits::take(&mut tx, &counted, now).await? {
            return Ok(PasswordAnswer::Locked { until });
        }
        let known = match tx.find_administrator_by_email(email).await? {
            Some(found) => Some(KnownAccount {
                hash: tx.credential(&found.id).await?.password_hash,
                id: found.id,
            }),
            None => None,
        };
        tx.commit().await?;
        known
    };
    let hash = known.as_ref().and_then(|known| known.hash.clone());
    match password_pool::verify(app, hash, password).await {
        Ok(true) => {}
        Ok(false) => {
            let mut tx = app.store().write().await?;
            let who = known.as_ref().map(|known| &known.id);
            record_failure(app, &mut tx, who, "wrong_password", visitor).await?;
            tx.commit().await?;
            return Ok(PasswordAnswer::Wrong);
        }
        Err(error) => {
            give_back(app, &counted, now).await?;
            return Err(error);
        }
    }
    let Some(known) = known else {
        return Ok(PasswordAnswer::Wrong);
    };
    let mut tx = app.store().write().await?;
    if tx.credential(&known.id).await?.password_hash != known.hash {
        // It was changed a moment ago: this one is not the password any more.
        return Ok(PasswordAnswer::Wrong);
    }
    limits::clear(&mut tx, PASSWORD_BY_ACCOUNT, account.expose()).await?;
    limits::give_back(&mut tx, &counted[1..], now).await?;
    let step = first_step_done(app, &mut tx, &known.id, SignInMethod::Password, visitor, now).await?;
    tx.commit().await?;
    Ok(PasswordAnswer::Right(step))
}

async fn give_back(app: &App, counted: &[(Limited, &str)], moment: Timestamp) -> Result<(), AppError> {
    let mut tx = app.store().write().await?;
    limits::give_back(&mut tx, counted, moment).await?;
    Ok(tx.commit().await?)
}
