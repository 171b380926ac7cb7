//! Equality search over data that is sealed.

use std::fmt;

use aws_lc_rs::hmac;

use crate::associated_data::length_prefixed;
use crate::{CryptoError, DataKey};

const SUBKEY_INFO: &[u8] = b"argos blind index v1";

/// Computes blind indexes for one project.
///
/// A blind index is HMAC-SHA256 of a purpose and a normalised value. Whoever reads the database sees which rows have
/// equal values, but cannot test guesses without the key. Projects have different keys, so equal values in two projects
/// have unrelated indexes.
///
/// An index is only comparable under the same data key. Derive it from a data key of its own that is not rotated along
/// with the field key, or recompute every index when it changes.
pub struct BlindIndexKey(hmac::Key);

impl BlindIndexKey {
    /// The index key of `project` under `key`: HKDF-SHA256 with the info `argos blind index v1` and the project's id.
    ///
    /// # Errors
    /// [`CryptoError::Primitive`], which does not happen in practice.
    pub fn derive(key: &DataKey, project: &str) -> Result<Self, CryptoError> {
        let subkey = key.derive(&length_prefixed(&[SUBKEY_INFO, project.as_bytes()]))?;
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, subkey.as_slice())))
    }

    /// The index of a value for a purpose such as `email`. Equal values with different purposes have unrelated indexes.
    ///
    /// The value must already be normalised: two spellings of the same thing only meet when the caller brings both to
    /// the same form first (for e-mail addresses, [`normalise_email`]).
    #[must_use]
    pub fn index(&self, purpose: &str, normalised: &str) -> BlindIndex {
        let tag = hmac::sign(&self.0, &length_prefixed(&[purpose.as_bytes(), normalised.as_bytes()]));
        let mut index = [0; 32];
        index.copy_from_slice(tag.as_ref());
        BlindIndex(index)
    }
}

impl fmt::Debug for BlindIndexKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("BlindIndexKey(***)")
    }
}

/// The searchable stand-in of a sealed value. It identifies a person within a project, so `Debug` does not show it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlindIndex([u8; 32]);

impl BlindIndex {
    /// The index as bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The text form: 64 lower-case hexadecimal digits.
    #[must_use]
    pub fn to_hex(&self) -> String {
        hex::encode(self.0)
    }

    /// Reads the text form.
    ///
    /// # Errors
    /// [`CryptoError::Malformed`] unless it is 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Result<Self, CryptoError> {
        let mut index = [0; 32];
        hex::decode_to_slice(text, &mut index).map_err(|_| CryptoError::Malformed {
            what: "a blind index",
            reason: "it is not 64 hexadecimal digits",
        })?;
        Ok(Self(index))
    }
}

impl fmt::Debug for BlindIndex {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("BlindIndex(***)")
    }
}

/// The form of an e-mail address under which it is indexed: without surrounding white space, in lower case.
///
/// The part before the `@` is lowered too. RFC 5321 lets a mail host tell `Anna@` from `anna@`, but hardly any does,
/// and treating them as two people would let one person register twice. Dots and `+tags` are kept, since on most hosts
/// they make a different mailbox. This does not check that the text is an address.
#[must_use]
pub fn normalise_email(address: &str) -> String {
    address.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8, project: &str) -> BlindIndexKey {
        BlindIndexKey::derive(&DataKey::from_bytes(&[byte; 32]).unwrap(), project).unwrap()
    }

    #[test]
    fn the_same_value_has_the_same_index() {
        assert_eq!(key(1, "p").index("email", "a@b.c"), key(1, "p").index("email", "a@b.c"));
    }

    #[test]
    fn every_part_changes_the_index() {
        let index = key(1, "p").index("email", "a@b.c");
        assert_ne!(index, key(2, "p").index("email", "a@b.c"));
        assert_ne!(index, key(1, "q").index("email", "a@b.c"));
        assert_ne!(index, key(1, "p").index("user", "a@b.c"));
        assert_ne!(index, key(1, "p").index("email", "a@b.d"));
        assert_ne!(key(1, "p").index("ab", "c"), key(1, "p").index("a", "bc"));
    }

    #[test]
    fn agrees_with_an_independent_implementation() {
        // Computed with Python: cryptography's HKDF, and hmac from its standard library.
        assert_eq!(
            key(1, "p").index("email", "a@b.c").to_hex(),
            "5f15ff46e37a4efd217d738c0be300f3cdb05ff7e938d6b27f7cf4b9ea63112d"
        );
    }

    #[test]
    fn the_text_form_reads_back() {
        let index = key(1, "p").index("email", "a@b.c");
        assert_eq!(BlindIndex::from_hex(&index.to_hex()).unwrap(), index);
        for text in ["", "00", &"0".repeat(63), &"0".repeat(65), &"g".repeat(64)] {
            assert!(matches!(BlindIndex::from_hex(text), Err(CryptoError::Malformed { .. })));
        }
    }

    #[test]
    fn debug_shows_neither_key_nor_index() {
        assert_eq!(format!("{:?}", key(1, "p")), "BlindIndexKey(***)");
        assert_eq!(format!("{:?}", key(1, "p").index("email", "a@b.c")), "BlindIndex(***)");
    }

    #[test]
    fn spellings_of_one_address_meet() {
        assert_eq!(
            normalise_email("  Anna.Müller+X@Example.ORG\r\n"),
            "anna.müller+x@example.org"
        );
        assert_eq!(
            normalise_email("ÄRZTE@example.org"),
            normalise_email("ärzte@example.org")
        );
        assert_ne!(normalise_email("a.b@example.org"), normalise_email("ab@example.org"));
    }
}
