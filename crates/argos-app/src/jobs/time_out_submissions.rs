//! Rejects incomplete submissions with retry history after 72 hours.

use crate::app::App;
use crate::caller::Caller;
use crate::error::AppError;
use crate::publication::publish;
use argos_domain::submission::SubmissionState;

/// Submissions handled in one go.
const BATCH: u32 = 100;

/// Times out every submission that is due; answers how many.
///
/// # Errors
/// Faults of the database.
pub async fn time_out_submissions(app: &App) -> Result<usize, AppError> {
    let now = app.now();
    let mut timed_out = 0;
    loop {
        let due = app.store().read().await?.due_timeouts(now, BATCH).await?;
        let found = due.len();
        for (project, id) in due {
            let mut tx = app.store().write().await?;
            let Some(mut stored) = tx.find_submission(&project, &id).await? else {
                continue;
            };
            let SubmissionState::Incomplete(incomplete) = stored.submission.state.clone() else {
                continue;
            };
            let Ok(transition) = incomplete.time_out(now) else {
                continue;
            };
            stored.submission.state = transition.state;
            stored.submission.updated_at = now;
            tx.save_submission(&stored).await?;
            publish(
                app,
                &mut tx,
                &stored.submission,
                &transition.events,
                &Caller::system(),
                now,
            )
            .await?;
            tx.commit().await?;
            timed_out += 1;
        }
        if found < BATCH as usize {
            break;
        }
    }
    if timed_out > 0 {
        app.wake_worker();
    }
    Ok(timed_out)
}
