//! Cutting a tilted or turned region out of a picture: affine and perspective warps with bilinear sampling.
//!
//! Positions outside of the source take the nearest border pixel. The sampling does not average: shrink the source
//! first when the target is less than half as large.

use image::RgbImage;

use super::geometry::Point;

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

/// The target picture in which pixel `p` shows the source at `to_source(p)`.
#[must_use]
pub fn warp_affine(source: &RgbImage, to_source: &AffineTransform, width: u32, height: u32) -> RgbImage {
    let [a, b, c, d, e, f] = to_source.0;
    let mut target = RgbImage::new(width, height);
    if source.width() == 0 || source.height() == 0 || width == 0 {
        return target;
    }
    let sampler = Sampler::new(source);
    for (y, line) in target.chunks_exact_mut(width as usize * 3).enumerate() {
        let (start_x, start_y) = (b * y as f32 + c, e * y as f32 + f);
        for (x, pixel) in line.as_chunks_mut::<3>().0.iter_mut().enumerate() {
            *pixel = sampler.at(a * x as f32 + start_x, d * x as f32 + start_y);
        }
    }
    target
}

/// The inside of a quadrilateral, straightened to `width` x `height` pixels.
///
/// `corners` are top left, top right, bottom right, bottom left of the region as it shall appear. A quadrilateral
/// without area gives a picture of border pixels, never a failure.
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

/// Bilinear lookup with the border repeated outwards.
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
    fn an_affine_shift_moves_pixels_and_repeats_the_border() {
        let shifted = warp_affine(&gradient(), &AffineTransform([1.0, 0.0, 10.5, 0.0, 1.0, -5.0]), 100, 80);
        assert_eq!(shifted.get_pixel(0, 5), &Rgb([21, 0, 9]));
        assert_eq!(shifted.get_pixel(99, 0), &Rgb([198, 0, 9]));
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
