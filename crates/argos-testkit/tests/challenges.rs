//! The active challenge with real networks on simulated heads: what is measured has the right sign and size. How
//! often people and tricks pass is measured by `cargo run -p argos-testkit -- challenges`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use argos_domain::challenge::{FaceObservation, relief};
use argos_testkit::challenge::head::{Act, Head};
use argos_testkit::faces::FacePhotograph;
use argos_testkit::specimen::photograph::jpeg;
use argos_vision::engine::EnginePreference;
use argos_vision::{FrameIdentity, FrameRequest, Vision};
use image::RgbImage;

fn vision() -> Vision {
    Vision::load(EnginePreference::Automatic).unwrap()
}

fn seen(vision: &mut Vision, picture: &RgbImage) -> FaceObservation {
    let frame = jpeg(picture, 85).unwrap();
    let reading = vision.observe_frame(&frame, FrameRequest::default()).unwrap();
    reading.observation.expect("a face")
}

fn head(vision: &mut Vision) -> Head {
    Head::of(&FacePhotograph::Biden.portrait().unwrap(), 0.36, vision).unwrap()
}

#[test]
fn a_face_at_rest_is_seen_as_it_is_and_in_the_mirror_the_other_way() {
    let mut vision = vision();
    let picture = head(&mut vision).frame(Act { yaw: 20.0, ..Act::REST });
    let straight = seen(&mut vision, &picture);
    let mirrored = seen(&mut vision, &image::imageops::flip_horizontal(&picture));
    assert!(
        straight.yaw > 10.0 && mirrored.yaw < -10.0,
        "{} {}",
        straight.yaw,
        mirrored.yaw
    );
    assert!((straight.pitch - mirrored.pitch).abs() < 6.0);
    assert!((straight.centre[0] + mirrored.centre[0] - 1.0).abs() < 0.02);
    assert!((straight.face_height - mirrored.face_height).abs() < 0.02 && straight.faces == 1);
    assert!((0.28..0.45).contains(&straight.face_height), "{}", straight.face_height);
    assert!(straight.noise > 0.0 && straight.brightness > 0.1);
}

#[test]
fn every_movement_of_a_simulated_head_is_measured() {
    let mut vision = vision();
    let head = head(&mut vision);
    let mut see = |act| seen(&mut vision, &head.frame(act));
    let rest = see(Act::REST);
    let (left, right) = (
        see(Act { yaw: 30.0, ..Act::REST }),
        see(Act {
            yaw: -30.0,
            ..Act::REST
        }),
    );
    assert!(
        (20.0..42.0).contains(&(left.yaw - rest.yaw)),
        "{} {}",
        left.yaw,
        rest.yaw
    );
    assert!(
        (20.0..42.0).contains(&(rest.yaw - right.yaw)),
        "{} {}",
        right.yaw,
        rest.yaw
    );
    let depth = |turned: &FaceObservation| relief(&rest.points, &turned.points, turned.roll - rest.roll).unwrap();
    assert!(depth(&left).across > 0.1 && depth(&right).across < -0.1);
    let up = see(Act {
        pitch: 25.0,
        ..Act::REST
    });
    assert!(
        (12.0..38.0).contains(&(up.pitch - rest.pitch)),
        "{} {}",
        up.pitch,
        rest.pitch
    );
    assert!(depth(&up).down < -0.05, "{:?}", depth(&up));
    let blinking = see(Act {
        closed: 1.0,
        ..Act::REST
    });
    for eye in 0..2 {
        assert!(
            blinking.eye_opening[eye] < 0.76 * rest.eye_opening[eye],
            "{:?} {:?}",
            blinking.eye_opening,
            rest.eye_opening
        );
    }
    let closer = see(Act { size: 1.5, ..Act::REST });
    assert!((1.35..1.65).contains(&(closer.face_height / rest.face_height)));
}

#[test]
fn whose_face_it_is_is_measured_only_when_it_is_asked() {
    let mut vision = vision();
    let head = head(&mut vision);
    let other = Head::of(&FacePhotograph::Obama.portrait().unwrap(), 0.36, &mut vision).unwrap();
    let mut look = |head: &Head, act, identity| {
        let frame = jpeg(&head.frame(act), 85).unwrap();
        vision
            .observe_frame(
                &frame,
                FrameRequest {
                    identity,
                    live_score: false,
                },
            )
            .unwrap()
    };
    assert!(look(&head, Act::REST, FrameIdentity::Unmeasured).embedding.is_none());
    let reference = look(&head, Act::REST, FrameIdentity::Reference);
    assert_eq!(reference.observation.unwrap().likeness, Some(1.0));
    let reference = reference.embedding.unwrap();
    let compared = FrameIdentity::Compared(&reference);
    let turned = Act { yaw: 25.0, ..Act::REST };
    assert!(look(&head, turned, compared).observation.unwrap().likeness.unwrap() > 0.5);
    assert!(look(&other, Act::REST, compared).observation.unwrap().likeness.unwrap() < 0.3);
}

#[test]
fn both_engines_see_the_same() {
    let mut fast = vision();
    let mut built_in = Vision::load(EnginePreference::Rten).unwrap();
    let picture = head(&mut fast).frame(Act {
        yaw: -15.0,
        ..Act::REST
    });
    let (one, other) = (seen(&mut fast, &picture), seen(&mut built_in, &picture));
    assert!((one.yaw - other.yaw).abs() < 0.5 && (one.pitch - other.pitch).abs() < 0.5);
    assert!((one.eye_opening[0] - other.eye_opening[0]).abs() < 0.01);
    assert!((one.face_height - other.face_height).abs() < 0.005);
    let pairs = one.points.sheet.iter().zip(&other.points.sheet);
    for (one, other) in pairs {
        assert!((one[0] - other[0]).hypot(one[1] - other[1]) < 0.003);
    }
    assert_eq!((one.fingerprint, one.noise), (other.fingerprint, other.noise));
}

#[test]
fn a_frame_without_a_face_is_no_error_and_one_that_is_no_picture_is() {
    let mut vision = vision();
    let empty = jpeg(&RgbImage::from_pixel(360, 480, image::Rgb([130; 3])), 80).unwrap();
    assert!(
        vision
            .observe_frame(&empty, FrameRequest::default())
            .unwrap()
            .observation
            .is_none()
    );
    assert!(vision.observe_frame(b"no picture", FrameRequest::default()).is_err());
}
