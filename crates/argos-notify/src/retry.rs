//! When a failed delivery is tried again.

use std::time::Duration;

const SECOND: u64 = 1;
const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

/// How long to wait after the first failed attempt, the second, and so on. Together a little more than three days, so
/// that a receiver that breaks on a Friday evening still gets its messages on Monday.
pub const RETRY_DELAYS: [Duration; 12] = [
    Duration::from_secs(5 * SECOND),
    Duration::from_secs(30 * SECOND),
    Duration::from_secs(2 * MINUTE),
    Duration::from_secs(10 * MINUTE),
    Duration::from_secs(30 * MINUTE),
    Duration::from_secs(HOUR),
    Duration::from_secs(2 * HOUR),
    Duration::from_secs(4 * HOUR),
    Duration::from_secs(8 * HOUR),
    Duration::from_secs(12 * HOUR),
    Duration::from_secs(24 * HOUR),
    Duration::from_secs(24 * HOUR),
];

/// How long to wait after an attempt that failed, when `earlier_attempts` had failed before it (0 for the first).
/// `None` when it was the last.
#[must_use]
pub fn next_attempt_after(earlier_attempts: u32) -> Option<Duration> {
    RETRY_DELAYS.get(usize::try_from(earlier_attempts).ok()?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_become_rarer_and_end_after_three_days() {
        assert!(RETRY_DELAYS.is_sorted());
        let total: Duration = RETRY_DELAYS.iter().sum();
        assert!(total >= Duration::from_secs(72 * HOUR) && total < Duration::from_secs(96 * HOUR));
        assert_eq!(next_attempt_after(0), Some(Duration::from_secs(5)));
        assert_eq!(next_attempt_after(11), Some(Duration::from_secs(24 * HOUR)));
        assert_eq!(next_attempt_after(12), None);
        assert_eq!(next_attempt_after(u32::MAX), None);
    }
}
