//! How many submissions one person may start within a sliding window of time.
//!
//! Unlike the waiting periods it needs no decision: it also holds back whoever begins again and again and ends nothing.

use crate::identity::IdentityKind;
use crate::waiting_period::RecognisedBy;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::time::Duration;

/// The most submissions that a limit can allow; the moments of all of them are kept.
pub const MOST_SUBMISSIONS: u16 = 100;
/// The longest window, in hours: a year.
pub const LONGEST_WINDOW: u16 = 8760;

/// So many submissions within any stretch of so many hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubmissionLimit {
    /// Whether it holds.
    pub enabled: bool,
    /// How many may be started, 1 to [`MOST_SUBMISSIONS`].
    pub submissions: u16,
    /// Within any stretch of so many hours, 1 to [`LONGEST_WINDOW`].
    pub hours: u16,
    /// By what people are recognised; each way counts by itself. At the start nobody's identity is known, so not by that.
    pub recognised_by: BTreeSet<RecognisedBy>,
}

impl Default for SubmissionLimit {
    /// Off until somebody switches it on.
    fn default() -> Self {
        Self {
            enabled: false,
            submissions: 5,
            hours: 24,
            recognised_by: [RecognisedBy::Email, RecognisedBy::DeviceKey].into(),
        }
    }
}

impl SubmissionLimit {
    /// The ways by which people can be recognised at the start.
    pub const WAYS: [RecognisedBy; 3] = [RecognisedBy::Email, RecognisedBy::IpAddress, RecognisedBy::DeviceKey];

    /// Whether people are recognised by this kind of identity.
    #[must_use]
    pub fn recognises(&self, kind: IdentityKind) -> bool {
        self.enabled && self.recognised_by.contains(&RecognisedBy::of(kind))
    }

    /// The window's length.
    #[must_use]
    pub fn window(&self) -> Duration {
        Duration::from_secs(u64::from(self.hours) * 60 * 60)
    }

    /// Whether the numbers are in range and somebody can be recognised.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        (1..=MOST_SUBMISSIONS).contains(&self.submissions)
            && (1..=LONGEST_WINDOW).contains(&self.hours)
            && self.recognised_by.iter().all(|way| Self::WAYS.contains(way))
            && !(self.enabled && self.recognised_by.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_ways_are_checked() {
        let limit = SubmissionLimit::default();
        assert!(limit.is_valid() && !limit.recognises(IdentityKind::Email));
        let on = SubmissionLimit {
            enabled: true,
            ..limit.clone()
        };
        assert!(on.recognises(IdentityKind::Email) && !on.recognises(IdentityKind::IpAddress));
        assert_eq!(on.window(), Duration::from_secs(86_400));
        for wrong in [
            SubmissionLimit {
                submissions: 0,
                ..on.clone()
            },
            SubmissionLimit {
                submissions: 101,
                ..on.clone()
            },
            SubmissionLimit { hours: 0, ..on.clone() },
            SubmissionLimit {
                hours: 8761,
                ..on.clone()
            },
            SubmissionLimit {
                recognised_by: BTreeSet::new(),
                ..on.clone()
            },
            SubmissionLimit {
                recognised_by: [RecognisedBy::Identity].into(),
                ..on
            },
        ] {
            assert!(!wrong.is_valid(), "{wrong:?}");
        }
    }
}
