//! The one door to an inference library: [`Model`], two methods wide.
//!
//! [`Engine::discover`] finds ONNX Runtime on the machine or falls back to `rten`, which is compiled in.
//! Everything above this module is the same for both.

mod discovery;
mod ort;
mod rten;

pub use discovery::{Engine, EngineInfo, EnginePreference, EngineUnavailable};

use std::time::Instant;

use crate::timings::Timings;

/// A dense float tensor in row-major order.
#[derive(Debug, Clone, PartialEq)]
pub struct Tensor {
    /// Sizes of the dimensions, outermost first.
    pub shape: Vec<usize>,
    /// `shape.iter().product()` values.
    pub data: Vec<f32>,
}

/// A loaded network with one input.
pub trait Model: Send {
    /// Runs the network once. Outputs come in the order of [`Model::output_names`].
    ///
    /// # Errors
    /// [`EngineError`] when the input shape does not fit or the library fails.
    fn run(&mut self, input: Tensor) -> Result<Vec<Tensor>, EngineError>;

    /// Names of the outputs, in the order in which [`Model::run`] returns them.
    fn output_names(&self) -> &[String];
}

/// What can go wrong inside an inference library.
#[derive(Debug, thiserror::Error)]
#[error("inference failed: {0}")]
pub struct EngineError(pub String);

/// Runs a model and adds the time to the inference time of a reading.
///
/// # Errors
/// Those of [`Model::run`].
pub fn run_measured(model: &mut dyn Model, input: Tensor, timings: &mut Timings) -> Result<Vec<Tensor>, EngineError> {
    let start = Instant::now();
    let outputs = model.run(input);
    timings.add_inference(start.elapsed());
    outputs
}

impl Tensor {
    /// Checks that the data fills the shape exactly, which both libraries rely on.
    ///
    /// # Errors
    /// [`EngineError`] naming both numbers.
    pub(crate) fn validate(&self) -> Result<(), EngineError> {
        let expected = self
            .shape
            .iter()
            .try_fold(1usize, |product, &size| product.checked_mul(size));
        if expected == Some(self.data.len()) {
            Ok(())
        } else {
            Err(EngineError(format!(
                "a tensor of shape {:?} cannot hold {} values",
                self.shape,
                self.data.len()
            )))
        }
    }
}
