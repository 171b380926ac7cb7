//! Which parts fit the score and which it is judged by: a person, a document or a source of selfies is on one side only.

use super::chance::Chance;
use serde::Serialize;

/// The halves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Weights are fitted to it.
    Fitting,
    /// Everything is judged by it.
    HeldOut,
}

impl Side {
    /// Both.
    pub const BOTH: [Self; 2] = [Self::Fitting, Self::HeldOut];
}

/// Deals groups to the sides, the largest first and always to the side with less; `sizes` are the groups' numbers of parts.
/// Equal ones are dealt by chance.
pub fn deal(sizes: &[usize], seed: u64) -> Vec<Side> {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    Chance::new(seed, 0).shuffle(&mut order);
    order.sort_by_key(|group| std::cmp::Reverse(sizes[*group]));
    let mut sides = vec![Side::Fitting; sizes.len()];
    let (mut fitting, mut held_out) = (0, 0);
    for group in order {
        let (side, count) = if held_out <= fitting {
            (Side::HeldOut, &mut held_out)
        } else {
            (Side::Fitting, &mut fitting)
        };
        sides[group] = side;
        *count += sizes[group].max(1);
    }
    sides
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_get_about_as_much_and_a_seed_deals_alike() {
        let sizes = [100, 1, 1, 40, 30, 20, 5, 3];
        let sides = deal(&sizes, 7);
        let fitting: usize = sizes
            .iter()
            .zip(&sides)
            .filter(|(_, side)| **side == Side::Fitting)
            .map(|(size, _)| size)
            .sum();
        assert_eq!(fitting, 100);
        assert_eq!(sides, deal(&sizes, 7));
    }
}
