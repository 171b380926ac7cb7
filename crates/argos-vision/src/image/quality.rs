//! Measurements of picture quality: numbers only; what is good enough is a matter of policy.

mod perceptual_hash;

use image::RgbImage;

use super::resize::{fit_within, resize};

pub use perceptual_hash::{PerceptualHash, perceptual_hash};

/// How usable a picture is. All measures are taken on a copy with a long side of [`MEASURED_SIDE`] pixels, so they
/// compare between cameras.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Quality {
    /// Width of the original in pixels.
    pub width: u32,
    /// Height of the original in pixels.
    pub height: u32,
    /// Variance of the Laplacian of the grey picture: below about 30 a text page is blurred, sharp photographs reach
    /// hundreds. Depends on the subject. (Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy", 2000.)
    pub sharpness: f32,
    /// Mean of the grey picture, 0 to 1.
    pub brightness: f32,
    /// Standard deviation of the grey picture, 0 to 0.5.
    pub contrast: f32,
    /// Share of pixels with all channels at 250 or more, 0 to 1: glare, or white background.
    pub saturated: f32,
    /// Share of pixels with all channels at 10 or less, 0 to 1.
    pub black: f32,
}

/// Long side of the copy on which quality is measured, in pixels.
pub const MEASURED_SIDE: u32 = 640;

/// Measures a picture. `original_size` is the size of the file's picture when `image` is a smaller copy of it.
#[must_use]
pub fn measure_quality(image: &RgbImage, original_size: (u32, u32)) -> Quality {
    let (width, height) = fit_within(image.width(), image.height(), MEASURED_SIDE);
    if image.width().max(image.height()) <= MEASURED_SIDE {
        // Growing a picture would only blur it.
        return measure(image, original_size);
    }
    measure(&resize(image, width, height), original_size)
}

fn measure(image: &RgbImage, (width, height): (u32, u32)) -> Quality {
    let grey = to_grey(image);
    let count = grey.len().max(1) as f32;
    let mean = grey.iter().map(|&value| f32::from(value)).sum::<f32>() / count;
    let variance = grey.iter().map(|&value| (f32::from(value) - mean).powi(2)).sum::<f32>() / count;
    let pixels = image.as_raw().as_chunks::<3>().0;
    let share = |test: fn(&u8) -> bool| pixels.iter().filter(|pixel| pixel.iter().all(test)).count() as f32 / count;
    Quality {
        width,
        height,
        sharpness: laplacian_variance(&grey, image.width() as usize),
        brightness: mean / 255.0,
        contrast: variance.sqrt() / 255.0,
        saturated: share(|&value| value >= 250),
        black: share(|&value| value <= 10),
    }
}

/// Luma by the weights of ITU-R BT.601.
pub(crate) fn to_grey(image: &RgbImage) -> Vec<u8> {
    image
        .as_raw()
        .as_chunks::<3>()
        .0
        .iter()
        .map(|&[red, green, blue]| ((u32::from(red) * 77 + u32::from(green) * 150 + u32::from(blue) * 29) >> 8) as u8)
        .collect()
}

/// Variance of the four-neighbour Laplacian of a grey picture with rows of `width` pixels; zero when it is too small.
pub(crate) fn laplacian_variance(grey: &[u8], width: usize) -> f32 {
    let height = grey.len().checked_div(width).unwrap_or(0);
    if width < 3 || height < 3 {
        return 0.0;
    }
    let (mut sum, mut squares) = (0i64, 0i64);
    for y in 1..height - 1 {
        let above = &grey[(y - 1) * width..y * width];
        let line = &grey[y * width..(y + 1) * width];
        let below = &grey[(y + 1) * width..(y + 2) * width];
        for x in 1..width - 1 {
            let value = i64::from(above[x]) + i64::from(below[x]) + i64::from(line[x - 1]) + i64::from(line[x + 1])
                - 4 * i64::from(line[x]);
            sum += value;
            squares += value * value;
        }
    }
    let count = ((width - 2) * (height - 2)) as f64;
    let mean = sum as f64 / count;
    (squares as f64 / count - mean * mean) as f32
}

/// Standard deviation of the noise of single pixels of the grey picture, in levels of 0 to 255 (J. Immerkær, "Fast Noise
/// Variance Estimation", 1996). Fine texture counts as noise too.
pub(crate) fn noise_level(image: &RgbImage) -> f32 {
    let (grey, width) = (to_grey(image), image.width() as usize);
    let lines: Vec<&[u8]> = grey.chunks_exact(width.max(1)).collect();
    let mut sum = 0u64;
    for three in lines.windows(3) {
        let [above, line, below] = three else { continue };
        for x in 1..width.saturating_sub(1) {
            let around = |line: &[u8], middle: i32, side: i32| {
                middle * i32::from(line[x]) + side * (i32::from(line[x - 1]) + i32::from(line[x + 1]))
            };
            let value = around(above, -2, 1) + around(line, 4, -2) + around(below, -2, 1);
            sum += u64::from(value.unsigned_abs());
        }
    }
    let count = width.saturating_sub(2) * lines.len().saturating_sub(2);
    // The kernel's weights have the norm 6.
    (sum as f64 / count.max(1) as f64 * std::f64::consts::FRAC_PI_2.sqrt() / 6.0) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    fn stripes(period: u32) -> RgbImage {
        RgbImage::from_fn(200, 200, |x, _| {
            if (x / period).is_multiple_of(2) {
                Rgb([230; 3])
            } else {
                Rgb([20; 3])
            }
        })
    }

    #[test]
    fn a_blurred_picture_is_less_sharp() {
        let sharp = stripes(4);
        let blurred = resize(&resize(&sharp, 60, 60), 200, 200);
        let (sharp, blurred) = (
            measure_quality(&sharp, (200, 200)),
            measure_quality(&blurred, (200, 200)),
        );
        assert!(
            sharp.sharpness > 10.0 * blurred.sharpness,
            "{} {}",
            sharp.sharpness,
            blurred.sharpness
        );
    }

    #[test]
    fn a_plain_picture_has_no_contrast_and_the_expected_brightness() {
        let plain = measure_quality(&RgbImage::from_pixel(100, 100, Rgb([128; 3])), (100, 100));
        assert!(plain.contrast < 1e-3 && plain.sharpness == 0.0);
        assert!((plain.brightness - 0.5).abs() < 0.01);
    }

    #[test]
    fn glare_and_darkness_are_shares() {
        let image = RgbImage::from_fn(100, 100, |x, _| match x {
            0..25 => Rgb([255; 3]),
            25..35 => Rgb([0; 3]),
            _ => Rgb([100; 3]),
        });
        let quality = measure_quality(&image, (100, 100));
        assert!((quality.saturated - 0.25).abs() < 1e-3 && (quality.black - 0.10).abs() < 1e-3);
    }

    #[test]
    fn noise_is_told_from_slopes() {
        let mut state = 1u32;
        let mut noisy = |deviation: f32| {
            RgbImage::from_fn(200, 150, |x, y| {
                let mut sum = 0.0;
                for _ in 0..12 {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    sum += (state >> 8) as f32 / (1 << 24) as f32;
                }
                Rgb([(60.0 + 0.4 * x as f32 + 0.3 * y as f32 + deviation * (sum - 6.0)).round() as u8; 3])
            })
        };
        assert!(noise_level(&noisy(0.0)) < 0.6);
        let measured = noise_level(&noisy(5.0));
        assert!((4.5..5.6).contains(&measured), "{measured}");
        assert_eq!(noise_level(&RgbImage::new(2, 2)), 0.0);
    }
}
