//! Chance that is the same on every machine: SplitMix64 (G. L. Steele et al., "Fast splittable pseudorandom number
//! generators", 2014). It composes; it keeps nothing secret.

/// A source of decisions.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// The decisions for one item: changing the number of items changes none of them.
    pub fn new(seed: u64, item: u64) -> Self {
        let mut chance = Self(seed ^ item.wrapping_mul(0xD1B5_4A32_D192_ED03).rotate_left(31));
        chance.number();
        chance
    }

    fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// 0 to `count`, `count` excluded; 0 for an empty range.
    pub fn below(&mut self, count: usize) -> usize {
        ((u128::from(self.number()) * count as u128) >> 64) as usize
    }

    /// Whether something of this probability happens.
    pub fn happens(&mut self, probability: f64) -> bool {
        ((self.number() >> 11) as f64) < probability * (1_u64 << 53) as f64
    }

    /// One of several; `None` of none.
    pub fn pick<'a, T>(&mut self, several: &'a [T]) -> Option<&'a T> {
        several.get(self.below(several.len()))
    }

    /// Brings things into an order by chance (R. A. Fisher and F. Yates, 1938).
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_means_the_same_everywhere_and_ranges_are_kept() {
        let drawn = |seed| -> Vec<usize> {
            let mut chance = Chance::new(seed, 3);
            (0..50).map(|_| chance.below(7)).collect()
        };
        assert_eq!(drawn(1), drawn(1));
        assert!(drawn(1) != drawn(2) && drawn(1).iter().all(|number| *number < 7));
        let mut order: Vec<u32> = (0..20).collect();
        Chance::new(1, 1).shuffle(&mut order);
        assert_ne!(order, (0..20).collect::<Vec<_>>());
        order.sort_unstable();
        assert_eq!(order, (0..20).collect::<Vec<_>>());
        assert!(Chance::new(1, 1).pick::<u8>(&[]).is_none());
    }
}
