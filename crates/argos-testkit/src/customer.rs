//! The product with a customer around it: a server that listens to webhooks, mailboxes, an administrator, a key.

use crate::administrator::Administrator;
use crate::api::ApiClient;
use crate::mail_server::{MailServer, ReceivedMail};
use crate::server::ArgosServer;
use crate::webhook_receiver::{ReceivedWebhook, WebhookReceiver};
use crate::webhook_signature::check_signature;
use anyhow::Context;
use serde_json::Value;
use std::time::Duration;

/// How long a webhook or mail may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A customer whose project is set up.
#[derive(Debug)]
pub struct Customer {
    /// The product.
    pub server: ArgosServer,
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

impl Customer {
    /// Starts everything; `options` follow on the command line of `argos serve`.
    ///
    /// # Errors
    /// When a part does not start.
    pub async fn start(binary: &str, options: &[&str]) -> anyhow::Result<Self> {
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
        let server = ArgosServer::start(binary, &all).await?;
        let administrator = Administrator::sign_in(&server).await?;
        administrator.save_webhook(&receiver.url()).await?;
        let keys = administrator.keys().await?;
        let api = server.api(&keys.api_key);
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

    /// The first webhook with this trigger; its signature is checked.
    ///
    /// # Errors
    /// When none arrives, or it is not signed rightly.
    pub async fn told(&self, trigger: &str) -> anyhow::Result<Value> {
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

/// The `webhook_trigger` of a webhook; empty when it has none.
#[must_use]
pub fn trigger_of(webhook: &ReceivedWebhook) -> String {
    let body = webhook.json().unwrap_or_default();
    body["webhook_trigger"].as_str().unwrap_or_default().to_owned()
}
