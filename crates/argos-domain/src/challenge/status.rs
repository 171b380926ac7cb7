//! What the judge says after each frame.

use super::Movement;
use serde::{Deserialize, Serialize};

/// Where a challenge stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChallengeStatus {
    /// Not finished.
    Ongoing {
        /// Movements made so far, 0 to 2.
        step: u8,
        /// What the person shall do now.
        prompt: Prompt,
    },
    /// All movements were made, in order and in time, by one person with depth.
    Passed,
    /// Over. A new challenge is a new sequence.
    Failed(ChallengeFailure),
}

impl ChallengeStatus {
    /// Whether no further frame will change it.
    #[must_use]
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::Ongoing { .. })
    }
}

/// What the person shall do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prompt {
    /// Look straight into the camera, eyes open, and hold still.
    FaceTheCamera,
    /// Nobody else in the picture.
    OneFaceOnly,
    /// The face is too small.
    CloserToCamera,
    /// The face is too large.
    FartherAway,
    /// The face is too dark.
    MoreLight,
    /// Make this movement.
    Do(Movement),
    /// The movement was seen: back to where the person began.
    BackToCentre,
}

impl Prompt {
    /// The prompt's word; that of a movement is the movement's.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FaceTheCamera => "face_the_camera",
            Self::OneFaceOnly => "one_face_only",
            Self::CloserToCamera => "closer_to_camera",
            Self::FartherAway => "farther_away",
            Self::MoreLight => "more_light",
            Self::Do(movement) => movement.name(),
            Self::BackToCentre => "back_to_centre",
        }
    }
}

/// Why a challenge was not passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChallengeFailure {
    /// A movement, the way back from one, or the whole took too long.
    OutOfTime,
    /// The face went away for too long.
    FaceLost,
    /// Another face than that of the first frame.
    AnotherPerson,
    /// More than one face.
    SeveralFaces,
    /// Clearly another movement than the one asked.
    WrongMovement,
    /// A frame's number or time lies before that of an earlier one.
    FramesOutOfOrder,
    /// Frames came again that had been before.
    FramesRepeated,
    /// The very same frame again and again.
    FramesFrozen,
    /// The phone's times do not fit the server's.
    ImplausibleTiming,
    /// The face moved as no head does.
    ImplausibleMotion,
    /// The face moved like a flat or bent picture, without a nose that stands out.
    LooksLikeAPicture,
    /// More frames than a challenge can have, or measurements that are no numbers.
    UnusableFrames,
}

impl ChallengeFailure {
    /// All failures.
    pub const ALL: [Self; 12] = [
        Self::OutOfTime,
        Self::FaceLost,
        Self::AnotherPerson,
        Self::SeveralFaces,
        Self::WrongMovement,
        Self::FramesOutOfOrder,
        Self::FramesRepeated,
        Self::FramesFrozen,
        Self::ImplausibleTiming,
        Self::ImplausibleMotion,
        Self::LooksLikeAPicture,
        Self::UnusableFrames,
    ];

    /// The failure's word in events and check details.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OutOfTime => "out_of_time",
            Self::FaceLost => "face_lost",
            Self::AnotherPerson => "another_person",
            Self::SeveralFaces => "several_faces",
            Self::WrongMovement => "wrong_movement",
            Self::FramesOutOfOrder => "frames_out_of_order",
            Self::FramesRepeated => "frames_repeated",
            Self::FramesFrozen => "frames_frozen",
            Self::ImplausibleTiming => "implausible_timing",
            Self::ImplausibleMotion => "implausible_motion",
            Self::LooksLikeAPicture => "looks_like_a_picture",
            Self::UnusableFrames => "unusable_frames",
        }
    }

    /// Whether it can happen to an honest person, who should simply try again.
    #[must_use]
    pub const fn happens_to_honest_people(self) -> bool {
        matches!(
            self,
            Self::OutOfTime | Self::FaceLost | Self::SeveralFaces | Self::WrongMovement
        )
    }
}
