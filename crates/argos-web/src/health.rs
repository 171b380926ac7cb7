//! `/healthz` (is the process alive, and with which engine) and `/readyz` (can it serve).

use crate::WebState;
use crate::routes::{Routes, get};
use argos_app::health::readiness;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .route("/healthz", get(health))
        .route("/readyz", get(ready))
}

async fn health(State(state): State<WebState>) -> Response {
    let engine = state.app.vision().engine();
    let models: Vec<String> = state
        .app
        .vision()
        .models()
        .iter()
        .map(argos_app::ModelDescription::version)
        .collect();
    let body = json!({
        "status": "ok",
        "version": env!("CARGO_PKG_VERSION"),
        "engine": { "name": engine.name, "version": engine.version, "reason": engine.reason },
        "models": models,
    });
    Json(body).into_response()
}

async fn ready(State(state): State<WebState>) -> Response {
    let found = readiness(&state.app).await;
    let status = if found.database {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let body = json!({ "status": if found.database { "ready" } else { "not_ready" }, "database": found.database, "mail_configured": found.mail_configured });
    (status, Json(body)).into_response()
}
