//! Everything that can stop a reading.

use crate::engine::{EngineError, EngineUnavailable};
use crate::image::DecodeError;
use crate::models::ModelError;

/// Why models did not load or an image was not read.
///
/// Only [`VisionError::Image`] is the sender's fault and fit to be shown to them.
#[derive(Debug, thiserror::Error)]
pub enum VisionError {
    /// The bytes are no usable picture.
    #[error(transparent)]
    Image(#[from] DecodeError),
    /// The inference library failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The engine that was asked for is not on this machine.
    #[error(transparent)]
    EngineUnavailable(#[from] EngineUnavailable),
    /// A model file is missing or damaged.
    #[error(transparent)]
    Model(#[from] ModelError),
}
