//! Where a project's webhooks go: what is checked when the address is saved, and again at each delivery.

use std::fmt;
use std::net::IpAddr;

use url::{Host, Url};

use crate::WebhookLimits;
use crate::address_filter::is_public;

/// The longest address accepted, in bytes.
pub const LONGEST_WEBHOOK_ADDRESS: usize = 2048;

/// Endings of names that no public name server answers for (RFC 6761, RFC 6762, RFC 9476, ICANN's `internal`).
const PRIVATE_ENDINGS: &[&str] = &[
    "localhost",
    "local",
    "internal",
    "intranet",
    "lan",
    "home.arpa",
    "test",
    "invalid",
    "onion",
    "alt",
];

/// An address that a webhook may be sent to, as far as that can be told without asking a name server.
///
/// `Debug` shows the host only: path and query may hold the receiver's secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookAddress {
    url: Url,
    host: String,
}

/// Why an address is not accepted; the text is meant for whoever typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WebhookAddressError {
    /// Longer than [`LONGEST_WEBHOOK_ADDRESS`].
    #[error("the address is longer than {LONGEST_WEBHOOK_ADDRESS} characters")]
    TooLong,
    /// Not an address at all.
    #[error("this is not a web address: something like https://example.com/webhook is expected")]
    Malformed,
    /// Plain HTTP where only HTTPS is allowed.
    #[error("the address must begin with https://, so that nobody on the way can read or change what is sent")]
    NotEncrypted,
    /// Neither HTTP nor HTTPS.
    #[error("the address must begin with https://")]
    WrongScheme,
    /// User name or password inside the address.
    #[error("the address must not contain a user name or password; webhooks are signed instead")]
    Credentials,
    /// A part after `#`, which would never be sent.
    #[error("the address must not contain a part after #")]
    Fragment,
    /// Port 0.
    #[error("the address has an impossible port")]
    Port,
    /// An internet address or name that is not public.
    #[error("the address must be reachable from the public internet; this one belongs to a private network")]
    Private,
}

impl WebhookAddress {
    /// Reads an address.
    ///
    /// # Errors
    /// [`WebhookAddressError`], in words for whoever typed it.
    pub fn parse(text: &str, limits: &WebhookLimits) -> Result<Self, WebhookAddressError> {
        use WebhookAddressError as Error;
        if text.len() > LONGEST_WEBHOOK_ADDRESS {
            return Err(Error::TooLong);
        }
        // The URL standard drops these silently; whoever typed them meant something else.
        if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(Error::Malformed);
        }
        let url = Url::parse(text).map_err(|_| Error::Malformed)?;
        match url.scheme() {
            "https" => {}
            "http" if limits.allow_http => {}
            "http" => return Err(Error::NotEncrypted),
            _ => return Err(Error::WrongScheme),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Error::Credentials);
        }
        if url.fragment().is_some() {
            return Err(Error::Fragment);
        }
        if url.port() == Some(0) {
            return Err(Error::Port);
        }
        // A connection to a number is made without asking a name server, so the resolver's filter never sees it.
        let number = match url.host().ok_or(Error::Malformed)? {
            Host::Ipv4(address) => Some(IpAddr::V4(address)),
            Host::Ipv6(address) => Some(IpAddr::V6(address)),
            Host::Domain(name) if name.trim_end_matches('.').is_empty() => return Err(Error::Malformed),
            Host::Domain(_) => None,
        };
        if number.is_some_and(|address| !limits.allow_private_addresses && !is_public(address)) {
            return Err(Error::Private);
        }
        let host = url.host_str().ok_or(Error::Malformed)?.to_owned();
        Ok(Self { url, host })
    }

    /// Reads an address that is about to be saved: names that cannot be public are refused at once, instead of at
    /// each delivery.
    ///
    /// # Errors
    /// [`WebhookAddressError`], in words for whoever typed it.
    pub fn parse_for_saving(text: &str, limits: &WebhookLimits) -> Result<Self, WebhookAddressError> {
        let address = Self::parse(text.trim(), limits)?;
        let is_private_name = matches!(address.url.host(), Some(Host::Domain(name)) if is_private_name(name));
        if is_private_name && !limits.allow_private_addresses {
            return Err(WebhookAddressError::Private);
        }
        Ok(address)
    }

    /// The whole address. Not for logs: path and query may hold the receiver's secrets.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.url.as_str()
    }

    /// Name or number of the host; the only part for logs.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    pub(crate) fn url(&self) -> &Url {
        &self.url
    }
}

impl fmt::Debug for WebhookAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("WebhookAddress").field(&self.host).finish()
    }
}

fn is_private_name(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    let ends_in = |ending: &str| {
        name.strip_suffix(ending)
            .is_some_and(|front| front.is_empty() || front.ends_with('.'))
    };
    !name.contains('.') || PRIVATE_ENDINGS.iter().any(|ending| ends_in(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved(text: &str) -> Result<WebhookAddress, WebhookAddressError> {
        WebhookAddress::parse_for_saving(text, &WebhookLimits::default())
    }

    #[test]
    fn public_https_addresses_are_accepted() {
        for text in [
            "https://example.com",
            " https://example.com/hook?key=1 ",
            "https://hooks.example.co.kr:8443/a/b",
            "https://8.8.8.8/hook",
            "https://[2606:4700:4700::1111]/hook",
            "https://localhost.example.com/",
            "https://my.localx/",
        ] {
            assert!(saved(text).is_ok(), "{text}: {:?}", saved(text));
        }
    }

    #[test]
    fn others_are_refused_for_a_stated_reason() {
        use WebhookAddressError as Error;
        let long = format!("https://example.com/{}", "a".repeat(2048));
        for (text, expected) in [
            (long.as_str(), Error::TooLong),
            ("", Error::Malformed),
            ("example.com/hook", Error::Malformed),
            ("https://", Error::Malformed),
            ("https://exa mple.com", Error::Malformed),
            ("https://example.com/\r\nX-Injected: 1", Error::Malformed),
            ("http://example.com", Error::NotEncrypted),
            ("ftp://example.com", Error::WrongScheme),
            ("file:///etc/passwd", Error::WrongScheme),
            ("javascript:alert(1)", Error::WrongScheme),
            ("https://user@example.com", Error::Credentials),
            ("https://user:pass@example.com", Error::Credentials),
            ("https://:pass@example.com", Error::Credentials),
            ("https://example.com/#part", Error::Fragment),
            ("https://example.com:0/", Error::Port),
            ("https://127.0.0.1/", Error::Private),
            ("https://2130706433/", Error::Private),
            ("https://0x7f.1/", Error::Private),
            ("https://0177.0.0.1/", Error::Private),
            ("https://127.1/", Error::Private),
            ("https://127.0.0.1./", Error::Private),
            ("https://169.254.169.254/latest/meta-data", Error::Private),
            ("https://[::1]/", Error::Private),
            ("https://[::ffff:127.0.0.1]/", Error::Private),
            ("https://[::ffff:7f00:1]/", Error::Private),
            ("https://[fe80::1]/", Error::Private),
            ("https://１２７.0.0.1/", Error::Private),
            ("https://localhost/", Error::Private),
            ("https://LOCALHOST./", Error::Private),
            ("https://a.localhost/", Error::Private),
            ("https://intranet/", Error::Private),
            ("https://metadata.google.internal/", Error::Private),
            ("https://printer.local/", Error::Private),
        ] {
            assert_eq!(saved(text), Err(expected), "{text}");
        }
    }

    #[test]
    fn limits_open_what_they_say() {
        let limits = WebhookLimits {
            allow_private_addresses: true,
            allow_http: true,
            ..WebhookLimits::default()
        };
        for text in [
            "http://127.0.0.1:8080/",
            "http://localhost/",
            "https://[::1]/",
            "http://receiver.internal/",
        ] {
            assert!(WebhookAddress::parse_for_saving(text, &limits).is_ok(), "{text}");
        }
    }

    #[test]
    fn debug_output_keeps_path_and_query_secret() {
        let address = saved("https://example.com/secret-path?token=secret").unwrap();
        assert_eq!(format!("{address:?}"), "WebhookAddress(\"example.com\")");
    }
}
