//! Everything that can go wrong in this crate.

use std::io;
use std::path::PathBuf;

use crate::SealingKeyId;

/// Why an operation of this crate failed. No variant carries key material or plaintext.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CryptoError {
    /// The operating system gave no random bytes.
    #[error("the system's random generator failed")]
    RandomUnavailable,

    /// A primitive refused to work on its input, for example a plaintext beyond the cipher's limit (64 GiB).
    #[error("{0} could not be computed")]
    Primitive(&'static str),

    /// The key is wrong, the value was changed, or it was moved to a place it was not sealed for. Which one cannot
    /// be told apart.
    #[error("{0} does not open: wrong key, wrong place, or changed since it was sealed")]
    NotAuthentic(&'static str),

    /// The value is not of the shape its format prescribes.
    #[error("{what} is malformed: {reason}")]
    Malformed {
        /// What was being read.
        what: &'static str,
        /// What is wrong with it; never quotes the value.
        reason: &'static str,
    },

    /// The value was written by a version of this program that knows a newer format.
    #[error("{what} has format {format}, which this version does not know")]
    UnknownFormat {
        /// What was being read.
        what: &'static str,
        /// The format number found.
        format: u8,
    },

    /// The field was sealed under another version of the project's data key than the cipher holds.
    #[error("the field is sealed under key version {sealed}, the cipher holds version {held}")]
    KeyVersionMismatch {
        /// The version written in the sealed field.
        sealed: u32,
        /// The version of the cipher that was asked to open it.
        held: u32,
    },

    /// The record was sealed to the public key of another SecretKey.
    #[error("the record needs the SecretKey {needed}, this is the SecretKey {held}")]
    OtherSecretKey {
        /// The key written in the record.
        needed: SealingKeyId,
        /// The key that was asked to open it.
        held: SealingKeyId,
    },

    /// The data key was wrapped under a master key that the key service does not hold.
    #[error("the key service {service} holds no key {key_id}")]
    UnknownKey {
        /// [`KeyService::name`](crate::KeyService::name) of the service asked.
        service: &'static str,
        /// The id written in the wrapped key.
        key_id: String,
    },

    /// A remote key service did not answer, or refused.
    #[error("the key service {service} failed: {reason}")]
    KeyService {
        /// [`KeyService::name`](crate::KeyService::name) of the service asked.
        service: &'static str,
        /// What the service said.
        reason: String,
    },

    /// There is no key file at the path.
    #[error(
        "no key file at {}: without it no stored personal data can be read; restore it from your copy, or create a new \
         one only if nothing has been stored yet", path.display()
    )]
    KeyFileMissing {
        /// Where it was looked for.
        path: PathBuf,
    },

    /// A key file must be created, but something is already there. It is left untouched.
    #[error("{} already exists and is not overwritten", path.display())]
    KeyFileExists {
        /// The file in the way.
        path: PathBuf,
    },

    /// The key file is there but its content is not what was written.
    #[error("the key file {} is damaged ({reason}): restore it from your copy", path.display())]
    KeyFileDamaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it; never quotes the content.
        reason: &'static str,
    },

    /// Others than the owner have access to the key file.
    #[error(
        "the key file {} is accessible to others (mode {mode:04o}): run chmod 600 on it, and consider the key exposed \
         if others could log in", path.display()
    )]
    KeyFilePermissions {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },

    /// The operating system failed to read or write the key file.
    #[error("the key file {} could not be {action}", path.display())]
    KeyFileAccess {
        /// The file.
        path: PathBuf,
        /// `read` or `written`.
        action: &'static str,
        /// What the operating system said.
        source: io::Error,
    },

    /// No signature in the webhook's header is right for its content.
    #[error("the webhook's signature is not valid")]
    WebhookSignature,

    /// The webhook's timestamp is too far from the receiver's clock, which may mean that it is replayed.
    #[error("the webhook's timestamp is outside the tolerance")]
    WebhookTimestamp,
}
