//! PDF417 symbols in black and white pixels.

use std::panic::catch_unwind;

use rxing::Point as Place;
use rxing::common::BitMatrix;
use rxing::pdf417::PDF417RXingResultMetadata;
use rxing::pdf417::decoder::pdf_417_scanning_decoder;
use rxing::pdf417::detector::pdf_417_detector;

use super::symbol::Segment;
use crate::image::Point;

/// Candidates that are looked at in one set of pixels.
const MOST_CANDIDATES: usize = 12;
/// A start pattern has 17 modules, a stop pattern 18 (ISO/IEC 15438, 5.3).
const START_MODULES: f32 = 17.0;
const STOP_MODULES: f32 = 18.0;

/// A symbol, with corners in the pixels that were searched.
pub(super) struct FoundPdf417 {
    pub text: String,
    pub segment: Option<Segment>,
    /// Top left, top right, bottom right, bottom left.
    pub corners: [Point; 4],
}

/// What all attempts on one picture may cost together, so that a picture full of false beginnings takes bounded time.
pub(super) struct Budget {
    pixels: u64,
}

impl Budget {
    /// So many pixels, summed over the candidates that are read in them. Reading one takes some 20 ns a pixel.
    pub(super) const fn new(pixels: u64) -> Self {
        Self { pixels }
    }

    /// Takes the cost of one candidate; `false` when it is used up.
    fn spend(&mut self, bits: &BitMatrix) -> bool {
        let cost = u64::from(bits.width()) * u64::from(bits.height());
        let enough = self.pixels >= cost;
        self.pixels = self.pixels.saturating_sub(cost);
        enough
    }
}

/// All symbols whose start or stop patterns stand upright in these pixels, up to [`MOST_CANDIDATES`].
pub(super) fn find(mut bits: BitMatrix, budget: &mut Budget) -> Vec<FoundPdf417> {
    let mut found = Vec::new();
    for _ in 0..MOST_CANDIDATES {
        // The library counts on well-formed symbols in places, and chance makes others. A panic there is "no symbol".
        let attempt = catch_unwind(|| pdf_417_detector::detect(false, &bits)?.into_iter().next());
        let Ok(Some(corners)) = attempt else { break };
        if !budget.spend(&bits) {
            break;
        }
        let symbol = catch_unwind(|| read(&bits, &corners));
        found.extend(symbol.ok().flatten());
        if !erase(&mut bits, &corners) {
            break;
        }
    }
    found
}

/// The library's eight points: top left, bottom left, top right, bottom right of the symbol, then of the columns between
/// its start and stop patterns.
type Corners = [Option<Place>; 8];

fn read(bits: &BitMatrix, corners: &Corners) -> Option<FoundPdf417> {
    let widths = |pairs: [(usize, usize, f32); 4]| {
        pairs
            .into_iter()
            .filter_map(|(a, b, modules)| Some((corners[a]?.x - corners[b]?.x).abs() * START_MODULES / modules))
            .collect::<Vec<f32>>()
    };
    let widths = widths([
        (0, 4, START_MODULES),
        (1, 5, START_MODULES),
        (6, 2, STOP_MODULES),
        (7, 3, STOP_MODULES),
    ]);
    let least = widths.iter().copied().reduce(f32::min)?;
    let most = widths.iter().copied().reduce(f32::max)?;
    let result = pdf_417_scanning_decoder::decode(
        bits,
        corners[4],
        corners[5],
        corners[6],
        corners[7],
        least as u32,
        most as u32,
    )
    .ok()?;
    let metadata = result
        .getOther()
        .and_then(|other| other.downcast::<PDF417RXingResultMetadata>().ok());
    let segment = metadata
        .filter(|segment| !segment.getFileId().is_empty())
        .map(|segment| Segment {
            file: segment.getFileId().to_owned(),
            index: segment.getSegmentIndex(),
            count: usize::try_from(segment.getSegmentCount())
                .ok()
                .filter(|count| *count > 0),
            last: segment.isLastSegment(),
        });
    Some(FoundPdf417 {
        text: result.getText().to_owned(),
        segment,
        corners: outline(bits, corners),
    })
}

/// The outline; a side whose pattern was not found is taken to be at the edge of the pixels, which are a cut around the
/// symbol.
fn outline(bits: &BitMatrix, corners: &Corners) -> [Point; 4] {
    let at = |index: usize, other: usize, edge: f32| match (corners[index], corners[other]) {
        (Some(place), _) => Point::new(place.x, place.y),
        (None, Some(opposite)) => Point::new(edge, opposite.y),
        (None, None) => Point::new(edge, 0.0),
    };
    let right = bits.width() as f32;
    [at(0, 2, 0.0), at(2, 0, right), at(3, 1, right), at(1, 3, 0.0)]
}

/// Makes the pixels of a candidate white, so that the next search finds another. `false` when nothing was left to erase.
fn erase(bits: &mut BitMatrix, corners: &Corners) -> bool {
    let places: Vec<Place> = corners.iter().copied().flatten().collect();
    let least = |value: fn(&Place) -> f32| places.iter().map(value).reduce(f32::min);
    let most = |value: fn(&Place) -> f32| places.iter().map(value).reduce(f32::max);
    let (Some(left), Some(right), Some(top), Some(bottom)) = (
        least(|place| place.x),
        most(|place| place.x),
        least(|place| place.y),
        most(|place| place.y),
    ) else {
        return false;
    };
    let (right, bottom) = (
        (right as u32 + 1).min(bits.width()),
        (bottom as u32 + 1).min(bits.height()),
    );
    let (left, top) = ((left as u32).saturating_sub(1), (top as u32).saturating_sub(1));
    let mut erased = false;
    for y in top..bottom {
        for x in left..right {
            if bits.get(x, y) {
                bits.unset(x, y);
                erased = true;
            }
        }
    }
    erased
}
