//! The three networks that read text, with the characters they know.

use std::fmt;
use std::time::Instant;

use super::ctc::Charset;
use super::recognise::try_out;
use crate::engine::{EngineError, Model, Tensor};
use crate::timings::Timings;

/// Loaded networks of one worker.
pub struct TextModels {
    pub(crate) detector: Box<dyn Model>,
    pub(super) recogniser: Box<dyn Model>,
    pub(super) classifier: Box<dyn Model>,
    pub(super) charset: Charset,
    /// Of the operator, for other scripts.
    pub(super) further: Vec<FurtherRecogniser>,
}

/// A recogniser for scripts that the shipped one does not know.
pub(super) struct FurtherRecogniser {
    pub network: Box<dyn Model>,
    pub charset: Charset,
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
            further: Vec::new(),
        }
    }

    /// Adds a recogniser for scripts that the first one does not know, which takes the same input. It is asked once, about
    /// an empty line.
    ///
    /// # Errors
    /// [`EngineError`] when it does not take such an input or its classes are not those of the list.
    pub fn add_recogniser(&mut self, network: Box<dyn Model>, characters: &str) -> Result<(), EngineError> {
        let mut further = FurtherRecogniser {
            network,
            charset: Charset::new(characters),
        };
        try_out(&mut further)?;
        self.further.push(further);
        Ok(())
    }
}

impl TextModels {
    /// Whether there are recognisers for other scripts than those of the shipped one.
    #[must_use]
    pub fn know_other_scripts(&self) -> bool {
        !self.further.is_empty()
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
