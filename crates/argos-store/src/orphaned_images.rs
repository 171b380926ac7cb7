//! Image files that no row names: left behind when a process died, or lost a race, between writing a file and keeping its
//! row. They are sealed, but what was to be erased must not stay.

use crate::value::values;
use crate::{Store, StoreError};
use argos_domain::clock::Timestamp;
use futures::StreamExt;

/// Files that are looked up in one transaction.
const CHUNK: usize = 200;

const NAMED: &str = "SELECT id FROM image WHERE blob_key = $1";

impl Store {
    /// Deletes image files that were written before a moment and that no row names; answers how many. The moment must be
    /// long ago: a row comes after its file.
    ///
    /// # Errors
    /// [`StoreError::Blob`] when they cannot be listed or deleted.
    pub async fn delete_orphaned_images(&self, written_before: Timestamp) -> Result<usize, StoreError> {
        let mut chunks = self.inner.blobs.written_before(written_before).chunks(CHUNK);
        let mut deleted = 0;
        while let Some(chunk) = chunks.next().await {
            let keys = chunk.into_iter().collect::<Result<Vec<String>, StoreError>>()?;
            for key in self.unnamed(keys).await? {
                self.delete_image_file(&key).await?;
                deleted += 1;
            }
        }
        Ok(deleted)
    }

    async fn unnamed(&self, keys: Vec<String>) -> Result<Vec<String>, StoreError> {
        let mut tx = self.read().await?;
        let mut unnamed = Vec::new();
        for key in keys {
            let row = tx.engine.optional("image", NAMED, values![key.as_str()]).await?;
            if row.is_none() {
                unnamed.push(key);
            }
        }
        Ok(unnamed)
    }
}
