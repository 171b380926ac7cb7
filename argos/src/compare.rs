//! `argos compare`: whether two pictures show one person, no server.
//!
//! Exit code 0 for any answer, 2 for wrong use (from the command line parser), 3 for a picture that cannot be read or
//! shows no face.

use crate::command_line::CompareArguments;
use crate::image_file::{self, Failure};
use crate::output;
use argos_app::evaluation::similarity_percentage;
use argos_vision::face::likeness;
use argos_vision::{FaceReading, FacesReading, Vision, VisionError};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

/// One picture and the face that is compared.
struct Side<'a> {
    path: &'a Path,
    reading: FacesReading,
    face: FaceReading,
}

pub fn run(arguments: &CompareArguments) -> ExitCode {
    match compared(arguments).and_then(|text| output::answer(&text)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report("compare"),
    }
}

fn compared(arguments: &CompareArguments) -> Result<String, Failure> {
    let pictures = [image_file::read(&arguments.a)?, image_file::read(&arguments.b)?];
    let mut vision =
        Vision::load(arguments.engine.engine.into()).map_err(|error| Failure::Broken(error.to_string()))?;
    let first = side(&mut vision, &arguments.a, &pictures[0])?;
    let second = side(&mut vision, &arguments.b, &pictures[1])?;
    let score = f64::from(likeness(&first.face.embedding, &second.face.embedding));
    let similarity = similarity_percentage(score);
    let is_match = similarity >= arguments.threshold;
    Ok(if arguments.json {
        let answer = json!({
            "similarity": rounded(similarity, 1e2),
            "score": rounded(score, 1e4),
            "threshold": arguments.threshold,
            "match": is_match,
            "faces": [side_json(&first), side_json(&second)],
            "model": vision.face_models().both,
            "engine": vision.engine(),
        });
        format!("{answer:#}")
    } else {
        let mut text = format!(
            "{}   similarity {similarity:.1} of 100 (one person from {} on)\n",
            if is_match { "MATCH" } else { "NO MATCH" },
            arguments.threshold
        );
        for side in [&first, &second] {
            let _ = write!(text, "\n{}", side_text(side));
        }
        text
    })
}

fn side<'a>(vision: &mut Vision, path: &'a Path, bytes: &[u8]) -> Result<Side<'a>, Failure> {
    let mut reading = vision.read_faces(bytes).map_err(|error| match error {
        VisionError::Image(cause) => Failure::Unreadable(format!("{}: {cause}", path.display())),
        other => Failure::Broken(other.to_string()),
    })?;
    let face = reading
        .face
        .take()
        .ok_or_else(|| Failure::Unreadable(format!("{}: no face was found in the picture", path.display())))?;
    Ok(Side { path, reading, face })
}

fn side_json(side: &Side<'_>) -> Value {
    json!({
        "path": side.path,
        "box": side.face.face.bounding_box,
        "confidence": side.face.face.confidence,
        "quality": side.face.face.quality,
        "other_faces": side.reading.other_faces,
        "quarter_turns": side.reading.turned,
        "timings_ms": {
            "total": side.reading.timings.total_ms.map(|total| rounded(total, 10.0)),
            "inference": rounded(side.reading.timings.inference_ms, 10.0),
        },
    })
}

fn side_text(side: &Side<'_>) -> String {
    let face = &side.face.face;
    let others = match side.reading.other_faces {
        0 => String::new(),
        others => format!("; the largest of {} faces is compared", others + 1),
    };
    format!(
        "{}: face {:.0} x {:.0} pixels, eyes {:.0} pixels apart, sharpness {:.0}{others}",
        side.path.display(),
        face.bounding_box.width,
        face.bounding_box.height,
        face.quality.eye_distance,
        face.quality.sharpness
    )
}

fn rounded(value: f64, steps: f64) -> f64 {
    (value * steps).round() / steps
}
