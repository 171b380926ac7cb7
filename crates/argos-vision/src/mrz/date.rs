//! Two-digit years and impossible days.

use jiff::ToSpan;
use jiff::civil::Date;

/// A document is not valid for longer than this; a later expiry belongs to the century before.
const LONGEST_VALIDITY_YEARS: i16 = 50;

/// The latest date in the past (or today) with these six digits YYMMDD, so a person is taken to be under 100 years
/// old.
///
/// `None` when it is no calendar day.
#[must_use]
pub fn birth_date(digits: &str, today: Date) -> Option<Date> {
    in_century(digits, today.year())
        .filter(|date| *date <= today)
        .or_else(|| in_century(digits, today.year() - 100))
}

/// The date with these six digits YYMMDD that lies at most 50 years ahead, as an expiry date does.
///
/// `None` when it is no calendar day.
#[must_use]
pub fn expiry_date(digits: &str, today: Date) -> Option<Date> {
    let horizon = today.checked_add(i32::from(LONGEST_VALIDITY_YEARS).years()).ok()?;
    let next = in_century(digits, today.year() + 100).filter(|date| *date <= horizon);
    next.or_else(|| in_century(digits, today.year()).filter(|date| *date <= horizon))
        .or_else(|| in_century(digits, today.year() - 100))
}

/// The date with the century of `year`.
fn in_century(digits: &str, year: i16) -> Option<Date> {
    if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let century = year.div_euclid(100) * 100;
    Date::new(
        century + digits[..2].parse::<i16>().ok()?,
        digits[2..4].parse().ok()?,
        digits[4..].parse().ok()?,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 3, 15);

    #[test]
    fn birth_dates_lie_in_the_past() {
        assert_eq!(birth_date("740812", TODAY), Some(date(1974, 8, 12)));
        assert_eq!(birth_date("260315", TODAY), Some(date(2026, 3, 15)));
        assert_eq!(birth_date("260316", TODAY), Some(date(1926, 3, 16)));
        assert_eq!(birth_date("000229", TODAY), Some(date(2000, 2, 29)));
    }

    #[test]
    fn expiry_dates_lie_up_to_fifty_years_ahead() {
        assert_eq!(expiry_date("310101", TODAY), Some(date(2031, 1, 1)));
        assert_eq!(expiry_date("950712", TODAY), Some(date(1995, 7, 12)));
        assert_eq!(expiry_date("120415", TODAY), Some(date(2012, 4, 15)));
        assert_eq!(expiry_date("020101", date(2098, 1, 1)), Some(date(2102, 1, 1)));
    }

    #[test]
    fn impossible_days_fail() {
        for digits in [
            "741312",
            "740832",
            "230229",
            "740000",
            "7408<<",
            "74081",
            "７４０８１２",
            "",
        ] {
            assert_eq!(birth_date(digits, TODAY), None, "{digits}");
            assert_eq!(expiry_date(digits, TODAY), None, "{digits}");
        }
    }
}
