//! The three networks that read text, with the characters they know.

use std::fmt;
use std::time::Instant;

use super::ctc::Charset;
use crate::engine::{EngineError, Model, Tensor};
use crate::timings::Timings;

/// Loaded networks of one worker.
pub struct TextModels {
    pub(crate) detector: Box<dyn Model>,
    pub(super) recogniser: Box<dyn Model>,
    pub(super) classifier: Box<dyn Model>,
    pub(super) charset: Charset,
}

impl TextModels {
    /// `characters` is the recogniser's list, one character per line, without the blank before and the space after.
    #[must_use]
    pub fn new(
        detector: Box<dyn Model>,
        recogniser: Box<dyn Model>,
        classifier: Box<dyn Model>,
        characters: &str,
    ) -> Self {
        Self {
            detector,
            recogniser,
            classifier,
            charset: Charset::new(characters),
        }
    }
}

impl fmt::Debug for TextModels {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TextModels")
            .field("charset", &self.charset)
            .finish_non_exhaustive()
    }
}

/// Runs a network with one output of interest, the first, and counts its time.
pub(super) fn run(model: &mut dyn Model, input: Tensor, timings: &mut Timings) -> Result<Tensor, EngineError> {
    let start = Instant::now();
    let outputs = model.run(input);
    timings.add_inference(start.elapsed());
    outputs?
        .into_iter()
        .next()
        .ok_or_else(|| EngineError("the network has no output".to_owned()))
}
