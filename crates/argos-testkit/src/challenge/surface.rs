//! A picture on a curved surface, seen by a pinhole camera.

use image::{Rgb, RgbImage};

/// A point of the surface: where it shows the picture, in pixels, and where it is in space. The unit of space is the
/// picture's pixel; x to the right, y up, z towards the camera; the origin is what the camera looks at.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Vertex {
    pub texture: [f32; 2],
    pub place: [f32; 3],
}

/// A surface as rows of points with as many columns each.
#[derive(Debug, Clone)]
pub(super) struct Surface {
    pub columns: usize,
    pub vertices: Vec<Vertex>,
}

/// The camera: straight before the origin.
#[derive(Debug, Clone, Copy)]
pub(super) struct Camera {
    /// Distance from the origin.
    pub distance: f32,
    /// Pixels of the frame for one unit at the origin.
    pub scale: f32,
    /// Where the origin lies in the frame, in pixels.
    pub middle: [f32; 2],
    /// Lean of the camera in radians.
    pub lean: f32,
}

impl Camera {
    /// Frame position and nearness (larger is nearer).
    fn project(&self, [x, y, z]: [f32; 3]) -> [f32; 3] {
        let nearness = 1.0 / (self.distance - z).max(0.05 * self.distance);
        let factor = self.scale * self.distance * nearness;
        let (sine, cosine) = self.lean.sin_cos();
        let (x, y) = (x * factor, -y * factor);
        [
            self.middle[0] + x * cosine - y * sine,
            self.middle[1] + x * sine + y * cosine,
            nearness,
        ]
    }
}

/// Draws a surface over what is in the frame; the nearer part hides the other.
pub(super) fn draw(frame: &mut RgbImage, picture: &RgbImage, surface: &Surface, camera: Camera) {
    let mut depth = vec![0.0f32; (frame.width() * frame.height()) as usize];
    let seen: Vec<[f32; 3]> = surface
        .vertices
        .iter()
        .map(|vertex| camera.project(vertex.place))
        .collect();
    let rows = surface.vertices.len() / surface.columns.max(1);
    for row in 1..rows {
        for column in 1..surface.columns {
            let last = row * surface.columns + column;
            let (right, below) = (last - surface.columns, last - 1);
            for corners in [[right - 1, right, below], [right, last, below]] {
                let corner = corners.map(|index| (seen[index], surface.vertices[index].texture));
                triangle(frame, &mut depth, picture, &corner);
            }
        }
    }
}

/// Fills a triangle. Its corners are near each other, so the picture is laid on without perspective.
fn triangle(frame: &mut RgbImage, depth: &mut [f32], picture: &RgbImage, corners: &[([f32; 3], [f32; 2]); 3]) {
    let [(a, at), (b, bt), (c, ct)] = corners;
    let area = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]);
    if area.abs() < 1e-6 || !area.is_finite() {
        return;
    }
    let range = |axis: usize, size: u32| {
        let values = [a[axis], b[axis], c[axis]];
        let least = values.iter().copied().fold(f32::MAX, f32::min).ceil().max(0.0);
        let most = values
            .iter()
            .copied()
            .fold(f32::MIN, f32::max)
            .floor()
            .min(size as f32 - 1.0);
        (least as i64, most as i64)
    };
    let ((left, right), (top, bottom)) = (range(0, frame.width()), range(1, frame.height()));
    for y in top..=bottom {
        for x in left..=right {
            let (px, py) = (x as f32, y as f32);
            let second = ((px - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (py - a[1])) / area;
            let third = ((b[0] - a[0]) * (py - a[1]) - (px - a[0]) * (b[1] - a[1])) / area;
            let first = 1.0 - second - third;
            if first < -1e-3 || second < -1e-3 || third < -1e-3 {
                continue;
            }
            let nearness = first * a[2] + second * b[2] + third * c[2];
            let place = y as usize * frame.width() as usize + x as usize;
            if nearness <= depth[place] {
                continue;
            }
            depth[place] = nearness;
            let texture = [0, 1].map(|axis| first * at[axis] + second * bt[axis] + third * ct[axis]);
            frame.put_pixel(x as u32, y as u32, lookup(picture, texture));
        }
    }
}

/// The picture between its pixels, its border repeated outwards.
fn lookup(picture: &RgbImage, [x, y]: [f32; 2]) -> Rgb<u8> {
    let (x, y) = (
        x.clamp(0.0, picture.width() as f32 - 1.001),
        y.clamp(0.0, picture.height() as f32 - 1.001),
    );
    let (left, top) = (x as u32, y as u32);
    let (across, down) = (x - left as f32, y - top as f32);
    let at = |dx: u32, dy: u32| {
        let pixel = picture.get_pixel(
            (left + dx).min(picture.width() - 1),
            (top + dy).min(picture.height() - 1),
        );
        pixel.0.map(f32::from)
    };
    let (one, two, three, four) = (at(0, 0), at(1, 0), at(0, 1), at(1, 1));
    Rgb(std::array::from_fn(|channel| {
        let upper = one[channel] * (1.0 - across) + two[channel] * across;
        let lower = three[channel] * (1.0 - across) + four[channel] * across;
        (upper * (1.0 - down) + lower * down).round() as u8
    }))
}

/// A point turned about the origin: first to the side (positive brings what is near to the right), then up. In degrees.
pub(super) fn turned([x, y, z]: [f32; 3], yaw: f32, pitch: f32) -> [f32; 3] {
    let ((sy, cy), (sp, cp)) = (yaw.to_radians().sin_cos(), pitch.to_radians().sin_cos());
    let (x, z) = (x * cy + z * sy, z * cy - x * sy);
    let (y, z) = (y * cp + z * sp, z * cp - y * sp);
    [x, y, z]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_near_goes_to_the_right_or_up_when_it_is_turned() {
        let [x, _, _] = turned([0.0, 0.0, 1.0], 30.0, 0.0);
        let [_, y, _] = turned([0.0, 0.0, 1.0], 0.0, 30.0);
        assert!((x - 0.5).abs() < 1e-3 && (y - 0.5).abs() < 1e-3);
    }

    #[test]
    fn a_flat_surface_shows_the_picture_and_the_nearer_one_hides_it() {
        let picture = RgbImage::from_fn(40, 40, |x, y| Rgb([(x * 5) as u8, (y * 5) as u8, 9]));
        let flat = |height: f32| {
            let vertices = (0..5).flat_map(|row| {
                (0..5).map(move |column| {
                    let (x, y) = (column as f32 * 9.75, row as f32 * 9.75);
                    Vertex {
                        texture: [x, y],
                        place: [x - 20.0, 20.0 - y, height],
                    }
                })
            });
            Surface {
                columns: 5,
                vertices: vertices.collect(),
            }
        };
        let camera = Camera {
            distance: 200.0,
            scale: 1.0,
            middle: [20.0, 20.0],
            lean: 0.0,
        };
        let mut frame = RgbImage::new(40, 40);
        draw(&mut frame, &picture, &flat(0.0), camera);
        assert_eq!(frame.get_pixel(12, 30), picture.get_pixel(12, 30));
        // Twice as near is twice as large.
        draw(&mut frame, &picture, &flat(100.0), camera);
        assert_eq!(frame.get_pixel(30, 10), picture.get_pixel(25, 15));
    }
}
