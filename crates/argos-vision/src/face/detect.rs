//! YuNet face detection (W. Wu et al., "YuNet: A Tiny Millisecond-level Face Detector", 2023).

use image::{Rgb, RgbImage};

use crate::engine::{EngineError, Model, Tensor, run_measured};
use crate::image::tensor::to_nchw_padded;
use crate::image::{AffineTransform, ChannelOrder, Point, Rectangle, resize_to_long_side, warp_affine_averaged};
use crate::timings::Timings;

/// Scores at or under this are noise.
const MIN_CONFIDENCE: f32 = 0.6;
/// Two boxes that overlap more show the same face.
const MAX_OVERLAP: f32 = 0.3;
/// The network stops being reliable for faces larger than this, in pixels of its input; a smaller input helps.
const LARGE_FACE: f32 = 300.0;
/// A face found with less than this may be a part of one that was not found, because it fills the picture.
const SURE: f32 = 0.8;
/// Margin on each side of a picture that a face fills, as share of its longer side: the network wants to see around a
/// face.
const MARGIN: f32 = 0.25;
/// What lies beyond a picture.
pub(super) const BEYOND: Rgb<u8> = Rgb([127; 3]);
/// Candidates that are looked at; noise pictures can produce thousands.
const MAX_CANDIDATES: usize = 500;
const STRIDES: [usize; 3] = [8, 16, 32];

/// A detected face before its quality is measured. Positions are in pixels of the picture that was searched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RawFace {
    /// Forehead to chin, ear to ear, roughly.
    pub bounding_box: Rectangle,
    /// Eye at image left, eye at image right, nose tip, mouth corner at image left, mouth corner at image right.
    pub landmarks: [Point; 5],
    /// Score of the detector, 0 to 1.
    pub confidence: f32,
}

impl RawFace {
    /// The face in a picture that is `factor` times as large.
    #[must_use]
    pub fn scaled(self, factor: f32) -> Self {
        Self {
            bounding_box: self.bounding_box.scaled(factor),
            landmarks: self.landmarks.map(|point| point.scaled(factor)),
            confidence: self.confidence,
        }
    }

    /// The face in a picture whose origin lies elsewhere.
    pub(super) fn shifted(self, by: Point) -> Self {
        let Rectangle { x, y, width, height } = self.bounding_box;
        Self {
            bounding_box: Rectangle {
                x: x + by.x,
                y: y + by.y,
                width,
                height,
            },
            landmarks: self.landmarks.map(|point| Point::new(point.x + by.x, point.y + by.y)),
            confidence: self.confidence,
        }
    }
}

/// The loaded network with the positions of its twelve outputs.
pub struct FaceDetector {
    model: Box<dyn Model>,
    /// Per stride: index of the class, object, box and landmark output.
    outputs: [[usize; 4]; 3],
}

impl std::fmt::Debug for FaceDetector {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("FaceDetector").finish_non_exhaustive()
    }
}

impl FaceDetector {
    /// Takes a loaded YuNet.
    ///
    /// # Errors
    /// [`EngineError`] when the model has not the twelve outputs of YuNet.
    pub fn new(model: Box<dyn Model>) -> Result<Self, EngineError> {
        let mut outputs = [[0; 4]; 3];
        for (indices, stride) in outputs.iter_mut().zip(STRIDES) {
            for (index, kind) in indices.iter_mut().zip(["cls", "obj", "bbox", "kps"]) {
                let name = format!("{kind}_{stride}");
                *index = model
                    .output_names()
                    .iter()
                    .position(|output| *output == name)
                    .ok_or_else(|| EngineError(format!("the face detector has no output {name}")))?;
            }
        }
        Ok(Self { model, outputs })
    }

    /// Faces of a close picture, such as a selfie, largest first. Looks at 640 pixels, and when no face was found for
    /// sure or one fills the picture, again at 320 with a margin around the picture, and last at 224 without.
    ///
    /// # Errors
    /// [`EngineError`] when the network fails.
    pub fn detect(&mut self, image: &RgbImage, timings: &mut Timings) -> Result<Vec<RawFace>, EngineError> {
        let faces = self.detect_at(image, 640, timings)?;
        self.unless_sure(image, faces, timings)
    }

    /// Faces of a page, on which a portrait may be small, largest first. Looks at 640 and 1280 pixels, and as
    /// [`FaceDetector::detect`] does when no face was found for sure or one fills the picture.
    ///
    /// # Errors
    /// [`EngineError`] when the network fails.
    pub fn detect_on_page(&mut self, image: &RgbImage, timings: &mut Timings) -> Result<Vec<RawFace>, EngineError> {
        let mut faces = self.detect_at(image, 640, timings)?;
        if image.width().max(image.height()) > 640 {
            faces = merge(faces, self.detect_at(image, 1280, timings)?);
        }
        self.unless_sure(image, faces, timings)
    }

    /// The faces, if the largest is one for sure; else with those that a look at a small copy adds.
    fn unless_sure(
        &mut self,
        image: &RgbImage,
        faces: Vec<RawFace>,
        timings: &mut Timings,
    ) -> Result<Vec<RawFace>, EngineError> {
        let factor = 640.0 / image.width().max(image.height()) as f32;
        let is_sure = |face: &RawFace| face.confidence >= SURE && side(&face.bounding_box) * factor <= LARGE_FACE;
        if faces.first().is_some_and(is_sure) {
            return Ok(faces);
        }
        // For a large face the small input is the trustworthy one; smaller faces only the large input has seen.
        let faces = merge(self.detect_with_margin(image, 320, timings)?, faces);
        if faces.is_empty() {
            return self.detect_at(image, 224, timings);
        }
        Ok(faces)
    }

    /// Faces seen when the longer side of the picture has `long_side` pixels, largest first.
    ///
    /// # Errors
    /// [`EngineError`] when the network fails.
    pub fn detect_at(
        &mut self,
        image: &RgbImage,
        long_side: u32,
        timings: &mut Timings,
    ) -> Result<Vec<RawFace>, EngineError> {
        let small = resize_to_long_side(image, long_side);
        let factor = image.width().max(image.height()) as f32 / long_side as f32;
        let faces = self.detect_on(&small, timings)?;
        Ok(largest_first(
            faces.into_iter().map(|face| face.scaled(factor)).collect(),
        ))
    }

    /// Faces seen when the longer side of the picture together with a margin around it has `long_side` pixels.
    fn detect_with_margin(
        &mut self,
        image: &RgbImage,
        long_side: u32,
        timings: &mut Timings,
    ) -> Result<Vec<RawFace>, EngineError> {
        let longer = image.width().max(image.height()) as f32;
        let margin = MARGIN * longer;
        let scale = (longer + 2.0 * margin) / long_side as f32;
        let pixels = |side: u32| ((side as f32 + 2.0 * margin) / scale).round().max(1.0) as u32;
        let size = (pixels(image.width()), pixels(image.height()));
        let corner = Point::new(-margin, -margin);
        let mut faces = self.detect_part(image, corner, scale, size, timings)?;
        // The margin shows no face.
        let (right, bottom) = (image.width() as f32, image.height() as f32);
        faces.retain(|face| {
            let Rectangle { x, y, width, height } = face.bounding_box;
            (0.0..right).contains(&(x + width / 2.0)) && (0.0..bottom).contains(&(y + height / 2.0))
        });
        Ok(faces)
    }

    /// Faces of a part of the picture that may reach beyond it, largest first: the network sees `size` pixels, the
    /// first of which shows the picture at `corner` and each further one what is `scale` pixels on.
    fn detect_part(
        &mut self,
        image: &RgbImage,
        corner: Point,
        scale: f32,
        size: (u32, u32),
        timings: &mut Timings,
    ) -> Result<Vec<RawFace>, EngineError> {
        let to_source = AffineTransform([scale, 0.0, corner.x, 0.0, scale, corner.y]);
        let part = warp_affine_averaged(image, &to_source, size.0, size.1, BEYOND);
        let faces = self.detect_on(&part, timings)?;
        Ok(largest_first(
            faces
                .into_iter()
                .map(|face| face.scaled(scale).shifted(corner))
                .collect(),
        ))
    }

    /// Faces of a picture in exactly this size, by falling confidence.
    pub(super) fn detect_on(&mut self, picture: &RgbImage, timings: &mut Timings) -> Result<Vec<RawFace>, EngineError> {
        let width = picture.width().div_ceil(32) * 32;
        let height = picture.height().div_ceil(32) * 32;
        let input = to_nchw_padded(picture, width, height, ChannelOrder::Bgr, 0.0, 1.0);
        let outputs = run_measured(self.model.as_mut(), input, timings)?;
        let mut candidates = Vec::new();
        for (stride, indices) in STRIDES.into_iter().zip(self.outputs) {
            let mut maps: [&[f32]; 4] = [&[]; 4];
            for (map, index) in maps.iter_mut().zip(indices) {
                let output: &Tensor = outputs
                    .get(index)
                    .ok_or_else(|| EngineError("an output is missing".to_owned()))?;
                *map = &output.data;
            }
            read_stride(&maps, stride, width as usize / stride, &mut candidates);
        }
        candidates.sort_by(|first, second| second.confidence.total_cmp(&first.confidence));
        candidates.truncate(MAX_CANDIDATES);
        Ok(suppress(candidates))
    }
}

/// Decodes the four maps of one stride; every cell may hold one face.
fn read_stride(maps: &[&[f32]; 4], stride: usize, columns: usize, faces: &mut Vec<RawFace>) {
    let [classes, objects, boxes, points] = maps;
    let step = stride as f32;
    let cells = classes
        .iter()
        .zip(*objects)
        .zip(boxes.as_chunks::<4>().0)
        .zip(points.as_chunks::<10>().0);
    for (index, (((class, object), bbox), offsets)) in cells.enumerate() {
        let confidence = (class.clamp(0.0, 1.0) * object.clamp(0.0, 1.0)).sqrt();
        // A NaN is no face either.
        if confidence.is_nan() || confidence <= MIN_CONFIDENCE {
            continue;
        }
        let (column, row) = ((index % columns) as f32, (index / columns) as f32);
        let width = bbox[2].exp() * step;
        let height = bbox[3].exp() * step;
        let (x, y) = (
            (column + bbox[0]) * step - width / 2.0,
            (row + bbox[1]) * step - height / 2.0,
        );
        if [x, y, width, height].iter().all(|value| value.is_finite()) {
            let landmarks = std::array::from_fn(|point| Point {
                x: (column + offsets[2 * point]) * step,
                y: (row + offsets[2 * point + 1]) * step,
            });
            faces.push(RawFace {
                bounding_box: Rectangle { x, y, width, height },
                landmarks,
                confidence,
            });
        }
    }
}

/// Keeps the best of every group of overlapping faces. The input is sorted by confidence.
fn suppress(candidates: Vec<RawFace>) -> Vec<RawFace> {
    let mut kept: Vec<RawFace> = Vec::new();
    for candidate in candidates {
        if kept
            .iter()
            .all(|face| face.bounding_box.overlap(&candidate.bounding_box) <= MAX_OVERLAP)
        {
            kept.push(candidate);
        }
    }
    kept
}

/// The preferred faces, and of the others those that show something else.
fn merge(preferred: Vec<RawFace>, others: Vec<RawFace>) -> Vec<RawFace> {
    let mut faces = preferred;
    for face in others {
        if faces
            .iter()
            .all(|known| !same_face(&known.bounding_box, &face.bounding_box))
        {
            faces.push(face);
        }
    }
    largest_first(faces)
}

/// Overlap, or one box mostly inside the other: a face that fills the picture yields such inner boxes at large sizes.
fn same_face(first: &Rectangle, second: &Rectangle) -> bool {
    let width = (first.x + first.width).min(second.x + second.width) - first.x.max(second.x);
    let height = (first.y + first.height).min(second.y + second.height) - first.y.max(second.y);
    let shared = width.max(0.0) * height.max(0.0);
    first.overlap(second) > MAX_OVERLAP || shared > 0.6 * first.area().min(second.area())
}

fn largest_first(mut faces: Vec<RawFace>) -> Vec<RawFace> {
    faces.sort_by(|first, second| second.bounding_box.area().total_cmp(&first.bounding_box.area()));
    faces
}

fn side(rectangle: &Rectangle) -> f32 {
    rectangle.width.max(rectangle.height)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn face(x: f32, size: f32, confidence: f32) -> RawFace {
        RawFace {
            bounding_box: Rectangle {
                x,
                y: 0.0,
                width: size,
                height: size,
            },
            landmarks: [Point::default(); 5],
            confidence,
        }
    }

    #[test]
    fn overlapping_candidates_become_one_face() {
        let kept = suppress(vec![
            face(0.0, 100.0, 0.9),
            face(10.0, 100.0, 0.8),
            face(300.0, 50.0, 0.7),
        ]);
        assert_eq!(kept.iter().map(|face| face.confidence).collect::<Vec<_>>(), [0.9, 0.7]);
    }

    #[test]
    fn a_box_inside_a_large_face_is_no_second_face() {
        let merged = merge(
            vec![face(0.0, 300.0, 0.95)],
            vec![face(100.0, 60.0, 0.65), face(400.0, 80.0, 0.7)],
        );
        assert_eq!(merged.len(), 2);
        assert_eq!(merged[0].confidence, 0.95);
    }

    #[test]
    fn a_cell_is_decoded_by_the_published_formula() {
        let mut faces = Vec::new();
        let points = [0.0, 0.0, 1.0, 0.0, 0.5, 0.5, 0.0, 1.0, 1.0, 1.0];
        let classes = [0.0, 0.0, 0.81];
        let boxes = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.5, 0.5, 2f32.ln(), 4f32.ln()];
        let all_points: Vec<f32> = points.iter().copied().cycle().take(30).collect();
        read_stride(&[&classes, &[1.0, 1.0, 1.0], &boxes, &all_points], 8, 2, &mut faces);
        assert_eq!(faces.len(), 1);
        // Cell 2 of 2 columns is row 1, column 0.
        assert!((faces[0].confidence - 0.9).abs() < 1e-6);
        assert!((faces[0].bounding_box.centre().y - 12.0).abs() < 1e-4);
        assert!((faces[0].bounding_box.height - 32.0).abs() < 1e-3);
        assert_eq!(faces[0].landmarks[4], Point::new(8.0, 16.0));
    }
}
