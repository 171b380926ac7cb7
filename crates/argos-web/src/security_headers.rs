//! Headers that every response carries.

use crate::{WebState, assets};
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderMap, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::middleware::Next;
use axum::response::Response;

/// No inline script or style, nothing from other hosts, no frames around the pages. `blob:` and `data:` are pictures that
/// the page made itself.
const POLICY: &str = "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; style-src 'self'; script-src 'self'; \
    connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Adds the headers; answers other than static files are never kept by browsers or proxies.
pub async fn add(State(state): State<WebState>, request: Request, next: Next) -> Response {
    let is_asset = request.uri().path().starts_with(assets::PREFIX);
    let mut response = next.run(request).await;
    add_to(response.headers_mut(), state.config.is_https(), is_asset);
    response
}

fn add_to(headers: &mut HeaderMap, is_https: bool, is_asset: bool) {
    // A page of foreign make, such as the preview of a mail, has a stricter policy of its own.
    headers
        .entry(CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers
        .entry(X_FRAME_OPTIONS)
        .or_insert(HeaderValue::from_static("DENY"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(
        "permissions-policy",
        HeaderValue::from_static("camera=(self), microphone=(), geolocation=()"),
    );
    if is_https {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    if !is_asset {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_not_kept_but_files_may_be() {
        let mut page = HeaderMap::new();
        add_to(&mut page, true, false);
        assert_eq!(page[CACHE_CONTROL], "no-store");
        assert!(page.contains_key(STRICT_TRANSPORT_SECURITY));
        let mut file = HeaderMap::new();
        file.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        add_to(&mut file, false, true);
        assert_eq!(file[CACHE_CONTROL], "no-cache");
        assert!(!file.contains_key(STRICT_TRANSPORT_SECURITY));
    }

    #[test]
    fn the_policy_allows_nothing_inline() {
        assert!(!POLICY.contains("unsafe") && !POLICY.contains('\n') && !POLICY.contains("  "));
    }
}
