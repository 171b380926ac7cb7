//! What single findings lead to, as the policy chooses it.

use crate::check::CheckOutcome;
use crate::code::{RejectCode, RetryCode};
use crate::identity::IdentityKind;
use serde::{Deserialize, Serialize};

/// What to do with an expired document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpiredDocument {
    /// Reject with `expired_id`.
    Reject,
    /// Go on, record it, let it weigh on the score.
    Warn,
}

/// By what a person who was approved before is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SameBy {
    /// Name, birth date and nationality.
    Person,
    /// Kind, issuing country and number of the document.
    Document,
}

impl SameBy {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Person, Self::Document];

    /// The word as stored and sent.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Document => "document",
        }
    }

    /// The kind of identity that is compared.
    #[must_use]
    pub const fn kind(self) -> IdentityKind {
        match self {
            Self::Person => IdentityKind::Person,
            Self::Document => IdentityKind::Document,
        }
    }
}

/// What it leads to when a user types something else than the document says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contradiction {
    /// Go on and record it.
    Warn,
    /// A human must look.
    Pending,
    /// Reject with `id_info_dataMismatch`.
    Reject,
}

impl Contradiction {
    /// All, the mildest first.
    pub const ALL: [Self; 3] = [Self::Warn, Self::Pending, Self::Reject];

    /// The word as stored and sent.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Warn => "warn",
            Self::Pending => "pending",
            Self::Reject => "reject",
        }
    }

    /// The one with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|contradiction| contradiction.name() == name)
    }

    /// As the outcome of a check.
    #[must_use]
    pub const fn outcome(self) -> CheckOutcome {
        match self {
            Self::Warn => CheckOutcome::Warn,
            Self::Pending => CheckOutcome::Pending,
            Self::Reject => CheckOutcome::Reject(RejectCode::IdInfoDataMismatch),
        }
    }
}

/// What is made of the age of a face.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaceAgeRule {
    /// Nobody's age is estimated.
    Off,
    /// A face of another age than the birth date says is recorded.
    Warn,
    /// The user takes the selfie again; the attempt counts.
    Retry,
    /// A human must look.
    Pending,
}

impl FaceAgeRule {
    /// All, the mildest first.
    pub const ALL: [Self; 4] = [Self::Off, Self::Warn, Self::Retry, Self::Pending];

    /// The word as stored and sent.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self.consequence() {
            None => "off",
            Some(consequence) => consequence.name(),
        }
    }

    /// The rule with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.name() == name)
    }

    /// What a face of another age leads to; `None` where no age is estimated.
    #[must_use]
    pub const fn consequence(self) -> Option<Consequence> {
        match self {
            Self::Off => None,
            Self::Warn => Some(Consequence::Warn),
            Self::Retry => Some(Consequence::Retry),
            Self::Pending => Some(Consequence::Pending),
        }
    }

    /// Whether it can stop anybody.
    #[must_use]
    pub const fn decides(self) -> bool {
        matches!(self, Self::Retry | Self::Pending)
    }
}

/// What a doubtful sign leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consequence {
    /// Go on and record it.
    Warn,
    /// The user takes the picture again; the attempt counts.
    Retry,
    /// A human must look.
    Pending,
}

impl Consequence {
    /// All, the mildest first.
    pub const ALL: [Self; 3] = [Self::Warn, Self::Retry, Self::Pending];

    /// The word as stored and sent.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Warn => "warn",
            Self::Retry => "retry",
            Self::Pending => "pending",
        }
    }

    /// The consequence with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|consequence| consequence.name() == name)
    }

    /// As the outcome of a check; `code` tells the user of a retry why.
    #[must_use]
    pub const fn outcome(self, code: RetryCode) -> CheckOutcome {
        match self {
            Self::Warn => CheckOutcome::Warn,
            Self::Retry => CheckOutcome::Retry(code),
            Self::Pending => CheckOutcome::Pending,
        }
    }
}
