//! Addresses as pictures that phones read.

use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

/// A QR code of the address as SVG; `None` when the address is too long for one that a phone reads from a screen.
pub(crate) fn qr_code(address: &str) -> Option<String> {
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
}
