//! The worker loop: takes due jobs from the job table and runs them, and lets overdue submissions time out.

use crate::app::App;
use crate::error::AppError;
use crate::jobs::{self, ALL_JOB_KINDS, JobOutcome};
use argos_store::ClaimedJob;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Longest sleep between two looks into the job table; jobs of other processes are seen within it.
const LONGEST_SLEEP: Duration = Duration::from_secs(1);
/// A job whose process died is given to another worker after this.
const LEASE: Duration = Duration::from_secs(30);
/// Jobs that run at the same moment: enough that slow receivers do not hold up others.
const CONCURRENT_JOBS: usize = 64;
/// How often periodic work is done.
const PERIODIC_WORK_INTERVAL: Duration = Duration::from_secs(60);

/// Runs until `stop` is cancelled, then waits for the running jobs.
pub async fn run(app: App, stop: CancellationToken) {
    let slots = Arc::new(Semaphore::new(CONCURRENT_JOBS));
    let running = TaskTracker::new();
    let mut timer = tokio::time::interval(PERIODIC_WORK_INTERVAL);
    timer.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while !stop.is_cancelled() {
        let claimed = claim(&app, slots.available_permits()).await;
        let found_some = !claimed.is_empty();
        for job in claimed {
            let (app, slots) = (app.clone(), Arc::clone(&slots));
            running.spawn(async move {
                let _slot = slots.acquire_owned().await;
                run_job(&app, job).await;
                app.wake_worker();
            });
        }
        if found_some {
            continue;
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = app.jobs_enqueued() => {}
            () = tokio::time::sleep(LONGEST_SLEEP) => {}
            _ = timer.tick() => run_periodic_work(&app).await,
        }
    }
    running.close();
    running.wait().await;
}

/// Runs every job that is due now, one after the other, until none is left. For tests and one-shot commands.
///
/// # Errors
/// Only faults of the job table.
pub async fn run_due_jobs(app: &App) -> Result<usize, AppError> {
    let mut ran = 0;
    loop {
        let mut tx = app.store().write().await?;
        let jobs = tx
            .claim_jobs(app.now(), LEASE, ALL_JOB_KINDS, CONCURRENT_JOBS as u32)
            .await?;
        tx.commit().await?;
        if jobs.is_empty() {
            return Ok(ran);
        }
        for job in jobs {
            run_job(app, job).await;
            ran += 1;
        }
    }
}

async fn claim(app: &App, free: usize) -> Vec<ClaimedJob> {
    if free == 0 {
        return Vec::new();
    }
    let attempt = async {
        let mut tx = app.store().write().await?;
        let jobs = tx.claim_jobs(app.now(), LEASE, ALL_JOB_KINDS, free as u32).await?;
        tx.commit().await?;
        Ok::<_, AppError>(jobs)
    };
    match attempt.await {
        Ok(jobs) => jobs,
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "cannot look into the job table"
            );
            Vec::new()
        }
    }
}

async fn run_job(app: &App, job: ClaimedJob) {
    let outcome = jobs::run(app, &job).await;
    if let Err(error) = keep_outcome(app, &job, &outcome).await {
        // The lease runs out and the job runs again: at least once, never lost.
        tracing::error!(job = %job.id, error = &error as &dyn std::error::Error, "cannot record a job's outcome");
    }
}

async fn keep_outcome(app: &App, job: &ClaimedJob, outcome: &JobOutcome) -> Result<(), AppError> {
    let now = app.now();
    let mut tx = app.store().write().await?;
    match outcome {
        JobOutcome::Done => tx.finish_job(&job.id, now).await?,
        JobOutcome::Retry { error, after } => {
            tracing::warn!(job = %job.id, kind = job.kind, attempts = job.attempts, error, "a job failed and will be tried again");
            tx.retry_job(&job.id, error, now.plus(*after)).await?;
        }
        JobOutcome::GivenUp { error } => {
            tracing::error!(job = %job.id, kind = job.kind, attempts = job.attempts, error, "a job was given up");
            tx.give_up_job(&job.id, error, now).await?;
        }
    }
    Ok(tx.commit().await?)
}

/// What is done every minute beside the jobs of the table: overdue submissions time out, ended sessions are deleted. Each part may run in several
/// processes at the same moment; what fails is logged and comes again.
pub async fn run_periodic_work(app: &App) {
    if let Err(error) = jobs::time_out_submissions(app).await {
        tracing::error!(error = &error as &dyn std::error::Error, "cannot time out submissions");
    }
    if let Err(error) = jobs::forget_sign_ins(app).await {
        tracing::error!(error = &error as &dyn std::error::Error, "cannot delete ended sessions");
    }
}
