//! What a reading proves: how likely its characters are, given what the recogniser saw, what readers confuse and what the
//! check digits say.
//!
//! A check digit alone proves little. It misses one error in ten, and always those that keep its sum: `G` for `6`, `ZZ` for
//! `22`. So every other text that the recogniser may have seen is weighed, too: a reading is proven when it holds nearly
//! all of the probability of the texts that satisfy the same check digits (Bayes' rule; the sums run over remainders
//! modulo 10, as in the forward algorithm of hidden Markov models, Rabiner 1989).

use super::alphabet::{ALPHABET, FILLER, look_alikes};
use super::check_digit::value;
use super::names::Cell;

/// Share of the probability from which a reading is proven.
pub(super) const PROVEN: f32 = 0.99;
/// Share from which a text that satisfies a check digit takes the place of one that does not.
pub(super) const LIKELY: f32 = 0.5;
/// So much less likely than what was read may it be: one character that the recogniser did not see at all, not two.
pub(super) const LEAST_ODDS: f32 = 1e-5;
/// Less likely by what was read, it is a guess that no check digit proves: the recogniser saw nothing of it.
const SEEN_ODDS: f32 = 0.01;
/// How likely a text is that fails the composite check digit, by one that satisfies it: another field may be misread.
const FAILS_COMPOSITE: f32 = 0.02;

/// Probability of a character that resembles the one read, though the recogniser saw nothing of it: at least, and per unit
/// of what the recogniser left open.
const RESEMBLING: (f32, f32) = (0.00002, 0.05);
/// The recogniser, trained on text in which digits stand among digits, prefers them to the letters that they resemble: so
/// many times likelier than it says is a letter in place of a digit, on drawn specimens.
const LETTER_FOR_DIGIT: f32 = 30.0;
/// Probability of such a letter of which it saw nothing, at least.
const UNSEEN_LETTER: f32 = 0.001;
/// A filler, by far the commonest character, is taken for a letter more often than another character is, and a letter
/// hardly ever for a filler: so many times.
const OFTEN: f32 = 5.0;
const RARELY: f32 = 0.03;
/// Probability of all characters that nothing speaks for, likewise.
const UNFORESEEN: (f32, f32) = (0.00002, 0.03);
/// Share of a character's probability that its commonest look-alike, and each other one, inherits where the position
/// forbids the character itself.
const INHERITED: (f32, f32) = (0.3, 0.02);

/// Probability of a filler that was put where the line has room for one, at least.
const GUESSED: f32 = 0.3;

/// Most characters that are told apart in one place.
const MOST: usize = 16;

/// What may stand in a place of a zone: characters with their probabilities, which add up to 1 with the rest.
#[derive(Clone, Copy)]
#[cfg_attr(test, derive(Debug))]
pub(super) struct Possible {
    entries: [(char, f32); MOST],
    count: usize,
    /// Probability of all other characters together.
    rest: f32,
    /// How many others there are.
    others: usize,
}

impl Possible {
    /// What a cell may stand for among the characters that its place allows.
    pub(super) fn of(cell: &Cell, allowed: impl Fn(char) -> bool) -> Self {
        let mut found = Self {
            entries: [(FILLER, 0.0); MOST],
            count: 0,
            rest: 0.0,
            others: 0,
        };
        let open = (1.0 - cell.confidence).clamp(0.0, 1.0);
        if allowed(cell.read) {
            found.raise(cell.read, cell.confidence.max(GUESSED));
        }
        for (other, probability) in cell.others.iter().filter(|(other, _)| allowed(*other)) {
            let bias = match (cell.read.is_ascii_digit(), other.is_ascii_uppercase()) {
                (true, true) => LETTER_FOR_DIGIT,
                _ => 1.0,
            };
            found.raise(other, (bias * probability).min(cell.confidence.max(probability)));
        }
        for (index, other) in look_alikes(cell.read).filter(|other| allowed(*other)).enumerate() {
            let resembling = match (allowed(cell.read), index) {
                (true, _) if cell.read == FILLER => RARELY * (RESEMBLING.0 + RESEMBLING.1 * open),
                (true, _) if cell.read.is_ascii_digit() && other.is_ascii_uppercase() => {
                    UNSEEN_LETTER.max(RESEMBLING.0 + RESEMBLING.1 * open)
                }
                (true, _) if other == FILLER => OFTEN * (RESEMBLING.0 + RESEMBLING.1 * open),
                (true, _) => RESEMBLING.0 + RESEMBLING.1 * open,
                (false, 0) => INHERITED.0 * cell.confidence,
                (false, _) => INHERITED.1 * cell.confidence,
            };
            found.raise(other, resembling);
        }
        let listed = &found.entries[..found.count];
        found.others = ALPHABET
            .chars()
            .filter(|character| allowed(*character) && listed.iter().all(|(known, _)| known != character))
            .count();
        let rest = match found.others {
            0 => 0.0,
            _ => UNFORESEEN.0 + UNFORESEEN.1 * open,
        };
        let sum = listed.iter().map(|(_, probability)| probability).sum::<f32>() + rest;
        for entry in &mut found.entries[..found.count] {
            entry.1 /= sum;
        }
        found.rest = rest / sum;
        found
    }

    /// Gives a character at least this probability.
    fn raise(&mut self, character: char, probability: f32) {
        if let Some(known) = self.entries[..self.count]
            .iter_mut()
            .find(|(known, _)| *known == character)
        {
            known.1 = known.1.max(probability);
        } else if self.count < MOST {
            self.entries[self.count] = (character, probability);
            self.count += 1;
        }
    }

    fn entries(&self) -> &[(char, f32)] {
        &self.entries[..self.count]
    }

    /// The probability of the likeliest character.
    fn most(&self) -> f32 {
        self.entries()
            .iter()
            .map(|(_, probability)| *probability)
            .fold(0.0, f32::max)
    }

    /// The probability of an allowed character.
    pub(super) fn probability(&self, character: char) -> f32 {
        match self.entries().iter().find(|(known, _)| *known == character) {
            Some((_, probability)) => *probability,
            None => self.rest / self.others.max(1) as f32,
        }
    }
}

/// What a check digit demands: the values of the characters, each times its weight, have this sum modulo 10.
#[derive(Clone)]
#[cfg_attr(test, derive(Debug))]
pub(super) struct Equation {
    pub weights: Vec<u32>,
    pub sum: u32,
}

impl Equation {
    /// Of a field of so many characters that its own check digit follows.
    pub(super) fn of_field(length: usize) -> Self {
        let field = (0..length).map(|index| [7, 3, 1][index % 3]);
        Self {
            weights: field.chain([9]).collect(),
            sum: 0,
        }
    }

    /// Whether a text satisfies it.
    pub(super) fn holds(&self, text: &str) -> bool {
        let sum: Option<u32> = text
            .chars()
            .zip(&self.weights)
            .map(|(character, weight)| Some(value(character)? * weight))
            .sum();
        sum.is_some_and(|sum| sum % 10 == self.sum)
    }

    fn remainder(&self, before: usize, index: usize, value: u32) -> usize {
        let weight = self.weights.get(index).copied().unwrap_or(0);
        (before + (value * weight) as usize) % 10
    }
}

/// The likeliest text that satisfies check digits.
#[cfg_attr(test, derive(Debug))]
pub(super) struct Verdict {
    pub characters: Vec<char>,
    /// Its share of the probability of all texts that satisfy them, 0 to 1.
    pub share: f32,
    /// Its probability by that of the likeliest text of all, 0 to 1.
    pub odds: f32,
}

impl Verdict {
    /// Whether the recogniser saw it and hardly anything else satisfies the check digits.
    pub(super) fn is_proven(&self) -> bool {
        self.share >= PROVEN && self.was_seen()
    }

    /// Whether the recogniser saw it, if only as a possibility.
    pub(super) fn was_seen(&self) -> bool {
        self.odds >= SEEN_ODDS
    }
}

/// The likeliest text, given the check digit that it must satisfy and the composite one, which other fields may spoil.
/// `None` when the check digit allows none of the characters that the recogniser may have seen.
pub(super) fn likeliest(cells: &[Possible], own: Option<&Equation>, composite: Option<&Equation>) -> Option<Verdict> {
    // A state is a remainder of the own sum and one of the composite sum.
    let sizes = [own, composite].map(|equation| if equation.is_some() { 10 } else { 1 });
    let states = sizes[0] * sizes[1];
    let (mut mass, mut best) = (vec![0.0f32; states], vec![0.0f32; states]);
    (mass[0], best[0]) = (1.0, 1.0);
    // From which state, and by which character, the likeliest text reached each state.
    let mut steps: Vec<Vec<(usize, char)>> = Vec::with_capacity(cells.len());
    let mut most = 1.0;
    for (index, cell) in cells.iter().enumerate() {
        let rest = cell.rest * mass.iter().sum::<f32>() / states as f32;
        let (mut next_mass, mut next_best) = (vec![rest; states], vec![0.0f32; states]);
        let mut step = vec![(0, FILLER); states];
        for (character, probability) in cell.entries() {
            let moved = value(*character).unwrap_or(0);
            for state in (0..states).filter(|state| mass[*state] > 0.0) {
                let remainders = [state / sizes[1], state % sizes[1]];
                let after = |equation: Option<&Equation>, before| {
                    equation.map_or(0, |equation| equation.remainder(before, index, moved))
                };
                let to = after(own, remainders[0]) * sizes[1] + after(composite, remainders[1]);
                next_mass[to] += mass[state] * probability;
                let reached = best[state] * probability;
                if reached > next_best[to] {
                    next_best[to] = reached;
                    step[to] = (state, *character);
                }
            }
        }
        most *= cell.most();
        steps.push(step);
        (mass, best) = (next_mass, next_best);
    }
    let wanted = [own, composite].map(|equation| equation.map_or(0, |equation| equation.sum as usize % 10));
    let ends = (0..sizes[1]).map(|remainder| {
        let weight = if remainder == wanted[1] { 1.0 } else { FAILS_COMPOSITE };
        (wanted[0] * sizes[1] + remainder, weight)
    });
    let all: f32 = ends.clone().map(|(state, weight)| mass[state] * weight).sum();
    let (mut state, weight) = ends.max_by(|a, b| (best[a.0] * a.1).total_cmp(&(best[b.0] * b.1)))?;
    let found = best[state];
    if found <= 0.0 {
        return None;
    }
    let mut characters = Vec::with_capacity(cells.len());
    for step in steps.iter().rev() {
        let (before, character) = step[state];
        characters.push(character);
        state = before;
    }
    characters.reverse();
    Some(Verdict {
        characters,
        share: found * weight / all.max(f32::MIN_POSITIVE),
        odds: found / f32::max(most, f32::MIN_POSITIVE),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mrz::format::CharacterClass;
    use crate::mrz::line::{Alternatives, ReadLine};
    use proptest::prelude::*;

    fn any(_: char) -> bool {
        true
    }

    fn cells(text: &str, doubts: &[(usize, char, f32)]) -> Vec<Possible> {
        let line = ReadLine::from(text);
        let each = line.0.iter().enumerate().map(|(index, read)| {
            let doubts = doubts.iter().filter(|(at, _, _)| *at == index);
            let others: Vec<(char, f32)> = doubts.map(|(_, other, share)| (*other, *share)).collect();
            let confidence = 1.0 - others.iter().map(|(_, share)| share).sum::<f32>();
            let cell = Cell {
                character: read.character,
                read: read.character,
                class: CharacterClass::Any,
                confidence,
                changed: false,
                others: Alternatives::of(others),
            };
            Possible::of(&cell, any)
        });
        each.collect()
    }

    fn verdict(text: &str, doubts: &[(usize, char, f32)]) -> Option<Verdict> {
        let cells = cells(text, doubts);
        likeliest(&cells, Some(&Equation::of_field(cells.len() - 1)), None)
    }

    #[test]
    fn a_sure_number_that_fits_its_check_digit_is_proven() {
        let found = verdict("L898902C36", &[]).unwrap();
        assert_eq!(found.characters.iter().collect::<String>(), "L898902C36");
        assert!(found.share > PROVEN && found.odds > 0.999, "{found:?}");
    }

    #[test]
    fn a_check_digit_that_other_likely_characters_satisfy_too_proves_nothing() {
        // G and 6 have equal values modulo 10; ZZ has the sum of 22.
        assert!(verdict("6X2420094", &[(0, 'G', 0.03)]).unwrap().share < PROVEN);
        assert!(
            verdict("6X2420094", &[(0, '8', 0.03)]).unwrap().share > PROVEN,
            "8 has another value"
        );
        let both = verdict("228770244", &[(0, 'Z', 0.01), (1, 'Z', 0.01)]).unwrap();
        assert!(both.share < PROVEN && both.share > LIKELY, "{both:?}");
    }

    #[test]
    fn two_doubtful_characters_become_what_the_check_digit_demands() {
        let found = verdict("L8989O2C36", &[(5, '0', 0.4)]).unwrap();
        assert_eq!(found.characters.iter().collect::<String>(), "L898902C36");
        assert!(found.share > PROVEN && found.odds > 0.5, "{found:?}");
        let found = verdict("LB989O2C36", &[(1, '8', 0.3), (5, '0', 0.3)]).unwrap();
        assert_eq!(found.characters.iter().collect::<String>(), "L898902C36");
    }

    #[test]
    fn the_composite_digit_decides_between_texts_that_satisfy_the_own_one() {
        let cells = cells("228770244", &[(0, 'Z', 0.01), (1, 'Z', 0.01)]);
        let own = Equation::of_field(8);
        let alone = likeliest(&cells, Some(&own), None).unwrap();
        let weights: Vec<u32> = (0..9).map(|index| [3, 1, 7][index % 3]).collect();
        let of = |text: &str| {
            let all = text.chars().zip(&weights);
            all.map(|(character, weight)| value(character).unwrap() * weight)
                .sum::<u32>()
                % 10
        };
        assert_ne!(of("228770244"), of("ZZ8770244"));
        let composite = Equation {
            sum: of("ZZ8770244"),
            weights: weights.clone(),
        };
        let together = likeliest(&cells, Some(&own), Some(&composite)).unwrap();
        assert_eq!(alone.characters[0], '2');
        assert_eq!(together.characters[0], 'Z');
        assert!(alone.share > 0.8 && together.share > LIKELY, "{alone:?} {together:?}");
    }

    #[test]
    fn what_the_recogniser_did_not_see_is_no_proof() {
        // 8 for B fits the check digit, but the recogniser was sure of B.
        let found = verdict("LB98902C36", &[]).unwrap();
        assert!(found.share < PROVEN, "{found:?}");
    }

    proptest! {
        #[test]
        fn the_likeliest_text_satisfies_its_check_digit(text in "[A-Z0-9<]{3,12}", sum in 0u32..10, second in 0u32..10) {
            let cells = cells(&text, &[]);
            let length = cells.len();
            let own = Equation { weights: (0..length).map(|index| [7, 3, 1][index % 3]).collect(), sum };
            let other = Equation { weights: (0..length).map(|index| [3, 1, 7][index % 3]).collect(), sum: second };
            if let Some(found) = likeliest(&cells, Some(&own), Some(&other)) {
                let all = found.characters.iter().zip(&own.weights);
                let got: u32 = all.map(|(character, weight)| value(*character).unwrap() * weight).sum();
                prop_assert_eq!(got % 10, own.sum);
                prop_assert!(found.share > 0.0 && found.share <= 1.0001 && found.odds <= 1.0001);
            }
        }

        #[test]
        fn without_a_check_digit_the_share_is_the_product_of_the_probabilities(text in "[A-Z0-9<]{1,12}") {
            let cells = cells(&text, &[(0, 'Z', 0.3)]);
            let found = likeliest(&cells, None, None).unwrap();
            let product: f32 = cells.iter().map(Possible::most).product();
            prop_assert!((found.share - product).abs() < 1e-3, "{:?} {}", found, product);
        }
    }
}
