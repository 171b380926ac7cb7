//! A zone that somebody altered after it was issued.

use super::chance::Chance;
use super::mrz::{ZoneData, ZoneFormat};
use std::ops::Range;

/// A digit of a zone that is another one than was issued. The check digits and the print stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alteration {
    line: usize,
    place: usize,
    digit: char,
}

impl Alteration {
    /// Of a digit of the number, the birth or the expiry date of a zone; `None` of one without digits there.
    #[must_use]
    pub fn invented(zone: &ZoneData, chance: &mut Chance) -> Option<Self> {
        let lines = zone.lines();
        let digits: Vec<(usize, usize, char)> = places(zone.format)
            .into_iter()
            .flat_map(|(line, places)| places.map(move |place| (line, place)))
            .filter_map(|(line, place)| Some((line, place, lines.get(line)?.chars().nth(place)?)))
            .filter(|(_, _, digit)| digit.is_ascii_digit())
            .collect();
        if digits.is_empty() {
            return None;
        }
        let (line, place, issued) = *chance.pick(&digits);
        let others: Vec<char> = ('0'..='9').filter(|digit| *digit != issued).collect();
        let digit = *chance.pick(&others);
        Some(Self { line, place, digit })
    }

    /// The lines with the other digit.
    pub(super) fn of(self, mut lines: Vec<String>) -> Vec<String> {
        if let Some(line) = lines.get_mut(self.line) {
            line.replace_range(self.place..=self.place, &self.digit.to_string());
        }
        lines
    }
}

/// Where the first nine characters of the number, the birth and the expiry date stand: line and places.
fn places(format: ZoneFormat) -> [(usize, Range<usize>); 3] {
    match format {
        ZoneFormat::Td1 => [(0, 5..14), (1, 0..6), (1, 8..14)],
        _ => [(1, 0..9), (1, 13..19), (1, 21..27)],
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::SpecimenDocument;
    use super::*;

    #[test]
    fn one_digit_is_another_one_and_all_else_stays() {
        for item in 0..60 {
            let mut chance = Chance::new(3, item);
            let issued = SpecimenDocument::invented(item, &mut chance).zone;
            let alteration = Alteration::invented(&issued, &mut chance);
            let altered = ZoneData {
                alteration,
                ..issued.clone()
            };
            let differing: Vec<(char, char)> = issued
                .lines()
                .concat()
                .chars()
                .zip(altered.lines().concat().chars())
                .filter(|(before, after)| before != after)
                .collect();
            assert_eq!(differing.len(), 1, "{item}");
            assert!(differing[0].0.is_ascii_digit() && differing[0].1.is_ascii_digit());
        }
    }
}
