//! The code by which a person goes on with a phone.

use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use url::{Host, Url};

/// A QR code of the address as SVG; `None` when the address is too long for one that a phone reads from a screen.
pub(super) fn qr_code(address: &str) -> Option<String> {
    const LONGEST_ADDRESS: usize = 900;
    if address.len() > LONGEST_ADDRESS {
        return None;
    }
    let code = QrCode::with_error_correction_level(address, EcLevel::M).ok()?;
    let picture = code
        .render::<svg::Color<'_>>()
        .quiet_zone(false)
        .dark_color(svg::Color("#000"))
        .light_color(svg::Color("#fff"))
        .build();
    let start = picture.find("<svg")?; // without the XML declaration, which HTML does not know
    picture.get(start..).map(str::to_owned)
}

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
    fn the_code_is_svg_without_anything_that_the_policy_forbids() {
        let code = qr_code("https://kyc.example.com/?pid=abcd2345&email=anna%40example.com").unwrap();
        assert!(code.starts_with("<svg") && code.ends_with("</svg>"));
        assert!(!code.contains("style") && !code.contains("<script"));
        assert!(qr_code(&"a".repeat(901)).is_none());
    }

    #[test]
    fn loopback_addresses_are_local() {
        for local in ["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"] {
            assert!(is_local(local), "{local}");
        }
        assert!(!is_local("https://kyc.example.com") && !is_local("http://192.168.0.7:8080"));
    }
}
