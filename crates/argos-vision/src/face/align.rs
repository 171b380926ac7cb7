//! Brings a face into the pose on which the recogniser was trained.

use image::RgbImage;

use crate::image::resize::resize_part;
use crate::image::{AffineTransform, Point, warp_affine};

/// Width and height of an aligned face in pixels.
pub const ALIGNED_SIDE: u32 = 112;

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
/// `None` when the landmarks lie on one spot.
#[must_use]
pub fn align_face(image: &RgbImage, landmarks: &[Point; 5]) -> Option<RgbImage> {
    let to_template = similarity(landmarks, &TEMPLATE)?;
    let to_source = to_template.inverse()?;
    let [a, _, _, d, _, _] = to_source.0;
    let scale = a.hypot(d);
    if !scale.is_finite() {
        return None;
    }
    if scale < 2.0 {
        return Some(warp_affine(image, &to_source, ALIGNED_SIDE, ALIGNED_SIDE));
    }
    // Sampling every second pixel or fewer would alias: shrink the surroundings of the face to about twice the
    // target first, then sample bilinearly from that.
    let side = ALIGNED_SIDE as f32;
    let corners = [(0.0, 0.0), (side, 0.0), (0.0, side), (side, side)].map(|(x, y)| to_source.apply(Point::new(x, y)));
    let bound =
        |pick: fn(f32, f32) -> f32, value: fn(&Point) -> f32| corners.iter().map(value).reduce(pick).unwrap_or(0.0);
    let left = (bound(f32::min, |p| p.x) - scale)
        .floor()
        .clamp(0.0, image.width() as f32 - 1.0);
    let top = (bound(f32::min, |p| p.y) - scale)
        .floor()
        .clamp(0.0, image.height() as f32 - 1.0);
    let right = (bound(f32::max, |p| p.x) + scale)
        .ceil()
        .clamp(left + 1.0, image.width() as f32);
    let bottom = (bound(f32::max, |p| p.y) + scale)
        .ceil()
        .clamp(top + 1.0, image.height() as f32);
    let shrink = 1.5 / scale;
    let width = ((right - left) * shrink).round().max(1.0);
    let height = ((bottom - top) * shrink).round().max(1.0);
    let small = resize_part(
        image,
        (left, top, right - left, bottom - top),
        width as u32,
        height as u32,
    );
    let (factor_x, factor_y) = (width / (right - left), height / (bottom - top));
    let [a, b, c, d, e, f] = to_source.0;
    // Pixel centres lie at whole numbers, hence the halves when a scale changes.
    let to_small = AffineTransform([
        a * factor_x,
        b * factor_x,
        (c - left + 0.5) * factor_x - 0.5,
        d * factor_y,
        e * factor_y,
        (f - top + 0.5) * factor_y - 0.5,
    ]);
    Some(warp_affine(&small, &to_small, ALIGNED_SIDE, ALIGNED_SIDE))
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
    use image::Rgb;

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
