//! The form of what is sealed for the holder of a SecretKey.
//!
//! HPKE (RFC 9180) in mode base with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM; each record has a key pair
//! of its own, thrown away once it is made, so that not even whoever sealed it can open it again.
//!
//! | bytes | content |
//! |---|---|
//! | 1 | format, 1 |
//! | 8 | id of the key that opens it |
//! | 32 | encapsulated key (HPKE's `enc`, an X25519 public key) |
//! | as the plaintext | ciphertext |
//! | 16 | tag |
//!
//! HPKE's `aad` is the first nine bytes. HPKE's `info` is `argos sealed record`, table, column, row, project and key id
//! (8 bytes), each preceded by its length (8 bytes, big-endian): a record does not open in another place.

use std::fmt;

use crate::associated_data::length_prefixed;
use crate::{CryptoError, FieldContext, sha256};

pub(crate) const WHAT: &str = "a sealed record";
const FORMAT: u8 = 1;
const KEY_ID: usize = 8;
const HEADER: usize = 1 + KEY_ID;
const ENCAPSULATED: usize = 32;
const TAG: usize = 16;
const INFO_LABEL: &[u8] = b"argos sealed record";
const KEY_ID_LABEL: &[u8] = b"argos sealing key id";

/// By how many bytes a sealed record is longer than its plaintext.
pub const SEALED_RECORD_OVERHEAD: usize = HEADER + ENCAPSULATED + TAG;

/// Names a pair of SecretKey and public key: the first 8 bytes of the SHA-256 of `argos sealing key id` and the public
/// key, written as 16 hexadecimal digits. It tells which key opens a record; it proves nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SealingKeyId([u8; KEY_ID]);

impl SealingKeyId {
    pub(crate) fn of(public_key: &[u8; 32]) -> Self {
        let hash = sha256(&[KEY_ID_LABEL, public_key].concat());
        let mut id = [0; KEY_ID];
        id.copy_from_slice(&hash[..KEY_ID]);
        Self(id)
    }
}

impl fmt::Display for SealingKeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for SealingKeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SealingKeyId({self})")
    }
}

/// Which key opens `sealed`. It is authenticated only when the record is opened.
///
/// # Errors
/// [`CryptoError::Malformed`] or [`CryptoError::UnknownFormat`].
pub fn sealed_record_key_id(sealed: &[u8]) -> Result<SealingKeyId, CryptoError> {
    SealedRecord::parse(sealed).map(|record| record.key_id)
}

/// The parts of a record.
pub(crate) struct SealedRecord<'a> {
    pub(crate) key_id: SealingKeyId,
    pub(crate) header: &'a [u8],
    pub(crate) encapsulated: &'a [u8],
    /// With the tag at its end.
    pub(crate) ciphertext: &'a [u8],
}

impl<'a> SealedRecord<'a> {
    pub(crate) fn parse(sealed: &'a [u8]) -> Result<Self, CryptoError> {
        let format = *sealed.first().ok_or(CryptoError::Malformed {
            what: WHAT,
            reason: "it is empty",
        })?;
        if format != FORMAT {
            return Err(CryptoError::UnknownFormat { what: WHAT, format });
        }
        if sealed.len() < SEALED_RECORD_OVERHEAD {
            return Err(CryptoError::Malformed {
                what: WHAT,
                reason: "it is cut short",
            });
        }
        let (header, rest) = sealed.split_at(HEADER);
        let (encapsulated, ciphertext) = rest.split_at(ENCAPSULATED);
        let mut key_id = [0; KEY_ID];
        key_id.copy_from_slice(&header[1..]);
        Ok(Self {
            key_id: SealingKeyId(key_id),
            header,
            encapsulated,
            ciphertext,
        })
    }
}

/// The first bytes of a record, which are HPKE's `aad`.
pub(crate) fn header(key_id: SealingKeyId) -> Vec<u8> {
    let mut header = Vec::with_capacity(HEADER);
    header.push(FORMAT);
    header.extend_from_slice(&key_id.0);
    header
}

/// HPKE's `info`.
pub(crate) fn info(context: &FieldContext<'_>, key_id: SealingKeyId) -> Vec<u8> {
    length_prefixed(&[
        INFO_LABEL,
        context.table.as_bytes(),
        context.column.as_bytes(),
        context.row.as_bytes(),
        context.project.as_bytes(),
        &key_id.0,
    ])
}
