//! The store as a whole: opening, closing, beginning transactions.

use crate::blob_location::BlobLocation;
use crate::blobs::Blobs;
use crate::engine::Pools;
use crate::keyring::{INSTALLATION, Keyring};
use crate::value::values;
use crate::{StoreError, Tx};
use argos_crypto::{KeyService, SecureRandom};
use argos_domain::clock::Timestamp;
use std::fmt;
use std::sync::Arc;

/// Where everything is kept.
#[derive(Clone)]
pub struct StoreConfig {
    /// A path, `sqlite://path`, `sqlite:path`, or `postgres://user:password@host/database`.
    pub database_url: String,
    /// Where the encrypted images lie.
    pub blobs: BlobLocation,
}

/// The database's address may hold a password.
impl fmt::Debug for StoreConfig {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("StoreConfig")
            .field("blobs", &self.blobs)
            .finish_non_exhaustive()
    }
}

/// Everything that is kept. Cloning is cheap and gives the same store.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pools: Pools,
    pub(crate) keyring: Keyring,
    pub(crate) blobs: Blobs,
}

impl Store {
    /// Opens the database, brings its tables up to date and makes sure that the key service opens its keys. In an empty
    /// database the installation's own keys are made, dated `now`.
    ///
    /// # Errors
    /// [`StoreError::Configuration`], [`StoreError::Migration`], [`StoreError::Keys`] when the database belongs to
    /// another key file, [`StoreError::Database`].
    pub async fn open(
        config: StoreConfig,
        keys: Arc<dyn KeyService>,
        random: Arc<dyn SecureRandom>,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let blobs = Blobs::open(&config.blobs)?;
        let pools = Pools::open(&config.database_url).await?;
        let store = Self {
            inner: Arc::new(Inner {
                pools,
                keyring: Keyring::new(keys, random),
                blobs,
            }),
        };
        match store.prepare_installation_keys(now).await {
            // Another node made them at the same moment.
            Err(StoreError::Conflict(_)) => store.prepare_installation_keys(now).await?,
            other => other?,
        }
        Ok(store)
    }

    async fn prepare_installation_keys(&self, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        match tx.load_keys(INSTALLATION).await {
            Ok(_) => Ok(()),
            Err(StoreError::MissingKey { .. }) => {
                tx.create_keys(INSTALLATION, now).await?;
                tx.commit().await
            }
            Err(error) => Err(error),
        }
    }

    /// Begins a transaction that only reads; what it sees does not change while it lasts.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when no connection becomes free in time, [`StoreError::Database`].
    pub async fn read(&self) -> Result<Tx, StoreError> {
        Ok(Tx::new(self.inner.pools.begin_read().await?, Arc::clone(&self.inner)))
    }

    /// Begins a transaction that writes; nothing is kept until [`Tx::commit`]. With SQLite one such transaction runs at
    /// a time, so keep it short: nothing slow, such as a network call or a model, belongs inside it, and whoever holds
    /// one must not begin a second one.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the turn does not come in time, [`StoreError::Database`].
    pub async fn write(&self) -> Result<Tx, StoreError> {
        Ok(Tx::new(self.inner.pools.begin_write().await?, Arc::clone(&self.inner)))
    }

    /// Waits for running transactions to end and closes the database.
    pub async fn close(&self) {
        self.inner.pools.close().await;
    }

    /// Asks the database for a sign of life: one row, really read.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub async fn ping(&self) -> Result<(), StoreError> {
        const COUNT_KEYS: &str = "SELECT COUNT(*) AS count FROM data_key WHERE scope = $1";
        let mut tx = self.read().await?;
        match tx
            .engine
            .optional("data_key", COUNT_KEYS, values![INSTALLATION])
            .await?
        {
            Some(row) if row.integer("count")? > 0 => Ok(()),
            _ => Err(StoreError::MissingKey {
                scope: INSTALLATION.to_owned(),
            }),
        }
    }
}
