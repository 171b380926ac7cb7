//! The folder in which an installation keeps everything.

use crate::command_line::{DataArguments, KeyArguments, KeyServiceKind, StorageArguments};
use crate::database_address::DatabaseAddress;
use anyhow::{Context, bail};
use argos_crypto::{AwsKms, FormerKeyService, KeyService, LocalKeyFile, SystemRandom};
use argos_store::BlobLocation;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Paths inside of the data folder, and where database and images are if not there.
#[derive(Debug, Clone)]
pub struct DataFolder {
    path: PathBuf,
    database: Option<DatabaseAddress>,
    storage: StorageArguments,
    keys: KeyArguments,
}

impl DataFolder {
    /// Makes the folder when it is missing, readable by its owner only.
    pub fn create(arguments: &DataArguments) -> anyhow::Result<Self> {
        let path = &arguments.data_folder;
        if !path.is_dir() {
            fs::create_dir_all(path).with_context(|| format!("cannot make the data folder {}", path.display()))?;
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                fs::set_permissions(path, fs::Permissions::from_mode(0o700))
                    .with_context(|| format!("cannot protect the data folder {}", path.display()))?;
            }
        }
        Ok(Self::of(arguments))
    }

    /// The folder of an existing installation.
    pub fn open(arguments: &DataArguments) -> anyhow::Result<Self> {
        let folder = Self::of(arguments);
        let missing = match folder.database_file() {
            Some(file) => !file.is_file(),
            // With the keys in a key service too, nothing of an installation is in the folder.
            None => folder.keys.key_service == KeyServiceKind::Local && !folder.key_file().is_file(),
        };
        if missing {
            bail!(
                "there is no installation in {}; `argos serve` makes one",
                folder.path.display()
            );
        }
        Ok(folder)
    }

    fn of(arguments: &DataArguments) -> Self {
        Self {
            path: arguments.data_folder.clone(),
            database: arguments.database_url.clone(),
            storage: arguments.storage.clone(),
            keys: arguments.keys.clone(),
        }
    }

    /// The address of the database.
    pub fn database(&self) -> DatabaseAddress {
        self.database
            .clone()
            .unwrap_or_else(|| DatabaseAddress::of_file(&self.path.join("argos.sqlite")))
    }

    /// The file of an SQLite database.
    fn database_file(&self) -> Option<PathBuf> {
        self.database().file()
    }

    /// Where the encrypted images are.
    pub fn images(&self) -> anyhow::Result<BlobLocation> {
        self.storage.blobs(self.path.join("images"))
    }

    /// The key that wraps all data keys.
    pub fn key_file(&self) -> PathBuf {
        self.path.join("local.key")
    }

    /// Certificate and key of `--tls self-signed`.
    pub fn self_signed_certificate(&self) -> (PathBuf, PathBuf) {
        (self.path.join("self-signed.crt"), self.path.join("self-signed.key"))
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens the service that holds the master keys. When another one is within reach as well, it goes on unwrapping
    /// what it wrapped.
    pub async fn keys(&self) -> anyhow::Result<Arc<dyn KeyService>> {
        let kms = match self.keys.kms() {
            Some(settings) => {
                let connected = AwsKms::connect(&settings).await;
                let service: Arc<dyn KeyService> =
                    Arc::new(connected.with_context(|| format!("cannot use the key {} of AWS KMS", settings.key_id))?);
                Some(service)
            }
            None => None,
        };
        let has_file = self.key_file().exists();
        Ok(match (self.keys.key_service, kms) {
            (KeyServiceKind::Local, None) => Arc::new(self.local_keys()?),
            (KeyServiceKind::Local, Some(kms)) => Arc::new(FormerKeyService::beside(
                Arc::new(self.local_keys_beside_others()?),
                kms,
            )),
            (KeyServiceKind::AwsKms, Some(kms)) if has_file => {
                Arc::new(FormerKeyService::beside(kms, Arc::new(self.local_keys()?)))
            }
            (KeyServiceKind::AwsKms, Some(kms)) => kms,
            (KeyServiceKind::AwsKms, None) => bail!("--key-service aws-kms needs --kms-key-id"),
        })
    }

    /// Opens the key file. A fresh installation gets a new one; a database without its key is an error, since a new key
    /// could open none of it.
    fn local_keys(&self) -> anyhow::Result<LocalKeyFile> {
        if !self.key_file().exists() && self.database_file().is_some_and(|file| file.exists()) {
            bail!(
                "the key file {} is missing, and without it the database cannot be read; put it back from your backup",
                self.key_file().display()
            );
        }
        self.local_keys_beside_others()
    }

    /// Opens the key file, or makes it: another key service opens what is there already.
    fn local_keys_beside_others(&self) -> anyhow::Result<LocalKeyFile> {
        let path = self.key_file();
        if path.exists() {
            return LocalKeyFile::open(&path).with_context(|| format!("cannot use the key file {}", path.display()));
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
