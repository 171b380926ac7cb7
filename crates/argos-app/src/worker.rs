//! The worker loop: takes due jobs from the job table and runs them, and lets overdue submissions time out.

use crate::app::App;
use crate::automatic_decision::record_all_missing_decisions;
use crate::deliveries_under_way::{CONCURRENT_DELIVERIES, DELIVERIES_OF_ONE_PROJECT, DeliveriesUnderWay};
use crate::error::AppError;
use crate::jobs::{self, JobOutcome, OTHER_JOB_KINDS, WEBHOOK_JOB};
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
/// Jobs that run at the same moment, beside webhooks.
const CONCURRENT_JOBS: usize = 64;
/// How often periodic work is done.
const PERIODIC_WORK_INTERVAL: Duration = Duration::from_secs(60);

/// How often faces are packed.
const PACKING_INTERVAL: Duration = Duration::from_secs(600);

/// How often files that nothing names are looked for, and when first: not while everything starts.
const CLEANING_INTERVAL: Duration = Duration::from_secs(24 * 60 * 60);
const FIRST_CLEANING: Duration = Duration::from_secs(60 * 60);

/// Runs until `stop` is cancelled, then waits for the running jobs.
pub async fn run(app: App, stop: CancellationToken) {
    let places = Places::new();
    let running = TaskTracker::new();
    let mut timer = tokio::time::interval(PERIODIC_WORK_INTERVAL);
    timer.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut cleaning = tokio::time::interval_at(tokio::time::Instant::now() + FIRST_CLEANING, CLEANING_INTERVAL);
    let faces = (app.clone(), stop.clone());
    running.spawn(async move { faces.1.run_until_cancelled(keep_faces(&faces.0)).await });
    let decisions = (app.clone(), stop.clone());
    running.spawn(async move {
        decisions
            .1
            .run_until_cancelled(keep_earlier_decisions(&decisions.0))
            .await
    });
    while !stop.is_cancelled() {
        let claimed = claim(&app, &places).await;
        let found_some = !claimed.is_empty();
        for job in claimed {
            let app = app.clone();
            // Taken here and not in the task, so that the next look sees how many are left.
            let place = places.of(&job).acquire_owned().await;
            let delivery = (job.kind == WEBHOOK_JOB).then(|| places.deliveries.begin(job.project_id.clone()));
            running.spawn(async move {
                run_job(&app, job).await;
                drop((place, delivery));
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
            // Listing many files takes a while, and nothing waits for it.
            _ = cleaning.tick() => drop(running.spawn(clean(app.clone(), stop.clone()))),
        }
    }
    running.close();
    running.wait().await;
}

/// Loads the faces of approved people: the first search of a project would do it as well; it should not have to wait. Then
/// packs them now and again, so that the next start is quick.
async fn keep_faces(app: &App) {
    if let Err(error) = app.face_galleries().load_all(app).await {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "cannot load the faces of approved people"
        );
    }
    let mut timer = tokio::time::interval(PACKING_INTERVAL);
    timer.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        timer.tick().await;
        if let Err(error) = jobs::pack_faces(app).await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "cannot pack the faces of approved people"
            );
        }
    }
}

/// Decisions from before there were rows for them get theirs, so that policies can be simulated on them.
async fn keep_earlier_decisions(app: &App) {
    if let Err(error) = record_all_missing_decisions(app.store()).await {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "cannot prepare earlier decisions for simulation"
        );
    }
}

async fn clean(app: App, stop: CancellationToken) {
    let cleaned = stop.run_until_cancelled(jobs::delete_orphaned_images(&app)).await;
    if let Some(Err(error)) = cleaned {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "cannot delete files that nothing names"
        );
    }
}

/// Places for running jobs. Webhooks have their own, since they wait for servers of others.
#[derive(Debug)]
struct Places {
    webhooks: Arc<Semaphore>,
    others: Arc<Semaphore>,
    deliveries: DeliveriesUnderWay,
}

impl Places {
    fn new() -> Self {
        Self {
            webhooks: Arc::new(Semaphore::new(CONCURRENT_DELIVERIES)),
            others: Arc::new(Semaphore::new(CONCURRENT_JOBS)),
            deliveries: DeliveriesUnderWay::default(),
        }
    }

    fn of(&self, job: &ClaimedJob) -> Arc<Semaphore> {
        Arc::clone(if job.kind == WEBHOOK_JOB {
            &self.webhooks
        } else {
            &self.others
        })
    }
}

/// Runs every job that is due now, one after the other, until none is left. For tests and one-shot commands.
///
/// # Errors
/// Only faults of the job table.
pub async fn run_due_jobs(app: &App) -> Result<usize, AppError> {
    let mut ran = 0;
    loop {
        let jobs = claim_for(app, &Places::new()).await?;
        if jobs.is_empty() {
            return Ok(ran);
        }
        for job in jobs {
            run_job(app, job).await;
            ran += 1;
        }
    }
}

async fn claim(app: &App, places: &Places) -> Vec<ClaimedJob> {
    match claim_for(app, places).await {
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

/// Claims as many jobs as there are free places, of webhooks only a few at a time: how many of one project are among
/// them shows afterwards.
async fn claim_for(app: &App, places: &Places) -> Result<Vec<ClaimedJob>, AppError> {
    let free = places.others.available_permits();
    let free_for_webhooks = places.webhooks.available_permits().min(DELIVERIES_OF_ONE_PROJECT);
    if free == 0 && free_for_webhooks == 0 {
        return Ok(Vec::new());
    }
    let now = app.now();
    let busy = places.deliveries.busy_projects();
    let mut tx = app.store().write().await?;
    let mut jobs = tx.claim_jobs(now, LEASE, OTHER_JOB_KINDS, free as u32).await?;
    let webhooks = tx.claim_jobs_except(now, LEASE, &[WEBHOOK_JOB], free_for_webhooks as u32, &busy);
    jobs.extend(webhooks.await?);
    tx.commit().await?;
    Ok(jobs)
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

/// What is done every minute beside the jobs of the table: overdue submissions time out, ended sessions
/// and replaced secrets are deleted, faces that others erased leave this server's memory. Each part may run in several
/// processes at the same moment; what fails is logged and comes again.
pub async fn run_periodic_work(app: &App) {
    if let Err(error) = jobs::time_out_submissions(app).await {
        tracing::error!(error = &error as &dyn std::error::Error, "cannot time out submissions");
    }
    if let Err(error) = jobs::erase_expired(app).await {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "cannot erase what is not to be kept any longer"
        );
    }
    if let Err(error) = jobs::forget_challenges(app).await {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "cannot delete challenges of active liveness"
        );
    }
    if let Err(error) = jobs::forget_sign_ins(app).await {
        tracing::error!(error = &error as &dyn std::error::Error, "cannot delete ended sessions");
    }
    if let Err(error) = jobs::forget_webhook_secrets(app).await {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "cannot delete replaced webhook secrets"
        );
    }
    if let Err(error) = app.face_galleries().take_out_removed(app, None).await {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "cannot take erased faces out of the memory"
        );
    }
}
