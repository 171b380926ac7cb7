//! The rule by which a face is searched for among many. The server and `argos eval duplicates` both go by it.

use crate::evaluation::{similarity_percentage, similarity_to_likeness};
use argos_vision::face::{Embedding, FaceGallery, likeness};
use std::num::NonZero;
use std::thread::available_parallelism;

/// What the mapping between likeness and similarity may lose by rounding; candidates are judged exactly afterwards.
const ROUNDING: f64 = 1e-6;

/// The similarity of two faces, 0 to 100, if it reaches the threshold: they count as one person's.
#[must_use]
pub fn same_face(one: &Embedding, other: &Embedding, threshold: f64) -> Option<f64> {
    let similarity = similarity_percentage(f64::from(likeness(one, other)));
    (similarity >= threshold).then_some(similarity)
}

/// The keys of all faces of a gallery that [`same_face`] could be true of, in no order: every one of which it is true, and
/// a few that come near.
///
/// Works for milliseconds, on all cores when there are very many faces: not for asynchronous tasks.
#[must_use]
pub fn candidates(gallery: &FaceGallery, face: &Embedding, threshold: f64) -> Vec<u64> {
    let least = if threshold > 0.0 {
        similarity_to_likeness(threshold) - ROUNDING
    } else {
        // Similarity does not fall below zero, however different two faces are.
        -1.0
    };
    gallery.candidates(
        face,
        least as f32,
        available_parallelism().unwrap_or(NonZero::<usize>::MIN),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A face that lies by an angle beside the first one, for both networks.
    fn face(angle: f32) -> Embedding {
        let vector = |count: usize| {
            let mut vector = vec![0.0; count];
            (vector[0], vector[1]) = (angle.cos(), angle.sin());
            vector
        };
        Embedding::normalised(&vector(128), &vector(192)).unwrap()
    }

    #[test]
    fn every_face_that_counts_as_the_same_is_a_candidate() {
        let faces: Vec<Embedding> = (0..1000)
            .map(|step| face(step as f32 * std::f32::consts::PI / 1000.0))
            .collect();
        let mut gallery = FaceGallery::default();
        for (key, face) in faces.iter().enumerate() {
            gallery.insert(key as u64, face);
        }
        for threshold in [0.0, 1.0, 50.0, 70.0, 85.0, 90.0, 99.9, 100.0] {
            let candidates = candidates(&gallery, &faces[0], threshold);
            let same: Vec<usize> = (0..faces.len())
                .filter(|index| same_face(&faces[0], &faces[*index], threshold).is_some())
                .collect();
            assert!(!same.is_empty());
            for index in &same {
                assert!(candidates.contains(&(*index as u64)), "{index} at {threshold}");
            }
            assert!(
                candidates.len() < same.len() + 40,
                "{} at {threshold}",
                candidates.len()
            );
        }
    }
}
