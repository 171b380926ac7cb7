//! The faces of the pictures of a list, each picture looked at once.

use super::progress_bar;
use crate::image_file::{self, Failure};
use argos_vision::face::Embedding;
use argos_vision::{Vision, VisionError};
use std::path::PathBuf;

/// Measured on one picture.
pub struct Measured {
    /// `None` when no face was found.
    pub face: Option<Embedding>,
    /// From the bytes to the embedding; zero when it is no picture.
    pub milliseconds: f64,
}

/// Looks at every picture. `place` says where in the lists a picture stands.
///
/// A damaged picture is told on standard error and counts as one without a face.
///
/// # Errors
/// [`Failure::Unreadable`] names the place of the first picture that cannot be read.
pub fn look_at_all(
    vision: &mut Vision,
    pictures: &[PathBuf],
    place: impl Fn(usize) -> String,
) -> Result<Vec<Measured>, Failure> {
    let mut measured = Vec::with_capacity(pictures.len());
    let progress = progress_bar(pictures.len());
    for (index, path) in pictures.iter().enumerate() {
        let bytes = image_file::read(path).map_err(|failure| match failure {
            Failure::Unreadable(message) => Failure::Unreadable(format!("{}: {message}", place(index))),
            other => other,
        })?;
        measured.push(match vision.read_faces(&bytes) {
            Ok(reading) => Measured {
                face: reading.face.map(|face| face.embedding),
                milliseconds: reading.timings.total_ms.unwrap_or_default(),
            },
            Err(VisionError::Image(cause)) => {
                let message = format!(
                    "argos eval: {}: {cause}; counted as a picture without a face",
                    path.display()
                );
                progress.suspend(|| eprintln!("{message}"));
                Measured {
                    face: None,
                    milliseconds: 0.0,
                }
            }
            Err(other) => return Err(Failure::Broken(other.to_string())),
        });
        progress.inc(1);
    }
    progress.finish_and_clear();
    Ok(measured)
}
