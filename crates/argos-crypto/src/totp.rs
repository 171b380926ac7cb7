//! One-time codes of authenticator apps (TOTP, RFC 6238): six digits, every 30 seconds, HMAC-SHA1, which every app knows.

use crate::{CryptoError, SecureRandom};
use std::fmt;
use totp_rs::{Algorithm, Builder, Secret, Totp};
use zeroize::Zeroizing;

const WHAT: &str = "the secret of an authenticator app";
const DIGITS: u8 = 6;
const STEP_SECONDS: u64 = 30;
/// Clocks may differ by one step in either direction.
const SKEW: u16 = 1;
/// 160 bits, as RFC 4226 recommends.
const SECRET: usize = 20;

/// A secret that an authenticator app and this server share.
pub struct TotpSecret(Zeroizing<[u8; SECRET]>);

impl TotpSecret {
    /// A new secret.
    ///
    /// # Errors
    /// [`CryptoError::RandomUnavailable`].
    pub fn generate(random: &dyn SecureRandom) -> Result<Self, CryptoError> {
        let mut secret = Zeroizing::new([0; SECRET]);
        random.fill(secret.as_mut_slice())?;
        Ok(Self(secret))
    }

    /// A stored secret.
    ///
    /// # Errors
    /// [`CryptoError::Malformed`] unless it has 20 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CryptoError> {
        let secret = bytes.try_into().map_err(|_| CryptoError::Malformed {
            what: WHAT,
            reason: "it does not have 20 bytes",
        })?;
        Ok(Self(Zeroizing::new(secret)))
    }

    /// The secret as bytes, to be stored sealed.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// The secret as people type it into an app: 32 letters and digits in base32.
    #[must_use]
    pub fn to_base32(&self) -> Zeroizing<String> {
        Zeroizing::new(Secret::from(*self.0).to_base32())
    }

    /// The address (`otpauth://totp/…`) that apps read from a QR code; it holds the secret. `issuer` and `account` are
    /// shown in the app.
    ///
    /// # Errors
    /// [`CryptoError::Primitive`] when issuer or account are empty or contain a colon.
    pub fn provisioning_address(&self, issuer: &str, account: &str) -> Result<Zeroizing<String>, CryptoError> {
        let totp = self
            .builder()
            .with_issuer(Some(issuer))
            .with_account_name(account)
            .build();
        let address = totp.and_then(|totp| totp.to_url());
        address.map(Zeroizing::new).map_err(|_| CryptoError::Primitive(WHAT))
    }

    /// The time step to which a code belongs, if it is the code of the present step or a neighbour of it. `seconds` are
    /// those since 1970. Remember the step: a code must not be accepted twice.
    ///
    /// # Errors
    /// [`CryptoError::Primitive`], which does not happen with a secret of the right length.
    pub fn step_of(&self, code: &str, seconds: u64) -> Result<Option<u64>, CryptoError> {
        Ok(self.totp()?.check(code, seconds))
    }

    /// The code at a moment; what an app shows.
    ///
    /// # Errors
    /// As [`step_of`](Self::step_of).
    pub fn code_at(&self, seconds: u64) -> Result<String, CryptoError> {
        Ok(self.totp()?.generate(seconds).to_string())
    }

    fn totp(&self) -> Result<Totp, CryptoError> {
        self.builder().build().map_err(|_| CryptoError::Primitive(WHAT))
    }

    fn builder(&self) -> Builder {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(DIGITS)
            .with_skew(SKEW)
            .with_step_duration(STEP_SECONDS)
            .with_secret(Secret::from(*self.0))
    }
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TotpSecret(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B.
    fn secret() -> TotpSecret {
        TotpSecret::from_bytes(b"12345678901234567890").unwrap()
    }

    #[test]
    fn codes_are_those_of_the_rfc() {
        // Its codes have eight digits, of which an app shows the last six.
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(secret().code_at(seconds).unwrap(), code);
            assert_eq!(secret().step_of(code, seconds).unwrap(), Some(seconds / 30));
        }
    }

    #[test]
    fn a_code_is_good_for_its_step_and_the_neighbours() {
        let code = secret().code_at(3_000).unwrap();
        for (seconds, found) in [(2_969, None), (2_970, Some(100)), (3_059, Some(100)), (3_060, None)] {
            assert_eq!(secret().step_of(&code, seconds).unwrap(), found, "{seconds}");
        }
        for wrong in ["", "12345", "1234567", "+12345", "abcdef", "１２３４５６"] {
            assert_eq!(secret().step_of(wrong, 3_000).unwrap(), None, "{wrong}");
        }
    }

    #[test]
    fn an_app_is_told_everything_by_one_address() {
        let address = secret().provisioning_address("Argos", "anna@example.com").unwrap();
        assert!(
            address.starts_with("otpauth://totp/Argos:anna%40example.com?"),
            "{}",
            *address
        );
        assert!(address.contains(&format!("secret={}", *secret().to_base32())));
        assert!(address.contains("issuer=Argos"));
        assert_eq!(secret().to_base32().len(), 32);
        assert_eq!(format!("{:?}", secret()), "TotpSecret(***)");
        assert!(TotpSecret::from_bytes(b"short").is_err());
    }
}
