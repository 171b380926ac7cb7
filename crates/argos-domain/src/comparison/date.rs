//! Two dates.

use super::{Comparison, Proof};
use jiff::civil::Date;

/// Compares the date of a document with what is stated.
///
/// Of an unproven date, day and month in the other order are a slip, and so is one other digit of day or month. Another
/// year never is: it is what an age limit asks for.
#[must_use]
pub fn compare_dates(document: Date, stated: Date, proof: Proof) -> Comparison {
    if document == stated {
        return Comparison::SAME;
    }
    if proof == Proof::Unproven && document.year() == stated.year() {
        if (document.month(), document.day()) == (stated.day(), stated.month()) {
            return Comparison::slip(0.75);
        }
        if differing_digits(document, stated) == 1 {
            return Comparison::slip(0.5);
        }
    }
    let same = [
        document.year() == stated.year(),
        document.month() == stated.month(),
        document.day() == stated.day(),
    ];
    let same = same.into_iter().filter(|same| *same).count();
    Comparison::different(same as f64 / 3.0)
}

/// Digits of month and day, each with two of them, that differ.
fn differing_digits(one: Date, other: Date) -> usize {
    let digits = |date: Date| [date.month() / 10, date.month() % 10, date.day() / 10, date.day() % 10];
    let pairs = digits(one).into_iter().zip(digits(other));
    pairs.filter(|(one, other)| one != other).count()
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;
    use jiff::civil::date;

    const BORN: Date = date(1974, 8, 12);

    #[test]
    fn a_slip_stays_within_the_year_and_changes_one_digit_or_the_order() {
        let verdict = |stated| compare_dates(BORN, stated, Proof::Unproven).verdict();
        assert_eq!(verdict(BORN), Verdict::Same);
        assert_eq!(verdict(date(1974, 12, 8)), Verdict::Slip);
        assert_eq!(verdict(date(1974, 8, 13)), Verdict::Slip);
        assert_eq!(verdict(date(1974, 8, 21)), Verdict::Different);
        assert_eq!(verdict(date(1974, 9, 13)), Verdict::Different);
        for year in [1964, 1975, 1979, 1984] {
            assert_eq!(verdict(date(year, 8, 12)), Verdict::Different, "{year}");
        }
    }

    #[test]
    fn what_check_digits_prove_is_no_slip() {
        for stated in [date(1974, 12, 8), date(1974, 8, 13), date(1984, 8, 12)] {
            assert_eq!(compare_dates(BORN, stated, Proof::Proven).verdict(), Verdict::Different);
        }
        assert_eq!(compare_dates(BORN, BORN, Proof::Proven), Comparison::SAME);
    }
}
