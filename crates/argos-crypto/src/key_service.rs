//! The boundary to whatever holds the master keys.

use std::fmt::Debug;
use std::pin::Pin;

use crate::{CryptoError, DataKey, WrappedKey};

/// A future on the heap, which is what an object-safe trait can return.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What a data key is for. A wrapped key opens only under the context it was wrapped with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyContext<'a> {
    /// Whose key it is, for example the id of a project.
    pub scope: &'a str,
    /// What it protects, for example `fields` or `blind-index`.
    pub purpose: &'a str,
    /// Counts the data keys of this scope and purpose; rotation adds one.
    pub version: u32,
}

/// Wraps data keys under a master key which never leaves the service.
///
/// An implementation must bind the context as associated data, and must go on unwrapping what it wrapped under earlier
/// master keys until everything has been wrapped again.
pub trait KeyService: Send + Sync + Debug {
    /// Encrypts `key` under the current master key.
    ///
    /// # Errors
    /// [`CryptoError::KeyService`] when a remote service fails.
    fn wrap<'a>(
        &'a self,
        key: &'a DataKey,
        context: &'a KeyContext<'a>,
    ) -> BoxFuture<'a, Result<WrappedKey, CryptoError>>;

    /// Decrypts `wrapped`.
    ///
    /// # Errors
    /// [`CryptoError::NotAuthentic`] when the context is not the one it was wrapped with or the bytes were changed,
    /// [`CryptoError::UnknownKey`] when the master key is not known, [`CryptoError::KeyService`] when a remote service
    /// fails.
    fn unwrap<'a>(
        &'a self,
        wrapped: &'a WrappedKey,
        context: &'a KeyContext<'a>,
    ) -> BoxFuture<'a, Result<DataKey, CryptoError>>;

    /// The id of the master key that [`wrap`](Self::wrap) uses now. A wrapped key with another
    /// [`key_id`](WrappedKey::key_id) is due to be wrapped again.
    fn current_key_id(&self) -> &str;

    /// The kind of service, for logs and messages, such as `local-key-file`.
    fn name(&self) -> &'static str;
}
