//! A face as numbers, by two networks that were made independently of each other: SFace (Y. Zhong et al., "SFace:
//! Sigmoid-Constrained Hypersphere Loss for Robust Face Recognition", 2021) and MobileFaceNet (S. Chen et al.,
//! "MobileFaceNets: Efficient CNNs for Accurate Real-Time Face Verification on Mobile Devices", 2018).
//!
//! [`likeness`] is the one measure of how alike two faces are; docs/adr/0040 says how its weight was chosen.

use image::RgbImage;
use image::imageops::flip_horizontal;

use super::align::{ALIGNED_SIDE, align_face};
use super::covering::{FaceCovering, wiped};
use crate::engine::{EngineError, Model, Tensor, run_measured};
use crate::image::tensor::to_nhwc;
use crate::image::{ChannelOrder, Point, to_nchw};
use crate::models::{ModelDescription, ModelName};
use crate::timings::Timings;

/// Numbers of the first network, SFace.
pub(super) const FIRST: usize = 128;
/// Numbers of the second network, MobileFaceNet.
pub(super) const SECOND: usize = 192;
/// Share of the first network's cosine in the likeness; the second has the rest.
pub(super) const FIRST_WEIGHT: f32 = 0.7;

/// A face as a point on two unit spheres. It identifies a person: biometric data, never to be logged.
#[derive(Clone, PartialEq)]
pub struct Embedding {
    first: [f32; FIRST],
    /// Missing in what was stored before there was a second network.
    second: Option<[f32; SECOND]>,
}

impl std::fmt::Debug for Embedding {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Embedding(masked)")
    }
}

impl Embedding {
    /// Length of [`Embedding::to_bytes`] of a face measured by both networks.
    pub const BYTES: usize = (FIRST + SECOND) * 4;
    /// Length of what was stored before there was a second network.
    pub const BYTES_OF_FIRST: usize = FIRST * 4;

    /// Scales the outputs of both networks to length one each. `None` when one has no direction or not its number of
    /// finite numbers.
    #[must_use]
    pub fn normalised(first: &[f32], second: &[f32]) -> Option<Self> {
        Some(Self {
            first: unit(first)?,
            second: Some(unit(second)?),
        })
    }

    /// Little-endian single-precision numbers, for storage.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let second = self.second.iter().flatten();
        self.first
            .iter()
            .chain(second)
            .flat_map(|value| value.to_le_bytes())
            .collect()
    }

    /// Reads what [`Embedding::to_bytes`] wrote, also before there was a second network; `None` for any other bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (first, second) = bytes.split_at_checked(Self::BYTES_OF_FIRST)?;
        Some(Self {
            first: stored(first)?,
            second: if second.is_empty() { None } else { Some(stored(second)?) },
        })
    }

    /// The vectors of the first network and, if it measured the face, of the second; each of length one.
    pub(super) fn parts(&self) -> (&[f32; FIRST], Option<&[f32; SECOND]>) {
        (&self.first, self.second.as_ref())
    }
}

/// How alike two faces are, -1 to 1: the weighted mean of the cosines of both networks. When the second did not measure
/// one of the faces, the first one's cosine alone; it has about the same scale and errs more often.
///
/// What it means depends on the error rates measured; `argos-app` maps it to a similarity of 0 to 100.
#[must_use]
pub fn likeness(one: &Embedding, other: &Embedding) -> f32 {
    let first = dot(&one.first, &other.first);
    let likeness = match (&one.second, &other.second) {
        (Some(one), Some(other)) => FIRST_WEIGHT * first + (1.0 - FIRST_WEIGHT) * dot(one, other),
        _ => first,
    };
    likeness.clamp(-1.0, 1.0)
}

/// Names and versions under which embeddings are stored, so that only those of the same networks are compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FaceModels {
    /// Both networks: what new embeddings are made by.
    pub both: String,
    /// The first network alone: embeddings from before there was a second are still comparable.
    pub first: String,
}

impl FaceModels {
    /// The recognisers among the models in use.
    #[must_use]
    pub fn of(models: &[ModelDescription]) -> Self {
        let version = |name| {
            let model = models.iter().find(|model| model.name == name);
            model.map(ModelDescription::version).unwrap_or_default()
        };
        let first = version(ModelName::FaceRecogniser);
        Self {
            both: format!("{first} + {}", version(ModelName::SecondFaceRecogniser)),
            first,
        }
    }

    /// Whether an embedding stored under this name can be compared with new ones.
    #[must_use]
    pub fn compares_with(&self, stored: &str) -> bool {
        stored == self.both || stored == self.first
    }
}

/// The loaded recognisers.
pub struct FaceEmbedder {
    first: Box<dyn Model>,
    second: Box<dyn Model>,
}

impl std::fmt::Debug for FaceEmbedder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("FaceEmbedder").finish_non_exhaustive()
    }
}

impl FaceEmbedder {
    /// Takes a loaded SFace and a loaded MobileFaceNet.
    #[must_use]
    pub fn new(first: Box<dyn Model>, second: Box<dyn Model>) -> Self {
        Self { first, second }
    }

    /// The embedding of a face in a picture at full resolution; `None` when the landmarks allow no alignment.
    ///
    /// # Errors
    /// [`EngineError`] when a network fails or does not return its number of finite numbers.
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
    /// [`EngineError`] when a network fails or does not return its number of finite numbers.
    pub fn embed_aligned(&mut self, aligned: &RgbImage, timings: &mut Timings) -> Result<Embedding, EngineError> {
        debug_assert_eq!(aligned.dimensions(), (ALIGNED_SIDE, ALIGNED_SIDE));
        let input = |face: &RgbImage| to_nchw(face, ChannelOrder::Rgb, 0.0, 1.0);
        let first = of_both_sides(self.first.as_mut(), aligned, input, timings)?;
        let second = of_both_sides(self.second.as_mut(), aligned, second_input, timings)?;
        Embedding::normalised(&first, &second)
            .ok_or_else(|| EngineError("the face recognisers returned no embedding".to_owned()))
    }

    /// How much eyes and mouth tell of a face in a picture at full resolution; `None` when the landmarks allow no alignment.
    /// The second network looks, three times.
    ///
    /// # Errors
    /// [`EngineError`] when the network fails or does not return its number of finite numbers.
    pub fn covering(
        &mut self,
        image: &RgbImage,
        landmarks: &[Point; 5],
        timings: &mut Timings,
    ) -> Result<Option<FaceCovering>, EngineError> {
        let Some(aligned) = align_face(image, landmarks) else {
            return Ok(None);
        };
        let whole = self.second_alone(&aligned, timings)?;
        let [without_eyes, without_mouth] = wiped(&aligned);
        Ok(Some(FaceCovering {
            eyes: dot(&whole, &self.second_alone(&without_eyes, timings)?),
            mouth: dot(&whole, &self.second_alone(&without_mouth, timings)?),
        }))
    }

    fn second_alone(&mut self, aligned: &RgbImage, timings: &mut Timings) -> Result<[f32; SECOND], EngineError> {
        let outputs = run_measured(self.second.as_mut(), second_input(aligned), timings)?;
        let values = outputs.first().map(|output| output.data.as_slice()).unwrap_or_default();
        unit(values).ok_or_else(|| EngineError("the second face recogniser returned no embedding".to_owned()))
    }
}

fn second_input(face: &RgbImage) -> Tensor {
    to_nhwc(face, ChannelOrder::Rgb, 127.5, 1.0 / 128.0)
}

/// The sum of what a network says of a face and of its mirror image, each scaled to length one: light from one side
/// and a turned head count less.
fn of_both_sides(
    model: &mut dyn Model,
    aligned: &RgbImage,
    input: impl Fn(&RgbImage) -> Tensor,
    timings: &mut Timings,
) -> Result<Vec<f32>, EngineError> {
    let mut sum: Vec<f32> = Vec::new();
    for face in [aligned, &flip_horizontal(aligned)] {
        let outputs = run_measured(model, input(face), timings)?;
        let values = outputs.into_iter().next().map(|output| output.data).unwrap_or_default();
        let length = length(&values) as f32;
        sum.resize(values.len(), 0.0);
        for (sum, value) in sum.iter_mut().zip(values) {
            *sum += value / length;
        }
    }
    Ok(sum)
}

fn length(values: &[f32]) -> f64 {
    values.iter().map(|value| f64::from(*value).powi(2)).sum::<f64>().sqrt()
}

fn unit<const COUNT: usize>(values: &[f32]) -> Option<[f32; COUNT]> {
    let numbers: [f32; COUNT] = values.try_into().ok()?;
    let length = length(&numbers);
    (length.is_finite() && length >= 1e-6).then(|| numbers.map(|number| (f64::from(number) / length) as f32))
}

fn stored<const COUNT: usize>(bytes: &[u8]) -> Option<[f32; COUNT]> {
    let (chunks, rest) = bytes.as_chunks::<4>();
    let values: Vec<f32> = chunks.iter().map(|chunk| f32::from_le_bytes(*chunk)).collect();
    let is_unit = rest.is_empty() && (length(&values) - 1.0).abs() <= 1e-3;
    if is_unit { unit(&values) } else { None }
}

fn dot(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(left, right)| left * right).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(count: usize, offset: f32) -> Vec<f32> {
        (0..count).map(|index| (index as f32 * 0.37 + offset).sin()).collect()
    }

    fn face(first: f32, second: f32) -> Embedding {
        Embedding::normalised(&values(FIRST, first), &values(SECOND, second)).unwrap()
    }

    #[test]
    fn bytes_lead_back_to_the_same_embedding() {
        let embedding = face(0.0, 1.0);
        let bytes = embedding.to_bytes();
        assert_eq!(bytes.len(), Embedding::BYTES);
        let restored = Embedding::from_bytes(&bytes).unwrap();
        assert!(likeness(&embedding, &restored) > 0.999_999);
        for wrong in [
            &bytes[1..],
            &bytes[..bytes.len() - 4],
            &[0; Embedding::BYTES][..],
            &[][..],
        ] {
            assert!(Embedding::from_bytes(wrong).is_none(), "{} bytes", wrong.len());
        }
    }

    #[test]
    fn both_networks_count_with_their_weights() {
        let (one, other) = (face(0.0, 0.0), face(0.0, 1.3));
        let second = dot(one.second.as_ref().unwrap(), other.second.as_ref().unwrap());
        let expected = FIRST_WEIGHT + (1.0 - FIRST_WEIGHT) * second;
        assert!((likeness(&one, &other) - expected).abs() < 1e-5);
        assert!((likeness(&one, &one) - 1.0).abs() < 1e-5);
        let negative = |embedding: &Embedding| {
            let opposite = |values: &[f32]| values.iter().map(|value| -value).collect::<Vec<_>>();
            Embedding::normalised(
                &opposite(&embedding.first),
                &opposite(embedding.second.as_ref().unwrap()),
            )
            .unwrap()
        };
        assert!((likeness(&one, &negative(&one)) + 1.0).abs() < 1e-5);
    }

    #[test]
    fn what_was_stored_before_the_second_network_compares_by_the_first() {
        let (new, other) = (face(0.0, 0.0), face(0.4, 2.0));
        let old = Embedding::from_bytes(&other.to_bytes()[..Embedding::BYTES_OF_FIRST]).unwrap();
        let expected = dot(&new.first, &other.first);
        assert!((likeness(&new, &old) - expected).abs() < 1e-5);
        assert!((likeness(&old, &new) - expected).abs() < 1e-5);
        assert_eq!(old.to_bytes().len(), Embedding::BYTES_OF_FIRST);
        assert_eq!(old.parts().1, None);
    }

    #[test]
    fn debug_output_shows_nothing_of_the_face() {
        assert_eq!(format!("{:?}", face(0.0, 0.0)), "Embedding(masked)");
    }

    #[test]
    fn vectors_without_direction_are_refused() {
        let (first, second) = (values(FIRST, 0.0), values(SECOND, 0.0));
        assert!(Embedding::normalised(&[0.0; FIRST], &second).is_none());
        assert!(Embedding::normalised(&first, &[f32::NAN; SECOND]).is_none());
        assert!(Embedding::normalised(&first, &[1.0; 5]).is_none());
    }
}
