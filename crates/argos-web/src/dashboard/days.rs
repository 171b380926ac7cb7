//! Days that people type into filters. They begin and end in UTC.

use argos_domain::clock::Timestamp;
use std::time::Duration;

/// A day's length.
pub(super) const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The first moment of a day written as year-month-day; nothing when nothing was typed.
pub(super) fn start_of_day(text: &str) -> Result<Option<Timestamp>, &'static str> {
    if text.is_empty() {
        return Ok(None);
    }
    let date: jiff::civil::Date = text
        .parse()
        .map_err(|_| "Enter a date as year-month-day, such as 2026-03-01")?;
    let midnight = jiff::tz::Offset::UTC
        .to_timestamp(date.at(0, 0, 0, 0))
        .map_err(|_| "This date is out of range")?;
    Ok(Some(Timestamp::from_microseconds(midnight.as_microsecond())))
}
