//! A real SMTP server as a child process (Python, aiosmtpd), so that mail is tested over the wire against code that
//! others wrote.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::python::PythonServer;
use anyhow::bail;
use serde::Deserialize;
use tokio::io::{BufReader, Lines};
use tokio::process::{Child, ChildStdout};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// A mail that the server took.
#[derive(Debug, Clone, Deserialize)]
pub struct ReceivedMail {
    /// The sender in the envelope.
    pub sender: String,
    /// All recipients in the envelope, blind copies included.
    pub recipients: Vec<String>,
    /// Header names and decoded values, in order.
    pub headers: Vec<(String, String)>,
    /// The decoded subject.
    pub subject: String,
    /// The decoded plain text part.
    pub text: String,
    /// The decoded HTML part.
    pub html: String,
    /// The message as it travelled.
    pub raw: String,
    /// Whether the connection was encrypted.
    pub encrypted: bool,
    /// The name of the login, if there was one.
    pub login: Option<String>,
}

impl ReceivedMail {
    /// The value of the first header of this name, in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// How the server behaves. Initially unencrypted, without login.
///
/// Always: recipients whose address begins with `refused` are refused for good (550), with `later` for now (451).
#[derive(Debug, Clone, Default)]
pub struct MailServerOptions {
    /// Files with certificate and private key (PEM): the server then insists on encryption.
    pub certificate: Option<(PathBuf, PathBuf)>,
    /// Encrypted from the first byte instead of after STARTTLS.
    pub wrapped: bool,
    /// Name and password that the server insists on.
    pub login: Option<(String, String)>,
}

/// The server. It is killed when it is dropped.
#[derive(Debug)]
pub struct MailServer {
    port: u16,
    shared: Arc<Shared>,
    reader: JoinHandle<()>,
    _process: Child,
}

#[derive(Debug, Default)]
struct Shared {
    messages: Mutex<Vec<ReceivedMail>>,
    arrived: Notify,
}

impl Shared {
    fn messages(&self) -> MutexGuard<'_, Vec<ReceivedMail>> {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl MailServer {
    /// Starts an unencrypted server on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When Python or aiosmtpd is missing, or the server does not start.
    pub async fn start() -> anyhow::Result<Self> {
        Self::start_with(&MailServerOptions::default()).await
    }

    /// Starts a server that behaves as told.
    ///
    /// # Errors
    /// When Python or aiosmtpd is missing, or the server does not start.
    pub async fn start_with(options: &MailServerOptions) -> anyhow::Result<Self> {
        let mut arguments = Vec::<OsString>::new();
        if let Some((certificate, key)) = &options.certificate {
            arguments.extend(["--certificate".into(), certificate.into(), "--key".into(), key.into()]);
        }
        if options.wrapped {
            arguments.push("--wrapped".into());
        }
        if let Some((name, password)) = &options.login {
            arguments.extend(["--login".into(), name.into(), password.into()]);
        }
        let PythonServer { port, lines, process } =
            PythonServer::start("mail server", include_str!("mail_server.py"), &arguments).await?;
        let shared = Arc::new(Shared::default());
        let reader = tokio::spawn(read_messages(lines, Arc::clone(&shared)));
        Ok(Self {
            port,
            shared,
            reader,
            _process: process,
        })
    }

    /// The port of 127.0.0.1 on which it listens.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Every message taken so far, in order.
    #[must_use]
    pub fn messages(&self) -> Vec<ReceivedMail> {
        self.shared.messages().clone()
    }

    /// The first message for which `predicate` holds; waits for it if it has not arrived yet.
    ///
    /// # Errors
    /// When none has arrived after `timeout`.
    pub async fn wait_for(
        &self,
        predicate: impl Fn(&ReceivedMail) -> bool,
        timeout: Duration,
    ) -> anyhow::Result<ReceivedMail> {
        let deadline = tokio::time::Instant::now() + timeout;
        loop {
            // Registered before looking, so that nothing arrives unseen in between.
            let arrived = self.shared.arrived.notified();
            if let Some(found) = self.shared.messages().iter().find(|message| predicate(message)) {
                return Ok(found.clone());
            }
            if tokio::time::timeout_at(deadline, arrived).await.is_err() {
                let subjects: Vec<_> = self.messages().into_iter().map(|message| message.subject).collect();
                bail!("the expected mail did not arrive within {timeout:?}; subjects that did: {subjects:?}");
            }
        }
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

async fn read_messages(mut lines: Lines<BufReader<ChildStdout>>, shared: Arc<Shared>) {
    while let Ok(Some(line)) = lines.next_line().await {
        if let Ok(message) = serde_json::from_str(&line) {
            shared.messages().push(message);
            shared.arrived.notify_waiters();
        }
    }
}
