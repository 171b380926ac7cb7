//! Time and memory of one whole verification: a photograph of a document and a selfie, models warm.
//!
//! `cargo run --release -p argos-vision --example verification_benchmark -- TODAY FRONT SELFIE [RUNS] [rten]`
#![allow(clippy::print_stdout, reason = "a command-line program")]

use std::time::Instant;

use argos_vision::face::likeness;
use argos_vision::{EnginePreference, EstimateAge, Timings, Vision};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [today, front, selfie, options @ ..] = arguments.as_slice() else {
        return Err("usage: verification_benchmark TODAY FRONT SELFIE [RUNS] [rten]".into());
    };
    let built_in = options.iter().any(|option| option == "rten");
    let runs: usize = options.iter().find_map(|option| option.parse().ok()).unwrap_or(5);
    let preference = if built_in {
        EnginePreference::Rten
    } else {
        EnginePreference::Automatic
    };
    let (front, selfie) = (std::fs::read(front)?, std::fs::read(selfie)?);
    let start = Instant::now();
    let mut vision = Vision::load(preference)?;
    println!(
        "loaded {} in {:.0} ms",
        vision.engine().name,
        start.elapsed().as_secs_f64() * 1e3
    );
    println!("resident after loading: {}", memory("VmRSS"));
    for run in 0..=runs {
        let document = vision.read_document(&front, None, today.parse()?)?;
        let person = vision.read_selfie(&selfie, EstimateAge::Yes)?;
        let likeness = document
            .portrait
            .as_ref()
            .zip(person.face.as_ref())
            .map(|(a, b)| likeness(&a.embedding, &b.embedding));
        let mut timings: Timings = document.timings;
        timings.merge(&person.timings);
        let total = timings.total_ms.unwrap_or_default();
        println!(
            "run {run}: total {total:.0} ms, inference {:.0} ms, decode {:.0} ms, total / inference {:.2}, likeness {likeness:?}",
            timings.inference_ms,
            timings.decode_ms,
            total / timings.inference_ms
        );
        if run == runs {
            for (stage, spent) in &timings.stages {
                println!("  {stage}: {spent:.1} ms");
            }
        }
    }
    println!("resident {}, peak {}", memory("VmRSS"), memory("VmHWM"));
    Ok(())
}

/// A line of `/proc/self/status`; only Linux has it.
fn memory(key: &str) -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(key)).unwrap_or("unknown");
    line.split_whitespace().skip(1).collect::<Vec<_>>().join(" ")
}
