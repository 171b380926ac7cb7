//! After a rotation: seals everything again under the new key, bit by bit, then removes the old one.

use crate::app::App;
use crate::data_keys::{enqueue_renewal, write_event};
use crate::error::AppError;
use crate::jobs::JobOutcome;
use argos_store::{ClaimedJob, Renewal};
use serde_json::json;
use std::time::Duration;

/// One job works this long, well within its lease; then another one takes over.
const LONGEST_RUN: Duration = Duration::from_secs(10);
/// When somebody was writing under the old key: when to look again.
const PAUSE: Duration = Duration::from_secs(5);

/// How far a job came.
enum Progress {
    Done,
    /// Go on after this time.
    More(Duration),
    /// So many values do not open, and keep the old key.
    Stuck(u64),
}

pub(super) async fn run(app: &App, job: &ClaimedJob) -> JobOutcome {
    let Some(scope) = job.payload["scope"].as_str() else {
        return JobOutcome::unreadable();
    };
    let outcome = match work(app, scope).await {
        Ok(Progress::More(pause)) => go_on(app, scope, pause).await,
        Ok(Progress::Stuck(count)) => {
            return JobOutcome::GivenUp {
                error: format!(
                    "{count} values of {scope} do not open, so the old key stays; `argos keys check` names them"
                ),
            };
        }
        Ok(Progress::Done) => Ok(()),
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) => JobOutcome::Done,
        Err(error) => {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "sealing again was interrupted"
            );
            JobOutcome::failed(
                job.attempts,
                "sealing again under the new key was interrupted".to_owned(),
            )
        }
    }
}

async fn go_on(app: &App, scope: &str, pause: Duration) -> Result<(), AppError> {
    let now = app.now();
    let mut tx = app.store().write().await?;
    enqueue_renewal(&mut tx, scope, app.random(), now.plus(pause), now).await?;
    Ok(tx.commit().await?)
}

async fn work(app: &App, scope: &str) -> Result<Progress, AppError> {
    let begun = app.now();
    let mut renewal = Renewal::of(scope);
    while app.store().renew_some(&mut renewal).await? {
        if app.now() >= begun.plus(LONGEST_RUN) {
            tracing::info!(scope, renewed = renewal.renewed, "sealing again goes on");
            return Ok(Progress::More(Duration::ZERO));
        }
        // Whoever waits for a turn comes first.
        tokio::task::yield_now().await;
    }
    tracing::info!(
        scope,
        renewed = renewal.renewed,
        unreadable = renewal.unreadable,
        "sealed again"
    );
    if remove_old_keys(app, scope).await? {
        return Ok(Progress::Done);
    }
    Ok(match renewal.unreadable {
        0 => Progress::More(PAUSE),
        count => Progress::Stuck(count),
    })
}

/// Whether no older key is left.
async fn remove_old_keys(app: &App, scope: &str) -> Result<bool, AppError> {
    let store = app.store();
    let Some(version) = store.only_version_in_use(scope).await? else {
        return Ok(false);
    };
    let now = app.now();
    let mut tx = store.write().await?;
    let removed = tx.delete_old_keys(scope, version).await?;
    if removed > 0 {
        let detail = json!({ "version": version, "removed": removed });
        write_event(&mut tx, scope, "old_keys_removed", detail, app.random(), now).await?;
    }
    let none_left = removed > 0 || tx.has_one_key_version(scope).await?;
    tx.commit().await?;
    Ok(none_left)
}
