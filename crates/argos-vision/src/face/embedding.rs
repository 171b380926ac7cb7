//! SFace embeddings (Y. Zhong et al., "SFace: Sigmoid-Constrained Hypersphere Loss for Robust Face Recognition", 2021).

use image::RgbImage;

use super::align::{ALIGNED_SIDE, align_face};
use crate::engine::{EngineError, Model, run_measured};
use crate::image::{ChannelOrder, Point, to_nchw};
use crate::timings::Timings;

/// Numbers in an embedding.
pub const DIMENSIONS: usize = 128;

/// A face as a point on the unit sphere. It identifies a person: biometric data, never to be logged.
#[derive(Clone, PartialEq)]
pub struct Embedding([f32; DIMENSIONS]);

impl std::fmt::Debug for Embedding {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Embedding(masked)")
    }
}

impl Embedding {
    /// Length of [`Embedding::to_bytes`].
    pub const BYTES: usize = DIMENSIONS * 4;

    /// Scales a vector to length one. `None` when it has no direction or not 128 finite numbers.
    #[must_use]
    pub fn normalised(values: &[f32]) -> Option<Self> {
        let mut numbers: [f32; DIMENSIONS] = values.try_into().ok()?;
        let length = numbers
            .iter()
            .map(|value| f64::from(*value).powi(2))
            .sum::<f64>()
            .sqrt();
        if !length.is_finite() || length < 1e-6 {
            return None;
        }
        for number in &mut numbers {
            *number = (f64::from(*number) / length) as f32;
        }
        Some(Self(numbers))
    }

    /// The numbers, of squared sum one.
    #[must_use]
    pub fn as_slice(&self) -> &[f32] {
        &self.0
    }

    /// Little-endian single-precision numbers, for storage.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|value| value.to_le_bytes()).collect()
    }

    /// Reads what [`Embedding::to_bytes`] wrote; `None` for any other bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        if bytes.len() != Self::BYTES {
            return None;
        }
        let values: Vec<f32> = bytes
            .as_chunks::<4>()
            .0
            .iter()
            .map(|chunk| f32::from_le_bytes(*chunk))
            .collect();
        let length: f32 = values.iter().map(|value| value * value).sum();
        if (length - 1.0).abs() > 1e-3 {
            return None;
        }
        Self::normalised(&values)
    }
}

/// Likeness of two faces, -1 to 1. What it means depends on the error rates measured for the recogniser.
#[must_use]
pub fn cosine(first: &Embedding, second: &Embedding) -> f32 {
    let sum: f32 = first.0.iter().zip(&second.0).map(|(left, right)| left * right).sum();
    sum.clamp(-1.0, 1.0)
}

/// The loaded recogniser.
pub struct FaceEmbedder {
    model: Box<dyn Model>,
}

impl std::fmt::Debug for FaceEmbedder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("FaceEmbedder").finish_non_exhaustive()
    }
}

impl FaceEmbedder {
    /// Takes a loaded SFace.
    #[must_use]
    pub fn new(model: Box<dyn Model>) -> Self {
        Self { model }
    }

    /// The embedding of a face in a picture at full resolution; `None` when the landmarks allow no alignment.
    ///
    /// # Errors
    /// [`EngineError`] when the network fails or does not return 128 finite numbers.
    pub fn embed(
        &mut self,
        image: &RgbImage,
        landmarks: &[Point; 5],
        timings: &mut Timings,
    ) -> Result<Option<Embedding>, EngineError> {
        align_face(image, landmarks)
            .map(|aligned| self.embed_aligned(&aligned, timings))
            .transpose()
    }

    /// The embedding of a face that [`align_face`] made.
    ///
    /// # Errors
    /// [`EngineError`] when the network fails or does not return 128 finite numbers.
    pub fn embed_aligned(&mut self, aligned: &RgbImage, timings: &mut Timings) -> Result<Embedding, EngineError> {
        debug_assert_eq!(aligned.dimensions(), (ALIGNED_SIDE, ALIGNED_SIDE));
        let outputs = run_measured(
            self.model.as_mut(),
            to_nchw(aligned, ChannelOrder::Rgb, 0.0, 1.0),
            timings,
        )?;
        outputs
            .first()
            .and_then(|output| Embedding::normalised(&output.data))
            .ok_or_else(|| EngineError("the face recogniser returned no embedding".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp(offset: f32) -> Embedding {
        let values: Vec<f32> = (0..DIMENSIONS)
            .map(|index| (index as f32 * 0.37 + offset).sin())
            .collect();
        Embedding::normalised(&values).unwrap()
    }

    #[test]
    fn bytes_lead_back_to_the_same_embedding() {
        let embedding = ramp(0.0);
        let restored = Embedding::from_bytes(&embedding.to_bytes()).unwrap();
        assert!(cosine(&embedding, &restored) > 0.999_999);
        assert!(Embedding::from_bytes(&[0; 512]).is_none());
        assert!(Embedding::from_bytes(&embedding.to_bytes()[1..]).is_none());
    }

    #[test]
    fn an_embedding_equals_itself_and_differs_from_its_opposite() {
        let embedding = ramp(0.0);
        let opposite =
            Embedding::normalised(&embedding.as_slice().iter().map(|value| -value).collect::<Vec<_>>()).unwrap();
        assert!((cosine(&embedding, &embedding) - 1.0).abs() < 1e-5);
        assert!((cosine(&embedding, &opposite) + 1.0).abs() < 1e-5);
        assert!(cosine(&embedding, &ramp(1.5)).abs() < 0.5);
    }

    #[test]
    fn debug_output_shows_nothing_of_the_face() {
        assert_eq!(format!("{:?}", ramp(0.0)), "Embedding(masked)");
    }

    #[test]
    fn vectors_without_direction_are_refused() {
        assert!(Embedding::normalised(&[0.0; DIMENSIONS]).is_none());
        assert!(Embedding::normalised(&[f32::NAN; DIMENSIONS]).is_none());
        assert!(Embedding::normalised(&[1.0; 5]).is_none());
    }
}
