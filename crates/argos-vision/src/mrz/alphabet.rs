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

/// The digit that is read as this letter in OCR-B type, if there is one such digit.
pub(super) fn as_digit(letter: char) -> Option<char> {
    Some(match letter {
        'O' | 'Q' | 'D' | 'U' | 'C' => '0',
        'I' | 'L' | 'J' => '1',
        'Z' => '2',
        'A' => '4',
        'S' => '5',
        'G' => '6',
        'T' | 'Y' => '7',
        'B' => '8',
        _ => return None,
    })
}

/// The letter that is read as this digit in OCR-B type, if there is one such letter.
pub(super) fn as_letter(digit: char) -> Option<char> {
    Some(match digit {
        '0' => 'O',
        '1' => 'I',
        '2' => 'Z',
        '4' => 'A',
        '5' => 'S',
        '6' => 'G',
        '7' => 'T',
        '8' => 'B',
        _ => return None,
    })
}

/// Characters that a reader confuses with this one where letters and digits may stand side by side.
pub(super) fn confusable(character: char) -> &'static [char] {
    match character {
        '0' => &['O', 'D', 'Q'],
        'O' => &['0'],
        'D' => &['0'],
        'Q' => &['0', 'O'],
        '1' => &['I', 'L'],
        'I' => &['1'],
        'L' => &['1'],
        '2' => &['Z'],
        'Z' => &['2'],
        '5' => &['S'],
        'S' => &['5'],
        '6' => &['G'],
        'G' => &['6'],
        '8' => &['B'],
        'B' => &['8'],
        'K' | 'C' | 'X' => &[FILLER],
        _ => &[],
    }
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
    fn confusions_stay_in_the_alphabet_and_change_something() {
        for character in ALPHABET.chars() {
            let all = confusable(character)
                .iter()
                .copied()
                .chain(as_digit(character))
                .chain(as_letter(character));
            for other in all {
                assert!(ALPHABET.contains(other) && other != character);
            }
        }
    }
}
