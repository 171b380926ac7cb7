//! Encryption of personal data at rest, keyed search indexes, secret tokens, passwords, webhook signatures, and the
//! encryption shared with customers' servers ([`SharedKeyCipher`]).
//!
//! The primitives come from `aws-lc-rs` (AES-ECB, which it lacks, from `aes` and `ecb`); this crate only decides how they are put together: which key encrypts what,
//! what a ciphertext is bound to, and how it looks in storage.
//!
//! The crate must not reach a database or a clock, and must not draw randomness by itself: randomness is an argument
//! ([`SecureRandom`]). The only file it touches is the local key file ([`LocalKeyFile`]), the only thing it asks over the
//! network is a key service ([`AwsKms`]).
//!
//! The hierarchy, from the top:
//!
//! 1. A [`KeyService`] holds the master key ([`LocalKeyFile`] by default, or [`AwsKms`]) and wraps data keys.
//! 2. A [`DataKey`] belongs to one project; storage keeps only its [`WrappedKey`].
//! 3. A [`FieldCipher`] made from the data key seals single fields and images, each bound to its [`FieldContext`].
//! 4. A [`BlindIndexKey`] made from a data key lets sealed fields be searched by equality.
//! 5. A [`SecretKey`] stays with the customer; what is sealed to its [`SealingPublicKey`] no key above opens.
//!
//! Start in `field.rs` for what happens to personal data, in `key_service.rs` for adding another key service.

mod associated_data;
mod aws_kms;
mod blind_index;
mod data_key;
mod digest;
mod error;
mod field;
mod former_key_service;
mod key_service;
mod key_text;
mod local_key_file;
mod local_key_text;
mod password_hash;
mod random;
mod sealed_record;
mod sealing_public_key;
mod secret_key;
mod shared_key_cipher;
mod token;
mod totp;
mod webhook_signature;
mod wrapped_key;

pub use aws_kms::{AwsKms, AwsKmsSettings};
pub use blind_index::{BlindIndex, BlindIndexKey, normalise_email};
pub use data_key::DataKey;
pub use digest::sha256;
pub use error::CryptoError;
pub use field::{
    FIELD_OVERHEAD, FieldCipher, FieldContext, SEALED_FIELD_PREFIX, sealed_field_prefix, sealed_key_version,
};
pub use former_key_service::FormerKeyService;
pub use key_service::{BoxFuture, KeyContext, KeyService};
pub use local_key_file::LocalKeyFile;
pub use password_hash::{hash_password, verify_password};
pub use random::{SecureRandom, SeededRandom, SystemRandom};
pub use sealed_record::{SEALED_RECORD_OVERHEAD, SealingKeyId, sealed_record_key_id};
pub use sealing_public_key::SealingPublicKey;
pub use secret_key::SecretKey;
pub use shared_key_cipher::{SharedKeyAlgorithm, SharedKeyCipher};
pub use token::{SecretToken, TokenHash};
pub use totp::TotpSecret;
pub use webhook_signature::{ReceivedWebhook, WEBHOOK_TOLERANCE_SECONDS, WebhookSecret};
pub use wrapped_key::WrappedKey;
/// What [`DataKey::expose`] and [`FieldCipher::open`] return: memory that is overwritten when it is dropped.
pub use zeroize::Zeroizing;
