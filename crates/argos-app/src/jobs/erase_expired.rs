//! Erases submissions that nothing has changed for as long as their project keeps them.

use crate::app::App;
use crate::erase_submission::{Eraser, erase_submission};
use crate::error::AppError;
use argos_domain::id::ProjectId;
use std::time::Duration;

/// Submissions handled in one go.
const BATCH: u32 = 100;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Erases every submission whose time is over; answers how many. Those that wait for a human stay.
///
/// # Errors
/// Faults of the database.
pub async fn erase_expired(app: &App) -> Result<usize, AppError> {
    let projects = app.store().read().await?.list_projects().await?;
    let mut erased = 0;
    for project in projects {
        if let Some(days) = project.settings.retention_days {
            erased += erase_of(app, &project.id, DAY.saturating_mul(u32::from(days))).await?;
        }
    }
    Ok(erased)
}

async fn erase_of(app: &App, project: &ProjectId, kept: Duration) -> Result<usize, AppError> {
    let before = app.now().minus(kept);
    let mut erased = 0;
    loop {
        let expired = app
            .store()
            .read()
            .await?
            .unchanged_submissions(project, before, BATCH)
            .await?;
        for id in &expired {
            match erase_submission(app, &Eraser::Retention, project, id).await {
                Ok(()) => erased += 1,
                // It changed at this very moment: then it is kept longer.
                Err(AppError::Conflict(_)) => return Ok(erased),
                Err(error) => return Err(error),
            }
        }
        if expired.len() < BATCH as usize {
            return Ok(erased);
        }
    }
}
