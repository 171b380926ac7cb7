//! The characters of a machine readable zone, and which of them a reader confuses.

/// All characters that may occur.
pub const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<";

/// The filler.
pub const FILLER: char = '<';

/// The character as it would stand in a machine readable zone: upper case, other angle brackets as fillers.
///
/// Double angle quotation marks stand for two fillers, hence up to two characters; none for what cannot occur.
pub fn normalise(character: char) -> impl Iterator<Item = char> {
    let (first, second) = match character {
        '«' | '《' | '≪' => (Some(FILLER), Some(FILLER)),
        // The recogniser knows many scripts, and some of their characters look like an angle bracket.
        '<' | '‹' | '＜' | '〈' | '⟨' | '≤' | 'く' | 'ハ' | 'ヘ' | 'へ' | 'Λ' | '∧' => {
            (Some(FILLER), None)
        }
        'a'..='z' => (Some(character.to_ascii_uppercase()), None),
        'A'..='Z' | '0'..='9' => (Some(character), None),
        _ => (None, None),
    };
    first.into_iter().chain(second)
}

/// Pairs of characters that readers take for each other in OCR-B type; of those with one character the commonest first.
const PAIRS: [(char, char); 52] = [
    ('0', 'O'),
    ('0', 'D'),
    ('0', 'Q'),
    ('0', 'U'),
    ('0', 'C'),
    ('0', '8'),
    ('0', '6'),
    ('0', '9'),
    ('O', 'Q'),
    ('O', 'D'),
    ('D', 'Q'),
    ('1', 'I'),
    ('1', 'L'),
    ('1', 'J'),
    ('1', '7'),
    ('1', '4'),
    ('I', 'L'),
    ('I', 'T'),
    ('I', 'J'),
    ('2', 'Z'),
    ('2', '7'),
    ('8', 'B'),
    ('3', '8'),
    ('3', 'B'),
    ('3', '5'),
    ('3', '9'),
    ('4', 'A'),
    ('5', 'S'),
    ('5', '6'),
    ('6', 'G'),
    ('6', '8'),
    ('7', 'T'),
    ('7', 'Y'),
    ('8', '9'),
    ('8', 'S'),
    ('B', 'R'),
    ('C', 'G'),
    ('E', 'F'),
    ('H', 'M'),
    ('H', 'N'),
    ('M', 'N'),
    ('K', 'X'),
    ('P', 'R'),
    ('U', 'V'),
    ('V', 'Y'),
    ('<', 'C'),
    ('<', 'E'),
    ('<', 'K'),
    ('<', 'L'),
    ('<', 'R'),
    ('<', 'S'),
    ('<', 'X'),
];

/// What readers take this character for, or what they take for it.
pub(super) fn look_alikes(character: char) -> impl Iterator<Item = char> {
    PAIRS.into_iter().filter_map(move |(one, other)| match character {
        _ if character == one => Some(other),
        _ if character == other => Some(one),
        _ => None,
    })
}

/// Whether readers take one of two different characters for the other.
#[must_use]
pub fn resemble(one: char, other: char) -> bool {
    look_alikes(one).any(|known| known == other)
}

/// The digit that is read as this letter in OCR-B type, if there is one such digit.
pub(super) fn as_digit(letter: char) -> Option<char> {
    look_alikes(letter).find(char::is_ascii_digit)
}

/// The letter that is read as this digit in OCR-B type, if there is one such letter.
pub(super) fn as_letter(digit: char) -> Option<char> {
    look_alikes(digit).find(char::is_ascii_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_brackets_and_lower_case_are_understood_and_the_rest_dropped() {
        let text: String = "p‹utoErik«A 1.ü".chars().flat_map(normalise).collect();
        assert_eq!(text, "P<UTOERIK<<A1");
    }

    #[test]
    fn confusions_are_mutual_and_stay_in_the_alphabet() {
        for character in ALPHABET.chars() {
            for other in look_alikes(character) {
                assert!(ALPHABET.contains(other) && other != character);
                assert!(look_alikes(other).any(|back| back == character));
            }
        }
        for (index, pair) in PAIRS.iter().enumerate() {
            let again = PAIRS[index + 1..]
                .iter()
                .any(|other| other == pair || (other.1, other.0) == *pair);
            assert!(!again, "{pair:?}");
        }
    }

    #[test]
    fn letters_and_digits_have_the_usual_look_alikes() {
        let digits: String = "OQDUCILJZASGTYB".chars().filter_map(as_digit).collect();
        assert_eq!(digits, "000001112456778");
        let letters: String = "01245678".chars().filter_map(as_letter).collect();
        assert_eq!(letters, "OIZASGTB");
    }
}
