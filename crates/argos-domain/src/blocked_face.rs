//! A project's block-list of faces: whoever comes again with one of them is looked at by a human.

use serde::{Deserialize, Serialize};

/// The most faces on the list of one project: each is compared with every selfie.
pub const MOST_BLOCKED_FACES: u32 = 1000;

/// Why a face is on the list. Fixed words, so that nothing about the person is written beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockReason {
    /// A document that was made or changed.
    ForgedDocument,
    /// Somebody else's document.
    OtherPersonsDocument,
    /// A picture, a screen, a mask or a made-up face in place of a person.
    DeceivedCamera,
    /// An account that was misused before.
    Misuse,
    /// Something else, told in a note on the submission.
    Other,
}

impl BlockReason {
    /// All reasons, in the order in which they are offered.
    pub const ALL: [Self; 5] = [
        Self::ForgedDocument,
        Self::OtherPersonsDocument,
        Self::DeceivedCamera,
        Self::Misuse,
        Self::Other,
    ];

    /// The reason's name as stored and sent.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ForgedDocument => "forged_document",
            Self::OtherPersonsDocument => "other_persons_document",
            Self::DeceivedCamera => "deceived_camera",
            Self::Misuse => "misuse",
            Self::Other => "other",
        }
    }

    /// The reason with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }

    /// Words for staff, in English, as they stand within a sentence.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::ForgedDocument => "forged or changed document",
            Self::OtherPersonsDocument => "somebody else's document",
            Self::DeceivedCamera => "picture, screen, mask or made-up face in place of a person",
            Self::Misuse => "misuse of an earlier account",
            Self::Other => "something else, see the notes of the submission",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_found_by_their_names() {
        for reason in BlockReason::ALL {
            assert_eq!(BlockReason::from_name(reason.name()), Some(reason));
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.name());
        }
        assert_eq!(BlockReason::from_name(""), None);
    }
}
