//! The edits that lead from one text to another, the cheaper the likelier a reader or a typist makes them.
//!
//! An optimal string alignment (Wagner and Fischer 1974, with the swaps of Damerau 1964) with weights: one for a letter that
//! comes, goes or is another one, less for what is often confused. The weights were set by hand, as no set of labelled
//! misreadings is at hand to fit them on.

/// How characters are weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Characters {
    /// Every edit counts as one.
    Plain,
    /// Letters of names.
    Letters,
}

/// Letters and digits that look alike to readers of text and of OCR-B.
const ALIKE: [&str; 13] = [
    "O0QD", "I1L", "IJ", "IT", "S5", "B8", "Z2", "G6C", "UV", "VY", "EF", "PR", "MN",
];
/// Two characters that are read as one, or one as two.
const RUN_TOGETHER: [(&str, char); 5] = [("RN", 'M'), ("VV", 'W'), ("CL", 'D'), ("LI", 'U'), ("II", 'U')];
/// Letters that stand for one sound in one language or another, and for one letter in transliterations.
const ONE_SOUND: [&str; 5] = ["VW", "IJY", "CKQ", "SZ", "DT"];
/// Rows of keys; a key is beside its neighbours in the row and those above and below it.
const KEYS: [&str; 3] = ["QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM"];

/// The cheapest edit of letters.
pub(super) const LEAST_EDIT: f64 = LOOKS_ALIKE;
const LOOKS_ALIKE: f64 = 0.4;
const SOUNDS_ALIKE: f64 = 0.5;
const BESIDE_ON_THE_KEYBOARD: f64 = 0.7;
const VOWEL_FOR_VOWEL: f64 = 0.75;
const SWAPPED: f64 = 0.7;
const DOUBLED: f64 = 0.5;
const SILENT: f64 = 0.6;
/// Added for the first letter, in which people err least.
const AT_THE_START: f64 = 0.5;

/// The cheapest edits from one text to the other. Texts come bounded: the time is the product of their lengths.
pub(super) fn edits(one: &[char], other: &[char], characters: Characters) -> f64 {
    let width = other.len() + 1;
    let cell = |row: usize, column: usize| row * width + column;
    let mut cost = vec![0.0_f64; (one.len() + 1) * width];
    for row in 0..=one.len() {
        for column in 0..=other.len() {
            let mut best = f64::INFINITY;
            if row > 0 {
                best = best.min(cost[cell(row - 1, column)] + alone(one, row - 1, characters));
            }
            if column > 0 {
                best = best.min(cost[cell(row, column - 1)] + alone(other, column - 1, characters));
            }
            if row > 0 && column > 0 {
                let (from, to) = (one[row - 1], other[column - 1]);
                let mut replaced = replaced(from, to, characters);
                if from != to && row == 1 && column == 1 && characters == Characters::Letters && replaced > LOOKS_ALIKE
                {
                    replaced += AT_THE_START;
                }
                best = best.min(cost[cell(row - 1, column - 1)] + replaced);
            }
            if row > 1 && column > 1 && one[row - 2] == other[column - 1] && one[row - 1] == other[column - 2] {
                let swapped = if characters == Characters::Letters {
                    SWAPPED
                } else {
                    1.0
                };
                best = best.min(cost[cell(row - 2, column - 2)] + swapped);
            }
            if characters == Characters::Letters {
                if row > 1 && column > 0 && run_together(&one[row - 2..row], other[column - 1]) {
                    best = best.min(cost[cell(row - 2, column - 1)] + LOOKS_ALIKE);
                }
                if row > 0 && column > 1 && run_together(&other[column - 2..column], one[row - 1]) {
                    best = best.min(cost[cell(row - 1, column - 2)] + LOOKS_ALIKE);
                }
            }
            cost[cell(row, column)] = if row == 0 && column == 0 { 0.0 } else { best };
        }
    }
    cost[cell(one.len(), other.len())]
}

/// One letter instead of another.
fn replaced(from: char, to: char, characters: Characters) -> f64 {
    if from == to {
        return 0.0;
    }
    if characters == Characters::Plain {
        return 1.0;
    }
    let in_one = |groups: &[&str]| groups.iter().any(|group| group.contains(from) && group.contains(to));
    if in_one(&ALIKE) {
        LOOKS_ALIKE
    } else if in_one(&ONE_SOUND) {
        SOUNDS_ALIKE
    } else if beside(from, to) {
        BESIDE_ON_THE_KEYBOARD
    } else if "AEIOUY".contains(from) && "AEIOUY".contains(to) {
        VOWEL_FOR_VOWEL
    } else {
        1.0
    }
}

/// A letter that comes or goes.
fn alone(text: &[char], at: usize, characters: Characters) -> f64 {
    if characters == Characters::Plain {
        return 1.0;
    }
    let letter = text[at];
    let doubled = at > 0 && text[at - 1] == letter || text.get(at + 1) == Some(&letter);
    // What a filler of the machine readable zone is taken for, at the end of a word.
    let filler = at > 0 && at + 1 == text.len() && matches!(letter, 'K' | 'C' | 'L');
    if doubled {
        DOUBLED
    } else if letter == 'H' || filler {
        SILENT
    } else {
        1.0
    }
}

fn run_together(two: &[char], one: char) -> bool {
    let is_read_as = |(pair, single): &(&str, char)| *single == one && pair.chars().eq(two.iter().copied());
    RUN_TOGETHER.iter().any(is_read_as)
}

/// Whether the keys lie beside each other; `Y` and `Z` change places between keyboards.
fn beside(one: char, other: char) -> bool {
    let place = |key: char| {
        let rows = KEYS.iter().enumerate();
        rows.filter_map(|(row, keys)| Some((row, keys.find(key)?))).next()
    };
    let (Some((row, column)), Some((other_row, other_column))) = (place(one), place(other)) else {
        return false;
    };
    let near = match row.cmp(&other_row) {
        std::cmp::Ordering::Equal => column.abs_diff(other_column) == 1,
        // A lower row is shifted to the right by half a key: each key touches the one above it and the next.
        std::cmp::Ordering::Less => row + 1 == other_row && (other_column == column || other_column + 1 == column),
        std::cmp::Ordering::Greater => other_row + 1 == row && (column == other_column || column + 1 == other_column),
    };
    near || matches!((one, other), ('Y', 'Z') | ('Z', 'Y'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn letters(one: &str, other: &str) -> f64 {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        edits(&chars(one), &chars(other), Characters::Letters)
    }

    #[test]
    fn what_is_often_confused_is_cheap() {
        for (one, other, cost) in [
            ("ERIKSSON", "ERIKSSON", 0.0),
            ("ERIKSS0N", "ERIKSSON", LOOKS_ALIKE),
            ("BERNARD", "BEMARD", LOOKS_ALIKE),
            ("WALTER", "VALTER", SOUNDS_ALIKE + AT_THE_START),
            ("ERIKSON", "ERIKSSON", DOUBLED),
            ("BRIAN", "BRAIN", SWAPPED),
            ("MARTHA", "MARTA", SILENT),
            ("ANNAK", "ANNA", SILENT),
            ("PETAR", "PETER", VOWEL_FOR_VOWEL),
            ("PETER", "PEDAR", SOUNDS_ALIKE + VOWEL_FOR_VOWEL),
            ("LAURA", "LAUPA", LOOKS_ALIKE),
            ("KARIN", "KARGN", 1.0),
            ("", "ANA", 3.0),
        ] {
            assert!(
                (letters(one, other) - cost).abs() < 1e-9,
                "{one} {other}: {}",
                letters(one, other)
            );
        }
        assert!(letters("GARRY", "LARRY") > 1.0, "people err least in the first letter");
    }

    #[test]
    fn keys_touch_their_neighbours() {
        assert!(beside('A', 'S') && beside('A', 'Q') && beside('S', 'W') && beside('Z', 'Y') && beside('G', 'B'));
        assert!(!beside('A', 'D') && !beside('Q', 'P') && !beside('A', 'P') && !beside('Q', 'Z'));
    }

    proptest! {
        #[test]
        fn it_is_symmetric_and_never_dearer_than_plain_edits(one in "[A-Z0-9]{0,12}", other in "[A-Z0-9]{0,12}") {
            prop_assert!((letters(&one, &other) - letters(&other, &one)).abs() < 1e-9);
            let chars = |text: &str| text.chars().collect::<Vec<_>>();
            let plain = edits(&chars(&one), &chars(&other), Characters::Plain);
            prop_assert!(letters(&one, &other) <= plain + AT_THE_START);
            prop_assert_eq!(one == other, plain == 0.0);
        }
    }
}
