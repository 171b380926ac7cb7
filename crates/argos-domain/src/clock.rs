//! Time as an argument.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::time::Duration;

/// A moment in UTC with microsecond precision, stored as microseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// The widest range that can be written as a four-digit year.
const MAXIMUM_MICROSECONDS: i64 = 253_402_207_200_000_000;

impl Timestamp {
    /// From microseconds since 1970-01-01T00:00:00Z; values beyond the year 9999 are clamped.
    #[must_use]
    pub const fn from_microseconds(microseconds: i64) -> Self {
        if microseconds > MAXIMUM_MICROSECONDS {
            Self(MAXIMUM_MICROSECONDS)
        } else if microseconds < -MAXIMUM_MICROSECONDS / 10 {
            Self(-MAXIMUM_MICROSECONDS / 10)
        } else {
            Self(microseconds)
        }
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn microseconds(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// This moment plus a duration.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        let added = i64::try_from(duration.as_micros()).unwrap_or(i64::MAX);
        Self::from_microseconds(self.0.saturating_add(added))
    }

    /// This moment minus a duration.
    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        let taken = i64::try_from(duration.as_micros()).unwrap_or(i64::MAX);
        Self::from_microseconds(self.0.saturating_sub(taken))
    }

    /// Time passed since `earlier`; zero when `earlier` lies in the future.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// The calendar date in UTC.
    #[must_use]
    pub fn date(self) -> jiff::civil::Date {
        jiff::tz::Offset::UTC.to_datetime(self.as_jiff()).date()
    }

    fn as_jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }
}

/// ISO 8601 in UTC with milliseconds, as the API writes times.
impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let milliseconds = self.0.div_euclid(1000);
        let whole = jiff::Timestamp::from_millisecond(milliseconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        write!(formatter, "{whole:.3}")
    }
}

impl Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let moment = jiff::Timestamp::deserialize(deserializer)?;
        Ok(Self::from_microseconds(moment.as_microsecond()))
    }
}

/// Where the time comes from: the system in production, a hand-set clock in tests.
pub trait Clock: Send + Sync + fmt::Debug {
    /// The present moment.
    fn now(&self) -> Timestamp;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_as_utc_with_milliseconds_and_read_back() {
        let moment = Timestamp::from_microseconds(1_700_000_000_123_456);
        assert_eq!(moment.to_string(), "2023-11-14T22:13:20.123Z");
        let read: Timestamp = serde_json::from_str("\"2023-11-14T22:13:20.123Z\"").unwrap();
        assert_eq!(read.microseconds(), 1_700_000_000_123_000);
    }

    #[test]
    fn time_arithmetic_saturates() {
        let moment = Timestamp::from_microseconds(5);
        assert_eq!(moment.since(moment.plus(Duration::from_secs(1))), Duration::ZERO);
        assert!(moment.plus(Duration::MAX).microseconds() > 0);
        assert_eq!(
            moment.plus(Duration::from_secs(1)).since(moment),
            Duration::from_secs(1)
        );
    }
}
