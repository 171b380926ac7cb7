//! Whether black and white pixels look like a stacked barcode at all, which is cheaper to tell than to read one.

use rxing::common::BitMatrix;

/// Blocks across and down in which changes are counted.
const BLOCKS: (usize, usize) = (16, 4);

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
        // Every row: rows of modules of an even height would hide between rows at regular steps.
        for y in 0..height.saturating_sub(1) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn texture(black: impl Fn(u32, u32) -> bool) -> Texture {
        let mut bits = BitMatrix::new(320, 96).unwrap();
        for (x, y) in (0..96).flat_map(|y| (0..320).map(move |x| (x, y))) {
            if black(x, y) {
                bits.set(x, y);
            }
        }
        Texture::of(&bits)
    }

    /// Some bit of a number made of two.
    fn mixed(a: u32, b: u32) -> bool {
        let mut bits = a.wrapping_mul(0x9E37_79B9).wrapping_add(b.wrapping_mul(0x85EB_CA6B));
        for factor in [0x7FEB_352D, 0x846C_A68B] {
            bits = (bits ^ (bits >> 16)).wrapping_mul(factor);
        }
        bits >> 31 == 1
    }

    #[test]
    fn rows_of_high_modules_may_be_a_barcode_and_lines_of_text_may_not() {
        let barcode = texture(|x, y| mixed(x / 3, y / 12));
        assert!(barcode.may_be_a_barcode(), "{barcode:?}");
        let text = texture(|x, y| y % 24 < 8 && x < 250 && mixed(x / 3, y / 3));
        assert!(!text.may_be_a_barcode(), "{text:?}");
        let checks = texture(|x, y| mixed(x / 4, y / 4));
        assert!(!checks.may_be_a_barcode(), "{checks:?}");
        assert!(!texture(|_, _| false).may_be_a_barcode());
    }

    #[test]
    fn a_few_pixels_do_not_fail() {
        for (width, height) in [(1, 1), (1, 40), (40, 1), (3, 3)] {
            assert!(!Texture::of(&BitMatrix::new(width, height).unwrap()).may_be_a_barcode());
        }
    }
}
