//! Faces: where they are, how usable they are, and the vector by which two of them compare.
//!
//! [`detect`] finds them, [`FaceDetector::refine`] marks their features exactly, [`align`] brings one into the pose the recogniser was trained on, [`embedding`] turns it
//! into numbers.

mod age;
pub mod align;
mod covering;
pub mod detect;
pub mod embedding;
mod eyes;
mod gallery;
mod landmarks;
mod mesh;
mod packed;
pub mod quality;

use serde::{Deserialize, Serialize};

use crate::image::{Point, Rectangle};

pub use age::{AgeEstimator, FaceAge};
pub use align::{ALIGNED_SIDE, align_face};
pub use covering::FaceCovering;
pub use detect::{FaceDetector, RawFace};
pub use embedding::{Embedding, FaceEmbedder, FaceModels, likeness};
pub use eyes::EyeContours;
pub use gallery::{FaceGallery, Found};
pub use mesh::{FaceMesh, HeadPose, MESH_POINTS, Mesh};
pub use quality::{FacePose, FaceQuality};

/// A face found in a picture. All positions are in pixels of that picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Face {
    /// Forehead to chin, ear to ear, roughly.
    pub bounding_box: Rectangle,
    /// Eye at image left, eye at image right, nose tip, mouth corner at image left, mouth corner at image right.
    pub landmarks: [Point; 5],
    /// Score of the detector, 0 to 1.
    pub confidence: f32,
    /// Measurements of the face alone.
    pub quality: FaceQuality,
}
