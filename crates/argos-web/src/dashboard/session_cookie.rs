//! The cookies that carry a session, and a sign-in that waits for its second step.

use crate::WebConfig;
use axum::http::{HeaderMap, HeaderValue, header};

/// What a cookie carries. With https the `__Host-` prefix makes browsers refuse it from anywhere but this host over https.
#[derive(Clone, Copy)]
struct Kind {
    https: &'static str,
    http: &'static str,
}

const SESSION: Kind = Kind {
    https: "__Host-argos_session",
    http: "argos_session",
};
const SECOND_STEP: Kind = Kind {
    https: "__Host-argos_sign_in",
    http: "argos_sign_in",
};

impl Kind {
    fn name(self, config: &WebConfig) -> &'static str {
        if config.is_https() { self.https } else { self.http }
    }

    fn read<'a>(self, headers: &'a HeaderMap, config: &WebConfig) -> Option<&'a str> {
        let wanted = self.name(config);
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find_map(|(name, secret)| (name == wanted && !secret.is_empty()).then_some(secret))
    }

    fn value(self, secret: &str, config: &WebConfig, more: &str) -> Option<HeaderValue> {
        let secure = if config.is_https() { "; Secure" } else { "" };
        let text = format!(
            "{}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}{more}",
            self.name(config)
        );
        let mut value = HeaderValue::from_str(&text).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

/// The session's secret as the browser sent it.
pub(super) fn read<'a>(headers: &'a HeaderMap, config: &WebConfig) -> Option<&'a str> {
    SESSION.read(headers, config)
}

/// `Set-Cookie` for a new session. It ends with the browser, or earlier on the server.
pub(super) fn set(secret: &str, config: &WebConfig) -> Option<HeaderValue> {
    SESSION.value(secret, config, "")
}

/// `Set-Cookie` that removes the session.
pub(super) fn clear(config: &WebConfig) -> Option<HeaderValue> {
    SESSION.value("", config, "; Max-Age=0")
}

/// The secret of a sign-in that waits for its second step, as the browser sent it.
pub(super) fn read_second_step<'a>(headers: &'a HeaderMap, config: &WebConfig) -> Option<&'a str> {
    SECOND_STEP.read(headers, config)
}

/// `Set-Cookie` for a sign-in that waits for its second step.
pub(super) fn set_second_step(secret: &str, config: &WebConfig) -> Option<HeaderValue> {
    SECOND_STEP.value(secret, config, "")
}

/// `Set-Cookie` that removes a sign-in that waited for its second step.
pub(super) fn clear_second_step(config: &WebConfig) -> Option<HeaderValue> {
    SECOND_STEP.value("", config, "; Max-Age=0")
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
        assert_eq!(read_second_step(&headers, &config("http://localhost:8080")), None);
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
        let step = set_second_step("secret", &config("https://kyc.example.com")).unwrap();
        assert_eq!(
            step.to_str().unwrap(),
            "__Host-argos_sign_in=secret; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
        let http = clear(&config("http://localhost:8080")).unwrap();
        assert_eq!(
            http.to_str().unwrap(),
            "argos_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
        );
        assert!(set("two\r\nlines", &config("http://localhost:8080")).is_none());
    }
}
