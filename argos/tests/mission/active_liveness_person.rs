//! Active liveness passed through the public door, by a simulated person (see [`argos_testkit::challenge`]).

use super::active_liveness::{before_the_selfie, review_page, statement, with_active_liveness};
use argos_domain::challenge::{ChallengeStatus, Movement, Prompt};
use argos_testkit::applicant::{Applicant, MovementFrame};
use argos_testkit::challenge::actor::Actor;
use argos_testkit::challenge::head::Head;
use argos_testkit::challenge::scene::Scene;
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::in_process_server::InProcessServer;
use argos_testkit::on_both_databases;
use argos_testkit::specimen::chance::Chance;
use serde_json::{Value, json};
use std::time::Duration;

on_both_databases!(somebody_who_moves_as_asked_passes_and_is_the_one_in_the_selfie);

/// From one frame to the next, in milliseconds.
const GAP: u32 = 200;
/// Frames sent together.
const BATCH: u32 = 2;

/// What the page shows by this answer.
fn shown(told: &Value) -> ChallengeStatus {
    let name = told["prompt"].as_str().unwrap();
    let prompt = match Movement::from_name(name) {
        Some(movement) => Prompt::Do(movement),
        None => serde_json::from_value(json!(name)).unwrap(),
    };
    ChallengeStatus::Ongoing {
        step: told["step"].as_u64().unwrap().try_into().unwrap(),
        prompt,
    }
}

/// Follows the prompts, a second time if the first attempt fails: simulated people do not pass every sequence that the
/// server draws, as people do not. Answers how it ended.
async fn follow(customer: &Customer<InProcessServer>, person: &Applicant, photograph: FacePhotograph) -> Value {
    let told = follow_once(customer, person, photograph).await;
    if told["result"] == "retry" {
        follow_once(customer, person, photograph).await
    } else {
        told
    }
}

/// Follows the prompts until the challenge ends; answers its end.
async fn follow_once(customer: &Customer<InProcessServer>, person: &Applicant, photograph: FacePhotograph) -> Value {
    let portrait = photograph.portrait().unwrap();
    let head = customer
        .server
        .app()
        .vision()
        .run(move |vision| Head::of(&portrait, 0.35, vision))
        .await
        .unwrap()
        .unwrap();
    let mut chance = Chance::new(41, 1);
    let (mut actor, mut scene) = (Actor::new(&mut chance), Scene::new(&mut chance));
    let mut told = person.ask_for_movements(None, "Front Camera").await.unwrap().body;
    let mut number = 0;
    while told["result"] == "ongoing" {
        let mut frames = Vec::new();
        for _ in 0..BATCH {
            customer.server.advance(Duration::from_millis(u64::from(GAP)));
            let now = number * GAP;
            actor.told(shown(&told), now);
            let act = scene.held(actor.act(now));
            frames.push(MovementFrame {
                number,
                captured_ms: now,
                picture: scene.taken(&head.frame(act)).unwrap(),
            });
            number += 1;
        }
        let answer = person.send_frames(&told, &frames).await.unwrap();
        assert!(answer.status.is_success(), "{}", answer.body);
        told = answer.body;
    }
    told
}

async fn somebody_who_moves_as_asked_passes_and_is_the_one_in_the_selfie(database: Database) {
    let customer = with_active_liveness(database).await;
    let person = before_the_selfie(&customer, "moves@person.example").await;
    let passed = follow(&customer, &person, FacePhotograph::Obama).await;
    assert_eq!(passed["result"], "passed", "{passed}");
    let token = passed["token"].as_str();
    let selfie = FacePhotograph::ObamaAgain.bytes().unwrap();
    let judged = person.show_face_as(&selfie, &statement(), token).await.unwrap();
    assert!(
        ["approved", "pending"].contains(&judged.text("/result")),
        "{}",
        judged.body
    );
    let page = review_page(&customer, &person).await;
    assert!(
        page.contains("the movements were made") && page.contains("movements made"),
        "{page}"
    );

    // Whoever moved is not whoever is in the selfie.
    let other = before_the_selfie(&customer, "swaps@person.example").await;
    let passed = follow(&customer, &other, FacePhotograph::Biden).await;
    assert_eq!(passed["result"], "passed", "{passed}");
    let swapped = other
        .show_face_as(&selfie, &statement(), passed["token"].as_str())
        .await
        .unwrap();
    assert_eq!(
        swapped.text("/retry_code"),
        "face_liveness_underscore",
        "{}",
        swapped.body
    );
}
