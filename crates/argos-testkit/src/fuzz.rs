//! Feeds spoiled inputs to what reads hostile ones: pictures, machine readable zones, barcodes, texts of cards.
//!
//! Good inputs are spoiled by chance (bits flipped, parts cut out, doubled or put into another input); a panic or an
//! input that takes too long is a failure. The same seed gives the same inputs. It is no coverage-guided fuzzer: it needs
//! no compiler but the stable one, and runs wherever the tests do.

use crate::specimen::SpecimenPassport;
use crate::specimen::chance::Chance;
use crate::specimen::licence::{SpecimenLicence, pdf417};
use anyhow::Context as _;
use argos_vision::aamva;
use argos_vision::barcode::find_barcodes;
use argos_vision::image::{DecodeLimits, decode, resize_to_long_side};
use argos_vision::mrz::{ALPHABET, Alternatives, MrzFormat, ReadCharacter, ReadLine, best_reading, read};
use image::{ImageFormat, Rgb, RgbImage};
use jiff::civil::date;
use std::io::Cursor;
use std::panic::catch_unwind;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What is fed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Target {
    /// Files of pictures.
    Decode,
    /// Lines of machine readable zones.
    Mrz,
    /// Texts of North American cards.
    Aamva,
    /// Pictures of barcodes.
    Barcode,
}

/// How a run went.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many inputs were fed.
    pub inputs: u64,
    /// The longest that one took.
    pub slowest: Duration,
    /// The input that failed, and how.
    pub failure: Option<(Vec<u8>, String)>,
}

/// No input may take longer, unoptimised builds and a busy machine included.
const LONGEST: Duration = Duration::from_secs(10);
/// Inputs grow to this size at most.
const LARGEST: usize = 200_000;

/// Feeds a target until the time is over or something fails.
///
/// # Errors
/// When the good inputs cannot be made.
pub fn run(target: Target, seed: u64, time: Duration) -> anyhow::Result<Outcome> {
    let seeds = good_inputs(target)?;
    let outcome = Arc::new(Mutex::new(Outcome::default()));
    let current = Arc::new(Mutex::new((Instant::now(), Vec::new())));
    let (shared, running) = (Arc::clone(&outcome), Arc::clone(&current));
    let worker = std::thread::spawn(move || {
        let end = Instant::now() + time;
        for item in 0.. {
            let start = Instant::now();
            if start >= end {
                break;
            }
            let input = spoiled(&seeds, &mut Chance::new(seed, item));
            *locked(&running) = (start, input.clone());
            let fed = catch_unwind(|| feed(target, &input));
            let mut outcome = locked(&shared);
            outcome.inputs += 1;
            outcome.slowest = outcome.slowest.max(start.elapsed());
            if fed.is_err() {
                outcome.failure = Some((input, "panicked".to_owned()));
                break;
            }
        }
    });
    // An input that never ends must not keep the run from telling which one it is.
    while !worker.is_finished() {
        std::thread::sleep(Duration::from_millis(20));
        let (start, input) = locked(&current).clone();
        if start.elapsed() > LONGEST && !worker.is_finished() && !input.is_empty() {
            let mut outcome = std::mem::take(&mut *locked(&outcome));
            outcome.failure = Some((input, format!("took more than {LONGEST:?}")));
            return Ok(outcome);
        }
    }
    let finished = std::mem::take(&mut *locked(&outcome));
    Ok(finished)
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn feed(target: Target, input: &[u8]) {
    let text = || String::from_utf8_lossy(input).into_owned();
    match target {
        Target::Decode => {
            let _ = decode(input, &DecodeLimits::default());
        }
        Target::Mrz => {
            let lines: Vec<ReadLine> = text().lines().take(4).map(ReadLine::from).collect();
            for format in [
                MrzFormat::Td1,
                MrzFormat::Td2,
                MrzFormat::Td3,
                MrzFormat::MrvA,
                MrzFormat::MrvB,
                MrzFormat::FrenchIdentityCard,
            ] {
                let _ = read(&lines, format, date(2026, 3, 15));
            }
            let unsure: Vec<Vec<ReadLine>> = lines
                .into_iter()
                .map(|line| vec![doubted(&line, input), line])
                .collect();
            let _ = best_reading(&unsure, date(2026, 3, 15));
        }
        Target::Aamva => {
            let _ = aamva::parse(&text());
        }
        Target::Barcode => {
            let _ = find_barcodes(&grey_picture(input));
        }
    }
}

/// The line as an unsure reader may have read it, doubts taken from the input.
fn doubted(line: &ReadLine, input: &[u8]) -> ReadLine {
    let characters = line.0.iter().enumerate().map(|(index, read)| {
        let byte = input.get(index * 7 % input.len().max(1)).copied().unwrap_or(0);
        let confidence = f32::from(byte) / 255.0;
        let other = ALPHABET.chars().nth(usize::from(byte) % 37).unwrap_or('<');
        ReadCharacter {
            confidence,
            others: Alternatives::of(vec![(other, 0.7 * (1.0 - confidence))]),
            ..*read
        }
    });
    ReadLine(characters.collect())
}

/// The first two bytes are the width, the others are grey pixels, the last row filled up.
fn grey_picture(input: &[u8]) -> RgbImage {
    let (width, pixels) = match input {
        [low, high, pixels @ ..] => ((u32::from(*high) << 8 | u32::from(*low)).clamp(1, 2000), pixels),
        _ => (1, input),
    };
    let height = (pixels.len() as u32).div_ceil(width).max(1);
    RgbImage::from_fn(width, height, |x, y| {
        Rgb([pixels.get((y * width + x) as usize).copied().unwrap_or(255); 3])
    })
}

fn good_inputs(target: Target) -> anyhow::Result<Vec<Vec<u8>>> {
    let licence = SpecimenLicence::default();
    let passport = SpecimenPassport::default();
    Ok(match target {
        Target::Decode => {
            let small = RgbImage::from_fn(96, 64, |x, y| Rgb([(x * 2) as u8, (y * 3) as u8, 90]));
            [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP]
                .into_iter()
                .map(|format| {
                    let mut bytes = Cursor::new(Vec::new());
                    small.write_to(&mut bytes, format)?;
                    Ok(bytes.into_inner())
                })
                .collect::<Result<_, image::ImageError>>()
                .context("cannot write a small picture")?
        }
        Target::Mrz => vec![
            passport.mrz().join("\n").into_bytes(),
            b"I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<".to_vec(),
            b"IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<\n8806923102858CORINNE<<<<<<<6512068F6".to_vec(),
        ],
        Target::Aamva => vec![
            licence.barcode_text().into_bytes(),
            b"@\n\x1e\rAAMVA6360060101DL00290120DLDAAROE,JANE,QUINN,JR\nDAQ123\nDAJCT\nDBB19880229\nDBA20290228\nDBCF\n".to_vec(),
            b"@\n\x1e\rANSI 636012030002DL00410080ZO01210010DLDCSROE,\nDCTJANE,QUINN\nDAQR1\nDBB19880229\nDBA20290228\rZOZOA\r"
                .to_vec(),
        ],
        Target::Barcode => ["A short text 0123456789", &licence.barcode_text(), &"7".repeat(300)]
            .into_iter()
            .map(|text| {
                let symbol = resize_to_long_side(&pdf417(text)?, 640);
                let [low, high, ..] = symbol.width().to_le_bytes();
                let grey = symbol.pixels().map(|pixel| pixel.0[0]);
                Ok([low, high].into_iter().chain(grey).collect())
            })
            .collect::<anyhow::Result<_>>()?,
    })
}

/// A good input with one to a dozen changes.
fn spoiled(seeds: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let mut input = chance.pick(seeds).clone();
    for _ in 0..=chance.below(12) {
        let at = chance.below(input.len());
        let length = (chance.below(64) + 1).min(input.len() - at.min(input.len()));
        match chance.below(8) {
            0 => flip(&mut input, at, chance),
            1 => put(&mut input, at, chance.number() as u8),
            2 => put(
                &mut input,
                at,
                *chance.pick(&[0, 1, 127, 128, 254, 255, b'<', b'\n', b'9']),
            ),
            3 => input.truncate(at),
            4 => drop(input.drain(at..at + length)),
            5 => {
                let part = input[at..at + length].to_vec();
                input.splice(at..at, part);
            }
            6 => {
                let other = chance.pick(seeds);
                let from = chance.below(other.len());
                let part = other[from..(from + length).min(other.len())].to_vec();
                input.splice(at..at, part);
            }
            _ => {
                // A stretch of one value: a stripe, a run, a field blanked out.
                let value = chance.number() as u8;
                input[at..at + length].fill(value);
            }
        }
        input.truncate(LARGEST);
    }
    input
}

fn flip(input: &mut [u8], at: usize, chance: &mut Chance) {
    if let Some(byte) = input.get_mut(at) {
        *byte ^= 1 << chance.below(8);
    }
}

fn put(input: &mut [u8], at: usize, value: u8) {
    if let Some(byte) = input.get_mut(at) {
        *byte = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_target_fails_within_a_moment() {
        for target in [Target::Decode, Target::Mrz, Target::Aamva, Target::Barcode] {
            let outcome = run(target, 7, Duration::from_secs(2)).unwrap();
            assert!(
                outcome.failure.is_none(),
                "{target:?}: {:?}",
                outcome.failure.map(|(_, how)| how)
            );
            assert!(outcome.inputs > 3, "{target:?}: {}", outcome.inputs);
        }
    }

    #[test]
    fn a_seed_gives_the_same_inputs_and_another_gives_others() {
        let seeds = good_inputs(Target::Aamva).unwrap();
        let inputs = |seed| -> Vec<Vec<u8>> {
            (0..20)
                .map(|item| spoiled(&seeds, &mut Chance::new(seed, item)))
                .collect()
        };
        assert_eq!(inputs(1), inputs(1));
        assert_ne!(inputs(1), inputs(2));
    }
}
