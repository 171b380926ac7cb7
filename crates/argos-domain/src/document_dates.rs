//! Dates that a genuine document cannot have, or hardly ever has.
//!
//! Validity by kind is bounded by what issuers are known to grant, with room above it: ICAO 9303 part 2 (section 2.2) and
//! Regulation (EC) 2252/2004 expect at most ten years of passports. What is above the bound of a passport is impossible;
//! cards and licences of older people run longer in some countries, so above their bounds it is only unusual.

use crate::check::CheckOutcome;
use crate::code::RetryCode;
use crate::document::{DocumentData, IdType};
use jiff::civil::Date;
use jiff::{Span, ToSpan};

/// Nobody is older, in years.
const OLDEST: i16 = 120;
/// A day begins earlier in the east than on the server's clock.
const OTHER_TIME_ZONE_DAYS: i64 = 1;
/// Passports of younger holders are valid for at most six years wherever rules are published.
const CHILD_UNTIL_AGE: i16 = 12;

/// What is wrong with the dates of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateProblem {
    /// No birth date was read.
    BirthNotRead,
    /// The document leaves the birth date or a part of it open.
    BirthLeftOpen,
    /// Birth in the future.
    BornInFuture,
    /// Birth more than 120 years ago.
    BornTooLongAgo,
    /// Issue in the future.
    IssuedInFuture,
    /// Issue before birth.
    IssuedBeforeBirth,
    /// Expiry before birth.
    ExpiresBeforeBirth,
    /// Expiry on the day of issue or before.
    ExpiresBeforeIssue,
    /// A passport or visa is valid for longer than any is issued for.
    ValidTooLong,
    /// A card or licence is valid for longer than usual.
    ValidUnusuallyLong,
    /// A child's passport is valid for longer than usual.
    ChildPassportValidTooLong,
}

impl DateProblem {
    /// Every problem.
    pub const ALL: [Self; 11] = [
        Self::BirthNotRead,
        Self::BirthLeftOpen,
        Self::BornInFuture,
        Self::BornTooLongAgo,
        Self::IssuedInFuture,
        Self::IssuedBeforeBirth,
        Self::ExpiresBeforeBirth,
        Self::ExpiresBeforeIssue,
        Self::ValidTooLong,
        Self::ValidUnusuallyLong,
        Self::ChildPassportValidTooLong,
    ];

    /// What it leads to.
    #[must_use]
    pub const fn outcome(self) -> CheckOutcome {
        match self {
            Self::BirthNotRead => CheckOutcome::Retry(RetryCode::MissingBirthDate),
            Self::ValidUnusuallyLong | Self::ChildPassportValidTooLong => CheckOutcome::Warn,
            _ => CheckOutcome::Pending,
        }
    }

    /// For staff; it holds no date.
    #[must_use]
    pub const fn staff_text(self) -> &'static str {
        match self {
            Self::BirthNotRead => "no birth date was read",
            Self::BirthLeftOpen => "the document leaves the birth date or a part of it open",
            Self::BornInFuture => "the birth date lies in the future",
            Self::BornTooLongAgo => "the birth date lies more than 120 years ago",
            Self::IssuedInFuture => "the date of issue lies in the future",
            Self::IssuedBeforeBirth => "the date of issue lies before the birth",
            Self::ExpiresBeforeBirth => "the document expires before the birth",
            Self::ExpiresBeforeIssue => "the document expires before its issue",
            Self::ValidTooLong => "the document is valid for longer than any of its kind is issued for",
            Self::ValidUnusuallyLong => "the document is valid for longer than is usual for its kind",
            Self::ChildPassportValidTooLong => "the passport of a child is valid for longer than is usual",
        }
    }

    /// What the user can do.
    #[must_use]
    pub const fn user_text(self) -> &'static str {
        match self {
            Self::BirthNotRead => "We could not read the birth date. Take a clearer picture.",
            Self::BirthLeftOpen => {
                "Your document does not give your whole birth date. Use one that does, if you have it."
            }
            Self::BornInFuture | Self::BornTooLongAgo => {
                "Compare the birth date with your document and correct it where it was misread."
            }
            Self::IssuedInFuture
            | Self::IssuedBeforeBirth
            | Self::ExpiresBeforeBirth
            | Self::ExpiresBeforeIssue
            | Self::ValidTooLong
            | Self::ValidUnusuallyLong
            | Self::ChildPassportValidTooLong => {
                "Compare the dates of issue and expiry with your document and correct what was misread."
            }
        }
    }
}

/// The problems of a document's dates, in the order of [`DateProblem::ALL`]; none when all is well.
///
/// `birth_left_open` says that the machine readable zone proves that the issuer did not state the whole birth date.
#[must_use]
pub fn date_problems(data: &DocumentData, birth_left_open: bool, today: Date) -> Vec<DateProblem> {
    let (birth, issue, expiry) = (data.birth_date, data.issue_date, data.expire_date);
    let latest_today = later(today, OTHER_TIME_ZONE_DAYS.days());
    let is_passport = data.id_type == Some(IdType::Passport);
    // Without a date of issue the document was issued today at the latest.
    let validity = |bound: Span| expiry.is_some_and(|expiry| expiry > later(issue.unwrap_or(today), bound));
    let holds = |problem: DateProblem| match problem {
        DateProblem::BirthNotRead => birth.is_none() && !birth_left_open,
        DateProblem::BirthLeftOpen => birth.is_none() && birth_left_open,
        DateProblem::BornInFuture => birth.is_some_and(|birth| birth.0 > latest_today),
        DateProblem::BornTooLongAgo => birth.is_some_and(|birth| birth.age_on(today) > OLDEST),
        DateProblem::IssuedInFuture => issue.is_some_and(|issue| issue > latest_today),
        DateProblem::IssuedBeforeBirth => issue.zip(birth).is_some_and(|(issue, birth)| issue < birth.0),
        DateProblem::ExpiresBeforeBirth => expiry.zip(birth).is_some_and(|(expiry, birth)| expiry <= birth.0),
        DateProblem::ExpiresBeforeIssue => expiry.zip(issue).is_some_and(|(expiry, issue)| expiry <= issue),
        DateProblem::ValidTooLong => impossible_validity(data.id_type).is_some_and(validity),
        DateProblem::ValidUnusuallyLong => unusual_validity(data.id_type).is_some_and(validity),
        DateProblem::ChildPassportValidTooLong => {
            let is_child = issue
                .zip(birth)
                .is_some_and(|(issue, birth)| (0..CHILD_UNTIL_AGE).contains(&birth.age_on(issue)));
            is_passport
                && is_child
                && validity(6.years().months(1))
                && !impossible_validity(data.id_type).is_some_and(validity)
        }
    };
    DateProblem::ALL.into_iter().filter(|problem| holds(*problem)).collect()
}

/// Longest validity of a kind that issuers are known to grant, with the months that some add for a former document.
fn impossible_validity(kind: Option<IdType>) -> Option<Span> {
    match kind? {
        IdType::Passport | IdType::Visa => Some(11.years()),
        IdType::ResidencePermit | IdType::GovernmentId | IdType::DriversLicense => None,
    }
}

/// Validity from which a card or licence is unusual. Identity cards of older people are valid for up to thirty years in
/// some countries, and licences until an age in others.
fn unusual_validity(kind: Option<IdType>) -> Option<Span> {
    match kind? {
        IdType::ResidencePermit => Some(15.years()),
        IdType::GovernmentId => Some(31.years()),
        IdType::DriversLicense => Some(60.years()),
        IdType::Passport | IdType::Visa => None,
    }
}

/// A date later by a span; the last date of the calendar where there is none.
fn later(date: Date, span: Span) -> Date {
    date.checked_add(span).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::personal::BirthDate;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 3, 15);

    fn data(kind: IdType, birth: Option<Date>, issue: Option<Date>, expiry: Option<Date>) -> DocumentData {
        DocumentData {
            id_type: Some(kind),
            birth_date: birth.map(BirthDate),
            issue_date: issue,
            expire_date: expiry,
            ..DocumentData::default()
        }
    }

    fn problems(kind: IdType, birth: Date, issue: Option<Date>, expiry: Option<Date>) -> Vec<DateProblem> {
        date_problems(&data(kind, Some(birth), issue, expiry), false, TODAY)
    }

    const BORN: Date = date(1974, 8, 12);

    #[test]
    fn dates_of_genuine_documents_have_no_problem() {
        for (kind, birth, issue, expiry) in [
            (IdType::Passport, BORN, Some(date(2020, 1, 1)), Some(date(2030, 1, 1))),
            (IdType::Passport, BORN, Some(date(2017, 6, 1)), Some(date(2028, 3, 1))),
            (IdType::Passport, BORN, None, Some(date(2036, 12, 31))),
            (IdType::Passport, BORN, None, None),
            (
                IdType::Passport,
                date(2020, 2, 29),
                Some(date(2021, 1, 1)),
                Some(date(2027, 1, 1)),
            ),
            (
                IdType::Passport,
                date(2013, 3, 14),
                Some(date(2026, 3, 14)),
                Some(date(2036, 3, 14)),
            ),
            (
                IdType::GovernmentId,
                date(1940, 1, 1),
                Some(date(2020, 1, 1)),
                Some(date(2050, 1, 1)),
            ),
            (
                IdType::DriversLicense,
                date(2000, 1, 1),
                Some(date(2020, 1, 1)),
                Some(date(2070, 1, 1)),
            ),
            // Already tomorrow where the document was issued.
            (IdType::Passport, BORN, Some(date(2026, 3, 16)), Some(date(2036, 3, 15))),
            // Long expired: another check says so.
            (IdType::Passport, BORN, Some(date(1990, 1, 1)), Some(date(2000, 1, 1))),
        ] {
            assert_eq!(problems(kind, birth, issue, expiry), [], "{birth} {issue:?} {expiry:?}");
        }
    }

    #[test]
    fn every_impossible_or_unusual_date_is_named() {
        use DateProblem as Problem;
        let passport = IdType::Passport;
        for (kind, birth, issue, expiry, expected) in [
            (passport, date(2026, 3, 17), None, None, Problem::BornInFuture),
            (passport, date(1905, 3, 14), None, None, Problem::BornTooLongAgo),
            (passport, BORN, Some(date(2026, 3, 17)), None, Problem::IssuedInFuture),
            (
                passport,
                BORN,
                Some(date(1974, 8, 11)),
                None,
                Problem::IssuedBeforeBirth,
            ),
            (
                passport,
                BORN,
                None,
                Some(date(1974, 8, 12)),
                Problem::ExpiresBeforeBirth,
            ),
            (
                passport,
                BORN,
                Some(date(2020, 1, 1)),
                Some(date(2020, 1, 1)),
                Problem::ExpiresBeforeIssue,
            ),
            (
                passport,
                BORN,
                Some(date(2020, 1, 1)),
                Some(date(2031, 1, 2)),
                Problem::ValidTooLong,
            ),
            (passport, BORN, None, Some(date(2037, 3, 16)), Problem::ValidTooLong),
            (IdType::Visa, BORN, None, Some(date(2040, 1, 1)), Problem::ValidTooLong),
            (
                IdType::ResidencePermit,
                BORN,
                Some(date(2020, 1, 1)),
                Some(date(2036, 1, 1)),
                Problem::ValidUnusuallyLong,
            ),
            (
                IdType::GovernmentId,
                BORN,
                Some(date(2020, 1, 1)),
                Some(date(2052, 1, 1)),
                Problem::ValidUnusuallyLong,
            ),
            (
                passport,
                date(2018, 1, 1),
                Some(date(2020, 1, 1)),
                Some(date(2030, 1, 1)),
                Problem::ChildPassportValidTooLong,
            ),
        ] {
            assert_eq!(problems(kind, birth, issue, expiry), [expected], "{expected:?}");
        }
        let unread = data(passport, None, None, None);
        assert_eq!(date_problems(&unread, false, TODAY), [Problem::BirthNotRead]);
        assert_eq!(date_problems(&unread, true, TODAY), [Problem::BirthLeftOpen]);
    }

    #[test]
    fn only_what_is_unusual_goes_on_without_a_human() {
        for problem in DateProblem::ALL {
            let goes_on = matches!(
                problem,
                DateProblem::ValidUnusuallyLong | DateProblem::ChildPassportValidTooLong
            );
            assert_eq!(problem.outcome() == CheckOutcome::Warn, goes_on, "{problem:?}");
            assert!(!problem.staff_text().is_empty() && problem.user_text().ends_with('.'));
        }
    }

    proptest::proptest! {
        #[test]
        fn any_dates_are_judged_without_a_crash(days in proptest::collection::vec(-700_000_i64..2_900_000, 4)) {
            let at = |index: usize| later(date(2000, 1, 1), days[index].days());
            let data = data(IdType::Passport, Some(at(0)), Some(at(1)), Some(at(2)));
            let _ = date_problems(&data, false, at(3));
        }
    }
}
