//! Re-encryption of images under new data keys: a new blob beside the old one, then the row changes over.

use crate::images::StoredImage;
use crate::renewal::{Renewal, is_lost};
use crate::sealed_columns::ValueCount;
use crate::value::values;
use crate::{Store, StoreError, Tx};

const NEXT_OUTDATED: &str = "SELECT id, project_id, submission_id, kind, blob_key, size_bytes, created_at, key_version \
     FROM image WHERE project_id = $1 AND key_version < $2 AND (key_version, id) > ($3, $4) \
     ORDER BY key_version, id LIMIT 1";
const REPLACE_BLOB: &str = "UPDATE image SET blob_key = $3, key_version = $4 WHERE id = $1 AND blob_key = $2";
const COUNT: &str = "SELECT COUNT(*) AS count, COALESCE(SUM(CASE WHEN key_version < $2 THEN 1 ELSE 0 END), 0) \
     AS outdated FROM image WHERE project_id = $1";

impl Store {
    /// Seals the next image again; `false` when there is none.
    pub(crate) async fn renew_one_image(&self, renewal: &mut Renewal) -> Result<bool, StoreError> {
        let Some(image) = self.next_outdated_image(renewal).await? else {
            return Ok(false);
        };
        match self.renew_image(&image).await {
            Ok(true) => renewal.renewed += 1,
            // Replaced or erased at the same moment.
            Ok(false) => {}
            Err(error) if is_lost(&error) => {
                tracing::error!(image = %image.id, %error, "an image cannot be sealed again");
                renewal.unreadable += 1;
            }
            Err(error) => return Err(error),
        }
        renewal.image = Some((image.key_version, image.id));
        Ok(true)
    }

    async fn next_outdated_image(&self, renewal: &Renewal) -> Result<Option<StoredImage>, StoreError> {
        let scope = renewal.scope.as_str();
        let mut tx = self.read().await?;
        let newest = tx.newest_key_version(scope).await?;
        let (version, id) = match &renewal.image {
            Some((version, id)) => (*version, id.as_str()),
            None => (0, ""),
        };
        let row = tx
            .engine
            .optional("image", NEXT_OUTDATED, values![scope, newest, version, id])
            .await?;
        row.map(|row| StoredImage::read(&row)).transpose()
    }

    async fn renew_image(&self, image: &StoredImage) -> Result<bool, StoreError> {
        let opened = self.open_image(image).await?;
        let sealed = self
            .seal_image(&image.project_id, &image.id, image.kind, &opened)
            .await?;
        let mut tx = self.write().await?;
        tx.keep_key_version(image.project_id.as_str(), sealed.key_version)
            .await?;
        let values = values![
            &image.id,
            image.blob_key.as_str(),
            sealed.key.as_str(),
            sealed.key_version
        ];
        let replaced = tx.engine.execute(REPLACE_BLOB, values).await? > 0;
        let unused = if replaced { &image.blob_key } else { &sealed.key };
        tx.superseded_blobs.push(unused.clone());
        tx.commit().await?;
        Ok(replaced)
    }
}

impl Tx {
    /// How many images a project has, and how many are not sealed under this version of its key.
    pub(crate) async fn count_images(&mut self, scope: &str, version: u32) -> Result<ValueCount, StoreError> {
        match self.engine.optional("image", COUNT, values![scope, version]).await? {
            Some(row) => Ok(ValueCount {
                all: row.number("count")?,
                outdated: row.number("outdated")?,
            }),
            None => Ok(ValueCount::default()),
        }
    }
}
