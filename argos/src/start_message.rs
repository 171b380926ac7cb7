//! What an operator reads after the start: where everything is.

use argos_app::projects::CreatedProject;
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use std::fmt::Write as _;

/// The addresses of a running server.
#[derive(Debug)]
pub struct Addresses<'a> {
    /// Address under which users reach the server.
    pub public_url: &'a str,
    /// Address of the first project's hosted page, when there is a project.
    pub liveform_url: Option<String>,
    /// The project made at the very first start.
    pub created: Option<&'a CreatedProject>,
    /// Whether phones can open the address: then a QR code is worth its lines.
    pub reachable_by_phone: bool,
}

/// The message, ready to print.
pub fn text(addresses: &Addresses<'_>) -> String {
    let mut text = String::from("\nArgos is running.\n\n");
    if let Some(url) = &addresses.liveform_url {
        let _ = writeln!(text, "  Liveform    {url}");
    }
    let _ = writeln!(text, "  Dashboard   {}/dashboard", addresses.public_url);
    if let Some(created) = addresses.created {
        let _ = writeln!(text, "  Sign in     {}", created.sign_in_url);
        let _ = writeln!(
            text,
            "              (once, within 24 hours; `argos admin sign-in-link` makes another)"
        );
    } else {
        let _ = writeln!(
            text,
            "  Sign in     `argos admin sign-in-link --email ADDRESS` makes a one-time link"
        );
    }
    let _ = writeln!(text, "  Health      {}/healthz", addresses.public_url);
    if addresses.reachable_by_phone
        && let Some(url) = &addresses.liveform_url
        && let Ok(code) = QrCode::new(url)
    {
        let drawing = code.render::<Dense1x2>().quiet_zone(true).build();
        let _ = writeln!(text, "\nOpen the Liveform on a phone in the same network:\n\n{drawing}");
    }
    text
}
