//! Webhooks over the wire, to real receivers on loopback.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use argos_crypto::{SeededRandom, WebhookSecret};
use argos_domain::clock::Timestamp;
use argos_notify::{DeliveryError, DeliveryOutcome, WebhookAddressError, WebhookLimits, WebhookRequest, WebhookSender};
use argos_testkit::webhook_receiver::{WebhookAnswer, WebhookReceiver};
use bytes::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const NOW_SECONDS: i64 = 1_700_000_000;
const BODY: &[u8] = br#"{"webhook_trigger":"approved","submission_id":"abcd"}"#;

/// Limits under which a receiver on loopback can be reached.
fn open_limits() -> WebhookLimits {
    WebhookLimits {
        timeout: Duration::from_millis(700),
        allow_private_addresses: true,
        allow_http: true,
        ..WebhookLimits::default()
    }
}

fn secret() -> WebhookSecret {
    WebhookSecret::generate(&SeededRandom::new(1)).unwrap()
}

/// The secret that the project had before, whose overlap has not ended.
fn previous_secret() -> WebhookSecret {
    WebhookSecret::generate(&SeededRandom::new(2)).unwrap()
}

async fn deliver(limits: WebhookLimits, url: &str) -> DeliveryOutcome {
    let (secret, previous) = (secret(), previous_secret());
    let request = WebhookRequest {
        url: url.to_owned(),
        id: "job0123456789".parse().unwrap(),
        body: Bytes::from_static(BODY),
        secrets: vec![&secret, &previous],
        timestamp: Timestamp::from_microseconds(NOW_SECONDS * 1_000_000 + 999_999),
    };
    WebhookSender::new(limits).unwrap().deliver(&request).await
}

#[tokio::test]
async fn a_webhook_arrives_whole_and_verifies_by_either_secret() {
    let receiver = WebhookReceiver::start().await.unwrap();
    let outcome = deliver(open_limits(), &receiver.url()).await;
    assert!(outcome.delivered);
    assert_eq!((outcome.status, outcome.error), (Some(204), None));

    let received = receiver.wait_for_count(1, Duration::from_secs(1)).await.unwrap();
    let [webhook] = received.as_slice() else {
        panic!("{received:?}")
    };
    assert_eq!((webhook.method.as_str(), webhook.path.as_str()), ("POST", "/webhook"));
    assert_eq!(webhook.body, BODY);
    assert_eq!(webhook.header("content-type"), Some("application/json"));
    assert_eq!(
        webhook.header("user-agent"),
        Some(concat!("Argos-Webhooks/", env!("CARGO_PKG_VERSION")))
    );
    assert_eq!(webhook.header("webhook-id"), Some("job0123456789"));

    let arrived = |body| argos_crypto::ReceivedWebhook {
        id: webhook.header("webhook-id").unwrap(),
        timestamp_seconds: webhook.header("webhook-timestamp").unwrap().parse().unwrap(),
        signatures: webhook.header("webhook-signature").unwrap(),
        body,
    };
    for secret in [secret(), previous_secret()] {
        secret.verify(&arrived(&webhook.body), NOW_SECONDS).unwrap();
    }
    assert!(secret().verify(&arrived(b"{}"), NOW_SECONDS).is_err());
}

#[tokio::test]
async fn only_2xx_counts_as_delivered() {
    let receiver = WebhookReceiver::start().await.unwrap();
    for (status, delivered) in [
        (200, true),
        (202, true),
        (400, false),
        (404, false),
        (410, false),
        (500, false),
    ] {
        receiver.answer_with(WebhookAnswer {
            status,
            ..WebhookAnswer::default()
        });
        let outcome = deliver(open_limits(), &receiver.url()).await;
        assert_eq!((outcome.status, outcome.delivered), (Some(status), delivered));
        assert_eq!(outcome.error, (!delivered).then_some(DeliveryError::Refused(status)));
    }
    receiver.fail_next(1);
    receiver.answer_with(WebhookAnswer::default());
    assert!(!deliver(open_limits(), &receiver.url()).await.delivered);
    assert!(deliver(open_limits(), &receiver.url()).await.delivered);
}

#[tokio::test]
async fn a_slow_receiver_is_not_waited_for() {
    let receiver = WebhookReceiver::start().await.unwrap();
    receiver.answer_with(WebhookAnswer {
        delay: Duration::from_secs(30),
        ..WebhookAnswer::default()
    });
    let outcome = deliver(open_limits(), &receiver.url()).await;
    assert_eq!((outcome.status, outcome.error), (None, Some(DeliveryError::Timeout)));
    assert!(outcome.duration >= Duration::from_millis(700) && outcome.duration < Duration::from_secs(5));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = WebhookReceiver::start().await.unwrap();
    let receiver = WebhookReceiver::start().await.unwrap();
    for status in [301, 302, 303, 307, 308] {
        receiver.answer_with(WebhookAnswer {
            status,
            headers: vec![("location".to_owned(), elsewhere.url())],
            ..WebhookAnswer::default()
        });
        let outcome = deliver(open_limits(), &receiver.url()).await;
        assert_eq!(
            (outcome.status, outcome.error),
            (Some(status), Some(DeliveryError::Redirected(status)))
        );
    }
    assert_eq!(receiver.received().len(), 5);
    assert!(elsewhere.received().is_empty());
}

#[tokio::test]
async fn an_endless_answer_is_cut_off() {
    let (url, written) = answers_endlessly(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", b"400\r\n").await;
    let limits = WebhookLimits {
        timeout: Duration::from_secs(20),
        ..open_limits()
    };
    let outcome = deliver(limits, &url).await;
    assert!(outcome.delivered, "{outcome:?}");
    assert!(outcome.duration < Duration::from_secs(10), "{outcome:?}");
    // What is more than the limit lay in the sockets' buffers.
    assert!(written.load(Ordering::SeqCst) < 32 * 1024 * 1024);
}

#[tokio::test]
async fn endless_headers_are_cut_off() {
    let (url, written) = answers_endlessly(b"HTTP/1.1 200 OK\r\n", b"x: ").await;
    let limits = WebhookLimits {
        timeout: Duration::from_secs(20),
        ..open_limits()
    };
    let outcome = deliver(limits, &url).await;
    assert_eq!((outcome.status, outcome.error), (None, Some(DeliveryError::Broken)));
    assert!(outcome.duration < Duration::from_secs(10));
    assert!(written.load(Ordering::SeqCst) < 32 * 1024 * 1024);
}

#[tokio::test]
async fn what_is_not_http_is_a_failure() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"220 mail.example.com ESMTP\r\n").await.unwrap();
        let _ = stream.read(&mut [0; 4096]).await;
    });
    assert_eq!(deliver(open_limits(), &url).await.error, Some(DeliveryError::Broken));
}

#[tokio::test]
async fn private_addresses_are_refused_unless_allowed() {
    let receiver = WebhookReceiver::start().await.unwrap();
    let port = receiver.address().port();
    let closed = WebhookLimits {
        allow_private_addresses: false,
        ..open_limits()
    };
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "169.254.169.254",
        "[::1]",
    ] {
        let outcome = deliver(closed, &format!("http://{host}:{port}/")).await;
        assert_eq!(
            outcome.error,
            Some(DeliveryError::Address(WebhookAddressError::Private)),
            "{host}"
        );
    }
    // A name that leads to loopback, which only the name server's answer tells.
    let by_name = format!("http://localhost:{port}/");
    assert_eq!(
        deliver(closed, &by_name).await.error,
        Some(DeliveryError::PrivateAddress)
    );
    assert!(receiver.received().is_empty());

    assert!(deliver(open_limits(), &by_name).await.delivered);
    assert_eq!(receiver.received().len(), 1);
}

#[tokio::test]
async fn addresses_that_must_not_be_used_reach_nobody() {
    let receiver = WebhookReceiver::start().await.unwrap();
    let address = receiver.address();
    for (url, expected) in [
        (format!("http://user:word@{address}/"), WebhookAddressError::Credentials),
        (format!("ftp://{address}/"), WebhookAddressError::WrongScheme),
        ("nonsense".to_owned(), WebhookAddressError::Malformed),
    ] {
        assert_eq!(
            deliver(open_limits(), &url).await.error,
            Some(DeliveryError::Address(expected)),
            "{url}"
        );
    }
    let encrypted_only = WebhookLimits {
        allow_http: false,
        ..open_limits()
    };
    let outcome = deliver(encrypted_only, &receiver.url()).await;
    assert_eq!(
        outcome.error,
        Some(DeliveryError::Address(WebhookAddressError::NotEncrypted))
    );
    assert!(receiver.received().is_empty());
}

#[tokio::test]
async fn a_closed_port_and_an_unknown_name_are_told_apart() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    assert_eq!(
        deliver(open_limits(), &closed).await.error,
        Some(DeliveryError::NotReached)
    );
    let limits = WebhookLimits {
        timeout: Duration::from_secs(20),
        ..open_limits()
    };
    let unknown = deliver(limits, "http://no-such-host.invalid/").await;
    assert_eq!(unknown.error, Some(DeliveryError::NameNotResolved));
}

#[tokio::test]
async fn nothing_of_the_address_but_its_host_is_printed() {
    let secret = secret();
    let request = WebhookRequest {
        url: "https://example.com/private-path".to_owned(),
        id: "job0123456789".parse().unwrap(),
        body: Bytes::from_static(b"private-body"),
        secrets: vec![&secret],
        timestamp: Timestamp::from_microseconds(0),
    };
    let printed = format!("{request:?}");
    assert!(
        printed.contains("job0123456789") && !printed.contains("private"),
        "{printed}"
    );
}

/// A server that answers with `head` and then writes without end; the chunk is `begin` and 1024 letters.
async fn answers_endlessly(head: &'static [u8], begin: &'static [u8]) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let written = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&written);
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let _ = stream.read(&mut [0; 4096]).await;
        stream.write_all(head).await.unwrap();
        let chunk = [begin, &[b'a'; 1024], b"\r\n"].concat();
        while stream.write_all(&chunk).await.is_ok() {
            counter.fetch_add(chunk.len(), Ordering::SeqCst);
        }
    });
    (url, written)
}
