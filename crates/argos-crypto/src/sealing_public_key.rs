//! The half of a SecretKey that a server may have: it seals and cannot open.

use std::convert::Infallible;
use std::fmt;

use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::rand_core::{TryCryptoRng, TryRng};
use hpke::{Deserializable, Kem, OpModeS, Serializable};
use zeroize::Zeroizing;

use crate::sealed_record::{SealingKeyId, WHAT, header, info};
use crate::{CryptoError, FieldContext, SecureRandom, key_text, sha256};

const PREFIX: &str = "argos_pk_";

/// An X25519 public key to which records are sealed. It is no secret, but whoever can exchange it reads what is sealed
/// from then on: it must be kept so that changes are noticed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SealingPublicKey([u8; 32]);

impl SealingPublicKey {
    /// The key with these bytes.
    pub(crate) const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads `argos_pk_` and 48 characters, as [`to_text`](Self::to_text) writes them. A key to which nothing can be
    /// sealed safely (a point of small order) is refused too.
    ///
    /// # Errors
    /// [`CryptoError::Malformed`] in words for the person who typed it.
    pub fn from_text(text: &str) -> Result<Self, CryptoError> {
        let malformed = |reason| CryptoError::Malformed {
            what: "the public key",
            reason,
        };
        let key = Self(*key_text::read(PREFIX, text).map_err(malformed)?);
        let context = FieldContext {
            table: "",
            column: "",
            row: "",
            project: "",
        };
        key.seal_with(&context, &[], [1; 32])
            .map_err(|_| malformed("it is not a point to which anything can be sealed"))?;
        Ok(key)
    }

    /// `argos_pk_`, then the key and a checksum of four bytes in URL-safe base64 (48 characters).
    #[must_use]
    pub fn to_text(&self) -> String {
        key_text::write(PREFIX, &self.0).as_str().to_owned()
    }

    /// By which records name the SecretKey that opens them.
    #[must_use]
    pub fn key_id(&self) -> SealingKeyId {
        SealingKeyId::of(&self.0)
    }

    /// Seals `plaintext` for the place `context`; only the SecretKey opens it, and only there.
    ///
    /// # Errors
    /// [`CryptoError::RandomUnavailable`], or [`CryptoError::Primitive`] beyond AES-GCM's limit of 64 GiB.
    pub fn seal(
        &self,
        context: &FieldContext<'_>,
        plaintext: &[u8],
        random: &dyn SecureRandom,
    ) -> Result<Vec<u8>, CryptoError> {
        let mut seed = [0; 32];
        random.fill(&mut seed)?;
        self.seal_with(context, plaintext, seed)
    }

    /// `seed` becomes the record's own key pair (RFC 9180, `DeriveKeyPair`).
    fn seal_with(&self, context: &FieldContext<'_>, plaintext: &[u8], seed: [u8; 32]) -> Result<Vec<u8>, CryptoError> {
        const FAILED: CryptoError = CryptoError::Primitive(WHAT);
        let recipient = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(&self.0).map_err(|_| FAILED)?;
        let key_id = self.key_id();
        let mut sealed = header(key_id);
        let (encapsulated, ciphertext) = hpke::single_shot_seal_with_rng::<AesGcm256, HkdfSha256, X25519HkdfSha256>(
            &OpModeS::Base,
            &recipient,
            &info(context, key_id),
            plaintext,
            &sealed,
            &mut DrawnRandom::new(seed),
        )
        .map_err(|_| FAILED)?;
        sealed.extend_from_slice(&encapsulated.to_bytes());
        sealed.extend_from_slice(&ciphertext);
        Ok(sealed)
    }
}

impl fmt::Debug for SealingPublicKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SealingPublicKey({})", self.key_id())
    }
}

/// Random bytes that were drawn before, where failing was possible. HPKE asks for 32 bytes once; should it ever ask for
/// more, they follow from the seed by SHA-256.
pub(crate) struct DrawnRandom {
    seed: Zeroizing<[u8; 32]>,
    blocks: u64,
}

impl DrawnRandom {
    pub(crate) fn new(seed: [u8; 32]) -> Self {
        Self {
            seed: Zeroizing::new(seed),
            blocks: 0,
        }
    }
}

impl TryRng for DrawnRandom {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, wanted: &mut [u8]) -> Result<(), Infallible> {
        for chunk in wanted.chunks_mut(32) {
            let block = if self.blocks == 0 {
                self.seed.clone()
            } else {
                let mut input = Zeroizing::new(self.seed.to_vec());
                input.extend_from_slice(&self.blocks.to_be_bytes());
                Zeroizing::new(sha256(&input))
            };
            chunk.copy_from_slice(&block[..chunk.len()]);
            self.blocks = self.blocks.saturating_add(1);
        }
        Ok(())
    }
}

impl TryCryptoRng for DrawnRandom {}
