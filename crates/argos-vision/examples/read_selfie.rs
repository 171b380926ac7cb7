//! Reads selfies and prints what was measured.
//!
//! `cargo run --release -p argos-vision --example read_selfie -- FILE...`; with two or more files the likeness of
//! each face to the first one is printed as well.
#![allow(clippy::print_stdout, reason = "a command-line program")]

use argos_vision::face::{Embedding, likeness};
use argos_vision::{EnginePreference, EstimateAge, Vision};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut vision = Vision::load(EnginePreference::Automatic)?;
    println!("{:?}", vision.engine());
    let mut first: Option<Embedding> = None;
    for path in std::env::args().skip(1) {
        println!("{path}");
        match vision.read_selfie(&std::fs::read(&path)?, EstimateAge::Yes) {
            Err(error) => println!("  {error}"),
            Ok(reading) => {
                println!("  {:?} turned {:?}", reading.picture, reading.turned);
                println!("  live {:?} others {}", reading.passive_liveness, reading.other_faces);
                if let Some(face) = reading.face {
                    let likeness = first.as_ref().map(|embedding| likeness(embedding, &face.embedding));
                    println!("  {:?}\n  likeness to the first {likeness:?}", face.face);
                    first.get_or_insert(face.embedding);
                }
                println!("  {:?}", reading.timings);
            }
        }
    }
    Ok(())
}
