//! Deletes challenges of active liveness with which nobody went on: what was seen of a face is not kept for nothing.

use crate::app::App;
use crate::error::AppError;
use std::time::Duration;

/// How long after its end a challenge is kept. Meanwhile the attempt's challenges are counted by it, and it remembers what
/// the person cannot do.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// Deletes what ended before this moment.
///
/// # Errors
/// Faults of the database.
pub async fn forget_challenges(app: &App) -> Result<(), AppError> {
    let until = app.now().minus(KEPT);
    let mut tx = app.store().write().await?;
    tx.forget_challenges(until).await?;
    Ok(tx.commit().await?)
}
