//! Italy: the codice fiscale, made of name, birth date, sex and birth place.

use super::{Content, EncodedBirth, Rule, personal};

pub(super) const RULES: &[Rule] = &[personal(
    &["ITA"],
    "codice fiscale",
    "Decreto ministeriale 23 dicembre 1976, articoli 2 e 6 (omocodia) e tabelle",
    "RCCMNL83S18D969H",
    codice_fiscale,
)];

/// Values of the characters at the first, third, fifth, … place; digits count as the letters `A` to `J`.
const ODD: [u32; 26] = [
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];
/// Letters of the months.
const MONTHS: &str = "ABCDEHLMPRST";
/// Letters that stand for digits when two people would have the same code.
const OMOCODIA: &str = "LMNPQRSTUV";

/// `SSSNNNYYMDDPPPPC`: the day plus 40 for women.
fn codice_fiscale(text: &str) -> Option<Content> {
    let characters: Vec<char> = text.chars().collect();
    let characters: [char; 16] = characters.try_into().ok()?;
    let letters = [0, 1, 2, 3, 4, 5, 8, 11, 15];
    if !letters.iter().all(|place| characters[*place].is_ascii_uppercase()) {
        return None;
    }
    let digit = |place: usize| {
        let character = characters[place];
        character
            .to_digit(10)
            .or_else(|| u32::try_from(OMOCODIA.find(character)?).ok())
    };
    for place in [6, 7, 9, 10, 12, 13, 14] {
        digit(place)?;
    }
    let year = digit(6)? * 10 + digit(7)?;
    let day = digit(9)? * 10 + digit(10)?;
    let month = MONTHS
        .find(characters[8])
        .and_then(|month| u32::try_from(month + 1).ok());
    let sum: u32 = characters[..15]
        .iter()
        .enumerate()
        .map(|(place, character)| {
            let value = ordinal(*character);
            if place % 2 == 0 {
                ODD.get(value as usize).copied().unwrap_or_default()
            } else {
                value
            }
        })
        .sum();
    let holds = sum % 26 == ordinal(characters[15]);
    let day_of_month = if day > 40 { day - 40 } else { day };
    let birth = month.and_then(|month| EncodedBirth::in_some_century(year, month, day_of_month));
    Some(Content::checked(holds).born(birth).of_sex(day <= 40))
}

/// 0 to 25 for letters, 0 to 9 for digits.
fn ordinal(character: char) -> u32 {
    match character.to_digit(36) {
        Some(value @ 10..) => value - 10,
        Some(value) => value,
        None => 0,
    }
}
