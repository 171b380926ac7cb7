//! Two numbers of documents or people.

use super::misreading::{Characters, edits};
use super::{Comparison, Proof};
use std::iter;

/// More characters than any number of a document has.
const LONGEST: usize = 64;
/// Characters that are confused in numbers, each group as one sign. No group holds two digits: one digit for another
/// makes another number, whoever wrote it.
const CONFUSED: [&str; 8] = ["0OQD", "1IL", "2Z", "5S", "6G", "7T", "8B", "UV"];

/// Compares the number of a document with what is stated.
///
/// Case, separators and scripts of digits do not count, nor does the check digit of ICAO 9303 when it is stated along. Of an unproven
/// number, letters that are taken for digits and the other way round are a slip.
#[must_use]
pub fn compare_numbers(document: &str, stated: &str, proof: Proof) -> Comparison {
    if document.trim() == stated.trim() {
        return Comparison::SAME;
    }
    let (one, other) = (signs(document), signs(stated));
    if one.is_empty() || other.is_empty() {
        return Comparison::different(0.0);
    }
    if one == other {
        return Comparison::written_otherwise(1.0);
    }
    if with_check_digit(&one) == other {
        return Comparison::written_otherwise(0.0);
    }
    match confused(&one, &other) {
        // Who takes one 0 for an O takes them all so.
        Some(count) if proof == Proof::Unproven => Comparison::slip(1.0 - count as f64 / one.len() as f64),
        _ => {
            let longest = one.len().max(other.len()) as f64;
            Comparison::different(1.0 - edits(&one, &other, Characters::Plain) / longest)
        }
    }
}

/// Letters A to Z and digits.
fn signs(text: &str) -> Vec<char> {
    let ascii = any_ascii::any_ascii(text).to_ascii_uppercase();
    let signs = ascii.chars().filter(char::is_ascii_alphanumeric);
    signs.take(LONGEST).collect()
}

/// How many characters are confused; `None` when the numbers differ in anything else.
fn confused(one: &[char], other: &[char]) -> Option<usize> {
    let alike = |one: char, other: char| {
        let group = |group: &&str| group.contains(one) && group.contains(other);
        one == other || CONFUSED.iter().any(group)
    };
    let pairs = || one.iter().zip(other);
    let is_read_so = one.len() == other.len() && pairs().all(|(one, other)| alike(*one, *other));
    is_read_so.then(|| pairs().filter(|(one, other)| one != other).count())
}

/// The number with the check digit of ICAO 9303 part 3, section 4.9: weights 7, 3, 1, letters from 10 on, modulo 10.
fn with_check_digit(number: &[char]) -> Vec<char> {
    let values = number.iter().map(|sign| sign.to_digit(36).unwrap_or_default());
    let sum: u32 = values
        .zip([7, 3, 1].into_iter().cycle())
        .map(|(value, weight)| value * weight)
        .sum();
    let check = char::from_digit(sum % 10, 10);
    number.iter().copied().chain(iter::once(check).flatten()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;
    use proptest::prelude::*;

    fn verdict(document: &str, stated: &str) -> Verdict {
        compare_numbers(document, stated, Proof::Unproven).verdict()
    }

    #[test]
    fn writing_does_not_matter_and_letters_for_digits_are_a_slip() {
        assert_eq!(verdict("L898902C3", "L898902C3"), Verdict::Same);
        assert_eq!(verdict("L898902C3", "l 898-902 c3"), Verdict::WrittenOtherwise);
        assert_eq!(
            verdict("L898902C3", "L898902C36"),
            Verdict::WrittenOtherwise,
            "with its check digit"
        );
        assert_eq!(verdict("123", "١٢٣"), Verdict::WrittenOtherwise);
        assert_eq!(verdict("L01X00T47", "LO1XOOT47"), Verdict::Slip);
        assert_eq!(verdict("L898902C3", "LB98902C3"), Verdict::Slip);
        assert_eq!(verdict("OOOO1111", "0000IIII"), Verdict::Slip);
        assert_eq!(verdict("L898902C3", ""), Verdict::Different);
    }

    #[test]
    fn one_other_digit_makes_another_number() {
        // The sixth is the number without its last digit, which happens to be the check digit of the rest.
        for stated in [
            "L898903C3",
            "L898902C8",
            "L898092C3",
            "L89890C3",
            "L8989022C3",
            "L898902C",
        ] {
            assert_eq!(verdict("L898902C3", stated), Verdict::Different, "{stated}");
        }
    }

    #[test]
    fn what_check_digits_prove_is_no_slip() {
        let proven = |stated| compare_numbers("L01X00T47", stated, Proof::Proven).verdict();
        assert_eq!(proven("LO1XOOT47"), Verdict::Different);
        assert_eq!(proven("l01x00t47"), Verdict::WrittenOtherwise);
    }

    proptest! {
        #[test]
        fn any_other_digit_makes_another_number(number in "[A-Z]{0,2}[0-9]{5,9}", at in 0usize..16, turn in 1u32..10) {
            let mut signs: Vec<char> = number.chars().collect();
            let at = at % signs.len();
            let Some(digit) = signs[at].to_digit(10) else { return Ok(()) };
            signs[at] = char::from_digit((digit + turn) % 10, 10).unwrap();
            let stated: String = signs.into_iter().collect();
            prop_assert_eq!(verdict(&number, &stated), Verdict::Different);
        }

        #[test]
        fn any_text_is_compared(one in "\\PC{0,80}", other in "\\PC{0,80}") {
            let comparison = compare_numbers(&one, &other, Proof::Unproven);
            prop_assert!((0.0..=1.0).contains(&comparison.agreement()));
            prop_assert!(compare_numbers(&one, &other, Proof::Proven) <= comparison);
        }
    }
}
