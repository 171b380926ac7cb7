//! YuNet face detection (W. Wu et al., "YuNet: A Tiny Millisecond-level Face Detector", 2023).

use image::RgbImage;

use crate::engine::{EngineError, Model, Tensor, run_measured};
use crate::image::tensor::to_nchw_padded;
use crate::image::{ChannelOrder, Point, Rectangle, resize_to_long_side};
use crate::timings::Timings;

/// Scores at or under this are noise.
const MIN_CONFIDENCE: f32 = 0.6;
/// Two boxes that overlap more show the same face.
const MAX_OVERLAP: f32 = 0.3;
/// The network stops being reliable for faces larger than this, in pixels of its input; a smaller input helps.
const LARGE_FACE: f32 = 300.0;
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

    /// Faces of a close picture, such as a selfie, largest first. Looks at 640 pixels, and again at 320 when nothing
    /// was found or a face fills the picture.
    ///
    /// # Errors
    /// [`EngineError`] when the network fails.
    pub fn detect(&mut self, image: &RgbImage, timings: &mut Timings) -> Result<Vec<RawFace>, EngineError> {
        let at_640 = self.detect_at(image, 640, timings)?;
        let factor = 640.0 / image.width().max(image.height()) as f32;
        let largest = at_640.first().map_or(0.0, |face| side(&face.bounding_box) * factor);
        if !at_640.is_empty() && largest <= LARGE_FACE {
            return Ok(at_640);
        }
        let at_320 = self.detect_at(image, 320, timings)?;
        // For a large face the small input is the trustworthy one; smaller faces only the large input has seen.
        Ok(merge(at_320, at_640))
    }

    /// Faces of a page, on which a portrait may be small, largest first. Looks at 640 and 1280 pixels.
    ///
    /// # Errors
    /// [`EngineError`] when the network fails.
    pub fn detect_on_page(&mut self, image: &RgbImage, timings: &mut Timings) -> Result<Vec<RawFace>, EngineError> {
        let mut faces = self.detect_at(image, 640, timings)?;
        if image.width().max(image.height()) > 640 {
            faces = merge(faces, self.detect_at(image, 1280, timings)?);
        }
        let factor = 640.0 / image.width().max(image.height()) as f32;
        let fills = faces
            .first()
            .is_some_and(|face| side(&face.bounding_box) * factor > LARGE_FACE);
        if faces.is_empty() || fills {
            faces = merge(self.detect_at(image, 320, timings)?, faces);
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
        let width = small.width().div_ceil(32) * 32;
        let height = small.height().div_ceil(32) * 32;
        let input = to_nchw_padded(&small, width, height, ChannelOrder::Bgr, 0.0, 1.0);
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
        let factor = image.width().max(image.height()) as f32 / long_side as f32;
        let faces = suppress(candidates)
            .into_iter()
            .map(|face| face.scaled(factor))
            .collect();
        Ok(largest_first(faces))
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
