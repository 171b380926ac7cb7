//! Finds the best inference library on this machine, and says which one and why.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{EngineError, Model, ort, rten};

/// Which engine the operator wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnginePreference {
    /// ONNX Runtime when its library is found, else the built-in engine.
    #[default]
    Automatic,
    /// ONNX Runtime or nothing.
    OnnxRuntime,
    /// The built-in engine, whatever is installed.
    Rten,
}

/// Which engine runs, for the log, the health page and the doctor.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct EngineInfo {
    /// `onnxruntime` or `rten`.
    pub name: &'static str,
    /// Version of the engine.
    pub version: String,
    /// The shared library, for an engine that is one.
    pub library: Option<PathBuf>,
    /// One sentence: why this engine.
    pub reason: String,
}

/// The engine that was asked for is not on this machine.
#[derive(Debug, thiserror::Error)]
#[error("ONNX Runtime could not be loaded (run scripts/setup.sh, or set ORT_DYLIB_PATH): {}", tried.join("; "))]
pub struct EngineUnavailable {
    /// Every place that was tried, each with the reason why it failed.
    pub tried: Vec<String>,
}

/// A ready inference library, able to load models.
#[derive(Debug)]
pub struct Engine {
    backend: Backend,
    info: EngineInfo,
}

enum Backend {
    OnnxRuntime(::ort::environment::Environment),
    Rten(Arc<::rten::ThreadPool>),
}

impl std::fmt::Debug for Backend {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::OnnxRuntime(_) => "OnnxRuntime",
            Self::Rten(_) => "Rten",
        })
    }
}

impl Engine {
    /// Finds an engine. Call it once per worker: models of one engine share one thread.
    ///
    /// The library of ONNX Runtime is looked for in this order: `ORT_DYLIB_PATH`, beside the executable,
    /// `vendor/onnxruntime/` under the current directory and under every ancestor of the executable, the system's
    /// library path.
    ///
    /// # Errors
    /// [`EngineUnavailable`] only for [`EnginePreference::OnnxRuntime`]; the built-in engine cannot be missing.
    pub fn discover(preference: EnginePreference) -> Result<Self, EngineUnavailable> {
        match preference {
            EnginePreference::Rten => Ok(Self::built_in(
                "the configuration asks for the built-in engine".to_owned(),
            )),
            EnginePreference::OnnxRuntime => Self::onnx_runtime("the configuration asks for ONNX Runtime"),
            EnginePreference::Automatic => Ok(Self::onnx_runtime("ONNX Runtime is the faster engine").unwrap_or_else(
                |missing| {
                    Self::built_in(format!(
                        "no usable ONNX Runtime library was found, run scripts/setup.sh to fetch it ({} places tried)",
                        missing.tried.len()
                    ))
                },
            )),
        }
    }

    fn onnx_runtime(reason: &str) -> Result<Self, EngineUnavailable> {
        let candidates = library_candidates();
        let (environment, library) = ort::environment(&candidates).map_err(|tried| EngineUnavailable { tried })?;
        Ok(Self {
            backend: Backend::OnnxRuntime(environment.clone()),
            info: EngineInfo {
                name: "onnxruntime",
                version: ort::version(library),
                library: Some(library.clone()),
                reason: format!("{reason} and its library was found"),
            },
        })
    }

    fn built_in(reason: String) -> Self {
        Self {
            backend: Backend::Rten(rten::single_thread()),
            info: EngineInfo {
                name: "rten",
                version: rten::VERSION.to_owned(),
                library: None,
                reason,
            },
        }
    }

    /// Loads an ONNX model from memory.
    ///
    /// # Errors
    /// [`EngineError`] when the engine does not accept the bytes.
    pub fn load(&self, bytes: &[u8]) -> Result<Box<dyn Model>, EngineError> {
        match &self.backend {
            Backend::OnnxRuntime(environment) => ort::load(environment, bytes),
            Backend::Rten(threads) => rten::load(bytes, threads),
        }
    }

    /// Which engine this is, and why.
    #[must_use]
    pub fn info(&self) -> &EngineInfo {
        &self.info
    }
}

/// Every place where the library may be, best first. Only the last one is a bare name for the system's loader.
fn library_candidates() -> Vec<PathBuf> {
    let mut candidates = Vec::new();
    if let Some(path) = std::env::var_os("ORT_DYLIB_PATH").filter(|path| !path.is_empty()) {
        candidates.push(PathBuf::from(path));
    }
    let executable = std::env::current_exe().ok();
    let beside = executable.as_deref().and_then(Path::parent);
    if let Some(directory) = beside {
        candidates.extend(libraries_in(directory));
    }
    if let Ok(directory) = std::env::current_dir() {
        // A test or an example runs in its crate's directory, so the ancestors count as well.
        candidates.extend(
            directory
                .ancestors()
                .flat_map(|place| libraries_in(&place.join("vendor/onnxruntime"))),
        );
    }
    if let Some(directory) = beside {
        candidates.extend(
            directory
                .ancestors()
                .flat_map(|place| libraries_in(&place.join("vendor/onnxruntime"))),
        );
    }
    candidates.push(PathBuf::from(if cfg!(target_os = "windows") {
        "onnxruntime.dll"
    } else if cfg!(target_os = "macos") {
        "libonnxruntime.dylib"
    } else {
        "libonnxruntime.so"
    }));
    let mut seen = std::collections::HashSet::new();
    candidates.retain(|path| seen.insert(path.clone()));
    candidates
}

fn libraries_in(directory: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(directory) else {
        return Vec::new();
    };
    let mut found: Vec<PathBuf> = entries
        .flatten()
        .filter(|entry| is_library_name(&entry.file_name().to_string_lossy()))
        .map(|entry| entry.path())
        .collect();
    found.sort();
    found.reverse();
    found
}

fn is_library_name(name: &str) -> bool {
    let provider = name.contains("providers");
    let library = (name.starts_with("libonnxruntime.") && (name.contains(".so") || name.ends_with(".dylib")))
        || name == "onnxruntime.dll";
    library && !provider
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_runtime_itself_is_taken_for_the_library() {
        assert!(is_library_name("libonnxruntime.so.1.32.0"));
        assert!(is_library_name("libonnxruntime.1.32.0.dylib"));
        assert!(is_library_name("onnxruntime.dll"));
        assert!(!is_library_name("libonnxruntime_providers_shared.so"));
        assert!(!is_library_name("LICENSE"));
    }

    #[test]
    fn the_system_name_comes_last() {
        let candidates = library_candidates();
        let last = candidates.last().map(|path| path.components().count());
        assert_eq!(last, Some(1));
    }

    #[test]
    fn the_built_in_engine_says_why_it_runs() {
        let engine = Engine::discover(EnginePreference::Rten).unwrap();
        assert_eq!(engine.info().name, "rten");
        assert!(engine.info().reason.contains("configuration"));
    }
}
