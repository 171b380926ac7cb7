//! Encryption of single fields and images.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, Nonce, UnboundKey};
use zeroize::Zeroizing;

use crate::associated_data::length_prefixed;
use crate::{CryptoError, DataKey, SecureRandom};

const WHAT: &str = "a sealed field";
const FORMAT: u8 = 1;
const NONCE: usize = 12;
const TAG: usize = 16;
/// Format, key version, nonce.
const HEADER: usize = 1 + 4 + NONCE;
const SUBKEY_INFO: &[u8] = b"argos field v1";

/// By how many bytes a sealed field is longer than its plaintext.
pub const FIELD_OVERHEAD: usize = HEADER + TAG;

/// The one place where a sealed field may be opened. All four parts, and the key version, are bound to the ciphertext
/// as associated data; a ciphertext copied to another row, column, table or project does not open there.
///
/// An image has the table `image` and its kind as the column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldContext<'a> {
    /// The table's name.
    pub table: &'a str,
    /// The column's name.
    pub column: &'a str,
    /// The row's primary key as text.
    pub row: &'a str,
    /// The project's id as text.
    pub project: &'a str,
}

/// Seals and opens the fields of one project under one version of its data key.
///
/// The cipher is AES-256-GCM-SIV (RFC 8452) with a random nonce per field. Should a nonce ever repeat, an observer
/// learns only whether the two plaintexts were equal, whereas plain GCM would lose both secrecy and integrity.
///
/// Sealed form:
///
/// | bytes | content |
/// |---|---|
/// | 1 | format, 1 |
/// | 4 | key version, big-endian |
/// | 12 | nonce |
/// | as the plaintext | ciphertext |
/// | 16 | tag |
///
/// The associated data is the format byte followed by table, column, row, project and key version (4 bytes,
/// big-endian), each preceded by its length (8 bytes, big-endian). The AES key is HKDF-SHA256 of the data key with the
/// info `argos field v1`.
///
/// The length of the plaintext shows in the length of the sealed form; nothing is padded.
pub struct FieldCipher {
    key: LessSafeKey,
    key_version: u32,
}

impl FieldCipher {
    /// A cipher under `key`, which is the version `key_version` of the project's data key.
    ///
    /// # Errors
    /// [`CryptoError::Primitive`], which does not happen with a key of the right length.
    pub fn new(key: &DataKey, key_version: u32) -> Result<Self, CryptoError> {
        let subkey = key.derive(SUBKEY_INFO)?;
        let key = UnboundKey::new(&AES_256_GCM_SIV, subkey.as_slice())
            .map_err(|_| CryptoError::Primitive("a field cipher"))?;
        Ok(Self {
            key: LessSafeKey::new(key),
            key_version,
        })
    }

    /// The version of the data key; every field sealed here carries it.
    #[must_use]
    pub const fn key_version(&self) -> u32 {
        self.key_version
    }

    /// Encrypts `plaintext` for the place `context`. The ciphertext is written straight into the result, without a
    /// copy of the plaintext.
    ///
    /// # Errors
    /// [`CryptoError::RandomUnavailable`], or [`CryptoError::Primitive`] beyond the cipher's limit of 64 GiB.
    pub fn seal(
        &self,
        context: &FieldContext<'_>,
        plaintext: &[u8],
        random: &dyn SecureRandom,
    ) -> Result<Vec<u8>, CryptoError> {
        let mut nonce = [0; NONCE];
        random.fill(&mut nonce)?;
        let mut sealed = vec![0; FIELD_OVERHEAD + plaintext.len()];
        let (header, body) = sealed.split_at_mut(HEADER);
        let (ciphertext, tag) = body.split_at_mut(plaintext.len());
        header[0] = FORMAT;
        header[1..5].copy_from_slice(&self.key_version.to_be_bytes());
        header[5..].copy_from_slice(&nonce);
        self.key
            .seal_out_of_place_scatter(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(associated_data(context, self.key_version)),
                plaintext,
                ciphertext,
                &[],
                tag,
            )
            .map_err(|_| CryptoError::Primitive(WHAT))?;
        Ok(sealed)
    }

    /// Decrypts what [`seal`](Self::seal) made for the same place. The result's memory is overwritten when dropped.
    ///
    /// # Errors
    /// [`CryptoError::NotAuthentic`] for another place, another key, or changed bytes;
    /// [`CryptoError::KeyVersionMismatch`] when another version of the data key is needed (see
    /// [`sealed_key_version`]); [`CryptoError::Malformed`] and [`CryptoError::UnknownFormat`] for anything else.
    pub fn open(&self, context: &FieldContext<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        let parts = SealedField::parse(sealed)?;
        if parts.key_version != self.key_version {
            return Err(CryptoError::KeyVersionMismatch {
                sealed: parts.key_version,
                held: self.key_version,
            });
        }
        let mut plaintext = Zeroizing::new(vec![0; parts.ciphertext.len()]);
        self.key
            .open_separate_gather(
                Nonce::assume_unique_for_key(*parts.nonce),
                Aad::from(associated_data(context, self.key_version)),
                parts.ciphertext,
                parts.tag,
                &mut plaintext,
            )
            .map_err(|_| CryptoError::NotAuthentic(WHAT))?;
        Ok(plaintext)
    }
}

impl fmt::Debug for FieldCipher {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("FieldCipher")
            .field("key_version", &self.key_version)
            .finish_non_exhaustive()
    }
}

/// The version of the data key that `sealed` needs. It is authenticated only when the field is opened.
///
/// # Errors
/// [`CryptoError::Malformed`] or [`CryptoError::UnknownFormat`].
pub fn sealed_key_version(sealed: &[u8]) -> Result<u32, CryptoError> {
    SealedField::parse(sealed).map(|parts| parts.key_version)
}

/// How many bytes of [`sealed_field_prefix`] there are.
pub const SEALED_FIELD_PREFIX: usize = 1 + 4;

/// What every field begins with that is sealed under this version of a data key: so a database can look for those that
/// are not.
#[must_use]
pub const fn sealed_field_prefix(key_version: u32) -> [u8; SEALED_FIELD_PREFIX] {
    let [first, second, third, fourth] = key_version.to_be_bytes();
    [FORMAT, first, second, third, fourth]
}

struct SealedField<'a> {
    key_version: u32,
    nonce: &'a [u8; NONCE],
    ciphertext: &'a [u8],
    tag: &'a [u8],
}

impl<'a> SealedField<'a> {
    fn parse(sealed: &'a [u8]) -> Result<Self, CryptoError> {
        const SHORT: CryptoError = CryptoError::Malformed {
            what: WHAT,
            reason: "it is cut short",
        };
        let (format, rest) = sealed.split_first().ok_or(SHORT)?;
        if *format != FORMAT {
            return Err(CryptoError::UnknownFormat {
                what: WHAT,
                format: *format,
            });
        }
        let (key_version, rest) = rest.split_first_chunk::<4>().ok_or(SHORT)?;
        let (nonce, rest) = rest.split_first_chunk::<NONCE>().ok_or(SHORT)?;
        let (ciphertext, tag) = rest.split_last_chunk::<TAG>().ok_or(SHORT)?;
        Ok(Self {
            key_version: u32::from_be_bytes(*key_version),
            nonce,
            ciphertext,
            tag,
        })
    }
}

fn associated_data(context: &FieldContext<'_>, key_version: u32) -> Vec<u8> {
    let mut encoded = vec![FORMAT];
    encoded.extend(length_prefixed(&[
        context.table.as_bytes(),
        context.column.as_bytes(),
        context.row.as_bytes(),
        context.project.as_bytes(),
        &key_version.to_be_bytes(),
    ]));
    encoded
}
