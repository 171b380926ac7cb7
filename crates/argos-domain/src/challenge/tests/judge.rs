use super::head::Shape;
use super::person::{Person, answer};
use crate::challenge::{
    ChallengeFailure, ChallengeProgress, ChallengeStatus, FaceObservation, FrameTiming, Movement, MovementSequence,
    Prompt,
};
use proptest::prelude::*;

fn challenge(movements: [Movement; 3]) -> ChallengeProgress {
    ChallengeProgress::start(MovementSequence::try_from(movements).unwrap())
}

const LEFT_UP_BLINK: [Movement; 3] = [Movement::TurnLeft, Movement::LookUp, Movement::Blink];

/// The trick of who plays none.
fn honest(
    _: &mut Person,
    _: ChallengeStatus,
    seen: FaceObservation,
    timing: FrameTiming,
) -> (Option<FaceObservation>, FrameTiming) {
    (Some(seen), timing)
}

fn failure(failure: ChallengeFailure) -> ChallengeStatus {
    ChallengeStatus::Failed(failure)
}

fn is_at_step(status: ChallengeStatus, wanted: u8) -> bool {
    matches!(status, ChallengeStatus::Ongoing { step, .. } if step >= wanted)
}

fn every_sequence() -> impl Iterator<Item = MovementSequence> {
    (0..54u64).filter_map(|random| MovementSequence::draw(random.to_le_bytes(), &[]))
}

#[test]
fn somebody_who_follows_passes_every_sequence() {
    for sequence in every_sequence() {
        let mut progress = ChallengeProgress::start(sequence);
        let status = answer(&mut progress, &mut Person::default(), 200, honest);
        assert_eq!(status, ChallengeStatus::Passed, "{sequence:?}");
        let evidence = progress.evidence();
        assert_eq!(evidence.movements, 3);
        assert!(evidence.least_depth.is_none_or(|depth| depth > 1.0), "{evidence:?}");
        assert!(evidence.least_likeness.is_some_and(|likeness| likeness > 0.7));
    }
}

#[test]
fn progress_may_be_stored_between_frames() {
    let (mut stored, mut straight) = (challenge(LEFT_UP_BLINK), challenge(LEFT_UP_BLINK));
    let (mut one, mut other) = (Person::default(), Person::default());
    while !straight.status().is_final() {
        answer(&mut straight, &mut one, 1, honest);
        answer(&mut stored, &mut other, 1, honest);
        let text = serde_json::to_string(&stored).unwrap();
        assert!(text.len() < 40_000);
        stored = serde_json::from_str(&text).unwrap();
        assert_eq!(stored.status(), straight.status());
    }
    assert_eq!(stored.status(), ChallengeStatus::Passed);
}

#[test]
fn nothing_is_asked_before_the_face_at_rest_is_known() {
    let mut progress = challenge(LEFT_UP_BLINK);
    let mut person = Person::default();
    person.take_pose(Movement::TurnRight);
    for _ in 0..20 {
        let seen = person.seen();
        let status = progress.observe(Some(&seen), person.timing());
        let prompt = Prompt::FaceTheCamera;
        assert_eq!(status, ChallengeStatus::Ongoing { step: 0, prompt });
        person.number += 1;
    }
}

#[test]
fn prompts_say_what_is_wrong_with_the_picture() {
    let prompt = |change: fn(&mut FaceObservation)| {
        let mut progress = challenge(LEFT_UP_BLINK);
        let mut person = Person::default();
        let mut seen = person.seen();
        change(&mut seen);
        match progress.observe(Some(&seen), person.timing()) {
            ChallengeStatus::Ongoing { prompt, .. } => prompt,
            over => panic!("{over:?}"),
        }
    };
    assert_eq!(prompt(|seen| seen.face_height = 0.1), Prompt::CloserToCamera);
    assert_eq!(prompt(|seen| seen.face_height = 0.8), Prompt::FartherAway);
    assert_eq!(prompt(|seen| seen.brightness = 0.05), Prompt::MoreLight);
    assert_eq!(prompt(|seen| seen.faces = 2), Prompt::OneFaceOnly);
    assert_eq!(prompt(|seen| seen.eye_opening = [0.05; 2]), Prompt::FaceTheCamera);
}

#[test]
fn pictures_of_a_face_are_found_out_at_the_first_turn_or_lift() {
    for shape in [Shape::Flat, Shape::BentSideways, Shape::BentLengthways, Shape::Folded] {
        for sequence in every_sequence() {
            let mut person = Person {
                shape,
                ..Person::default()
            };
            let status = answer(&mut ChallengeProgress::start(sequence), &mut person, 200, honest);
            assert_eq!(
                status,
                failure(ChallengeFailure::LooksLikeAPicture),
                "{shape:?} {sequence:?}"
            );
        }
    }
}

#[test]
fn a_recording_of_other_movements_is_wrong() {
    for (asked, made) in every_sequence().flat_map(|asked| every_sequence().map(move |made| (asked, made))) {
        if asked == made {
            continue;
        }
        let mut progress = ChallengeProgress::start(asked);
        let mut person = Person::default();
        // The recording goes on by its own prompts.
        let mut recorded = ChallengeProgress::start(made);
        for _ in 0..200 {
            let seen = person.follow(recorded.status());
            recorded.observe(Some(&seen), person.timing());
            progress.observe(Some(&seen), person.timing());
            person.number += 1;
        }
        assert!(
            matches!(
                progress.status(),
                ChallengeStatus::Failed(ChallengeFailure::WrongMovement | ChallengeFailure::OutOfTime)
            ),
            "{made:?} for {asked:?}: {:?}",
            progress.status()
        );
    }
}

#[test]
fn a_short_glance_to_the_wrong_side_is_forgiven() {
    let mut glances = 0;
    let status = answer(
        &mut challenge(LEFT_UP_BLINK),
        &mut Person::default(),
        200,
        |person, status, seen, timing| {
            let asked = ChallengeStatus::Ongoing {
                step: 0,
                prompt: Prompt::Do(Movement::TurnLeft),
            };
            if status == asked && glances < 2 {
                glances += 1;
                let mut glance = Person {
                    number: person.number,
                    ..Person::default()
                };
                glance.take_pose(Movement::TurnRight);
                return (Some(glance.seen()), timing);
            }
            (Some(seen), timing)
        },
    );
    assert_eq!(status, ChallengeStatus::Passed);
}

#[test]
fn somebody_else_in_mid_sequence_is_noticed() {
    for step in 0..3 {
        let mut person = Person::default();
        let status = answer(
            &mut challenge(LEFT_UP_BLINK),
            &mut person,
            200,
            |person, status, seen, timing| {
                if matches!(status, ChallengeStatus::Ongoing { step: now, prompt: Prompt::Do(_) } if now == step) {
                    person.likeness = 0.1;
                }
                (Some(seen), timing)
            },
        );
        assert_eq!(status, failure(ChallengeFailure::AnotherPerson), "step {step}");
    }
}

#[test]
fn a_movement_that_nobody_compared_does_not_count() {
    let mut progress = challenge(LEFT_UP_BLINK);
    let status = answer(&mut progress, &mut Person::default(), 200, |_, status, seen, timing| {
        let likeness = seen.likeness.filter(|_| {
            !matches!(
                status,
                ChallengeStatus::Ongoing {
                    prompt: Prompt::Do(_),
                    ..
                }
            )
        });
        (Some(FaceObservation { likeness, ..seen }), timing)
    });
    assert_eq!(status, failure(ChallengeFailure::OutOfTime));
    assert_eq!(progress.evidence().movements, 0);
}

#[test]
fn comparing_only_when_it_is_wanted_suffices() {
    let mut progress = challenge(LEFT_UP_BLINK);
    let mut person = Person::default();
    let (mut frames, mut measured) = (0, 0);
    while !progress.status().is_final() {
        let mut seen = person.follow(progress.status());
        if progress.wants_reference() {
            seen.likeness = Some(1.0);
        } else if !progress.wants_comparison() {
            seen.likeness = None;
        }
        frames += 1;
        measured += u32::from(seen.likeness.is_some());
        progress.observe(Some(&seen), person.timing());
        person.number += 1;
    }
    assert_eq!(progress.status(), ChallengeStatus::Passed);
    assert!(measured * 2 < frames, "{measured} of {frames} frames");
}

#[test]
fn two_people_at_once_are_refused_after_a_warning() {
    let mut warned = false;
    let status = answer(
        &mut challenge(LEFT_UP_BLINK),
        &mut Person::default(),
        200,
        |person, status, seen, timing| {
            warned |= matches!(
                status,
                ChallengeStatus::Ongoing {
                    prompt: Prompt::OneFaceOnly,
                    ..
                }
            );
            person.faces = if is_at_step(status, 1) { 2 } else { 1 };
            (Some(seen), timing)
        },
    );
    assert_eq!(status, failure(ChallengeFailure::SeveralFaces));
    assert!(warned);
}

#[test]
fn who_goes_away_is_lost_and_who_looks_down_for_a_moment_is_not() {
    let away = |most: u32| {
        let mut gone = 0;
        answer(
            &mut challenge(LEFT_UP_BLINK),
            &mut Person::default(),
            200,
            |_, status, seen, timing| {
                if is_at_step(status, 1) && gone < most {
                    gone += 1;
                    return (None, timing);
                }
                (Some(seen), timing)
            },
        )
    };
    assert_eq!(away(5), ChallengeStatus::Passed);
    assert_eq!(away(20), failure(ChallengeFailure::FaceLost));
}

#[test]
fn a_movement_and_the_whole_have_their_time() {
    let status = answer(
        &mut challenge(LEFT_UP_BLINK),
        &mut Person::default(),
        400,
        |_, status, seen, timing| {
            // Holds still instead of answering.
            let still = Person {
                number: timing.number,
                ..Person::default()
            }
            .seen();
            let answered = if is_at_step(status, 1) { still } else { seen };
            let fingerprint = u64::from(timing.number);
            (
                Some(FaceObservation {
                    fingerprint,
                    centre: seen.centre,
                    yaw: answered.yaw + seen.centre[0],
                    ..answered
                }),
                timing,
            )
        },
    );
    assert_eq!(status, failure(ChallengeFailure::OutOfTime));
    let mut progress = challenge(LEFT_UP_BLINK);
    let mut person = Person::default();
    let late = |timing: FrameTiming| FrameTiming {
        captured_ms: timing.captured_ms + 45_000,
        received_ms: timing.received_ms + 45_000,
        ..timing
    };
    let seen = person.seen();
    assert_eq!(
        progress.observe(Some(&seen), late(person.timing())),
        failure(ChallengeFailure::OutOfTime)
    );
}

#[test]
fn frames_out_of_order_in_number_or_time_are_refused() {
    let swapped: [fn(FrameTiming) -> FrameTiming; 2] = [
        |timing| FrameTiming {
            number: timing.number - 2,
            ..timing
        },
        |timing| FrameTiming {
            captured_ms: timing.captured_ms - 300,
            ..timing
        },
    ];
    for swap in swapped {
        let status = answer(
            &mut challenge(LEFT_UP_BLINK),
            &mut Person::default(),
            200,
            |_, _, seen, timing| (Some(seen), if timing.number == 9 { swap(timing) } else { timing }),
        );
        assert_eq!(status, failure(ChallengeFailure::FramesOutOfOrder));
    }
    // Frames that were left out are no harm.
    let status = answer(
        &mut challenge(LEFT_UP_BLINK),
        &mut Person::default(),
        200,
        |person, _, seen, timing| {
            person.number += u32::from(timing.number % 7 == 3);
            (Some(seen), timing)
        },
    );
    assert_eq!(status, ChallengeStatus::Passed);
}

#[test]
fn times_that_no_camera_has_are_refused() {
    let wrong: [fn(FrameTiming) -> FrameTiming; 3] = [
        // From the future: prepared before.
        |timing| FrameTiming {
            captured_ms: timing.captured_ms + 2_000,
            ..timing
        },
        // From long ago: an earlier session.
        |timing| FrameTiming {
            received_ms: timing.received_ms + 9_000,
            ..timing
        },
        // The phone's clock stands nearly still.
        |timing| FrameTiming {
            captured_ms: 400 + timing.number,
            ..timing
        },
    ];
    for wrong in wrong {
        let status = answer(
            &mut challenge(LEFT_UP_BLINK),
            &mut Person::default(),
            200,
            |_, _, seen, timing| (Some(seen), if timing.number >= 4 { wrong(timing) } else { timing }),
        );
        let refused = [ChallengeFailure::ImplausibleTiming, ChallengeFailure::FramesOutOfOrder].map(failure);
        assert!(refused.contains(&status), "{status:?}");
    }
}

#[test]
fn a_frozen_picture_is_no_stream() {
    let mut frozen = None;
    let status = answer(
        &mut challenge(LEFT_UP_BLINK),
        &mut Person::default(),
        200,
        |_, status, seen, timing| {
            let first = *frozen.get_or_insert(seen);
            (Some(if is_at_step(status, 1) { first } else { seen }), timing)
        },
    );
    assert_eq!(status, failure(ChallengeFailure::FramesFrozen));
}

#[test]
fn a_loop_is_no_stream_even_when_it_is_encoded_anew() {
    let mut film = Vec::new();
    let status = answer(
        &mut challenge(LEFT_UP_BLINK),
        &mut Person::default(),
        200,
        |_, status, seen, timing| {
            film.push(seen);
            if !is_at_step(status, 1) {
                return (Some(seen), timing);
            }
            let again = film[timing.number as usize % 11];
            let shifted = again.yaw + 0.05 * ((timing.number % 3) as f32 - 1.0);
            (
                Some(FaceObservation {
                    yaw: shifted,
                    fingerprint: again.fingerprint ^ 1,
                    ..again
                }),
                timing,
            )
        },
    );
    assert_eq!(status, failure(ChallengeFailure::FramesRepeated));
}

#[test]
fn a_face_that_jumps_is_spliced_together() {
    let status = answer(
        &mut challenge(LEFT_UP_BLINK),
        &mut Person::default(),
        200,
        |_, _, seen, timing| {
            let place = if timing.number % 2 == 0 { 0.2 } else { 0.8 };
            (
                Some(FaceObservation {
                    centre: [place, 0.5],
                    ..seen
                }),
                timing,
            )
        },
    );
    assert_eq!(status, failure(ChallengeFailure::ImplausibleMotion));
}

#[test]
fn numbers_that_are_none_end_it_and_the_end_stays() {
    let mut progress = challenge(LEFT_UP_BLINK);
    let mut person = Person::default();
    let seen = person.seen();
    let broken = FaceObservation {
        pitch: f32::NAN,
        ..seen
    };
    assert_eq!(
        progress.observe(Some(&broken), person.timing()),
        failure(ChallengeFailure::UnusableFrames)
    );
    person.number += 1;
    assert_eq!(
        progress.observe(Some(&seen), person.timing()),
        failure(ChallengeFailure::UnusableFrames)
    );
    assert!(!progress.wants_comparison() && !progress.wants_reference());
}

#[test]
fn nobody_reads_the_numbers_of_a_face_in_a_log() {
    let mut progress = challenge(LEFT_UP_BLINK);
    let mut person = Person::default();
    answer(&mut progress, &mut person, 20, honest);
    let text = format!("{progress:?} {:?}", person.seen());
    assert!(!text.contains('.') || text.contains(".."), "{text}");
    assert!(text.contains("masked") && !text.contains("sheet"));
}

proptest! {
    #[test]
    fn nothing_that_comes_in_makes_it_fail_to_judge(
        frames in proptest::collection::vec(
            (any::<f32>(), any::<f32>(), any::<f32>(), any::<u8>(), any::<u32>(), any::<u32>(), any::<bool>()),
            0..60,
        )
    ) {
        let mut progress = challenge(LEFT_UP_BLINK);
        let mut person = Person::default();
        for (yaw, height, opening, faces, captured_ms, received_ms, face) in frames {
            let mut seen = person.seen();
            (seen.yaw, seen.face_height, seen.eye_opening[0], seen.faces) = (yaw, height, opening, faces);
            person.number += 1;
            let timing = FrameTiming { number: person.number, captured_ms, received_ms };
            let status = progress.observe(face.then_some(&seen), timing);
            prop_assert_ne!(status, ChallengeStatus::Passed);
        }
    }
}
