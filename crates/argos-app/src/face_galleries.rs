//! The faces of approved people in memory, so that a search need not read and open all of them each time.
//!
//! What is in memory never decides. A search gives candidates, which are read again and judged in the deciding transaction,
//! so whoever was erased or rejected meanwhile does not count; and the faces approved since are read there as well, so
//! nobody is missed ([`one_person`](crate::one_person)). Before each search a gallery catches up with the database, which
//! costs one small query when nothing has changed: approvals and removals of a project take their numbers from one row,
//! whichever server makes them. A gallery that is empty takes them packed, many at once, as far as they are
//! (docs/adr/0048); [`jobs::pack_faces`](crate::jobs::pack_faces) keeps them so.

mod following;
mod project_gallery;

pub(crate) use project_gallery::{Candidates, insert_faces};

use crate::app::App;
use crate::error::AppError;
use argos_domain::id::ProjectId;
use argos_store::Tx;
use argos_vision::face::{Embedding, FaceGallery};
use project_gallery::{Progress, ProjectGallery};
use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// A gallery that was too large is tried again when so many faces as fill one in so many parts of the memory were removed.
const PARTS_OF_MEMORY: usize = 16;
/// Searches at the same moment; each uses all cores when there are very many faces.
const SEARCHES_AT_ONCE: usize = 2;

/// The galleries of all projects for which somebody searched.
pub(crate) struct FaceGalleries {
    most_memory: usize,
    projects: Mutex<HashMap<ProjectId, Arc<ProjectGallery>>>,
    searching: Arc<Semaphore>,
    /// Counts searches, to know which gallery was used last.
    uses: AtomicU64,
}

impl fmt::Debug for FaceGalleries {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("FaceGalleries")
            .field("most_memory", &self.most_memory)
            .finish_non_exhaustive()
    }
}

impl FaceGalleries {
    /// None loaded yet; together they may use so many bytes.
    pub(crate) fn new(most_memory: usize) -> Self {
        Self {
            most_memory,
            projects: Mutex::default(),
            searching: Arc::new(Semaphore::new(SEARCHES_AT_ONCE)),
            uses: AtomicU64::default(),
        }
    }

    /// The approved faces of a project that may be this one. `None` when there are more than the memory may hold.
    ///
    /// # Errors
    /// Faults of the database, and templates that do not open.
    pub(crate) async fn search(
        &self,
        app: &App,
        project: &ProjectId,
        face: &Embedding,
        threshold: f64,
    ) -> Result<Option<Candidates>, AppError> {
        let gallery = self.gallery(project);
        gallery
            .last_use
            .store(self.uses.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
        if !self.catch_up(app, project, &gallery).await? {
            return Ok(None);
        }
        let permit = Arc::clone(&self.searching).acquire_owned().await;
        let permit = permit.map_err(AppError::internal)?;
        let face = face.clone();
        let search = spawn_blocking(move || {
            let found = gallery.search(&face, threshold);
            // Here and not outside: a caller that goes away does not free a place that is still used.
            drop(permit);
            found
        });
        Ok(Some(search.await?))
    }

    /// Loads the faces of every project that searches for them, so that the first search need not wait.
    pub(crate) async fn load_all(&self, app: &App) -> Result<(), AppError> {
        for project in projects_that_search(app).await? {
            let gallery = self.gallery(&project);
            self.catch_up(app, &project, &gallery).await?;
        }
        Ok(())
    }

    /// Takes out what was erased or replaced, here or by another server, of the galleries that are loaded: of one project or
    /// of all.
    pub(crate) async fn take_out_removed(&self, app: &App, only: Option<&ProjectId>) -> Result<(), AppError> {
        let loaded: Vec<_> = {
            let projects = self.projects.lock().unwrap_or_else(PoisonError::into_inner);
            projects
                .iter()
                .filter(|(project, _)| only.is_none_or(|only| *project == only))
                .filter(|(_, gallery)| gallery.memory.load(Ordering::Relaxed) > 0)
                .map(|(project, gallery)| (project.clone(), Arc::clone(gallery)))
                .collect()
        };
        for (project, gallery) in loaded {
            self.catch_up(app, &project, &gallery).await?;
        }
        Ok(())
    }

    fn gallery(&self, project: &ProjectId) -> Arc<ProjectGallery> {
        let mut projects = self.projects.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(projects.entry(project.clone()).or_default())
    }

    /// Brings a gallery to the present state of the database; `false` when it does not fit into the memory.
    async fn catch_up(&self, app: &App, project: &ProjectId, gallery: &Arc<ProjectGallery>) -> Result<bool, AppError> {
        let mut progress = gallery.progress.lock().await;
        let mut tx = app.store().read().await?;
        let now = tx.last_approval_turn(project).await?;
        if let Some(at) = progress.too_large_at {
            if !self.may_fit_again(&mut tx, project, at, now).await? {
                return Ok(false);
            }
            progress.too_large_at = None;
        }
        drop(tx);
        if progress.approved_until == 0 || progress.approved_until.max(progress.removed_until) > now {
            // At first, or when the database knows less than the gallery: then it was restored from a backup.
            let empty = Arc::clone(gallery);
            spawn_blocking(move || empty.empty()).await?;
            *progress = Progress {
                // What was removed before it was ever read need not be taken out.
                removed_until: now,
                ..Progress::default()
            };
        }
        if progress.approved_until < now && !self.insert_approved(app, project, gallery, &mut progress, now).await? {
            *progress = Progress {
                too_large_at: Some(now),
                ..Progress::default()
            };
            return Ok(false);
        }
        if progress.removed_until < now {
            following::take_out(app, project, gallery, &mut progress, now).await?;
        }
        Ok(true)
    }

    /// Whether so many faces were removed since a gallery was too large that it is worth another try, or the database was
    /// restored from a backup.
    async fn may_fit_again(&self, tx: &mut Tx, project: &ProjectId, at: i64, now: i64) -> Result<bool, AppError> {
        if now <= at {
            return Ok(now < at);
        }
        let enough = (self.most_memory / PARTS_OF_MEMORY / FaceGallery::BYTES_OF_FACE).max(1);
        Ok(tx.count_removed_faces(project, at).await? >= enough as u64)
    }

    /// Empties galleries that were not used for the longest until all fit into the memory; `false` when this one alone
    /// does not.
    fn make_room_for(&self, project: &ProjectId, gallery: &ProjectGallery) -> bool {
        if gallery.memory.load(Ordering::Relaxed) > self.most_memory {
            tracing::warn!(
                project = project.as_str(),
                "the faces of this project do not fit into the memory given to them; searches read them from the database"
            );
            return false;
        }
        let mut projects = self.projects.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let used: usize = projects
                .values()
                .map(|other| other.memory.load(Ordering::Relaxed))
                .sum();
            if used <= self.most_memory {
                return true;
            }
            let others = projects
                .iter()
                .filter(|(other, gallery)| *other != project && gallery.memory.load(Ordering::Relaxed) > 0);
            let oldest = others.min_by_key(|(_, gallery)| gallery.last_use.load(Ordering::Relaxed));
            let Some(oldest) = oldest.map(|(oldest, _)| oldest.clone()) else {
                return true;
            };
            // Whoever is searching in it still holds it.
            projects.remove(&oldest);
        }
    }
}

/// The projects whose rules ask for a search among their approved people.
pub(crate) async fn projects_that_search(app: &App) -> Result<Vec<ProjectId>, AppError> {
    let mut projects = Vec::new();
    let mut tx = app.store().read().await?;
    for project in tx.list_projects().await? {
        let (_, policy) = tx.current_policy(&project.id).await?;
        if policy.reject_duplicated_face {
            projects.push(project.id);
        }
    }
    Ok(projects)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn galleries_that_were_not_used_for_the_longest_make_room() {
        let galleries = FaceGalleries::new(100);
        let project = |name: &str| ProjectId::try_from(name.to_owned()).unwrap();
        let names = ["k7m2pq9rtx4w", "k7m2pq9rtx4x", "k7m2pq9rtx4y"].map(project);
        for (number, name) in names.iter().enumerate() {
            let gallery = galleries.gallery(name);
            gallery.memory.store(40, Ordering::Relaxed);
            gallery.last_use.store(number as u64, Ordering::Relaxed);
        }
        assert!(galleries.make_room_for(&names[2], &galleries.gallery(&names[2])));
        let known = |name| galleries.projects.lock().unwrap().contains_key(name);
        assert_eq!(
            [known(&names[0]), known(&names[1]), known(&names[2])],
            [false, true, true]
        );
        galleries.gallery(&names[1]).memory.store(101, Ordering::Relaxed);
        assert!(!galleries.make_room_for(&names[1], &galleries.gallery(&names[1])));
    }
}
