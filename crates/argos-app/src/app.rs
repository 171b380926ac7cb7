//! What every use case works with.

use crate::error::AppError;
use crate::face_galleries::FaceGalleries;
use crate::password_pool::PasswordPool;
use crate::projects::ProjectMaker;
use crate::vision_pool::VisionPool;
use argos_crypto::SecureRandom;
use argos_domain::clock::{Clock, Timestamp};
use argos_domain::personal::EmailAddress;
use argos_notify::{Mailer, WebhookSender};
use argos_store::Store;
use std::sync::Arc;
use tokio::sync::Notify;

/// The parts from which an [`App`] is put together.
#[derive(Debug)]
pub struct AppParts {
    /// Database and images.
    pub store: Store,
    /// Workers of the AI.
    pub vision: VisionPool,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn SecureRandom>,
    /// Mail.
    pub mailer: Mailer,
    /// Webhooks.
    pub webhooks: WebhookSender,
    /// Address under which users reach the server, without a slash at the end.
    pub public_url: String,
    /// The operator's helpdesk, to which people without access can turn.
    pub helpdesk_email: Option<EmailAddress>,
    /// Bytes of memory for the faces of approved people, of all projects together. Those of a project that do not fit are
    /// read from the database for each search.
    pub face_memory: usize,
}

/// The use cases' common ground; cheap to clone.
#[derive(Debug, Clone)]
pub struct App(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    parts: AppParts,
    passwords: PasswordPool,
    face_galleries: FaceGalleries,
    jobs_waiting: Notify,
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(parts: AppParts) -> Self {
        Self(Arc::new(Inner {
            face_galleries: FaceGalleries::new(parts.face_memory),
            parts,
            passwords: PasswordPool::new(),
            jobs_waiting: Notify::new(),
        }))
    }

    /// Database and images.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.parts.store
    }

    /// Workers of the AI.
    #[must_use]
    pub fn vision(&self) -> &VisionPool {
        &self.0.parts.vision
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.parts.clock.now()
    }

    /// Randomness.
    #[must_use]
    pub fn random(&self) -> &dyn SecureRandom {
        self.0.parts.random.as_ref()
    }

    /// Mail.
    #[must_use]
    pub fn mailer(&self) -> &Mailer {
        &self.0.parts.mailer
    }

    /// Webhooks.
    #[must_use]
    pub fn webhooks(&self) -> &WebhookSender {
        &self.0.parts.webhooks
    }

    /// Address under which users reach the server, without a slash at the end.
    #[must_use]
    pub fn public_url(&self) -> &str {
        &self.0.parts.public_url
    }

    /// The operator's helpdesk, when it can be reached: without a mail server nothing can be sent to it.
    #[must_use]
    pub fn helpdesk_email(&self) -> Option<&EmailAddress> {
        self.0
            .parts
            .helpdesk_email
            .as_ref()
            .filter(|_| self.mailer().is_configured())
    }

    pub(crate) fn passwords(&self) -> &PasswordPool {
        &self.0.passwords
    }

    pub(crate) fn face_galleries(&self) -> &FaceGalleries {
        &self.0.face_galleries
    }

    /// Random bytes, for identifiers.
    pub(crate) fn random_bytes<const LENGTH: usize>(&self) -> Result<[u8; LENGTH], AppError> {
        random_bytes(self.random())
    }

    pub(crate) fn project_maker(&self) -> ProjectMaker<'_> {
        let parts = &self.0.parts;
        ProjectMaker {
            store: &parts.store,
            random: &*parts.random,
            clock: &*parts.clock,
            public_url: &parts.public_url,
        }
    }

    /// Tells the worker that jobs were enqueued. Call it after the commit.
    pub(crate) fn wake_worker(&self) {
        self.0.jobs_waiting.notify_one();
    }

    /// Waits until jobs were enqueued.
    pub(crate) async fn jobs_enqueued(&self) {
        self.0.jobs_waiting.notified().await;
    }
}

/// Random bytes, for identifiers.
pub(crate) fn random_bytes<const LENGTH: usize>(random: &dyn SecureRandom) -> Result<[u8; LENGTH], AppError> {
    let mut bytes = [0; LENGTH];
    random.fill(&mut bytes)?;
    Ok(bytes)
}

/// The system's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the system's clock")]
    fn now(&self) -> Timestamp {
        let since_1970 = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap_or_default();
        Timestamp::from_microseconds(i64::try_from(since_1970.as_micros()).unwrap_or(i64::MAX))
    }
}
