//! Checks of where pictures came from.

use crate::capture::Capture;
use argos_domain::capture::{CaptureSource, CaptureStatement};
use argos_domain::challenge::ChallengeFailure;
use argos_domain::check::{CheckName, CheckOutcome, CheckResult};
use argos_vision::Picture;
use argos_vision::image::ImageFormat;

/// The check `name` of where `pictures` came from. `sign` is a sign of deceit in a challenge of active liveness. `None` when
/// nothing is known: the picture came by API, or the page says nothing.
#[must_use]
pub fn capture_check(
    name: CheckName,
    capture: Capture,
    pictures: &[&Picture],
    sign: Option<ChallengeFailure>,
) -> Option<CheckResult> {
    let statement = match capture {
        Capture::Liveform(statement) => statement,
        Capture::Api => None,
    };
    let mut reasons = Vec::new();
    if let Some(camera) = statement.and_then(|statement| statement.virtual_camera) {
        reasons.push(format!("it came through a virtual camera ({})", camera.product()));
    }
    if statement.is_some_and(|statement| contradicts(statement, pictures)) {
        reasons
            .push("it is said to be from the camera's stream, and the file was written by something else".to_owned());
    }
    if let Some(sign) = sign {
        reasons.push(format!("in a challenge of active liveness, {}", failure_text(sign)));
    }
    if !reasons.is_empty() {
        return Some(CheckResult::plain(name, CheckOutcome::Pending, reasons.join("; ")));
    }
    let (outcome, message) = match statement?.source {
        CaptureSource::Camera => (CheckOutcome::Pass, "the page took it from a camera's stream"),
        CaptureSource::File => (
            CheckOutcome::Warn,
            "a file was given in place of a picture from the camera",
        ),
    };
    Some(CheckResult::plain(name, outcome, message))
}

/// The page draws a frame of the stream and has the browser encode it as JPEG: no camera and no program signs that.
fn contradicts(statement: CaptureStatement, pictures: &[&Picture]) -> bool {
    let is_signed = |picture: &&Picture| picture.metadata.has_camera || picture.metadata.has_software;
    let is_no_frame = |picture: &&Picture| picture.format != ImageFormat::Jpeg || is_signed(picture);
    statement.source == CaptureSource::Camera && pictures.iter().any(is_no_frame)
}

/// What happened, as the middle of a sentence for staff.
#[must_use]
pub(super) const fn failure_text(failure: ChallengeFailure) -> &'static str {
    match failure {
        ChallengeFailure::OutOfTime => "a movement was not made in time",
        ChallengeFailure::FaceLost => "the face went out of sight",
        ChallengeFailure::AnotherPerson => "another face than the first one was seen",
        ChallengeFailure::SeveralFaces => "several faces were seen",
        ChallengeFailure::WrongMovement => "another movement was made than the one asked for",
        ChallengeFailure::FramesOutOfOrder => "frames came out of order",
        ChallengeFailure::FramesRepeated => "earlier frames came again",
        ChallengeFailure::FramesFrozen => "the same frame came again and again",
        ChallengeFailure::ImplausibleTiming => "the times of the frames do not fit the server's clock",
        ChallengeFailure::ImplausibleMotion => "the face moved as no head does",
        ChallengeFailure::LooksLikeAPicture => "the face moved like a flat or bent picture",
        ChallengeFailure::UnusableFrames => "the frames were unusable or too many",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::sample_reading;
    use argos_domain::capture::VirtualCamera;
    use argos_vision::image::ImageMetadata;

    fn picture(format: ImageFormat, metadata: ImageMetadata) -> Picture {
        Picture {
            format,
            metadata,
            ..sample_reading::picture()
        }
    }

    fn outcome(capture: Capture, picture: &Picture, sign: Option<ChallengeFailure>) -> Option<CheckOutcome> {
        capture_check(CheckName::SelfieCapture, capture, &[picture], sign).map(|check| check.outcome)
    }

    #[test]
    fn a_file_is_told_and_a_contradiction_needs_a_human() {
        let statement = |source, virtual_camera| Capture::Liveform(Some(CaptureStatement { source, virtual_camera }));
        let camera = statement(CaptureSource::Camera, None);
        let drawn = picture(ImageFormat::Jpeg, ImageMetadata::default());
        assert_eq!(outcome(camera, &drawn, None), Some(CheckOutcome::Pass));
        assert_eq!(
            outcome(statement(CaptureSource::File, None), &drawn, None),
            Some(CheckOutcome::Warn)
        );
        assert_eq!(outcome(Capture::Api, &drawn, None), None);
        assert_eq!(outcome(Capture::Liveform(None), &drawn, None), None);

        let signed = ImageMetadata {
            has_exif: true,
            has_camera: true,
            ..ImageMetadata::default()
        };
        let phone = picture(ImageFormat::Jpeg, signed);
        assert_eq!(outcome(camera, &phone, None), Some(CheckOutcome::Pending));
        assert_eq!(
            outcome(statement(CaptureSource::File, None), &phone, None),
            Some(CheckOutcome::Warn)
        );
        let screenshot = picture(ImageFormat::Png, ImageMetadata::default());
        assert_eq!(outcome(camera, &screenshot, None), Some(CheckOutcome::Pending));

        let film = statement(CaptureSource::Camera, Some(VirtualCamera::Obs));
        let check = capture_check(
            CheckName::SelfieCapture,
            film,
            &[&drawn],
            Some(ChallengeFailure::FramesRepeated),
        );
        let check = check.unwrap();
        assert_eq!(check.outcome, CheckOutcome::Pending);
        assert!(
            check.message.contains("OBS Studio") && check.message.contains("earlier frames"),
            "{}",
            check.message
        );
    }
}
