//! Changing the size of a picture, with every source pixel counted, so that small pictures do not alias.

use std::cell::RefCell;

use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::U8x3;
use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::RgbImage;

thread_local! {
    /// The resizer keeps its intermediate buffers; one per thread saves their allocation.
    static RESIZER: RefCell<Resizer> = RefCell::new(Resizer::new());
}

/// The picture in another size, by convolution with a triangle as wide as the step between target pixels: an area
/// average when it shrinks, bilinear interpolation when it grows.
///
/// Sizes of zero are taken as one.
#[must_use]
pub fn resize(image: &RgbImage, width: u32, height: u32) -> RgbImage {
    convolve(image, width, height, None)
}

/// A part of the picture in another size, without copying the part first.
///
/// `part` is `(x, y, width, height)` in pixels of `image`; what lies outside is cut off.
#[must_use]
pub fn resize_part(image: &RgbImage, part: (f32, f32, f32, f32), width: u32, height: u32) -> RgbImage {
    // In double precision: rounded in single, corner and size can add up to more than the picture.
    let (image_width, image_height) = (f64::from(image.width().max(1)), f64::from(image.height().max(1)));
    let (x, y) = (f64::from(part.0), f64::from(part.1));
    let left = x.clamp(0.0, image_width - 1.0);
    let top = y.clamp(0.0, image_height - 1.0);
    let right = (x + f64::from(part.2)).clamp(left + 1.0, image_width);
    let bottom = (y + f64::from(part.3)).clamp(top + 1.0, image_height);
    convolve(image, width, height, Some([left, top, right - left, bottom - top]))
}

fn convolve(image: &RgbImage, width: u32, height: u32, crop: Option<[f64; 4]>) -> RgbImage {
    let (width, height) = (width.max(1), height.max(1));
    if (width, height) == image.dimensions() && crop.is_none() {
        return image.clone();
    }
    let mut target = RgbImage::new(width, height);
    let options = ResizeOptions::new()
        .resize_alg(ResizeAlg::Convolution(FilterType::Bilinear))
        .use_alpha(false);
    let options = match crop {
        Some([left, top, crop_width, crop_height]) => options.crop(left, top, crop_width, crop_height),
        None => options,
    };
    let (source_width, source_height) = image.dimensions();
    let source = TypedImageRef::<U8x3>::from_buffer(source_width, source_height, image.as_raw());
    let destination = TypedImage::<U8x3>::from_buffer(width, height, &mut target);
    if let (Ok(source), Ok(mut destination)) = (source, destination) {
        let outcome = RESIZER.with_borrow_mut(|resizer| {
            // Horizontal sums of a huge picture would stay allocated for the life of the thread.
            let outcome = resizer.resize_typed(&source, &mut destination, &options);
            if resizer.size_of_internal_buffers() > 64 * 1024 * 1024 {
                resizer.reset_internal_buffers();
            }
            outcome
        });
        debug_assert!(outcome.is_ok(), "{outcome:?}");
    }
    target
}

/// The size in which the longer side has `long_side` pixels and the proportions stay.
#[must_use]
pub fn fit_within(width: u32, height: u32, long_side: u32) -> (u32, u32) {
    let factor = f64::from(long_side) / f64::from(width.max(height).max(1));
    let scaled = |side: u32| ((f64::from(side) * factor).round() as u32).max(1);
    (scaled(width), scaled(height))
}

/// The picture with its longer side scaled to `long_side` pixels, up or down.
#[must_use]
pub fn resize_to_long_side(image: &RgbImage, long_side: u32) -> RgbImage {
    let (width, height) = fit_within(image.width(), image.height(), long_side);
    resize(image, width, height)
}

/// A copy of a part of the picture; what lies outside is cut off.
#[must_use]
pub fn crop(image: &RgbImage, x: u32, y: u32, width: u32, height: u32) -> RgbImage {
    let x = x.min(image.width().saturating_sub(1));
    let y = y.min(image.height().saturating_sub(1));
    let width = width.min(image.width() - x);
    let height = height.min(image.height() - y);
    let mut target = RgbImage::new(width, height);
    let row = width as usize * 3;
    if row > 0 {
        let stride = image.width() as usize * 3;
        let source = image.as_raw();
        for (index, line) in target.chunks_exact_mut(row).enumerate() {
            let start = (y as usize + index) * stride + x as usize * 3;
            line.copy_from_slice(&source[start..start + row]);
        }
    }
    target
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn a_part_that_reaches_to_the_edge_from_anywhere_stays_inside() {
        let image = RgbImage::from_pixel(350, 350, Rgb([7, 8, 9]));
        for step in 0..2000 {
            let start = step as f32 * 0.173_1;
            let part = resize_part(&image, (start, 349.999_97 - start, 400.0, 350.0), 5, 5);
            assert!(part.pixels().all(|pixel| *pixel == Rgb([7, 8, 9])), "from {start}");
        }
    }

    #[test]
    fn shrinking_averages_instead_of_picking() {
        let checkerboard = RgbImage::from_fn(64, 64, |x, y| {
            if (x + y) % 2 == 0 {
                Rgb([255, 255, 255])
            } else {
                Rgb([0, 0, 0])
            }
        });
        let small = resize(&checkerboard, 8, 8);
        assert!(small.pixels().all(|pixel| (120..=135).contains(&pixel.0[0])));
    }

    #[test]
    fn proportions_stay_and_no_side_becomes_zero() {
        assert_eq!(fit_within(4000, 3000, 640), (640, 480));
        assert_eq!(fit_within(10_000, 1, 100), (100, 1));
    }

    #[test]
    fn a_crop_is_cut_at_the_border() {
        let gradient = RgbImage::from_fn(10, 10, |x, y| Rgb([x as u8, y as u8, 0]));
        let corner = crop(&gradient, 8, 7, 20, 20);
        assert_eq!(corner.dimensions(), (2, 3));
        assert_eq!(corner.get_pixel(1, 2), &Rgb([9, 9, 0]));
    }

    #[test]
    fn a_part_outside_of_the_picture_does_not_fail() {
        let grey = RgbImage::from_pixel(20, 20, Rgb([7, 7, 7]));
        let part = resize_part(&grey, (-50.0, -50.0, 500.0, 10.0), 4, 4);
        assert!(part.pixels().all(|pixel| pixel.0 == [7, 7, 7]));
    }
}
