//! How old a face looks, by a network that was made for sorting photographs (A. Savchenko, "Efficient facial representations
//! for age, gender and identity recognition in organizing photo albums using multi-output ConvNet", 2019). What it says of
//! sex and identity is no part of the shipped file.
//!
//! docs/models.md has the errors that were measured: several years are usual.

use argos_domain::personal::EstimatedAge;
use image::RgbImage;

use crate::engine::{EngineError, Model, run_measured};
use crate::image::Rectangle;
use crate::liveness::{Colours, CropShape, InputForm, Layout};
use crate::timings::Timings;

/// Width and height of the network's input in pixels.
const SIDE: u32 = 224;
/// Ages that the network tells apart: 1 to 100 years.
const AGES: usize = 100;

/// The estimated age of one face, and by which network.
#[derive(Debug, Clone, PartialEq)]
pub struct FaceAge {
    /// The mean of the ages by their probabilities.
    pub estimated: EstimatedAge,
    /// The network with its checksum.
    pub model: String,
}

/// The loaded network.
pub struct AgeEstimator {
    model: Box<dyn Model>,
    input: InputForm,
    version: String,
}

impl std::fmt::Debug for AgeEstimator {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("AgeEstimator")
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

impl AgeEstimator {
    /// Takes the loaded network and its name with the checksum.
    #[must_use]
    pub fn new(model: Box<dyn Model>, version: String) -> Self {
        Self {
            model,
            // The means of the pictures that it was trained on, as it was trained.
            input: InputForm {
                side: SIDE,
                crop_scale: 1.0,
                crop_shape: CropShape::Square,
                layout: Layout::Nchw,
                colours: Colours::Bgr,
                mean: [103.939, 116.779, 123.68],
                scale: [1.0; 3],
                evened_out: false,
            },
            version,
        }
    }

    /// The network with its checksum.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The age of the face inside a box. Its mirror image is not looked at: that hardly lowered the errors.
    ///
    /// # Errors
    /// [`EngineError`] when the network fails or does not return the probabilities of its ages.
    pub fn estimate(
        &mut self,
        image: &RgbImage,
        face: &Rectangle,
        timings: &mut Timings,
    ) -> Result<FaceAge, EngineError> {
        let input = self.input.tensor(image, face);
        let outputs = run_measured(self.model.as_mut(), input, timings)?;
        let estimated = outputs.first().and_then(|output| expected_age(&output.data));
        Ok(FaceAge {
            estimated: estimated
                .ok_or_else(|| EngineError("the network of ages returned no probabilities".to_owned()))?,
            model: self.version.clone(),
        })
    }
}

/// The mean of the ages from 1 on by their probabilities, after R. Rothe, R. Timofte and L. Van Gool, "Deep expectation of
/// real and apparent age from a single image without facial landmarks" (2018). `None` when they are none.
fn expected_age(probabilities: &[f32]) -> Option<EstimatedAge> {
    let sum: f64 = probabilities.iter().map(|value| f64::from(*value)).sum();
    if probabilities.len() != AGES || !(0.99..=1.01).contains(&sum) {
        return None;
    }
    let ages = (1_u8..).map(f64::from).zip(probabilities);
    let weighted: f64 = ages.map(|(age, probability)| age * f64::from(*probability)).sum();
    EstimatedAge::of_years(weighted / sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_age_is_the_mean_by_probability() {
        let mut probabilities = [0.0; AGES];
        (probabilities[29], probabilities[49]) = (0.75, 0.25);
        assert!((expected_age(&probabilities).unwrap().years() - 35.0).abs() < 1e-6);
        probabilities[99] = f32::NAN;
        assert_eq!(expected_age(&probabilities), None);
        assert_eq!(expected_age(&[0.0; AGES]), None);
        assert_eq!(expected_age(&[1.0]), None);
    }
}
