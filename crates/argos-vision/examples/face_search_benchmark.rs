//! Milliseconds of a search for one face among very many, and whether it finds what comparing every face finds.
//!
//! `cargo run --release -p argos-vision --example face_search_benchmark [-- FACES [SEARCHES [THREADS]]]`
//!
//! The faces are random vectors, which lie about as far from each other as those of different people; every other
//! search is for another picture of one of them. Beside it a plain scan over the same vectors in single precision.
#![allow(clippy::print_stdout, reason = "a command-line program")]

use std::error::Error;
use std::num::NonZero;
use std::time::Instant;

use argos_vision::face::{Embedding, FaceGallery, likeness};

/// The likeness at the default threshold for duplicates.
const THRESHOLD: f32 = 0.5;
const FIRST: usize = 128;
const SECOND: usize = 192;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut number = |default: usize| arguments.next().map_or(Ok(default), |text| text.parse());
    let (faces, searches, threads) = (number(1_000_000)?, number(50)?, number(2)?);
    let threads = NonZero::new(threads).ok_or("at least one thread")?;
    let mut numbers = Numbers(88_172_645_463_325_252);
    let all: Vec<Embedding> = (0..faces).filter_map(|_| numbers.face()).collect();

    let start = Instant::now();
    let mut gallery = FaceGallery::with_capacity(all.len());
    for (key, face) in all.iter().enumerate() {
        gallery.insert(key as u64, face);
    }
    println!(
        "{} faces inserted in {:.2} s; {:.0} MB of memory, {:.3} times the bytes of the vectors",
        gallery.len(),
        start.elapsed().as_secs_f64(),
        gallery.memory() as f64 / 1e6,
        gallery.memory() as f64 / (gallery.len() * (FIRST + SECOND)).max(1) as f64
    );

    let (mut fast, mut plain, mut matches, mut candidates) = (Vec::new(), Vec::new(), 0, 0);
    for search in 0..searches {
        let query = match all.get(search * 977 % all.len().max(1)) {
            Some(known) if search % 2 == 0 => numbers.again(known),
            _ => numbers.face(),
        };
        let Some(query) = query else { continue };
        let start = Instant::now();
        let found = gallery.search(&query, THRESHOLD, threads, |key| all.get(key as usize).cloned());
        fast.push(start.elapsed().as_secs_f64() * 1e3);
        candidates += gallery.candidates(&query, THRESHOLD, threads).len();

        let start = Instant::now();
        let mut expected: Vec<u64> = Vec::new();
        for (key, face) in all.iter().enumerate() {
            if likeness(&query, face) >= THRESHOLD {
                expected.push(key as u64);
            }
        }
        plain.push(start.elapsed().as_secs_f64() * 1e3);
        let mut keys: Vec<u64> = found.iter().map(|found| found.key).collect();
        keys.sort_unstable();
        if keys != expected {
            return Err(format!(
                "search {search} found {} faces, comparing every face {}",
                keys.len(),
                expected.len()
            )
            .into());
        }
        matches += keys.len();
    }
    println!("{matches} matches in {searches} searches, the same as by comparing every face; {candidates} candidates");
    println!("| search | median ms | slowest ms |\n|---|---|---|");
    println!("| one byte a number, {threads} threads | {} |", summary(fast));
    println!("| single precision, every face, 1 thread | {} |", summary(plain));
    Ok(())
}

fn summary(mut times: Vec<f64>) -> String {
    times.sort_by(f64::total_cmp);
    let at = |index: usize| times.get(index).copied().unwrap_or_default();
    format!("{:.1} | {:.1}", at(times.len() / 2), at(times.len().saturating_sub(1)))
}

/// Random numbers (G. Marsaglia, "Xorshift RNGs", 2003), about normal as sums of four.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f32 {
        let mut sum = 0.0;
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        for part in 0..4 {
            sum += (self.0 >> (part * 16) & 0xffff) as f32 / 65_536.0 - 0.5;
        }
        sum
    }

    fn vector(&mut self, count: usize) -> Vec<f32> {
        (0..count).map(|_| self.next()).collect()
    }

    fn face(&mut self) -> Option<Embedding> {
        let (first, second) = (self.vector(FIRST), self.vector(SECOND));
        Embedding::normalised(&first, &second)
    }

    /// Another picture of a face, with a likeness of about 0.7.
    fn again(&mut self, face: &Embedding) -> Option<Embedding> {
        let bytes = face.to_bytes();
        let values: Vec<f32> = bytes
            .as_chunks::<4>()
            .0
            .iter()
            .map(|chunk| f32::from_le_bytes(*chunk))
            .collect();
        let (first, second) = values.split_at_checked(FIRST)?;
        let mut moved = |values: &[f32]| -> Vec<f32> {
            let step = 1.7 / (values.len() as f32).sqrt();
            values.iter().map(|value| value + step * self.next()).collect()
        };
        let (first, second) = (moved(first), moved(second));
        Embedding::normalised(&first, &second)
    }
}
