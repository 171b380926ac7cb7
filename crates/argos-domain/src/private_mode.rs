//! Private mode: the Liveform starts with a one-time token of the customer only.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A token is of no use any more this long after it was first used.
pub const TOKEN_LIFETIME: Duration = Duration::from_secs(3 * 60);
/// The most tokens that a project keeps.
pub const MOST_TOKENS: u32 = 100_000;
/// The shortest and the longest token, in bytes.
pub const TOKEN_LENGTH: std::ops::RangeInclusive<usize> = 8..=64;

/// Whether the Liveform asks for tokens, and which.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "four switches of one page, each by itself")]
pub struct PrivateModeSettings {
    /// Nobody starts without a token.
    pub enabled: bool,
    /// Only tokens that the customer's server registered count; else any text of the right form does.
    pub registered_only: bool,
    /// The customer's server is told when a token has expired.
    pub tell_expired: bool,
    /// Registered tokens are deleted when they have expired.
    pub delete_expired: bool,
}

/// Whether a text has the form of a token: 8 to 64 letters, digits, `.`, `_` and `-`, with a letter or digit at both ends.
#[must_use]
pub fn is_token_id(text: &str) -> bool {
    let bytes = text.as_bytes();
    let at_an_end = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    TOKEN_LENGTH.contains(&bytes.len())
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(byte))
        && at_an_end(bytes.first())
        && at_an_end(bytes.last())
}

/// Why a token has expired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpiredCondition {
    /// One submission with it is complete.
    Count,
    /// Its time since the first use is over.
    Time,
}

impl ExpiredCondition {
    /// The `expired_condition` value.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Time => "time",
        }
    }

    /// The condition with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Count, Self::Time].into_iter().find(|known| known.name() == name)
    }
}

/// Why nobody can start with a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenRefusal {
    /// There is none.
    Missing,
    /// It has another form, or was not registered.
    Unknown,
    /// It was first used too long ago.
    Expired,
    /// The submission that was made with it is approved.
    Approved,
    /// The submission that was made with it waits for a human.
    Pending,
    /// The submission that was made with it is rejected.
    Rejected,
}

impl TokenRefusal {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Missing,
        Self::Unknown,
        Self::Expired,
        Self::Approved,
        Self::Pending,
        Self::Rejected,
    ];

    /// A word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Missing => "token-missing",
            Self::Unknown => "token-unknown",
            Self::Expired => "token-expired",
            Self::Approved => "token-approved",
            Self::Pending => "token-pending",
            Self::Rejected => "token-rejected",
        }
    }

    /// The refusal with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    /// The code that the person can pass on.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "TK-10001",
            Self::Unknown => "TK-10002",
            Self::Expired => "TK-10003",
            Self::Approved => "TK-10004",
            Self::Pending => "TK-10005",
            Self::Rejected => "TK-10006",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_a_form() {
        let longest = "a".repeat(64);
        for good in ["user001a", "api.key.01", "A-b_c.d9", longest.as_str()] {
            assert!(is_token_id(good), "{good}");
        }
        let too_long = "a".repeat(65);
        for bad in [
            "user001",
            "-user001",
            "user001.",
            "user 001a",
            "user001é",
            "",
            too_long.as_str(),
        ] {
            assert!(!is_token_id(bad), "{bad}");
        }
    }

    #[test]
    fn names_and_codes_are_distinct() {
        for refusal in TokenRefusal::ALL {
            assert_eq!(TokenRefusal::from_name(refusal.name()), Some(refusal));
            assert_eq!(
                TokenRefusal::ALL
                    .iter()
                    .filter(|other| other.code() == refusal.code())
                    .count(),
                1
            );
        }
        assert_eq!(ExpiredCondition::from_name("time"), Some(ExpiredCondition::Time));
    }
}
