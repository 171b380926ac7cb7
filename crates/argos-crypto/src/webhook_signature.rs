//! Webhook signatures as Standard Webhooks 1.0.0 describes them, scheme `v1` (HMAC-SHA256).
//!
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>

use std::fmt;

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::{CryptoError, SecureRandom};

const WHAT: &str = "a webhook secret";
const SECRET_PREFIX: &str = "whsec_";
const SIGNATURE_PREFIX: &str = "v1,";
/// More signatures than a rotation of secrets ever needs side by side.
const MAXIMUM_SIGNATURES: usize = 16;

/// How far a webhook's timestamp may be from the receiver's clock, in seconds.
pub const WEBHOOK_TOLERANCE_SECONDS: u64 = 5 * 60;

/// The secret that a project shares with the receiver of its webhooks.
pub struct WebhookSecret(Zeroizing<Vec<u8>>);

/// A webhook as it arrived: the three headers, read but not trusted, and the untouched body.
#[derive(Debug, Clone, Copy)]
pub struct ReceivedWebhook<'a> {
    /// The header `webhook-id`.
    pub id: &'a str,
    /// The header `webhook-timestamp`, seconds since 1970-01-01 UTC.
    pub timestamp_seconds: i64,
    /// The header `webhook-signature`: one or more signatures, separated by spaces.
    pub signatures: &'a str,
    /// The body, byte for byte.
    pub body: &'a [u8],
}

impl WebhookSecret {
    /// A fresh secret of 32 bytes.
    ///
    /// # Errors
    /// [`CryptoError::RandomUnavailable`].
    pub fn generate(random: &dyn SecureRandom) -> Result<Self, CryptoError> {
        let mut secret = Zeroizing::new(vec![0; 32]);
        random.fill(&mut secret)?;
        Ok(Self(secret))
    }

    /// Reads the text form, `whsec_` and base64.
    ///
    /// # Errors
    /// [`CryptoError::Malformed`] when the prefix or the base64 is wrong, or the secret is not 24 to 64 bytes long, the
    /// range the specification allows.
    pub fn from_text(text: &str) -> Result<Self, CryptoError> {
        let malformed = |reason| CryptoError::Malformed { what: WHAT, reason };
        let encoded = text
            .strip_prefix(SECRET_PREFIX)
            .ok_or(malformed("it does not begin with whsec_"))?;
        if encoded.len() > 88 {
            return Err(malformed("it is longer than 64 bytes"));
        }
        let secret = STANDARD
            .decode(encoded)
            .map(Zeroizing::new)
            .map_err(|_| malformed("it is not base64"))?;
        if !(24..=64).contains(&secret.len()) {
            return Err(malformed("it is not 24 to 64 bytes long"));
        }
        Ok(Self(secret))
    }

    /// The text form, `whsec_` and base64, which the receiver needs.
    #[must_use]
    pub fn expose(&self) -> Zeroizing<String> {
        // Enough room from the start, so that no copy is left behind by growing.
        let mut text = Zeroizing::new(String::with_capacity(SECRET_PREFIX.len() + 96));
        text.push_str(SECRET_PREFIX);
        STANDARD.encode_string(self.0.as_slice(), &mut text);
        text
    }

    /// The value of the header `webhook-signature`. To sign under an old and a new secret at once, join both values
    /// with a space.
    ///
    /// `id` must not contain a full stop: id, timestamp and body are joined by full stops, and [`verify`](Self::verify)
    /// refuses such an id because a body could pose as part of it.
    #[must_use]
    pub fn sign(&self, id: &str, timestamp_seconds: i64, body: &[u8]) -> String {
        let tag = self.authenticate(id, timestamp_seconds, body).sign();
        format!("{SIGNATURE_PREFIX}{}", STANDARD.encode(tag.as_ref()))
    }

    /// Checks a webhook the way a receiver must; `now_seconds` is the receiver's clock.
    ///
    /// # Errors
    /// [`CryptoError::WebhookTimestamp`] when the timestamp is more than [`WEBHOOK_TOLERANCE_SECONDS`] away from
    /// `now_seconds`, [`CryptoError::WebhookSignature`] when none of the first 16 signatures is right.
    pub fn verify(&self, webhook: &ReceivedWebhook<'_>, now_seconds: i64) -> Result<(), CryptoError> {
        if webhook.timestamp_seconds.abs_diff(now_seconds) > WEBHOOK_TOLERANCE_SECONDS {
            return Err(CryptoError::WebhookTimestamp);
        }
        if webhook.id.is_empty() || webhook.id.contains('.') {
            return Err(CryptoError::WebhookSignature);
        }
        let expected = self
            .authenticate(webhook.id, webhook.timestamp_seconds, webhook.body)
            .sign();
        webhook
            .signatures
            .split(' ')
            .take(MAXIMUM_SIGNATURES)
            .filter_map(|signature| signature.strip_prefix(SIGNATURE_PREFIX))
            .filter_map(|encoded| {
                let mut decoded = [0; 32];
                let length = STANDARD.decode_slice(encoded, &mut decoded).ok()?;
                (length == decoded.len()).then_some(decoded)
            })
            .any(|candidate| subtle::ConstantTimeEq::ct_eq(candidate.as_slice(), expected.as_ref()).into())
            .then_some(())
            .ok_or(CryptoError::WebhookSignature)
    }

    fn authenticate(&self, id: &str, timestamp_seconds: i64, body: &[u8]) -> hmac::Context {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.0);
        let mut context = hmac::Context::with_key(&key);
        context.update(format!("{id}.{timestamp_seconds}.").as_bytes());
        context.update(body);
        context
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("WebhookSecret(***)")
    }
}
