//! The transaction on which every query is a method.

use crate::StoreError;
use crate::engine::EngineTransaction;
use crate::keyring::ScopeKeys;
use crate::sealed_submissions::ToSeal;
use crate::store::Inner;
use argos_domain::clock::Timestamp;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// A transaction, begun by [`Store::read`](crate::Store::read) or [`Store::write`](crate::Store::write). Dropped without
/// [`Tx::commit`], it leaves nothing.
///
/// The methods are in the files of the things that they are about.
pub struct Tx {
    pub(crate) engine: EngineTransaction,
    pub(crate) store: Arc<Inner>,
    /// Keys made in this transaction; everybody may have them only once it is committed.
    new_keys: HashMap<String, Arc<ScopeKeys>>,
    /// Under which version this transaction seals.
    sealing: HashMap<String, (Arc<ScopeKeys>, u32)>,
    /// Blobs that no row names any more once this is committed.
    pub(crate) superseded_blobs: Vec<String>,
    /// Submissions to be sealed with the commit.
    pub(crate) to_seal: ToSeal,
}

impl Tx {
    pub(crate) fn new(engine: EngineTransaction, store: Arc<Inner>) -> Self {
        Self {
            engine,
            store,
            new_keys: HashMap::new(),
            sealing: HashMap::new(),
            superseded_blobs: Vec::new(),
            to_seal: ToSeal::default(),
        }
    }

    /// Keeps everything that was written. When it returns, the data are on the disk, and decided submissions of a project
    /// with a SecretKey are sealed.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::Conflict`], [`StoreError::Busy`] or [`StoreError::Sealed`]; nothing was kept
    /// then.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        self.seal_written().await?;
        self.engine.commit().await?;
        for (scope, keys) in self.new_keys {
            self.store.keyring.keep(&scope, keys);
        }
        for blob in &self.superseded_blobs {
            self.store.blobs.delete_superseded(blob).await;
        }
        Ok(())
    }

    /// The keys of a scope that must have some.
    pub(crate) async fn keys(&mut self, scope: &str) -> Result<Arc<ScopeKeys>, StoreError> {
        if let Some(keys) = self.new_keys.get(scope) {
            return Ok(Arc::clone(keys));
        }
        match self.store.keyring.cached(scope) {
            Some(keys) => Ok(keys),
            None => self.load_keys(scope).await,
        }
    }

    /// The keys of a scope with the version that seals: the newest, which is not removed until this transaction ends.
    /// What was cached may be older: another process can have rotated since.
    pub(crate) async fn keys_to_seal(&mut self, scope: &str) -> Result<(Arc<ScopeKeys>, u32), StoreError> {
        if let Some((keys, version)) = self.sealing.get(scope) {
            return Ok((Arc::clone(keys), *version));
        }
        let version = self.keep_newest_key(scope).await?;
        let keys = self.keys_with(scope, version).await?;
        self.sealing.insert(scope.to_owned(), (Arc::clone(&keys), version));
        Ok((keys, version))
    }

    /// The keys of a scope, this version among them if it exists.
    pub(crate) async fn keys_with(&mut self, scope: &str, version: u32) -> Result<Arc<ScopeKeys>, StoreError> {
        let keys = self.keys(scope).await?;
        if keys.version(version).is_some() {
            return Ok(keys);
        }
        self.load_keys(scope).await
    }

    /// The keys of a scope, read from the database even if they are known.
    pub(crate) async fn load_keys(&mut self, scope: &str) -> Result<Arc<ScopeKeys>, StoreError> {
        let keys = self.store.keyring.load(&mut self.engine, scope).await?;
        keys.ok_or_else(|| StoreError::MissingKey {
            scope: scope.to_owned(),
        })
    }

    /// Makes the keys of a new scope.
    pub(crate) async fn create_keys(&mut self, scope: &str, now: Timestamp) -> Result<(), StoreError> {
        let keys = self.store.keyring.create(&mut self.engine, scope, now).await?;
        self.new_keys.insert(scope.to_owned(), keys);
        Ok(())
    }
}

impl fmt::Debug for Tx {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Tx").finish_non_exhaustive()
    }
}
