//! Whether eyes are open, by the outline that MediaPipe's iris network draws of an eye (A. Ablavatski et al., "Real-time
//! Pupil Tracking from Monocular Video for Digital Puppetry", 2020).
//!
//! The face mesh is no help there: its lids stay open over closed eyes.

use image::imageops::flip_horizontal_in_place;
use image::{Rgb, RgbImage};

use super::Mesh;
use crate::engine::{EngineError, Model, run_measured};
use crate::image::{AffineTransform, ChannelOrder, Point, to_nhwc, warp_affine_averaged};
use crate::timings::Timings;

/// Side of the square that the network sees, in pixels.
const INPUT_SIDE: u32 = 64;
/// Side of the square in widths of the eye.
const SURROUNDINGS: f32 = 2.3;
/// Corners of the eye in the outline.
const CORNERS: [usize; 2] = [0, 8];
/// Points of the lower lid with those of the upper lid above them.
const LIDS: [[usize; 2]; 3] = [[3, 11], [4, 12], [5, 13]];

/// The loaded network.
pub struct EyeContours {
    model: Box<dyn Model>,
    contour: usize,
}

impl std::fmt::Debug for EyeContours {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("EyeContours").finish_non_exhaustive()
    }
}

impl EyeContours {
    /// Takes the loaded network.
    ///
    /// # Errors
    /// [`EngineError`] when the output of the outline is not there.
    pub fn new(model: Box<dyn Model>) -> Result<Self, EngineError> {
        let contour = model
            .output_names()
            .iter()
            .position(|output| output == "eye_contour")
            .ok_or_else(|| EngineError("the eye network has no output eye_contour".to_owned()))?;
        Ok(Self { model, contour })
    }

    /// Height of the open part by the width, of the eye at image left and of the one at image right: about 0.2 to 0.4
    /// when they are open.
    ///
    /// # Errors
    /// [`EngineError`] when the network fails or returns something else than an outline.
    pub fn opening(&mut self, image: &RgbImage, mesh: &Mesh, timings: &mut Timings) -> Result<[f32; 2], EngineError> {
        let [left, right] = mesh.eye_corners();
        // The network knows the eye at image left only.
        Ok([
            self.opening_of(image, left, false, timings)?,
            self.opening_of(image, right, true, timings)?,
        ])
    }

    fn opening_of(
        &mut self,
        image: &RgbImage,
        corners: [Point; 2],
        mirrored: bool,
        timings: &mut Timings,
    ) -> Result<f32, EngineError> {
        let mut part = warp_affine_averaged(image, &square(corners), INPUT_SIDE, INPUT_SIDE, Rgb([0; 3]));
        if mirrored {
            flip_horizontal_in_place(&mut part);
        }
        let input = to_nhwc(&part, ChannelOrder::Rgb, 0.0, 1.0 / 255.0);
        let outputs = run_measured(self.model.as_mut(), input, timings)?;
        let values = outputs
            .get(self.contour)
            .map(|output| output.data.as_slice())
            .unwrap_or_default();
        opening(values.as_chunks::<3>().0).ok_or_else(|| EngineError("the eye network returned no outline".to_owned()))
    }
}

/// From pixels of the network's input to those of the picture.
fn square([left, right]: [Point; 2]) -> AffineTransform {
    let scale = SURROUNDINGS * left.distance(right) / INPUT_SIDE as f32;
    let (sine, cosine) = (right.y - left.y).atan2(right.x - left.x).sin_cos();
    let centre = Point::new((left.x + right.x) / 2.0, (left.y + right.y) / 2.0);
    let middle = (INPUT_SIDE as f32 - 1.0) / 2.0;
    AffineTransform([
        scale * cosine,
        -scale * sine,
        centre.x - scale * middle * (cosine - sine),
        scale * sine,
        scale * cosine,
        centre.y - scale * middle * (sine + cosine),
    ])
}

fn opening(points: &[[f32; 3]]) -> Option<f32> {
    let distance = |[one, other]: [usize; 2]| {
        let (one, other) = (points.get(one)?, points.get(other)?);
        Some((one[0] - other[0]).hypot(one[1] - other[1]))
    };
    let width = distance(CORNERS)?;
    let heights: Option<f32> = LIDS.into_iter().map(distance).sum();
    let opening = heights? / (3.0 * width);
    opening.is_finite().then_some(opening)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_opening_is_height_by_width() {
        let outline: Vec<[f32; 3]> = (0..71)
            .map(|index| match index {
                0 => [10.0, 30.0, 0.0],
                8 => [50.0, 30.0, 0.0],
                3..=5 => [30.0, 36.0, 0.0],
                11..=13 => [30.0, 24.0, 0.0],
                _ => [0.0; 3],
            })
            .collect();
        assert!((opening(&outline).unwrap() - 0.3).abs() < 1e-6);
        assert_eq!(opening(&outline[..9]), None);
        assert_eq!(opening(&vec![[1.0; 3]; 71]), None, "an eye without width");
    }

    #[test]
    fn the_square_is_level_with_the_corners() {
        let corners = [Point::new(100.0, 50.0), Point::new(140.0, 80.0)];
        let to_picture = square(corners);
        // Half an eye's width to either side of the middle lies on the corners.
        let half = 0.5 * INPUT_SIDE as f32 / SURROUNDINGS;
        assert!(to_picture.apply(Point::new(31.5 - half, 31.5)).distance(corners[0]) < 1e-3);
        assert!(to_picture.apply(Point::new(31.5 + half, 31.5)).distance(corners[1]) < 1e-3);
    }
}
