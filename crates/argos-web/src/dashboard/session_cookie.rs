//! The cookie that carries a session.

use crate::WebConfig;
use axum::http::{HeaderMap, HeaderValue, header};

/// With https the `__Host-` prefix makes browsers refuse the cookie from anywhere but this host over https.
const fn name(https: bool) -> &'static str {
    if https { "__Host-argos_session" } else { "argos_session" }
}

/// The session's secret as the browser sent it.
pub(super) fn read<'a>(headers: &'a HeaderMap, config: &WebConfig) -> Option<&'a str> {
    let wanted = name(config.is_https());
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(name, secret)| (name == wanted && !secret.is_empty()).then_some(secret))
}

/// `Set-Cookie` for a new session. It ends with the browser, or earlier on the server.
pub(super) fn set(secret: &str, config: &WebConfig) -> Option<HeaderValue> {
    value(secret, config, "")
}

/// `Set-Cookie` that removes the session.
pub(super) fn clear(config: &WebConfig) -> Option<HeaderValue> {
    value("", config, "; Max-Age=0")
}

fn value(secret: &str, config: &WebConfig, more: &str) -> Option<HeaderValue> {
    let secure = if config.is_https() { "; Secure" } else { "" };
    let text = format!(
        "{}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}{more}",
        name(config.is_https())
    );
    let mut value = HeaderValue::from_str(&text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::sample::config;

    #[test]
    fn the_cookie_is_found_among_others_and_only_under_its_own_name() {
        let mut headers = HeaderMap::new();
        headers.append(
            header::COOKIE,
            HeaderValue::from_static("a=b; __Host-argos_session=secret"),
        );
        headers.append(header::COOKIE, HeaderValue::from_static("argos_session=other"));
        assert_eq!(read(&headers, &config("https://kyc.example.com")), Some("secret"));
        assert_eq!(read(&headers, &config("http://localhost:8080")), Some("other"));
        assert_eq!(read(&HeaderMap::new(), &config("http://localhost:8080")), None);
    }

    #[test]
    fn the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
        let https = set("secret", &config("https://kyc.example.com")).unwrap();
        assert_eq!(
            https.to_str().unwrap(),
            "__Host-argos_session=secret; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
        assert!(https.is_sensitive());
        let http = clear(&config("http://localhost:8080")).unwrap();
        assert_eq!(
            http.to_str().unwrap(),
            "argos_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
        );
        assert!(set("two\r\nlines", &config("http://localhost:8080")).is_none());
    }
}
