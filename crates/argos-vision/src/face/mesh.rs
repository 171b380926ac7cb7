//! A face as 468 points in space, by the face mesh of MediaPipe (Y. Kartynnik et al., "Real-time Facial Surface Geometry
//! from Monocular Video on Mobile GPUs", 2019).
//!
//! The network sees one small square about the face and was made for the camera of a phone. It gives depth as well, to
//! a scale of its own; good for turns of the head, not for millimetres.

use image::{Rgb, RgbImage};

use super::RawFace;
use crate::engine::{EngineError, Model, run_measured};
use crate::image::{AffineTransform, ChannelOrder, Point, to_nhwc, warp_affine_averaged};
use crate::timings::Timings;

/// Points of a mesh.
pub const MESH_POINTS: usize = 468;
/// Side of the square that the network sees, in pixels.
const INPUT_SIDE: u32 = 192;
/// Side of the square in sides of the face.
const SURROUNDINGS: f32 = 1.5;
/// The first square follows the detector's box, the second one the points that were found in the first.
const LOOKS: usize = 2;

/// Outer corners of the eyes: at image left, at image right.
const EYE_CORNERS: [usize; 2] = [33, 263];
/// Beside the ears: at image left, at image right.
const SIDES: [usize; 2] = [234, 454];
/// Top of the forehead and chin.
const TOP_AND_CHIN: [usize; 2] = [10, 152];
/// Corners of an eye at image left and at image right: the left one and the right one.
const EYES: [[usize; 2]; 2] = [[33, 133], [362, 263]];

/// The points of one face, in pixels of the picture: x to the right, y down, z away from the camera with the middle of
/// the head near 0.
#[derive(Clone, PartialEq)]
pub struct Mesh([[f32; 3]; MESH_POINTS]);

impl std::fmt::Debug for Mesh {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Mesh(masked)")
    }
}

/// How a head is turned, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeadPose {
    /// Positive to the person's own left, which is the right of a picture that is not mirrored.
    pub yaw: f32,
    /// Positive when the chin is raised.
    pub pitch: f32,
    /// Positive clockwise in the picture.
    pub roll: f32,
}

impl Mesh {
    /// All points, in the order of the network.
    #[must_use]
    pub fn points(&self) -> &[[f32; 3]; MESH_POINTS] {
        &self.0
    }

    /// A point in the plane of the picture.
    #[must_use]
    pub fn at(&self, index: usize) -> Point {
        self.0
            .get(index)
            .map_or(Point::default(), |[x, y, _]| Point::new(*x, *y))
    }

    /// The turn of the head, from the axes ear to ear and forehead to chin.
    #[must_use]
    pub fn pose(&self) -> HeadPose {
        let across = unit(self.between(SIDES));
        let down = self.between(TOP_AND_CHIN);
        let shared = dot(across, down);
        let down = unit(std::array::from_fn(|axis| down[axis] - shared * across[axis]));
        HeadPose {
            yaw: across[2].atan2(across[0].hypot(across[1])).to_degrees(),
            pitch: (-down[2]).atan2(down[0].hypot(down[1])).to_degrees(),
            roll: across[1].atan2(across[0]).to_degrees(),
        }
    }

    /// Left and right corner of the eye at image left and of the one at image right.
    #[must_use]
    pub fn eye_corners(&self) -> [[Point; 2]; 2] {
        EYES.map(|corners| corners.map(|index| self.at(index)))
    }

    /// Forehead to chin in pixels, whichever way the head is turned.
    #[must_use]
    pub fn height(&self) -> f32 {
        let line = self.between(TOP_AND_CHIN);
        dot(line, line).sqrt()
    }

    fn between(&self, [from, to]: [usize; 2]) -> [f32; 3] {
        std::array::from_fn(|axis| self.0[to][axis] - self.0[from][axis])
    }

    /// The square in which the network should see this face.
    fn square(&self) -> Square {
        let [left, right] = EYE_CORNERS.map(|index| self.at(index));
        let angle = (right.y - left.y).atan2(right.x - left.x);
        let (sine, cosine) = angle.sin_cos();
        let (mut least, mut most) = ([f32::MAX; 2], [f32::MIN; 2]);
        for [x, y, _] in &self.0 {
            let upright = [x * cosine + y * sine, y * cosine - x * sine];
            for axis in 0..2 {
                least[axis] = least[axis].min(upright[axis]);
                most[axis] = most[axis].max(upright[axis]);
            }
        }
        let middle = [(least[0] + most[0]) / 2.0, (least[1] + most[1]) / 2.0];
        Square {
            centre: Point::new(
                middle[0] * cosine - middle[1] * sine,
                middle[0] * sine + middle[1] * cosine,
            ),
            side: SURROUNDINGS * (most[0] - least[0]).max(most[1] - least[1]),
            angle,
        }
    }
}

/// A turned square in a picture.
#[derive(Debug, Clone, Copy)]
struct Square {
    centre: Point,
    side: f32,
    /// Radians, positive clockwise in the picture.
    angle: f32,
}

impl Square {
    fn of(face: &RawFace) -> Self {
        let [left, right, ..] = face.landmarks;
        Self {
            centre: face.bounding_box.centre(),
            side: SURROUNDINGS * face.bounding_box.width.max(face.bounding_box.height),
            angle: (right.y - left.y).atan2(right.x - left.x),
        }
    }

    fn is_usable(&self) -> bool {
        let finite = [self.centre.x, self.centre.y, self.side, self.angle];
        finite.iter().all(|value| value.is_finite()) && self.side >= 8.0 && self.side < 1e5
    }

    /// From pixels of the network's input to those of the picture.
    fn to_picture(self) -> AffineTransform {
        let scale = self.side / INPUT_SIDE as f32;
        let (sine, cosine) = self.angle.sin_cos();
        let middle = (INPUT_SIDE as f32 - 1.0) / 2.0;
        AffineTransform([
            scale * cosine,
            -scale * sine,
            self.centre.x - scale * middle * (cosine - sine),
            scale * sine,
            scale * cosine,
            self.centre.y - scale * middle * (sine + cosine),
        ])
    }
}

/// The loaded network.
pub struct FaceMesh {
    model: Box<dyn Model>,
    landmarks: usize,
}

impl std::fmt::Debug for FaceMesh {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("FaceMesh").finish_non_exhaustive()
    }
}

impl FaceMesh {
    /// Takes the loaded network.
    ///
    /// # Errors
    /// [`EngineError`] when the output of the points is not there.
    pub fn new(model: Box<dyn Model>) -> Result<Self, EngineError> {
        let landmarks = model
            .output_names()
            .iter()
            .position(|output| output == "landmarks")
            .ok_or_else(|| EngineError("the face mesh has no output landmarks".to_owned()))?;
        Ok(Self { model, landmarks })
    }

    /// The points of a face that the detector found in a picture; `None` when there is no face to look at.
    ///
    /// # Errors
    /// [`EngineError`] when the network fails or returns something else than points.
    pub fn fit(
        &mut self,
        image: &RgbImage,
        face: &RawFace,
        timings: &mut Timings,
    ) -> Result<Option<Mesh>, EngineError> {
        let mut square = Square::of(face);
        let mut mesh = None;
        for _ in 0..LOOKS {
            if !square.is_usable() {
                return Ok(None);
            }
            let found = self.look(image, square, timings)?;
            square = found.square();
            mesh = Some(found);
        }
        Ok(mesh)
    }

    fn look(&mut self, image: &RgbImage, square: Square, timings: &mut Timings) -> Result<Mesh, EngineError> {
        let to_picture = square.to_picture();
        let part = warp_affine_averaged(image, &to_picture, INPUT_SIDE, INPUT_SIDE, Rgb([0; 3]));
        let input = to_nhwc(&part, ChannelOrder::Rgb, 0.0, 1.0 / 255.0);
        let outputs = run_measured(self.model.as_mut(), input, timings)?;
        let values = outputs
            .get(self.landmarks)
            .map(|output| output.data.as_slice())
            .unwrap_or_default();
        let points = values.as_chunks::<3>().0;
        if points.len() != MESH_POINTS || values.iter().any(|value| !value.is_finite()) {
            return Err(EngineError("the face mesh returned no points".to_owned()));
        }
        let scale = square.side / INPUT_SIDE as f32;
        Ok(Mesh(std::array::from_fn(|index| {
            let [x, y, z] = points[index];
            let place = to_picture.apply(Point::new(x, y));
            [place.x, place.y, z * scale]
        })))
    }
}

fn dot(one: [f32; 3], other: [f32; 3]) -> f32 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

fn unit(vector: [f32; 3]) -> [f32; 3] {
    let length = dot(vector, vector).sqrt().max(f32::EPSILON);
    vector.map(|value| value / length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::Rectangle;

    /// An egg whose points of interest lie where those of a face do, turned.
    fn egg(yaw: f32, pitch: f32, roll: f32) -> Mesh {
        let ((sy, cy), (sp, cp), (sr, cr)) = (
            yaw.to_radians().sin_cos(),
            pitch.to_radians().sin_cos(),
            roll.to_radians().sin_cos(),
        );
        let place = |index: usize| {
            let [x, y, z] = match index {
                10 => [0.0, -90.0, 0.0],
                152 => [0.0, 90.0, 0.0],
                234 => [-70.0, 0.0, 30.0],
                454 => [70.0, 0.0, 30.0],
                33 => [-45.0, -20.0, -30.0],
                133 => [-17.0, -20.0, -30.0],
                362 => [17.0, -20.0, -30.0],
                263 => [45.0, -20.0, -30.0],
                _ => [0.0, 0.0, -60.0],
            };
            // Nearer points have a smaller z: a turn to the person's left brings the nose to the right of the picture.
            let (x, z) = (x * cy - z * sy, z * cy + x * sy);
            let (y, z) = (y * cp + z * sp, z * cp - y * sp);
            [300.0 + x * cr - y * sr, 200.0 + x * sr + y * cr, z]
        };
        Mesh(std::array::from_fn(place))
    }

    #[test]
    fn a_turn_is_measured_in_degrees_and_in_the_right_direction() {
        for (yaw, pitch, roll) in [
            (0.0, 0.0, 0.0),
            (25.0, 0.0, 0.0),
            (-30.0, 0.0, 10.0),
            (0.0, 20.0, -15.0),
            (0.0, -12.0, 0.0),
        ] {
            let pose = egg(yaw, pitch, roll).pose();
            assert!((pose.yaw - yaw).abs() < 0.1, "{yaw} {pose:?}");
            assert!((pose.pitch - pitch).abs() < 0.1, "{pitch} {pose:?}");
            assert!((pose.roll - roll).abs() < 0.1, "{roll} {pose:?}");
        }
        // The nose of who looks to the own left is at the right of the picture, of who looks up above.
        assert!(egg(25.0, 0.0, 0.0).at(1).x > 310.0 && egg(0.0, 20.0, 0.0).at(1).y < 190.0);
    }

    #[test]
    fn the_height_does_not_change_with_the_pose() {
        for roll in [0.0, 30.0, -70.0] {
            let mesh = egg(0.0, 0.0, roll);
            assert!((mesh.height() - 180.0).abs() < 0.1);
        }
        assert!((egg(0.0, 25.0, 0.0).height() - 180.0).abs() < 0.1);
    }

    #[test]
    fn the_square_turns_with_the_face_and_leads_back_into_the_picture() {
        let square = egg(0.0, 0.0, 20.0).square();
        assert!((square.angle.to_degrees() - 20.0).abs() < 0.1 && (square.side - 270.0).abs() < 1.0);
        assert!(square.centre.distance(Point::new(300.0, 200.0)) < 1.0);
        let middle = square.to_picture().apply(Point::new(95.5, 95.5));
        assert!(middle.distance(square.centre) < 1e-2);
        let corner = square.to_picture().apply(Point::new(0.0, 0.0));
        assert!((corner.distance(square.centre) - 270.0 / 192.0 * 95.5 * std::f32::consts::SQRT_2).abs() < 1.0);
    }

    #[test]
    fn a_face_without_size_is_not_looked_at() {
        let face = RawFace {
            bounding_box: Rectangle::default(),
            landmarks: [Point::default(); 5],
            confidence: 0.9,
        };
        assert!(!Square::of(&face).is_usable());
        let nowhere = Rectangle {
            x: f32::NAN,
            width: 50.0,
            height: 50.0,
            y: 0.0,
        };
        assert!(
            !Square::of(&RawFace {
                bounding_box: nowhere,
                ..face
            })
            .is_usable()
        );
    }
}
