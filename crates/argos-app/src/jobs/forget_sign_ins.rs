//! Deletes what is left of sign-ins that are over: sessions, links, waiting second steps, counted attempts.

use crate::app::App;
use crate::error::AppError;
use std::time::Duration;

/// Counted attempts are kept a little longer than they count, so that a deletion never meets somebody who tries.
const ATTEMPTS_KEPT: Duration = Duration::from_secs(60 * 60);

/// Deletes what ended before this moment.
///
/// # Errors
/// Faults of the database.
pub async fn forget_sign_ins(app: &App) -> Result<(), AppError> {
    let now = app.now();
    let mut tx = app.store().write().await?;
    tx.forget_sessions(now).await?;
    tx.forget_sign_in_links(now).await?;
    tx.forget_attempts(now.minus(ATTEMPTS_KEPT)).await?;
    Ok(tx.commit().await?)
}
