//! Brings a face into the pose on which the recogniser was trained.

use image::imageops::filter3x3;
use image::{Rgb, RgbImage};

use crate::image::resize::crop;
use crate::image::{AffineTransform, Point, warp_affine, warp_affine_averaged};

/// Width and height of an aligned face in pixels.
pub const ALIGNED_SIDE: u32 = 112;

/// A face that must be enlarged beyond the inverse of this is smoothed first: the noise of its single pixels would look
/// like features, which costs more than the lost sharpness.
const SMALL_FACE: f32 = 2.0 / 3.0;

/// Where the five landmarks lie in an aligned face: the template of ArcFace and SFace.
const TEMPLATE: [Point; 5] = [
    Point::new(38.2946, 51.6963),
    Point::new(73.5318, 51.5014),
    Point::new(56.0252, 71.7366),
    Point::new(41.5493, 92.3655),
    Point::new(70.7299, 92.2041),
];

/// The face at 112 x 112 pixels, eyes level, cut from the picture at full resolution.
///
/// What lies beyond the picture is black, as in the pictures on which the recognisers were trained. That matters: with
/// the border repeated outwards, two people look much more alike whose faces both touch the border.
///
/// `None` when the landmarks lie on one spot.
#[must_use]
pub fn align_face(image: &RgbImage, landmarks: &[Point; 5]) -> Option<RgbImage> {
    let to_source = similarity(landmarks, &TEMPLATE)?.inverse()?;
    let [a, b, c, d, e, f] = to_source.0;
    let black = Rgb([0; 3]);
    if a.hypot(d) >= SMALL_FACE {
        return Some(warp_affine_averaged(
            image,
            &to_source,
            ALIGNED_SIDE,
            ALIGNED_SIDE,
            black,
        ));
    }
    let side = ALIGNED_SIDE as f32;
    let corners = [(0.0, 0.0), (side, 0.0), (0.0, side), (side, side)].map(|(x, y)| to_source.apply(Point::new(x, y)));
    let least = |value: fn(&Point) -> f32| corners.iter().map(value).fold(f32::INFINITY, f32::min).floor() - 1.0;
    let (left, top) = (least(|p| p.x).max(0.0), least(|p| p.y).max(0.0));
    let extent = (SMALL_FACE * side * std::f32::consts::SQRT_2).ceil() as u32 + 4;
    let smooth = smoothed(&crop(image, left as u32, top as u32, extent, extent));
    let to_smooth = AffineTransform([a, b, c - left, d, e, f - top]);
    Some(warp_affine(&smooth, &to_smooth, ALIGNED_SIDE, ALIGNED_SIDE, black))
}

/// The picture under a kernel of 3 x 3 pixels with a standard deviation of 0.6 pixels.
fn smoothed(image: &RgbImage) -> RgbImage {
    const SIDE: f32 = 0.18;
    filter3x3(
        image,
        &[
            SIDE * SIDE,
            SIDE * (1.0 - 2.0 * SIDE),
            SIDE * SIDE,
            SIDE * (1.0 - 2.0 * SIDE),
            (1.0 - 2.0 * SIDE) * (1.0 - 2.0 * SIDE),
            SIDE * (1.0 - 2.0 * SIDE),
            SIDE * SIDE,
            SIDE * (1.0 - 2.0 * SIDE),
            SIDE * SIDE,
        ],
    )
}

/// The rotation, scale and shift with the least squared error from one set of points to another (S. Umeyama,
/// "Least-squares estimation of transformation parameters between two point patterns", 1991), in the closed form for
/// the plane without mirroring.
fn similarity(from: &[Point; 5], to: &[Point; 5]) -> Option<AffineTransform> {
    let centre = |points: &[Point; 5]| {
        let sum = points.iter().fold(Point::default(), |sum, point| {
            Point::new(sum.x + point.x, sum.y + point.y)
        });
        Point::new(sum.x / 5.0, sum.y / 5.0)
    };
    let (from_centre, to_centre) = (centre(from), centre(to));
    let (mut cosine, mut sine, mut spread) = (0.0, 0.0, 0.0);
    for (source, target) in from.iter().zip(to) {
        let (sx, sy) = (source.x - from_centre.x, source.y - from_centre.y);
        let (tx, ty) = (target.x - to_centre.x, target.y - to_centre.y);
        cosine += sx * tx + sy * ty;
        sine += sx * ty - sy * tx;
        spread += sx * sx + sy * sy;
    }
    if spread <= 1e-3 || !spread.is_finite() {
        return None;
    }
    let (a, b) = (cosine / spread, sine / spread);
    let shift_x = to_centre.x - (a * from_centre.x - b * from_centre.y);
    let shift_y = to_centre.y - (b * from_centre.x + a * from_centre.y);
    Some(AffineTransform([a, -b, shift_x, b, a, shift_y]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture with a coloured spot at each landmark.
    fn spotted(width: u32, height: u32, landmarks: &[Point; 5], radius: f32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| {
            let here = Point::new(x as f32, y as f32);
            let near = landmarks.iter().position(|landmark| landmark.distance(here) <= radius);
            near.map_or(Rgb([0, 0, 0]), |index| Rgb([50 + 40 * index as u8; 3]))
        })
    }

    fn turned(scale: f32, degrees: f32, shift: Point) -> [Point; 5] {
        let (sine, cosine) = degrees.to_radians().sin_cos();
        TEMPLATE.map(|point| {
            Point::new(
                (point.x * cosine - point.y * sine) * scale + shift.x,
                (point.x * sine + point.y * cosine) * scale + shift.y,
            )
        })
    }

    #[test]
    fn landmarks_arrive_at_the_template_for_small_large_and_turned_faces() {
        for (scale, degrees) in [(0.8, 5.0), (1.0, 0.0), (3.0, -20.0), (8.0, 30.0)] {
            let landmarks = turned(scale, degrees, Point::new(60.0 * scale, 40.0 * scale));
            let side = (200.0 * scale) as u32;
            let aligned = align_face(&spotted(side, side, &landmarks, 4.0 * scale), &landmarks).unwrap();
            for (index, point) in TEMPLATE.iter().enumerate() {
                let value = i32::from(aligned.get_pixel(point.x.round() as u32, point.y.round() as u32).0[0]);
                assert!(
                    (value - (50 + 40 * index as i32)).abs() <= 3,
                    "scale {scale}: landmark {index} is {value}"
                );
            }
        }
    }

    #[test]
    fn a_small_face_keeps_its_place_and_loses_its_noise() {
        let landmarks = turned(0.4, 10.0, Point::new(90.0, 60.0));
        let aligned = align_face(&spotted(200, 150, &landmarks, 3.0), &landmarks).unwrap();
        for (index, point) in TEMPLATE.iter().enumerate() {
            let value = i32::from(aligned.get_pixel(point.x.round() as u32, point.y.round() as u32).0[0]);
            assert!(
                (value - (50 + 40 * index as i32)).abs() <= 6,
                "landmark {index} is {value}"
            );
        }
        let noise = RgbImage::from_fn(200, 150, |x, y| Rgb([if (x + y) % 2 == 0 { 160 } else { 96 }; 3]));
        let aligned = align_face(&noise, &landmarks).unwrap();
        let inside = (30..80).flat_map(|x| (30..80).map(move |y| (x, y)));
        let strongest = inside
            .map(|(x, y)| (i32::from(aligned.get_pixel(x, y).0[0]) - 128).abs())
            .max();
        assert!(strongest.unwrap() <= 16, "{strongest:?} of 32 is left");
    }

    #[test]
    fn points_on_one_spot_have_no_alignment() {
        let image = RgbImage::new(50, 50);
        assert!(align_face(&image, &[Point::new(3.0, 3.0); 5]).is_none());
        assert!(align_face(&image, &[Point::new(f32::NAN, 3.0); 5]).is_none());
    }

    #[test]
    fn a_face_outside_of_the_picture_does_not_fail() {
        let image = RgbImage::new(50, 50);
        let landmarks = turned(6.0, 0.0, Point::new(-2000.0, 900.0));
        assert_eq!(align_face(&image, &landmarks).unwrap().dimensions(), (112, 112));
    }
}
