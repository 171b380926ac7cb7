//! Quarter turns and the eight orientations that a camera may note in its file.

use image::RgbImage;

/// How far a picture is turned clockwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuarterTurns {
    /// Not at all.
    #[default]
    None,
    /// A quarter clockwise.
    Quarter,
    /// Upside down.
    Half,
    /// Three quarters clockwise, which is a quarter to the left.
    ThreeQuarters,
}

impl QuarterTurns {
    /// All four, in the order of their angle.
    pub const ALL: [Self; 4] = [Self::None, Self::Quarter, Self::Half, Self::ThreeQuarters];

    /// Both turns one after the other.
    #[must_use]
    pub fn then(self, next: Self) -> Self {
        Self::ALL[(self as usize + next as usize) % 4]
    }

    /// The turn that undoes this one.
    #[must_use]
    pub fn inverse(self) -> Self {
        Self::ALL[(4 - self as usize) % 4]
    }
}

/// The picture turned clockwise.
#[must_use]
pub fn rotate(image: &RgbImage, turns: QuarterTurns) -> RgbImage {
    let (width, height) = image.dimensions();
    match turns {
        QuarterTurns::None => image.clone(),
        QuarterTurns::Quarter => remap(image, height, width, |x, y| (y, height - 1 - x)),
        QuarterTurns::Half => remap(image, width, height, |x, y| (width - 1 - x, height - 1 - y)),
        QuarterTurns::ThreeQuarters => remap(image, height, width, |x, y| (width - 1 - y, x)),
    }
}

/// The picture as it was meant to be seen, by the orientation value 1 to 8 of its EXIF data (EXIF 2.32, tag 0x0112).
/// Other values change nothing.
#[must_use]
pub fn apply_exif_orientation(image: RgbImage, orientation: u32) -> RgbImage {
    let (width, height) = image.dimensions();
    match orientation {
        2 => remap(&image, width, height, |x, y| (width - 1 - x, y)),
        3 => rotate(&image, QuarterTurns::Half),
        4 => remap(&image, width, height, |x, y| (x, height - 1 - y)),
        5 => remap(&image, height, width, |x, y| (y, x)),
        6 => rotate(&image, QuarterTurns::Quarter),
        7 => remap(&image, height, width, |x, y| (width - 1 - y, height - 1 - x)),
        8 => rotate(&image, QuarterTurns::ThreeQuarters),
        _ => image,
    }
}

/// Fills a picture of the given size from the source position of each of its pixels, tile by tile: a turned picture
/// is read by column, and whole columns of a large picture do not stay in the cache.
fn remap(source: &RgbImage, width: u32, height: u32, position: impl Fn(u32, u32) -> (u32, u32)) -> RgbImage {
    const TILE: u32 = 32;
    let mut target = RgbImage::new(width, height);
    let stride = source.width() as usize * 3;
    let target_stride = width as usize * 3;
    let pixels = source.as_raw().as_slice();
    let out: &mut [u8] = &mut target;
    for tile_y in (0..height).step_by(TILE as usize) {
        for tile_x in (0..width).step_by(TILE as usize) {
            for y in tile_y..(tile_y + TILE).min(height) {
                let line = y as usize * target_stride;
                for x in tile_x..(tile_x + TILE).min(width) {
                    let (from_x, from_y) = position(x, y);
                    let from = from_y as usize * stride + from_x as usize * 3;
                    let to = line + x as usize * 3;
                    out[to..to + 3].copy_from_slice(&pixels[from..from + 3]);
                }
            }
        }
    }
    target
}

/// The picture mirrored left to right, as a front camera shows it.
#[must_use]
pub fn mirror(image: &RgbImage) -> RgbImage {
    let (width, height) = image.dimensions();
    remap(image, width, height, |x, y| (width - 1 - x, y))
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    /// 3 x 2 pixels numbered by row: 0 1 2 / 3 4 5.
    fn numbered() -> RgbImage {
        RgbImage::from_fn(3, 2, |x, y| Rgb([(y * 3 + x) as u8, 0, 0]))
    }

    fn numbers(image: &RgbImage) -> Vec<u8> {
        image.pixels().map(|pixel| pixel.0[0]).collect()
    }

    #[test]
    fn a_quarter_turn_is_clockwise() {
        let turned = rotate(&numbered(), QuarterTurns::Quarter);
        assert_eq!(turned.dimensions(), (2, 3));
        assert_eq!(numbers(&turned), [3, 0, 4, 1, 5, 2]);
    }

    #[test]
    fn every_turn_is_undone_by_its_inverse() {
        let large = RgbImage::from_fn(70, 41, |x, y| Rgb([x as u8, y as u8, (x * y) as u8]));
        for turns in QuarterTurns::ALL {
            assert_eq!(rotate(&rotate(&large, turns), turns.inverse()), large);
            assert_eq!(turns.then(turns.inverse()), QuarterTurns::None);
        }
    }

    #[test]
    fn exif_orientations_follow_the_standard() {
        let expected: [(u32, &[u8]); 8] = [
            (1, &[0, 1, 2, 3, 4, 5]),
            (2, &[2, 1, 0, 5, 4, 3]),
            (3, &[5, 4, 3, 2, 1, 0]),
            (4, &[3, 4, 5, 0, 1, 2]),
            (5, &[0, 3, 1, 4, 2, 5]),
            (6, &[3, 0, 4, 1, 5, 2]),
            (7, &[5, 2, 4, 1, 3, 0]),
            (8, &[2, 5, 1, 4, 0, 3]),
        ];
        for (orientation, numbers_expected) in expected {
            assert_eq!(
                numbers(&apply_exif_orientation(numbered(), orientation)),
                numbers_expected,
                "{orientation}"
            );
        }
        assert_eq!(numbers(&apply_exif_orientation(numbered(), 99)), [0, 1, 2, 3, 4, 5]);
    }
}
