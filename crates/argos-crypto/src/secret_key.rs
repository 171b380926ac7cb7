//! The key that only the customer has.

use std::fmt;

use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, Serializable};
use zeroize::Zeroizing;

use crate::sealed_record::{SealedRecord, WHAT, info};
use crate::{CryptoError, FieldContext, SealingPublicKey, SecureRandom, key_text};

const PREFIX: &str = "argos_sk_";

/// 32 random bytes from which an X25519 key pair follows (RFC 9180, `DeriveKeyPair`). It opens what was sealed to its
/// [`SealingPublicKey`]. It is made where it is used and never sent to a server.
///
/// Its memory is overwritten when it is dropped, `Debug` does not show it, and it cannot be cloned.
pub struct SecretKey(Box<Zeroizing<[u8; 32]>>);

impl SecretKey {
    /// A fresh key.
    ///
    /// # Errors
    /// [`CryptoError::RandomUnavailable`].
    pub fn generate(random: &dyn SecureRandom) -> Result<Self, CryptoError> {
        let mut seed = Box::new(Zeroizing::new([0; 32]));
        random.fill(seed.as_mut_slice())?;
        Ok(Self(seed))
    }

    /// Reads `argos_sk_` and 48 characters, as [`to_text`](Self::to_text) writes them.
    ///
    /// # Errors
    /// [`CryptoError::Malformed`] in words for the person who typed it; the text is not quoted.
    pub fn from_text(text: &str) -> Result<Self, CryptoError> {
        let seed = key_text::read(PREFIX, text).map_err(|reason| CryptoError::Malformed {
            what: "the SecretKey",
            reason,
        })?;
        Ok(Self(Box::new(seed)))
    }

    /// `argos_sk_`, then the key and a checksum of four bytes in URL-safe base64 (48 characters).
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        key_text::write(PREFIX, &self.0)
    }

    /// The half that a server may have.
    #[must_use]
    pub fn public_key(&self) -> SealingPublicKey {
        let (_, public) = X25519HkdfSha256::derive_keypair(self.0.as_slice());
        let mut bytes = [0; 32];
        bytes.copy_from_slice(&public.to_bytes());
        SealingPublicKey::from_bytes(bytes)
    }

    /// Opens what was [sealed](SealingPublicKey::seal) for the same place.
    ///
    /// # Errors
    /// [`CryptoError::OtherSecretKey`] when another key is needed, [`CryptoError::NotAuthentic`] when it was sealed for
    /// another place or changed, [`CryptoError::Malformed`] and [`CryptoError::UnknownFormat`] for anything else.
    pub fn open(&self, context: &FieldContext<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        let record = SealedRecord::parse(sealed)?;
        let held = self.public_key().key_id();
        if record.key_id != held {
            return Err(CryptoError::OtherSecretKey {
                needed: record.key_id,
                held,
            });
        }
        const CLOSED: CryptoError = CryptoError::NotAuthentic(WHAT);
        let (private, _) = X25519HkdfSha256::derive_keypair(self.0.as_slice());
        let encapsulated =
            <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(record.encapsulated).map_err(|_| CLOSED)?;
        hpke::single_shot_open::<AesGcm256, HkdfSha256, X25519HkdfSha256>(
            &OpModeR::Base,
            &private,
            &encapsulated,
            &info(context, held),
            record.ciphertext,
            record.header,
        )
        .map(Zeroizing::new)
        .map_err(|_| CLOSED)
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SecretKey(***)")
    }
}
