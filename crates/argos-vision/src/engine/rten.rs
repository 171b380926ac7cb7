//! The pure-Rust engine: always there, about twice as slow as ONNX Runtime.

use std::sync::Arc;

use rten::{NodeId, RunOptions, ThreadPool, Value, ValueOrView};
use rten_tensor::prelude::*;

use super::{EngineError, Model, Tensor};

/// Version of the crate, which has no constant for it.
pub(super) const VERSION: &str = "0.27";

/// A model in `rten`. It widens half-precision weights to single precision when it loads.
struct RtenModel {
    model: rten::Model,
    input: NodeId,
    outputs: Vec<NodeId>,
    output_names: Vec<String>,
    threads: Arc<ThreadPool>,
}

/// Loads an ONNX file from memory.
///
/// # Errors
/// [`EngineError`] when the bytes are no model that `rten` understands, or the model has not exactly one input.
pub(super) fn load(bytes: &[u8], threads: &Arc<ThreadPool>) -> Result<Box<dyn Model>, EngineError> {
    let mut options = rten::ModelOptions::with_all_ops();
    options.prepack_weights(true);
    let model = options
        .load(bytes.to_vec())
        .map_err(|error| EngineError(error.to_string()))?;
    let &[input] = model.input_ids() else {
        return Err(EngineError(format!(
            "the model has {} inputs instead of one",
            model.input_ids().len()
        )));
    };
    let outputs = model.output_ids().to_vec();
    let output_names = outputs
        .iter()
        .map(|&id| {
            model
                .node_info(id)
                .and_then(|info| info.name().map(str::to_owned))
                .unwrap_or_default()
        })
        .collect();
    Ok(Box::new(RtenModel {
        model,
        input,
        outputs,
        output_names,
        threads: Arc::clone(threads),
    }))
}

/// One thread per engine, as for ONNX Runtime: workers run side by side, not inside one another.
pub(super) fn single_thread() -> Arc<ThreadPool> {
    Arc::new(ThreadPool::with_num_threads(1))
}

impl Model for RtenModel {
    fn run(&mut self, input: Tensor) -> Result<Vec<Tensor>, EngineError> {
        input.validate()?;
        let value = rten_tensor::Tensor::from_data(&input.shape, input.data);
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&self.threads)));
        let inputs = vec![(self.input, ValueOrView::from(Value::from(value)))];
        let values = self
            .model
            .run(inputs, &self.outputs, Some(options))
            .map_err(|error| EngineError(error.to_string()))?;
        values.into_iter().map(into_tensor).collect()
    }

    fn output_names(&self) -> &[String] {
        &self.output_names
    }
}

fn into_tensor(value: Value) -> Result<Tensor, EngineError> {
    let tensor: rten_tensor::Tensor<f32> = value
        .try_into()
        .map_err(|_| EngineError("an output is not made of floats".to_owned()))?;
    let shape = tensor.shape().to_vec();
    Ok(Tensor {
        shape,
        data: tensor.into_data(),
    })
}
