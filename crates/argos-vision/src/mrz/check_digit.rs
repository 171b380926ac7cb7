//! The check digit of machine readable travel documents: ICAO Doc 9303 part 3, section 4.9.

/// Value of a character: digits 0 to 9, letters 10 to 35, filler 0; `None` for anything else.
#[must_use]
pub fn value(character: char) -> Option<u32> {
    match character {
        '<' => Some(0),
        '0'..='9' | 'A'..='Z' => character.to_digit(36),
        _ => None,
    }
}

/// The check digit over the characters: weights 7, 3, 1 repeated, sum modulo 10.
///
/// `None` when a character cannot stand in a machine readable zone.
#[must_use]
pub fn check_digit(characters: impl IntoIterator<Item = char>) -> Option<char> {
    let mut sum = 0;
    for (index, character) in characters.into_iter().enumerate() {
        sum += value(character)? * [7, 3, 1][index % 3];
    }
    char::from_digit(sum % 10, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_standard_come_out() {
        assert_eq!(check_digit("520727".chars()), Some('3'));
        assert_eq!(check_digit("AB2134<<<".chars()), Some('5'));
        assert_eq!(check_digit("L898902C3".chars()), Some('6'));
        assert_eq!(check_digit("HA672242<658022549601086<<<<<<<".chars()), Some('8'));
        assert_eq!(
            check_digit("D23145890<7349<<<<<<<<<<<34071279507122<<<<<<<<<<<".chars()),
            Some('2')
        );
    }

    #[test]
    fn foreign_characters_have_no_value() {
        assert_eq!(check_digit("12a".chars()), None);
        assert_eq!(check_digit("Ä".chars()), None);
        assert_eq!(check_digit("".chars()), Some('0'));
    }
}
