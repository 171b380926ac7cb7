//! Selfies of people with closed eyes, a mask or dark glasses. Painted, so figures measured on them tell whether a sign
//! is seen where it is plain, and nothing about real lids and masks.

use crate::challenge::head::Lid;
use crate::recapture::paths;
use crate::specimen::chance::Chance;
use crate::specimen::photograph::jpeg;
use anyhow::Context;
use argos_vision::Vision;
use argos_vision::face::Mesh;
use argos_vision::image::Point;
use image::{Rgb, RgbImage};
use std::fs;
use std::path::Path;

/// Points of the mesh around a mask: along the jaw from image left to image right, back over cheeks and nose.
const MASK: [usize; 20] = [
    132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361, 425, 195, 205,
];
/// Standard deviation of the camera's noise over what is painted, of 255 levels.
const NOISE: f32 = 3.0;
const JPEG_QUALITY: u8 = 90;

/// What is wrong with the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Flaw {
    /// The skin between brows and lids is drawn down over both eyes.
    ClosedEyes,
    /// A mask in some colour, with folds, over mouth, chin and nose.
    Mask,
    /// Dark round glasses with a reflection.
    DarkGlasses,
}

impl Flaw {
    /// The label in the list.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::ClosedEyes => "closed-eyes",
            Self::Mask => "mask",
            Self::DarkGlasses => "dark-glasses",
        }
    }

    /// The picture of a face with this flaw.
    #[must_use]
    pub fn of(self, picture: &RgbImage, mesh: &Mesh, chance: &mut Chance) -> RgbImage {
        match self {
            Self::ClosedEyes => closed_eyes(picture, mesh),
            Self::Mask => masked(picture, mesh, chance),
            Self::DarkGlasses => behind_glasses(picture, mesh, chance),
        }
    }
}

fn closed_eyes(picture: &RgbImage, mesh: &Mesh) -> RgbImage {
    let lids = [0, 1].map(|eye| Lid::of(mesh, eye));
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let place = [x as f32, y as f32];
        let behind = lids.iter().map(|lid| lid.behind(place)).find(|behind| *behind != place);
        behind.map_or_else(|| *picture.get_pixel(x, y), |[x, y]| between(picture, x, y))
    })
}

/// The colour between four pixels.
fn between(picture: &RgbImage, x: f32, y: f32) -> Rgb<u8> {
    let (left, top) = (x.floor(), y.floor());
    let at = |x: f32, y: f32| {
        let inside = |value: f32, size: u32| (value.max(0.0) as u32).min(size.saturating_sub(1));
        picture
            .get_pixel(inside(x, picture.width()), inside(y, picture.height()))
            .0
            .map(f32::from)
    };
    let mix = |one: [f32; 3], other: [f32; 3], share: f32| -> [f32; 3] {
        std::array::from_fn(|channel| one[channel] + share * (other[channel] - one[channel]))
    };
    let above = mix(at(left, top), at(left + 1.0, top), x - left);
    let below = mix(at(left, top + 1.0), at(left + 1.0, top + 1.0), x - left);
    Rgb(mix(above, below, y - top).map(|value| value.round().clamp(0.0, 255.0) as u8))
}

fn masked(picture: &RgbImage, mesh: &Mesh, chance: &mut Chance) -> RgbImage {
    let outline = MASK.map(|index| mesh.at(index));
    let colours = [
        [205.0, 210.0, 212.0],
        [140.0, 175.0, 205.0],
        [35.0, 35.0, 38.0],
        [170.0, 120.0, 130.0],
    ];
    let colour = colours[(chance.unit() * 3.999) as usize];
    let height = mesh.height().max(1.0);
    let (folds, phase) = (chance.between((18.0, 40.0)), chance.unit() * 6.0);
    let (depth, shade) = (chance.between((0.04, 0.12)), chance.around(0.15));
    let middle = mesh.at(195);
    painted(picture, chance, |place| {
        is_inside(&outline, place).then(|| {
            let (x, y) = ((place.x - middle.x) / height, (place.y - middle.y) / height);
            // Rounded like a face, folded across.
            let light = 1.0 - 0.5 * x * x + shade * x + depth * (folds * y + phase).sin();
            (colour.map(|value| value * light), 1.0)
        })
    })
}

fn behind_glasses(picture: &RgbImage, mesh: &Mesh, chance: &mut Chance) -> RgbImage {
    let eyes = mesh.eye_corners().map(|[left, right]| {
        let width = left.distance(right);
        (Point::new((left.x + right.x) / 2.0, (left.y + right.y) / 2.0), width)
    });
    let opacity = chance.between((0.88, 1.0));
    let (wide, high) = (chance.between((0.85, 1.05)), chance.between((0.65, 0.85)));
    let reflection = chance.around(0.5);
    let bridge = Point::new((eyes[0].0.x + eyes[1].0.x) / 2.0, (eyes[0].0.y + eyes[1].0.y) / 2.0);
    painted(picture, chance, |place| {
        for (centre, width) in eyes {
            let (x, y) = (
                (place.x - centre.x) / (wide * width),
                (place.y - centre.y) / (high * width),
            );
            if x * x + y * y <= 1.0 {
                let light = if (x + 0.6 * y - reflection).abs() < 0.12 {
                    90.0
                } else {
                    22.0 + 12.0 * y
                };
                return Some(([light; 3], opacity));
            }
        }
        let width = eyes[0].1;
        let is_bridge = (place.y - bridge.y).abs() < 0.1 * width
            && place.x > eyes[0].0.x.min(eyes[1].0.x)
            && place.x < eyes[0].0.x.max(eyes[1].0.x);
        is_bridge.then_some(([25.0; 3], 1.0))
    })
}

/// The picture with colours laid over it, by their opacity, and noise on them.
fn painted(picture: &RgbImage, chance: &mut Chance, colour: impl Fn(Point) -> Option<([f32; 3], f32)>) -> RgbImage {
    let mut painted = picture.clone();
    for (x, y, pixel) in painted.enumerate_pixels_mut() {
        if let Some((colour, opacity)) = colour(Point::new(x as f32, y as f32)) {
            let noise = (chance.unit() + chance.unit() + chance.unit() - 1.5) * 2.0 * NOISE;
            for (value, colour) in pixel.0.iter_mut().zip(colour) {
                let mixed = f32::from(*value) * (1.0 - opacity) + colour * opacity + noise;
                *value = mixed.round().clamp(0.0, 255.0) as u8;
            }
        }
    }
    painted
}

/// Whether a place lies inside of an outline: a line from it crosses the outline an odd number of times.
fn is_inside(outline: &[Point], place: Point) -> bool {
    let mut inside = false;
    for (index, one) in outline.iter().enumerate() {
        let other = outline[(index + 1) % outline.len()];
        let crosses = (one.y > place.y) != (other.y > place.y)
            && place.x < (other.x - one.x) * (place.y - one.y) / (other.y - one.y) + one.x;
        inside ^= crosses;
    }
    inside
}

/// Writes the pictures that a list names in its column `path` (relative to the list) with a flaw, and `labels.csv` with
/// the columns `path,label`, into a folder, which is created. Pictures without a face are left out.
///
/// # Errors
/// When a file cannot be read or written, or a network fails.
pub fn write(
    list: &Path,
    flaw: Flaw,
    every: usize,
    seed: u64,
    folder: &Path,
    vision: &mut Vision,
) -> anyhow::Result<usize> {
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let mut labels = String::from("path,label\n");
    let mut written = 0;
    for (index, path) in paths(list)?.iter().enumerate().step_by(every.max(1)) {
        let Ok(picture) = image::open(path) else { continue };
        let picture = picture.to_rgb8();
        let Some(mesh) = vision.face_mesh(&picture)? else {
            continue;
        };
        let mut chance = Chance::new(seed, index as u64);
        let name = format!("{index:05}_{}.jpg", flaw.label());
        fs::write(
            folder.join(&name),
            jpeg(&flaw.of(&picture, &mesh, &mut chance), JPEG_QUALITY)?,
        )?;
        labels.push_str(&format!("{name},{}\n", flaw.label()));
        written += 1;
    }
    fs::write(folder.join("labels.csv"), labels)?;
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_inside_of_an_outline_or_not() {
        let square = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)].map(|(x, y)| Point::new(x, y));
        assert!(is_inside(&square, Point::new(5.0, 5.0)));
        for (x, y) in [(-1.0, 5.0), (11.0, 5.0), (5.0, -1.0), (5.0, 11.0)] {
            assert!(!is_inside(&square, Point::new(x, y)));
        }
    }

    #[test]
    fn what_is_painted_covers_by_its_opacity() {
        let picture = RgbImage::from_pixel(20, 4, Rgb([200; 3]));
        let half = |place: Point| (place.x < 10.0).then_some(([0.0; 3], 0.5));
        let painted = painted(&picture, &mut Chance::new(1, 1), half);
        assert!((i32::from(painted.get_pixel(3, 2).0[0]) - 100).abs() < 15);
        assert_eq!(painted.get_pixel(15, 2).0, [200; 3]);
    }
}
