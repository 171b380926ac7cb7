//! The faces of approved people in memory, so that a search need not read and open all of them each time.
//!
//! What is in memory never decides. A search gives candidates, which are read again and judged in the deciding transaction,
//! so whoever was erased or rejected meanwhile does not count; and the faces approved since are read there as well, so
//! nobody is missed ([`one_person`](crate::one_person)). Before each search a gallery catches up with the database, which
//! costs one small query when nothing has changed: approvals and removals of a project take their numbers from one row,
//! whichever server makes them.

use crate::app::App;
use crate::error::AppError;
use crate::face_search::candidates;
use argos_domain::id::ProjectId;
use argos_store::ApprovedFace;
use argos_vision::face::{Embedding, FaceGallery};
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// Rows that are read in one transaction.
const BATCH: u32 = 512;
/// Searches at the same moment; each uses all cores when there are very many faces.
const SEARCHES_AT_ONCE: usize = 2;

/// Faces that may be the one that was searched for.
#[derive(Debug)]
pub(crate) struct Candidates {
    /// The numbers of their approvals, in order.
    pub(crate) approvals: Vec<i64>,
    /// Every face with a number up to this one was looked at.
    pub(crate) until: i64,
}

/// The galleries of all projects for which somebody searched.
pub(crate) struct FaceGalleries {
    most_memory: usize,
    projects: Mutex<HashMap<ProjectId, Arc<ProjectGallery>>>,
    searching: Arc<Semaphore>,
    /// Counts searches, to know which gallery was used last.
    uses: AtomicU64,
}

#[derive(Default)]
struct ProjectGallery {
    /// Locked by whoever catches up with the database.
    progress: tokio::sync::Mutex<Progress>,
    /// Locked on blocking threads only.
    faces: RwLock<Faces>,
    memory: AtomicUsize,
    last_use: AtomicU64,
}

/// How far a gallery follows the database.
#[derive(Debug, Default)]
struct Progress {
    /// All faces approved under numbers up to this one, and still approved when they were read, are there.
    approved_until: i64,
    /// All faces removed under numbers up to this one are gone.
    removed_until: i64,
    /// There are more faces than the memory may hold.
    is_too_large: bool,
}

#[derive(Default)]
struct Faces {
    gallery: FaceGallery,
    approved_until: i64,
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
        let mut projects = Vec::new();
        {
            let mut tx = app.store().read().await?;
            for project in tx.list_projects().await? {
                let (_, policy) = tx.current_policy(&project.id).await?;
                if policy.reject_duplicated_face {
                    projects.push(project.id);
                }
            }
        }
        for project in projects {
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
        if progress.is_too_large {
            return Ok(false);
        }
        let now = app.store().read().await?.last_approval_turn(project).await?;
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
            progress.is_too_large = true;
            return Ok(false);
        }
        if progress.removed_until < now {
            take_out(app, project, gallery, &mut progress, now).await?;
        }
        Ok(true)
    }

    /// Inserts the faces approved up to a number, and perhaps some more; `false` when they do not fit into the memory.
    async fn insert_approved(
        &self,
        app: &App,
        project: &ProjectId,
        gallery: &Arc<ProjectGallery>,
        progress: &mut Progress,
        now: i64,
    ) -> Result<bool, AppError> {
        let models = app.vision().face_models();
        let models = [&*models.both, &*models.first];
        loop {
            let after = progress.approved_until;
            // A transaction for each batch: none stays open long.
            let faces = {
                let mut tx = app.store().read().await?;
                tx.approved_faces(project, models, after, BATCH).await?
            };
            let is_last = faces.len() < BATCH as usize;
            let read = faces.last().map_or(after, |last| last.approval);
            let until = if is_last { read.max(now) } else { read };
            let target = Arc::clone(gallery);
            spawn_blocking(move || target.insert(&faces, after, until)).await?;
            progress.approved_until = until;
            if !self.make_room_for(project, gallery) {
                let empty = Arc::clone(gallery);
                spawn_blocking(move || empty.empty()).await?;
                return Ok(false);
            }
            if is_last {
                return Ok(true);
            }
        }
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

/// Takes out the faces removed up to a number, and perhaps some more.
async fn take_out(
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

impl ProjectGallery {
    fn empty(&self) {
        *self.faces.write().unwrap_or_else(PoisonError::into_inner) = Faces::default();
        self.memory.store(0, Ordering::Relaxed);
    }

    /// Inserts the faces that follow number `after`, unless somebody who went away before the end did so.
    fn insert(&self, approved: &[ApprovedFace], after: i64, until: i64) {
        let mut faces = self.faces.write().unwrap_or_else(PoisonError::into_inner);
        if faces.approved_until != after {
            return;
        }
        for face in approved {
            if let (Ok(key), Some(face)) = (u64::try_from(face.approval), Embedding::from_bytes(&face.embedding)) {
                faces.gallery.insert(key, &face);
            }
        }
        faces.approved_until = until;
        self.memory.store(faces.gallery.memory(), Ordering::Relaxed);
    }

    fn remove(&self, approvals: Vec<i64>) {
        let keys: HashSet<u64> = approvals
            .into_iter()
            .filter_map(|approval| u64::try_from(approval).ok())
            .collect();
        if !keys.is_empty() {
            let mut faces = self.faces.write().unwrap_or_else(PoisonError::into_inner);
            faces.gallery.remove(&keys);
        }
    }

    fn search(&self, face: &Embedding, threshold: f64) -> Candidates {
        let faces = self.faces.read().unwrap_or_else(PoisonError::into_inner);
        let keys = candidates(&faces.gallery, face, threshold);
        let mut approvals: Vec<i64> = keys.into_iter().filter_map(|key| i64::try_from(key).ok()).collect();
        approvals.sort_unstable();
        Candidates {
            approvals,
            until: faces.approved_until,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use argos_crypto::Zeroizing;
    use argos_domain::id::SubmissionId;

    fn face(place: usize) -> Embedding {
        let vector = |count: usize| {
            (0..count)
                .map(|index| f32::from(u8::from(index == place)))
                .collect::<Vec<_>>()
        };
        Embedding::normalised(&vector(128), &vector(192)).unwrap()
    }

    fn approved(approval: i64, place: usize) -> ApprovedFace {
        ApprovedFace {
            submission: SubmissionId::from_random([1; 20]),
            approval,
            applicant: None,
            embedding: Zeroizing::new(face(place).to_bytes()),
        }
    }

    #[test]
    fn a_batch_that_comes_twice_is_inserted_once_and_what_is_removed_is_gone() {
        let gallery = ProjectGallery::default();
        let batch = [approved(3, 0), approved(5, 1), approved(6, 0)];
        gallery.insert(&batch, 0, 6);
        gallery.insert(&batch, 0, 6);
        let found = gallery.search(&face(0), 90.0);
        assert_eq!((found.approvals, found.until), (vec![3, 6], 6));
        gallery.insert(&[approved(9, 0)], 6, 12);
        gallery.remove(vec![3, 5, 7]);
        let found = gallery.search(&face(0), 90.0);
        assert_eq!((found.approvals, found.until), (vec![6, 9], 12));
        assert!(gallery.search(&face(1), 90.0).approvals.is_empty());
        assert!(gallery.memory.load(Ordering::Relaxed) > 3 * 320);
        gallery.empty();
        assert!(gallery.search(&face(0), 90.0).approvals.is_empty());
    }

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
