//! Static files, embedded in the binary: style sheets, scripts, icons.

use crate::routes::{Routes, get};
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};
use std::fmt::Write as _;

/// Path under which the files lie.
pub const PREFIX: &str = "/assets/";

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/assets/"]
struct Assets;

/// `GET /assets/{path}`.
pub(crate) fn routes() -> Routes {
    Routes::new().route("/assets/{*path}", get(serve))
}

async fn serve(Path(path): Path<String>, headers: HeaderMap) -> Response {
    match Assets::get(&path) {
        Some(file) => answer(&path, file, &headers),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The file, or 304 when the browser has this version. It asks each time, so that a new release is seen at once.
fn answer(path: &str, file: EmbeddedFile, headers: &HeaderMap) -> Response {
    let version = entity_tag(&file.metadata.sha256_hash());
    let known = headers
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let is_known = known
        .flat_map(|value| value.split(','))
        .map(|tag| tag.trim().trim_start_matches("W/"))
        .any(|tag| tag == version || tag == "*");
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        file.data.into_response()
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(version) = HeaderValue::from_str(&version) {
        headers.insert(ETAG, version);
    }
    response
}

fn entity_tag(hash: &[u8; 32]) -> String {
    let mut tag = String::from("\"");
    for byte in &hash[..16] {
        let _ = write!(tag, "{byte:02x}"); // writing to a String cannot fail
    }
    tag.push('"');
    tag
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("json") => "application/json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fetch(path: &str, headers: &HeaderMap) -> Response {
        answer(path, Assets::get(path).unwrap(), headers)
    }

    #[test]
    fn a_known_version_is_not_sent_again() {
        let first = fetch("base.css", &HeaderMap::new());
        assert_eq!(first.status(), StatusCode::OK);
        assert_eq!(first.headers()[CONTENT_TYPE], "text/css; charset=utf-8");
        let mut headers = HeaderMap::new();
        headers.insert(IF_NONE_MATCH, first.headers()[ETAG].clone());
        assert_eq!(fetch("base.css", &headers).status(), StatusCode::NOT_MODIFIED);
        headers.insert(IF_NONE_MATCH, HeaderValue::from_static("\"old\""));
        assert_eq!(fetch("base.css", &headers).status(), StatusCode::OK);
    }

    #[test]
    fn every_file_has_a_content_type() {
        for path in Assets::iter() {
            assert_ne!(content_type(&path), "application/octet-stream", "{path}");
        }
    }

    #[test]
    fn nothing_outside_the_folder_is_served() {
        for path in ["../Cargo.toml", "/etc/passwd", "..%2fCargo.toml", ""] {
            assert!(Assets::get(path).is_none(), "{path}");
        }
    }
}
