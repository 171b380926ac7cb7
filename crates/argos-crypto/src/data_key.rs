//! The key under which a project's data is encrypted.

use std::fmt;

use aws_lc_rs::hkdf;
use zeroize::Zeroizing;

use crate::{CryptoError, SecureRandom};

/// A 256-bit key. Its memory is overwritten when it is dropped, `Debug` does not show it, and it cannot be cloned.
///
/// It never encrypts anything itself: each use derives its own subkey, so that the field cipher, the blind index and
/// the key wrapping never share a key even if they are given the same data key.
pub struct DataKey(Box<Zeroizing<[u8; 32]>>);

impl DataKey {
    /// A fresh key.
    ///
    /// # Errors
    /// [`CryptoError::RandomUnavailable`].
    pub fn generate(random: &dyn SecureRandom) -> Result<Self, CryptoError> {
        let mut bytes = Box::new(Zeroizing::new([0; 32]));
        random.fill(bytes.as_mut_slice())?;
        Ok(Self(bytes))
    }

    /// The key with these bytes, as a key service unwrapped them.
    ///
    /// # Errors
    /// [`CryptoError::Malformed`] unless there are exactly 32 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CryptoError> {
        if bytes.len() != 32 {
            return Err(CryptoError::Malformed {
                what: "a data key",
                reason: "it is not 32 bytes long",
            });
        }
        let mut key = Box::new(Zeroizing::new([0; 32]));
        key.copy_from_slice(bytes);
        Ok(Self(key))
    }

    /// The bytes themselves, for a [`KeyService`](crate::KeyService) to wrap. Nothing else needs them.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// HKDF-SHA256 (RFC 5869) without salt, which it does not need as the key is uniformly random. `info` is what sets
    /// one subkey apart from another.
    pub(crate) fn derive(&self, info: &[u8]) -> Result<Zeroizing<[u8; 32]>, CryptoError> {
        let mut subkey = Zeroizing::new([0; 32]);
        hkdf::Salt::none(hkdf::HKDF_SHA256)
            .extract(self.0.as_slice())
            .expand(&[info], hkdf::HKDF_SHA256)
            .and_then(|output| output.fill(subkey.as_mut_slice()))
            .map_err(|_| CryptoError::Primitive("a subkey"))?;
        Ok(subkey)
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DataKey(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SeededRandom;

    #[test]
    fn debug_shows_no_byte_of_the_key() {
        let key = DataKey::generate(&SeededRandom::new(1)).unwrap();
        assert_eq!(format!("{key:?}"), "DataKey(***)");
    }

    #[test]
    fn a_key_is_32_bytes_or_none() {
        for length in [0, 16, 31, 33, 64] {
            assert!(matches!(
                DataKey::from_bytes(&vec![1; length]),
                Err(CryptoError::Malformed { .. })
            ));
        }
        assert_eq!(DataKey::from_bytes(&[9; 32]).unwrap().expose(), &[9; 32]);
    }

    #[test]
    fn derivation_agrees_with_an_independent_implementation() {
        // Computed with the Python package cryptography: HKDF(SHA256(), 32, salt=None, info=b"info").derive(b"\x09"*32).
        let subkey = DataKey::from_bytes(&[9; 32]).unwrap().derive(b"info").unwrap();
        assert_eq!(
            hex::encode(subkey.as_slice()),
            "86a6bfb4fdf40e67d91d8ef8a84f7ae0876b7100c53ae1c1123c5b1713663110"
        );
    }
}
