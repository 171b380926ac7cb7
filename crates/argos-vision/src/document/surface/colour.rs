//! Whether there is any colour besides that of the light.

use image::RgbImage;

/// Brightness, 0 to 255, between which a pixel has a colour that can be measured.
const MEASURABLE: std::ops::RangeInclusive<u32> = 20..=245;
/// Fewer measurable pixels than this tell nothing.
const LEAST_PIXELS: usize = 500;
/// Share of pixels at either end that is left out: specks, a finger's edge.
const OUTERMOST: f64 = 0.05;

/// The wider of the spreads of red's and blue's share of a pixel, in percentage points. Shares do not change with the
/// brightness of the light, and its tint moves all of them alike.
pub(super) fn colour_spread(image: &RgbImage) -> Option<f32> {
    let mut shares: [Vec<f32>; 2] = [Vec::new(), Vec::new()];
    for &[red, green, blue] in image.as_raw().as_chunks::<3>().0 {
        let [red, green, blue] = [red, green, blue].map(u32::from);
        if MEASURABLE.contains(&((red * 77 + green * 150 + blue * 29) >> 8)) {
            let sum = (red + green + blue + 1) as f32;
            shares[0].push(100.0 * red as f32 / sum);
            shares[1].push(100.0 * blue as f32 / sum);
        }
    }
    if shares[0].len() < LEAST_PIXELS {
        return None;
    }
    let spreads = shares.map(|mut values| {
        values.sort_unstable_by(f32::total_cmp);
        let cut = (values.len() as f64 * OUTERMOST) as usize;
        values[values.len() - 1 - cut] - values[cut]
    });
    Some(spreads[0].max(spreads[1]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    /// A page with a coloured field, in the light of a warm lamp from one side.
    fn page(saturation: f32) -> RgbImage {
        RgbImage::from_fn(160, 100, |x, y| {
            let light = 1.0 - 0.4 * x as f32 / 160.0;
            let paper = if y > 50 { [0.55, 0.62, 0.78] } else { [0.8, 0.78, 0.74] };
            let grey = (paper[0] + paper[1] + paper[2]) / 3.0;
            let channel = |index: usize, tint: f32| {
                let colour = grey + saturation * (paper[index] - grey);
                (255.0 * light * tint * colour).clamp(0.0, 255.0) as u8
            };
            Rgb([channel(0, 1.0), channel(1, 0.95), channel(2, 0.8)])
        })
    }

    #[test]
    fn a_copy_without_colour_in_tinted_light_has_hardly_a_spread() {
        let (document, copy) = (colour_spread(&page(1.0)).unwrap(), colour_spread(&page(0.0)).unwrap());
        assert!(document > 5.0 && copy < 1.0, "{document} {copy}");
    }

    #[test]
    fn black_and_white_alone_tell_nothing() {
        assert_eq!(colour_spread(&RgbImage::from_pixel(100, 100, Rgb([255; 3]))), None);
    }
}
