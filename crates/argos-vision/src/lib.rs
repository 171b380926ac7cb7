//! Images in, measurements out: everything the AI sees and measures.
//!
//! Synchronous and CPU-bound; it does no I/O beyond loading model files, knows no policy and decides nothing.
//! Start at [`Vision`], which holds one worker's models and turns image bytes into readings.

pub mod aamva;
pub mod barcode;
pub mod document;
pub mod engine;
mod error;
pub mod face;
pub mod image;
pub mod liveness;
pub mod models;
pub mod mrz;
pub mod text;
pub mod timings;
pub mod vision;

pub use engine::{EngineInfo, EnginePreference};
pub use error::VisionError;
pub use models::{ModelDescription, ModelName, ModelSource};
pub use timings::Timings;
pub use vision::{
    AgeReading, DocumentGlance, DocumentReading, EstimateAge, FaceGlance, FaceReading, FacesReading, FrameIdentity,
    FrameReading, FrameRequest, LivenessReading, OperatorFolders, Picture, SelfieReading, VisibleFace, Vision,
};
