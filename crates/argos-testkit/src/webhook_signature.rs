//! Checks webhooks as a customer would: by following the Standard Webhooks text (HMAC-SHA256 over id, time and body), and
//! with the library that its authors publish. The product's signing is not checked against itself.

use crate::python::python;
use crate::webhook_receiver::ReceivedWebhook;
use anyhow::Context;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use std::process::Stdio;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

/// What a customer writes who uses the published library.
const RECEIVER: &str = "
import json, sys
from standardwebhooks import Webhook
received = json.load(sys.stdin)
Webhook(received['secret']).verify(received['body'], received['headers'])
";

/// Checks the signature of a webhook. `secret` is the text that the dashboard shows.
///
/// # Errors
/// What is missing or wrong.
pub fn check_signature(webhook: &ReceivedWebhook, secret: &str) -> anyhow::Result<()> {
    let header = |name: &str| {
        webhook
            .header(name)
            .with_context(|| format!("the webhook has no {name}"))
    };
    let (id, timestamp, signatures) = (
        header("webhook-id")?,
        header("webhook-timestamp")?,
        header("webhook-signature")?,
    );
    let key = secret
        .strip_prefix("whsec_")
        .context("the secret does not begin with whsec_")?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, &STANDARD.decode(key)?);
    let mut signed = format!("{id}.{timestamp}.").into_bytes();
    signed.extend_from_slice(&webhook.body);
    let is_right = |signature: &str| {
        let tag = signature.strip_prefix("v1,").and_then(|tag| STANDARD.decode(tag).ok());
        tag.is_some_and(|tag| hmac::verify(&key, &signed, &tag).is_ok())
    };
    anyhow::ensure!(
        signatures.split(' ').any(is_right),
        "no signature in {signatures:?} is right"
    );
    Ok(())
}

/// Checks the signature of a webhook that was sent a moment ago with the published library for Python.
///
/// # Errors
/// What the library says, or that it is missing.
pub async fn check_with_published_library(webhook: &ReceivedWebhook, secret: &str) -> anyhow::Result<()> {
    let received = json!({
        "secret": secret, "headers": webhook.headers, "body": String::from_utf8(webhook.body.clone())?,
    });
    let mut receiver = Command::new(python()?)
        .args(["-c", RECEIVER])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let mut input = receiver.stdin.take().context("no way to Python")?;
    input.write_all(received.to_string().as_bytes()).await?;
    drop(input);
    let output = receiver.wait_with_output().await?;
    anyhow::ensure!(
        output.status.success(),
        "the published library refuses: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}
