//! The model files: where they come from, what they are, and that their bytes are the right ones.
//!
//! Every file is checked against the sha256 in `manifest.toml` before an engine sees it.

mod manifest;
mod operator_networks;
mod operator_recognisers;
mod source;

pub use manifest::{ModelDescription, ModelName};
pub use operator_networks::{OperatorNetwork, read_operator_networks};
pub use operator_recognisers::{OperatorRecogniser, read_operator_recognisers};
pub use source::{ModelError, ModelFiles, ModelSource};
