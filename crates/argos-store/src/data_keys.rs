//! Versions of data keys: which ones there are, adding one, wrapping them again, removing those that nothing needs.

use crate::dialect;
use crate::keyring::{BLIND_INDEX, FIELDS};
use crate::value::values;
use crate::{Store, StoreError, Tx};
use argos_crypto::{DataKey, KeyContext, WrappedKey};
use argos_domain::clock::Timestamp;

const ALL: &str = "SELECT scope AS id, scope, purpose, version, wrapped, created_at FROM data_key \
     ORDER BY scope, purpose, version";
const OF_SCOPE: &str = "SELECT scope AS id, version FROM data_key WHERE scope = $1 AND purpose = 'fields' \
     ORDER BY version";
const INSERT: &str = "INSERT INTO data_key (scope, purpose, version, wrapped, created_at) VALUES ($1, $2, $3, $4, $5)";
const REWRAP: &str = "UPDATE data_key SET wrapped = $5 \
     WHERE scope = $1 AND purpose = $2 AND version = $3 AND wrapped = $4";
const OUTDATED_IMAGE: &str = "SELECT id FROM image WHERE project_id = $1 AND key_version < $2 LIMIT 1";
const DELETE_OLD: &str = "DELETE FROM data_key WHERE scope = $1 AND purpose = 'fields' AND version < $2";

/// A data key as it is stored.
#[derive(Debug, Clone)]
pub struct StoredKey {
    /// A project's id or `@installation`.
    pub scope: String,
    /// `fields` (seals values and images) or `blind-index` (searches; never rotated).
    pub purpose: String,
    /// Counts the keys of scope and purpose.
    pub version: u32,
    /// When it was made.
    pub created_at: Timestamp,
    /// The key of the key service under which it is wrapped.
    pub master_key: String,
    /// Whether the key service now wraps under another key.
    pub must_be_wrapped_again: bool,
    wrapped: Vec<u8>,
}

/// A new version of a scope's key, not stored yet.
#[derive(Debug)]
pub struct NewKeyVersion {
    scope: String,
    version: u32,
    wrapped: WrappedKey,
}

impl NewKeyVersion {
    /// The number of the version.
    #[must_use]
    pub const fn version(&self) -> u32 {
        self.version
    }
}

impl StoredKey {
    /// Whether it is of the kind that a rotation replaces.
    #[must_use]
    pub fn can_be_rotated(&self) -> bool {
        self.purpose == FIELDS
    }

    /// Whether it is the key of searches.
    #[must_use]
    pub fn is_for_searches(&self) -> bool {
        self.purpose == BLIND_INDEX
    }

    fn context(&self) -> KeyContext<'_> {
        KeyContext {
            scope: &self.scope,
            purpose: &self.purpose,
            version: self.version,
        }
    }
}

impl Store {
    /// The kind of the key service and the id of the key under which it wraps now.
    #[must_use]
    pub fn key_service(&self) -> (&'static str, &str) {
        let service = self.inner.keyring.service();
        (service.name(), service.current_key_id())
    }

    /// All data keys, by scope.
    ///
    /// # Errors
    /// [`StoreError::Row`] or [`StoreError::Keys`] when a row cannot be understood.
    pub async fn data_keys(&self) -> Result<Vec<StoredKey>, StoreError> {
        let current = self.inner.keyring.service().current_key_id();
        let mut keys = Vec::new();
        for row in self.read().await?.engine.all("data_key", ALL, values![]).await? {
            let scope = row.text("scope")?;
            let bytes = row.bytes("wrapped")?;
            let wrapped = WrappedKey::from_bytes(&bytes).map_err(|source| StoreError::Keys {
                scope: scope.clone(),
                source,
            })?;
            keys.push(StoredKey {
                scope,
                purpose: row.text("purpose")?,
                version: row.number("version")?,
                created_at: row.time("created_at")?,
                master_key: wrapped.key_id().to_owned(),
                must_be_wrapped_again: wrapped.key_id() != current,
                wrapped: bytes,
            });
        }
        Ok(keys)
    }

    /// Makes the next version of a scope's key. The key service is asked here, outside of any transaction.
    ///
    /// # Errors
    /// [`StoreError::MissingKey`] when there is no such scope, [`StoreError::Keys`].
    pub async fn new_key_version(&self, scope: &str) -> Result<NewKeyVersion, StoreError> {
        let failed = |source| StoreError::Keys {
            scope: scope.to_owned(),
            source,
        };
        let version = self.read().await?.newest_key_version(scope).await? + 1;
        let keyring = &self.inner.keyring;
        let key = DataKey::generate(keyring.random()).map_err(failed)?;
        let context = KeyContext {
            scope,
            purpose: FIELDS,
            version,
        };
        let wrapped = keyring.service().wrap(&key, &context).await.map_err(failed)?;
        Ok(NewKeyVersion {
            scope: scope.to_owned(),
            version,
            wrapped,
        })
    }

    /// Wraps a data key under the present key of the key service. Nothing that is sealed changes. `false` when somebody
    /// else did so at the same moment, or removed it.
    ///
    /// # Errors
    /// [`StoreError::Keys`] when the key service does not open or wrap it, [`StoreError::Database`].
    pub async fn wrap_again(&self, key: &StoredKey) -> Result<bool, StoreError> {
        let failed = |source| StoreError::Keys {
            scope: key.scope.clone(),
            source,
        };
        let service = self.inner.keyring.service();
        let wrapped = WrappedKey::from_bytes(&key.wrapped).map_err(failed)?;
        let opened = service.unwrap(&wrapped, &key.context()).await.map_err(failed)?;
        let again = service.wrap(&opened, &key.context()).await.map_err(failed)?;
        let values = values![
            key.scope.as_str(),
            key.purpose.as_str(),
            key.version,
            key.wrapped.clone(),
            again.to_bytes()
        ];
        let mut tx = self.write().await?;
        let changed = tx.engine.execute(REWRAP, values).await? > 0;
        tx.commit().await?;
        Ok(changed)
    }
}

impl Tx {
    /// Stores a new version; once this is committed, everybody seals under it.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else rotated at the same moment.
    pub async fn add_key_version(&mut self, key: &NewKeyVersion, now: Timestamp) -> Result<(), StoreError> {
        let values = values![key.scope.as_str(), FIELDS, key.version, key.wrapped.to_bytes(), now];
        self.engine.execute(INSERT, values).await?;
        Ok(())
    }

    /// The newest version of a scope's key, as this transaction sees it.
    ///
    /// # Errors
    /// [`StoreError::MissingKey`] when there is no such scope.
    pub async fn newest_key_version(&mut self, scope: &str) -> Result<u32, StoreError> {
        let rows = self.engine.all("data_key", OF_SCOPE, values![scope]).await?;
        match rows.last() {
            Some(row) => row.number("version"),
            None => Err(StoreError::MissingKey {
                scope: scope.to_owned(),
            }),
        }
    }

    /// Whether the scope's key has no older versions.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn has_one_key_version(&mut self, scope: &str) -> Result<bool, StoreError> {
        Ok(self.engine.all("data_key", OF_SCOPE, values![scope]).await?.len() == 1)
    }

    /// The newest version of a scope's key, which is not removed until this transaction ends.
    pub(crate) async fn keep_newest_key(&mut self, scope: &str) -> Result<u32, StoreError> {
        let sql = self.engine.keep_newest_key_sql();
        for _ in 0..2 {
            if let Some(row) = self.engine.optional("data_key", sql, values![scope]).await? {
                return row.number("version");
            }
            // With PostgreSQL: what was the newest one became old and was removed while this waited for it.
        }
        Err(StoreError::MissingKey {
            scope: scope.to_owned(),
        })
    }

    /// Makes sure that this version of a scope's key is not removed until this transaction ends.
    pub(crate) async fn keep_key_version(&mut self, scope: &str, version: u32) -> Result<(), StoreError> {
        let sql = self.engine.keep_key_sql();
        match self.engine.optional("data_key", sql, values![scope, version]).await? {
            Some(_) => Ok(()),
            // It was in use when the blob was written; a rotation ended since then.
            None => Err(StoreError::Conflict(format!("the data key of {scope}"))),
        }
    }

    /// Removes the versions of a scope's key that are older than this one, which [`Store::only_version_in_use`] found;
    /// answers how many were removed: none when something turned up that needs them.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn delete_old_keys(&mut self, scope: &str, version: u32) -> Result<u64, StoreError> {
        if !self.engine.writers_are_alone() {
            // Whoever seals under an older key keeps it until the end of the transaction: wait for them all, then look
            // at what they left. With SQLite nobody can have begun to seal under an older key since it was looked.
            let lock = dialect::POSTGRES_LOCK_OLDER_KEYS;
            self.engine.all("data_key", lock, values![scope, version]).await?;
            if !self.all_sealed_under(scope, version).await? {
                return Ok(0);
            }
        }
        let outdated = self.engine.optional("image", OUTDATED_IMAGE, values![scope, version]);
        if outdated.await?.is_some() {
            return Ok(0);
        }
        self.engine.execute(DELETE_OLD, values![scope, version]).await
    }
}
