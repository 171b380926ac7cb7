//! One log line for each request: route, status, time. Never the query, which may hold an e-mail address.

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use std::time::Instant;

/// Logs a request after it was answered.
pub async fn record(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    // The route's pattern, not the path: a path can hold a sign-in token.
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "(no route)".to_owned(), |path| path.as_str().to_owned());
    let start = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let milliseconds = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    // Camera hints come several times a second from each visitor.
    if route == "/liveform/glance" {
        tracing::debug!(%method, route, status, milliseconds, "request");
    } else {
        tracing::info!(%method, route, status, milliseconds, "request");
    }
    response
}
