//! The faces of one project in memory.

use crate::face_search::candidates;
use argos_store::{ApprovedFace, PACKED_APPROVALS, PackedFaces};
use argos_vision::face::{Embedding, FaceGallery};
use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{PoisonError, RwLock};

/// Faces that may be the one that was searched for.
#[derive(Debug)]
pub(crate) struct Candidates {
    /// The numbers of their approvals, in order.
    pub(crate) approvals: Vec<i64>,
    /// Every face with a number up to this one was looked at.
    pub(crate) until: i64,
}

/// The faces of a project, and how far they follow the database.
#[derive(Default)]
pub(super) struct ProjectGallery {
    /// Locked by whoever catches up with the database.
    pub(super) progress: tokio::sync::Mutex<Progress>,
    /// Locked on blocking threads only.
    faces: RwLock<Faces>,
    /// Bytes that the faces need.
    pub(super) memory: AtomicUsize,
    /// The number of the last search.
    pub(super) last_use: AtomicU64,
}

/// How far a gallery follows the database.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// All faces approved under numbers up to this one, and still approved when they were read, are there.
    pub(super) approved_until: i64,
    /// All faces removed under numbers up to this one are gone.
    pub(super) removed_until: i64,
    /// The last number at the time when there were more faces than the memory may hold.
    pub(super) too_large_at: Option<i64>,
}

#[derive(Default)]
struct Faces {
    gallery: FaceGallery,
    approved_until: i64,
}

impl ProjectGallery {
    pub(super) fn empty(&self) {
        *self.faces.write().unwrap_or_else(PoisonError::into_inner) = Faces::default();
        self.memory.store(0, Ordering::Relaxed);
    }

    /// Inserts the faces that follow number `after` up to number `until`, unless somebody who went away before the end
    /// did so; answers up to which number the faces are there now.
    pub(super) fn insert(&self, approved: &[ApprovedFace], after: i64, until: i64) -> i64 {
        let mut faces = self.faces.write().unwrap_or_else(PoisonError::into_inner);
        if faces.approved_until == after {
            insert_faces(&mut faces.gallery, approved);
            faces.approved_until = until;
            self.memory.store(faces.gallery.memory(), Ordering::Relaxed);
        }
        faces.approved_until
    }

    /// As [`ProjectGallery::insert`], with those packed faces that follow number `after` without a gap.
    pub(super) fn insert_packed(&self, packed: &[PackedFaces], after: i64) -> i64 {
        let mut faces = self.faces.write().unwrap_or_else(PoisonError::into_inner);
        if faces.approved_until == after {
            for packed in packed {
                let follows = packed.number * PACKED_APPROVALS == faces.approved_until;
                if !follows || faces.gallery.insert_packed(&packed.content).is_none() {
                    break;
                }
                faces.approved_until += PACKED_APPROVALS;
            }
            self.memory.store(faces.gallery.memory(), Ordering::Relaxed);
        }
        faces.approved_until
    }

    pub(super) fn remove(&self, approvals: Vec<i64>) {
        let keys: HashSet<u64> = approvals
            .into_iter()
            .filter_map(|approval| u64::try_from(approval).ok())
            .collect();
        if !keys.is_empty() {
            let mut faces = self.faces.write().unwrap_or_else(PoisonError::into_inner);
            faces.gallery.remove(&keys);
        }
    }

    pub(super) fn search(&self, face: &Embedding, threshold: f64) -> Candidates {
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

/// Inserts faces under the numbers of their approvals. One that was not made by the present models' like is left out.
pub(crate) fn insert_faces(gallery: &mut FaceGallery, approved: &[ApprovedFace]) {
    for face in approved {
        if let (Ok(key), Some(face)) = (u64::try_from(face.approval), Embedding::from_bytes(&face.embedding)) {
            gallery.insert(key, &face);
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
        assert_eq!(gallery.insert(&batch, 0, 6), 6);
        // Whoever inserted them went away before the end.
        assert_eq!(gallery.insert(&batch, 0, 8), 6);
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
    fn packed_faces_are_inserted_up_to_the_first_gap() {
        let packed = |number: i64, place: usize| {
            let mut faces = FaceGallery::default();
            insert_faces(&mut faces, &[approved(number * PACKED_APPROVALS + 7, place)]);
            PackedFaces {
                number,
                content: Zeroizing::new(faces.to_packed().unwrap()),
            }
        };
        let gallery = ProjectGallery::default();
        let first = [packed(0, 0), packed(1, 1), packed(3, 2)];
        assert_eq!(gallery.insert_packed(&first, 0), 2048);
        assert_eq!(gallery.insert_packed(&first, 0), 2048, "somebody did so before");
        let unreadable = PackedFaces {
            number: 2,
            content: Zeroizing::new(vec![1, 2, 3]),
        };
        assert_eq!(gallery.insert_packed(&[unreadable, packed(3, 2)], 2048), 2048);
        assert_eq!(gallery.insert(&[approved(2050, 3)], 2048, 3072), 3072);
        assert_eq!(gallery.insert_packed(&first[2..], 3072), 4096);
        for (place, approval) in [(0, 7), (1, 1031), (2, 3079), (3, 2050)] {
            let found = gallery.search(&face(place), 90.0);
            assert_eq!((found.approvals, found.until), (vec![approval], 4096));
        }
    }
}
