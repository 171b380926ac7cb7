//! The grid of a screen's pixels, or what it makes with the grid of the camera.
//!
//! Both are regular, so they stand as sharp peaks in the spectrum, away from its middle; print, fabric and noise are
//! broad. Peaks are looked for in each part of the picture by itself, since perspective moves them from part to part
//! (after the analysis of recaptured pictures by moire in Patel, Han and Jain, "Secure Face Unlock: Spoof Detection on
//! Smartphones", 2016, here without a trained classifier).

use std::f32::consts::PI;

use image::RgbImage;
use rustfft::num_complex::Complex32;
use rustfft::{Fft, FftPlanner};

/// Side of a part, in pixels.
const SIDE: usize = 128;
/// Parts across and down, at most.
const PARTS: u32 = 5;
/// Frequencies that are looked at, in periods a pixel: below lies the layout of the page.
const FREQUENCIES: std::ops::Range<f32> = 0.12..0.5;
/// Bins beside the axes that are left out: edges of lines and of the compression's blocks lie there.
const AXIS_BINS: usize = 2;
/// Half sides, in bins, of the square around a peak that is its surroundings and of the one within that is its own.
const SURROUNDINGS: usize = 6;
const OWN: usize = 2;
/// Added to the power so that an empty spectrum has no peaks.
const FLOOR: f32 = 1e-3;
/// Weights of a bin and its neighbours: a peak that falls between bins counts whole.
const SMOOTHING: [f32; 5] = [0.022, 0.228, 0.5, 0.228, 0.022];

/// Median over the parts of how far the highest peak stands out, in decades of power; `None` when no part fits.
pub(super) fn strongest_pattern(image: &RgbImage, (x, y, width, height): (u32, u32, u32, u32)) -> Option<f32> {
    let (columns, rows) = (starts(x, width), starts(y, height));
    if columns.is_empty() || rows.is_empty() {
        return None;
    }
    let fft = FftPlanner::new().plan_fft_forward(SIDE);
    let window: Vec<f32> = (0..SIDE)
        .map(|index| 0.5 - 0.5 * (2.0 * PI * index as f32 / (SIDE - 1) as f32).cos())
        .collect();
    let mut peaks: Vec<f32> = rows
        .iter()
        .flat_map(|&top| columns.iter().map(move |&left| (left, top)))
        .map(|(left, top)| highest_peak(&power_spectrum(image, left, top, &window, fft.as_ref())))
        .collect();
    peaks.sort_unstable_by(f32::total_cmp);
    Some(peaks[peaks.len() / 2])
}

/// Where the parts begin along one side.
fn starts(from: u32, length: u32) -> Vec<u32> {
    let side = SIDE as u32;
    let Some(room) = length.checked_sub(side) else {
        return Vec::new();
    };
    let count = (room / (side / 2) + 1).min(PARTS);
    (0..count)
        .map(|index| from + (room * index).checked_div(count - 1).unwrap_or(0))
        .collect()
}

/// Logarithm (base 10) of the smoothed power of one part's grey values; index 0 is the mean.
fn power_spectrum(image: &RgbImage, left: u32, top: u32, window: &[f32], fft: &dyn Fft<f32>) -> Vec<f32> {
    let mut grey: Vec<f32> = Vec::with_capacity(SIDE * SIDE);
    for y in top..top + SIDE as u32 {
        for x in left..left + SIDE as u32 {
            let [red, green, blue] = image.get_pixel(x, y).0.map(f32::from);
            grey.push(0.299 * red + 0.587 * green + 0.114 * blue);
        }
    }
    let mean = grey.iter().sum::<f32>() / grey.len() as f32;
    let mut values: Vec<Complex32> = grey
        .iter()
        .enumerate()
        .map(|(index, value)| Complex32::new((value - mean) * window[index / SIDE] * window[index % SIDE], 0.0))
        .collect();
    // Row by row, twice with the axes exchanged; the spectrum stays transposed, which its peaks do not mind.
    fft.process(&mut values);
    let mut values = transposed(&values);
    fft.process(&mut values);
    let power: Vec<f32> = values.iter().map(|value| value.norm_sqr()).collect();
    let smooth = along_rows(&transposed(&along_rows(&power)));
    smooth.iter().map(|power| (power + FLOOR).log10()).collect()
}

fn transposed<T: Copy>(values: &[T]) -> Vec<T> {
    (0..SIDE * SIDE)
        .map(|index| values[(index % SIDE) * SIDE + index / SIDE])
        .collect()
}

/// Weighted mean with the neighbours in the row; rows are circles.
fn along_rows(values: &[f32]) -> Vec<f32> {
    (0..values.len())
        .map(|index| {
            let (row, column) = (index / SIDE * SIDE, index % SIDE + SIDE - 2);
            SMOOTHING
                .iter()
                .enumerate()
                .map(|(offset, weight)| weight * values[row + (column + offset) % SIDE])
                .sum()
        })
        .collect()
}

/// By how much the highest peak exceeds the mean of its surroundings.
fn highest_peak(spectrum: &[f32]) -> f32 {
    let (own, around) = (box_sums(spectrum, OWN), box_sums(spectrum, SURROUNDINGS));
    let bins = |half: usize| ((2 * half + 1) * (2 * half + 1)) as f32;
    let surrounding_bins = bins(SURROUNDINGS) - bins(OWN);
    let frequency = |bin: usize| bin.min(SIDE - bin) as f32 / SIDE as f32;
    let mut highest = 0.0f32;
    // One half holds all: the other is its mirror image.
    for row in AXIS_BINS + 1..=SIDE / 2 {
        for column in AXIS_BINS + 1..SIDE - AXIS_BINS {
            if FREQUENCIES.contains(&frequency(row).hypot(frequency(column))) {
                let index = row * SIDE + column;
                highest = highest.max(spectrum[index] - (around[index] - own[index]) / surrounding_bins);
            }
        }
    }
    highest
}

/// Sum over the square of this half side around each bin; the spectrum is a torus.
fn box_sums(values: &[f32], half: usize) -> Vec<f32> {
    let rows = transposed(&row_sums(values, half));
    transposed(&row_sums(&rows, half))
}

fn row_sums(values: &[f32], half: usize) -> Vec<f32> {
    let mut sums = Vec::with_capacity(values.len());
    for row in values.chunks_exact(SIDE) {
        let mut sum: f32 = (0..=2 * half).map(|offset| row[(offset + SIDE - half) % SIDE]).sum();
        for column in 0..SIDE {
            sums.push(sum);
            sum += row[(column + half + 1) % SIDE] - row[(column + SIDE - half) % SIDE];
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    /// Brightness, 0 to 1, of a page at a point in its own units: lines of irregular dark strokes on a shaded ground.
    fn page(x: f32, y: f32) -> f32 {
        let (line, across) = ((y / 25.0).floor(), x + 3.7 * (y / 25.0).floor());
        let in_line = y - 25.0 * line < 9.0 + 6.0 * noise(line as u32, 7);
        let stroke = in_line && noise((across / (5.0 + (line * 1.3).sin())) as u32, line as u32) > 0.1;
        if stroke { 0.15 } else { 0.75 + 0.1 * (x / 90.0).sin() }
    }

    /// A number that looks random, -1 to 1.
    fn noise(x: u32, y: u32) -> f32 {
        let mixed = (x.wrapping_mul(0x9E37_79B1) ^ y.wrapping_mul(0x85EB_CA77)).wrapping_mul(0xC2B2_AE3D);
        (mixed >> 16) as f32 / 32768.0 - 1.0
    }

    fn photograph(at: impl Fn(f32, f32) -> [f32; 3]) -> RgbImage {
        RgbImage::from_fn(420, 400, |x, y| {
            let mut seen = [0.0; 3];
            for (dx, dy) in (0..9).map(|sub| ((sub % 3) as f32 / 3.0, (sub / 3) as f32 / 3.0)) {
                let light = at(x as f32 + dx, y as f32 + dy);
                for channel in 0..3 {
                    seen[channel] += light[channel] / 9.0;
                }
            }
            Rgb(seen.map(|value| (255.0 * value + 4.0 * noise(x, y)).clamp(0.0, 255.0) as u8))
        })
    }

    /// The page on a screen of red, green and blue stripes with gaps, `scale` pixels of the camera a pixel of the screen.
    fn on_screen(scale: f32, degrees: f32) -> RgbImage {
        let (sin, cos) = degrees.to_radians().sin_cos();
        photograph(|x, y| {
            let (u, v) = ((x * cos + y * sin) / scale, (y * cos - x * sin) / scale);
            let shown = page(u.floor() * scale, v.floor() * scale);
            let stripe = (3.0 * u.rem_euclid(1.0)) as usize;
            let lit = v.rem_euclid(1.0) < 0.9;
            let mut light = [0.0; 3];
            if lit {
                light[stripe.min(2)] = 2.8 * shown;
            }
            light
        })
    }

    fn pattern(image: &RgbImage) -> f32 {
        strongest_pattern(image, (0, 0, image.width(), image.height())).unwrap()
    }

    #[test]
    fn a_screen_stands_out_and_paper_does_not() {
        let paper = pattern(&photograph(|x, y| [page(x, y); 3]));
        assert!(paper < 1.8, "{paper}");
        for (scale, degrees) in [(1.3, 3.0), (1.7, -4.0), (2.4, 2.0)] {
            let screen = pattern(&on_screen(scale, degrees));
            assert!(screen > 2.0, "{scale} {degrees}: {screen}");
        }
    }

    #[test]
    fn a_picture_smaller_than_a_part_tells_nothing() {
        assert_eq!(strongest_pattern(&RgbImage::new(300, 100), (0, 0, 300, 100)), None);
        assert_eq!(strongest_pattern(&RgbImage::new(300, 300), (10, 10, 200, 100)), None);
        assert!(pattern(&RgbImage::new(128, 128)) < 1e-3);
    }

    #[test]
    fn parts_cover_the_length_from_end_to_end() {
        assert_eq!(starts(10, 128), [10]);
        assert_eq!(starts(0, 192), [0, 64]);
        let many = starts(5, 4000);
        assert_eq!((many.len(), many[0], many[4]), (5, 5, 5 + 4000 - 128));
    }
}
