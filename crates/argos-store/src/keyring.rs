//! The unwrapped data keys, kept in memory, and their creation.
//!
//! Every scope (a project, or the installation itself) has data keys of two purposes: `fields`, of which the highest
//! version seals, and `blind-index`, which has one version because changing it would change every index.

use crate::StoreError;
use crate::engine::EngineTransaction;
use crate::value::values;
use argos_crypto::{
    BlindIndexKey, CryptoError, DataKey, FieldCipher, KeyContext, KeyService, SecureRandom, WrappedKey,
};
use argos_domain::clock::Timestamp;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

/// The scope of what belongs to no project. The sign cannot occur in a project's id.
pub(crate) const INSTALLATION: &str = "@installation";

pub(crate) const FIELDS: &str = "fields";
pub(crate) const BLIND_INDEX: &str = "blind-index";

const INSERT_KEY: &str =
    "INSERT INTO data_key (scope, purpose, version, wrapped, created_at) VALUES ($1, $2, $3, $4, $5)";
const SELECT_KEYS: &str =
    "SELECT scope AS id, purpose, version, wrapped FROM data_key WHERE scope = $1 ORDER BY purpose, version";

/// The unwrapped keys of one scope.
#[derive(Debug)]
pub(crate) struct ScopeKeys {
    ciphers: BTreeMap<u32, FieldCipher>,
    index: BlindIndexKey,
}

impl ScopeKeys {
    /// The cipher that seals.
    pub(crate) fn current(&self) -> Option<&FieldCipher> {
        self.ciphers.last_key_value().map(|(_, cipher)| cipher)
    }

    /// The cipher that opens what was sealed under this version.
    pub(crate) fn version(&self, version: u32) -> Option<&FieldCipher> {
        self.ciphers.get(&version)
    }

    pub(crate) const fn index(&self) -> &BlindIndexKey {
        &self.index
    }
}

/// The key service with the keys that it already unwrapped.
#[derive(Debug)]
pub(crate) struct Keyring {
    service: Arc<dyn KeyService>,
    random: Arc<dyn SecureRandom>,
    unwrapped: RwLock<HashMap<String, Arc<ScopeKeys>>>,
}

impl Keyring {
    pub(crate) fn new(service: Arc<dyn KeyService>, random: Arc<dyn SecureRandom>) -> Self {
        Self {
            service,
            random,
            unwrapped: RwLock::default(),
        }
    }

    pub(crate) fn random(&self) -> &dyn SecureRandom {
        &*self.random
    }

    pub(crate) fn service(&self) -> &dyn KeyService {
        &*self.service
    }

    pub(crate) fn cached(&self, scope: &str) -> Option<Arc<ScopeKeys>> {
        self.unwrapped
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(scope)
            .cloned()
    }

    pub(crate) fn keep(&self, scope: &str, keys: Arc<ScopeKeys>) {
        self.unwrapped
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(scope.to_owned(), keys);
    }

    /// Makes, wraps and stores the keys of a new scope. They count once the transaction is committed; only then may
    /// they be [kept](Self::keep).
    pub(crate) async fn create(
        &self,
        transaction: &mut EngineTransaction,
        scope: &str,
        now: Timestamp,
    ) -> Result<Arc<ScopeKeys>, StoreError> {
        let fields = self.create_key(transaction, scope, FIELDS, now).await?;
        let index = self.create_key(transaction, scope, BLIND_INDEX, now).await?;
        let failed = |source| StoreError::Keys {
            scope: scope.to_owned(),
            source,
        };
        let cipher = FieldCipher::new(&fields, 1).map_err(failed)?;
        let index = BlindIndexKey::derive(&index, scope).map_err(failed)?;
        Ok(Arc::new(ScopeKeys {
            ciphers: BTreeMap::from([(1, cipher)]),
            index,
        }))
    }

    async fn create_key(
        &self,
        transaction: &mut EngineTransaction,
        scope: &str,
        purpose: &str,
        now: Timestamp,
    ) -> Result<DataKey, StoreError> {
        let failed = |source| StoreError::Keys {
            scope: scope.to_owned(),
            source,
        };
        let key = DataKey::generate(&*self.random).map_err(failed)?;
        let context = KeyContext {
            scope,
            purpose,
            version: 1,
        };
        let wrapped = self.service.wrap(&key, &context).await.map_err(failed)?;
        transaction
            .execute(INSERT_KEY, values![scope, purpose, 1_i64, wrapped.to_bytes(), now])
            .await?;
        Ok(key)
    }

    /// Reads and unwraps the keys of a scope; `None` when it has none.
    pub(crate) async fn load(
        &self,
        transaction: &mut EngineTransaction,
        scope: &str,
    ) -> Result<Option<Arc<ScopeKeys>>, StoreError> {
        let failed = |source: CryptoError| StoreError::Keys {
            scope: scope.to_owned(),
            source,
        };
        let mut ciphers = BTreeMap::new();
        let mut index = None;
        for row in transaction.all("data_key", SELECT_KEYS, values![scope]).await? {
            let version: u32 = row.number("version")?;
            let purpose = row.text("purpose")?;
            let wrapped = WrappedKey::from_bytes(&row.bytes("wrapped")?).map_err(failed)?;
            let context = KeyContext {
                scope,
                purpose: &purpose,
                version,
            };
            let key = self.service.unwrap(&wrapped, &context).await.map_err(failed)?;
            match purpose.as_str() {
                FIELDS => {
                    ciphers.insert(version, FieldCipher::new(&key, version).map_err(failed)?);
                }
                BLIND_INDEX => index = Some(BlindIndexKey::derive(&key, scope).map_err(failed)?),
                _ => return Err(row.wrong("purpose", "not a known word")),
            }
        }
        let Some(index) = index.filter(|_| !ciphers.is_empty()) else {
            return Ok(None);
        };
        let keys = Arc::new(ScopeKeys { ciphers, index });
        self.keep(scope, Arc::clone(&keys));
        Ok(Some(keys))
    }
}
