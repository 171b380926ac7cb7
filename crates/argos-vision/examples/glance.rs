//! Prints the hint for camera frames.
//!
//! `cargo run --release -p argos-vision --example glance -- document|face FRAME...`
#![allow(clippy::print_stdout, reason = "a command-line program")]

use argos_vision::{EnginePreference, Vision};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let kind = arguments.next().ok_or("usage: glance document|face FRAME...")?;
    let mut vision = Vision::load(EnginePreference::Automatic)?;
    for path in arguments {
        let frame = std::fs::read(&path)?;
        match kind.as_str() {
            "document" => println!("{path}: {:?}", vision.glance_document(&frame)?),
            _ => println!("{path}: {:?}", vision.glance_face(&frame)?),
        }
    }
    Ok(())
}
