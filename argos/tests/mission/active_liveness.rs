//! Active liveness on the Liveform: nobody gets past the movements, and what was seen does not stay.

use argos_app::vision_pool::VisionPool;
use argos_crypto::{TokenHash, Zeroizing};
use argos_domain::id::ChallengeId;
use argos_store::{ChallengeStanding, LivenessChallenge};
use argos_testkit::api::ApiAnswer;
use argos_testkit::applicant::{Applicant, Beginning, MovementFrame};
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::in_process_server::InProcessServer;
use argos_testkit::on_both_databases;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::time::Duration;

on_both_databases! {
    a_batch_of_frames_counts_once_in_order_and_for_its_own_challenge_only
    a_challenge_ends_in_time_and_can_be_begun_a_few_times_only
    frames_are_bounded_in_number_and_size
    the_selfie_is_of_the_face_that_moved_and_uses_the_challenge_up
    who_cannot_make_the_movements_goes_to_a_human
    frames_at_impossible_times_fail_the_attempt_and_are_remembered
    a_selfie_by_api_goes_to_a_human
}

type InProcess = Customer<InProcessServer>;

const CAMERA: &str = "Front Camera";
const PENDING: [(&str, &str); 1] = [("active_liveness", "on")];

pub fn statement() -> Value {
    json!({ "source": "camera", "camera": CAMERA })
}

fn passport() -> Vec<u8> {
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    SpecimenPassport::default()
        .photograph(&portrait, &Photograph::default())
        .unwrap()
}

fn selfie() -> Vec<u8> {
    FacePhotograph::ObamaAgain.bytes().unwrap()
}

pub async fn with_active_liveness(database: Database) -> InProcess {
    let customer = Customer::in_process(database).await.unwrap();
    customer.administrator.change_policy(&PENDING).await.unwrap();
    customer
}

/// Somebody whose document was read: the selfie comes next.
pub async fn before_the_selfie(customer: &InProcess, email: &str) -> Applicant {
    let beginning = Beginning {
        email,
        userid: "",
        cf1: "",
        forwarded_for: "",
    };
    let person = Applicant::begin(&customer.server, customer.administrator.project(), beginning)
        .await
        .unwrap();
    let read = person.show_document_as(&passport(), &statement()).await.unwrap();
    assert_eq!(read.text("/result"), "read", "{}", read.body);
    let confirmed = person.confirm(&read.body["fields"]).await.unwrap();
    assert!(confirmed.status.is_success(), "{}", confirmed.body);
    person
}

/// A small frame that shows a portrait which does not move.
fn still(number: u32, captured_ms: u32) -> MovementFrame {
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let small = image::imageops::thumbnail(&portrait, portrait.width() * 480 / portrait.height(), 480);
    let mut picture = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut picture, 70)
        .encode_image(&small)
        .unwrap();
    MovementFrame {
        number,
        captured_ms,
        picture,
    }
}

async fn begun(person: &Applicant) -> Value {
    let answer = person.ask_for_movements(None, CAMERA).await.unwrap();
    assert_eq!(
        (answer.text("/result"), answer.text("/prompt")),
        ("ongoing", "face_the_camera"),
        "{}",
        answer.body
    );
    answer.body
}

fn assert_refused(answer: &ApiAnswer, status: StatusCode) {
    assert_eq!(answer.status, status, "{}", answer.body);
}

/// Puts the person past the movements, which argos-vision's own tests are about: `face` is who made them.
async fn let_pass(customer: &InProcess, person: &Applicant, face: Vec<u8>) -> String {
    let app = customer.server.app();
    let token = "argos_move_of_this_test";
    let now = customer.server.now();
    let passed = LivenessChallenge {
        id: ChallengeId::from_random([3; 20]),
        attempt: attempts(person).await,
        number: 1,
        standing: ChallengeStanding::Passed,
        batch: 12,
        nonce: TokenHash::of(token),
        started_at: now,
        expires_at: now.plus(Duration::from_secs(90)),
        state: Zeroizing::new("{}".to_owned()),
        reference: Some(Zeroizing::new(embedding(app.vision(), face).await)),
    };
    let (project, id) = ids(customer, person);
    let mut tx = app.store().write().await.unwrap();
    tx.delete_challenge(&project, &id).await.unwrap();
    tx.begin_challenge(&project, &id, &passed, None).await.unwrap();
    tx.commit().await.unwrap();
    token.to_owned()
}

async fn attempts(person: &Applicant) -> u8 {
    let state = person.state().await.unwrap();
    state.body["failed_attempts"].as_u64().unwrap().try_into().unwrap()
}

async fn embedding(vision: &VisionPool, picture: Vec<u8>) -> Vec<u8> {
    let read = vision
        .run(move |vision| vision.read_selfie(&picture, argos_vision::EstimateAge::No))
        .await
        .unwrap();
    read.unwrap().face.unwrap().embedding.to_bytes()
}

fn ids(customer: &InProcess, person: &Applicant) -> (argos_domain::id::ProjectId, argos_domain::id::SubmissionId) {
    (
        customer.administrator.project().parse().unwrap(),
        person.submission.parse().unwrap(),
    )
}

async fn kept(customer: &InProcess, person: &Applicant) -> Option<LivenessChallenge> {
    let (project, id) = ids(customer, person);
    let mut tx = customer.server.app().store().read().await.unwrap();
    tx.liveness_challenge(&project, &id).await.unwrap()
}

pub async fn review_page(customer: &InProcess, person: &Applicant) -> String {
    let path = format!("submissions/{}", person.submission);
    customer.administrator.page(&path).await.unwrap().1.to_lowercase()
}

async fn a_batch_of_frames_counts_once_in_order_and_for_its_own_challenge_only(database: Database) {
    let customer = with_active_liveness(database).await;
    let person = before_the_selfie(&customer, "one@person.example").await;
    let other = before_the_selfie(&customer, "other@person.example").await;
    let (first, of_other) = (begun(&person).await, begun(&other).await);
    customer.server.advance(Duration::from_millis(450));
    let frames = [still(0, 0), still(1, 210)];

    // Another person's challenge is unknown, another's nonce does not count, nor a batch that is not due.
    let unknown = person.send_frames(&of_other, &frames).await.unwrap();
    assert_refused(&unknown, StatusCode::NOT_FOUND);
    let foreign = json!({ "challenge": first["challenge"], "batch": 0, "nonce": of_other["nonce"] });
    assert_refused(
        &person.send_frames(&foreign, &frames).await.unwrap(),
        StatusCode::CONFLICT,
    );
    let early = json!({ "challenge": first["challenge"], "batch": 1, "nonce": first["nonce"] });
    assert_refused(
        &person.send_frames(&early, &frames).await.unwrap(),
        StatusCode::CONFLICT,
    );

    let second = person.send_frames(&first, &frames).await.unwrap();
    assert_eq!(second.text("/result"), "ongoing", "{}", second.body);
    assert_eq!(second.body["batch"], json!(1));
    assert_ne!(second.body["nonce"], first["nonce"]);

    // The same once more, or with the nonce of before.
    assert_refused(
        &person.send_frames(&first, &frames).await.unwrap(),
        StatusCode::CONFLICT,
    );
    let stale = json!({ "challenge": first["challenge"], "batch": 1, "nonce": first["nonce"] });
    assert_refused(
        &person.send_frames(&stale, &frames).await.unwrap(),
        StatusCode::CONFLICT,
    );

    // Of two at the same moment one counts.
    let next = [still(2, 420)];
    let (one, twin) = tokio::join!(
        person.send_frames(&second.body, &next),
        person.send_frames(&second.body, &next)
    );
    let mut statuses = [one.unwrap().status.as_u16(), twin.unwrap().status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);

    // A new challenge ends the one before.
    let anew = begun(&person).await;
    assert_ne!(anew["challenge"], first["challenge"]);
    assert_refused(
        &person.send_frames(&second.body, &next).await.unwrap(),
        StatusCode::NOT_FOUND,
    );

    // No selfie without them, and none with the nonce of a challenge that runs.
    let without = person.show_face_as(&selfie(), &statement(), None).await.unwrap();
    assert_refused(&without, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(without.text("/field"), "challenge");
    let running = person
        .show_face_as(&selfie(), &statement(), anew["nonce"].as_str())
        .await
        .unwrap();
    assert_refused(&running, StatusCode::CONFLICT);
    assert_eq!(attempts(&person).await, 0);
    let (_, events) = customer
        .administrator
        .page(&format!("submissions/{}", person.submission))
        .await
        .unwrap();
    assert!(events.contains("Movements asked for"));

    // Erasing takes it along.
    assert!(kept(&customer, &person).await.is_some());
    let query = [
        ("submission_id", person.submission.as_str()),
        ("admin", argos_testkit::server::ADMINISTRATOR),
    ];
    let erased = customer.api.delete("/v3/submission", &query).await.unwrap();
    assert!(erased.status.is_success(), "{}", erased.body);
    assert!(kept(&customer, &person).await.is_none());
    assert!(kept(&customer, &other).await.is_some());
}

async fn a_challenge_ends_in_time_and_can_be_begun_a_few_times_only(database: Database) {
    let customer = with_active_liveness(database).await;
    let person = before_the_selfie(&customer, "slow@person.example").await;
    let late = begun(&person).await;
    customer.server.advance(Duration::from_secs(60));
    let refused = person.send_frames(&late, &[still(0, 59_000)]).await.unwrap();
    assert_refused(&refused, StatusCode::CONFLICT);
    assert_eq!(attempts(&person).await, 0, "who did nothing has not failed");

    for _ in 1..6 {
        begun(&person).await;
    }
    let exhausted = person.ask_for_movements(None, CAMERA).await.unwrap();
    assert_eq!(
        (exhausted.text("/result"), exhausted.text("/retry_code")),
        ("retry", "face_liveness_underscore"),
        "{}",
        exhausted.body
    );
    assert_eq!(exhausted.body["attempts_left"], json!(2));
    // The next attempt has challenges of its own; with the third one it is over.
    for _ in 0..2 {
        for _ in 0..6 {
            begun(&person).await;
        }
        person.ask_for_movements(None, CAMERA).await.unwrap();
    }
    let state = person.state().await.unwrap();
    assert_eq!(
        (state.text("/status"), state.text("/reject_code")),
        ("rejected", "too_many_retry"),
        "{}",
        state.body
    );
    assert!(kept(&customer, &person).await.is_none());
    let over = person.ask_for_movements(None, CAMERA).await.unwrap();
    assert_refused(&over, StatusCode::CONFLICT);

    // What nobody goes on with is forgotten.
    let left = before_the_selfie(&customer, "left@person.example").await;
    begun(&left).await;
    customer.server.pass(Duration::from_secs(26 * 60 * 60)).await.unwrap();
    assert!(kept(&customer, &left).await.is_none());
}

async fn frames_are_bounded_in_number_and_size(database: Database) {
    let customer = with_active_liveness(database).await;
    let person = before_the_selfie(&customer, "large@person.example").await;
    let told = begun(&person).await;
    let many: Vec<_> = (0..9).map(|number| still(number, number * 200)).collect();
    assert_refused(
        &person.send_frames(&told, &many).await.unwrap(),
        StatusCode::BAD_REQUEST,
    );
    let large = MovementFrame {
        picture: vec![0; 60 * 1024 + 1],
        ..still(0, 0)
    };
    assert_refused(
        &person.send_frames(&told, &[large]).await.unwrap(),
        StatusCode::PAYLOAD_TOO_LARGE,
    );
    let huge = MovementFrame {
        picture: vec![0; 2 * 1024 * 1024],
        ..still(0, 0)
    };
    assert_refused(
        &person.send_frames(&told, &[huge]).await.unwrap(),
        StatusCode::PAYLOAD_TOO_LARGE,
    );
    assert_refused(&person.send_frames(&told, &[]).await.unwrap(), StatusCode::BAD_REQUEST);
    let nonsense = json!({ "challenge": "../..", "batch": 0, "nonce": "" });
    let answer = person.send_frames(&nonsense, &[still(0, 0)]).await.unwrap_err();
    assert!(answer.to_string().contains("404"), "there is no such path: {answer}");

    // Nothing of that cost the challenge; a frame that is no picture does.
    let no_picture = MovementFrame {
        picture: b"no picture".to_vec(),
        ..still(0, 0)
    };
    let answer = person.send_frames(&told, &[no_picture]).await.unwrap();
    assert_refused(&answer, StatusCode::UNPROCESSABLE_ENTITY);
    assert_refused(
        &person.send_frames(&told, &[still(0, 0)]).await.unwrap(),
        StatusCode::CONFLICT,
    );
    assert_eq!(attempts(&person).await, 0);
    begun(&person).await;
    let unknown = person.ask_for_movements(Some("somersault"), CAMERA).await.unwrap();
    assert_refused(&unknown, StatusCode::BAD_REQUEST);
}

async fn the_selfie_is_of_the_face_that_moved_and_uses_the_challenge_up(database: Database) {
    let customer = with_active_liveness(database).await;
    let person = before_the_selfie(&customer, "pass@person.example").await;

    // Somebody else moved.
    let token = let_pass(&customer, &person, FacePhotograph::Biden.bytes().unwrap()).await;
    let swapped = person
        .show_face_as(&selfie(), &statement(), Some(&token))
        .await
        .unwrap();
    assert_eq!(
        (swapped.text("/result"), swapped.text("/retry_code")),
        ("retry", "face_liveness_underscore"),
        "{}",
        swapped.body
    );
    let page = review_page(&customer, &person).await;
    assert!(page.contains("another face than the one in the selfie"));

    // Used up, wrong, or too late.
    for token in [token.as_str(), "argos_move_invented"] {
        let again = person.show_face_as(&selfie(), &statement(), Some(token)).await.unwrap();
        assert_refused(&again, StatusCode::CONFLICT);
    }
    let token = let_pass(&customer, &person, FacePhotograph::Obama.bytes().unwrap()).await;
    customer.server.advance(Duration::from_secs(90));
    let late = person
        .show_face_as(&selfie(), &statement(), Some(&token))
        .await
        .unwrap();
    assert_refused(&late, StatusCode::CONFLICT);

    let token = let_pass(&customer, &person, FacePhotograph::Obama.bytes().unwrap()).await;
    let judged = person
        .show_face_as(&selfie(), &statement(), Some(&token))
        .await
        .unwrap();
    assert!(
        ["approved", "pending"].contains(&judged.text("/result")),
        "{}",
        judged.body
    );
    let page = review_page(&customer, &person).await;
    assert!(page.contains("active liveness") && page.contains("the movements were made"));
    assert!(kept(&customer, &person).await.is_none(), "nothing of it stays");
}

async fn who_cannot_make_the_movements_goes_to_a_human(database: Database) {
    let customer = with_active_liveness(database).await;
    let person = before_the_selfie(&customer, "cannot@person.example").await;
    begun(&person).await;
    let other_movements = person.ask_for_movements(Some("blink"), CAMERA).await.unwrap();
    assert_eq!(other_movements.text("/result"), "ongoing", "{}", other_movements.body);
    let waived = person.ask_for_movements(Some("look_up"), CAMERA).await.unwrap();
    assert_eq!(waived.text("/result"), "waived", "{}", waived.body);

    // A bad selfie costs an attempt, as always, and what the person cannot do stays known.
    let token = waived.text("/token");
    let blank = Photograph::default().jpeg(&image::RgbImage::new(600, 800)).unwrap();
    let failed = person.show_face_as(&blank, &statement(), Some(token)).await.unwrap();
    assert_eq!(failed.text("/retry_code"), "face_not_found", "{}", failed.body);
    let waived = person.ask_for_movements(None, CAMERA).await.unwrap();
    assert_eq!(waived.text("/result"), "waived", "{}", waived.body);
    let token = waived.text("/token");
    let judged = person.show_face_as(&selfie(), &statement(), Some(token)).await.unwrap();
    assert_eq!(judged.text("/result"), "pending", "{}", judged.body);
    let page = review_page(&customer, &person).await;
    assert!(page.contains("cannot make the movements") && !page.contains("look_up") && !page.contains("blink"));

    let at_once = before_the_selfie(&customer, "any@person.example").await;
    let waived = at_once.ask_for_movements(Some("any"), CAMERA).await.unwrap();
    assert_eq!(waived.text("/result"), "waived", "{}", waived.body);
}

async fn frames_at_impossible_times_fail_the_attempt_and_are_remembered(database: Database) {
    let customer = with_active_liveness(database).await;
    let person = before_the_selfie(&customer, "future@person.example").await;
    let told = begun(&person).await;
    // Taken ten seconds after they arrived.
    let failed = person.send_frames(&told, &[still(0, 10_000)]).await.unwrap();
    assert_eq!(
        (failed.text("/result"), failed.text("/failure")),
        ("retry", "implausible_timing"),
        "{}",
        failed.body
    );
    assert!(!failed.text("/advice").is_empty() && failed.body["attempts_left"] == json!(2));
    let page = review_page(&customer, &person).await;
    assert!(page.contains("do not fit the server") && page.contains("movements not made"));

    let waived = person.ask_for_movements(Some("any"), CAMERA).await.unwrap();
    let token = waived.text("/token");
    let judged = person.show_face_as(&selfie(), &statement(), Some(token)).await.unwrap();
    assert_eq!(judged.text("/result"), "pending", "{}", judged.body);
    let page = review_page(&customer, &person).await;
    assert!(page.contains("source of the selfie") && page.contains("do not fit the server"));
    let told = customer.told("retry").await.unwrap();
    assert_eq!(told["retryCode"], "face_liveness_underscore", "{told}");
}

async fn a_selfie_by_api_goes_to_a_human(database: Database) {
    let customer = with_active_liveness(database).await;
    let read = customer.api.step1(&passport(), &[]).await.unwrap();
    let id = read.text("/submissionId").to_owned();
    let decided = customer.api.step2(&id, &selfie(), &[]).await.unwrap();
    assert_eq!(decided.text("/kycStatus"), "pending", "{}", decided.body);
    let (_, page) = customer.administrator.page(&format!("submissions/{id}")).await.unwrap();
    assert!(page.contains("came by API"));

    // Without the policy nothing is asked.
    customer
        .administrator
        .change_policy(&[("active_liveness", "")])
        .await
        .unwrap();
    let person = before_the_selfie(&customer, "without@person.example").await;
    let answer = person.ask_for_movements(None, CAMERA).await.unwrap();
    assert_eq!(answer.text("/result"), "not_asked", "{}", answer.body);
    let judged = person.show_face_as(&selfie(), &statement(), None).await.unwrap();
    assert!(
        ["approved", "pending"].contains(&judged.text("/result")),
        "{}",
        judged.body
    );
}
