//! Milliseconds per model and engine, at the input sizes of the pipeline, on one thread.
//!
//! `cargo run --release -p argos-vision --example engine_benchmark [-- RUNS]`
//!
//! The engines take turns, so that both see the same state of the machine. Prints the median and the minimum.
#![allow(clippy::print_stdout, reason = "a command-line program")]

use std::error::Error;
use std::time::Instant;

use argos_vision::engine::{Engine, EnginePreference, Model, Tensor};
use argos_vision::models::{ModelFiles, ModelName, ModelSource};

const CASES: [(ModelName, [usize; 4]); 14] = [
    (ModelName::FaceDetector, [1, 3, 320, 320]),
    (ModelName::FaceDetector, [1, 3, 480, 640]),
    (ModelName::FaceDetector, [1, 3, 960, 1280]),
    (ModelName::FaceRecogniser, [1, 3, 112, 112]),
    (ModelName::SecondFaceRecogniser, [1, 112, 112, 3]),
    (ModelName::FaceMesh, [1, 192, 192, 3]),
    (ModelName::EyeContour, [1, 64, 64, 3]),
    (ModelName::PassiveLiveness, [1, 256, 256, 3]),
    (ModelName::SecondPassiveLiveness, [1, 80, 80, 3]),
    (ModelName::FaceAge, [1, 3, 224, 224]),
    (ModelName::TextDetector, [1, 3, 320, 416]),
    (ModelName::TextDetector, [1, 3, 736, 960]),
    (ModelName::TextRecogniser, [1, 3, 48, 320]),
    (ModelName::TextLineOrientation, [1, 3, 48, 192]),
];

fn main() -> Result<(), Box<dyn Error>> {
    let runs: usize = std::env::args().nth(1).map_or(Ok(15), |text| text.parse())?;
    let engines = [
        Engine::discover(EnginePreference::OnnxRuntime)?,
        Engine::discover(EnginePreference::Rten)?,
    ];
    for engine in &engines {
        println!(
            "{} {}: {}",
            engine.info().name,
            engine.info().version,
            engine.info().reason
        );
    }
    let files = ModelFiles::open(ModelSource::Embedded)?;
    println!("| model | input | onnxruntime median (min) ms | rten median (min) ms | rten / onnxruntime |");
    println!("|---|---|---|---|---|");
    for (name, shape) in CASES {
        let bytes = files.bytes(name)?;
        let [mut first, mut second] = [engines[0].load(&bytes)?, engines[1].load(&bytes)?];
        let input = pattern(name, &shape);
        let (mut first_times, mut second_times) = (Vec::new(), Vec::new());
        for round in 0..=runs {
            let (left, right) = (time(first.as_mut(), &input)?, time(second.as_mut(), &input)?);
            // The first run of each allocates.
            if round > 0 {
                first_times.push(left);
                second_times.push(right);
            }
        }
        let (left, right) = (summary(first_times), summary(second_times));
        println!(
            "| {name:?} | {shape:?} | {:.1} ({:.1}) | {:.1} ({:.1}) | {:.2} |",
            left.0,
            left.1,
            right.0,
            right.1,
            right.0 / left.0
        );
    }
    Ok(())
}

fn pattern(name: ModelName, shape: &[usize]) -> Tensor {
    let (offset, span) = match name {
        ModelName::FaceDetector | ModelName::FaceRecogniser => (0.0, 255.0),
        ModelName::FaceMesh | ModelName::EyeContour | ModelName::PassiveLiveness | ModelName::SecondPassiveLiveness => {
            (0.0, 1.0)
        }
        ModelName::FaceAge => (-110.0, 245.0),
        _ => (-1.0, 2.0),
    };
    let count = shape.iter().product();
    let value = |index: usize| offset + span * (0.5 + 0.4 * (index as f32 * 0.0137).sin());
    Tensor {
        shape: shape.to_vec(),
        data: (0..count).map(value).collect(),
    }
}

fn time(model: &mut dyn Model, input: &Tensor) -> Result<f64, Box<dyn Error>> {
    let input = input.clone();
    let start = Instant::now();
    model.run(input)?;
    Ok(start.elapsed().as_secs_f64() * 1e3)
}

/// Median and minimum.
fn summary(mut times: Vec<f64>) -> (f64, f64) {
    times.sort_by(f64::total_cmp);
    (times[times.len() / 2], times[0])
}
