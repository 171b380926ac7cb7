//! Two statements of one fact held against each other as a person who knows documents would: names, dates, numbers and
//! countries, each written by another hand or read by a machine.
//!
//! A comparison is a number, the agreement, and the class that it falls into, the [`Verdict`]. The class is the
//! statement; the number only orders within it, and never leaves it:
//!
//! | Agreement | Verdict | What it says |
//! |---|---|---|
//! | 1 | same | the same characters, whatever their case |
//! | from 0.9 | written otherwise | a rule makes one of the other: order, transliteration, separators, a name left out |
//! | from 0.7 | slip | characters that readers and typists confuse, few enough to be one |
//! | below | different | nothing of the kind explains it |
//!
//! What check digits prove is no slip: see [`Proof`].

mod country;
mod date;
mod misreading;
mod name;
mod name_words;
mod number;
mod sex;
pub(crate) mod spelling;

pub use country::compare_countries;
pub use date::compare_dates;
pub use name::compare_names;
pub use number::compare_numbers;
pub use sex::compare_sexes;

/// Agreement from which two statements are one, written otherwise.
pub const WRITTEN_OTHERWISE: f64 = 0.9;
/// Agreement from which a difference is explained by a slip of reading or typing.
pub const SLIP: f64 = 0.7;
/// Agreements are told apart to a tenth of a per cent; below a class's upper end by at least this much.
const STEP: f64 = 0.001;

/// What a comparison comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Nothing explains the difference.
    Different,
    /// Characters that readers and typists confuse.
    Slip,
    /// The same by a rule of writing.
    WrittenOtherwise,
    /// The same.
    Same,
}

impl Verdict {
    /// All, the worst first.
    pub const ALL: [Self; 4] = [Self::Different, Self::Slip, Self::WrittenOtherwise, Self::Same];

    /// The class of an agreement, 0 to 1; not-a-number is different.
    #[must_use]
    pub fn of(agreement: f64) -> Self {
        if agreement >= 1.0 {
            Self::Same
        } else if agreement >= WRITTEN_OTHERWISE {
            Self::WrittenOtherwise
        } else if agreement >= SLIP {
            Self::Slip
        } else {
            Self::Different
        }
    }

    /// In one word, for tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::WrittenOtherwise => "written_otherwise",
            Self::Slip => "slip",
            Self::Different => "different",
        }
    }
}

/// Whether something proves a value beside its own characters.
///
/// Check digits of a machine readable zone and the error correction of a barcode leave no room for a misread character:
/// whoever states another value contradicts the document, however alike the two look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Check digits or error correction.
    Proven,
    /// Nothing does; it may be misread.
    Unproven,
}

/// How far two statements agree.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Comparison(f64);

impl Comparison {
    /// The same.
    pub const SAME: Self = Self(1.0);

    /// The same by a rule; `closeness` (0 to 1) orders rules by how much they leave open.
    fn written_otherwise(closeness: f64) -> Self {
        Self(within(WRITTEN_OTHERWISE, 1.0, closeness))
    }

    /// Explained by a slip; `closeness` (0 to 1) tells how small it is.
    fn slip(closeness: f64) -> Self {
        Self(within(SLIP, WRITTEN_OTHERWISE, closeness))
    }

    /// Not explained; `closeness` (0 to 1) is the share that is alike all the same.
    fn different(closeness: f64) -> Self {
        Self(within(0.0, SLIP, closeness))
    }

    /// 0 to 1.
    #[must_use]
    pub const fn agreement(self) -> f64 {
        self.0
    }

    /// Its class.
    #[must_use]
    pub fn verdict(self) -> Verdict {
        Verdict::of(self.0)
    }

    /// The one that agrees more.
    #[must_use]
    pub fn better(self, other: Self) -> Self {
        Self(self.0.max(other.0))
    }

    /// The one that agrees less.
    #[must_use]
    pub fn worse(self, other: Self) -> Self {
        Self(self.0.min(other.0))
    }
}

/// A place between two bounds, the upper one excluded.
fn within(low: f64, high: f64, share: f64) -> f64 {
    let share = if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) };
    low + share * (high - STEP - low)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_agreement_never_leaves_its_class(closeness in prop::num::f64::ANY) {
            prop_assert_eq!(Comparison::written_otherwise(closeness).verdict(), Verdict::WrittenOtherwise);
            prop_assert_eq!(Comparison::slip(closeness).verdict(), Verdict::Slip);
            prop_assert_eq!(Comparison::different(closeness).verdict(), Verdict::Different);
            // Not even as a percentage rounded to a tenth, as it is stored.
            let stored = |comparison: Comparison| Verdict::of((comparison.agreement() * 1000.0).round() / 1000.0);
            prop_assert_eq!(stored(Comparison::written_otherwise(closeness)), Verdict::WrittenOtherwise);
            prop_assert_eq!(stored(Comparison::slip(closeness)), Verdict::Slip);
            prop_assert_eq!(stored(Comparison::different(closeness)), Verdict::Different);
        }
    }

    #[test]
    fn classes_are_in_order() {
        assert!(Verdict::ALL.is_sorted());
        assert_eq!(Verdict::of(1.0), Verdict::Same);
        assert_eq!(Verdict::of(f64::NAN), Verdict::Different);
        let (one, other) = (Comparison::slip(0.5), Comparison::different(1.0));
        assert_eq!((one.better(other), one.worse(other)), (one, other));
    }
}
