//! `POST /liveform/glance`: a hint on one small camera frame.

use super::error::LiveformError;
use super::session::LiveformSession;
use crate::WebState;
use argos_app::glance::{Glance, GlanceKind, glance};
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Query, State};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct GlanceQuery {
    #[serde(default)]
    kind: String,
}

pub(super) async fn look(
    State(state): State<WebState>,
    LiveformSession { wording, .. }: LiveformSession,
    Query(query): Query<GlanceQuery>,
    frame: Result<Bytes, BytesRejection>,
) -> Result<Json<Glance>, LiveformError> {
    let frame = frame.map_err(|rejection| LiveformError::of_bytes(wording, &rejection))?;
    let kind = match query.kind.as_str() {
        "document" => GlanceKind::Document,
        "selfie" => GlanceKind::Selfie,
        _ => return Err(LiveformError::malformed(wording)),
    };
    glance(&state.app, kind, frame)
        .await
        .map(Json)
        .map_err(|error| LiveformError::of(wording, error))
}
