//! Faint pictures made distinct.

use image::RgbImage;

/// Share of the pixels at each end of the brightness range that does not count.
const IGNORED: f32 = 0.01;
/// A range narrower than this is no picture but noise.
const LEAST_RANGE: f32 = 12.0;

/// Spreads the brightness of a picture over the whole range: all but the darkest and the brightest hundredth of the pixels.
/// Colours keep their hue. A picture without contrast stays as it is.
pub fn stretch_contrast(image: &mut RgbImage) {
    let mut histogram = [0u32; 256];
    for pixel in image.pixels() {
        let [red, green, blue] = pixel.0.map(u32::from);
        histogram[((red * 77 + green * 150 + blue * 29) >> 8).min(255) as usize] += 1;
    }
    let count = image.width() as f32 * image.height() as f32;
    let level = |from_top: bool| {
        let mut sum = 0.0;
        let mut order = (0..256).collect::<Vec<usize>>();
        if from_top {
            order.reverse();
        }
        let found = order.into_iter().find(|&level| {
            sum += histogram[level] as f32;
            sum > IGNORED * count
        });
        found.unwrap_or(0) as f32
    };
    let (low, high) = (level(false), level(true));
    if high - low < LEAST_RANGE || (low < 2.0 && high > 253.0) {
        return;
    }
    let factor = 255.0 / (high - low);
    let table: Vec<u8> = (0..256)
        .map(|value| ((value as f32 - low) * factor).round().clamp(0.0, 255.0) as u8)
        .collect();
    for channel in image.iter_mut() {
        *channel = table[usize::from(*channel)];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn a_faint_picture_fills_the_range_and_a_flat_one_stays() {
        let mut faint = RgbImage::from_fn(50, 50, |x, _| Rgb([(80 + x) as u8; 3]));
        stretch_contrast(&mut faint);
        let values: Vec<u8> = faint.pixels().map(|pixel| pixel.0[0]).collect();
        assert!(values.iter().min().unwrap() < &8 && values.iter().max().unwrap() > &247);
        let flat = RgbImage::from_pixel(9, 9, Rgb([77; 3]));
        let mut same = flat.clone();
        stretch_contrast(&mut same);
        assert_eq!(same, flat);
    }
}
