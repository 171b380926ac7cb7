//! Packs the faces of approved people, so that a server that starts has them in memory soon (docs/adr/0048).

use crate::app::App;
use crate::error::AppError;
use crate::face_galleries::{insert_faces, projects_that_search};
use argos_crypto::Zeroizing;
use argos_domain::id::ProjectId;
use argos_store::{PACKED_APPROVALS, PackedFaces};
use argos_vision::face::FaceGallery;
use std::collections::HashSet;
use tokio::task::spawn_blocking;

/// Makes what is missing for every project that searches for faces; answers how many values were made.
///
/// # Errors
/// Faults of the database, and templates that do not open.
pub async fn pack_faces(app: &App) -> Result<usize, AppError> {
    let mut packed = 0;
    for project in projects_that_search(app).await? {
        for number in missing(app, &project).await? {
            packed += usize::from(pack(app, &project, number).await?);
        }
    }
    Ok(packed)
}

/// The values that could be there and are not: all their numbers of approval were given.
async fn missing(app: &App, project: &ProjectId) -> Result<Vec<i64>, AppError> {
    let models = app.vision().face_models().both;
    let mut tx = app.store().read().await?;
    let complete = tx.last_approval_turn(project).await? / PACKED_APPROVALS;
    let there: HashSet<i64> = tx.packed_face_numbers(project, &models).await?.into_iter().collect();
    Ok((0..complete).filter(|number| !there.contains(number)).collect())
}

/// `false` when a face was removed meanwhile.
async fn pack(app: &App, project: &ProjectId, number: i64) -> Result<bool, AppError> {
    let models = app.vision().face_models();
    let (turn, mut faces) = {
        let mut tx = app.store().read().await?;
        let turn = tx.last_approval_turn(project).await?;
        let after = number * PACKED_APPROVALS;
        let names = [&*models.both, &*models.first];
        let faces = tx.approved_faces(project, names, after, PACKED_APPROVALS as u32);
        (turn, faces.await?)
    };
    // There are fewer where numbers were given to removals.
    faces.retain(|face| face.approval <= (number + 1) * PACKED_APPROVALS);
    let content = spawn_blocking(move || {
        let mut gallery = FaceGallery::with_capacity(faces.len());
        insert_faces(&mut gallery, &faces);
        gallery.to_packed()
    });
    let Some(content) = content.await?.map(Zeroizing::new) else {
        return Ok(false);
    };
    let mut tx = app.store().write().await?;
    let packed = PackedFaces { number, content };
    let is_kept = tx.save_packed_faces(project, &models.both, &packed, turn).await?;
    tx.commit().await?;
    Ok(is_kept)
}
