//! Checks of step 2: is one usable face there, is it the document's, does it look live.

use super::face_similarity::similarity_percentage;
use argos_domain::check::{CheckName, CheckOutcome, CheckResult, Standing};
use argos_domain::code::RetryCode;
use argos_domain::judgement::{self, tenth};
use argos_domain::policy::Policy;
use argos_vision::face::{Embedding, Face, FaceCovering, likeness};
use argos_vision::liveness::PassiveLiveness;
use argos_vision::{FaceReading, SelfieReading};

/// Distance of the eyes in pixels below which a face cannot be compared.
const LEAST_EYE_DISTANCE: f32 = 30.0;
/// Distance of the eyes in pixels that a good selfie has.
const GOOD_EYE_DISTANCE: f32 = 60.0;
/// Sharpness of the face (see `FaceQuality`) below which it cannot be compared.
const LEAST_SHARPNESS: f32 = 8.0;
/// Sharpness of a good selfie.
const GOOD_SHARPNESS: f32 = 40.0;
/// Brightness of the face, 0 to 1, within which it can be compared.
const USABLE_BRIGHTNESS: std::ops::RangeInclusive<f32> = 0.10..=0.95;
/// Turn of the head (see `FacePose`) from which the two cheeks look too different.
const LARGEST_TURN: f32 = 0.75;

/// Height of the more open eye by its width below which both count as closed.
const LEAST_OPENING: f32 = 0.20;
/// Likeness of a face to itself without the eyes from which on they count as covered.
const MOST_WITHOUT_EYES: f32 = 0.87;
/// The same without mouth and chin.
const MOST_WITHOUT_MOUTH: f32 = 0.92;

/// All checks of a selfie. `portrait` is the embedding of the document's portrait; without one a human must compare.
/// `face_model` names the networks that made the embeddings.
#[must_use]
pub fn selfie_checks(
    reading: &SelfieReading,
    portrait: Option<&Embedding>,
    policy: &Policy,
    face_model: &str,
) -> Vec<CheckResult> {
    let Some(face) = &reading.face else {
        let outcome = CheckOutcome::Retry(RetryCode::FaceNotFound);
        return vec![CheckResult::plain(
            CheckName::SelfieFace,
            outcome,
            "no face was found in the selfie",
        )];
    };
    let mut checks = vec![image_check(&face.face), face_check(reading.other_faces)];
    if let Some(visible) = &reading.visible {
        checks.extend(visible.eye_opening.map(eyes_check));
        checks.extend(
            visible
                .covering
                .map(|covering| covering_check(covering).by_model(face_model)),
        );
    }
    checks.push(match portrait {
        Some(portrait) => match_check(face, portrait, policy).by_model(face_model),
        None => CheckResult::plain(
            CheckName::FaceMatch,
            CheckOutcome::Pending,
            "there is no portrait to compare the face with",
        ),
    });
    if let Some(liveness) = &reading.passive_liveness {
        let judged = judgement::passive_liveness(liveness_of_100(liveness), policy);
        let message = format!(
            "passive liveness {:.1} of 100 on one picture; the signal is weak and never rejects by itself",
            judged.value
        );
        let check = judged.check(CheckName::PassiveLiveness, message);
        checks.push(check.by_model(liveness.model.clone()));
    }
    checks
}

/// The passive liveness of a face on the scale of the policy's threshold, 0 to 100; a face that reaches the threshold
/// counts as live.
#[must_use]
pub fn liveness_of_100(liveness: &PassiveLiveness) -> f64 {
    f64::from(liveness.live_score) * 100.0
}

fn face_check(other_faces: usize) -> CheckResult {
    if other_faces == 0 {
        return CheckResult::plain(CheckName::SelfieFace, CheckOutcome::Pass, "one face is in the selfie");
    }
    let outcome = CheckOutcome::Retry(RetryCode::MultipleFaces);
    CheckResult::plain(
        CheckName::SelfieFace,
        outcome,
        format!("{} faces are in the selfie", other_faces + 1),
    )
}

/// Closed eyes are noted and turn nobody away: it was measured on painted lids only, and eyes are of many kinds.
fn eyes_check(opening: [f32; 2]) -> CheckResult {
    let more_open = opening[0].max(opening[1]);
    let (outcome, words) = if more_open >= LEAST_OPENING {
        (CheckOutcome::Pass, "open")
    } else {
        (CheckOutcome::Warn, "closed")
    };
    let (value, threshold) = (f64::from(more_open), f64::from(LEAST_OPENING));
    CheckResult::measured(
        CheckName::SelfieEyes,
        outcome,
        (value * 100.0).round() / 100.0,
        threshold,
        Standing::of(value, 0.0, threshold, 2.0 * threshold),
        format!("the eyes seem {words}: the more open one is {more_open:.2} of its width high"),
    )
}

/// A covered face is noted: it was measured on painted masks and glasses only, and what people wear is no reason to turn
/// them away.
fn covering_check(covering: FaceCovering) -> CheckResult {
    let (part, value, most) = if covering.mouth - MOST_WITHOUT_MOUTH >= covering.eyes - MOST_WITHOUT_EYES {
        ("mouth and chin", covering.mouth, MOST_WITHOUT_MOUTH)
    } else {
        ("eyes", covering.eyes, MOST_WITHOUT_EYES)
    };
    let (outcome, words) = if value < most {
        (CheckOutcome::Pass, "to be seen")
    } else {
        (CheckOutcome::Warn, "covered")
    };
    let (value, most) = (f64::from(value), f64::from(most));
    CheckResult::measured(
        CheckName::SelfieCovering,
        outcome,
        (value * 100.0).round() / 100.0,
        most,
        Standing::of(1.0 - value, 0.0, 1.0 - most, 1.0),
        format!("{part} seem {words}: without them the face is {value:.2} like itself"),
    )
}

fn image_check(face: &Face) -> CheckResult {
    let quality = &face.quality;
    let failure = if quality.eye_distance < LEAST_EYE_DISTANCE {
        Some("the face is too small")
    } else if quality.sharpness < LEAST_SHARPNESS {
        Some("the face is blurred")
    } else if quality.brightness < *USABLE_BRIGHTNESS.start() {
        Some("the face is too dark")
    } else if quality.brightness > *USABLE_BRIGHTNESS.end() {
        Some("the face is too bright")
    } else if quality.pose.yaw.abs() > LARGEST_TURN {
        Some("the face is turned away")
    } else {
        None
    };
    let size = Standing::of(
        f64::from(quality.eye_distance),
        0.0,
        f64::from(LEAST_EYE_DISTANCE),
        f64::from(GOOD_EYE_DISTANCE),
    );
    let sharpness = Standing::of(
        f64::from(quality.sharpness),
        0.0,
        f64::from(LEAST_SHARPNESS),
        f64::from(GOOD_SHARPNESS),
    );
    let standing = Standing::new(size.value().min(sharpness.value()));
    let (outcome, message) = match failure {
        Some(reason) => (CheckOutcome::Retry(RetryCode::FaceImageQuality), reason.to_owned()),
        None => (
            CheckOutcome::Pass,
            format!(
                "eyes {:.0} pixels apart, sharpness {:.0}",
                quality.eye_distance, quality.sharpness
            ),
        ),
    };
    let value = tenth(f64::from(quality.eye_distance));
    CheckResult::measured(
        CheckName::SelfieImage,
        outcome,
        value,
        f64::from(LEAST_EYE_DISTANCE),
        standing,
        message,
    )
}

fn match_check(face: &FaceReading, portrait: &Embedding, policy: &Policy) -> CheckResult {
    let likeness = f64::from(likeness(&face.embedding, portrait));
    let judged = judgement::face_match(similarity_percentage(likeness), policy);
    let message = format!("similarity {:.1} of 100 (likeness {likeness:.3})", judged.value);
    judged.check(CheckName::FaceMatch, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_open_eye_is_enough_and_closed_ones_are_noted() {
        assert_eq!(eyes_check([0.05, 0.3]).outcome, CheckOutcome::Pass);
        let closed = eyes_check([0.05, 0.06]);
        assert_eq!((closed.outcome, closed.value), (CheckOutcome::Warn, Some(0.06)));
        assert!(closed.message.contains("closed"), "{}", closed.message);
    }

    #[test]
    fn a_covered_part_is_noted_and_named() {
        let check = |eyes, mouth| covering_check(FaceCovering { eyes, mouth });
        assert_eq!(check(0.6, 0.7).outcome, CheckOutcome::Pass);
        for (eyes, mouth, part) in [(0.6, 0.99, "mouth"), (0.9, 0.7, "eyes"), (0.9, 0.99, "mouth")] {
            let covered = check(eyes, mouth);
            assert_eq!(covered.outcome, CheckOutcome::Warn);
            assert!(covered.message.starts_with(part), "{}", covered.message);
            assert!(covered.standing < Standing::AT_THRESHOLD);
        }
    }
}
