//! Checks webhooks as a customer would who follows the Standard Webhooks text: HMAC-SHA256 over id, time and body.
//! Written for tests on its own, so that the product's signing is not checked against itself.

use crate::webhook_receiver::ReceivedWebhook;
use anyhow::Context;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

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
