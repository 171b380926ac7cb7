//! A real HTTP server on loopback that records the webhooks it gets and answers as told.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// Larger bodies are not received.
const LARGEST_BODY: usize = 16 * 1024 * 1024;

/// A webhook as it arrived.
#[derive(Debug, Clone)]
pub struct ReceivedWebhook {
    /// HTTP method.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Header names in lower case with their values.
    pub headers: BTreeMap<String, String>,
    /// The body, byte for byte.
    pub body: Vec<u8>,
    /// The status with which it was answered.
    pub answered: u16,
    /// When it had arrived.
    pub received_at: Instant,
}

impl ReceivedWebhook {
    /// A header's value; `name` in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// When it is none.
    pub fn json(&self) -> anyhow::Result<serde_json::Value> {
        serde_json::from_slice(&self.body).context("the webhook's body is not JSON")
    }
}

/// How the receiver answers.
#[derive(Debug, Clone)]
pub struct WebhookAnswer {
    /// The status.
    pub status: u16,
    /// Further headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// How long the receiver thinks before it answers.
    pub delay: Duration,
}

impl Default for WebhookAnswer {
    /// 204 without body, at once.
    fn default() -> Self {
        Self {
            status: 204,
            headers: Vec::new(),
            body: Vec::new(),
            delay: Duration::ZERO,
        }
    }
}

/// The receiver. It stops when it is dropped.
#[derive(Debug)]
pub struct WebhookReceiver {
    address: SocketAddr,
    shared: Arc<Shared>,
    server: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Shared {
    log: Mutex<Log>,
    arrived: Notify,
}

#[derive(Debug, Default)]
struct Log {
    received: Vec<ReceivedWebhook>,
    failures_left: usize,
    answer: WebhookAnswer,
}

impl Shared {
    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl WebhookReceiver {
    /// Starts a receiver on a free port of 127.0.0.1 that answers 204.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .context("no port for the webhook receiver")?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::default());
        let router = Router::new().fallback(receive).with_state(Arc::clone(&shared));
        let server = tokio::spawn(async move {
            // Ends with the task; an error of one connection does not end it.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self {
            address,
            shared,
            server,
        })
    }

    /// The address to save in a project, `http://127.0.0.1:<port>/webhook`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/webhook", self.address)
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The next `failures` webhooks are answered with 500, whatever else was told.
    pub fn fail_next(&self, failures: usize) {
        self.shared.log().failures_left = failures;
    }

    /// How webhooks are answered from now on.
    pub fn answer_with(&self, answer: WebhookAnswer) {
        self.shared.log().answer = answer;
    }

    /// Every webhook that arrived so far, failed ones too, in order.
    #[must_use]
    pub fn received(&self) -> Vec<ReceivedWebhook> {
        self.shared.log().received.clone()
    }

    /// The first webhook for which `predicate` holds; waits for it if it has not arrived yet.
    ///
    /// # Errors
    /// When none has arrived after `timeout`.
    pub async fn wait_for(
        &self,
        predicate: impl Fn(&ReceivedWebhook) -> bool,
        timeout: Duration,
    ) -> anyhow::Result<ReceivedWebhook> {
        self.wait_until(
            |received| received.iter().find(|webhook| predicate(webhook)).cloned(),
            timeout,
        )
        .await
    }

    /// All webhooks that arrived, as soon as there are `count`.
    ///
    /// # Errors
    /// When there are fewer after `timeout`.
    pub async fn wait_for_count(&self, count: usize, timeout: Duration) -> anyhow::Result<Vec<ReceivedWebhook>> {
        self.wait_until(|received| (received.len() >= count).then(|| received.to_vec()), timeout)
            .await
    }

    async fn wait_until<T>(
        &self,
        look: impl Fn(&[ReceivedWebhook]) -> Option<T>,
        timeout: Duration,
    ) -> anyhow::Result<T> {
        let deadline = tokio::time::Instant::now() + timeout;
        loop {
            // Registered before looking, so that nothing arrives unseen in between.
            let arrived = self.shared.arrived.notified();
            if let Some(found) = look(&self.shared.log().received) {
                return Ok(found);
            }
            if tokio::time::timeout_at(deadline, arrived).await.is_err() {
                let seen: Vec<_> = self.received().iter().map(summary).collect();
                bail!(
                    "the expected webhook did not arrive within {timeout:?}; there were {}: {seen:?}",
                    seen.len()
                );
            }
        }
    }
}

impl Drop for WebhookReceiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn receive(State(shared): State<Arc<Shared>>, request: Request) -> Response<Body> {
    let (head, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, LARGEST_BODY).await else {
        return status_only(StatusCode::PAYLOAD_TOO_LARGE);
    };
    let headers = head.headers.iter().map(|(name, value)| {
        (
            name.as_str().to_owned(),
            String::from_utf8_lossy(value.as_bytes()).into_owned(),
        )
    });
    let answer = {
        let mut log = shared.log();
        let fails = log.failures_left > 0;
        log.failures_left = log.failures_left.saturating_sub(1);
        let answer = if fails {
            WebhookAnswer {
                status: 500,
                ..WebhookAnswer::default()
            }
        } else {
            log.answer.clone()
        };
        log.received.push(ReceivedWebhook {
            method: head.method.to_string(),
            path: head.uri.to_string(),
            headers: headers.collect(),
            body: body.to_vec(),
            answered: answer.status,
            received_at: Instant::now(),
        });
        answer
    };
    shared.arrived.notify_waiters();
    tokio::time::sleep(answer.delay).await;
    let mut response = Response::builder().status(answer.status);
    for (name, value) in answer.headers {
        response = response.header(name, value);
    }
    response
        .body(Body::from(answer.body))
        .unwrap_or_else(|_| status_only(StatusCode::INTERNAL_SERVER_ERROR))
}

fn status_only(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

fn summary(webhook: &ReceivedWebhook) -> String {
    let trigger = webhook
        .json()
        .ok()
        .and_then(|body| body["webhook_trigger"].as_str().map(str::to_owned));
    format!(
        "{} answered {}",
        trigger.unwrap_or_else(|| "without trigger".to_owned()),
        webhook.answered
    )
}
