//! The folder in which an installation keeps everything.

use anyhow::{Context, bail};
use argos_crypto::{LocalKeyFile, SystemRandom};
use std::fs;
use std::path::{Path, PathBuf};

/// Paths inside of the data folder.
#[derive(Debug, Clone)]
pub struct DataFolder(PathBuf);

impl DataFolder {
    /// Makes the folder when it is missing, readable by its owner only.
    pub fn create(path: &Path) -> anyhow::Result<Self> {
        if !path.is_dir() {
            fs::create_dir_all(path).with_context(|| format!("cannot make the data folder {}", path.display()))?;
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                fs::set_permissions(path, fs::Permissions::from_mode(0o700))
                    .with_context(|| format!("cannot protect the data folder {}", path.display()))?;
            }
        }
        Ok(Self(path.to_owned()))
    }

    /// The folder of an existing installation.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let folder = Self(path.to_owned());
        if !folder.database().is_file() {
            bail!(
                "there is no installation in {}; `argos serve` makes one",
                path.display()
            );
        }
        Ok(folder)
    }

    /// The SQLite database.
    pub fn database(&self) -> PathBuf {
        self.0.join("argos.sqlite")
    }

    /// Encrypted images.
    pub fn images(&self) -> PathBuf {
        self.0.join("images")
    }

    /// The key that wraps all data keys.
    pub fn key_file(&self) -> PathBuf {
        self.0.join("local.key")
    }

    /// Certificate and key of `--tls self-signed`.
    pub fn self_signed_certificate(&self) -> (PathBuf, PathBuf) {
        (self.0.join("self-signed.crt"), self.0.join("self-signed.key"))
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Opens the key file. A fresh installation gets a new one; a database without its key is an error, since a new key
    /// could open none of it.
    pub fn keys(&self) -> anyhow::Result<LocalKeyFile> {
        let path = self.key_file();
        if path.exists() {
            return LocalKeyFile::open(&path).with_context(|| format!("cannot use the key file {}", path.display()));
        }
        if self.database().exists() {
            bail!(
                "the key file {} is missing, and without it the database cannot be read; put it back from your backup",
                path.display()
            );
        }
        let keys = LocalKeyFile::create(&path, &SystemRandom)
            .with_context(|| format!("cannot make the key file {}", path.display()))?;
        tracing::warn!(
            file = %path.display(),
            "made a new key file: back it up now, apart from the database. Whoever has it can read all data; without it nobody can"
        );
        Ok(keys)
    }
}
