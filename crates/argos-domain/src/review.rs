//! The rules of the review queue.

use crate::clock::Timestamp;
use std::time::Duration;

/// How long a claim lasts unless it is renewed: a reviewer who went away blocks nobody for longer.
pub const CLAIM_LEASE: Duration = Duration::from_secs(15 * 60);

/// Within this time a pending submission is to be decided.
pub const SERVICE_LEVEL: Duration = Duration::from_secs(24 * 60 * 60);

/// The longest note, in characters.
pub const LONGEST_NOTE: usize = 2000;

/// How a pending submission stands against the [`SERVICE_LEVEL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceLevel {
    /// So much time is left.
    DueIn(Duration),
    /// It should have been decided so long ago.
    OverdueBy(Duration),
}

impl ServiceLevel {
    /// Of a submission that is pending since `since`.
    #[must_use]
    pub fn of(since: Timestamp, now: Timestamp) -> Self {
        let due_at = since.plus(SERVICE_LEVEL);
        if now < due_at {
            Self::DueIn(due_at.since(now))
        } else {
            Self::OverdueBy(now.since(due_at))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_after_it_became_pending_a_submission_is_overdue() {
        let since = Timestamp::from_microseconds(1_700_000_000_000_000);
        let hours = |hours: u64| Duration::from_secs(hours * 60 * 60);
        assert_eq!(
            ServiceLevel::of(since, since.plus(hours(23))),
            ServiceLevel::DueIn(hours(1))
        );
        assert_eq!(
            ServiceLevel::of(since, since.plus(hours(24))),
            ServiceLevel::OverdueBy(Duration::ZERO)
        );
        assert_eq!(
            ServiceLevel::of(since, since.plus(hours(30))),
            ServiceLevel::OverdueBy(hours(6))
        );
    }
}
