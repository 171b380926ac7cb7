//! Images as encrypted blobs, outside the database.

use crate::blob_location::BlobLocation;
use crate::images::{ImageKind, StoredImage};
use crate::sealing::Place;
use crate::{Store, StoreError};
use argos_crypto::{FIELD_OVERHEAD, SecureRandom};
use argos_domain::alphabet;
use argos_domain::clock::Timestamp;
use argos_domain::id::{ImageId, ProjectId, SubmissionId};
use bytes::Bytes;
use futures::{Stream, StreamExt};
use object_store::path::Path as BlobPath;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt, PutPayload};
use std::fmt;
use std::sync::Arc;

/// Symbols of a blob key, five bits each: 160 bits cannot be guessed.
const KEY_SYMBOLS: usize = 32;
/// Where the objects of [`Store::check_blobs`] lie; no image's key begins like this.
const CHECK_FOLDER: &str = "check";

/// The table name that images are sealed under; the column is the image's kind.
const TABLE: &str = "image";

/// The place of the blobs, opened.
pub(crate) struct Blobs {
    store: Arc<dyn ObjectStore>,
    location: BlobLocation,
}

/// What is inside may hold credentials.
impl fmt::Debug for Blobs {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Blobs")
            .field("location", &self.location)
            .finish_non_exhaustive()
    }
}

/// An image that was written, before any row names it.
pub(crate) struct SealedBlob {
    pub(crate) key: String,
    pub(crate) key_version: u32,
}

impl Blobs {
    pub(crate) fn open(location: &BlobLocation) -> Result<Self, StoreError> {
        Ok(Self {
            store: location.open()?,
            location: location.clone(),
        })
    }

    async fn write(&self, key: &str, sealed: Vec<u8>) -> Result<(), StoreError> {
        let written = self.store.put(&BlobPath::from(key), PutPayload::from(sealed)).await;
        written.map_err(|source| self.failed("written", source))?;
        Ok(())
    }

    /// Reads a blob that must have this many bytes: whoever can write to the place must not be able to fill the memory.
    async fn read(&self, key: &str, size: u64) -> Result<Bytes, StoreError> {
        let failed = |source| self.failed("read", source);
        let found = self.store.get(&BlobPath::from(key)).await.map_err(failed)?;
        if found.meta.size != size {
            return Err(StoreError::BlobChanged);
        }
        found.bytes().await.map_err(failed)
    }

    fn failed(&self, action: &'static str, source: object_store::Error) -> StoreError {
        StoreError::Blob {
            location: self.location.to_string(),
            action,
            source,
        }
    }

    /// The keys of all blobs that were written before a moment.
    pub(crate) fn written_before(&self, moment: Timestamp) -> impl Stream<Item = Result<String, StoreError>> + '_ {
        let is_older = move |found: &ObjectMeta| found.last_modified.timestamp_micros() < moment.microseconds();
        self.store.list(None).filter_map(move |found| {
            let key = match found {
                Ok(found) => is_older(&found).then(|| Ok(found.location.to_string())),
                Err(source) => Some(Err(self.failed("listed", source))),
            };
            std::future::ready(key)
        })
    }

    /// Deletes a blob; it may be gone already.
    pub(crate) async fn delete(&self, key: &str) -> Result<(), StoreError> {
        match self.store.delete(&BlobPath::from(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(source) => Err(self.failed("deleted", source)),
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
    /// Makes sure that images can be kept: writes a small object of random bytes, reads it and deletes it.
    ///
    /// # Errors
    /// [`StoreError::Blob`] says which of the three failed, where and why.
    pub async fn check_blobs(&self) -> Result<(), StoreError> {
        let blobs = &self.inner.blobs;
        let random = self.inner.keyring.random();
        let key = format!(
            "{CHECK_FOLDER}/{}",
            alphabet::text_from_bytes(&random_bytes::<KEY_SYMBOLS>(random)?)
        );
        let content = random_bytes::<KEY_SYMBOLS>(random)?;
        blobs.write(&key, content.to_vec()).await?;
        let read = blobs.read(&key, content.len() as u64).await;
        let deleted = blobs.delete(&key).await;
        if read?.as_ref() != content {
            return Err(StoreError::BlobChanged);
        }
        deleted
    }

    /// Encrypts an image and writes it to its place. It counts once [`Tx::record_image`](crate::Tx::record_image) is
    /// committed; a crash in between leaves an encrypted blob that nothing names.
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
        let id = ImageId::from_random(random_bytes(self.inner.keyring.random())?);
        let size_bytes = u64::try_from(image.len()).unwrap_or(u64::MAX);
        let blob = self.seal_image(project, &id, kind, &image).await?;
        Ok(StoredImage {
            id,
            project_id: project.clone(),
            submission_id: submission.clone(),
            kind,
            blob_key: blob.key,
            key_version: blob.key_version,
            size_bytes,
            created_at: now,
        })
    }

    /// Encrypts an image under the newest key and writes it to a place of its own.
    pub(crate) async fn seal_image(
        &self,
        project: &ProjectId,
        id: &ImageId,
        kind: ImageKind,
        image: &[u8],
    ) -> Result<SealedBlob, StoreError> {
        let random = self.inner.keyring.random();
        let place = Place {
            table: TABLE,
            row: id.as_str(),
            scope: project.as_str(),
        };
        let mut tx = self.read().await?;
        let key_version = tx.newest_key_version(place.scope).await?;
        let keys = tx.keys_with(place.scope, key_version).await?;
        drop(tx);
        let cipher = keys.version(key_version).ok_or_else(|| StoreError::MissingKey {
            scope: project.to_string(),
        })?;
        let sealed = cipher
            .seal(&place.column(kind.name()), image, random)
            .map_err(|source| place.failed(kind.name(), source))?;
        let key = alphabet::text_from_bytes(&random_bytes::<KEY_SYMBOLS>(random)?);
        // Two levels of folders, so that none grows too long.
        let key = format!("{}/{key}", &key[..2]);
        self.inner.blobs.write(&key, sealed).await?;
        Ok(SealedBlob { key, key_version })
    }

    /// Reads and decrypts an image.
    ///
    /// # Errors
    /// [`StoreError::Blob`] when it is missing, [`StoreError::BlobChanged`] or [`StoreError::Sealed`] when it was changed
    /// or moved.
    pub async fn open_image(&self, image: &StoredImage) -> Result<Bytes, StoreError> {
        let size = image.size_bytes.saturating_add(FIELD_OVERHEAD as u64);
        let sealed = match self.inner.blobs.read(&image.blob_key, size).await {
            Err(error) if error.is_missing_blob() => match self.read().await?.blob_key(image).await? {
                // Sealed again under a new key since the row was read.
                Some(key) if key != image.blob_key => self.inner.blobs.read(&key, size).await?,
                _ => return Err(error),
            },
            other => other?,
        };
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
