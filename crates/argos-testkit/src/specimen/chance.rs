//! Chance that is the same on every machine: the generator's algorithm is fixed (PCG, O'Neill 2014), and what is made of
//! its numbers is written here, so that a seed means the same specimens whatever versions of libraries are installed.

use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::{Rng, SeedableRng};

/// A source of decisions.
#[derive(Debug, Clone)]
pub struct Chance(Pcg64Mcg);

impl Chance {
    /// The decisions for one item of a set: changing the number of items changes none of them.
    #[must_use]
    pub fn new(seed: u64, item: u64) -> Self {
        // Neighbouring seeds must not give similar numbers.
        let mixed = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ item.wrapping_mul(0xD1B5_4A32_D192_ED03).rotate_left(31);
        let mut generator = Pcg64Mcg::seed_from_u64(mixed);
        generator.next_u64();
        Self(generator)
    }

    /// A source of its own, so that further decisions taken from it leave those that follow here as they are.
    pub fn branch(&mut self) -> Self {
        let state = self.0.next_u64();
        Self(Pcg64Mcg::seed_from_u64(state))
    }

    /// Any whole number.
    pub fn number(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// 0 to 1, 1 excluded.
    pub fn unit(&mut self) -> f32 {
        (self.0.next_u64() >> 40) as f32 / (1u64 << 24) as f32
    }

    /// A number of a range, all equally likely.
    pub fn between(&mut self, (low, high): (f32, f32)) -> f32 {
        low + (high - low) * self.unit()
    }

    /// Up to this far from zero in either direction.
    pub fn around(&mut self, most: f32) -> f32 {
        self.between((-most, most))
    }

    /// 0 to `count`, `count` excluded; 0 for an empty range.
    pub fn below(&mut self, count: usize) -> usize {
        ((u128::from(self.0.next_u64()) * count as u128) >> 64) as usize
    }

    /// Whether something of this probability happens.
    pub fn happens(&mut self, probability: f32) -> bool {
        self.unit() < probability
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, several: &'a [T]) -> &'a T {
        &several[self.below(several.len())]
    }

    /// Text after a pattern: `9` becomes a digit, `A` a letter, `X` either; anything else stays. `I`, `O` and `Q` are
    /// not used, as most issuers avoid them.
    pub fn filled(&mut self, pattern: &str) -> String {
        const DIGITS: &[u8] = b"0123456789";
        const LETTERS: &[u8] = b"ABCDEFGHJKLMNPRSTUVWXYZ";
        const BOTH: &[u8] = b"0123456789CFGHJKLMNPRTVWXYZ";
        let character = |place| match place {
            '9' => char::from(*self.pick(DIGITS)),
            'A' => char::from(*self.pick(LETTERS)),
            'X' => char::from(*self.pick(BOTH)),
            other => other,
        };
        pattern.chars().map(character).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_first_day() {
        let mut chance = Chance::new(1, 0);
        let first: Vec<usize> = (0..8).map(|_| chance.below(1000)).collect();
        let mut again = Chance::new(1, 0);
        let second: Vec<usize> = (0..8).map(|_| again.below(1000)).collect();
        assert_eq!(first, second);
        let mut other = Chance::new(1, 1);
        assert_ne!(first, (0..8).map(|_| other.below(1000)).collect::<Vec<_>>());
    }

    #[test]
    fn ranges_are_kept_and_filled() {
        let mut chance = Chance::new(7, 3);
        let values: Vec<f32> = (0..2000).map(|_| chance.between((2.0, 4.0))).collect();
        assert!(values.iter().all(|value| (2.0..4.0).contains(value)));
        let mean = values.iter().sum::<f32>() / 2000.0;
        assert!((mean - 3.0).abs() < 0.05, "{mean}");
        let text = chance.filled("A9-X");
        assert!(text.len() == 4 && text.as_bytes()[0].is_ascii_uppercase() && text.as_bytes()[1].is_ascii_digit());
    }
}
