//! Erasing what is kept of a person: everything about a submission, or parts of it.
//!
//! Rows go in the transaction. The image files go after it, by a job that knows their keys: a crash leaves none behind.

use crate::images::ImageKind;
use crate::submissions::StoredSubmission;
use crate::value::values;
use crate::{Actor, FaceKind, Store, StoreError, Tx};
use argos_domain::check::CheckName;
use argos_domain::clock::Timestamp;
use argos_domain::id::{ProjectId, SubmissionId};
use argos_domain::identity::IdentityKind;
use argos_domain::submission::{DataField, Part, PartialErasure};

// The hash of no token: nobody can go on with the Liveform.
const MARK_DELETED: &str = "UPDATE submission SET deleted_at = $3, deleted_by = $4, deleted_by_id = $5, \
     liveform_token_hash = 'deleted/' || project_id || '/' || id, timeout_at = NULL, narrowing = NULL, \
     overrides = NULL, capture_reason = NULL, applicant_id = NULL, duplicated_information = NULL, sealed_at = NULL \
     WHERE project_id = $1 AND id = $2";
const MARK_PARTS: &str = "UPDATE submission SET erased_fields = $3 WHERE project_id = $1 AND id = $2";
const DELETE_IMAGES: &str = "DELETE FROM image WHERE project_id = $1 AND submission_id = $2 RETURNING blob_key";
const DELETE_IMAGE: &str =
    "DELETE FROM image WHERE project_id = $1 AND submission_id = $2 AND kind = $3 RETURNING blob_key";
const DELETE_FACE: &str = "DELETE FROM face_template WHERE project_id = $1 AND submission_id = $2 AND kind = $3";
const DELETE_READINGS: &str = "DELETE FROM reading WHERE project_id = $1 AND submission_id = $2";
const DELETE_CHECK: &str = "DELETE FROM check_result WHERE project_id = $1 AND submission_id = $2 AND name = $3";
const DELETE_NOTES: &str = "DELETE FROM submission_note WHERE project_id = $1 AND submission_id = $2";
const FORGET_APPLICANT: &str = "UPDATE submission SET applicant_id = NULL WHERE project_id = $1 AND id = $2";
const FORGET_INFORMATION: &str =
    "UPDATE submission SET duplicated_information = NULL WHERE project_id = $1 AND id = $2";
const FORGET_KEYS: &str = "DELETE FROM identity_index WHERE project_id = $1 AND submission_id = $2 AND kind = $3";
const FORGET_CHANGES: &str = "UPDATE event_log SET change = NULL WHERE project_id = $1 AND submission_id = $2";
const FORGET_APPLICANTS_ADDRESS: &str = "UPDATE event_log SET address = NULL \
     WHERE project_id = $1 AND submission_id = $2 AND actor = 'applicant'";

/// What else of a submission's rows goes when all of it is erased.
const ERASE: [&str; 14] = [
    "DELETE FROM automatic_decision WHERE project_id = $1 AND submission_id = $2",
    "DELETE FROM sealed_record WHERE project_id = $1 AND submission_id = $2",
    "DELETE FROM identity_index WHERE project_id = $1 AND submission_id = $2",
    "DELETE FROM face_template WHERE project_id = $1 AND submission_id = $2",
    "DELETE FROM blocked_face WHERE project_id = $1 AND submission_id = $2",
    "DELETE FROM liveness_challenge WHERE project_id = $1 AND submission_id = $2",
    DELETE_READINGS,
    "DELETE FROM check_result WHERE project_id = $1 AND submission_id = $2",
    "DELETE FROM review_claim WHERE project_id = $1 AND submission_id = $2",
    DELETE_NOTES,
    "DELETE FROM score WHERE project_id = $1 AND submission_id = $2",
    "DELETE FROM private_token WHERE project_id = $1 AND submission_id = $2",
    "UPDATE delivery SET error = NULL WHERE project_id = $1 AND submission_id = $2",
    "UPDATE event_log SET address = NULL, change = NULL WHERE project_id = $1 AND submission_id = $2",
];

const UNCHANGED: &str = "SELECT id FROM submission WHERE project_id = $1 AND updated_at < $2 AND deleted_at IS NULL \
     AND status <> 'pending' ORDER BY updated_at LIMIT $3";

impl Tx {
    /// Submissions that nothing has changed since a moment, the longest unchanged first; not those that wait for a human.
    ///
    /// # Errors
    /// [`StoreError::Row`] when a row cannot be understood.
    pub async fn unchanged_submissions(
        &mut self,
        project: &ProjectId,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<SubmissionId>, StoreError> {
        let rows = self
            .engine
            .all("submission", UNCHANGED, values![project, since, limit])
            .await?;
        rows.iter().map(|row| row.id("id")).collect()
    }

    /// Erases everything about a person. `emptied` is the submission as it was read, with
    /// [`Submission::erase`](argos_domain::submission::Submission::erase) applied; it can never be saved again.
    ///
    /// Returns the keys of the image files, which nothing names any more.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it was saved by someone else since it was read, or is erased already.
    pub async fn erase_submission(
        &mut self,
        emptied: &StoredSubmission,
        by: &Actor,
        now: Timestamp,
    ) -> Result<Vec<String>, StoreError> {
        let (project, id) = (&emptied.submission.project_id, &emptied.submission.id);
        // Before the row, as whoever approves does it, so that nobody waits in a circle.
        let turn = self.take_approval_turn(project).await?;
        self.save_submission(emptied).await?;
        self.remove_approved_face(project, id, turn).await?;
        let mark = values![project, id, now, by.name(), by.administrator()];
        self.engine.execute(MARK_DELETED, mark).await?;
        for statement in ERASE {
            self.engine.execute(statement, values![project, id]).await?;
        }
        self.erase_jobs_of(project, id, now).await?;
        let images = self.engine.all("image", DELETE_IMAGES, values![project, id]).await?;
        images.iter().map(|row| row.text("blob_key")).collect()
    }

    /// Erases parts. `reduced` is the submission as it was read, with
    /// [`Submission::erase_parts`](argos_domain::submission::Submission::erase_parts) applied.
    ///
    /// Returns the keys of the image files, which nothing names any more.
    ///
    /// # Errors
    /// As [`Tx::erase_submission`].
    pub async fn erase_parts(
        &mut self,
        reduced: &StoredSubmission,
        erasure: &PartialErasure,
    ) -> Result<Vec<String>, StoreError> {
        let (project, id) = (&reduced.submission.project_id, &reduced.submission.id);
        let turn = if erasure.parts.contains(&Part::SelfieImage) {
            Some(self.take_approval_turn(project).await?)
        } else {
            None
        };
        // Of a sealed submission only pictures can go by themselves.
        if reduced.submission.sealed.is_none() {
            self.save_submission(reduced).await?;
        }
        let parts = serde_json::to_string(&reduced.submission.erased.parts)
            .map_err(|_| StoreError::InvalidArgument("the parts cannot be written as JSON"))?;
        self.engine.execute(MARK_PARTS, values![project, id, parts]).await?;
        if let Some(turn) = turn {
            self.remove_approved_face(project, id, turn).await?;
        }
        let mut files = Vec::new();
        for part in &erasure.parts {
            match part {
                Part::IdImage => {
                    for kind in [ImageKind::IdImage, ImageKind::IdBackImage] {
                        files.extend(self.delete_image(project, id, kind).await?);
                    }
                    self.delete_face(project, id, FaceKind::Portrait).await?;
                }
                Part::SelfieImage => {
                    files.extend(self.delete_image(project, id, ImageKind::SelfieImage).await?);
                    self.delete_face(project, id, FaceKind::Selfie).await?;
                    self.remove_blocked_face(project, id).await?;
                    self.delete_challenge(project, id).await?;
                }
                Part::OcrRaw => {
                    self.engine.execute(DELETE_READINGS, values![project, id]).await?;
                }
                Part::Data => self.erase_what_tells(project, id, erasure).await?,
                Part::Email => self.forget_keys(project, id, &[IdentityKind::Email]).await?,
                Part::ApplicantId => {
                    self.engine.execute(FORGET_APPLICANT, values![project, id]).await?;
                }
                Part::Ocr | Part::Review | Part::UserId | Part::InjectionAction | Part::DuplicatedInformation => {}
            }
        }
        if erasure.forgets_identity() {
            self.engine.execute(FORGET_INFORMATION, values![project, id]).await?;
            self.forget_keys(project, id, &[IdentityKind::Person, IdentityKind::Document])
                .await?;
        }
        Ok(files)
    }

    /// Who is erased is not recognised again.
    async fn forget_keys(
        &mut self,
        project: &ProjectId,
        id: &SubmissionId,
        kinds: &[IdentityKind],
    ) -> Result<(), StoreError> {
        for kind in kinds {
            self.engine
                .execute(FORGET_KEYS, values![project, id, kind.name()])
                .await?;
        }
        Ok(())
    }

    /// What would give erased values away: findings about them, notes, edits, the address in the event log.
    async fn erase_what_tells(
        &mut self,
        project: &ProjectId,
        id: &SubmissionId,
        erasure: &PartialErasure,
    ) -> Result<(), StoreError> {
        self.engine.execute(FORGET_CHANGES, values![project, id]).await?;
        if erasure.takes_all_data() {
            self.engine.execute(DELETE_NOTES, values![project, id]).await?;
        }
        for field in erasure.fields() {
            let checks: &[CheckName] = match field {
                DataField::BirthDate => &[CheckName::AgeLimit, CheckName::FaceAge],
                DataField::IssuingCountry => &[CheckName::IssuingCountry],
                DataField::IdType => &[CheckName::DocumentType],
                DataField::IdentityNumber => &[CheckName::NationalNumber],
                DataField::IpAddress => {
                    self.engine
                        .execute(FORGET_APPLICANTS_ADDRESS, values![project, id])
                        .await?;
                    self.forget_keys(project, id, &[IdentityKind::IpAddress]).await?;
                    continue;
                }
                _ => continue,
            };
            for check in checks {
                self.engine
                    .execute(DELETE_CHECK, values![project, id, check.name()])
                    .await?;
            }
        }
        self.shorten_outline(project, id).await?;
        Ok(())
    }

    async fn delete_image(
        &mut self,
        project: &ProjectId,
        id: &SubmissionId,
        kind: ImageKind,
    ) -> Result<Option<String>, StoreError> {
        let row = self
            .engine
            .optional("image", DELETE_IMAGE, values![project, id, kind.name()])
            .await?;
        row.map(|row| row.text("blob_key")).transpose()
    }

    async fn delete_face(&mut self, project: &ProjectId, id: &SubmissionId, kind: FaceKind) -> Result<(), StoreError> {
        self.engine
            .execute(DELETE_FACE, values![project, id, kind.name()])
            .await?;
        Ok(())
    }
}

impl Store {
    /// Deletes an image file that no row names any more. One that is gone already is no error.
    ///
    /// # Errors
    /// [`StoreError::Blob`] when it cannot be deleted.
    pub async fn delete_image_file(&self, key: &str) -> Result<(), StoreError> {
        self.inner.blobs.delete(key).await
    }
}
