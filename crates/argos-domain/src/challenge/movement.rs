//! What is asked of a person.

use serde::{Deserialize, Serialize};

/// A movement asked of the person; left and right are the person's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Movement {
    /// Turns the head to the person's own left.
    TurnLeft,
    /// Turns the head to the person's own right.
    TurnRight,
    /// Raises the chin.
    LookUp,
    /// Closes both eyes for a moment and opens them again.
    Blink,
    /// Brings the face closer to the camera.
    ComeCloser,
}

impl Movement {
    /// All movements.
    pub const ALL: [Self; 5] = [
        Self::TurnLeft,
        Self::TurnRight,
        Self::LookUp,
        Self::Blink,
        Self::ComeCloser,
    ];

    /// The movement's word in answers, settings and events.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TurnLeft => "turn_left",
            Self::TurnRight => "turn_right",
            Self::LookUp => "look_up",
            Self::Blink => "blink",
            Self::ComeCloser => "come_closer",
        }
    }

    /// The movement with this word.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|movement| movement.name() == name)
    }

    /// Whether the movement shows from another side that the face has depth.
    #[must_use]
    pub const fn is_turn(self) -> bool {
        matches!(self, Self::TurnLeft | Self::TurnRight)
    }
}

/// Movements in one sequence.
const LENGTH: usize = 3;

/// What is asked, in order: three different movements, at least one of them a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "[Movement; LENGTH]", into = "[Movement; LENGTH]")]
pub struct MovementSequence([Movement; LENGTH]);

impl MovementSequence {
    /// Random bytes that [`Self::draw`] needs.
    pub const RANDOM_BYTES: usize = 8;

    /// Draws one of all sequences without the movements that the person cannot make, each equally likely. `None` when
    /// too few movements are left or no turn among them: then somebody else has to look at the person.
    #[must_use]
    pub fn draw(random: [u8; Self::RANDOM_BYTES], cannot: &[Movement]) -> Option<Self> {
        let sequences = Self::all_without(cannot);
        let count = u64::try_from(sequences.len()).ok().filter(|count| *count > 0)?;
        // 64 bits for at most 54 sequences: no sequence is favoured by more than one part in 10^17.
        let index = usize::try_from(u64::from_le_bytes(random) % count).ok()?;
        sequences.get(index).copied()
    }

    /// All sequences without some movements.
    fn all_without(cannot: &[Movement]) -> Vec<Self> {
        let possible = || Movement::ALL.into_iter().filter(|movement| !cannot.contains(movement));
        possible()
            .flat_map(|first| possible().flat_map(move |second| possible().map(move |third| [first, second, third])))
            .filter_map(|movements| Self::try_from(movements).ok())
            .collect()
    }

    /// The movements in the order in which they are asked.
    #[must_use]
    pub const fn movements(&self) -> &[Movement; LENGTH] {
        &self.0
    }
}

/// Movements that are no sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sequence has three different movements, at least one of them a turn")]
pub struct NoSequence;

impl TryFrom<[Movement; LENGTH]> for MovementSequence {
    type Error = NoSequence;

    fn try_from(movements: [Movement; LENGTH]) -> Result<Self, NoSequence> {
        let [first, second, third] = movements;
        let different = first != second && second != third && first != third;
        if different && movements.iter().any(|movement| movement.is_turn()) {
            Ok(Self(movements))
        } else {
            Err(NoSequence)
        }
    }
}

impl From<MovementSequence> for [Movement; LENGTH] {
    fn from(sequence: MovementSequence) -> Self {
        sequence.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn every_sequence_is_drawn_about_as_often() {
        let mut drawn = BTreeMap::new();
        for random in 0..5400u64 {
            let sequence = MovementSequence::draw(random.to_le_bytes(), &[]).unwrap();
            assert!(sequence.movements().iter().any(|movement| movement.is_turn()));
            *drawn.entry(*sequence.movements()).or_insert(0) += 1;
        }
        // 5 * 4 * 3 orders, less the 6 of the three movements without a turn.
        assert_eq!(drawn.len(), 54);
        assert!(drawn.values().all(|count| *count == 100));
    }

    #[test]
    fn a_movement_that_somebody_cannot_make_is_not_asked() {
        let cannot = [Movement::Blink, Movement::TurnRight];
        for random in 0..200u64 {
            let sequence = MovementSequence::draw(random.to_le_bytes(), &cannot).unwrap();
            assert!(sequence.movements().iter().all(|movement| !cannot.contains(movement)));
        }
    }

    #[test]
    fn who_cannot_turn_or_can_do_two_things_only_is_not_asked() {
        let no_turn = [Movement::TurnLeft, Movement::TurnRight];
        assert_eq!(MovementSequence::draw([7; 8], &no_turn), None);
        let two_left = [Movement::LookUp, Movement::Blink, Movement::ComeCloser];
        assert_eq!(MovementSequence::draw([7; 8], &two_left), None);
        assert_eq!(MovementSequence::draw([7; 8], &Movement::ALL), None);
    }

    #[test]
    fn stored_sequences_are_checked() {
        let sequence = MovementSequence::draw([3; 8], &[]).unwrap();
        let stored = serde_json::to_string(&sequence).unwrap();
        assert_eq!(serde_json::from_str::<MovementSequence>(&stored).unwrap(), sequence);
        assert!(serde_json::from_str::<MovementSequence>(r#"["turn_left","blink","blink"]"#).is_err());
        assert!(serde_json::from_str::<MovementSequence>(r#"["look_up","blink","come_closer"]"#).is_err());
        let words = Movement::ALL.map(|movement| serde_json::to_value(movement).unwrap());
        assert_eq!(
            words,
            Movement::ALL.map(|movement| serde_json::Value::from(movement.name()))
        );
    }
}
