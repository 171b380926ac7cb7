//! The one door to an inference library: [`Model`], two methods wide.

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
