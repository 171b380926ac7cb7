//! The product with a customer around it: a server that listens to webhooks, mailboxes, an administrator, a key.

use crate::administrator::Administrator;
use crate::api::ApiClient;
use crate::database::Database;
use crate::in_process_server::{InProcessServer, Settings};
use crate::mail_server::{MailServer, ReceivedMail};
use crate::running_server::RunningServer;
use crate::server::{ADMINISTRATOR, ArgosServer};
use crate::webhook_receiver::{ReceivedWebhook, WebhookReceiver};
use crate::webhook_signature::check_signature;
use anyhow::Context;
use serde_json::Value;
use std::process::{Command, Output};
use std::time::Duration;

/// How long a webhook or mail may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A customer whose project is set up, at the binary as a process or at the product in the test's own process.
#[derive(Debug)]
pub struct Customer<Server = ArgosServer> {
    /// The product.
    pub server: Server,
    /// The customer's server.
    pub receiver: WebhookReceiver,
    /// Everybody's mailboxes.
    pub mails: MailServer,
    /// The owner of the project, signed in.
    pub administrator: Administrator,
    /// The REST API with the project's key.
    pub api: ApiClient,
    /// The key itself.
    pub api_key: String,
    /// The secret of the project's webhooks.
    pub webhook_secret: String,
}

impl Customer<ArgosServer> {
    /// Starts everything, the server on SQLite; `options` follow on the command line of `argos serve`.
    ///
    /// # Errors
    /// When a part does not start.
    pub async fn start(binary: &str, options: &[&str]) -> anyhow::Result<Self> {
        Self::start_on(binary, Database::Sqlite, options).await
    }

    /// Starts everything; `options` follow on the command line of `argos serve`.
    ///
    /// # Errors
    /// When a part does not start.
    pub async fn start_on(binary: &str, database: Database, options: &[&str]) -> anyhow::Result<Self> {
        Self::start_with(binary, database, options, &[]).await
    }

    /// As [`start_on`](Self::start_on), with variables in the environment of the server and of every other command.
    ///
    /// # Errors
    /// When a part does not start.
    pub async fn start_with(
        binary: &str,
        database: Database,
        options: &[&str],
        environment: &[(String, String)],
    ) -> anyhow::Result<Self> {
        let (receiver, mails) = (WebhookReceiver::start().await?, MailServer::start().await?);
        let port = mails.port().to_string();
        let mail = [
            "--smtp-host",
            "127.0.0.1",
            "--smtp-encryption",
            "none",
            "--smtp-port",
            &port,
        ];
        let all: Vec<&str> = ["--webhook-allow-private"]
            .iter()
            .chain(&mail)
            .chain(options)
            .copied()
            .collect();
        let server = ArgosServer::start_with(binary, database, &all, environment).await?;
        Self::around(server, receiver, mails).await
    }
}

impl Customer<InProcessServer> {
    /// Runs the program at the host, on the server's database and folder, as an operator does: a command and its further
    /// arguments, with the project if `of_project`.
    ///
    /// # Errors
    /// When the program cannot be started.
    pub fn at_the_host(
        &self,
        binary: &str,
        command: &[&str],
        of_project: bool,
        further: &[&str],
    ) -> std::io::Result<Output> {
        let project = ["--project", self.administrator.project()];
        Command::new(binary)
            .args(command)
            .args(project.iter().filter(|_| of_project))
            .args(["--database-url", &self.server.database_url(), "--data-folder"])
            .arg(self.server.data_folder())
            .args(further)
            .output()
    }

    /// Starts everything in this process; its clock stands still and its jobs wait until they are told to run.
    ///
    /// # Errors
    /// When a part does not start.
    pub async fn in_process(database: Database) -> anyhow::Result<Self> {
        Self::in_process_with(database, Settings::default()).await
    }

    /// As [`in_process`](Self::in_process), with other settings; the mail port is filled in unless they say that there is no mail server.
    ///
    /// # Errors
    /// When a part does not start.
    pub async fn in_process_with(database: Database, settings: Settings) -> anyhow::Result<Self> {
        let (receiver, mails) = (WebhookReceiver::start().await?, MailServer::start().await?);
        let settings = Settings {
            mail_port: (!settings.without_mail).then(|| mails.port()),
            ..settings
        };
        let server = InProcessServer::start(database, settings).await?;
        Self::around(server, receiver, mails).await
    }
}

impl<Server: RunningServer> Customer<Server> {
    async fn around(server: Server, receiver: WebhookReceiver, mails: MailServer) -> anyhow::Result<Self> {
        let administrator = Administrator::sign_in(&server).await?;
        administrator.save_webhook(&receiver.url()).await?;
        let keys = administrator.keys().await?;
        let api = ApiClient::new(&server.url(""), &keys.api_key);
        let (api_key, webhook_secret) = (keys.api_key, keys.webhook_secret);
        Ok(Self {
            server,
            receiver,
            mails,
            administrator,
            api,
            api_key,
            webhook_secret,
        })
    }

    /// Signs the administrator in again by a link from the mail, after the session has ended.
    ///
    /// # Errors
    /// When no link arrives or it does not work.
    pub async fn sign_in_again(&mut self) -> anyhow::Result<()> {
        let known: Vec<String> = self.mails.messages().iter().filter_map(sign_in_link).collect();
        let asked = crate::http_client()
            .post(self.server.url("/dashboard/sign-in/link"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(format!("email={ADMINISTRATOR}"))
            .send()
            .await?;
        anyhow::ensure!(asked.status().is_success(), "no link is sent: {}", asked.status());
        self.server.let_jobs_run().await?;
        let is_new = |mail: &ReceivedMail| sign_in_link(mail).is_some_and(|link| !known.contains(&link));
        let mail = self.mails.wait_for(is_new, PATIENCE).await?;
        let link = sign_in_link(&mail).context("the mail has no link")?;
        self.administrator = Administrator::sign_in_by(&self.server, &link).await?;
        Ok(())
    }

    /// The first webhook with this trigger; its signature is checked.
    ///
    /// # Errors
    /// When none arrives, or it is not signed rightly.
    pub async fn told(&self, trigger: &str) -> anyhow::Result<Value> {
        self.server.let_jobs_run().await?;
        let webhook = self
            .receiver
            .wait_for(|webhook| trigger_of(webhook) == trigger, PATIENCE)
            .await?;
        check_signature(&webhook, &self.webhook_secret)?;
        webhook.json()
    }

    /// The triggers of all webhooks so far, in order; every signature is checked.
    ///
    /// # Errors
    /// When one is not signed rightly.
    pub fn triggers(&self) -> anyhow::Result<Vec<String>> {
        let received = self.receiver.received();
        for webhook in &received {
            check_signature(webhook, &self.webhook_secret)?;
        }
        Ok(received.iter().map(trigger_of).collect())
    }

    /// The first mail to this address alone.
    ///
    /// # Errors
    /// When none arrives.
    pub async fn mail_to(&self, address: &str) -> anyhow::Result<ReceivedMail> {
        self.server.let_jobs_run().await?;
        self.mails.wait_for(|mail| mail.recipients == [address], PATIENCE).await
    }

    /// A submission as the API shows it.
    ///
    /// # Errors
    /// When the API does not show exactly one.
    pub async fn submission(&self, id: &str) -> anyhow::Result<Value> {
        let answer = self.api.submission(id).await?;
        answer.only_item().cloned().with_context(|| format!("submission {id}"))
    }
}

fn sign_in_link(mail: &ReceivedMail) -> Option<String> {
    let link = mail
        .text
        .split_whitespace()
        .find(|word| word.contains("/dashboard/sign-in/"));
    link.map(str::to_owned)
}

/// The `webhook_trigger` of a webhook; empty when it has none.
#[must_use]
pub fn trigger_of(webhook: &ReceivedWebhook) -> String {
    let body = webhook.json().unwrap_or_default();
    body["webhook_trigger"].as_str().unwrap_or_default().to_owned()
}
