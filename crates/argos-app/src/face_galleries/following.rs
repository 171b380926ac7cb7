//! How a gallery follows the database.

use super::FaceGalleries;
use super::project_gallery::{Progress, ProjectGallery};
use crate::app::App;
use crate::error::AppError;
use argos_domain::id::ProjectId;
use argos_store::{ApprovedFace, PACKED_APPROVALS, PackedFaces, StoreError};
use std::sync::Arc;
use tokio::task::spawn_blocking;

/// Rows that are read in one transaction.
const BATCH: u32 = 512;
/// Values of packed faces that are read in one transaction: about six megabytes.
const PACKED_AT_ONCE: u32 = 16;

/// Rows that follow a number.
struct Rows {
    faces: Vec<ApprovedFace>,
    /// All with numbers up to this one are among them.
    until: i64,
    is_last: bool,
}

impl FaceGalleries {
    /// Inserts the faces approved up to a number, and perhaps some more; `false` when they do not fit into the memory.
    pub(super) async fn insert_approved(
        &self,
        app: &App,
        project: &ProjectId,
        gallery: &Arc<ProjectGallery>,
        progress: &mut Progress,
        now: i64,
    ) -> Result<bool, AppError> {
        let mut is_last = false;
        while !is_last {
            let after = progress.approved_until;
            let target = Arc::clone(gallery);
            let packed = read_packed(app, project, after, now).await?;
            let mut until = after;
            if !packed.is_empty() {
                until = spawn_blocking(move || target.insert_packed(&packed, after)).await?;
            }
            if until == after {
                let rows = read_rows(app, project, after, now).await?;
                is_last = rows.is_last;
                let target = Arc::clone(gallery);
                until = spawn_blocking(move || target.insert(&rows.faces, after, rows.until)).await?;
            }
            progress.approved_until = until;
            if !self.make_room_for(project, gallery) {
                let empty = Arc::clone(gallery);
                spawn_blocking(move || empty.empty()).await?;
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Packed faces that follow number `after`, if some can.
async fn read_packed(app: &App, project: &ProjectId, after: i64, now: i64) -> Result<Vec<PackedFaces>, AppError> {
    if after % PACKED_APPROVALS != 0 || after + PACKED_APPROVALS > now {
        return Ok(Vec::new());
    }
    let models = app.vision().face_models().both;
    let mut tx = app.store().read().await?;
    let from = after / PACKED_APPROVALS;
    match tx.packed_faces(project, &models, from, PACKED_AT_ONCE).await {
        Err(error @ StoreError::Sealed { .. }) => {
            // The rows say the same.
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "packed faces do not open; they are read one by one"
            );
            Ok(Vec::new())
        }
        packed => Ok(packed?),
    }
}

/// Faces that follow number `after`, up to where packed ones may follow.
async fn read_rows(app: &App, project: &ProjectId, after: i64, now: i64) -> Result<Rows, AppError> {
    let models = app.vision().face_models();
    let models = [&*models.both, &*models.first];
    // A transaction for each batch: none stays open long.
    let mut faces = {
        let mut tx = app.store().read().await?;
        tx.approved_faces(project, models, after, BATCH).await?
    };
    let boundary = (after / PACKED_APPROVALS + 1) * PACKED_APPROVALS;
    let beyond = faces.iter().position(|face| face.approval > boundary);
    if let Some(beyond) = beyond.filter(|_| boundary <= now) {
        faces.truncate(beyond);
        return Ok(Rows {
            faces,
            until: boundary,
            is_last: false,
        });
    }
    let is_last = faces.len() < BATCH as usize;
    let read = faces.last().map_or(after, |last| last.approval);
    Ok(Rows {
        until: if is_last { read.max(now) } else { read },
        faces,
        is_last,
    })
}

/// Takes out the faces removed up to a number, and perhaps some more.
pub(super) async fn take_out(
    app: &App,
    project: &ProjectId,
    gallery: &Arc<ProjectGallery>,
    progress: &mut Progress,
    now: i64,
) -> Result<(), AppError> {
    loop {
        let after = progress.removed_until;
        let removed = {
            let mut tx = app.store().read().await?;
            tx.removed_faces(project, after, BATCH).await?
        };
        let is_last = removed.len() < BATCH as usize;
        let read = removed.last().map_or(after, |last| last.turn);
        let target = Arc::clone(gallery);
        let approvals = removed.into_iter().map(|removed| removed.approval).collect();
        spawn_blocking(move || target.remove(approvals)).await?;
        progress.removed_until = if is_last { read.max(now) } else { read };
        if is_last {
            return Ok(());
        }
    }
}
