//! What the values of elements must look like.

use jiff::civil::Date;

use crate::mrz::Sex;

/// The longest value that the standard knows for a name is 40 characters; address lines have 35.
const LONGEST_VALUE: usize = 128;

/// A text as the holder would write it: blanks evened out, commas at the ends dropped; `None` where the issuer says that
/// there is none.
pub(super) fn text(value: &str) -> Option<String> {
    let words: Vec<&str> = value.split_whitespace().collect();
    let joined = words.join(" ");
    let trimmed = joined.trim_matches([',', ' ']);
    let absent = ["", "NONE", "UNAVL", "UNAVAIL"]
        .iter()
        .any(|none| trimmed.eq_ignore_ascii_case(none));
    (!absent && trimmed.chars().count() <= LONGEST_VALUE).then(|| trimmed.to_owned())
}

/// What a date element says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StatedDate {
    Date(Date),
    /// Left blank, or filled in a way that means "none".
    None,
    /// Something that is no date.
    Impossible,
}

/// Eight digits, `CCYYMMDD` in version 01 and in Canada, else `MMDDCCYY`. Issuers do not keep to it, but the two cannot
/// be confused: no month is 19 or 20, and no year lies before 1900.
pub(super) fn date(value: Option<&str>) -> StatedDate {
    let Some(value) = value.and_then(text) else {
        return StatedDate::None;
    };
    let digits = value.as_bytes();
    if digits.iter().all(|digit| *digit == b'0') || digits.iter().all(|digit| *digit == b'9') {
        return StatedDate::None;
    }
    if digits.len() != 8 || !digits.iter().all(u8::is_ascii_digit) {
        return StatedDate::Impossible;
    }
    let number = |from: usize, to: usize| {
        value
            .get(from..to)
            .and_then(|part| part.parse::<i16>().ok())
            .unwrap_or(0)
    };
    let day = |year: i16, month: i16, day: i16| {
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        Date::new(year, month, day)
            .ok()
            .filter(|_| (1900..2100).contains(&year))
    };
    day(number(0, 4), number(4, 6), number(6, 8))
        .or_else(|| day(number(4, 8), number(0, 2), number(2, 4)))
        .map_or(StatedDate::Impossible, StatedDate::Date)
}

/// `1`, `2`, `9` since version 02 (ANSI D-20), letters before it.
pub(super) fn sex(value: Option<&str>) -> Option<Sex> {
    match value?.trim() {
        "1" | "M" => Some(Sex::Male),
        "2" | "F" => Some(Sex::Female),
        "9" | "0" | "X" => Some(Sex::Unspecified),
        _ => None,
    }
}

/// `12345`, `12345-6789` for addresses in the United States, where the element is filled up with zeros; elsewhere as it
/// stands.
pub(super) fn postal_code(value: &str, american: bool) -> Option<String> {
    let stated = text(value)?;
    let digits: String = stated.chars().filter(char::is_ascii_digit).collect();
    if !american || digits.len() < 5 || stated.chars().any(char::is_alphabetic) {
        return Some(stated);
    }
    let (area, rest) = digits.split_at(5);
    let extended = rest.len() == 4 && rest.chars().any(|digit| digit != '0');
    Some(if extended {
        format!("{area}-{rest}")
    } else {
        area.to_owned()
    })
}

/// A name in its parts, or undivided.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct WholeName {
    pub surname: Option<String>,
    pub given: Option<String>,
    pub middle: Option<String>,
    pub suffix: Option<String>,
    pub undivided: Option<String>,
}

/// The one name element of version 01: `surname,given,middle,suffix`. Pennsylvania writes given names first, without
/// commas; elsewhere a name without commas cannot be divided, unless it is one word.
pub(super) fn whole_name(value: &str, given_first: bool) -> WholeName {
    if value.contains([',', '$']) {
        let mut parts = value.split([',', '$']).map(text);
        let mut next = || parts.next().flatten();
        return WholeName {
            surname: next(),
            given: next(),
            middle: next(),
            suffix: next(),
            undivided: None,
        };
    }
    let words: Vec<&str> = value.split_whitespace().collect();
    match words[..] {
        [only] => WholeName {
            surname: text(only),
            ..WholeName::default()
        },
        [given, ref middle @ .., surname] if given_first => WholeName {
            surname: text(surname),
            given: text(given),
            middle: text(&middle.join(" ")),
            ..WholeName::default()
        },
        _ => WholeName {
            undivided: text(value),
            ..WholeName::default()
        },
    }
}
