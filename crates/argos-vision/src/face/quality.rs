//! How usable a face is for comparison: its size, sharpness, light and turn.

use image::RgbImage;
use serde::{Deserialize, Serialize};

use super::RawFace;
use crate::image::quality::{laplacian_variance, to_grey};
use crate::image::resize::{fit_within, resize_part};
use crate::image::{Point, Rectangle};

/// Long side of the copy of the face on which sharpness and light are measured, in pixels.
const MEASURED_SIDE: u32 = 160;

/// Measurements of one face; numbers only.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FaceQuality {
    /// Distance of the eyes in pixels of the original picture.
    pub eye_distance: f32,
    /// Width of the box in pixels of the original picture.
    pub width: f32,
    /// Share of the picture's area that the box covers, 0 to 1.
    pub area_share: f32,
    /// Variance of the Laplacian of the face alone at a fixed size: under about 40 a face is blurred.
    pub sharpness: f32,
    /// Mean brightness of the face, 0 to 1.
    pub brightness: f32,
    /// Standard deviation of the face's brightness, 0 to 0.5.
    pub contrast: f32,
    /// Difference of the mean brightness of the left and the right half of the face, 0 to 1: light from one side.
    pub uneven_light: f32,
    /// Share of the face's pixels that are nearly white, 0 to 1.
    pub saturated: f32,
    /// Share of the box that lies inside of the picture, 0 to 1.
    pub inside: f32,
    /// Rough turn of the head.
    pub pose: FacePose,
}

/// A rough pose from five landmarks. Good for "too far turned", not for degrees: they are not calibrated.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FacePose {
    /// Position of the nose between the eyes along the eye line: 0 frontal, -1 over the eye at image left, 1 over the
    /// eye at image right. A turn of about 30 degrees gives about 0.5.
    pub yaw: f32,
    /// Height of the nose between eye line (-1) and mouth (1); about 0 to 0.3 when the head is level.
    pub pitch: f32,
    /// Slope of the eye line in degrees, positive clockwise.
    pub roll_degrees: f32,
}

impl FacePose {
    /// The pose by the five landmarks of the detector.
    #[must_use]
    pub fn from_landmarks(landmarks: &[Point; 5]) -> Self {
        let [left_eye, right_eye, nose, left_mouth, right_mouth] = *landmarks;
        let middle = |first: Point, second: Point| Point::new((first.x + second.x) / 2.0, (first.y + second.y) / 2.0);
        let (eyes, mouth) = (middle(left_eye, right_eye), middle(left_mouth, right_mouth));
        // Axes of the face: right along the eye line, down perpendicular to it.
        let distance = left_eye.distance(right_eye).max(1e-3);
        let along = Point::new(
            (right_eye.x - left_eye.x) / distance,
            (right_eye.y - left_eye.y) / distance,
        );
        let project = |point: Point| {
            let (x, y) = (point.x - eyes.x, point.y - eyes.y);
            (x * along.x + y * along.y, -x * along.y + y * along.x)
        };
        let (nose_across, nose_down) = project(nose);
        let (_, mouth_down) = project(mouth);
        let mouth_down = if mouth_down.abs() < 1e-3 { 1e-3 } else { mouth_down };
        Self {
            yaw: (nose_across / (distance / 2.0)).clamp(-2.0, 2.0),
            pitch: (2.0 * nose_down / mouth_down - 1.0).clamp(-2.0, 2.0),
            roll_degrees: (right_eye.y - left_eye.y).atan2(right_eye.x - left_eye.x).to_degrees(),
        }
    }
}

/// Measures a face in the picture in which it was found. `scale` is the size of the original picture divided by the
/// size of `image`, so that sizes are told in pixels of the original.
#[must_use]
pub fn measure_face(image: &RgbImage, face: &RawFace, scale: f32) -> FaceQuality {
    let rectangle = face.bounding_box;
    let inside = inside_share(&rectangle, image.width() as f32, image.height() as f32);
    let (width, height) = fit_within(rectangle.width as u32, rectangle.height as u32, MEASURED_SIDE);
    let part = (rectangle.x, rectangle.y, rectangle.width, rectangle.height);
    let crop = resize_part(image, part, width.min(MEASURED_SIDE), height.min(MEASURED_SIDE));
    let grey = to_grey(&crop);
    let count = grey.len().max(1) as f32;
    let mean = grey.iter().map(|&value| f32::from(value)).sum::<f32>() / count;
    let variance = grey.iter().map(|&value| (f32::from(value) - mean).powi(2)).sum::<f32>() / count;
    let columns = (crop.width() as usize).max(1);
    let half = columns / 2;
    let half_mean = |range: std::ops::Range<usize>| {
        let cells = (range.len() * (grey.len() / columns)).max(1) as f32;
        grey.chunks_exact(columns)
            .flat_map(|line| &line[range.clone()])
            .map(|&value| f32::from(value))
            .sum::<f32>()
            / cells
    };
    let saturated = grey.iter().filter(|&&value| value >= 250).count() as f32 / count;
    FaceQuality {
        eye_distance: face.landmarks[0].distance(face.landmarks[1]) * scale,
        width: rectangle.width * scale,
        area_share: rectangle.area() * inside / (image.width() as f32 * image.height() as f32).max(1.0),
        sharpness: laplacian_variance(&grey, columns),
        brightness: mean / 255.0,
        contrast: variance.sqrt() / 255.0,
        uneven_light: (half_mean(0..half) - half_mean(columns - half..columns)).abs() / 255.0,
        saturated,
        inside,
        pose: FacePose::from_landmarks(&face.landmarks),
    }
}

fn inside_share(rectangle: &Rectangle, width: f32, height: f32) -> f32 {
    let visible_width = (rectangle.x + rectangle.width).min(width) - rectangle.x.max(0.0);
    let visible_height = (rectangle.y + rectangle.height).min(height) - rectangle.y.max(0.0);
    let area = rectangle.area();
    if area > 0.0 {
        (visible_width.max(0.0) * visible_height.max(0.0) / area).clamp(0.0, 1.0)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    fn frontal() -> [Point; 5] {
        [
            Point::new(40.0, 50.0),
            Point::new(80.0, 50.0),
            Point::new(60.0, 72.0),
            Point::new(45.0, 92.0),
            Point::new(75.0, 92.0),
        ]
    }

    #[test]
    fn a_frontal_face_is_straight_and_a_moved_nose_is_a_turn() {
        let straight = FacePose::from_landmarks(&frontal());
        assert!(straight.yaw.abs() < 1e-4 && straight.roll_degrees.abs() < 1e-4 && straight.pitch.abs() < 0.3);
        let mut turned = frontal();
        turned[2].x = 45.0;
        assert!((FacePose::from_landmarks(&turned).yaw + 0.75).abs() < 1e-4);
    }

    #[test]
    fn roll_does_not_change_yaw() {
        let (sine, cosine) = 0.4f32.sin_cos();
        let mut tilted = frontal().map(|p| Point::new(p.x * cosine - p.y * sine, p.x * sine + p.y * cosine));
        let pose = FacePose::from_landmarks(&tilted);
        assert!(pose.yaw.abs() < 1e-3 && (pose.roll_degrees - 0.4f32.to_degrees()).abs() < 1e-2);
        tilted[2] = tilted[0];
        assert!(FacePose::from_landmarks(&tilted).yaw < -0.9);
    }

    #[test]
    fn light_from_one_side_and_a_cut_off_face_are_measured() {
        let image = RgbImage::from_fn(200, 200, |x, _| if x < 60 { Rgb([200; 3]) } else { Rgb([50; 3]) });
        let bounding_box = Rectangle {
            x: 20.0,
            y: -50.0,
            width: 80.0,
            height: 100.0,
        };
        let face = RawFace {
            bounding_box,
            landmarks: frontal(),
            confidence: 0.9,
        };
        let quality = measure_face(&image, &face, 2.0);
        assert!((quality.inside - 0.5).abs() < 1e-3);
        assert!((quality.eye_distance - 80.0).abs() < 1e-3);
        assert!(quality.uneven_light > 0.5, "{}", quality.uneven_light);
    }
}
