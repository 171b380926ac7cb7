//! Which models judge selfies.

use super::EngineArguments;
use argos_vision::{ModelSource, Vision, VisionError};
use clap::Args;
use std::path::PathBuf;

/// Engine and models of commands that judge selfies.
#[derive(Debug, Clone, Args)]
pub struct VisionArguments {
    #[command(flatten)]
    pub engine: EngineArguments,
    /// Folder with liveness networks of your own and their manifest.toml; they judge together with those of Argos (see
    /// docs/models.md).
    #[arg(long, value_name = "FOLDER", env = "ARGOS_LIVENESS_MODELS")]
    pub liveness_models: Option<PathBuf>,
}

impl VisionArguments {
    /// Loads the models of one worker.
    ///
    /// # Errors
    /// As [`Vision::load_from`].
    pub fn load(&self) -> Result<Vision, VisionError> {
        let folder = self.liveness_models.as_deref();
        Vision::load_from(self.engine.engine.into(), ModelSource::Embedded, folder)
    }
}
