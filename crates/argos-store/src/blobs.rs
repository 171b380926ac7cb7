//! Images as encrypted blobs, outside the database.

use crate::images::{ImageKind, StoredImage};
use crate::sealing::Place;
use crate::{Store, StoreError};
use argos_crypto::SecureRandom;
use argos_domain::alphabet;
use argos_domain::clock::Timestamp;
use argos_domain::id::{ImageId, ProjectId, SubmissionId};
use bytes::Bytes;
use object_store::local::LocalFileSystem;
use object_store::path::Path as BlobPath;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use std::path::Path;
use std::sync::Arc;

/// Symbols of a blob key, five bits each: 160 bits cannot be guessed.
const KEY_SYMBOLS: usize = 32;

/// The table name that images are sealed under; the column is the image's kind.
const TABLE: &str = "image";

/// Where the blobs lie.
#[derive(Debug)]
pub(crate) struct Blobs(Arc<dyn ObjectStore>);

impl Blobs {
    /// Opens the folder, made if missing and readable by its owner only.
    pub(crate) fn open(folder: &Path) -> Result<Self, StoreError> {
        let failed = |error: String| StoreError::Configuration(format!("{}: {error}", folder.display()));
        create_folder(folder).map_err(|error| failed(error.to_string()))?;
        // Synced: an image that was answered for must be there after a power failure too.
        let files = LocalFileSystem::new_with_prefix(folder).map_err(|error| failed(error.to_string()))?;
        Ok(Self(Arc::new(files.with_fsync(true))))
    }

    /// Deletes a blob; it may be gone already.
    pub(crate) async fn delete(&self, key: &str) -> Result<(), StoreError> {
        match self.0.delete(&BlobPath::from(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(source) => Err(StoreError::Blob {
                action: "deleted",
                source,
            }),
        }
    }

    /// Deletes a blob that no row names any more. A failure only leaves an orphan, so it is no error of the caller.
    pub(crate) async fn delete_superseded(&self, key: &str) {
        if let Err(error) = self.delete(key).await {
            tracing::warn!(%error, "a superseded image could not be deleted");
        }
    }
}

impl Store {
    /// Encrypts an image and writes it to the disk. It counts once [`Tx::record_image`](crate::Tx::record_image) is
    /// committed; a crash in between leaves an encrypted file that nothing names.
    ///
    /// # Errors
    /// [`StoreError::MissingKey`] when the project does not exist, [`StoreError::Blob`] when it cannot be written.
    pub async fn put_image(
        &self,
        project: &ProjectId,
        submission: &SubmissionId,
        kind: ImageKind,
        image: Bytes,
        now: Timestamp,
    ) -> Result<StoredImage, StoreError> {
        let random = self.inner.keyring.random();
        let id = ImageId::from_random(random_bytes(random)?);
        let key = alphabet::text_from_bytes(&random_bytes::<KEY_SYMBOLS>(random)?);
        // Two levels of folders, so that none grows too long.
        let blob_key = format!("{}/{key}", &key[..2]);
        let size_bytes = u64::try_from(image.len()).unwrap_or(u64::MAX);
        let place = Place {
            table: TABLE,
            row: id.as_str(),
            scope: project.as_str(),
        };
        let keys = match self.inner.keyring.cached(project.as_str()) {
            Some(keys) => keys,
            None => self.read().await?.keys(project.as_str()).await?,
        };
        let cipher = keys.current().ok_or_else(|| StoreError::MissingKey {
            scope: project.to_string(),
        })?;
        let sealed = cipher
            .seal(&place.column(kind.name()), &image, random)
            .map_err(|source| place.failed(kind.name(), source))?;
        self.inner
            .blobs
            .0
            .put(&BlobPath::from(blob_key.as_str()), PutPayload::from(sealed))
            .await
            .map_err(|source| StoreError::Blob {
                action: "written",
                source,
            })?;
        Ok(StoredImage {
            id,
            project_id: project.clone(),
            submission_id: submission.clone(),
            kind,
            blob_key,
            size_bytes,
            created_at: now,
        })
    }

    /// Reads and decrypts an image.
    ///
    /// # Errors
    /// [`StoreError::Blob`] when the file is missing, [`StoreError::Sealed`] when it was changed or moved.
    pub async fn open_image(&self, image: &StoredImage) -> Result<Bytes, StoreError> {
        let failed = |source| StoreError::Blob { action: "read", source };
        let found = self
            .inner
            .blobs
            .0
            .get(&BlobPath::from(image.blob_key.as_str()))
            .await
            .map_err(failed)?;
        let sealed = found.bytes().await.map_err(failed)?;
        let place = Place {
            table: TABLE,
            row: image.id.as_str(),
            scope: image.project_id.as_str(),
        };
        let opened = self.read().await?.open(place, image.kind.name(), &sealed).await?;
        Ok(Bytes::from_owner(WipedBytes(opened)))
    }
}

/// Lets [`Bytes`] hand out memory that is overwritten when the last reader drops it.
struct WipedBytes(argos_crypto::Zeroizing<Vec<u8>>);

impl AsRef<[u8]> for WipedBytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

fn random_bytes<const COUNT: usize>(random: &dyn SecureRandom) -> Result<[u8; COUNT], StoreError> {
    let mut bytes = [0; COUNT];
    random.fill(&mut bytes).map_err(StoreError::Random)?;
    Ok(bytes)
}

fn create_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
