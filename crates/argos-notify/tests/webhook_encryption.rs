//! Webhooks over TLS: who the receiver is must be proven.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;

use argos_crypto::{SeededRandom, WebhookSecret};
use argos_domain::clock::Timestamp;
use argos_notify::{DeliveryError, WebhookLimits, WebhookRequest, WebhookSender};
use axum::Router;
use axum::routing::post;
use axum_server::tls_rustls::RustlsConfig;
use bytes::Bytes;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

const PRIVATE: WebhookLimits = WebhookLimits {
    timeout: std::time::Duration::from_secs(5),
    max_answer_bytes: 1024,
    allow_private_addresses: true,
    allow_http: false,
};

/// Starts a receiver whose certificate is for `name`, issued by itself. Returns its port and certificate.
fn receiver(name: &str, not_after_year: i32) -> (u16, CertificateDer<'static>) {
    let mut parameters = rcgen::CertificateParams::new([name.to_owned()]).unwrap();
    parameters.not_before = rcgen::date_time_ymd(2000, 1, 1);
    parameters.not_after = rcgen::date_time_ymd(not_after_year, 1, 1);
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = parameters.self_signed(&key).unwrap().der().clone();
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], private)
        .unwrap();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let router = Router::new().route("/", post(async || "taken"));
    let server = axum_server::from_tcp_rustls(listener, RustlsConfig::from_config(Arc::new(config))).unwrap();
    tokio::spawn(server.serve(router.into_make_service()));
    (port, certificate)
}

async fn deliver(port: u16, trusted: &[CertificateDer<'static>]) -> Option<DeliveryError> {
    let secret = WebhookSecret::generate(&SeededRandom::new(1)).unwrap();
    let request = WebhookRequest {
        url: format!("https://localhost:{port}/"),
        id: "job0123456789".parse().unwrap(),
        body: Bytes::from_static(b"{}"),
        secrets: vec![&secret],
        timestamp: Timestamp::from_microseconds(0),
    };
    let outcome = WebhookSender::with_extra_roots(PRIVATE, trusted)
        .unwrap()
        .deliver(&request)
        .await;
    assert_eq!(outcome.delivered, outcome.error.is_none());
    outcome.error
}

#[tokio::test]
async fn a_receiver_with_a_trusted_certificate_gets_its_webhook() {
    let (port, certificate) = receiver("localhost", 2100);
    assert_eq!(deliver(port, &[certificate]).await, None);
}

#[tokio::test]
async fn a_receiver_that_cannot_prove_its_name_gets_nothing() {
    let (port, _) = receiver("localhost", 2100);
    assert_eq!(
        deliver(port, &[]).await,
        Some(DeliveryError::Certificate("its issuer is not known"))
    );
    let (port, certificate) = receiver("other.example.com", 2100);
    assert_eq!(
        deliver(port, &[certificate]).await,
        Some(DeliveryError::Certificate("it is for another name"))
    );
    let (port, certificate) = receiver("localhost", 2001);
    assert_eq!(
        deliver(port, &[certificate]).await,
        Some(DeliveryError::Certificate("it has expired"))
    );
}
