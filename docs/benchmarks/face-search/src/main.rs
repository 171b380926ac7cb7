//! Milliseconds of a search for one face among very many, memory, time to load, and whether it finds what comparing every
//! face finds; beside it a plain scan over the same vectors in single precision, and USearch, an approximate index.
//!
//! ```text
//! cargo run --release --manifest-path docs/benchmarks/face-search/Cargo.toml -- [FACES [SEARCHES [THREADS [INDEXED]]]]
//! ```
//!
//! Of the faces, the first INDEXED are given to USearch (all if not said, none with 0), whose index takes long to build.
//! The faces are made up (`faces.rs`).

mod faces;

use argos_vision::face::{Embedding, FaceGallery, likeness};
use faces::{COUNT, Faces, joined};
use std::error::Error;
use std::num::NonZero;
use std::thread;
use std::time::Instant;
use usearch::{Index, IndexOptions, MetricKind, ScalarKind};

/// The likeness at the default threshold for duplicates.
const THRESHOLD: f32 = 0.5;
/// Pairs of which the spread of likenesses is told.
const PAIRS: usize = 1_000_000;
/// Faces that USearch is asked for; none of the searches has more matches.
const NEAREST: usize = 32;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut number = |default: usize| arguments.next().map_or(Ok(default), |text| text.parse());
    let (count, searches, threads) = (number(1_000_000)?, number(100)?, number(2)?);
    let indexed = number(count)?.min(count);
    let threads = NonZero::new(threads).ok_or("at least one thread")?;
    let mut faces = Faces::new();
    let all: Vec<Embedding> = (0..count)
        .map(|_| faces.next())
        .collect::<Option<_>>()
        .ok_or("no face")?;
    tell_spread(&all);
    let queries: Vec<Embedding> = (0..searches)
        .map(|search| match all.get(search * 977 % indexed.max(1)) {
            Some(known) if search % 2 == 0 => faces.again(known),
            _ => faces.next(),
        })
        .collect::<Option<_>>()
        .ok_or("no face")?;
    let truth: Vec<Vec<u64>> = queries
        .iter()
        .map(|query| compare_every(&all, query, threads))
        .collect();

    println!(
        "| {count} faces, {searches} searches | median ms | slowest ms | found of {} matches |",
        total(&truth)
    );
    println!("|---|---|---|---|");
    search_gallery(&all, &queries, &truth, threads)?;
    let plain: Vec<[f32; COUNT]> = all.iter().map(joined).collect();
    for threads in [NonZero::<usize>::MIN, threads] {
        scan(&plain, &queries, &truth, threads)?;
    }
    if indexed > 0 {
        search_index(&plain[..indexed], &queries, &truth, threads)?;
    }
    Ok(())
}

/// How alike two of the faces are, which decides how much a search has to look at.
fn tell_spread(all: &[Embedding]) {
    let pairs = (0..PAIRS).map(|pair| (&all[pair * 31 % all.len()], &all[(pair * 57 + 1) % all.len()]));
    let mut spread: Vec<f32> = pairs.map(|(one, other)| likeness(one, other)).collect();
    spread.sort_by(f32::total_cmp);
    let at = |share: f64| spread[spread.len() - 1 - (spread.len() as f64 * share) as usize];
    println!(
        "Of pairs of two made-up people, half reach a likeness of {:.3}, one in a thousand {:.3}, one in ten thousand {:.3}.\n",
        at(0.5),
        at(1e-3),
        at(1e-4)
    );
}

fn total(found: &[Vec<u64>]) -> usize {
    found.iter().map(Vec::len).sum()
}

/// The keys of all faces that reach the threshold, by the measure that decides.
fn compare_every(all: &[Embedding], query: &Embedding, threads: NonZero<usize>) -> Vec<u64> {
    over_parts(all, threads, |face| likeness(query, face) >= THRESHOLD)
}

/// The positions of the rows for which something is so, each thread having a part of the rows.
fn over_parts<T: Sync>(all: &[T], threads: NonZero<usize>, is_so: impl Fn(&T) -> bool + Sync) -> Vec<u64> {
    let rows = all.len().div_ceil(threads.get()).max(1);
    thread::scope(|scope| {
        let is_so = &is_so;
        let workers: Vec<_> = all
            .chunks(rows)
            .enumerate()
            .map(|(part, chunk)| {
                scope.spawn(move || {
                    let found = chunk.iter().enumerate().filter(|(_, row)| is_so(row));
                    found.map(|(index, _)| (part * rows + index) as u64).collect::<Vec<_>>()
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap_or_default())
            .collect()
    })
}

/// The gallery of the server: one byte a number, candidates judged by their exact embeddings.
fn search_gallery(
    all: &[Embedding],
    queries: &[Embedding],
    truth: &[Vec<u64>],
    threads: NonZero<usize>,
) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let mut gallery = FaceGallery::with_capacity(all.len());
    for (key, face) in all.iter().enumerate() {
        gallery.insert(key as u64, face);
    }
    let loaded = start.elapsed().as_secs_f64();
    let (mut times, mut candidates) = (Vec::new(), 0);
    for (query, truth) in queries.iter().zip(truth) {
        let start = Instant::now();
        let found = gallery.search(query, THRESHOLD, threads, |key| all.get(key as usize).cloned());
        times.push(start.elapsed().as_secs_f64() * 1e3);
        candidates += gallery.candidates(query, THRESHOLD, threads).len();
        let mut keys: Vec<u64> = found.iter().map(|found| found.key).collect();
        keys.sort_unstable();
        if keys != *truth {
            return Err(format!(
                "the gallery found {} faces, comparing every face {}",
                keys.len(),
                truth.len()
            )
            .into());
        }
    }
    let found = total(truth);
    println!(
        "| gallery, one byte a number, {threads} threads | {} | {found} |",
        summary(times)
    );
    eprintln!(
        "gallery: {} faces inserted in {loaded:.2} s, {:.0} MB of memory, {:.3} times the bytes of the vectors; \
         {candidates} candidates were judged exactly",
        gallery.len(),
        gallery.memory() as f64 / 1e6,
        gallery.memory() as f64 / (gallery.len() * COUNT).max(1) as f64
    );
    Ok(())
}

/// A plain scan over vectors in single precision, whose product is the likeness.
fn scan(
    plain: &[[f32; COUNT]],
    queries: &[Embedding],
    truth: &[Vec<u64>],
    threads: NonZero<usize>,
) -> Result<(), Box<dyn Error>> {
    let (mut times, mut found) = (Vec::new(), 0);
    for (query, truth) in queries.iter().zip(truth) {
        let query = joined(query);
        let start = Instant::now();
        let keys = over_parts(plain, threads, |face| product(&query, face) >= THRESHOLD);
        times.push(start.elapsed().as_secs_f64() * 1e3);
        found += keys.iter().filter(|key| truth.contains(key)).count();
    }
    println!(
        "| single precision, every face, {threads} threads | {} | {found} |",
        summary(times)
    );
    Ok(())
}

/// In eight sums, so that the compiler may use the processor's vector instructions.
fn product(one: &[f32; COUNT], other: &[f32; COUNT]) -> f32 {
    let mut sums = [0.0; 8];
    for (one, other) in one.as_chunks::<8>().0.iter().zip(other.as_chunks::<8>().0) {
        for ((sum, one), other) in sums.iter_mut().zip(one).zip(other) {
            *sum += one * other;
        }
    }
    sums.iter().sum()
}

/// An approximate index (hierarchical navigable small worlds) with its own defaults.
fn search_index(
    plain: &[[f32; COUNT]],
    queries: &[Embedding],
    truth: &[Vec<u64>],
    threads: NonZero<usize>,
) -> Result<(), Box<dyn Error>> {
    let options = IndexOptions {
        dimensions: COUNT,
        metric: MetricKind::IP,
        quantization: ScalarKind::F32,
        ..IndexOptions::default()
    };
    let index = Index::new(&options)?;
    index.reserve_capacity_and_threads(plain.len(), threads.get())?;
    let start = Instant::now();
    let rows = plain.len().div_ceil(threads.get()).max(1);
    thread::scope(|scope| {
        let workers: Vec<_> = plain
            .chunks(rows)
            .enumerate()
            .map(|(part, chunk)| {
                let index = &index;
                scope.spawn(move || {
                    let mut faces = chunk.iter().enumerate();
                    faces.try_for_each(|(row, face)| {
                        index.add((part * rows + row) as u64, face).map_err(|e| e.to_string())
                    })
                })
            })
            .collect();
        let mut results = workers.into_iter().map(|worker| worker.join());
        results.try_for_each(|result| result.unwrap_or_else(|_| Err("a thread stopped".to_owned())))
    })?;
    let built = start.elapsed().as_secs_f64();
    let (mut times, mut found, mut possible) = (Vec::new(), 0, 0);
    for (query, truth) in queries.iter().zip(truth) {
        let query = joined(query);
        let start = Instant::now();
        let matches = index.search(&query, NEAREST)?;
        times.push(start.elapsed().as_secs_f64() * 1e3);
        // Those beyond what was indexed cannot be found.
        let truth: Vec<u64> = truth.iter().copied().filter(|key| *key < plain.len() as u64).collect();
        possible += truth.len();
        found += truth.iter().filter(|key| matches.keys.contains(key)).count();
    }
    println!(
        "| USearch {}, single precision, {} faces | {} | {found} of {possible} |",
        usearch::version(),
        plain.len(),
        summary(times)
    );
    eprintln!(
        "USearch: built in {built:.1} s on {threads} threads, {:.0} MB of memory, {:.2} times the bytes of one-byte vectors",
        index.memory_usage() as f64 / 1e6,
        index.memory_usage() as f64 / (plain.len() * COUNT) as f64
    );
    Ok(())
}

fn summary(mut times: Vec<f64>) -> String {
    times.sort_by(f64::total_cmp);
    let at = |index: usize| times.get(index).copied().unwrap_or_default();
    format!("{:.2} | {:.2}", at(times.len() / 2), at(times.len().saturating_sub(1)))
}
