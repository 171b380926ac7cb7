//! Dates as they are printed on documents.

use jiff::civil::Date;

use super::fold::fold_character;
use crate::mrz::{birth_date, expiry_date};

/// What a date means, which decides the century of a two-digit year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateRole {
    /// In the past, up to a hundred years.
    Birth,
    /// In the past, up to a hundred years.
    Issue,
    /// Up to fifty years ahead.
    Expiry,
}

/// The order of numbers in a date whose first number may be a day or a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// 31/12/1999.
    DayFirst,
    /// 12/31/1999.
    MonthFirst,
}

/// Beginnings of month names: English, French, German, Spanish, Italian, Portuguese, Dutch.
const MONTHS: [&[&str]; 12] = [
    &["JAN", "JAEN", "ENE", "GEN", "JANV"],
    &["FEB", "FEV", "FEBR"],
    &["MAR", "MARS", "MAERZ", "MRT", "MAERT", "MRZ"],
    &["APR", "AVR", "ABR", "AVRIL"],
    &["MAY", "MAI", "MEI", "MAG", "MAYO", "MAIO"],
    &["JUN", "JUIN", "GIU", "JUNI"],
    &["JUL", "JUIL", "LUG", "JULI"],
    &["AUG", "AOU", "AGO", "AOUT"],
    &["SEP", "SET", "SEPT"],
    &["OCT", "OKT", "OTT", "OUT"],
    &["NOV"],
    &["DEC", "DEZ", "DIC", "DES"],
];

#[derive(Debug, PartialEq)]
enum Token {
    Number { digits: String, separator: Option<char> },
    Word(String),
}

/// The date that a text starts with, such as `12 AUG/AOUT 1974`, `12.08.1974`, `1974-08-12`.
///
/// `order` decides where day and month cannot be told apart; without it such a date is `None` unless dots separate its
/// parts, which only day-first countries use.
#[must_use]
pub fn parse_date(text: &str, role: DateRole, order: Option<DateOrder>, today: Date) -> Option<Date> {
    let tokens = tokens(text);
    by_month_name(&tokens, role, today).or_else(|| by_numbers(&tokens, role, order, today))
}

/// Every reading of every date in a text, for a search where the order does not matter: years in four digits only.
#[must_use]
pub fn find_dates(text: &str) -> Vec<Date> {
    let today = jiff::civil::date(2000, 1, 1);
    let tokens = tokens(text);
    let mut found = Vec::new();
    for start in 0..tokens.len() {
        let rest = &tokens[start..];
        let orders = [DateOrder::DayFirst, DateOrder::MonthFirst];
        found.extend(by_month_name(rest, DateRole::Birth, today));
        found.extend(
            orders
                .iter()
                .filter_map(|order| by_numbers(rest, DateRole::Birth, Some(*order), today)),
        );
    }
    found.sort();
    found.dedup();
    found
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut joined = false;
    for character in text.chars().take(80) {
        let folded = fold_character(character);
        match tokens.last_mut() {
            Some(Token::Number { digits, .. }) if joined && character.is_ascii_digit() => digits.push(character),
            Some(Token::Word(word)) if joined && !folded.is_empty() && !character.is_ascii_digit() => {
                word.push_str(folded)
            }
            // A sign outweighs the spaces around it.
            Some(Token::Number { separator, .. }) if folded.is_empty() && separator.is_none_or(char::is_whitespace) => {
                *separator = Some(character);
            }
            _ if character.is_ascii_digit() => tokens.push(Token::Number {
                digits: character.to_string(),
                separator: None,
            }),
            _ if !folded.is_empty() => tokens.push(Token::Word(folded.to_owned())),
            _ => {}
        }
        joined = !folded.is_empty();
    }
    tokens
}

fn month_of(word: &str) -> Option<i8> {
    // A name may be cut off after three letters or written out.
    let fits = |beginning: &&str| word.starts_with(*beginning) && word.len() <= 10;
    let position = MONTHS.iter().position(|names| names.iter().any(fits))?;
    i8::try_from(position + 1).ok()
}

fn by_month_name(tokens: &[Token], role: DateRole, today: Date) -> Option<Date> {
    // 12 AUG 1974, or AUG 12, 1974.
    let (first, words, rest) = match tokens {
        [Token::Number { digits, .. }, rest @ ..] => {
            let count = rest.iter().take_while(|token| matches!(token, Token::Word(_))).count();
            (Some(digits), &rest[..count], &rest[count..])
        }
        [Token::Word(_), rest @ ..] if matches!(rest.first(), Some(Token::Number { .. })) => (None, &tokens[..1], rest),
        _ => return None,
    };
    let mut month = None;
    for word in words.iter().filter_map(|token| {
        if let Token::Word(word) = token {
            Some(word)
        } else {
            None
        }
    }) {
        match (month_of(word), month) {
            (Some(found), Some(known)) if found != known => return None,
            (Some(found), _) => month = Some(found),
            // The name in another language may be misread or unknown, but must look like one.
            (None, _) if word.len() < 2 || word.len() > 10 => return None,
            (None, _) => {}
        }
    }
    let month = month?;
    let mut numbers = rest.iter().map_while(|token| {
        if let Token::Number { digits, .. } = token {
            Some(digits)
        } else {
            None
        }
    });
    let day = match first {
        Some(day) => day,
        None => numbers.next()?,
    };
    date_of(numbers.next()?, month, short_number(day)?, role, today)
}

fn by_numbers(tokens: &[Token], role: DateRole, order: Option<DateOrder>, today: Date) -> Option<Date> {
    let [
        Token::Number {
            digits: first,
            separator: Some(separator),
        },
        Token::Number {
            digits: second,
            separator: Some(other),
        },
        Token::Number { digits: third, .. },
        ..,
    ] = tokens
    else {
        return None;
    };
    if separator != other {
        return None;
    }
    if first.len() == 4 {
        return date_of(first, short_number(second)?, short_number(third)?, role, today);
    }
    let (first, second) = (short_number(first)?, short_number(second)?);
    let order = match (first > 12, second > 12) {
        (true, false) => DateOrder::DayFirst,
        (false, true) => DateOrder::MonthFirst,
        _ if first == second || *separator == '.' => DateOrder::DayFirst,
        _ => order?,
    };
    match order {
        DateOrder::DayFirst => date_of(third, second, first, role, today),
        DateOrder::MonthFirst => date_of(third, first, second, role, today),
    }
}

fn short_number(digits: &str) -> Option<i8> {
    if digits.len() > 2 { None } else { digits.parse().ok() }
}

fn date_of(year: &str, month: i8, day: i8, role: DateRole, today: Date) -> Option<Date> {
    match year.len() {
        4 => Date::new(
            year.parse().ok().filter(|year| (1900..2100).contains(year))?,
            month,
            day,
        )
        .ok(),
        2 => {
            let digits = format!("{year}{month:02}{day:02}");
            if role == DateRole::Expiry {
                expiry_date(&digits, today)
            } else {
                birth_date(&digits, today)
            }
        }
        _ => None,
    }
}

/// The order that the dates of a page prove: a number above twelve can only be a day. `None` when nothing or both is
/// proven.
pub(super) fn proven_order<'a>(texts: impl Iterator<Item = &'a str>) -> Option<DateOrder> {
    let (mut day_first, mut month_first) = (false, false);
    for text in texts {
        let tokens = tokens(text);
        for group in tokens.windows(3) {
            let [
                Token::Number {
                    digits: first,
                    separator: Some(separator),
                },
                Token::Number {
                    digits: second,
                    separator: Some(other),
                },
                Token::Number { digits: third, .. },
            ] = group
            else {
                continue;
            };
            let numbers = short_number(first).zip(short_number(second));
            let Some((first, second)) = numbers.filter(|_| separator == other && matches!(third.len(), 2 | 4)) else {
                continue;
            };
            day_first |= (13..=31).contains(&first) && (1..=12).contains(&second);
            month_first |= (13..=31).contains(&second) && (1..=12).contains(&first);
        }
    }
    match (day_first, month_first) {
        (true, false) => Some(DateOrder::DayFirst),
        (false, true) => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 3, 15);

    fn birth(text: &str) -> Option<Date> {
        parse_date(text, DateRole::Birth, None, TODAY)
    }

    #[test]
    fn many_ways_to_print_one_day() {
        for text in [
            "12 AUG/AOUT 1974",
            "12 AUG /AOÛT 74",
            "12AUG/AOUT1974",
            "12.08.1974",
            "12. 8. 1974",
            "1974-08-12",
            "12 August 1974",
            "Aug 12, 1974",
            "12-AGO-1974",
            "12.08.74 BERLIN",
        ] {
            assert_eq!(birth(text), Some(date(1974, 8, 12)), "{text}");
        }
        assert_eq!(birth("31/12/1999"), Some(date(1999, 12, 31)));
        assert_eq!(birth("08/31/1977"), Some(date(1977, 8, 31)));
        assert_eq!(birth("03 MÄR/MAR 85"), Some(date(1985, 3, 3)));
    }

    #[test]
    fn ambiguous_and_impossible_dates_are_none() {
        for text in [
            "03/04/1985",
            "31.02.1999",
            "12 AUG/SEP 1974",
            "12 AUG",
            "ABC",
            "",
            "99.99.9999",
            "1.2.3",
            "12.08/1974",
        ] {
            assert_eq!(birth(text), None, "{text}");
        }
        let order = Some(DateOrder::MonthFirst);
        assert_eq!(
            parse_date("03/04/1985", DateRole::Birth, order, TODAY),
            Some(date(1985, 3, 4))
        );
        assert_eq!(
            parse_date("03/04/31", DateRole::Expiry, Some(DateOrder::DayFirst), TODAY),
            Some(date(2031, 4, 3))
        );
    }

    #[test]
    fn a_page_proves_its_order_by_days_above_twelve() {
        assert_eq!(
            proven_order(["01/02/2000", "31/12/1999"].into_iter()),
            Some(DateOrder::DayFirst)
        );
        assert_eq!(
            proven_order(["DOB 08/31/1977"].into_iter()),
            Some(DateOrder::MonthFirst)
        );
        assert_eq!(proven_order(["08/31/1977", "31/08/1977"].into_iter()), None);
        assert_eq!(proven_order(["01/02/2000"].into_iter()), None);
    }

    #[test]
    fn all_readings_are_found_for_a_search() {
        assert_eq!(find_dates("born 03/04/1985 here"), [date(1985, 3, 4), date(1985, 4, 3)]);
        assert_eq!(find_dates("no date 12345"), []);
    }
}
