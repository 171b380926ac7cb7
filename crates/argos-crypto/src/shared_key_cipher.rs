//! The encryption that customers' servers and Argos share: the key comes from the project's API key, the text travels
//! in an address or in JSON.

use std::fmt;

use aes::Aes256;
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use ecb::cipher::block_padding::Pkcs7;
use ecb::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyInit};
use zeroize::Zeroizing;

use crate::{CryptoError, SecureRandom, sha256};

const WHAT: &str = "an encrypted text";
const NONCE: usize = 12;
const TAG: usize = 16;
const BLOCK: usize = 16;

/// Base64 with or without padding.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// How a text is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SharedKeyAlgorithm {
    /// AES-256-GCM: `base64(nonce ‖ ciphertext ‖ tag)` with a random nonce of 12 bytes and a tag of 16. What was
    /// changed does not open.
    Gcm,
    /// AES-256-ECB with PKCS#7 padding, `base64(ciphertext)`, for systems that were built against it. Equal blocks stay
    /// visible as equal, and a change is not noticed for certain: choose GCM wherever there is a choice.
    Ecb,
}

/// Encrypts and decrypts texts under the key `SHA-256(API key)`.
pub struct SharedKeyCipher {
    key: Zeroizing<[u8; 32]>,
    algorithm: SharedKeyAlgorithm,
}

impl fmt::Debug for SharedKeyCipher {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SharedKeyCipher")
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}

impl SharedKeyCipher {
    /// The cipher of the project that has this API key.
    #[must_use]
    pub fn from_api_key(algorithm: SharedKeyAlgorithm, api_key: &str) -> Self {
        Self {
            key: Zeroizing::new(sha256(api_key.as_bytes())),
            algorithm,
        }
    }

    /// Encrypts a text; the result is standard base64 with padding, to be percent-encoded in an address.
    ///
    /// # Errors
    /// [`CryptoError::RandomUnavailable`], or [`CryptoError::Primitive`] beyond the cipher's limit of 64 GiB.
    pub fn encrypt(&self, text: &str, random: &dyn SecureRandom) -> Result<String, CryptoError> {
        let encrypted = match self.algorithm {
            SharedKeyAlgorithm::Gcm => self.encrypt_gcm(text.as_bytes(), random)?,
            SharedKeyAlgorithm::Ecb => {
                ecb::Encryptor::<Aes256>::new((&*self.key).into()).encrypt_padded_vec::<Pkcs7>(text.as_bytes())
            }
        };
        Ok(STANDARD.encode(encrypted))
    }

    /// Decrypts a text in base64 or base64url, with or without padding. The result's memory is overwritten when dropped.
    ///
    /// # Errors
    /// [`CryptoError::NotAuthentic`] for whatever reason it does not open: the caller must not tell them apart to
    /// anybody, so that nobody learns of a text by trying changes.
    pub fn decrypt(&self, text: &str) -> Result<Zeroizing<String>, CryptoError> {
        let plain = self.decrypt_bytes(text).ok_or(CryptoError::NotAuthentic(WHAT))?;
        let text = str::from_utf8(&plain).map_err(|_| CryptoError::NotAuthentic(WHAT))?;
        Ok(Zeroizing::new(text.to_owned()))
    }

    fn decrypt_bytes(&self, text: &str) -> Option<Zeroizing<Vec<u8>>> {
        // In an address that was not percent-encoded, a plus sign arrives as a space.
        let standard: String = text.trim().chars().map(standard_sign).collect();
        let mut bytes = Zeroizing::new(LENIENT.decode(standard).ok()?);
        match self.algorithm {
            SharedKeyAlgorithm::Gcm => {
                let (nonce, _) = bytes.split_first_chunk::<NONCE>()?;
                let nonce = Nonce::assume_unique_for_key(*nonce);
                let opened = self
                    .gcm()
                    .ok()?
                    .open_in_place(nonce, Aad::empty(), bytes.get_mut(NONCE..)?);
                let length = opened.ok()?.len();
                Some(Zeroizing::new(bytes.get(NONCE..NONCE + length)?.to_vec()))
            }
            SharedKeyAlgorithm::Ecb => {
                if bytes.is_empty() || bytes.len() % BLOCK != 0 {
                    return None;
                }
                let cipher = ecb::Decryptor::<Aes256>::new((&*self.key).into());
                let length = cipher.decrypt_padded::<Pkcs7>(&mut bytes).ok()?.len();
                bytes.truncate(length);
                Some(bytes)
            }
        }
    }

    fn encrypt_gcm(&self, plain: &[u8], random: &dyn SecureRandom) -> Result<Vec<u8>, CryptoError> {
        let mut nonce = [0; NONCE];
        random.fill(&mut nonce)?;
        let mut encrypted = vec![0; NONCE + plain.len() + TAG];
        let (head, body) = encrypted.split_at_mut(NONCE);
        let (ciphertext, tag) = body.split_at_mut(plain.len());
        head.copy_from_slice(&nonce);
        self.gcm()?
            .seal_out_of_place_scatter(
                Nonce::assume_unique_for_key(nonce),
                Aad::empty(),
                plain,
                ciphertext,
                &[],
                tag,
            )
            .map_err(|_| CryptoError::Primitive(WHAT))?;
        Ok(encrypted)
    }

    fn gcm(&self) -> Result<LessSafeKey, CryptoError> {
        let key =
            UnboundKey::new(&AES_256_GCM, self.key.as_slice()).map_err(|_| CryptoError::Primitive("a shared key"))?;
        Ok(LessSafeKey::new(key))
    }
}

const fn standard_sign(sign: char) -> char {
    match sign {
        '-' | ' ' => '+',
        '_' => '/',
        other => other,
    }
}
