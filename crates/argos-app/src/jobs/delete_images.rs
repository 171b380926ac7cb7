//! Deletes image files that no row names any more.

use crate::app::App;
use crate::jobs::JobOutcome;
use argos_store::ClaimedJob;
use serde::Deserialize;
use std::time::Duration;

/// Between two attempts after the common schedule has ended: what was to be erased is never given up.
const AT_LEAST_DAILY: Duration = Duration::from_secs(24 * 60 * 60);

#[derive(Deserialize)]
struct Payload {
    files: Vec<String>,
}

pub(super) async fn run(app: &App, job: &ClaimedJob) -> JobOutcome {
    let Ok(payload) = Payload::deserialize(&job.payload) else {
        return JobOutcome::unreadable();
    };
    for file in &payload.files {
        if let Err(error) = app.store().delete_image_file(file).await {
            let after = argos_notify::next_attempt_after(job.attempts.saturating_sub(1));
            return JobOutcome::Retry {
                error: error.to_string(),
                after: after.unwrap_or(AT_LEAST_DAILY),
            };
        }
    }
    JobOutcome::Done
}
