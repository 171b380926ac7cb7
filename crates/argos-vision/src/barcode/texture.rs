//! Whether black and white pixels look like a stacked barcode at all, which is cheaper to tell than to read one.

use rxing::common::BitMatrix;

/// Blocks across and down in which changes are counted.
const BLOCKS: (usize, usize) = (16, 4);
/// Every so many rows are counted.
const ROW_STEP: usize = 2;

/// How black and white alternate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Texture {
    /// Changes along rows by changes along columns: the modules of a stacked barcode are at least three times as high as
    /// wide (ISO/IEC 15438, 5.8.2).
    pub upright: f32,
    /// Share of the blocks that have at least half as many changes as the median block: lines of text have gaps.
    pub filled: f32,
    /// Changes along rows by pixels.
    pub density: f32,
}

/// Least values of a barcode, with room for the surroundings that were cut out with it.
const UPRIGHT: f32 = 1.4;
const FILLED: f32 = 0.6;
const DENSE: f32 = 0.03;

impl Texture {
    /// Whether it is worth a second attempt.
    pub(super) fn may_be_a_barcode(&self) -> bool {
        self.upright >= UPRIGHT && self.filled >= FILLED && self.density >= DENSE
    }

    pub(super) fn of(bits: &BitMatrix) -> Self {
        let (width, height) = (bits.width() as usize, bits.height() as usize);
        let mut blocks = [0u32; BLOCKS.0 * BLOCKS.1];
        let (mut across, mut down, mut pixels) = (0u32, 0u32, 0u32);
        for y in (0..height.saturating_sub(1)).step_by(ROW_STEP) {
            let (row, below) = (bits.getRow(y as u32), bits.getRow(y as u32 + 1));
            let mut before = row.get(0);
            for x in 0..width {
                let (here, under) = (row.get(x), below.get(x));
                if here != before {
                    across += 1;
                    blocks[y * BLOCKS.1 / height * BLOCKS.0 + x * BLOCKS.0 / width] += 1;
                }
                down += u32::from(here != under);
                before = here;
            }
            pixels += width as u32;
        }
        let mut sorted = blocks;
        sorted.sort_unstable();
        let median = sorted[sorted.len() / 2];
        let filled = blocks
            .iter()
            .filter(|count| **count * 2 >= median && median > 0)
            .count();
        Self {
            upright: across as f32 / down.max(1) as f32,
            filled: filled as f32 / blocks.len() as f32,
            density: across as f32 / pixels.max(1) as f32,
        }
    }
}
