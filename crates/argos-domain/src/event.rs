//! Events that the outside learns of: webhook triggers and mails.

use crate::code::RetryCode;
use serde::{Deserialize, Serialize};

/// What happened to a submission, told to the customer by webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum SubmissionEvent {
    /// It was created.
    Created,
    /// An attempt failed and may be repeated.
    Retry {
        /// Why it failed.
        code: RetryCode,
        /// Failed attempts so far.
        attempts: u8,
    },
    /// It is complete and waits for a human.
    Submitted,
    /// It was approved.
    Approved,
    /// It was rejected.
    Rejected,
    /// Its data or status were edited.
    Updated,
    /// What was known of the person was erased.
    Deleted,
    /// An address was added.
    Injected,
}

impl SubmissionEvent {
    /// The `webhook_trigger` value.
    #[must_use]
    pub const fn trigger(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Retry { .. } => "retry",
            Self::Submitted => "submit",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Updated => "updated",
            Self::Deleted => "delete",
            Self::Injected => "injection",
        }
    }

    /// The mail that the user gets, if any.
    #[must_use]
    pub const fn mail(self) -> Option<MailKind> {
        match self {
            Self::Submitted => Some(MailKind::Pending),
            Self::Approved => Some(MailKind::Approved),
            Self::Rejected => Some(MailKind::Rejected),
            Self::Retry {
                code: RetryCode::CaptureRequested,
                ..
            } => Some(MailKind::Capture),
            Self::Created | Self::Retry { .. } | Self::Updated | Self::Deleted | Self::Injected => None,
        }
    }
}

/// Kinds of mail to the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailKind {
    /// The verification succeeded.
    Approved,
    /// The verification was not accepted.
    Rejected,
    /// The verification is complete and being looked at.
    Pending,
    /// A reviewer asks for a new capture.
    Capture,
}

impl MailKind {
    /// The kind's word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Pending => "pending",
            Self::Capture => "capture",
        }
    }
}
