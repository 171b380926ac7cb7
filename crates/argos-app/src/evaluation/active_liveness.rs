//! The check of active liveness: what came of the movements that were asked for.

use super::capture::{capture_check, failure_text};
use super::face_similarity::similarity_percentage;
use crate::capture::Capture;
use argos_domain::challenge::{ChallengeEvidence, ChallengeFailure};
use argos_domain::check::{CheckName, CheckOutcome, CheckResult};
use argos_domain::code::RetryCode;
use argos_domain::judgement::moved_face;
use argos_domain::policy::Policy;
use argos_vision::face::{Embedding, likeness};

/// What is known of the movements when a selfie is judged.
#[derive(Debug)]
pub enum LivenessEvidence {
    /// They were made.
    Made {
        /// By this face.
        reference: Box<Embedding>,
        /// What the frames showed in sum.
        frames: Option<ChallengeEvidence>,
    },
    /// The person said that they cannot make them.
    CannotMove,
    /// The selfie came by API, where nobody sees the camera.
    NoCamera,
}

/// The check. `face` is the selfie's; `None` when movements were made and there is no face to hold against them.
/// `face_model` names the networks that made the embeddings.
#[must_use]
pub fn active_liveness_check(
    evidence: &LivenessEvidence,
    face: Option<&Embedding>,
    policy: &Policy,
    face_model: &str,
) -> Option<CheckResult> {
    let for_a_human = |message| {
        Some(CheckResult::plain(
            CheckName::ActiveLiveness,
            CheckOutcome::Pending,
            message,
        ))
    };
    match evidence {
        LivenessEvidence::Made { reference, frames } => {
            Some(same_face(reference, frames.as_ref(), face?, policy).by_model(face_model))
        }
        LivenessEvidence::CannotMove => for_a_human("not done: the person says that they cannot make the movements"),
        LivenessEvidence::NoCamera => {
            for_a_human("not done: the selfie came by API, where no movements can be asked for")
        }
    }
}

/// The checks of a challenge that failed: that it did, and what its frames say of where they came from.
#[must_use]
pub fn failed_challenge_checks(failure: ChallengeFailure) -> Vec<CheckResult> {
    let outcome = CheckOutcome::Retry(RetryCode::FaceLivenessUnderscore);
    let failed = CheckResult::plain(CheckName::ActiveLiveness, outcome, failure_text(failure));
    let source = capture_check(
        CheckName::SelfieCapture,
        Capture::Liveform(None),
        &[],
        sign_of_deceit(failure),
    );
    source.into_iter().chain([failed]).collect()
}

/// The failure, if it does not happen to people who do what they are asked.
#[must_use]
pub fn sign_of_deceit(failure: ChallengeFailure) -> Option<ChallengeFailure> {
    (!failure.happens_to_honest_people()).then_some(failure)
}

/// The check of an attempt in which challenges were begun again and again, and none was brought to an end.
#[must_use]
pub fn unfinished_challenges_check(begun: u8) -> CheckResult {
    CheckResult::plain(
        CheckName::ActiveLiveness,
        CheckOutcome::Retry(RetryCode::FaceLivenessUnderscore),
        format!("{begun} challenges were begun and none was brought to an end"),
    )
}

fn same_face(
    reference: &Embedding,
    frames: Option<&ChallengeEvidence>,
    selfie: &Embedding,
    policy: &Policy,
) -> CheckResult {
    let judged = moved_face(similarity_percentage(f64::from(likeness(reference, selfie))), policy);
    let similarity = judged.value;
    let message = if judged.outcome == CheckOutcome::Pass {
        format!(
            "the movements were made{}; the face in the selfie is the one that moved, similarity {similarity:.1} of 100",
            frames.map(in_numbers).unwrap_or_default()
        )
    } else {
        format!("the movements were made by another face than the one in the selfie, similarity {similarity:.1} of 100")
    };
    judged.check(CheckName::ActiveLiveness, message)
}

/// What the frames showed, for the middle of a sentence.
fn in_numbers(frames: &ChallengeEvidence) -> String {
    let mut text = format!(" ({} frames", frames.frames);
    if let Some(depth) = frames.least_depth {
        text.push_str(&format!(", depth of the face {depth:.1} times what is needed"));
    }
    text.push(')');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn face(seed: usize) -> Embedding {
        let numbers = |length: usize| -> Vec<f32> {
            (0..length)
                .map(|index| if index % 7 == seed { 1.0 } else { 0.01 })
                .collect()
        };
        let (first, second) = (
            Embedding::BYTES_OF_FIRST / 4,
            (Embedding::BYTES - Embedding::BYTES_OF_FIRST) / 4,
        );
        Embedding::normalised(&numbers(first), &numbers(second)).unwrap()
    }

    #[test]
    fn movements_count_for_the_face_that_made_them() {
        let made = LivenessEvidence::Made {
            reference: Box::new(face(1)),
            frames: None,
        };
        let policy = Policy::default();
        let check = |face: Option<&Embedding>| active_liveness_check(&made, face, &policy, "m");
        assert_eq!(check(Some(&face(1))).unwrap().outcome, CheckOutcome::Pass);
        let other = check(Some(&face(2))).unwrap();
        assert_eq!(other.outcome, CheckOutcome::Retry(RetryCode::FaceLivenessUnderscore));
        assert_eq!(check(None), None);
    }

    #[test]
    fn what_was_not_done_is_for_a_human_and_what_failed_is_tried_again() {
        for evidence in [LivenessEvidence::CannotMove, LivenessEvidence::NoCamera] {
            let check = active_liveness_check(&evidence, None, &Policy::default(), "m").unwrap();
            assert_eq!(check.outcome, CheckOutcome::Pending, "{evidence:?}");
        }
        for failure in ChallengeFailure::ALL {
            let checks = failed_challenge_checks(failure);
            let failed = checks.last().unwrap();
            assert_eq!(failed.outcome, CheckOutcome::Retry(RetryCode::FaceLivenessUnderscore));
            assert!(!failed.message.is_empty());
            let source = checks.iter().find(|check| check.name == CheckName::SelfieCapture);
            let suspicious = !failure.happens_to_honest_people();
            assert_eq!(
                source.map(|check| check.outcome),
                suspicious.then_some(CheckOutcome::Pending)
            );
        }
    }
}
