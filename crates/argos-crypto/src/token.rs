//! Secrets that a client presents: sign-in links, session cookies, Liveform links, API keys.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::{CryptoError, SecureRandom, sha256};

/// A freshly made secret. It is handed out once; only its [`TokenHash`] is stored.
pub struct SecretToken(Zeroizing<String>);

impl SecretToken {
    /// `prefix` followed by 32 random bytes in URL-safe base64 without padding (43 characters of `A-Z a-z 0-9 - _`).
    ///
    /// The prefix is used as given, such as `argos_key_`; it lets people and secret scanners tell what leaked.
    ///
    /// # Errors
    /// [`CryptoError::RandomUnavailable`].
    pub fn generate(random: &dyn SecureRandom, prefix: &'static str) -> Result<Self, CryptoError> {
        let mut secret = Zeroizing::new([0; 32]);
        random.fill(secret.as_mut_slice())?;
        // Enough room from the start, so that no copy is left behind by growing.
        let mut text = Zeroizing::new(String::with_capacity(prefix.len() + 64));
        text.push_str(prefix);
        URL_SAFE_NO_PAD.encode_string(secret.as_slice(), &mut text);
        Ok(Self(text))
    }

    /// The secret itself, to be shown or sent once.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What to store.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        TokenHash::of(&self.0)
    }
}

impl fmt::Debug for SecretToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SecretToken(***)")
    }
}

/// SHA-256 of a token's text, prefix included.
///
/// A plain hash is enough because a token has 256 random bits that cannot be guessed; it is not fit for passwords or
/// short codes. Comparison takes the same time wherever the hashes differ. A table may be searched by this hash: what
/// timing there reveals is about the hash, from which the token does not follow.
#[derive(Clone, Copy)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// The hash of a presented token, to look it up.
    #[must_use]
    pub fn of(token: &str) -> Self {
        Self(sha256(token.as_bytes()))
    }

    /// Whether `token` is the one this hash was made of, in constant time.
    #[must_use]
    pub fn verify(&self, token: &str) -> bool {
        *self == Self::of(token)
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
        let mut hash = [0; 32];
        hex::decode_to_slice(text, &mut hash).map_err(|_| CryptoError::Malformed {
            what: "a token hash",
            reason: "it is not 64 hexadecimal digits",
        })?;
        Ok(Self(hash))
    }
}

impl PartialEq for TokenHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for TokenHash {}

impl fmt::Debug for TokenHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TokenHash(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SeededRandom;

    #[test]
    fn a_token_has_its_prefix_and_43_url_safe_characters() {
        let token = SecretToken::generate(&SeededRandom::new(1), "argos_key_").unwrap();
        let secret = token.expose().strip_prefix("argos_key_").unwrap();
        assert_eq!(secret.len(), 43);
        assert!(
            secret
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        );
        assert_eq!(URL_SAFE_NO_PAD.decode(secret).unwrap().len(), 32);
    }

    #[test]
    fn two_tokens_differ() {
        let random = SeededRandom::new(1);
        let first = SecretToken::generate(&random, "").unwrap();
        assert_ne!(first.expose(), SecretToken::generate(&random, "").unwrap().expose());
    }

    #[test]
    fn the_hash_verifies_this_token_and_no_other() {
        let token = SecretToken::generate(&SeededRandom::new(1), "x_").unwrap();
        let stored = TokenHash::from_hex(&token.hash().to_hex()).unwrap();
        assert!(stored.verify(token.expose()));
        assert!(!stored.verify(""));
        assert!(!stored.verify(&token.expose()[2..]));
        assert!(!stored.verify(&format!("{} ", token.expose())));
        assert!(!stored.verify(&stored.to_hex()));
    }

    #[test]
    fn the_hash_is_sha_256() {
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(TokenHash::of("abc").to_hex(), expected);
        assert!(TokenHash::from_hex(&expected[1..]).is_err());
    }

    #[test]
    fn debug_shows_neither_token_nor_hash() {
        let token = SecretToken::generate(&SeededRandom::new(1), "x_").unwrap();
        assert_eq!(
            format!("{token:?} {:?}", token.hash()),
            "SecretToken(***) TokenHash(***)"
        );
    }
}
