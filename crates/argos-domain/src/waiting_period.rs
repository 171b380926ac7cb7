//! Approved period and reject period: how long somebody who was decided before cannot verify again.
//!
//! Unlike the rule against duplicates, which holds the proven identity against everybody approved, these periods stop a
//! submission before it has a result, by what the person says of themselves.

use crate::clock::Timestamp;
use crate::identity::IdentityKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::time::Duration;

/// The longest period, in days.
pub const LONGEST_PERIOD: u16 = 3650;

/// By what somebody is recognised before the identity is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecognisedBy {
    /// The same e-mail address.
    Email,
    /// The same IP address.
    IpAddress,
    /// The same name, birth date and nationality, or the same document, as claimed.
    Identity,
    /// The same browser, by a random key that it keeps.
    DeviceKey,
}

impl RecognisedBy {
    /// All ways.
    pub const ALL: [Self; 4] = [Self::Email, Self::IpAddress, Self::Identity, Self::DeviceKey];

    /// The way's word in settings and events.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::IpAddress => "ip_address",
            Self::Identity => "identity",
            Self::DeviceKey => "device_key",
        }
    }

    /// The way with this word.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.name() == name)
    }

    /// The way to which a kind of identity belongs.
    #[must_use]
    pub const fn of(kind: IdentityKind) -> Self {
        match kind {
            IdentityKind::Person | IdentityKind::Document => Self::Identity,
            IdentityKind::Email => Self::Email,
            IdentityKind::IpAddress => Self::IpAddress,
            IdentityKind::DeviceKey => Self::DeviceKey,
        }
    }
}

/// For how long, and by what people are recognised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaitingPeriod {
    /// Whether it holds.
    pub enabled: bool,
    /// Days from the decision on, 1 to [`LONGEST_PERIOD`].
    pub days: u16,
    /// By what people are recognised.
    pub recognised_by: BTreeSet<RecognisedBy>,
}

impl WaitingPeriod {
    /// A period that is off until somebody switches it on.
    #[must_use]
    pub fn off(days: u16) -> Self {
        Self {
            enabled: false,
            days,
            recognised_by: [RecognisedBy::Email, RecognisedBy::Identity].into(),
        }
    }

    /// Whether people are recognised by this kind of identity.
    #[must_use]
    pub fn recognises(&self, kind: IdentityKind) -> bool {
        self.enabled && self.recognised_by.contains(&RecognisedBy::of(kind))
    }

    /// When the period of a decision made at `decided` ends.
    #[must_use]
    pub fn ends(&self, decided: Timestamp) -> Timestamp {
        decided.plus(self.length())
    }

    /// Decisions made up to this moment no longer count.
    #[must_use]
    pub fn begins(&self, now: Timestamp) -> Timestamp {
        now.minus(self.length())
    }

    /// Whether the days are in range and, when it is on, somebody can be recognised.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        (1..=LONGEST_PERIOD).contains(&self.days) && !(self.enabled && self.recognised_by.is_empty())
    }

    fn length(&self) -> Duration {
        Duration::from_secs(u64::from(self.days) * 24 * 60 * 60)
    }
}

/// Which of the two periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// After an approval.
    Approved,
    /// After a rejection.
    Rejected,
}

impl Period {
    /// The decision that begins it, as the status word.
    #[must_use]
    pub const fn status(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Rejected => "rejected",
        }
    }

    /// Its name in API answers and events.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved_period",
            Self::Rejected => "reject_period",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_ends_to_the_moment() {
        let period = WaitingPeriod {
            enabled: true,
            ..WaitingPeriod::off(30)
        };
        let decided = Timestamp::from_microseconds(1_700_000_000_000_000);
        let end = period.ends(decided);
        assert_eq!(end.since(decided), Duration::from_secs(30 * 24 * 60 * 60));
        assert_eq!(period.begins(end), decided);
        assert!(period.recognises(IdentityKind::Document) && !period.recognises(IdentityKind::IpAddress));
        assert!(!WaitingPeriod::off(30).recognises(IdentityKind::Document));
    }

    #[test]
    fn days_and_ways_are_checked() {
        assert!(WaitingPeriod::off(1).is_valid() && WaitingPeriod::off(LONGEST_PERIOD).is_valid());
        assert!(!WaitingPeriod::off(0).is_valid() && !WaitingPeriod::off(LONGEST_PERIOD + 1).is_valid());
        let blind = WaitingPeriod {
            enabled: true,
            recognised_by: BTreeSet::new(),
            ..WaitingPeriod::off(1)
        };
        assert!(!blind.is_valid());
    }
}
