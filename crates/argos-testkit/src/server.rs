//! The product itself as a process of its own: the real binary on a data folder of its own, with its log in a file.

use crate::api::ApiClient;
use crate::database::{Database, TestDatabase};
use crate::http_client;
use crate::running_server::RunningServer;
use anyhow::{Context, bail};
use serde::Deserialize;
use std::ffi::OsString;
use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::process::{Child, Command};

/// Loading the models takes a second or two, more when all cores are busy.
const LONGEST_START: Duration = Duration::from_secs(60);
/// A graceful stop waits for running requests.
const LONGEST_STOP: Duration = Duration::from_secs(30);
/// E-mail address of the administrator of the first project.
pub const ADMINISTRATOR: &str = "kyc-officer@bank.example";

/// A server. It is killed and its data are deleted when it is dropped.
#[derive(Debug)]
pub struct ArgosServer {
    binary: PathBuf,
    folder: TempDir,
    port: u16,
    options: Vec<OsString>,
    environment: Vec<(String, String)>,
    process: Option<Child>,
    database: TestDatabase,
}

/// What `argos project create` prints.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreatedProject {
    /// The project.
    pub pid: String,
    /// Key of the REST API.
    pub api_key: String,
    /// Address of the hosted page.
    pub liveform_url: String,
    /// One-time sign-in link of the owner.
    pub sign_in_url: String,
}

impl ArgosServer {
    /// Starts `argos serve` on a fresh data folder with SQLite and a free port; `options` follow on its command line.
    ///
    /// # Errors
    /// When it does not get ready; the message holds its log.
    pub async fn start(binary: &str, options: &[&str]) -> anyhow::Result<Self> {
        Self::start_on(binary, Database::Sqlite, options).await
    }

    /// Starts `argos serve` on a fresh data folder, a fresh database and a free port; `options` follow on its command
    /// line.
    ///
    /// # Errors
    /// When it does not get ready; the message holds its log.
    pub async fn start_on(binary: &str, database: Database, options: &[&str]) -> anyhow::Result<Self> {
        Self::start_with(binary, database, options, &[]).await
    }

    /// As [`start_on`](Self::start_on), with variables in the environment of the server and of every other command.
    ///
    /// # Errors
    /// When it does not get ready; the message holds its log.
    pub async fn start_with(
        binary: &str,
        database: Database,
        options: &[&str],
        environment: &[(String, String)],
    ) -> anyhow::Result<Self> {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port for the server")?;
        let port = free.local_addr()?.port();
        drop(free);
        let mut server = Self {
            binary: binary.into(),
            folder: TempDir::new().context("no folder for the server")?,
            port,
            options: options.iter().map(OsString::from).collect(),
            environment: environment.to_vec(),
            process: None,
            database: TestDatabase::create(database).await?,
        };
        server.start_again().await?;
        Ok(server)
    }

    /// Starts the server on the data that are there. It must not be running.
    ///
    /// # Errors
    /// When it does not get ready; the message holds its log.
    pub async fn start_again(&mut self) -> anyhow::Result<()> {
        anyhow::ensure!(self.process.is_none(), "the server is running");
        let log = File::options().create(true).append(true).open(self.log_path())?;
        let output = File::options().create(true).append(true).open(self.output_path())?;
        let mut command = self.command();
        command
            .args([
                "--log-format",
                "json",
                "serve",
                "--vision-workers",
                "2",
                "--admin-email",
                ADMINISTRATOR,
                "--listen",
            ])
            .arg(format!("127.0.0.1:{}", self.port))
            .arg("--data-folder")
            .arg(self.data_folder())
            .args(&self.options)
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(log);
        self.process = Some(command.spawn().context("the server could not be started")?);
        self.wait_until_ready().await
    }

    async fn wait_until_ready(&mut self) -> anyhow::Result<()> {
        let client = http_client();
        let begun = Instant::now();
        loop {
            if let Some(status) = self
                .process
                .as_mut()
                .and_then(|process| process.try_wait().ok().flatten())
            {
                self.process = None;
                bail!("the server ended at once ({status}):\n{}", self.log()?);
            }
            let answer = client
                .get(self.url("/readyz"))
                .timeout(Duration::from_secs(5))
                .send()
                .await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            if begun.elapsed() > LONGEST_START {
                bail!("the server was not ready after {LONGEST_START:?}:\n{}", self.log()?);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Ends the process at once, as a power cut would (`kill -9`).
    ///
    /// # Errors
    /// When it was not running.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        let mut process = self.process.take().context("the server is not running")?;
        process.kill().await.context("the server could not be killed")
    }

    /// Asks the server to stop (SIGTERM) and waits until it has.
    ///
    /// # Errors
    /// When it does not stop in time or reports a failure.
    pub async fn stop(&mut self) -> anyhow::Result<()> {
        let mut process = self.process.take().context("the server is not running")?;
        let id = process.id().context("the server ended by itself")?;
        Command::new("kill")
            .arg(id.to_string())
            .status()
            .await
            .context("`kill` could not be run")?;
        let status = tokio::time::timeout(LONGEST_STOP, process.wait())
            .await
            .context("the server did not stop")??;
        anyhow::ensure!(status.success(), "the server stopped with {status}:\n{}", self.log()?);
        Ok(())
    }

    /// Makes a project by `argos project create`, as an operator would.
    ///
    /// # Errors
    /// When the command fails.
    pub async fn create_project(&self, name: &str, owner: &str) -> anyhow::Result<CreatedProject> {
        let mut command = self.command();
        command.args(["project", "create", "--json", "--name", name, "--owner", owner]);
        command
            .arg("--data-folder")
            .arg(self.data_folder())
            .arg("--public-url")
            .arg(self.url(""));
        let output = command
            .output()
            .await
            .context("`argos project create` could not be run")?;
        anyhow::ensure!(
            output.status.success(),
            "`argos project create` failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        serde_json::from_slice(&output.stdout).context("`argos project create --json` printed no JSON")
    }

    /// What a command of the binary prints about this installation, and whether it succeeded. The data folder is
    /// given to it.
    ///
    /// # Errors
    /// When it cannot be run.
    pub async fn run(&self, arguments: &[&str]) -> anyhow::Result<(bool, String)> {
        let mut command = self.command();
        command.args(arguments).arg("--data-folder").arg(self.data_folder());
        let output = command.output().await.with_context(|| format!("argos {arguments:?}"))?;
        let printed = [output.stdout, output.stderr].concat();
        Ok((output.status.success(), String::from_utf8_lossy(&printed).into_owned()))
    }

    /// Sets a variable in the environment of what is started from now on.
    pub fn set_variable(&mut self, name: &str, value: &str) {
        self.environment.push((name.to_owned(), value.to_owned()));
    }

    /// A client of the REST API with this key.
    #[must_use]
    pub fn api(&self, key: &str) -> ApiClient {
        ApiClient::new(&self.url(""), key)
    }

    /// The address of a path.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }

    /// The one-time sign-in link that the first start printed.
    ///
    /// # Errors
    /// When none was printed.
    pub fn sign_in_link(&self) -> anyhow::Result<String> {
        self.printed("Sign in")
    }

    /// The address of the Liveform that the start printed.
    ///
    /// # Errors
    /// When none was printed.
    pub fn liveform_url(&self) -> anyhow::Result<String> {
        self.printed("Liveform")
    }

    fn printed(&self, name: &str) -> anyhow::Result<String> {
        let output = fs::read_to_string(self.output_path())?;
        let line = output.lines().find_map(|line| line.trim().strip_prefix(name));
        let address = line.map(str::trim).filter(|address| address.starts_with("http"));
        Ok(address
            .with_context(|| format!("the start printed no address beside {name:?}:\n{output}"))?
            .to_owned())
    }

    /// Everything that the server logged.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn log(&self) -> anyhow::Result<String> {
        fs::read_to_string(self.log_path()).context("the server's log cannot be read")
    }

    /// The folder with database, images and key.
    #[must_use]
    pub fn data_folder(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn log_path(&self) -> PathBuf {
        self.folder.path().join("server.log")
    }

    fn output_path(&self) -> PathBuf {
        self.folder.path().join("server.out")
    }

    /// The address of the database, as `--database-url` takes it.
    #[must_use]
    pub fn database_url(&self) -> String {
        self.database.url(&self.data_folder())
    }

    fn command(&self) -> Command {
        let mut command = argos_command(&self.binary, self.folder.path());
        if let Some(url) = self.database.postgres_url() {
            command.env("ARGOS_DATABASE_URL", url);
        }
        command.envs(self.environment.iter().cloned());
        command
    }
}

impl RunningServer for ArgosServer {
    fn url(&self, path: &str) -> String {
        self.url(path)
    }

    fn sign_in_link(&self) -> anyhow::Result<String> {
        self.sign_in_link()
    }

    /// They run by themselves.
    async fn let_jobs_run(&self) -> anyhow::Result<()> {
        Ok(())
    }
}

/// The binary in `folder`, free of settings that whoever runs the tests may have in the environment.
fn argos_command(binary: &Path, folder: &Path) -> Command {
    let mut command = Command::new(binary);
    let foreign = |name: &str| name.starts_with("ARGOS_") || name.starts_with("AWS_");
    for (name, _) in std::env::vars_os().filter(|(name, _)| foreign(&name.to_string_lossy())) {
        command.env_remove(name);
    }
    command.env_remove("RUST_LOG").current_dir(folder).kill_on_drop(true);
    command
}
