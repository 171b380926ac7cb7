//! A data key as it lies in storage.

use std::fmt;

use crate::CryptoError;

const WHAT: &str = "a wrapped key";
const FORMAT: u8 = 1;
/// The ARN of an AWS KMS key is at most 2048 characters long; no service needs more.
const MAXIMUM_KEY_ID: usize = 2048;
/// Ciphertexts of AWS KMS are at most 6144 bytes long; ours are far shorter.
const MAXIMUM_CIPHERTEXT: usize = 6144;

/// A data key encrypted by a [`KeyService`](crate::KeyService), with the id of the master key.
///
/// Stored form: format (1 byte, 1), length of the key id (2 bytes, big-endian), key id, then the ciphertext in the
/// form its service gives it.
#[derive(Clone, PartialEq, Eq)]
pub struct WrappedKey {
    key_id: String,
    ciphertext: Vec<u8>,
}

impl WrappedKey {
    /// Puts together what a service made.
    ///
    /// # Errors
    /// [`CryptoError::Malformed`] unless the key id has 1 to 2048 visible ASCII characters and the ciphertext 1 to
    /// 6144 bytes.
    pub fn new(key_id: &str, ciphertext: Vec<u8>) -> Result<Self, CryptoError> {
        if key_id.is_empty() || key_id.len() > MAXIMUM_KEY_ID || !key_id.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(malformed("the key id is not of 1 to 2048 visible ASCII characters"));
        }
        if ciphertext.is_empty() || ciphertext.len() > MAXIMUM_CIPHERTEXT {
            return Err(malformed("the ciphertext is not of 1 to 6144 bytes"));
        }
        Ok(Self {
            key_id: key_id.to_owned(),
            ciphertext,
        })
    }

    /// Reads the stored form.
    ///
    /// # Errors
    /// [`CryptoError::Malformed`], or [`CryptoError::UnknownFormat`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CryptoError> {
        let (format, rest) = bytes.split_first().ok_or(malformed("it is empty"))?;
        if *format != FORMAT {
            return Err(CryptoError::UnknownFormat {
                what: WHAT,
                format: *format,
            });
        }
        let (length, rest) = rest.split_first_chunk::<2>().ok_or(malformed("it is cut short"))?;
        let (key_id, ciphertext) = rest
            .split_at_checked(usize::from(u16::from_be_bytes(*length)))
            .ok_or(malformed("it is cut short"))?;
        let key_id = str::from_utf8(key_id).map_err(|_| malformed("the key id is not text"))?;
        Self::new(key_id, ciphertext.to_vec())
    }

    /// The stored form.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(3 + self.key_id.len() + self.ciphertext.len());
        bytes.push(FORMAT);
        // Never saturates: `new` bounds the length.
        let length = u16::try_from(self.key_id.len()).unwrap_or(u16::MAX);
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(self.key_id.as_bytes());
        bytes.extend_from_slice(&self.ciphertext);
        bytes
    }

    /// The id of the master key, in the key service's own terms.
    #[must_use]
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// The encrypted data key, in the key service's own form.
    #[must_use]
    pub fn ciphertext(&self) -> &[u8] {
        &self.ciphertext
    }
}

fn malformed(reason: &'static str) -> CryptoError {
    CryptoError::Malformed { what: WHAT, reason }
}

impl fmt::Debug for WrappedKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("WrappedKey")
            .field("key_id", &self.key_id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_stored_form_reads_back(key_id in "[!-~]{1,64}", ciphertext in proptest::collection::vec(any::<u8>(), 1..200)) {
            let wrapped = WrappedKey::new(&key_id, ciphertext).unwrap();
            prop_assert_eq!(WrappedKey::from_bytes(&wrapped.to_bytes()).unwrap(), wrapped);
        }

        #[test]
        fn what_reads_at_all_reads_back_as_itself(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(wrapped) = WrappedKey::from_bytes(&bytes) {
                prop_assert_eq!(wrapped.to_bytes(), bytes);
            }
        }
    }

    #[test]
    fn bad_forms_are_refused() {
        let good = WrappedKey::new("key", vec![1, 2, 3]).unwrap().to_bytes();
        for length in 0..=6 {
            assert!(
                matches!(
                    WrappedKey::from_bytes(&good[..length]),
                    Err(CryptoError::Malformed { .. })
                ),
                "{length}"
            );
        }
        let mut newer = good;
        newer[0] = 2;
        assert!(matches!(
            WrappedKey::from_bytes(&newer),
            Err(CryptoError::UnknownFormat { format: 2, .. })
        ));
        assert!(WrappedKey::new("", vec![1]).is_err());
        assert!(WrappedKey::new("two words", vec![1]).is_err());
        assert!(WrappedKey::new(&"k".repeat(2049), vec![1]).is_err());
        assert!(WrappedKey::new("key", vec![1; 6145]).is_err());
    }
}
