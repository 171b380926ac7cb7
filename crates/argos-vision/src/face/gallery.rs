//! One face among very many: exact search over embeddings that are kept as whole numbers of one byte.
//!
//! Bytes are a quarter of the memory and let a processor compare many at once. What rounding may cost is bounded, so
//! that the scan never leaves out a face that reaches the threshold; the few that it lets through are judged by their
//! exact embeddings, which the caller keeps elsewhere. Nothing is approximate in the result.

use std::collections::HashSet;
use std::num::NonZero;
use std::thread;

use rten_simd::{Isa, SimdOp};

use super::embedding::{Embedding, FIRST, FIRST_WEIGHT, SECOND, likeness};

/// Steps between zero and the largest number of a vector.
const STEPS: f32 = 127.0;
/// Rows that are worth a thread of their own.
const ROWS_FOR_A_THREAD: usize = 20_000;
/// A full gallery grows by one in so many.
const GROWTH: usize = 16;
/// Rows by which a full gallery grows at least.
const LEAST_GROWTH: usize = 64;

/// A face that reaches the threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// The key under which it was inserted.
    pub key: u64,
    /// Its likeness to the face that was searched for.
    pub likeness: f32,
}

/// Faces to be searched. Holds biometric data; `Debug` shows their number only.
#[derive(Default)]
pub struct FaceGallery {
    pub(super) keys: Vec<u64>,
    pub(super) first: Vec<[i8; FIRST]>,
    pub(super) second: Vec<[i8; SECOND]>,
    /// Size of one step of the first and the second vector; zero when there is no second.
    pub(super) steps: Vec<[f32; 2]>,
    /// The longest difference between a vector and what is kept of it, by network.
    pub(super) rounding: [f32; 2],
}

impl std::fmt::Debug for FaceGallery {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("FaceGallery")
            .field("faces", &self.keys.len())
            .finish_non_exhaustive()
    }
}

impl FaceGallery {
    /// An empty gallery with room for so many faces.
    #[must_use]
    pub fn with_capacity(faces: usize) -> Self {
        Self {
            keys: Vec::with_capacity(faces),
            first: Vec::with_capacity(faces),
            second: Vec::with_capacity(faces),
            steps: Vec::with_capacity(faces),
            rounding: [0.0; 2],
        }
    }

    /// Number of faces.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is no face.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Bytes of memory in use, with what is reserved.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.keys.capacity() * size_of::<u64>()
            + self.first.capacity() * FIRST
            + self.second.capacity() * SECOND
            + self.steps.capacity() * size_of::<[f32; 2]>()
    }

    /// Adds a face under a key of the caller's.
    pub fn insert(&mut self, key: u64, face: &Embedding) {
        let (first, second) = face.parts();
        let first = Rounded::of(first);
        let second = second.map_or_else(Rounded::default, Rounded::of);
        self.rounding[0] = self.rounding[0].max(first.error);
        self.rounding[1] = self.rounding[1].max(second.error);
        self.make_room(1);
        self.keys.push(key);
        self.first.push(first.steps);
        self.second.push(second.steps);
        self.steps.push([first.step, second.step]);
    }

    /// Makes room for so many faces and a little more, so that what is reserved and not used stays little too.
    pub(super) fn make_room(&mut self, faces: usize) {
        if self.keys.capacity() - self.len() >= faces {
            return;
        }
        let more = (self.len() / GROWTH).max(LEAST_GROWTH).max(faces);
        self.keys.reserve_exact(more);
        self.first.reserve_exact(more);
        self.second.reserve_exact(more);
        self.steps.reserve_exact(more);
    }

    /// Removes every face under these keys at once; tells how many there were.
    pub fn remove(&mut self, keys: &HashSet<u64>) -> usize {
        let before = self.len();
        let mut index = 0;
        while let Some(key) = self.keys.get(index) {
            if !keys.contains(key) {
                index += 1;
                continue;
            }
            self.keys.swap_remove(index);
            self.first.swap_remove(index);
            self.second.swap_remove(index);
            self.steps.swap_remove(index);
        }
        before - self.len()
    }

    /// All faces whose [`likeness`] to this one reaches the threshold, the most alike first, on up to so many threads.
    ///
    /// `exact` gives the embedding of a key; one without is left out.
    pub fn search(
        &self,
        face: &Embedding,
        threshold: f32,
        threads: NonZero<usize>,
        mut exact: impl FnMut(u64) -> Option<Embedding>,
    ) -> Vec<Found> {
        let mut found: Vec<Found> = self
            .candidates(face, threshold, threads)
            .into_iter()
            .filter_map(|key| {
                let likeness = likeness(face, &exact(key)?);
                (likeness >= threshold).then_some(Found { key, likeness })
            })
            .collect();
        found.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then(a.key.cmp(&b.key)));
        found
    }

    /// The keys of all faces that reach the threshold, and of the few that come so near that rounding could hide it.
    #[must_use]
    pub fn candidates(&self, face: &Embedding, threshold: f32, threads: NonZero<usize>) -> Vec<u64> {
        let query = Query::new(face, threshold, self.rounding);
        let threads = threads.get().min(self.len() / ROWS_FOR_A_THREAD).max(1);
        let rows = self.len().div_ceil(threads).max(1);
        let parts = || {
            let keys = self.keys.chunks(rows);
            let vectors = self.first.chunks(rows).zip(self.second.chunks(rows));
            keys.zip(vectors).zip(self.steps.chunks(rows))
        };
        if threads == 1 {
            return parts()
                .flat_map(|((keys, (first, second)), steps)| query.scan(keys, first, second, steps))
                .collect();
        }
        thread::scope(|scope| {
            let query = &query;
            let workers: Vec<_> = parts()
                .map(|((keys, (first, second)), steps)| scope.spawn(move || query.scan(keys, first, second, steps)))
                .collect();
            let results = workers.into_iter().map(|worker| match worker.join() {
                Ok(keys) => keys,
                Err(failure) => std::panic::resume_unwind(failure),
            });
            results.flatten().collect()
        })
    }
}

/// A vector as whole numbers of steps.
struct Rounded<const COUNT: usize> {
    steps: [i8; COUNT],
    step: f32,
    /// Length of what rounding took or gave.
    error: f32,
}

impl<const COUNT: usize> Default for Rounded<COUNT> {
    fn default() -> Self {
        Self {
            steps: [0; COUNT],
            step: 0.0,
            error: 0.0,
        }
    }
}

impl<const COUNT: usize> Rounded<COUNT> {
    fn of(values: &[f32; COUNT]) -> Self {
        let largest = values.iter().fold(0.0f32, |largest, value| largest.max(value.abs()));
        if largest <= 0.0 {
            return Self::default();
        }
        let step = largest / STEPS;
        let steps = values.map(|value| (value / step).round().clamp(-STEPS, STEPS) as i8);
        let errors = values
            .iter()
            .zip(&steps)
            .map(|(value, steps)| value - f32::from(*steps) * step);
        Self {
            steps,
            step,
            error: errors.map(|error| error * error).sum::<f32>().sqrt(),
        }
    }
}

/// The face that is searched for, ready to be held against every row.
struct Query {
    first: [i16; FIRST],
    second: [i16; SECOND],
    steps: [f32; 2],
    /// The first network's cosine below which no cosine of the second can make up for it.
    least_first: f32,
    /// The likeness from which on a row is a candidate.
    least: f32,
    /// The first network's cosine from which on a row without a second vector is one.
    least_alone: f32,
}

impl Query {
    fn new(face: &Embedding, threshold: f32, rounding: [f32; 2]) -> Self {
        let (first, second) = face.parts();
        let first = Rounded::of(first);
        let second = second.map_or_else(Rounded::default, Rounded::of);
        // Both vectors have length one: |v·u - v'·u'| <= |v - v'| |u| + |v'| |u - u'|. A little is added for the
        // rounding of this arithmetic itself.
        let bound = |stored: f32, asked: f32| stored + asked * (1.0 + stored) + 1e-5;
        let first_bound = bound(rounding[0], first.error);
        let second_bound = bound(rounding[1], second.error);
        let second_weight = 1.0 - FIRST_WEIGHT;
        let least_alone = threshold - first_bound;
        let without_second = second.step <= 0.0;
        Self {
            least_first: if without_second {
                least_alone
            } else {
                // With the best cosine of the second; for a row without one this is lower than its own bound.
                ((threshold - second_weight) / FIRST_WEIGHT).min(threshold) - first_bound
            },
            least: threshold - FIRST_WEIGHT * first_bound - second_weight * second_bound,
            least_alone,
            first: first.steps.map(i16::from),
            second: second.steps.map(i16::from),
            steps: [first.step, second.step],
        }
    }

    fn scan(&self, keys: &[u64], first: &[[i8; FIRST]], second: &[[i8; SECOND]], steps: &[[f32; 2]]) -> Vec<u64> {
        let scan = Scan {
            query: self,
            keys,
            first,
            second,
            steps,
        };
        scan.dispatch()
    }

    #[inline(always)]
    fn is_candidate(&self, first: f32, step: f32, second: &[i8; SECOND]) -> bool {
        if step <= 0.0 || self.steps[1] <= 0.0 {
            return first >= self.least_alone;
        }
        let second = dot(second, &self.second) as f32 * step * self.steps[1];
        FIRST_WEIGHT * first + (1.0 - FIRST_WEIGHT) * second >= self.least
    }
}

/// One thread's part of a search.
struct Scan<'a> {
    query: &'a Query,
    keys: &'a [u64],
    first: &'a [[i8; FIRST]],
    second: &'a [[i8; SECOND]],
    steps: &'a [[f32; 2]],
}

/// Nothing here names an instruction: [`SimdOp::dispatch`] compiles it once for each kind of processor, with the vector
/// instructions that this kind has, and takes the one that fits when it runs.
impl SimdOp for Scan<'_> {
    type Output = Vec<u64>;

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) -> Vec<u64> {
        let mut found = Vec::new();
        for (index, (row, step)) in self.first.iter().zip(self.steps).enumerate() {
            let cosine = dot(row, &self.query.first) as f32 * step[0] * self.query.steps[0];
            if cosine >= self.query.least_first && self.query.is_candidate(cosine, step[1], &self.second[index]) {
                found.push(self.keys[index]);
            }
        }
        found
    }
}

/// The product of two vectors of whole numbers; written so that the compiler uses the processor's vector instructions.
#[inline(always)]
fn dot<const COUNT: usize>(row: &[i8; COUNT], query: &[i16; COUNT]) -> i32 {
    row.iter()
        .zip(query)
        .map(|(a, b)| i32::from(i16::from(*a)) * i32::from(*b))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A generator of its own, so that the faces are the same everywhere (G. Marsaglia, "Xorshift RNGs", 2003).
    struct Numbers(u64);

    impl Numbers {
        fn next(&mut self) -> f32 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            (self.0 >> 40) as f32 / (1u64 << 23) as f32 - 1.0
        }

        fn face(&mut self) -> Embedding {
            let mut vector = |count: usize| (0..count).map(|_| self.next()).collect::<Vec<_>>();
            let (first, second) = (vector(FIRST), vector(SECOND));
            Embedding::normalised(&first, &second).unwrap()
        }

        /// Another picture of a face: the further away, the larger `change`.
        fn again(&mut self, face: &Embedding, change: f32) -> Embedding {
            let other = self.face();
            let mix = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a + change * b).collect::<Vec<_>>();
            let ((a, b), (c, d)) = (face.parts(), other.parts());
            Embedding::normalised(&mix(a, c), &mix(b.unwrap(), d.unwrap())).unwrap()
        }
    }

    fn threads(count: usize) -> NonZero<usize> {
        NonZero::new(count).unwrap()
    }

    #[test]
    fn the_search_finds_what_comparing_every_face_finds() {
        let mut numbers = Numbers(88_172_645_463_325_252);
        let mut faces: Vec<Embedding> = (0..2000).map(|_| numbers.face()).collect();
        for index in 0..400 {
            // Likenesses spread over all thresholds.
            let copy = numbers.again(&faces[index % 20].clone(), 0.1 + index as f32 * 0.012);
            faces.push(copy);
        }
        // What was stored before there was a second network.
        for index in 0..100 {
            let copy = numbers.again(&faces[index % 20].clone(), 0.2 + index as f32 * 0.03);
            faces.push(Embedding::from_bytes(&copy.to_bytes()[..Embedding::BYTES_OF_FIRST]).unwrap());
        }
        let mut gallery = FaceGallery::with_capacity(faces.len());
        for (key, face) in faces.iter().enumerate() {
            gallery.insert(key as u64, face);
        }
        let (mut all, mut near) = (0, 0);
        for query in faces.iter().step_by(7) {
            for threshold in [0.2, 0.43, 0.5, 0.8] {
                let mut expected: Vec<(u64, f32)> = faces
                    .iter()
                    .enumerate()
                    .map(|(key, face)| (key as u64, likeness(query, face)))
                    .filter(|(_, likeness)| *likeness >= threshold)
                    .collect();
                expected.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
                let found = gallery.search(query, threshold, threads(1), |key| faces.get(key as usize).cloned());
                let found: Vec<(u64, f32)> = found.into_iter().map(|found| (found.key, found.likeness)).collect();
                assert_eq!(found, expected, "threshold {threshold}");
                all += expected.len();
                near += gallery.candidates(query, threshold, threads(1)).len();
            }
        }
        assert!(all > 2000, "{all} matches are too few to show anything");
        assert!(near < all * 2, "{near} candidates for {all} matches");
    }

    #[test]
    fn threads_share_the_work_and_removed_faces_are_gone() {
        let mut numbers = Numbers(7);
        let one = numbers.face();
        let mut gallery = FaceGallery::default();
        for key in 0..50_000u64 {
            if key % 10_000 == 9_999 {
                gallery.insert(key, &one);
            } else {
                gallery.insert(key, &numbers.face());
            }
        }
        let mut found = gallery.candidates(&one, 0.9, threads(4));
        found.sort_unstable();
        assert_eq!(found, [9_999, 19_999, 29_999, 39_999, 49_999]);
        assert_eq!(
            (
                gallery.remove(&[29_999, 0, 49_998, 60_000].into()),
                gallery.remove(&[29_999].into()),
                gallery.len()
            ),
            (3, 0, 49_997)
        );
        assert_eq!(gallery.candidates(&one, 0.9, threads(2)).len(), 4);
        assert!(FaceGallery::default().candidates(&one, 0.0, threads(2)).is_empty());
        assert_eq!(format!("{gallery:?}"), "FaceGallery { faces: 49997, .. }");
    }

    #[test]
    fn memory_is_little_more_than_the_bytes_of_the_vectors() {
        let mut numbers = Numbers(3);
        let face = numbers.face();
        let vectors = |gallery: &FaceGallery| gallery.memory() as f64 / (gallery.len() * (FIRST + SECOND)) as f64;
        let mut gallery = FaceGallery::with_capacity(1000);
        for key in 0..1000 {
            gallery.insert(key, &face);
        }
        assert!(vectors(&gallery) <= 1.06, "{}", vectors(&gallery));
        // Also while it grows beyond what it was made for.
        for key in 1000..10_000 {
            gallery.insert(key, &face);
            assert!(vectors(&gallery) <= 1.2, "{}", vectors(&gallery));
        }
    }
}
