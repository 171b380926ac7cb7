//! Moving from one key service to another.

use crate::key_service::{BoxFuture, KeyContext, KeyService};
use crate::{CryptoError, DataKey, WrappedKey};
use std::sync::Arc;

/// A key service, with the one that was in use before it: the present one wraps, both unwrap. Once everything has been
/// wrapped again the former one is not needed any more.
#[derive(Debug)]
pub struct FormerKeyService {
    present: Arc<dyn KeyService>,
    former: Arc<dyn KeyService>,
}

impl FormerKeyService {
    /// `present`, with help of `former` for what `present` does not know.
    #[must_use]
    pub fn beside(present: Arc<dyn KeyService>, former: Arc<dyn KeyService>) -> Self {
        Self { present, former }
    }

    async fn unwrap_by_either(&self, wrapped: &WrappedKey, context: &KeyContext<'_>) -> Result<DataKey, CryptoError> {
        match self.present.unwrap(wrapped, context).await {
            Err(CryptoError::UnknownKey { .. }) => self.former.unwrap(wrapped, context).await,
            other => other,
        }
    }
}

impl KeyService for FormerKeyService {
    fn wrap<'a>(
        &'a self,
        key: &'a DataKey,
        context: &'a KeyContext<'a>,
    ) -> BoxFuture<'a, Result<WrappedKey, CryptoError>> {
        self.present.wrap(key, context)
    }

    fn unwrap<'a>(
        &'a self,
        wrapped: &'a WrappedKey,
        context: &'a KeyContext<'a>,
    ) -> BoxFuture<'a, Result<DataKey, CryptoError>> {
        Box::pin(self.unwrap_by_either(wrapped, context))
    }

    fn current_key_id(&self) -> &str {
        self.present.current_key_id()
    }

    fn name(&self) -> &'static str {
        self.present.name()
    }
}
