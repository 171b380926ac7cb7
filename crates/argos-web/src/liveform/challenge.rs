//! `POST /liveform/challenge` and `POST /liveform/challenge/{challenge}/frames`: movements are asked for, and camera frames
//! come in to be held against them.

use super::capture_form::{bounded_label, bytes_of, refused, text_of};
use super::error::LiveformError;
use super::selfie::outcome;
use super::session::LiveformSession;
use super::wording::Wording;
use crate::WebState;
use argos_app::active_liveness::{
    Cannot, ChallengeAnswer, Frame, FrameBatch, LARGEST_FRAME, MOST_FRAMES, Ongoing, StartChallenge, judge_frames,
    start_challenge,
};
use argos_domain::capture::VirtualCamera;
use argos_domain::challenge::{Movement, WHOLE_TIME_MS};
use argos_domain::id::ChallengeId;
use axum::Json;
use axum::extract::multipart::MultipartRejection;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Multipart, Path, State};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

/// Largest form: all frames of a batch and what multipart puts around them.
pub(super) const LARGEST_BATCH: usize = MOST_FRAMES * (LARGEST_FRAME + 512) + 8 * 1024;
/// What somebody says who can make no movement.
const ANY: &str = "any";

/// What the page sends to begin.
#[derive(Deserialize)]
pub(super) struct StartRequest {
    /// The movement that the person cannot make, or `any`.
    cannot: Option<String>,
    /// The camera's label.
    camera: Option<String>,
}

/// What the page says about a batch. Its frames follow in the same order.
#[derive(Deserialize)]
struct BatchHead {
    number: u32,
    nonce: String,
    frames: Vec<FrameHead>,
}

#[derive(Deserialize)]
struct FrameHead {
    number: u32,
    captured_ms: u32,
}

pub(super) async fn start(
    State(state): State<WebState>,
    LiveformSession {
        submission,
        caller,
        wording,
    }: LiveformSession,
    request: Result<Json<StartRequest>, JsonRejection>,
) -> Result<Json<Value>, LiveformError> {
    let Json(request) = request.map_err(|rejection| LiveformError::of_json(wording, &rejection))?;
    let cannot = match request.cannot.as_deref() {
        None => None,
        Some(ANY) => Some(Cannot::MakeAny),
        Some(name) => Some(Cannot::Make(
            Movement::from_name(name).ok_or_else(|| LiveformError::malformed(wording))?,
        )),
    };
    let start = StartChallenge {
        cannot,
        virtual_camera: request
            .camera
            .as_deref()
            .map(bounded_label)
            .and_then(VirtualCamera::of_label),
    };
    let answer = start_challenge(&state.app, &submission.project_id, &submission.id, &caller, start).await;
    Ok(told(
        wording,
        answer.map_err(|error| LiveformError::of(wording, error))?,
    ))
}

pub(super) async fn frames(
    State(state): State<WebState>,
    LiveformSession {
        submission,
        caller,
        wording,
    }: LiveformSession,
    Path(challenge): Path<String>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Json<Value>, LiveformError> {
    let challenge = ChallengeId::try_from(challenge).map_err(|_| LiveformError::malformed(wording))?;
    let batch = read(wording, challenge, form).await?;
    let answer = judge_frames(&state.app, &submission.project_id, &submission.id, &caller, batch).await;
    Ok(told(
        wording,
        answer.map_err(|error| LiveformError::of(wording, error))?,
    ))
}

async fn read(
    wording: Wording,
    challenge: ChallengeId,
    form: Result<Multipart, MultipartRejection>,
) -> Result<FrameBatch, LiveformError> {
    let malformed = || LiveformError::malformed(wording);
    let mut form = form.map_err(|rejection| LiveformError::of_status(wording, rejection.status()))?;
    let mut head: Option<BatchHead> = None;
    let mut pictures: Vec<Bytes> = Vec::with_capacity(MOST_FRAMES);
    while let Some(field) = form.next_field().await.map_err(|error| refused(wording, &error))? {
        match field.name() {
            Some("batch") => {
                let text = text_of(wording, field).await?;
                head = Some(serde_json::from_str(&text).map_err(|_| malformed())?);
            }
            Some("frame") if pictures.len() < MOST_FRAMES => {
                pictures.push(bytes_of(wording, field, LARGEST_FRAME).await?);
            }
            _ => return Err(malformed()),
        }
    }
    let head = head.filter(|head| head.frames.len() == pictures.len() && !pictures.is_empty());
    let head = head.ok_or_else(malformed)?;
    let frame = |(head, picture): (FrameHead, Bytes)| Frame {
        number: head.number,
        captured_ms: head.captured_ms,
        picture,
    };
    Ok(FrameBatch {
        challenge,
        batch: head.number,
        nonce: head.nonce,
        frames: head.frames.into_iter().zip(pictures).map(frame).collect(),
    })
}

fn told(wording: Wording, answer: ChallengeAnswer) -> Json<Value> {
    Json(match answer {
        ChallengeAnswer::Ongoing(Ongoing {
            challenge,
            batch,
            nonce,
            step,
            steps,
            prompt,
        }) => json!({
            "result": "ongoing", "challenge": challenge, "batch": batch, "nonce": nonce.expose(),
            "step": step, "steps": steps, "prompt": prompt.name(), "seconds": WHOLE_TIME_MS / 1000,
        }),
        ChallengeAnswer::Selfie { token, passed } => {
            json!({ "result": if passed { "passed" } else { "waived" }, "token": token.expose() })
        }
        ChallengeAnswer::Failed {
            failure,
            outcome: came_to,
        } => {
            let mut answer = outcome(wording, came_to);
            if let Some(failure) = failure {
                answer["failure"] = failure.name().into();
                answer["advice"] = wording.text(&format!("failure-{}", failure.name())).into();
            }
            answer
        }
        ChallengeAnswer::NotAsked => json!({ "result": "not_asked" }),
    })
}
