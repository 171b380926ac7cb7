//! QR codes in black and white pixels.

use std::panic::catch_unwind;

use rxing::common::{BitMatrix, DetectorRXingResult as _};
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::{FindFinderPatterns, GenerateFinderPatternSets, SampleQR};

use crate::image::Point;

/// Finder patterns that are kept: a picture with more shows no document.
const MOST_PATTERNS: usize = 48;
/// Triples of finder patterns that are tried.
const MOST_TRIPLES: usize = 40;
/// Codes that are read.
const MOST_CODES: usize = 4;

/// A code, with corners in the pixels that were searched.
pub(super) struct FoundQr {
    pub text: String,
    /// Top left, top right, bottom right, bottom left.
    pub corners: [Point; 4],
}

/// The codes in these pixels, at any angle.
pub(super) fn find(bits: &BitMatrix) -> Vec<FoundQr> {
    // The library counts on well-formed symbols in places, and chance makes others. A panic there is "no symbol".
    catch_unwind(|| search(bits)).unwrap_or_default()
}

fn search(bits: &BitMatrix) -> Vec<FoundQr> {
    let mut patterns = FindFinderPatterns(bits, false, 0);
    patterns.sort_by_key(|pattern| std::cmp::Reverse(pattern.size));
    patterns.truncate(MOST_PATTERNS);
    let mut found: Vec<FoundQr> = Vec::new();
    let mut used = Vec::new();
    for triple in GenerateFinderPatternSets(&mut patterns).into_iter().take(MOST_TRIPLES) {
        let own = [triple.bl, triple.tl, triple.tr];
        if own.iter().any(|pattern| used.contains(pattern)) {
            continue;
        }
        let Ok(sampled) = SampleQR(bits, &triple) else { continue };
        let Ok(decoded) = Decode(sampled.getBits()) else {
            continue;
        };
        let &[a, b, c, d, ..] = sampled.getPoints() else {
            continue;
        };
        if !decoded.isValid() {
            continue;
        }
        used.extend(own);
        found.push(FoundQr {
            text: decoded.content().to_string(),
            corners: [a, b, c, d].map(|place| Point::new(place.x, place.y)),
        });
        if found.len() >= MOST_CODES {
            break;
        }
    }
    found
}
