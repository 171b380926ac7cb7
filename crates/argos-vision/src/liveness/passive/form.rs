//! How a liveness network wants its face and what its answer means, as a manifest declares it.

use image::RgbImage;
use serde::Deserialize;

use crate::engine::{EngineError, Tensor};
use crate::image::Rectangle;
use crate::image::resize::resize_part;

/// Everything that tells one network of this kind from another.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkForm {
    /// What goes in.
    pub input: InputForm,
    /// What comes out.
    pub output: OutputForm,
}

/// The face as the network wants it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputForm {
    /// Width and height of the input in pixels, 16 to 512.
    pub side: u32,
    /// Size of the cut-out in multiples of the face's box, 0.5 to 8. It is reduced where the picture ends, and moved
    /// inside of the picture.
    pub crop_scale: f32,
    /// Shape of the cut-out.
    #[serde(default)]
    pub crop_shape: CropShape,
    /// Order of the dimensions.
    pub layout: Layout,
    /// Order of the channels.
    pub colours: Colours,
    /// Taken from every value of 0 to 255, by channel in the order of `colours`.
    #[serde(default)]
    pub mean: [f32; 3],
    /// Then every value is multiplied by this.
    #[serde(default = "unchanged")]
    pub scale: [f32; 3],
    /// Exposure and tint of the face are evened out first (see [`even_out`]); the values are 0 to 1 then.
    #[serde(default)]
    pub evened_out: bool,
}

/// The part of the picture around the face.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CropShape {
    /// A square on the longer side of the face's box.
    #[default]
    Square,
    /// The box itself, stretched to the input's square.
    Box,
}

/// Order of the dimensions of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// `[1, 3, side, side]`.
    Nchw,
    /// `[1, side, side, 3]`.
    Nhwc,
}

/// Order of the colour channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Colours {
    /// Red, green, blue.
    Rgb,
    /// Blue, green, red.
    Bgr,
}

/// The answer of the network.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutputForm {
    /// Name of the output; without one the network's first.
    #[serde(default)]
    pub name: Option<String>,
    /// How it is to be read.
    pub kind: OutputKind,
    /// Which value tells of a living person, counted from 0.
    #[serde(default)]
    pub live_class: usize,
    /// Score of 0 to 1, both excluded, at which the network holds life and attack for equally likely.
    #[serde(default = "half")]
    pub middle: f32,
}

/// How an output becomes a score.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutputKind {
    /// The value of the live class is the score, 0 to 1.
    Probability,
    /// The values are logits of classes: softmax of the live class.
    ClassLogits,
    /// The value of the live class is a logit: logistic function.
    Logit,
    /// The sum of all absolute values grows with the signs of an attack, and is this where both are equally likely.
    AttackSigns(f32),
}

const fn unchanged() -> [f32; 3] {
    [1.0; 3]
}

const fn half() -> f32 {
    0.5
}

/// Every colour channel of a face that is evened out is brought to this mean ...
const MEAN: f32 = 0.45;
/// ... and the face as a whole to this standard deviation.
const DEVIATION: f32 = 0.2;

impl NetworkForm {
    /// Checks that all numbers are within what they may be.
    ///
    /// # Errors
    /// Which one is not.
    pub fn validate(&self) -> Result<(), String> {
        let Self { input, output } = self;
        let within = |ok: bool, what: &str| if ok { Ok(()) } else { Err(what.to_owned()) };
        within(
            (16..=512).contains(&input.side),
            "input.side must be between 16 and 512",
        )?;
        within(
            (0.5..=8.0).contains(&input.crop_scale),
            "input.crop_scale must be between 0.5 and 8",
        )?;
        let numbers = input.mean.iter().chain(&input.scale);
        within(
            numbers.copied().all(f32::is_finite) && input.scale.iter().all(|scale| *scale != 0.0),
            "input.mean and input.scale must be numbers, and no scale zero",
        )?;
        within(
            output.middle > 0.0 && output.middle < 1.0,
            "output.middle must lie between 0 and 1",
        )?;
        within(output.live_class < 1000, "output.live_class must be below 1000")?;
        match output.kind {
            OutputKind::AttackSigns(middle) => within(
                middle.is_finite() && middle > 0.0,
                "output.kind.attack_signs must be above 0",
            ),
            _ => Ok(()),
        }
    }
}

impl InputForm {
    /// The face as the network's input.
    pub(crate) fn tensor(&self, image: &RgbImage, face: &Rectangle) -> Tensor {
        let crop = resize_part(image, self.part(face, image.dimensions()), self.side, self.side);
        let mut values: Vec<f32> = crop.as_raw().iter().map(|value| f32::from(*value)).collect();
        if self.evened_out {
            even_out(&mut values);
        }
        let side = self.side as usize;
        let source = |channel: usize| match self.colours {
            Colours::Rgb => channel,
            Colours::Bgr => 2 - channel,
        };
        let value =
            |pixel: &[f32; 3], channel: usize| (pixel[source(channel)] - self.mean[channel]) * self.scale[channel];
        let pixels = values.as_chunks::<3>().0;
        match self.layout {
            Layout::Nhwc => Tensor {
                shape: vec![1, side, side, 3],
                data: pixels
                    .iter()
                    .flat_map(|pixel| (0..3).map(move |channel| value(pixel, channel)))
                    .collect(),
            },
            Layout::Nchw => Tensor {
                shape: vec![1, 3, side, side],
                data: (0..3)
                    .flat_map(|channel| pixels.iter().map(move |pixel| value(pixel, channel)))
                    .collect(),
            },
        }
    }

    /// The cut-out as `(x, y, width, height)`: about the centre of the face, as large as the picture allows, moved inside
    /// of it.
    fn part(&self, face: &Rectangle, (width, height): (u32, u32)) -> (f32, f32, f32, f32) {
        let (image_width, image_height) = (width as f32, height as f32);
        let (box_width, box_height) = match self.crop_shape {
            CropShape::Square => (face.width.max(face.height), face.width.max(face.height)),
            CropShape::Box => (face.width, face.height),
        };
        let (box_width, box_height) = (box_width.max(1.0), box_height.max(1.0));
        let scale = self
            .crop_scale
            .min(image_width / box_width)
            .min(image_height / box_height);
        let (part_width, part_height) = (box_width * scale, box_height * scale);
        let centre = face.centre();
        let x = (centre.x - part_width / 2.0).clamp(0.0, (image_width - part_width).max(0.0));
        let y = (centre.y - part_height / 2.0).clamp(0.0, (image_height - part_height).max(0.0));
        (x, y, part_width, part_height)
    }
}

impl OutputForm {
    /// The score of an output, 0 to 1, with its middle at 0.5.
    ///
    /// # Errors
    /// [`EngineError`] when the output has no such class or holds no number.
    pub(super) fn score(&self, values: &[f32]) -> Result<f32, EngineError> {
        let class = || {
            values.get(self.live_class).copied().ok_or_else(|| {
                EngineError(format!(
                    "the liveness network has {} values and no class {}",
                    values.len(),
                    self.live_class
                ))
            })
        };
        let score = match self.kind {
            OutputKind::Probability => class()?.clamp(0.0, 1.0),
            OutputKind::Logit => 1.0 / (1.0 + (-class()?).exp()),
            OutputKind::ClassLogits => {
                let own = class()?;
                1.0 / values.iter().map(|value| (value - own).exp()).sum::<f32>()
            }
            OutputKind::AttackSigns(middle) => {
                let signs: f32 = values.iter().map(|value| value.abs()).sum();
                1.0 / (1.0 + (signs / middle).powi(2))
            }
        };
        if !score.is_finite() {
            return Err(EngineError("the liveness network returned no number".to_owned()));
        }
        // Two straight pieces that bring the middle to one half.
        Ok(if score < self.middle {
            0.5 * score / self.middle
        } else {
            0.5 + 0.5 * (score - self.middle) / (1.0 - self.middle)
        })
    }
}

/// Brings the three interleaved channels, values of 0 to 255, to one mean each and to a common deviation, within 0 to 1.
fn even_out(values: &mut [f32]) {
    let pixels = values.as_chunks_mut::<3>().0;
    let count = pixels.len().max(1) as f32;
    for value in pixels.as_flattened_mut() {
        *value /= 255.0;
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    fn input() -> InputForm {
        InputForm {
            side: 16,
            crop_scale: 1.0,
            crop_shape: CropShape::Square,
            layout: Layout::Nchw,
            colours: Colours::Rgb,
            mean: [0.0; 3],
            scale: [1.0; 3],
            evened_out: false,
        }
    }

    fn output(kind: OutputKind) -> OutputForm {
        OutputForm {
            name: None,
            kind,
            live_class: 1,
            middle: 0.5,
        }
    }

    type Change = &'static dyn Fn(&mut NetworkForm);

    fn face(x: f32, y: f32, width: f32, height: f32) -> Rectangle {
        Rectangle { x, y, width, height }
    }

    #[test]
    fn exposure_and_tint_do_not_change_what_an_evened_out_network_sees() {
        let bright: Vec<f32> = (0..3000)
            .map(|index| 128.0 + 38.0 * (index as f32 * 0.37).sin())
            .collect();
        let mut dark: Vec<f32> = bright
            .iter()
            .enumerate()
            .map(|(index, value)| value * 0.4 + [25.0, 0.0, 12.0][index % 3])
            .collect();
        let mut bright = bright;
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
    fn the_cut_out_stays_inside_of_the_picture_and_shrinks_where_it_ends() {
        let square = |face: Rectangle, crop_scale: f32, size| InputForm { crop_scale, ..input() }.part(&face, size);
        assert_eq!(
            square(face(-20.0, 10.0, 60.0, 90.0), 1.0, (300, 200)),
            (0.0, 10.0, 90.0, 90.0)
        );
        assert_eq!(
            square(face(250.0, 150.0, 500.0, 500.0), 1.0, (300, 200)),
            (100.0, 0.0, 200.0, 200.0)
        );
        assert_eq!(
            square(face(100.0, 50.0, 50.0, 40.0), 2.0, (300, 200)),
            (75.0, 20.0, 100.0, 100.0)
        );
        let stretched = InputForm {
            crop_scale: 2.7,
            crop_shape: CropShape::Box,
            ..input()
        };
        let (x, y, width, height) = stretched.part(&face(100.0, 50.0, 60.0, 100.0), (300, 200));
        assert_eq!(
            (x, y, width, height),
            (70.0, 0.0, 120.0, 200.0),
            "as high as the picture"
        );
    }

    #[test]
    fn values_stand_where_layout_colours_mean_and_scale_put_them() {
        let image = RgbImage::from_pixel(40, 40, Rgb([10, 20, 30]));
        let whole = face(0.0, 0.0, 40.0, 40.0);
        let planes = InputForm {
            colours: Colours::Bgr,
            mean: [1.0, 2.0, 3.0],
            scale: [1.0, 0.5, 0.1],
            ..input()
        };
        let tensor = planes.tensor(&image, &whole);
        assert_eq!(tensor.shape, [1, 3, 16, 16]);
        assert_eq!((tensor.data[0], tensor.data[256], tensor.data[512]), (29.0, 9.0, 0.7));
        let interleaved = InputForm {
            layout: Layout::Nhwc,
            ..planes
        };
        let tensor = interleaved.tensor(&image, &whole);
        assert_eq!(
            (&tensor.shape[..], &tensor.data[..4]),
            (&[1, 16, 16, 3][..], &[29.0, 9.0, 0.7, 29.0][..])
        );
    }

    #[test]
    fn every_kind_of_output_becomes_a_score_with_its_middle_at_one_half() {
        let near = |score: Result<f32, EngineError>, expected: f32| (score.unwrap() - expected).abs() < 1e-4;
        assert!(near(output(OutputKind::Probability).score(&[0.2, 0.8]), 0.8));
        assert!(near(output(OutputKind::Logit).score(&[9.0, 0.0]), 0.5));
        assert!(near(output(OutputKind::ClassLogits).score(&[0.0, 2f32.ln(), 0.0]), 0.5));
        assert!(near(output(OutputKind::AttackSigns(6.0)).score(&[-4.0, 2.0]), 0.5));
        let strict = OutputForm {
            middle: 0.8,
            ..output(OutputKind::Probability)
        };
        for (probability, expected) in [(0.0, 0.0), (0.4, 0.25), (0.8, 0.5), (0.9, 0.75), (1.0, 1.0)] {
            assert!(near(strict.score(&[0.0, probability]), expected), "{probability}");
        }
        assert!(output(OutputKind::Logit).score(&[0.3]).is_err(), "there is no class 1");
        assert!(output(OutputKind::Logit).score(&[0.0, f32::NAN]).is_err());
    }

    #[test]
    fn a_form_with_an_impossible_number_is_refused_by_its_name() {
        let form = |change: &dyn Fn(&mut NetworkForm)| {
            let mut form = NetworkForm {
                input: input(),
                output: output(OutputKind::Probability),
            };
            change(&mut form);
            form.validate()
        };
        assert_eq!(form(&|_| ()), Ok(()));
        let changes: [(Change, &str); 6] = [
            (&|form| form.input.side = 4096, "input.side"),
            (&|form| form.input.crop_scale = f32::NAN, "input.crop_scale"),
            (&|form| form.input.scale[1] = 0.0, "scale"),
            (&|form| form.output.middle = 1.0, "output.middle"),
            (&|form| form.output.live_class = 1000, "output.live_class"),
            (&|form| form.output.kind = OutputKind::AttackSigns(0.0), "attack_signs"),
        ];
        for (change, expected) in changes {
            assert!(form(change).unwrap_err().contains(expected), "{expected}");
        }
    }
}
