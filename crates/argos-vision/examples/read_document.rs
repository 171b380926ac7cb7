//! Reads photographs of documents and prints what was measured. Prints no text of the document unless asked for.
//!
//! `cargo run --release -p argos-vision --example read_document -- TODAY FRONT [BACK] [--text]`, with TODAY as
//! YYYY-MM-DD.
#![allow(clippy::print_stdout, reason = "a command-line program")]

use argos_vision::{EnginePreference, Vision};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (options, arguments): (Vec<String>, Vec<String>) = std::env::args()
        .skip(1)
        .partition(|argument| argument.starts_with("--"));
    let [today, front, back @ ..] = arguments.as_slice() else {
        return Err("usage: read_document TODAY FRONT [BACK] [--text]".into());
    };
    let mut vision = Vision::load(EnginePreference::Automatic)?;
    let front = std::fs::read(front)?;
    let back = back.first().map(std::fs::read).transpose()?;
    // Twice: the first reading allocates.
    vision.read_document(&front, back.as_deref(), today.parse()?)?;
    let reading = vision.read_document(&front, back.as_deref(), today.parse()?)?;
    println!("{:?}", reading.front_picture);
    println!("turned {:?}, other faces {}", reading.front_turned, reading.other_faces);
    println!("portrait {:?}", reading.portrait);
    for page in [Some(&reading.front), reading.back.as_ref()].into_iter().flatten() {
        println!(
            "{:?} {:?}, {} lines, score {}",
            page.kind,
            page.issuing_country,
            page.lines.len(),
            page.recognition_score
        );
        if options.iter().any(|option| option == "--text") {
            for line in &page.lines {
                println!("  {}", line.text);
            }
        }
    }
    println!("{:#?}", reading.timings);
    Ok(())
}
