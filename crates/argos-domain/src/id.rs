//! Typed identifiers.

use crate::alphabet;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A text that is not an identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a valid {kind}: 4 to 64 letters, digits, '-' or '_' are expected")]
pub struct InvalidId {
    kind: &'static str,
}

macro_rules! identifiers {
    ($($(#[$documentation:meta])* $name:ident, $length:literal, $kind:literal;)*) => {$(
        $(#[$documentation])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Random bytes that [`Self::from_random`] needs.
            pub const RANDOM_BYTES: usize = $length;

            /// A new identifier from random bytes (five bits of each are used).
            #[must_use]
            pub fn from_random(random: [u8; $length]) -> Self {
                Self(alphabet::text_from_bytes(&random))
            }

            /// The identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;

            fn try_from(text: String) -> Result<Self, InvalidId> {
                let legal = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
                if (4..=64).contains(&text.len()) && text.chars().all(legal) {
                    Ok(Self(text))
                } else {
                    Err(InvalidId { kind: $kind })
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Self::try_from(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    )*};
}

identifiers! {
    /// A project, the `pid` of the Liveform address (12 symbols, 60 bits).
    ProjectId, 12, "project id";
    /// A submission (20 symbols, 100 bits: it cannot be guessed).
    SubmissionId, 20, "submission id";
    /// A challenge of active liveness (20 symbols).
    ChallengeId, 20, "challenge id";
    /// A person: all submissions that were approved as one person share it.
    ApplicantId, 20, "applicant id";
    /// A person with access to the dashboard.
    AdministratorId, 16, "administrator id";
    /// A job in the job table, also the message id of the webhook that it delivers.
    JobId, 24, "job id";
    /// An entry of the event log.
    EventId, 24, "event id";
    /// A stored image.
    ImageId, 24, "image id";
    /// A session in the dashboard; not the secret of its cookie.
    SessionId, 20, "session id";
    /// A reviewer's note.
    NoteId, 24, "note id";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_survives_text_and_refuses_anything_else() {
        let id = SubmissionId::from_random([7; 20]);
        assert_eq!(id.as_str().parse::<SubmissionId>().unwrap(), id);
        for bad in ["", "abc", "a/b/c/d", "ab cd", "äääää", &"a".repeat(65)] {
            assert!(bad.parse::<SubmissionId>().is_err(), "{bad} was accepted");
        }
    }
}
