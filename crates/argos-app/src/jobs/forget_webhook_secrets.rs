//! Deletes webhook secrets that were replaced and whose overlap is over.

use crate::app::App;
use crate::error::AppError;

/// Deletes what ended before this moment.
///
/// # Errors
/// Faults of the database.
pub async fn forget_webhook_secrets(app: &App) -> Result<(), AppError> {
    let mut tx = app.store().write().await?;
    tx.forget_webhook_secrets(app.now()).await?;
    Ok(tx.commit().await?)
}
