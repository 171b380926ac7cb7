//! The HTTP edge: REST API, Liveform and dashboard.
//!
//! A handler parses, calls one use case of `argos-app` and renders. No SQL, no rules, no inference here.
//! Start at [`router`].

mod api;
mod assets;
mod client_address;
mod dashboard;
mod health;
mod liveform;
mod qr_code;
mod request_log;
mod routes;
mod security_headers;
mod state;

pub use routes::{Demanded, Demands, FormProtection, Route};
pub use state::{WebConfig, WebState};

use crate::routes::{Routes, get};
use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use tower_http::catch_panic::CatchPanicLayer;

/// The product over HTTP.
pub fn router(state: WebState) -> Router {
    routes()
        .into_router()
        .layer(axum::middleware::from_fn_with_state(
            state.clone(),
            security_headers::add,
        ))
        .layer(axum::middleware::from_fn(request_log::record))
        // The library's own answer logs the message of the panic, which may quote what was being read.
        .layer(CatchPanicLayer::custom(|_| {
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }))
        .with_state(state)
}

/// All routes that [`router`] serves, and what each demands.
#[must_use]
pub fn route_table() -> Vec<Route> {
    routes().into_table()
}

fn routes() -> Routes {
    Routes::new()
        .merge(health::routes())
        .merge(assets::routes())
        .nest("/v3", api::routes())
        .merge(liveform::routes())
        .nest("/dashboard", dashboard::routes())
        .route("/dashboard/", get(|| async { Redirect::permanent("/dashboard") }))
}
