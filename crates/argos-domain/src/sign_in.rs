//! How administrators prove who they are: ways to sign in, and what a password must be like.

use crate::personal::EmailAddress;
use serde::{Deserialize, Serialize};
use std::fmt;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// Fewest characters of a new password.
pub const SHORTEST_PASSWORD: usize = 12;
/// Most characters of a password.
pub const LONGEST_PASSWORD: usize = 128;
/// A new password has at least this many different characters.
const FEWEST_DIFFERENT_CHARACTERS: usize = 5;

/// The first step of a sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignInMethod {
    /// A one-time link, by mail or from the operator.
    Link,
    /// E-mail address and password.
    Password,
}

impl SignInMethod {
    /// The method's name as stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Password => "password",
        }
    }

    /// The method with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Link, Self::Password]
            .into_iter()
            .find(|method| method.name() == name)
    }
}

/// What was changed about somebody's signing in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountChange {
    /// A password was set or changed.
    Password,
    /// An authenticator app was set up.
    AppSetUp,
    /// The authenticator app was removed.
    AppRemoved,
    /// The recovery codes were replaced.
    RecoveryCodes,
    /// The operator removed the authenticator app from the host.
    AppReset,
}

impl AccountChange {
    /// All changes.
    pub const ALL: [Self; 5] = [
        Self::Password,
        Self::AppSetUp,
        Self::AppRemoved,
        Self::RecoveryCodes,
        Self::AppReset,
    ];
}

/// A password as typed, in one normal form (NFKC), so that every keyboard and system writes the same bytes. Wiped from
/// memory when dropped; `Debug` is masked.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(Zeroizing<String>);

/// Why a text cannot become a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnfitPassword {
    /// Too few or too many characters.
    #[error("a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")]
    Length,
    /// A few characters over and over, or the e-mail address.
    #[error(
        "this password is easy to guess: use at least {FEWEST_DIFFERENT_CHARACTERS} different characters, and more than your e-mail address"
    )]
    Guessable,
}

impl Password {
    /// A password that somebody signs in with; `None` when it is empty or longer than any password can be.
    #[must_use]
    pub fn typed(text: &str) -> Option<Self> {
        // Before the normal form is made: it can be several times longer than the text.
        if text.is_empty() || text.chars().count() > LONGEST_PASSWORD {
            return None;
        }
        Some(Self(Zeroizing::new(text.nfkc().collect())))
    }

    /// A new password for the account with this e-mail address. Length counts more than kinds of characters, so there
    /// are no rules about those.
    ///
    /// # Errors
    /// [`UnfitPassword`].
    pub fn chosen(text: &str, email: &EmailAddress) -> Result<Self, UnfitPassword> {
        if text.chars().count() < SHORTEST_PASSWORD {
            return Err(UnfitPassword::Length);
        }
        let password = Self::typed(text).ok_or(UnfitPassword::Length)?;
        let lower = Zeroizing::new(password.0.to_lowercase());
        let mut different: Vec<char> = lower.chars().collect();
        different.sort_unstable();
        different.dedup();
        let address = email.normalised();
        if different.len() < FEWEST_DIFFERENT_CHARACTERS || lower.trim() == address.expose() {
            return Err(UnfitPassword::Guessable);
        }
        Ok(password)
    }

    /// The password itself. Never pass it to a log.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(text: &str) -> Result<Password, UnfitPassword> {
        Password::chosen(text, &EmailAddress::parse("Anna.Maria@example.com").unwrap())
    }

    #[test]
    fn a_new_password_has_12_to_128_characters() {
        assert_eq!(chosen("elevenchars"), Err(UnfitPassword::Length));
        assert!(chosen("twelve chars").is_ok());
        // Characters count, not bytes.
        assert!(chosen("가나다라마바사아자차카타").is_ok());
        assert!(chosen(&"abcdefgh".repeat(16)).is_ok());
        assert_eq!(
            chosen(&format!("{}i", "abcdefgh".repeat(16))),
            Err(UnfitPassword::Length)
        );
    }

    #[test]
    fn what_is_guessed_first_is_refused() {
        assert_eq!(chosen("aaaaaaaaaaaaaaaa"), Err(UnfitPassword::Guessable));
        assert_eq!(chosen("abababababab1212"), Err(UnfitPassword::Guessable));
        assert_eq!(chosen(" anna.maria@EXAMPLE.com"), Err(UnfitPassword::Guessable));
    }

    #[test]
    fn two_ways_to_type_the_same_password_are_one() {
        assert_eq!(
            Password::typed("Stra\u{df}e \u{e9}"),
            Password::typed("Stra\u{df}e e\u{301}")
        );
        assert!(Password::typed("").is_none());
        assert!(Password::typed(&"a".repeat(129)).is_none());
        assert_eq!(format!("{:?}", Password::typed("hunter2")), "Some(Password(***))");
    }

    #[test]
    fn names_of_methods_round_trip() {
        for method in [SignInMethod::Link, SignInMethod::Password] {
            assert_eq!(SignInMethod::from_name(method.name()), Some(method));
        }
    }
}
