//! The product inside the test's own process: the real router on a real port, the real use cases, jobs, models and
//! database, with a hand-set clock. Jobs run only when the test says so.

use crate::administrator::Administrator;
use crate::api::ApiClient;
use crate::database::{Database, TestDatabase};
use crate::hand_set_clock::HandSetClock;
use crate::running_server::RunningServer;
use crate::server::ADMINISTRATOR;
use anyhow::Context;
use argos_app::access::HostAccess;
use argos_app::projects::{CreatedProject, create_project};
use argos_app::vision_pool::VisionPool;
use argos_app::{App, AppParts, worker};
use argos_crypto::{LocalKeyFile, SystemRandom};
use argos_domain::clock::{Clock, Timestamp};
use argos_domain::personal::EmailAddress;
use argos_domain::role::Role;
use argos_notify::{MailEncryption, MailServer, Mailer, WebhookLimits, WebhookSender};
use argos_store::{BlobLocation, Store, StoreConfig};
use argos_vision::{EnginePreference, Vision};
use argos_web::{WebConfig, WebState};
use ipnet::IpNet;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

/// Name of the project that the server begins with.
pub const PROJECT: &str = "Specimen Bank";
/// The longest step in which [`InProcessServer::pass`] walks through time.
const LONGEST_STEP: Duration = Duration::from_secs(60 * 60);
/// Bytes of memory for faces: more than a test fills.
const FACE_MEMORY: usize = 16 * 1024 * 1024;
/// How long a mail may take.
const MAIL_TIMEOUT: Duration = Duration::from_secs(20);

/// What may differ between in-process servers.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Networks of proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Port of an unencrypted mail server on 127.0.0.1.
    pub mail_port: Option<u16>,
    /// The operator has set up no mail server.
    pub without_mail: bool,
    /// The operator's helpdesk.
    pub helpdesk_email: Option<EmailAddress>,
    /// Webhooks go to public addresses only, as they do unless the operator allows others.
    pub only_public_webhooks: bool,
}

/// A server. It stops and its data are deleted when it is dropped.
#[derive(Debug)]
pub struct InProcessServer {
    app: App,
    clock: Arc<HandSetClock>,
    port: u16,
    sign_in_link: String,
    liveform_url: String,
    serving: JoinHandle<()>,
    database: TestDatabase,
    folder: TempDir,
}

impl InProcessServer {
    /// Starts a server on an empty database and a free port, with one project owned by [`ADMINISTRATOR`].
    ///
    /// # Errors
    /// When a part does not start.
    pub async fn start(database: Database, settings: Settings) -> anyhow::Result<Self> {
        show_log();
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let database = TestDatabase::create(database).await?;
        let folder = TempDir::new().context("no folder for the server")?;
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let clock = Arc::new(HandSetClock::default());
        let vision = tokio::task::spawn_blocking(vision).await??;
        let public_url = format!("http://localhost:{port}");
        let app = App::new(AppParts {
            store: open_store(&database, folder.path(), clock.now()).await?,
            vision,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            random: Arc::new(SystemRandom),
            mailer: mailer(settings.mail_port)?,
            webhooks: WebhookSender::new(WebhookLimits {
                allow_private_addresses: !settings.only_public_webhooks,
                allow_http: !settings.only_public_webhooks,
                ..WebhookLimits::default()
            })?,
            public_url: public_url.clone(),
            helpdesk_email: settings.helpdesk_email,
            face_memory: FACE_MEMORY,
        });
        let created = create_project(&app, PROJECT, &EmailAddress::parse(ADMINISTRATOR)?).await?;
        let config = WebConfig {
            public_url,
            trusted_proxies: settings.trusted_proxies,
            first_project: Some(created.project.id.clone()),
        };
        let router = argos_web::router(WebState {
            app: app.clone(),
            config: Arc::new(config),
        });
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let serving = tokio::spawn(async move {
            // Ends with the test.
            let _ = axum::serve(listener, service).await;
        });
        Ok(Self {
            app,
            clock,
            port,
            sign_in_link: created.sign_in_url,
            liveform_url: created.liveform_url,
            serving,
            database,
            folder,
        })
    }

    /// The use cases, for what no public door shows.
    #[must_use]
    pub const fn app(&self) -> &App {
        &self.app
    }

    /// A client of the REST API with this key.
    #[must_use]
    pub fn api(&self, key: &str) -> ApiClient {
        ApiClient::new(&self.url(""), key)
    }

    /// Gives somebody a role in a project, as the operator does from the host, and signs them in.
    ///
    /// # Errors
    /// When there is no such project or role.
    pub async fn member(&self, email: &str, project: &str, role: Role) -> anyhow::Result<Administrator> {
        let host = HostAccess {
            store: self.app.store(),
            random: &SystemRandom,
            clock: &*self.clock,
        };
        let (email, project) = (EmailAddress::parse(email)?, project.parse()?);
        let link = host.grant(&email, &project, role, self.app.public_url()).await?;
        Administrator::sign_in_by(self, &link).await
    }

    /// Makes another project with an owner of its own; the owner is signed in.
    ///
    /// # Errors
    /// When the name or the address is none.
    pub async fn another_project(&self, name: &str, owner: &str) -> anyhow::Result<(CreatedProject, Administrator)> {
        let created = create_project(&self.app, name, &EmailAddress::parse(owner)?).await?;
        let owner = Administrator::sign_in_by(self, &created.sign_in_url).await?;
        Ok((created, owner))
    }

    /// The address of the first project's Liveform.
    #[must_use]
    pub fn liveform_url(&self) -> &str {
        &self.liveform_url
    }

    /// The folder with images and key, and with SQLite the database.
    #[must_use]
    pub fn data_folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// The address of the database.
    #[must_use]
    pub fn database_url(&self) -> String {
        self.database.url(self.folder.path())
    }

    /// The server's time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Lets time pass without running anything.
    pub fn advance(&self, duration: Duration) {
        self.clock.advance(duration);
    }

    /// Sets the time.
    pub fn set_time(&self, now: Timestamp) {
        self.clock.set(now);
    }

    /// Runs every job that is due, one after the other, until none is left; answers how many ran.
    ///
    /// # Errors
    /// Faults of the job table.
    pub async fn run_due_jobs(&self) -> anyhow::Result<usize> {
        Ok(worker::run_due_jobs(&self.app).await?)
    }

    /// Runs the real worker beside the server until the answer is dropped; its jobs then need not be told to run.
    #[must_use]
    pub fn start_worker(&self) -> DropGuard {
        let stop = CancellationToken::new();
        tokio::spawn(worker::run(self.app.clone(), stop.clone()));
        stop.drop_guard()
    }

    /// Does once what the worker does every minute, such as letting overdue submissions time out.
    pub async fn run_periodic_work(&self) {
        worker::run_periodic_work(&self.app).await;
    }

    /// Lets time pass as it would with a running worker: every job runs at its moment, and periodic work at least every
    /// hour.
    ///
    /// # Errors
    /// Faults of the job table.
    pub async fn pass(&self, duration: Duration) -> anyhow::Result<()> {
        let end = self.now().plus(duration);
        loop {
            self.run_periodic_work().await;
            self.run_due_jobs().await?;
            let now = self.now();
            if now >= end {
                return Ok(());
            }
            let next_job = self.app.store().read().await?.next_job_at().await?;
            let next = next_job
                .filter(|next| *next > now)
                .unwrap_or(end)
                .min(now.plus(LONGEST_STEP))
                .min(end);
            self.clock.set(next);
        }
    }
}

impl RunningServer for InProcessServer {
    fn url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }

    fn sign_in_link(&self) -> anyhow::Result<String> {
        Ok(self.sign_in_link.clone())
    }

    async fn let_jobs_run(&self) -> anyhow::Result<()> {
        self.run_due_jobs().await.map(drop)
    }
}

impl Drop for InProcessServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// The models load once in a process. cargo-nextest gives each test a process of its own, which needs one worker;
/// `cargo test` runs as many tests beside each other as there are cores.
fn vision() -> anyhow::Result<VisionPool> {
    static LOADED: Mutex<Option<VisionPool>> = Mutex::new(None);
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(pool) = &*loaded {
        return Ok(pool.clone());
    }
    let workers = if std::env::var_os("NEXTEST").is_some() {
        1
    } else {
        std::thread::available_parallelism().map_or(1, usize::from)
    };
    let pool = VisionPool::load(workers, || Vision::load(EnginePreference::Automatic))?;
    Ok(loaded.insert(pool).clone())
}

async fn open_store(database: &TestDatabase, folder: &Path, now: Timestamp) -> anyhow::Result<Store> {
    let keys = LocalKeyFile::create(&folder.join("local.key"), &SystemRandom)?;
    let config = StoreConfig {
        database_url: database.url(folder),
        blobs: BlobLocation::Folder(folder.join("images")),
    };
    Ok(Store::open(config, Arc::new(keys), Arc::new(SystemRandom), now).await?)
}

fn mailer(port: Option<u16>) -> anyhow::Result<Mailer> {
    let Some(port) = port else {
        return Ok(Mailer::none());
    };
    let sender = EmailAddress::parse("argos@localhost")?;
    let server = MailServer {
        port,
        timeout: MAIL_TIMEOUT,
        ..MailServer::new("127.0.0.1".to_owned(), MailEncryption::None, sender)
    };
    Ok(Mailer::new(&server)?)
}

/// `RUST_LOG=info` shows what the server logs beside the test's own output.
fn show_log() {
    if std::env::var_os("RUST_LOG").is_some() {
        let _ = tracing_subscriber::fmt()
            .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
            .with_test_writer()
            .try_init();
    }
}
