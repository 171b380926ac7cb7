//! Webhook signatures against the example of the Standard Webhooks specification, and what a receiver must refuse.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use argos_crypto::{CryptoError, ReceivedWebhook, SeededRandom, WebhookSecret};
use proptest::prelude::*;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const TIMESTAMP: i64 = 1_614_265_330;
const BODY: &[u8] = br#"{"test": 2432232314}"#;
const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const WEBHOOK: ReceivedWebhook<'static> = ReceivedWebhook {
    id: ID,
    timestamp_seconds: TIMESTAMP,
    signatures: SIGNATURE,
    body: BODY,
};

fn secret() -> WebhookSecret {
    WebhookSecret::from_text(SECRET).unwrap()
}

#[test]
fn signs_as_in_the_specification() {
    assert_eq!(secret().sign(ID, TIMESTAMP, BODY), SIGNATURE);
}

#[test]
fn accepts_the_example_within_five_minutes() {
    for now in [TIMESTAMP, TIMESTAMP + 300, TIMESTAMP - 300] {
        secret().verify(&WEBHOOK, now).unwrap();
    }
    for now in [TIMESTAMP + 301, TIMESTAMP - 301, 0, i64::MIN, i64::MAX] {
        assert!(
            matches!(secret().verify(&WEBHOOK, now), Err(CryptoError::WebhookTimestamp)),
            "{now}"
        );
    }
}

#[test]
fn refuses_any_change() {
    let refused = |webhook: ReceivedWebhook<'_>| {
        matches!(secret().verify(&webhook, TIMESTAMP), Err(CryptoError::WebhookSignature))
    };
    assert!(refused(ReceivedWebhook {
        id: "msg_p5jXN8AQM9LWM0D4loKWxJel",
        ..WEBHOOK
    }));
    assert!(refused(ReceivedWebhook {
        timestamp_seconds: TIMESTAMP + 1,
        ..WEBHOOK
    }));
    assert!(refused(ReceivedWebhook {
        body: br#"{"test": 2432232315}"#,
        ..WEBHOOK
    }));
    assert!(refused(ReceivedWebhook { body: b"", ..WEBHOOK }));
    for signatures in [
        "",
        "v1,",
        "v1",
        " ",
        &SIGNATURE[3..],
        "v1,g0hM",
        &SIGNATURE.replace("v1,", "v1a,"),
    ] {
        assert!(refused(ReceivedWebhook { signatures, ..WEBHOOK }), "{signatures}");
    }
    let other = WebhookSecret::generate(&SeededRandom::new(1)).unwrap();
    assert!(matches!(
        other.verify(&WEBHOOK, TIMESTAMP),
        Err(CryptoError::WebhookSignature)
    ));
}

#[test]
fn a_body_cannot_pose_as_part_of_the_id() {
    let signature = secret().sign("msg", TIMESTAMP, format!("{TIMESTAMP}.rest").as_bytes());
    let id = format!("msg.{TIMESTAMP}");
    let posing = ReceivedWebhook {
        id: &id,
        timestamp_seconds: TIMESTAMP,
        signatures: &signature,
        body: b"rest",
    };
    // Both have the same signed content, which is why the full stop in the id must be refused.
    assert_eq!(secret().sign(&id, TIMESTAMP, b"rest"), signature);
    assert!(matches!(
        secret().verify(&posing, TIMESTAMP),
        Err(CryptoError::WebhookSignature)
    ));
}

#[test]
fn one_right_signature_among_several_is_enough() {
    let other = WebhookSecret::generate(&SeededRandom::new(1))
        .unwrap()
        .sign(ID, TIMESTAMP, BODY);
    for signatures in [
        format!("{other} {SIGNATURE}"),
        format!("v1a,whatever {SIGNATURE} {other}"),
    ] {
        secret()
            .verify(
                &ReceivedWebhook {
                    signatures: &signatures,
                    ..WEBHOOK
                },
                TIMESTAMP,
            )
            .unwrap();
    }
    let too_many = format!("{}{SIGNATURE}", format!("{other} ").repeat(16));
    assert!(
        secret()
            .verify(
                &ReceivedWebhook {
                    signatures: &too_many,
                    ..WEBHOOK
                },
                TIMESTAMP
            )
            .is_err()
    );
}

#[test]
fn a_generated_secret_has_32_bytes_and_reads_back() {
    let random = SeededRandom::new(1);
    let secret = WebhookSecret::generate(&random).unwrap();
    let text = secret.expose();
    assert_eq!(text.len(), "whsec_".len() + 44);
    let read = WebhookSecret::from_text(&text).unwrap();
    assert_eq!(read.sign(ID, TIMESTAMP, BODY), secret.sign(ID, TIMESTAMP, BODY));
    assert_ne!(*WebhookSecret::generate(&random).unwrap().expose(), *text);
}

#[test]
fn malformed_secrets_are_refused() {
    let too_long = format!("whsec_{}", "A".repeat(92));
    let too_short = format!("whsec_{}", "A".repeat(28));
    for text in [
        "",
        "whsec_",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_!fKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        &too_long,
        &too_short,
    ] {
        assert!(
            matches!(WebhookSecret::from_text(text), Err(CryptoError::Malformed { .. })),
            "{text}"
        );
    }
    assert_eq!(
        WebhookSecret::from_text(&format!("whsec_{}", "A".repeat(32)))
            .unwrap()
            .expose()
            .len(),
        38
    );
}

#[test]
fn debug_shows_no_secret() {
    assert_eq!(format!("{:?}", secret()), "WebhookSecret(***)");
}

proptest! {
    #[test]
    fn what_is_signed_verifies(id in "[a-zA-Z0-9_-]{1,40}", timestamp: i64, body in proptest::collection::vec(any::<u8>(), 0..200)) {
        let signature = secret().sign(&id, timestamp, &body);
        let webhook = ReceivedWebhook { id: &id, timestamp_seconds: timestamp, signatures: &signature, body: &body };
        prop_assert!(secret().verify(&webhook, timestamp).is_ok());
    }

    #[test]
    fn arbitrary_signature_headers_are_refused(signatures in ".{0,100}") {
        let webhook = ReceivedWebhook { signatures: &signatures, ..WEBHOOK };
        prop_assert!(secret().verify(&webhook, TIMESTAMP).is_err());
    }
}
