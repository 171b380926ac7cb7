//! A camera in a browser before which a simulated person follows the signs of the Liveform.
//!
//! Chromium's own stand-in for a camera plays a film and cannot react. So the page's `getUserMedia` is replaced by a canvas on
//! which a script draws pictures of a moving [`Head`], a moment after the sign on the page has changed. Everything after
//! that is the page's own: it draws, encodes and sends frames, and takes the selfie.

use crate::browser::Browser;
use crate::challenge::head::{Act, Head};
use crate::specimen::photograph::jpeg;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::imageops::{FilterType, resize};
use serde_json::{Value, json};

/// Steps from rest to the end of a movement.
const STEPS: usize = 6;
/// The pictures are drawn a little larger than their head is, so that the selfie is large enough.
const SIZE: (u32, u32) = (720, 960);
const QUALITY: u8 = 90;

/// Puts the camera into every page that the browser opens from now on.
///
/// # Errors
/// When a picture cannot be made or the browser does not answer.
pub async fn put_before_camera(browser: &Browser, head: &Head) -> anyhow::Result<()> {
    let pictures = json!({
        "rest": [picture(head, Act::REST)?],
        "turn_left": pictures(head, |share| Act { yaw: 34.0 * share, ..Act::REST })?,
        "turn_right": pictures(head, |share| Act { yaw: -34.0 * share, ..Act::REST })?,
        "look_up": pictures(head, |share| Act { pitch: 26.0 * share, ..Act::REST })?,
        "blink": pictures(head, |share| Act { closed: share, ..Act::REST })?,
        "come_closer": pictures(head, |share| Act { size: 1.0 + 0.5 * share, ..Act::REST })?,
    });
    let script = format!("({})({pictures});", include_str!("moving_camera.js"));
    browser.run_in_every_page(&script).await
}

fn pictures(head: &Head, act: impl Fn(f32) -> Act) -> anyhow::Result<Vec<Value>> {
    (1..=STEPS)
        .map(|step| picture(head, act(step as f32 / STEPS as f32)))
        .collect()
}

fn picture(head: &Head, act: Act) -> anyhow::Result<Value> {
    let large = resize(&head.frame(act), SIZE.0, SIZE.1, FilterType::CatmullRom);
    let file = jpeg(&large, QUALITY)?;
    Ok(json!(format!("data:image/jpeg;base64,{}", STANDARD.encode(file))))
}
