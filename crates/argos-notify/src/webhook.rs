//! Delivers webhooks: one attempt, bounded in time and size, to a public address.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use argos_crypto::WebhookSecret;
use argos_domain::clock::Timestamp;
use argos_domain::id::JobId;
use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use rustls::pki_types::CertificateDer;
use tokio::time::timeout;

use crate::root_certificates::trusted_roots;
use crate::webhook_resolver::FilteringResolver;
use crate::{DeliveryError, WebhookAddress, WebhookAddressError, WebhookSetupError};

const USER_AGENT: &str = concat!("Argos-Webhooks/", env!("CARGO_PKG_VERSION"));

/// What a delivery may cost and where it may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WebhookLimits {
    /// Time for a whole attempt: name, connection, sending, answer. Initially 10 seconds.
    pub timeout: Duration,
    /// So much of an answer's body is read, then the connection is closed. Initially 64 KiB.
    pub max_answer_bytes: usize,
    /// Whether webhooks may go to private networks. Only for tests and for receivers in the operator's own network.
    pub allow_private_addresses: bool,
    /// Whether webhooks may go unencrypted.
    pub allow_http: bool,
}

impl Default for WebhookLimits {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(10),
            max_answer_bytes: 64 * 1024,
            allow_private_addresses: false,
            allow_http: false,
        }
    }
}

/// One webhook to deliver. `Debug` shows the id only.
pub struct WebhookRequest<'a> {
    /// Where to; checked again although it was checked when it was saved, because the limits may have changed.
    pub url: String,
    /// The message's id: the same at each attempt, so that the receiver can drop what it already has.
    pub id: JobId,
    /// The JSON text to send, byte for byte.
    pub body: Bytes,
    /// The secrets by which it is signed, the newest first: more than one while a project changes over.
    pub secrets: Vec<&'a WebhookSecret>,
    /// When this attempt is made; receivers refuse what is more than five minutes off.
    pub timestamp: Timestamp,
}

impl fmt::Debug for WebhookRequest<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("WebhookRequest")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryOutcome {
    /// The answer's status, if there was an answer.
    pub status: Option<u16>,
    /// How long the attempt took.
    pub duration: Duration,
    /// What went wrong; `None` exactly when it was delivered.
    pub error: Option<DeliveryError>,
    /// Whether the receiver took it: it answered 2xx.
    pub delivered: bool,
}

/// Sends webhooks. Cheap to clone.
#[derive(Clone)]
pub struct WebhookSender {
    client: Client,
    limits: WebhookLimits,
}

impl fmt::Debug for WebhookSender {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("WebhookSender")
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl WebhookSender {
    /// A sender that trusts the operating system's certificate authorities.
    ///
    /// # Errors
    /// [`WebhookSetupError`] when the encryption library cannot be set up.
    pub fn new(limits: WebhookLimits) -> Result<Self, WebhookSetupError> {
        Self::with_extra_roots(limits, &[])
    }

    /// A sender that trusts further certificate authorities, for receivers in the operator's own network.
    ///
    /// # Errors
    /// [`WebhookSetupError`] when the encryption library cannot be set up.
    pub fn with_extra_roots(
        limits: WebhookLimits,
        extra: &[CertificateDer<'static>],
    ) -> Result<Self, WebhookSetupError> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| WebhookSetupError(error.into()))?
            .with_root_certificates(trusted_roots(extra))
            .with_no_client_auth();
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .dns_resolver(FilteringResolver {
                allow_private_addresses: limits.allow_private_addresses,
            })
            // A proxy from the environment would connect in our stead, past the filter.
            .no_proxy()
            .redirect(Policy::none())
            .referer(false)
            .retry(reqwest::retry::never())
            // Receivers are many and each is called rarely: a kept connection is more often dead than useful.
            .pool_max_idle_per_host(0)
            .http1_only()
            .https_only(!limits.allow_http)
            .user_agent(USER_AGENT)
            .build()
            .map_err(|error| WebhookSetupError(error.into()))?;
        Ok(Self { client, limits })
    }

    /// Checks an address that is about to be saved; the error is in words for whoever typed it.
    ///
    /// # Errors
    /// [`WebhookAddressError`].
    pub fn validate_address(&self, text: &str) -> Result<WebhookAddress, WebhookAddressError> {
        WebhookAddress::parse_for_saving(text, &self.limits)
    }

    /// Makes one attempt. Never follows redirects, never tries again by itself.
    pub async fn deliver(&self, request: &WebhookRequest<'_>) -> DeliveryOutcome {
        let begin = Instant::now();
        let result = self.attempt(request, begin).await;
        let duration = begin.elapsed();
        match result {
            Ok(status) => {
                let error = refusal(status);
                DeliveryOutcome {
                    status: Some(status.as_u16()),
                    duration,
                    delivered: error.is_none(),
                    error,
                }
            }
            Err(error) => DeliveryOutcome {
                status: None,
                duration,
                error: Some(error),
                delivered: false,
            },
        }
    }

    async fn attempt(&self, request: &WebhookRequest<'_>, begin: Instant) -> Result<StatusCode, DeliveryError> {
        let address = WebhookAddress::parse(&request.url, &self.limits)?;
        let sending = self
            .client
            .post(address.url().clone())
            .headers(headers(request).ok_or(DeliveryError::Broken)?)
            .body(request.body.clone())
            .send();
        let answer = timeout(self.limits.timeout, sending).await;
        let answer = answer
            .map_err(|_| DeliveryError::Timeout)
            .and_then(|answer| answer.map_err(|error| DeliveryError::from_request(&error)));
        let answer = answer.inspect_err(|error| {
            tracing::debug!(host = address.host(), %error, "a webhook was not delivered");
        })?;
        let status = answer.status();
        // The status decides. The body is read out of courtesy only, so that the receiver does not see its answer cut off.
        let remaining = self.limits.timeout.saturating_sub(begin.elapsed());
        let _ = timeout(remaining, discard_body(answer, self.limits.max_answer_bytes)).await;
        Ok(status)
    }
}

fn headers(request: &WebhookRequest<'_>) -> Option<HeaderMap> {
    let seconds = request.timestamp.seconds();
    let sign = |secret: &&WebhookSecret| secret.sign(request.id.as_str(), seconds, &request.body);
    let signature = request.secrets.iter().map(sign).collect::<Vec<_>>().join(" ");
    let mut headers = HeaderMap::with_capacity(4);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert("webhook-id", HeaderValue::from_str(request.id.as_str()).ok()?);
    headers.insert("webhook-timestamp", HeaderValue::from(seconds));
    headers.insert("webhook-signature", HeaderValue::from_str(&signature).ok()?);
    Some(headers)
}

async fn discard_body(mut answer: Response, limit: usize) {
    let mut read = 0;
    while read < limit {
        match answer.chunk().await {
            Ok(Some(chunk)) => read += chunk.len(),
            Ok(None) | Err(_) => break,
        }
    }
}

fn refusal(status: StatusCode) -> Option<DeliveryError> {
    if status.is_success() {
        None
    } else if status.is_redirection() {
        Some(DeliveryError::Redirected(status.as_u16()))
    } else {
        Some(DeliveryError::Refused(status.as_u16()))
    }
}
