//! The birth date in a number, as far as the number tells.

use jiff::civil::Date;
use std::fmt;

/// A birth date or the part of one that a number encodes. `Debug` is masked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct EncodedBirth {
    year: Year,
    month: Option<i8>,
    day: Option<i8>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Year {
    Full(i16),
    TwoDigits(i16),
}

impl fmt::Debug for EncodedBirth {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("EncodedBirth(***)")
    }
}

impl EncodedBirth {
    /// A whole date; `None` when it is no day of the calendar.
    pub(super) fn on(year: u32, month: u32, day: u32) -> Option<Self> {
        let year = i16::try_from(year).ok()?;
        let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        Some(Self::of(Year::Full(year), date))
    }

    /// A date without its century; `None` when it is a day of the calendar in none.
    pub(super) fn in_some_century(year: u32, month: u32, day: u32) -> Option<Self> {
        let two_digits = i16::try_from(year).ok().filter(|year| (0..100).contains(year))?;
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        // 2000 was a leap year, 1900 was none: what is a day in either is possible.
        let date = Date::new(2000 + two_digits, month, day).ok()?;
        Some(Self::of(Year::TwoDigits(two_digits), date))
    }

    /// A year alone.
    pub(super) fn in_year(year: u32) -> Option<Self> {
        Some(Self {
            year: Year::Full(i16::try_from(year).ok().filter(|year| (1800..2200).contains(year))?),
            month: None,
            day: None,
        })
    }

    /// A year without its century, and a month where the number tells one.
    pub(super) fn in_month(year: u32, month: Option<u32>) -> Option<Self> {
        let month = month.map(|month| i8::try_from(month).ok().filter(|month| (1..=12).contains(month)));
        if month == Some(None) {
            return None;
        }
        Some(Self {
            year: Year::TwoDigits(i16::try_from(year).ok().filter(|year| (0..100).contains(year))?),
            month: month.flatten(),
            day: None,
        })
    }

    fn of(year: Year, date: Date) -> Self {
        Self {
            year,
            month: Some(date.month()),
            day: Some(date.day()),
        }
    }

    /// Whether a person with this number can have been born on this day.
    #[must_use]
    pub fn is(&self, date: Date) -> bool {
        let year = match self.year {
            Year::Full(year) => year == date.year(),
            Year::TwoDigits(year) => year == date.year().rem_euclid(100),
        };
        year && self.month.is_none_or(|month| month == date.month()) && self.day.is_none_or(|day| day == date.day())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_the_number_does_not_tell_contradicts_nothing() {
        let born = date(1974, 8, 12);
        assert!(EncodedBirth::on(1974, 8, 12).unwrap().is(born));
        assert!(!EncodedBirth::on(1874, 8, 12).unwrap().is(born));
        assert!(EncodedBirth::in_some_century(74, 8, 12).unwrap().is(born));
        assert!(EncodedBirth::in_year(1974).unwrap().is(born));
        assert!(EncodedBirth::in_month(74, None).unwrap().is(born));
        assert!(!EncodedBirth::in_month(74, Some(9)).unwrap().is(born));
        assert!(EncodedBirth::on(1974, 2, 30).is_none() && EncodedBirth::in_month(74, Some(13)).is_none());
        assert_eq!(
            format!("{:?}", EncodedBirth::in_year(1974).unwrap()),
            "EncodedBirth(***)"
        );
    }
}
