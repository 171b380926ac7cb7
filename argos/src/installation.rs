//! Puts the parts of an installation together.

use crate::command_line::VisionArguments;
use crate::data_folder::DataFolder;
use anyhow::Context;
use argos_app::vision_pool::VisionPool;
use argos_app::{App, AppParts, SystemClock};
use argos_crypto::SystemRandom;
use argos_domain::clock::Clock;
use argos_domain::personal::EmailAddress;
use argos_notify::{Mailer, WebhookLimits, WebhookSender};
use argos_store::{BlobLocation, Store, StoreConfig};
use std::sync::Arc;

/// What may differ between installations.
#[derive(Debug)]
pub struct Parts {
    /// Engine and models.
    pub models: VisionArguments,
    /// AI workers.
    pub vision_workers: usize,
    /// The mail server.
    pub mailer: Mailer,
    /// Limits of webhooks.
    pub webhook_limits: WebhookLimits,
    /// Address under which users reach the server.
    pub public_url: String,
    /// The operator's helpdesk.
    pub helpdesk_email: Option<EmailAddress>,
    /// Bytes of memory for the faces of approved people.
    pub face_memory: usize,
}

/// Opens database, images and keys.
pub async fn open_store(folder: &DataFolder) -> anyhow::Result<Store> {
    let keys = folder.keys().await?;
    let database = folder.database();
    let config = StoreConfig {
        database_url: database.expose().to_owned(),
        blobs: folder.images()?,
    };
    Store::open(config, keys, Arc::new(SystemRandom), SystemClock.now())
        .await
        .with_context(|| format!("cannot open the database {database}"))
}

/// Makes sure that images can be kept, so that a mistake shows now and not when the first person comes.
pub async fn check_images(folder: &DataFolder, store: &Store) -> anyhow::Result<String> {
    let place = folder.images()?;
    let advice = match &place {
        BlobLocation::Folder(_) => "may Argos write to this folder?",
        BlobLocation::Bucket(_) => {
            "does the bucket exist, do the AWS variables hold credentials, and may they put, get and delete objects?"
        }
    };
    store
        .check_blobs()
        .await
        .with_context(|| format!("images cannot be kept: {advice}"))?;
    Ok(format!("an object was written, read and deleted in {place}"))
}

/// Loads the models and puts everything together.
pub async fn open(folder: &DataFolder, parts: Parts) -> anyhow::Result<App> {
    let store = open_store(folder).await?;
    check_images(folder, &store).await?;
    let models = parts.models;
    let workers = parts.vision_workers;
    let vision = tokio::task::spawn_blocking(move || VisionPool::load(workers, move || models.load()))
        .await?
        .context("cannot load the models")?;
    tracing::info!(
        engine = vision.engine().name,
        reason = vision.engine().reason,
        workers,
        "models loaded"
    );
    Ok(App::new(AppParts {
        store,
        vision,
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        mailer: parts.mailer,
        webhooks: WebhookSender::new(parts.webhook_limits).context("cannot prepare webhooks")?,
        public_url: parts.public_url,
        helpdesk_email: parts.helpdesk_email,
        face_memory: parts.face_memory,
    }))
}
