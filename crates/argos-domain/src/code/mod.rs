//! The one catalogue of reject and retry codes: what each means, for the user and for staff, who may raise it, and what
//! to do about it. The page `docs/codes.md` is written from it (see [`catalogue_page`]).

mod page;
mod reject;
mod retry;

pub use page::catalogue_page;
pub use reject::RejectCode;
pub use retry::RetryCode;

/// Who may raise a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RaisedBy {
    /// Argos itself, by the project's policy or a failed verification.
    System,
    /// A person who reviews.
    Reviewer,
    /// Both.
    Either,
}

impl RaisedBy {
    /// In words.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::System => "Argos",
            Self::Reviewer => "a reviewer",
            Self::Either => "Argos or a reviewer",
        }
    }

    /// Whether a person who reviews may give the code.
    #[must_use]
    pub const fn includes_reviewers(self) -> bool {
        matches!(self, Self::Reviewer | Self::Either)
    }
}

/// Writes the type of a catalogue. A line: variant, code, who raises it, text for the user, text for staff, what staff do.
macro_rules! codes {
    ($(#[$documentation:meta])* $name:ident { $($variant:ident = $code:literal, $raised_by:ident, $user:literal, $staff:literal, $remedy:literal;)* }) => {
        $(#[$documentation])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $(
                #[doc = $staff]
                #[serde(rename = $code)]
                $variant,
            )*
        }

        impl $name {
            /// Every code of the catalogue.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The code as sent in API answers and webhooks.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// Who may raise it.
            #[must_use]
            pub const fn raised_by(self) -> $crate::code::RaisedBy {
                match self { $(Self::$variant => $crate::code::RaisedBy::$raised_by,)* }
            }

            /// What the user is told (English; the key of translations is the code). It says what to do.
            #[must_use]
            pub const fn user_text(self) -> &'static str {
                match self { $(Self::$variant => $user,)* }
            }

            /// What it means, for the customer's staff.
            #[must_use]
            pub const fn staff_text(self) -> &'static str {
                match self { $(Self::$variant => $staff,)* }
            }

            /// What the customer's staff can do about it.
            #[must_use]
            pub const fn remedy(self) -> &'static str {
                match self { $(Self::$variant => $remedy,)* }
            }

            /// The entry with this code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|entry| entry.code() == code)
            }
        }
    };
}
use codes;

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_unique_and_lead_back_to_their_entry() {
        let rejects: BTreeSet<_> = RejectCode::ALL.iter().map(|entry| entry.code()).collect();
        assert_eq!(rejects.len(), RejectCode::ALL.len());
        for entry in RejectCode::ALL {
            assert_eq!(RejectCode::from_code(entry.code()), Some(*entry));
            assert_eq!(serde_json::to_value(entry).unwrap(), entry.code());
        }
        for entry in RetryCode::ALL {
            assert_eq!(RetryCode::from_code(entry.code()), Some(*entry));
            assert!(!entry.user_text().is_empty() && !entry.staff_text().is_empty());
        }
    }
}
