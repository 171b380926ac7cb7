//! Whether a person can go on with a phone.

use url::{Host, Url};

/// Whether only the computer itself can reach the address.
pub(super) fn is_local(address: &str) -> bool {
    let Ok(address) = Url::parse(address) else { return false };
    match address.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_addresses_are_local() {
        for local in ["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"] {
            assert!(is_local(local), "{local}");
        }
        assert!(!is_local("https://kyc.example.com") && !is_local("http://192.168.0.7:8080"));
    }
}
