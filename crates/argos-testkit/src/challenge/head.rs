//! A head made of one portrait: the picture on the depth that the face mesh measures, which falls away around the face as
//! a head does. It turns about the neck, comes closer with perspective, and closes its eyes by drawing the skin
//! above them down.

use super::surface::{Camera, Surface, Vertex, draw, turned};
use anyhow::Context;
use argos_vision::Vision;
use argos_vision::face::Mesh;
use image::imageops::FilterType;
use image::{Rgb, RgbImage};

/// Width and height of a frame in pixels.
pub const FRAME: (u32, u32) = (360, 480);
/// Pixels of the frame between two points of the surface.
const SPACING: f32 = 2.5;
/// Distance of the camera in heights of the face: an arm's length.
const DISTANCE: f32 = 2.8;

/// The mesh draws heads flatter than they are: with so much more depth a head that is turned by some degrees measures as
/// turned by about as many.
const DEPTH: f32 = 1.15;

/// Points of the eyelids from the outer corner to the inner one, of the eye at image left and at image right.
const UPPER_LIDS: [[usize; 9]; 2] = [
    [33, 246, 161, 160, 159, 158, 157, 173, 133],
    [263, 466, 388, 387, 386, 385, 384, 398, 362],
];
const LOWER_LIDS: [[usize; 9]; 2] = [
    [33, 7, 163, 144, 145, 153, 154, 155, 133],
    [263, 249, 390, 373, 374, 380, 381, 382, 362],
];

/// What a head does at one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Act {
    /// Degrees to the person's own left.
    pub yaw: f32,
    /// Degrees up.
    pub pitch: f32,
    /// Lean in the picture, degrees clockwise.
    pub roll: f32,
    /// How far the eyes are closed, 0 to 1.
    pub closed: f32,
    /// Size by that at rest.
    pub size: f32,
    /// Shift in the frame as shares of its height.
    pub shift: [f32; 2],
}

impl Act {
    /// At rest.
    pub const REST: Self = Self {
        yaw: 0.0,
        pitch: 0.0,
        roll: 0.0,
        closed: 0.0,
        size: 1.0,
        shift: [0.0, 0.0],
    };
}

/// A portrait that can be moved.
#[derive(Debug, Clone)]
pub struct Head {
    picture: RgbImage,
    points: Vec<HeadPoint>,
    columns: usize,
    face_height: f32,
    /// The neck, about which it turns.
    pivot: [f32; 3],
    scale: f32,
}

#[derive(Debug, Clone, Copy)]
struct HeadPoint {
    texture: [f32; 2],
    /// Where it moves when the eyes close, in pixels of the picture.
    lid: [f32; 2],
    place: [f32; 3],
    /// How much it follows the head, 0 to 1: the background does not.
    follows: f32,
}

impl Head {
    /// Makes a head of the largest face of a portrait, whose height is to be a share of the frame's.
    ///
    /// # Errors
    /// When there is no face, or it cannot be measured.
    pub fn of(portrait: &RgbImage, height_share: f32, vision: &mut Vision) -> anyhow::Result<Self> {
        let found = vision.face_mesh(portrait)?.context("the portrait shows no face")?;
        // As fine as the frame will be: a finer picture would alias.
        let finer = (height_share * FRAME.1 as f32 * 1.25 / found.height()).min(1.0);
        let side = |side: u32| ((side as f32 * finer) as u32).max(1);
        let picture = image::imageops::resize(
            portrait,
            side(portrait.width()),
            side(portrait.height()),
            FilterType::Triangle,
        );
        let mesh = vision
            .face_mesh(&picture)?
            .context("the smaller portrait shows no face")?;
        Ok(Self::on(picture, &mesh, height_share))
    }

    fn on(picture: RgbImage, mesh: &Mesh, height_share: f32) -> Self {
        let face_height = mesh.height();
        let scale = height_share * FRAME.1 as f32 / face_height;
        let points = mesh.points();
        let count = points.len() as f32;
        let middle: [f32; 3] = std::array::from_fn(|axis| points.iter().map(|point| point[axis]).sum::<f32>() / count);
        let lids = [0, 1].map(|eye| Lid::of(mesh, eye));
        let spacing = SPACING / scale;
        // A little more than the frame, for the hand that shakes.
        let (across, down) = (FRAME.0 as f32 / scale * 0.62, FRAME.1 as f32 / scale * 0.62);
        let columns = (2.0 * across / spacing).ceil() as usize + 1;
        let rows = (2.0 * down / spacing).ceil() as usize + 1;
        let mut grid = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                let x = middle[0] - across + column as f32 * spacing;
                let y = middle[1] - down + row as f32 * spacing;
                grid.push(HeadPoint::at([x, y], &middle, points, face_height, &lids));
            }
        }
        Self {
            picture,
            points: grid,
            columns,
            face_height,
            pivot: [0.0, -0.35 * face_height, -0.5 * face_height],
            scale,
        }
    }

    /// Draws the head into a frame.
    #[must_use]
    pub fn frame(&self, act: Act) -> RgbImage {
        let distance = DISTANCE * self.face_height;
        // Nearer by as much as makes it so much larger.
        let nearer = distance * (1.0 - 1.0 / act.size);
        let vertices = self.points.iter().map(|point| {
            let lid = point.lid.map(|along| along * act.closed);
            let [x, y, z] = point.place;
            let place = [x + lid[0], y - lid[1], z];
            let from_pivot = std::array::from_fn(|axis| place[axis] - self.pivot[axis]);
            let moved = turned(from_pivot, act.yaw * point.follows, act.pitch * point.follows);
            let mut place: [f32; 3] = std::array::from_fn(|axis| moved[axis] + self.pivot[axis]);
            place[2] += nearer * point.follows;
            Vertex {
                texture: point.texture,
                place,
            }
        });
        let surface = Surface {
            columns: self.columns,
            vertices: vertices.collect(),
        };
        let mut frame = RgbImage::from_pixel(FRAME.0, FRAME.1, Rgb([128; 3]));
        let camera = Camera {
            distance,
            scale: self.scale,
            middle: [
                FRAME.0 as f32 / 2.0 + act.shift[0] * FRAME.1 as f32,
                FRAME.1 as f32 / 2.0 + act.shift[1] * FRAME.1 as f32,
            ],
            lean: act.roll.to_radians(),
        };
        draw(&mut frame, &self.picture, &surface, camera);
        frame
    }
}

impl HeadPoint {
    fn at(texture: [f32; 2], middle: &[f32; 3], points: &[[f32; 3]], face_height: f32, lids: &[Lid; 2]) -> Self {
        let (mut weights, mut depth, mut nearest) = (0.0, 0.0, f32::MAX);
        let smooth = (0.012 * face_height).powi(2);
        for point in points {
            let square = (point[0] - texture[0]).powi(2) + (point[1] - texture[1]).powi(2);
            let weight = 1.0 / (square + smooth).powi(2);
            weights += weight;
            depth += weight * point[2];
            nearest = nearest.min(square);
        }
        // Off the face the head goes on, away from the camera, and further out it is background that does not move.
        let outside = (nearest.sqrt() / face_height - 0.05).max(0.0);
        let fall = 0.8 * outside.min(0.45);
        let beyond = ((outside - 0.2) / 0.35).clamp(0.0, 1.0);
        let height = DEPTH * (middle[2] - depth / weights) - fall * face_height;
        // Along the ray of sight, so that at rest the camera sees the portrait.
        let towards = 1.0 - height / (DISTANCE * face_height);
        Self {
            texture,
            lid: lids.iter().fold([0.0; 2], |sum, lid| {
                let moved = lid.shift(texture);
                [sum[0] + moved[0], sum[1] + moved[1]]
            }),
            place: [
                (texture[0] - middle[0]) * towards,
                (middle[1] - texture[1]) * towards,
                height,
            ],
            follows: 1.0 - beyond * beyond * (3.0 - 2.0 * beyond),
        }
    }
}

/// The lids of one eye in the picture.
pub(crate) struct Lid {
    corner: [f32; 2],
    /// Along the eye, as long as it is wide, and down, of the same length.
    along: [f32; 2],
    down: [f32; 2],
    width: f32,
    upper: Vec<[f32; 2]>,
    lower: Vec<[f32; 2]>,
}

impl Lid {
    /// Of the eye at image left (0) or at image right (1).
    pub(crate) fn of(mesh: &Mesh, eye: usize) -> Self {
        let at = |index: usize| [mesh.at(index).x, mesh.at(index).y];
        let (first, last) = (at(UPPER_LIDS[eye][0]), at(UPPER_LIDS[eye][8]));
        let (corner, end) = if first[0] <= last[0] {
            (first, last)
        } else {
            (last, first)
        };
        let along = [end[0] - corner[0], end[1] - corner[1]];
        let width = along[0].hypot(along[1]).max(1e-3);
        let mut lid = Self {
            corner,
            along,
            down: [-along[1], along[0]],
            width,
            upper: Vec::new(),
            lower: Vec::new(),
        };
        let line = |indices: &[usize; 9]| {
            let mut points: Vec<[f32; 2]> = indices.iter().map(|index| lid.local(at(*index))).collect();
            points.sort_by(|one, other| one[0].total_cmp(&other[0]));
            points
        };
        let (upper, lower) = (line(&UPPER_LIDS[eye]), line(&LOWER_LIDS[eye]));
        (lid.upper, lid.lower) = (upper, lower);
        lid
    }

    /// Along and down, in widths of the eye.
    fn local(&self, point: [f32; 2]) -> [f32; 2] {
        let from = [point[0] - self.corner[0], point[1] - self.corner[1]];
        let square = self.width * self.width;
        [self.along, self.down].map(|axis| (from[0] * axis[0] + from[1] * axis[1]) / square)
    }

    /// Where a point of the picture moves when the eye closes: the skin between brow and lid is drawn down over the eye.
    fn shift(&self, point: [f32; 2]) -> [f32; 2] {
        let [along, down] = self.local(point);
        if !(0.0..=1.0).contains(&along) {
            return [0.0; 2];
        }
        let (upper, lower) = (height(&self.upper, along), height(&self.lower, along));
        let opening = (lower - upper).max(0.0);
        let brow = upper - 0.45;
        let by = if down <= brow || down >= lower {
            0.0
        } else if down <= upper {
            opening * (down - brow) / (upper - brow)
        } else {
            lower - down
        };
        [0, 1].map(|axis| by * self.down[axis])
    }
}

impl Lid {
    /// The point of the picture that is seen at this place when the eye is closed: the inverse of [`Lid::shift`].
    pub(crate) fn behind(&self, place: [f32; 2]) -> [f32; 2] {
        let [along, down] = self.local(place);
        if !(0.0..=1.0).contains(&along) {
            return place;
        }
        let (upper, lower) = (height(&self.upper, along), height(&self.lower, along));
        let brow = upper - 0.45;
        if down <= brow || down >= lower || lower <= upper {
            return place;
        }
        let by = (down - brow) * (upper - brow) / (lower - brow) - (down - brow);
        [0, 1].map(|axis| place[axis] + by * self.down[axis])
    }
}

/// Height of a line of points at a place along it.
fn height(line: &[[f32; 2]], along: f32) -> f32 {
    let pair = line.windows(2).find(|pair| pair[0][0] <= along && along <= pair[1][0]);
    match pair {
        Some([one, other]) => {
            let share = (along - one[0]) / (other[0] - one[0]).max(1e-6);
            one[1] + share * (other[1] - one[1])
        }
        _ => 0.0,
    }
}
