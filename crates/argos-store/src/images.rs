//! Which images a submission has.

use crate::row::Row;
use crate::value::values;
use crate::{StoreError, Tx};
use argos_domain::clock::Timestamp;
use argos_domain::id::{ImageId, ProjectId, SubmissionId};

/// The image of a submission that is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ImageKind {
    /// Front of the document.
    IdImage,
    /// Back of the document.
    IdBackImage,
    /// The selfie.
    SelfieImage,
    /// Proof of address.
    AddressImage,
}

impl ImageKind {
    /// All kinds, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::IdImage, Self::IdBackImage, Self::SelfieImage, Self::AddressImage];

    /// The kind's name in the API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::IdImage => "idImage",
            Self::IdBackImage => "idBackImage",
            Self::SelfieImage => "selfieImage",
            Self::AddressImage => "addressImage",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// An image that was written, with everything needed to open it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredImage {
    /// Its id.
    pub id: ImageId,
    /// The project that it belongs to.
    pub project_id: ProjectId,
    /// The submission that it belongs to.
    pub submission_id: SubmissionId,
    /// Which image it is.
    pub kind: ImageKind,
    /// Where the blob lies; random, says nothing of its content.
    pub blob_key: String,
    /// The version of the project's data key under which it is sealed.
    pub key_version: u32,
    /// Size before encryption.
    pub size_bytes: u64,
    /// When it was written.
    pub created_at: Timestamp,
}

const DELETE_EARLIER: &str =
    "DELETE FROM image WHERE project_id = $1 AND submission_id = $2 AND kind = $3 RETURNING id, blob_key";
const INSERT: &str = "INSERT INTO image (id, project_id, submission_id, kind, blob_key, size_bytes, created_at, key_version) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const OF_SUBMISSION: &str = "SELECT id, project_id, submission_id, kind, blob_key, size_bytes, created_at, key_version \
     FROM image WHERE project_id = $1 AND submission_id = $2";
const BLOB_KEY: &str = "SELECT id, blob_key FROM image WHERE project_id = $1 AND id = $2";

impl StoredImage {
    pub(crate) fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id("id")?,
            project_id: row.id("project_id")?,
            submission_id: row.id("submission_id")?,
            kind: row.word("kind", ImageKind::from_name)?,
            blob_key: row.text("blob_key")?,
            key_version: row.number("key_version")?,
            size_bytes: row.number("size_bytes")?,
            created_at: row.time("created_at")?,
        })
    }
}

impl Tx {
    /// Makes an image count, instead of the earlier one of that kind, whose blob is deleted after the commit.
    ///
    /// # Errors
    /// [`StoreError::MissingReference`] when the project has no such submission, [`StoreError::Conflict`] when its data
    /// key was removed since it was written.
    pub async fn record_image(&mut self, image: &StoredImage) -> Result<(), StoreError> {
        self.keep_key_version(image.project_id.as_str(), image.key_version)
            .await?;
        let owner = values![&image.project_id, &image.submission_id, image.kind.name()];
        for row in self.engine.all("image", DELETE_EARLIER, owner).await? {
            let blob_key = row.text("blob_key")?;
            if blob_key != image.blob_key {
                self.superseded_blobs.push(blob_key);
            }
        }
        let size_bytes = i64::try_from(image.size_bytes).unwrap_or(i64::MAX);
        let values = values![
            &image.id,
            &image.project_id,
            &image.submission_id,
            image.kind.name(),
            image.blob_key.as_str(),
            size_bytes,
            image.created_at,
            image.key_version,
        ];
        self.engine.execute(INSERT, values).await?;
        Ok(())
    }

    /// The images of a submission, in the order of [`ImageKind::ALL`].
    ///
    /// # Errors
    /// [`StoreError::Row`] when a row cannot be understood.
    pub async fn images(
        &mut self,
        project: &ProjectId,
        submission: &SubmissionId,
    ) -> Result<Vec<StoredImage>, StoreError> {
        let rows = self
            .engine
            .all("image", OF_SUBMISSION, values![project, submission])
            .await?;
        let mut images = rows
            .iter()
            .map(StoredImage::read)
            .collect::<Result<Vec<_>, StoreError>>()?;
        images.sort_by_key(|image| image.kind);
        Ok(images)
    }

    /// Where the blob of an image lies now; nothing when the image was erased or replaced.
    pub(crate) async fn blob_key(&mut self, image: &StoredImage) -> Result<Option<String>, StoreError> {
        let values = values![&image.project_id, &image.id];
        let row = self.engine.optional("image", BLOB_KEY, values).await?;
        row.map(|row| row.text("blob_key")).transpose()
    }
}
