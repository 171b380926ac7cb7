//! Deep tree network for face anti-spoofing (Y. Liu et al., "Deep Tree Learning for Zero-shot Face Anti-Spoofing",
//! CVPR 2019), in the form of its mobile port.
//!
//! The network is small, its training data is unknown and it is sensitive to how the face is cut out. docs/models.md
//! has the error rates that were measured: treat the score as one hint among others.
//!
//! Two things differ from the port. Colour and exposure are evened out first, because without that the network mostly
//! tells dark pictures from bright ones; and the predictions of all leaves count, not only that of the leaf which the
//! tree routes to.

use image::RgbImage;
use serde::{Deserialize, Serialize};

use crate::engine::{EngineError, Model, run_measured};
use crate::image::resize::resize_part;
use crate::image::tensor::to_nhwc;
use crate::image::{ChannelOrder, Rectangle};
use crate::timings::Timings;

const INPUT_SIDE: u32 = 256;
/// Every colour channel of a face is brought to this mean before it is judged ...
const MEAN: f32 = 0.45;
/// ... and the face as a whole to this standard deviation.
const DEVIATION: f32 = 0.2;
/// Signal at which a face counts half as live. Chosen on the pictures of docs/models.md, not calibrated.
const MIDDLE: f32 = 6.0;

/// What the network says about one face.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PassiveLiveness {
    /// 0 to 1, higher is more likely live: `1 / (1 + (spoof_signal / middle)^2)`. A ranking, not a probability.
    pub live_score: f32,
    /// The raw output, 0 and up: the sum of the absolute predictions of all leaves.
    pub spoof_signal: f32,
    /// The network with its checksum.
    pub model: String,
}

/// The loaded network.
pub struct PassiveLivenessModel {
    model: Box<dyn Model>,
    version: String,
    predictions: usize,
}

impl std::fmt::Debug for PassiveLivenessModel {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("PassiveLivenessModel")
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

impl PassiveLivenessModel {
    /// Takes the loaded network; `version` goes into every result.
    ///
    /// # Errors
    /// [`EngineError`] when the output of the leaves is not there.
    pub fn new(model: Box<dyn Model>, version: String) -> Result<Self, EngineError> {
        let predictions = model
            .output_names()
            .iter()
            .position(|output| output == "clss_pred")
            .ok_or_else(|| EngineError("the passive liveness model has no output clss_pred".to_owned()))?;
        Ok(Self {
            model,
            version,
            predictions,
        })
    }

    /// Judges the face inside a box.
    ///
    /// # Errors
    /// [`EngineError`] when the network fails.
    pub fn assess(
        &mut self,
        image: &RgbImage,
        face: &Rectangle,
        timings: &mut Timings,
    ) -> Result<PassiveLiveness, EngineError> {
        let crop = resize_part(
            image,
            square(face, image.width() as f32, image.height() as f32),
            INPUT_SIDE,
            INPUT_SIDE,
        );
        let mut input = to_nhwc(&crop, ChannelOrder::Rgb, 0.0, 1.0 / 255.0);
        even_out(&mut input.data);
        let outputs = run_measured(self.model.as_mut(), input, timings)?;
        let predictions = outputs
            .get(self.predictions)
            .ok_or_else(|| EngineError("an output is missing".to_owned()))?;
        let spoof_signal: f32 = predictions.data.iter().map(|prediction| prediction.abs()).sum();
        if !spoof_signal.is_finite() {
            return Err(EngineError("the passive liveness model returned no number".to_owned()));
        }
        Ok(PassiveLiveness {
            live_score: live_score(spoof_signal),
            spoof_signal,
            model: self.version.clone(),
        })
    }
}

fn live_score(spoof_signal: f32) -> f32 {
    1.0 / (1.0 + (spoof_signal / MIDDLE).powi(2))
}

/// Brings the three interleaved channels to one mean each and to a common deviation, within 0 to 1.
fn even_out(values: &mut [f32]) {
    let pixels = values.as_chunks_mut::<3>().0;
    let count = pixels.len().max(1) as f32;
    let mut means = [0.0f32; 3];
    for (channel, mean) in means.iter_mut().enumerate() {
        *mean = pixels.iter().map(|pixel| pixel[channel]).sum::<f32>() / count;
    }
    let grey_mean = means.iter().sum::<f32>() / 3.0;
    let variance = pixels
        .iter()
        .map(|pixel| (pixel.iter().sum::<f32>() / 3.0 - grey_mean).powi(2))
        .sum::<f32>()
        / count;
    // A plain surface has no deviation to scale.
    let factor = DEVIATION / variance.sqrt().max(0.03);
    for pixel in pixels {
        for (value, mean) in pixel.iter_mut().zip(means) {
            *value = ((*value - mean) * factor + MEAN).clamp(0.0, 1.0);
        }
    }
}

/// The square about the centre of a box with its longer side, moved inside of the picture, as `(x, y, side, side)`.
fn square(face: &Rectangle, width: f32, height: f32) -> (f32, f32, f32, f32) {
    let side = face.width.max(face.height).min(width).min(height).max(1.0);
    let centre = face.centre();
    let x = (centre.x - side / 2.0).clamp(0.0, (width - side).max(0.0));
    let y = (centre.y - side / 2.0).clamp(0.0, (height - side).max(0.0));
    (x, y, side, side)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_score_falls_with_the_signal() {
        assert!((live_score(MIDDLE) - 0.5).abs() < 1e-6);
        assert_eq!(live_score(0.0), 1.0);
        assert!(live_score(30.0) < live_score(3.0));
    }

    #[test]
    fn exposure_and_tint_do_not_change_what_the_network_sees() {
        let face: Vec<f32> = (0..3000)
            .map(|index| 0.5 + 0.15 * (index as f32 * 0.37).sin())
            .collect();
        let mut dark: Vec<f32> = face
            .iter()
            .enumerate()
            .map(|(index, value)| value * 0.4 + [0.1, 0.0, 0.05][index % 3])
            .collect();
        let mut bright = face;
        even_out(&mut dark);
        even_out(&mut bright);
        let worst = dark
            .iter()
            .zip(&bright)
            .fold(0f32, |worst, (a, b)| worst.max((a - b).abs()));
        assert!(worst < 1e-3, "{worst}");
        assert!((bright.iter().sum::<f32>() / 3000.0 - MEAN).abs() < 0.02);
    }

    #[test]
    fn the_square_stays_inside_of_the_picture() {
        let face = Rectangle {
            x: -20.0,
            y: 10.0,
            width: 60.0,
            height: 90.0,
        };
        assert_eq!(square(&face, 300.0, 200.0), (0.0, 10.0, 90.0, 90.0));
        let (x, y, width, height) = square(
            &Rectangle {
                x: 250.0,
                y: 150.0,
                width: 500.0,
                height: 500.0,
            },
            300.0,
            200.0,
        );
        assert_eq!((x, y, width, height), (100.0, 0.0, 200.0, 200.0));
    }
}
