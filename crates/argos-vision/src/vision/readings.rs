//! What a reading tells. Numbers and findings only; whether they suffice is a matter of policy.

use argos_domain::challenge::FaceObservation;
use serde::{Deserialize, Serialize};

use crate::document::{PageReading, PageSide, SurfaceSigns};
use crate::face::{Embedding, Face, FaceAge, FaceCovering, FacePose};
use crate::image::quality::PerceptualHash;
use crate::image::rotate::QuarterTurns;
use crate::image::{DecodedImage, ImageFormat, ImageMetadata, Quality, Rectangle};
use crate::liveness::PassiveLiveness;
use crate::timings::Timings;

/// One photograph as a file: format, size, quality, origin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// Format of the file.
    pub format: ImageFormat,
    /// Measurements of the pixels, with the original size.
    pub quality: Quality,
    /// What the file tells about its origin.
    pub metadata: ImageMetadata,
    /// Fingerprint that survives re-encoding.
    pub hash: PerceptualHash,
    /// Pixels of the file's upright picture per pixel of the working picture, in which positions are given: 1, unless
    /// the file's picture was so large that it was shrunk.
    pub scale: f32,
}

impl Picture {
    /// Measures a decoded picture; `overview` is a smaller copy of it.
    pub(super) fn measure(decoded: &DecodedImage, overview: &image::RgbImage) -> Self {
        let size = (decoded.original_width, decoded.original_height);
        Self {
            format: decoded.format,
            quality: crate::image::measure_quality(overview, size),
            metadata: decoded.metadata,
            hash: crate::image::quality::perceptual_hash(overview),
            scale: decoded.original_width as f32 / decoded.pixels.width().max(1) as f32,
        }
    }
}

/// A face with the vector by which it compares. The embedding is biometric data; its `Debug` output is masked.
#[derive(Debug, Clone, PartialEq)]
pub struct FaceReading {
    /// Where the face is and how usable it is, in pixels of the upright picture.
    pub face: Face,
    /// The face as a vector; compare with [`crate::face::likeness`].
    pub embedding: Embedding,
}

/// What the photographs of a document show. `Debug` output shows no text of the document.
#[derive(Debug, Clone)]
pub struct DocumentReading {
    /// Text and fields of the front.
    pub front: PageReading,
    /// Text and fields of the back.
    pub back: Option<PageReading>,
    /// Which side the picture of the front shows.
    pub front_side: PageSide,
    /// The same of the picture of the back.
    pub back_side: Option<PageSide>,
    /// The front as a file.
    pub front_picture: Picture,
    /// The back as a file.
    pub back_picture: Option<Picture>,
    /// Signs of a screen or a copy without colour in the picture of the front.
    pub front_surface: SurfaceSigns,
    /// The same of the back.
    pub back_surface: Option<SurfaceSigns>,
    /// The largest face on the front; printed portraits of the same person in the background are smaller.
    pub portrait: Option<FaceReading>,
    /// The clockwise turn that brings the front upright, by its text, else by its face.
    pub front_turned: QuarterTurns,
    /// Further faces on the front at least three tenths as wide as the portrait.
    pub other_faces: usize,
    /// Likeness (see [`crate::face::likeness`]) of the portrait with the next largest face on the front, where that is large
    /// enough to be compared: a ghost portrait shows the same person.
    pub ghost_likeness: Option<f32>,
    /// Where the time went, both sides together.
    pub timings: Timings,
}

/// What a selfie shows.
#[derive(Debug, Clone)]
pub struct SelfieReading {
    /// The photograph as a file.
    pub picture: Picture,
    /// How the picture had to be turned, clockwise, until a face was found.
    pub turned: QuarterTurns,
    /// The largest face.
    pub face: Option<FaceReading>,
    /// Further faces at least three tenths as wide as the largest.
    pub other_faces: usize,
    /// What is to be seen of the largest face; `None` without one.
    pub visible: Option<VisibleFace>,
    /// How old the largest face looks; `None` without one, and where it was not asked for.
    pub age: Option<FaceAge>,
    /// Signs of a live person in this one picture; `None` without a face.
    pub passive_liveness: Option<PassiveLiveness>,
    /// Where the time went.
    pub timings: Timings,
}

/// What is to be seen of a face: numbers only.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VisibleFace {
    /// How far the eye at image left and the one at image right are open: height by width, about 0.2 to 0.4 when open.
    /// `None` when the points of the face could not be placed.
    pub eye_opening: Option<[f32; 2]>,
    /// How much eyes and mouth tell; `None` when the face could not be aligned.
    pub covering: Option<FaceCovering>,
}

/// The faces of any picture.
#[derive(Debug, Clone)]
pub struct FacesReading {
    /// How the picture had to be turned, clockwise, until a face stood upright.
    pub turned: QuarterTurns,
    /// The largest face.
    pub face: Option<FaceReading>,
    /// Further faces at least three tenths as wide as the largest.
    pub other_faces: usize,
    /// Where the time went.
    pub timings: Timings,
}

/// The signs of life in any picture of a face, also one that was cut out tightly.
#[derive(Debug, Clone)]
pub struct LivenessReading {
    /// `None` when no face was found.
    pub passive_liveness: Option<PassiveLiveness>,
    /// The face was found only after a border had been laid around the picture.
    pub bordered: bool,
    /// Where the time went.
    pub timings: Timings,
}

/// How old the largest face of any picture looks, also of one that was cut out tightly.
#[derive(Debug, Clone)]
pub struct AgeReading {
    /// `None` when no face was found.
    pub age: Option<FaceAge>,
    /// The face was found only after a border had been laid around the picture.
    pub bordered: bool,
    /// Where the time went.
    pub timings: Timings,
}

/// One frame of a challenge.
#[derive(Debug, Clone, Default)]
pub struct FrameReading {
    /// The largest face; `None` when there is none.
    pub observation: Option<FaceObservation>,
    /// Its embedding, when whose face it is was asked for and could be measured.
    pub embedding: Option<Embedding>,
    /// Where the time went.
    pub timings: Timings,
}

/// A hint on one small frame of the camera that looks for a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocumentGlance {
    /// Extent of the text in the frame, as shares of its width and height, 0 to 1.
    pub text_box: Option<Rectangle>,
    /// Share of the frame that the extent covers, 0 to 1; 0 without text.
    pub area_share: f32,
    /// The text reaches the edge of the frame: the document is probably cut off.
    pub touches_border: bool,
    /// Measurements of the extent of the text, or of the whole frame when there is none.
    pub quality: Quality,
    /// Where the time went.
    pub timings: Timings,
}

/// A hint on one small frame of the camera that looks for a face.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FaceGlance {
    /// Faces in the frame.
    pub faces: usize,
    /// Box of the largest face, as shares of the frame's width and height.
    pub face_box: Option<Rectangle>,
    /// Share of the frame that the box covers, 0 to 1; 0 without a face.
    pub area_share: f32,
    /// From the frame's centre to that of the face, as shares of width and height, right and down positive.
    pub offset: (f32, f32),
    /// Rough turn of the head.
    pub pose: Option<FacePose>,
    /// Sharpness of the face, or zero without one.
    pub sharpness: f32,
    /// Mean brightness of the face, or of the frame without one, 0 to 1.
    pub brightness: f32,
    /// Where the time went.
    pub timings: Timings,
}
