//! Re-encryption under new data keys, in small transactions beside everything else that goes on.
//!
//! A rotation adds a version of a scope's key ([`Tx::add_key_version`]). From its commit on every transaction seals
//! under it; [`Store::renew_some`], called again and again, seals what is there once more, and when nothing needs an
//! older version any more, [`Tx::delete_old_keys`] removes them. Whatever is interrupted can be begun again: the values
//! themselves tell what is left to do.

use crate::sealed_columns::{PassOver, Position, SealedColumn, ValueCount, sealed_columns};
use crate::sealing::Place;
use crate::{Store, StoreError, Tx};
use argos_domain::id::ImageId;

/// How many values one transaction seals again: few enough to hold up nobody.
const BATCH: u32 = 100;

/// Where the renewal of a scope stands. It goes through all columns once, then through the images.
#[derive(Debug)]
pub struct Renewal {
    pub(crate) scope: String,
    column: usize,
    position: Position,
    pub(crate) image: Option<(u32, ImageId)>,
    /// Values and images that were sealed again.
    pub renewed: u64,
    /// Values and images that could not be opened; the log names them. They keep the old key in use.
    pub unreadable: u64,
}

impl Renewal {
    /// From the beginning.
    #[must_use]
    pub fn of(scope: &str) -> Self {
        Self {
            scope: scope.to_owned(),
            column: 0,
            position: Position::default(),
            image: None,
            renewed: 0,
            unreadable: 0,
        }
    }

    fn next_column(&mut self) {
        self.column += 1;
        self.position = Position::default();
    }
}

/// A value that does not open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadableValue {
    /// Its table.
    pub table: &'static str,
    /// Its column.
    pub column: &'static str,
    /// The primary key of its row, without the project.
    pub row: String,
}

impl Store {
    /// Seals some values or one image of the scope again, if they are under an older key. `false` when the end was
    /// reached.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Database`], [`StoreError::Keys`], [`StoreError::Blob`]: come again later with
    /// the same renewal or a new one.
    pub async fn renew_some(&self, renewal: &mut Renewal) -> Result<bool, StoreError> {
        while let Some(column) = sealed_columns().get(renewal.column) {
            if self.find_outdated(renewal, column).await? {
                self.renew_values(renewal, column).await?;
                return Ok(true);
            }
            renewal.next_column();
        }
        self.renew_one_image(renewal).await
    }

    /// Looks without holding up those who write.
    async fn find_outdated(&self, renewal: &Renewal, column: &'static SealedColumn) -> Result<bool, StoreError> {
        let scope = renewal.scope.as_str();
        let mut tx = self.read().await?;
        let newest = PassOver::Version(tx.newest_key_version(scope).await?);
        let found = tx
            .sealed_values(column, scope, newest, &renewal.position, 1, false)
            .await?;
        Ok(!found.is_empty())
    }

    async fn renew_values(&self, renewal: &mut Renewal, column: &'static SealedColumn) -> Result<(), StoreError> {
        let scope = renewal.scope.clone();
        let mut tx = self.write().await?;
        let (_, version) = tx.keys_to_seal(&scope).await?;
        let newest = PassOver::Version(version);
        let values = tx
            .sealed_values(column, &scope, newest, &renewal.position, BATCH, true)
            .await?;
        let (mut renewed, mut unreadable) = (0, 0);
        for value in &values {
            let place = Place {
                table: column.table,
                row: &value.row,
                scope: &scope,
            };
            match tx.open(place, column.name, &value.sealed).await {
                Ok(opened) => {
                    let sealed = tx.seal(place, column.name, &opened).await?;
                    tx.replace_sealed_value(column, &scope, value, sealed).await?;
                    renewed += 1;
                }
                Err(error @ StoreError::Sealed { .. }) => {
                    tracing::error!(%error, "a value cannot be sealed again");
                    unreadable += 1;
                }
                Err(error) => return Err(error),
            }
        }
        tx.commit().await?;
        renewal.renewed += renewed;
        renewal.unreadable += unreadable;
        match values.last() {
            Some(last) => renewal.position.move_behind(last),
            // Others are at work on all that is left here.
            None => renewal.next_column(),
        }
        Ok(())
    }

    /// The newest version of the scope's key, when there are older ones and no value is sealed under them. Images are
    /// looked at by [`Tx::delete_old_keys`], which comes next.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Database`].
    pub async fn only_version_in_use(&self, scope: &str) -> Result<Option<u32>, StoreError> {
        let mut tx = self.read().await?;
        let newest = tx.newest_key_version(scope).await?;
        Ok(tx.all_sealed_under(scope, newest).await?.then_some(newest))
    }

    /// How many values and images a scope has, and how many of them are not under its newest key.
    ///
    /// # Errors
    /// [`StoreError::MissingKey`] when there is no such scope.
    pub async fn count_values(&self, scope: &str) -> Result<ValueCount, StoreError> {
        let mut tx = self.read().await?;
        let version = tx.newest_key_version(scope).await?;
        let mut count = tx.count_sealed_values(scope, version).await?;
        count += tx.count_images(scope, version).await?;
        Ok(count)
    }

    /// Opens every sealed value of a scope; answers how many opened, and which ones did not. Images are not looked at.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Database`], [`StoreError::Keys`].
    pub async fn check_values(&self, scope: &str) -> Result<(u64, Vec<UnreadableValue>), StoreError> {
        let (mut opened, mut unreadable) = (0, Vec::new());
        for column in sealed_columns() {
            let mut position = Position::default();
            loop {
                let mut tx = self.read().await?;
                let values = tx
                    .sealed_values(column, scope, PassOver::Nothing, &position, BATCH, false)
                    .await?;
                let Some(last) = values.last() else { break };
                for value in &values {
                    let place = Place {
                        table: column.table,
                        row: &value.row,
                        scope,
                    };
                    match tx.open(place, column.name, &value.sealed).await {
                        Ok(_) => opened += 1,
                        Err(StoreError::Sealed { .. }) => unreadable.push(UnreadableValue {
                            table: column.table,
                            column: column.name,
                            row: value.row.clone(),
                        }),
                        Err(error) => return Err(error),
                    }
                }
                position.move_behind(last);
            }
        }
        Ok((opened, unreadable))
    }
}

impl Tx {
    /// Whether no value of the scope is sealed under another version of its key.
    pub(crate) async fn all_sealed_under(&mut self, scope: &str, version: u32) -> Result<bool, StoreError> {
        let start = Position::default();
        for column in sealed_columns() {
            let others = self.sealed_values(column, scope, PassOver::Version(version), &start, 1, false);
            if !others.await?.is_empty() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Whether something can never be opened, as opposed to: not at this moment.
pub(crate) const fn is_lost(error: &StoreError) -> bool {
    matches!(error, StoreError::BlobChanged | StoreError::Sealed { .. }) || error.is_missing_blob()
}
