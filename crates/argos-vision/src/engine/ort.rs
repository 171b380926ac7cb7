//! ONNX Runtime through the `ort` crate: the faster engine, loaded from a shared library at run time.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use ort::environment::Environment;
use ort::session::builder::GraphOptimizationLevel;
use ort::session::{RunOptions, Session};

use super::{EngineError, Model, Tensor};

/// The process-wide environment with the library it came from. ONNX Runtime allows one per process, and a
/// loaded library cannot be exchanged, so the first success stays for good.
static ENVIRONMENT: OnceLock<(Environment, PathBuf)> = OnceLock::new();
static LOADING: Mutex<()> = Mutex::new(());

/// The environment, made from the first candidate that loads.
///
/// # Errors
/// One line per candidate saying why it did not load.
pub(super) fn environment(candidates: &[PathBuf]) -> Result<&'static (Environment, PathBuf), Vec<String>> {
    let _guard = LOADING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(loaded) = ENVIRONMENT.get() {
        return Ok(loaded);
    }
    let mut failures = Vec::new();
    for path in candidates {
        match create(path) {
            Ok(environment) => return Ok(ENVIRONMENT.get_or_init(|| (environment, path.clone()))),
            Err(reason) => failures.push(format!("{}: {reason}", path.display())),
        }
    }
    Err(failures)
}

fn create(path: &Path) -> Result<Environment, String> {
    ort::init_from(path)
        .map_err(|error| error.to_string())?
        .with_name("argos")
        .with_telemetry(false)
        .build()
        .map_err(|error| error.to_string())
}

/// Version of the loaded library as the library file names it, else of its build information.
pub(super) fn version(library: &Path) -> String {
    let name = library
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let digits: String = name
        .split_once("onnxruntime")
        .map(|(_, rest)| rest.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect())
        .unwrap_or_default();
    let version = digits.trim_matches('.').to_owned();
    if version.is_empty() { build_branch() } else { version }
}

fn build_branch() -> String {
    ort::info()
        .split("git-branch=")
        .nth(1)
        .and_then(|rest| rest.split(',').next())
        .map_or_else(
            || "unknown".to_owned(),
            |branch| branch.trim_start_matches("rel-").to_owned(),
        )
}

/// A run with more input values than this gives its memory back when it ends: pages and overviews do, lines do not.
const LARGE_INPUT: usize = 500_000;

struct OrtModel {
    session: Session,
    /// Keeps the memory for the next run, which saves its pages from being mapped anew.
    keeping: RunOptions,
    /// Gives the memory back.
    shrinking: RunOptions,
    output_names: Vec<String>,
}

/// Loads an ONNX file from memory into a session of its own.
///
/// # Errors
/// [`EngineError`] when the bytes are no model that the library accepts, or the model has not exactly one input.
pub(super) fn load(environment: &Environment, bytes: &[u8]) -> Result<Box<dyn Model>, EngineError> {
    let session = open(environment, bytes).map_err(|error| EngineError(error.to_string()))?;
    if session.inputs().len() != 1 {
        return Err(EngineError(format!(
            "the model has {} inputs instead of one",
            session.inputs().len()
        )));
    }
    let output_names = session
        .outputs()
        .iter()
        .map(|outlet| outlet.name().to_owned())
        .collect();
    let failed = |error: ort::Error| EngineError(error.to_string());
    Ok(Box::new(OrtModel {
        session,
        keeping: RunOptions::new().map_err(failed)?,
        shrinking: shrinking_options().map_err(failed)?,
        output_names,
    }))
}

fn open(environment: &Environment, bytes: &[u8]) -> ort::Result<Session> {
    // One thread and no spinning: parallelism comes from several workers, and a spinning pool slows them down.
    // The memory arena stays on: without it text detection takes twice as long. [`shrinking_options`] shrinks it.
    Session::builder(environment)?
        .with_optimization_level(GraphOptimizationLevel::All)?
        .with_intra_threads(1)?
        .with_inter_threads(1)?
        .with_config_entry("session.intra_op.allow_spinning", "0")?
        .commit_from_memory(bytes)
}

/// Gives the memory of a run back when it ends: otherwise every session keeps the most it ever needed.
fn shrinking_options() -> ort::Result<RunOptions> {
    let mut options = RunOptions::new()?;
    options.set("memory.enable_memory_arena_shrinkage", "cpu:0")?;
    Ok(options)
}

impl Model for OrtModel {
    fn run(&mut self, input: Tensor) -> Result<Vec<Tensor>, EngineError> {
        input.validate()?;
        self.infer(input).map_err(|error| EngineError(error.to_string()))
    }

    fn output_names(&self) -> &[String] {
        &self.output_names
    }
}

impl OrtModel {
    fn infer(&mut self, input: Tensor) -> ort::Result<Vec<Tensor>> {
        let options = if input.data.len() > LARGE_INPUT {
            &self.shrinking
        } else {
            &self.keeping
        };
        let value = ort::value::Tensor::from_array((input.shape, input.data))?;
        let outputs = self.session.run_with_options(ort::inputs![value], options)?;
        let mut tensors = Vec::with_capacity(outputs.len());
        for (_, output) in &outputs {
            let (shape, data) = output.try_extract_tensor::<f32>()?;
            let shape = shape.iter().map(|&size| usize::try_from(size).unwrap_or(0)).collect();
            tensors.push(Tensor {
                shape,
                data: data.to_vec(),
            });
        }
        Ok(tensors)
    }
}
