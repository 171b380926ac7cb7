//! Setting a password.

use super::{asks_for_present_password, record, tell};
use crate::app::App;
use crate::caller::Staff;
use crate::error::AppError;
use crate::password_pool;
use crate::sign_in::SignedIn;
use crate::sign_in::limits::{self, PASSWORD_BY_ACCOUNT, too_many};
use argos_crypto::Zeroizing;
use argos_domain::sign_in::{AccountChange, Password};
use serde_json::json;

const NEW: &str = "new_password";
const PRESENT: &str = "present_password";

/// A password was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordSaved {
    /// Sessions elsewhere that ended by it.
    pub sessions_ended: u64,
}

/// Sets the password of whoever is signed in. The present one is asked for, if there is one and the person has not just
/// signed in by a link. All other sessions end.
///
/// # Errors
/// [`AppError::Invalid`] naming `new_password` or `present_password`, [`AppError::Busy`].
pub async fn set_password(
    app: &App,
    staff: &Staff,
    signed_in: &SignedIn,
    present: &str,
    new: &str,
) -> Result<PasswordSaved, AppError> {
    let new = Password::chosen(new, &signed_in.email).map_err(|unfit| AppError::Invalid {
        field: NEW,
        message: unfit.to_string(),
    })?;
    let credential = app.store().read().await?.credential(&staff.id).await?;
    if asks_for_present_password(&credential, signed_in, app.now()) {
        check_present(app, staff, signed_in, credential.password_hash.clone(), present).await?;
    }
    let hash = password_pool::hash(app, new).await?;
    let now = app.now();
    let mut tx = app.store().write().await?;
    if tx.credential(&staff.id).await?.password_hash != credential.password_hash {
        return Err(AppError::Conflict(
            "the password was changed at the same moment elsewhere".to_owned(),
        ));
    }
    tx.set_password_hash(&staff.id, &hash, now).await?;
    let sessions_ended = tx.delete_other_sessions(&staff.id, &signed_in.session).await?;
    tx.delete_sign_in_steps(&staff.id).await?;
    limits::clear(&mut tx, PASSWORD_BY_ACCOUNT, signed_in.email.normalised().expose()).await?;
    let first = credential.password_hash.is_none();
    let detail = json!({ "first": first, "sessions_ended": sessions_ended });
    record(app, &mut tx, staff, "password_set", detail).await?;
    tell(app, &mut tx, staff, AccountChange::Password).await?;
    tx.commit().await?;
    app.wake_worker();
    Ok(PasswordSaved { sessions_ended })
}

/// Wrong ones count like those at the sign-in page: whoever finds an open browser must not guess on.
async fn check_present(
    app: &App,
    staff: &Staff,
    signed_in: &SignedIn,
    hash: Option<Zeroizing<String>>,
    typed: &str,
) -> Result<(), AppError> {
    let now = app.now();
    let account = signed_in.email.normalised();
    let counted = [(PASSWORD_BY_ACCOUNT, account.expose())];
    let mut tx = app.store().write().await?;
    if let Some(until) = limits::take(&mut tx, &counted, now).await? {
        return Err(too_many(PRESENT, until, now));
    }
    tx.commit().await?;
    let right = password_pool::verify(app, hash, Password::typed(typed)).await;
    let mut tx = app.store().write().await?;
    if matches!(right, Ok(false)) {
        record(app, &mut tx, staff, "password_refused", json!({})).await?;
    } else {
        limits::give_back(&mut tx, &counted, now).await?;
    }
    tx.commit().await?;
    if right? {
        Ok(())
    } else {
        Err(AppError::Invalid {
            field: PRESENT,
            message: "this is not your present password".to_owned(),
        })
    }
}
