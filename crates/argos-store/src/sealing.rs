//! Sealing and opening of personal columns within a transaction.

use crate::{StoreError, Tx};
use argos_crypto::{FieldContext, Zeroizing, sealed_key_version};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The place of a sealed value: it opens nowhere else.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) table: &'static str,
    /// The row's primary key without the project, its parts joined by `/`.
    pub(crate) row: &'a str,
    /// The project's id, or `@installation`.
    pub(crate) scope: &'a str,
}

impl Place<'_> {
    pub(crate) const fn column<'b>(&'b self, column: &'b str) -> FieldContext<'b> {
        FieldContext {
            table: self.table,
            column,
            row: self.row,
            project: self.scope,
        }
    }

    pub(crate) fn failed(&self, column: &str, source: argos_crypto::CryptoError) -> StoreError {
        StoreError::Sealed {
            table: self.table,
            column: column.to_owned(),
            row: self.row.to_owned(),
            source,
        }
    }

    fn wrong(&self, column: &'static str, reason: &str) -> StoreError {
        StoreError::Row {
            table: self.table,
            column,
            row: self.row.to_owned(),
            reason: reason.to_owned(),
        }
    }
}

impl Tx {
    pub(crate) async fn seal(
        &mut self,
        place: Place<'_>,
        column: &str,
        plaintext: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        let (keys, version) = self.keys_to_seal(place.scope).await?;
        let cipher = keys.version(version).ok_or_else(|| StoreError::MissingKey {
            scope: place.scope.to_owned(),
        })?;
        cipher
            .seal(&place.column(column), plaintext, self.store.keyring.random())
            .map_err(|source| place.failed(column, source))
    }

    pub(crate) async fn open(
        &mut self,
        place: Place<'_>,
        column: &str,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let version = sealed_key_version(sealed).map_err(|source| place.failed(column, source))?;
        // Another process may have rotated the key since ours was read.
        let keys = self.keys_with(place.scope, version).await?;
        // Without the version the current cipher is asked all the same: its error names both versions.
        let cipher = keys.version(version).or_else(|| keys.current());
        let cipher = cipher.ok_or_else(|| StoreError::MissingKey {
            scope: place.scope.to_owned(),
        })?;
        cipher
            .open(&place.column(column), sealed)
            .map_err(|source| place.failed(column, source))
    }

    pub(crate) async fn open_text(
        &mut self,
        place: Place<'_>,
        column: &'static str,
        sealed: &[u8],
    ) -> Result<Zeroizing<String>, StoreError> {
        let opened = self.open(place, column, sealed).await?;
        let text = str::from_utf8(&opened).map_err(|_| place.wrong(column, "not text"))?;
        Ok(Zeroizing::new(text.to_owned()))
    }

    pub(crate) async fn seal_json<T: Serialize + Sync>(
        &mut self,
        place: Place<'_>,
        column: &'static str,
        value: &T,
    ) -> Result<Vec<u8>, StoreError> {
        let json = serde_json::to_vec(value).map_err(|_| place.wrong(column, "cannot be written as JSON"))?;
        self.seal(place, column, &Zeroizing::new(json)).await
    }

    pub(crate) async fn open_json<T: DeserializeOwned>(
        &mut self,
        place: Place<'_>,
        column: &'static str,
        sealed: &[u8],
    ) -> Result<T, StoreError> {
        let opened = self.open(place, column, sealed).await?;
        // The parser's message could quote the content.
        serde_json::from_slice(&opened).map_err(|_| place.wrong(column, "not the expected JSON"))
    }
}
