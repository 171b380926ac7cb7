//! Check characters that several countries use.

/// The digits of a text of exactly `N` of them.
pub(super) fn digits<const N: usize>(text: &str) -> Option<[u32; N]> {
    let mut digits = [0; N];
    if text.len() != N {
        return None;
    }
    for (digit, character) in digits.iter_mut().zip(text.chars()) {
        *digit = character.to_digit(10)?;
    }
    Some(digits)
}

/// The number that decimal digits make.
pub(super) fn number(digits: &[u32]) -> u32 {
    digits.iter().fold(0, |number, digit| number * 10 + digit)
}

/// The sum of products with the weights, over as many as there are of both.
pub(super) fn weighted(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

/// The value of a capital letter or digit as in ISO 7812 and ICAO 9303: `A` is 10, `Z` is 35.
pub(super) fn value(character: char) -> Option<u32> {
    character.to_digit(36).filter(|_| !character.is_ascii_lowercase())
}

/// ISO/IEC 7812-1 annex B (Luhn): from the right, every second value doubled and its digits added, makes tens.
pub(super) fn luhn(values: &[u32]) -> bool {
    let sum: u32 = values
        .iter()
        .rev()
        .enumerate()
        .map(|(position, value)| match (position % 2, value * 2) {
            (0, _) => *value,
            (_, doubled) if doubled > 9 => doubled - 9,
            (_, doubled) => doubled,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// ISO/IEC 7064, MOD 11,10: over all digits, the last of which is the check digit.
pub(super) fn mod_11_10(digits: &[u32]) -> bool {
    let Some((check, digits)) = digits.split_last() else {
        return false;
    };
    let product = digits.iter().fold(10, |product, digit| {
        let sum = match (product + digit) % 10 {
            0 => 10,
            sum => sum,
        };
        sum * 2 % 11
    });
    (product + check) % 10 == 1
}

/// Multiplication in the dihedral group of order ten.
const VERHOEFF_PRODUCT: [[u8; 10]; 10] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
    [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
    [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
    [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
    [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
    [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
    [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
    [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
    [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
];
const VERHOEFF_PERMUTATION: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/// J. Verhoeff, Error Detecting Decimal Codes (1969): over all digits, the last of which is the check digit.
pub(super) fn verhoeff(digits: &[u32]) -> bool {
    let at = |table: &[u8], index: u8| table.get(usize::from(index)).copied().unwrap_or_default();
    let mut product = 0;
    for (position, digit) in digits.iter().rev().enumerate() {
        let mut permuted = u8::try_from(*digit).unwrap_or_default();
        for _ in 0..position % 8 {
            permuted = at(&VERHOEFF_PERMUTATION, permuted);
        }
        product = VERHOEFF_PRODUCT
            .get(usize::from(product))
            .map_or(0, |row| at(row, permuted));
    }
    product == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_examples_hold() {
        // ISO/IEC 7812-1, annex B; ISO/IEC 7064, 8; Verhoeff's own example.
        assert!(luhn(&digits::<11>("79927398713").unwrap()) && !luhn(&digits::<11>("79927398710").unwrap()));
        assert!(mod_11_10(&digits::<5>("07945").unwrap()) && !mod_11_10(&digits::<5>("07946").unwrap()));
        assert!(verhoeff(&digits::<4>("2363").unwrap()) && !verhoeff(&digits::<4>("2336").unwrap()));
        assert_eq!(
            (value('A'), value('Z'), value('7'), value('a')),
            (Some(10), Some(35), Some(7), None)
        );
        assert_eq!(number(&[1, 0, 2]), 102);
        assert!(digits::<3>("12").is_none() && digits::<2>("1x").is_none());
    }
}
