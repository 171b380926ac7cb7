//! Deletes image files that no row names.

use crate::app::App;
use crate::error::AppError;
use std::time::Duration;

/// A file's row is kept within seconds of the file, so a younger file may still get one.
const LEAST_AGE: Duration = Duration::from_secs(24 * 60 * 60);

/// Deletes what processes that died left behind; answers how many files.
///
/// # Errors
/// Faults of the database and of the images' place.
pub async fn delete_orphaned_images(app: &App) -> Result<usize, AppError> {
    let deleted = app.store().delete_orphaned_images(app.now().minus(LEAST_AGE)).await?;
    if deleted > 0 {
        tracing::info!(deleted, "deleted image files that nothing named");
    }
    Ok(deleted)
}
