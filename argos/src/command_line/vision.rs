//! Which models read documents and judge selfies.

use super::EngineArguments;
use argos_vision::{ModelSource, OperatorFolders, Vision, VisionError};
use clap::Args;
use std::path::{Path, PathBuf};

/// Engine and models of commands that judge selfies.
#[derive(Debug, Clone, Args)]
pub struct VisionArguments {
    #[command(flatten)]
    pub text: TextArguments,
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
        self.text.load_with(self.liveness_models.as_deref())
    }
}

/// Engine and models of commands that read documents only.
#[derive(Debug, Clone, Args)]
pub struct TextArguments {
    #[command(flatten)]
    pub engine: EngineArguments,
    /// Folder with text recognisers of your own for further scripts and their manifest.toml (see docs/models.md).
    #[arg(long, value_name = "FOLDER", env = "ARGOS_RECOGNISER_MODELS")]
    pub recogniser_models: Option<PathBuf>,
}

impl TextArguments {
    /// Loads the models of one worker.
    ///
    /// # Errors
    /// As [`Vision::load_from`].
    pub fn load(&self) -> Result<Vision, VisionError> {
        self.load_with(None)
    }

    fn load_with(&self, liveness: Option<&Path>) -> Result<Vision, VisionError> {
        let recognisers = self.recogniser_models.as_deref();
        let folders = OperatorFolders { liveness, recognisers };
        Vision::load_from(self.engine.engine.into(), ModelSource::Embedded, folders)
    }
}
