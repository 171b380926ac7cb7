//! Cutting a tilted or turned region out of a picture: affine and perspective warps with bilinear sampling.
//!
//! The sampling does not average: shrink the source first when the target is less than half as large.

use image::{Rgb, RgbImage};

use super::geometry::Point;
use super::resize::resize_part;

/// A 2 x 3 matrix: `(x, y) -> (a x + b y + c, d x + e y + f)`, given as `[a, b, c, d, e, f]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AffineTransform(pub [f32; 6]);

impl AffineTransform {
    /// The transformed point.
    #[must_use]
    pub fn apply(&self, point: Point) -> Point {
        let [a, b, c, d, e, f] = self.0;
        Point {
            x: a * point.x + b * point.y + c,
            y: d * point.x + e * point.y + f,
        }
    }

    /// The transform back, or `None` when this one flattens the plane.
    #[must_use]
    pub fn inverse(&self) -> Option<Self> {
        let [a, b, c, d, e, f] = self.0;
        let determinant = a * e - b * d;
        if !determinant.is_finite() || determinant.abs() < 1e-12 {
            return None;
        }
        let (ia, ib, id, ie) = (e / determinant, -b / determinant, -d / determinant, a / determinant);
        Some(Self([ia, ib, -(ia * c + ib * f), id, ie, -(id * c + ie * f)]))
    }
}

/// The target picture in which pixel `p` shows the source at `to_source(p)`, and the background where the source ends.
#[must_use]
pub fn warp_affine(
    source: &RgbImage,
    to_source: &AffineTransform,
    width: u32,
    height: u32,
    background: Rgb<u8>,
) -> RgbImage {
    let [a, b, c, d, e, f] = to_source.0;
    let mut target = RgbImage::from_pixel(width, height, background);
    if source.width() == 0 || source.height() == 0 || width == 0 {
        return target;
    }
    let sampler = Sampler::new(source);
    for (y, line) in target.chunks_exact_mut(width as usize * 3).enumerate() {
        let (start_x, start_y) = (b * y as f32 + c, e * y as f32 + f);
        for (x, pixel) in line.as_chunks_mut::<3>().0.iter_mut().enumerate() {
            let position = (a * x as f32 + start_x, d * x as f32 + start_y);
            *pixel = sampler.before(position.0, position.1, background.0);
        }
    }
    target
}

/// The target picture like that of [`warp_affine`], without aliasing at any scale: when the target is less than half
/// as large as what it shows, that part of the source is shrunk first to about one and a half times the target.
#[must_use]
pub fn warp_affine_averaged(
    source: &RgbImage,
    to_source: &AffineTransform,
    width: u32,
    height: u32,
    background: Rgb<u8>,
) -> RgbImage {
    let [a, b, c, d, e, f] = to_source.0;
    let scale = a.hypot(d);
    // Also when the scale is no number.
    if scale.is_nan() || scale < 2.0 || !scale.is_finite() {
        return warp_affine(source, to_source, width, height, background);
    }
    let (right, bottom) = (width as f32, height as f32);
    let corners =
        [(0.0, 0.0), (right, 0.0), (0.0, bottom), (right, bottom)].map(|(x, y)| to_source.apply(Point::new(x, y)));
    let bound =
        |pick: fn(f32, f32) -> f32, value: fn(&Point) -> f32| corners.iter().map(value).reduce(pick).unwrap_or(0.0);
    let (source_width, source_height) = (source.width() as f32, source.height() as f32);
    let left = (bound(f32::min, |p| p.x) - scale)
        .floor()
        .clamp(0.0, (source_width - 1.0).max(0.0));
    let top = (bound(f32::min, |p| p.y) - scale)
        .floor()
        .clamp(0.0, (source_height - 1.0).max(0.0));
    let right = (bound(f32::max, |p| p.x) + scale)
        .ceil()
        .clamp(left + 1.0, source_width.max(left + 1.0));
    let bottom = (bound(f32::max, |p| p.y) + scale)
        .ceil()
        .clamp(top + 1.0, source_height.max(top + 1.0));
    let shrink = 1.5 / scale;
    let small_width = ((right - left) * shrink).round().max(1.0);
    let small_height = ((bottom - top) * shrink).round().max(1.0);
    let part = (left, top, right - left, bottom - top);
    let small = resize_part(source, part, small_width as u32, small_height as u32);
    let (factor_x, factor_y) = (small_width / (right - left), small_height / (bottom - top));
    // Pixel centres lie at whole numbers, hence the halves when a scale changes.
    let to_small = AffineTransform([
        a * factor_x,
        b * factor_x,
        (c - left + 0.5) * factor_x - 0.5,
        d * factor_y,
        e * factor_y,
        (f - top + 0.5) * factor_y - 0.5,
    ]);
    warp_affine(&small, &to_small, width, height, background)
}

/// The inside of a quadrilateral, straightened to `width` x `height` pixels.
///
/// `corners` are top left, top right, bottom right, bottom left of the region as it shall appear. Positions outside of
/// the source take the nearest border pixel. A quadrilateral without area gives a picture of border pixels, never a
/// failure.
#[must_use]
pub fn warp_quadrilateral(source: &RgbImage, corners: &[Point; 4], width: u32, height: u32) -> RgbImage {
    let mut target = RgbImage::new(width, height);
    if source.width() == 0 || source.height() == 0 || width == 0 {
        return target;
    }
    let [a, b, c, d, e, f, g, h] = unit_square_to_quadrilateral(corners);
    let sampler = Sampler::new(source);
    let (step_x, step_y) = (1.0 / width as f32, 1.0 / height as f32);
    for (row, line) in target.chunks_exact_mut(width as usize * 3).enumerate() {
        let v = (row as f32 + 0.5) * step_y;
        let (row_x, row_y, row_w) = (b * v + c, e * v + f, h * v + 1.0);
        for (column, pixel) in line.as_chunks_mut::<3>().0.iter_mut().enumerate() {
            let u = (column as f32 + 0.5) * step_x;
            let scale = 1.0 / (g * u + row_w);
            *pixel = sampler.at((a * u + row_x) * scale - 0.5, (d * u + row_y) * scale - 0.5);
        }
    }
    target
}

/// Coefficients of the projective map of the unit square onto a quadrilateral, after Heckbert, "Fundamentals of
/// Texture Mapping and Image Warping" (1989), section 2.2.3.
fn unit_square_to_quadrilateral(corners: &[Point; 4]) -> [f32; 8] {
    let [p0, p1, p2, p3] = corners;
    let (sum_x, sum_y) = (p0.x - p1.x + p2.x - p3.x, p0.y - p1.y + p2.y - p3.y);
    let (dx1, dy1, dx2, dy2) = (p1.x - p2.x, p1.y - p2.y, p3.x - p2.x, p3.y - p2.y);
    let determinant = dx1 * dy2 - dx2 * dy1;
    let (g, h) = if determinant.abs() < 1e-6 {
        (0.0, 0.0)
    } else {
        (
            (sum_x * dy2 - dx2 * sum_y) / determinant,
            (dx1 * sum_y - sum_x * dy1) / determinant,
        )
    };
    [
        p1.x - p0.x + g * p1.x,
        p3.x - p0.x + h * p3.x,
        p0.x,
        p1.y - p0.y + g * p1.y,
        p3.y - p0.y + h * p3.y,
        p0.y,
        g,
        h,
    ]
}

/// Bilinear lookup.
struct Sampler<'a> {
    pixels: &'a [[u8; 3]],
    width: usize,
    last_x: f32,
    last_y: f32,
}

impl<'a> Sampler<'a> {
    fn new(source: &'a RgbImage) -> Self {
        Self {
            pixels: source.as_raw().as_chunks::<3>().0,
            width: source.width() as usize,
            last_x: source.width() as f32 - 1.0,
            last_y: source.height() as f32 - 1.0,
        }
    }

    /// The source before a background of one colour, into which its border blends within one pixel.
    #[inline]
    fn before(&self, x: f32, y: f32, background: [u8; 3]) -> [u8; 3] {
        let inside = x >= 0.0 && y >= 0.0 && x <= self.last_x && y <= self.last_y;
        if inside {
            return self.at(x, y);
        }
        // How much of the pixel lies on the source; a NaN lies nowhere.
        let cover = |value: f32, last: f32| (1.0 - (-value).max(value - last).max(0.0)).max(0.0);
        let cover = if x.is_nan() || y.is_nan() {
            0.0
        } else {
            cover(x, self.last_x) * cover(y, self.last_y)
        };
        if cover <= 0.0 {
            return background;
        }
        let nearest = self.at(x, y);
        std::array::from_fn(|channel| {
            let mixed = f32::from(nearest[channel]) * cover + f32::from(background[channel]) * (1.0 - cover);
            (mixed + 0.5) as u8
        })
    }

    /// The source with its border repeated outwards.
    #[inline]
    fn at(&self, x: f32, y: f32) -> [u8; 3] {
        // `max` first: it turns a NaN of a degenerate transform into zero.
        let x = x.max(0.0).min(self.last_x);
        let y = y.max(0.0).min(self.last_y);
        let (left, top) = (x as usize, y as usize);
        let (fraction_x, fraction_y) = (x - left as f32, y - top as f32);
        let right = usize::from((left as f32) < self.last_x);
        let below = if (top as f32) < self.last_y { self.width } else { 0 };
        let first = top * self.width + left;
        let corners = [first, first + right, first + below, first + below + right].map(|index| self.pixels[index]);
        let weights = [
            (1.0 - fraction_x) * (1.0 - fraction_y),
            fraction_x * (1.0 - fraction_y),
            (1.0 - fraction_x) * fraction_y,
            fraction_x * fraction_y,
        ];
        std::array::from_fn(|channel| {
            let sum: f32 = corners
                .iter()
                .zip(weights)
                .map(|(pixel, weight)| f32::from(pixel[channel]) * weight)
                .sum();
            (sum + 0.5) as u8
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    fn gradient() -> RgbImage {
        RgbImage::from_fn(100, 80, |x, y| Rgb([(x * 2) as u8, (y * 3) as u8, 9]))
    }

    #[test]
    fn an_affine_shift_moves_pixels_and_shows_the_background_beyond_the_border() {
        let shift = AffineTransform([1.0, 0.0, 10.5, 0.0, 1.0, -5.0]);
        let shifted = warp_affine(&gradient(), &shift, 100, 80, Rgb([1, 2, 3]));
        assert_eq!(shifted.get_pixel(0, 5), &Rgb([21, 0, 9]));
        assert_eq!(shifted.get_pixel(99, 0), &Rgb([1, 2, 3]));
        // Half of this pixel lies on the source.
        assert_eq!(shifted.get_pixel(89, 5), &Rgb([100, 1, 6]));
        let nowhere = AffineTransform([f32::NAN; 6]);
        let nothing = warp_affine(&gradient(), &nowhere, 2, 2, Rgb([7; 3]));
        assert!(nothing.pixels().all(|pixel| *pixel == Rgb([7; 3])));
    }

    #[test]
    fn a_large_part_is_averaged_and_lands_where_a_small_one_would() {
        let source = RgbImage::from_fn(800, 800, |x, y| {
            let noise = if (x + y) % 2 == 0 { 40 } else { 0 };
            Rgb([if x >= 400 { 200 } else { 0 } + noise, 0, 0])
        });
        // Eight source pixels for each of the target; the edge lies at 50.
        let to_source = AffineTransform([8.0, 0.0, 0.0, 0.0, 8.0, 0.0]);
        let small = warp_affine_averaged(&source, &to_source, 100, 120, Rgb([9; 3]));
        let at = |x, y| small.get_pixel(x, y).0[0];
        assert!(
            (15..=25).contains(&at(20, 50)),
            "{} is no average of 0 and 40",
            at(20, 50)
        );
        assert!(at(46, 50) < 30 && at(53, 50) > 210, "{} {}", at(46, 50), at(53, 50));
        assert_eq!(at(50, 110), 9);
    }

    #[test]
    fn an_affine_inverse_leads_back() {
        let transform = AffineTransform([1.2, 0.3, 5.0, -0.4, 0.9, -7.0]);
        let point = transform
            .inverse()
            .unwrap()
            .apply(transform.apply(Point::new(3.0, 4.0)));
        assert!(point.distance(Point::new(3.0, 4.0)) < 1e-4);
        assert_eq!(AffineTransform([1.0, 1.0, 0.0, 2.0, 2.0, 0.0]).inverse(), None);
    }

    #[test]
    fn the_whole_picture_as_quadrilateral_is_the_picture() {
        let source = gradient();
        let corners = [
            Point::new(0.0, 0.0),
            Point::new(100.0, 0.0),
            Point::new(100.0, 80.0),
            Point::new(0.0, 80.0),
        ];
        assert_eq!(warp_quadrilateral(&source, &corners, 100, 80), source);
    }

    #[test]
    fn a_trapezoid_maps_its_corners_to_the_corners() {
        let mut source = RgbImage::new(200, 200);
        let corners = [
            Point::new(60.0, 40.0),
            Point::new(140.0, 50.0),
            Point::new(180.0, 160.0),
            Point::new(20.0, 150.0),
        ];
        for (corner, colour) in corners.iter().zip([50u8, 100, 150, 200]) {
            for x in -4..=4 {
                for y in -4..=4 {
                    source.put_pixel(
                        (corner.x as i32 + x) as u32,
                        (corner.y as i32 + y) as u32,
                        Rgb([colour; 3]),
                    );
                }
            }
        }
        let straight = warp_quadrilateral(&source, &corners, 120, 90);
        let found = [(0, 0), (119, 0), (119, 89), (0, 89)].map(|(x, y)| straight.get_pixel(x, y).0[0]);
        assert_eq!(found, [50, 100, 150, 200]);
    }

    #[test]
    fn degenerate_shapes_do_not_fail() {
        let flat = [Point::new(5.0, 5.0); 4];
        assert_eq!(warp_quadrilateral(&gradient(), &flat, 8, 8).dimensions(), (8, 8));
        let wild = [
            Point::new(f32::NAN, 0.0),
            Point::new(1e30, 0.0),
            Point::new(-1e30, 5.0),
            Point::new(0.0, 1.0),
        ];
        assert_eq!(warp_quadrilateral(&gradient(), &wild, 8, 8).dimensions(), (8, 8));
    }
}
