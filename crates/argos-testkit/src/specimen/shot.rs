//! A photograph of a side of a document: on a table or cut to the document, under some light, through some lens.

use super::camera_view::View;
use super::chance::Chance;
use super::grade::Grade;
use super::light::Light;
use super::photograph::jpeg;
use super::sensor::{blur, expose, move_along};
use super::sheet::SCALE;
use super::side::Side;
use super::table::Table;
use image::RgbImage;
use image::imageops::{FilterType, resize};

/// Radius of the corners of a card, in millimetres (ISO/IEC 7810).
const CORNER_RADIUS: f32 = 3.2;

/// A photograph with its truth.
#[derive(Debug, Clone)]
pub struct Shot {
    /// The file.
    pub jpeg: Vec<u8>,
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Corners of the document in pixels: top left, top right, bottom right, bottom left as it is read. May lie outside.
    pub corners: [(f32, f32); 4],
    /// Height of the zone's capital letters in pixels.
    pub letter_height: f32,
    /// Clockwise quarter turns by which the document stands in the picture.
    pub quarter_turns: usize,
    /// Whether the picture is cut to the document.
    pub cropped: bool,
}

/// Light of each channel, 0 to 255, row by row.
pub(super) struct Exposure {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<[f32; 3]>,
}

/// Photographs a side, turned by `roll` degrees clockwise in the picture, or by chance as the grade allows.
///
/// # Errors
/// When the encoder refuses the size.
pub fn photograph(side: &Side, grade: Grade, roll: Option<f32>, chance: &mut Chance) -> anyhow::Result<Shot> {
    let limits = grade.limits();
    let view = View::of(side, &limits, roll, chance);
    let table = Table::invented(chance);
    let light = Light::of(&limits, view.picture, chance);
    let mut exposure = see(side, &view, &table, &light);
    let defocus = chance.between(limits.defocus) * view.letter_height;
    let motion = chance.between(limits.motion) * view.letter_height;
    blur(&mut exposure, defocus);
    move_along(&mut exposure, motion, chance.between((0.0, std::f32::consts::PI)));
    let picture = expose(&exposure, &limits, chance);
    let (low, high) = limits.quality;
    let quality = low + chance.below(usize::from(high - low) + 1) as u8;
    Ok(Shot {
        jpeg: jpeg(&picture, quality)?,
        size: view.picture,
        corners: view.corners(side.size),
        letter_height: view.letter_height,
        quarter_turns: view.quarter_turns,
        cropped: view.cropped,
    })
}

/// What falls on the sensor of a perfect lens.
fn see(side: &Side, view: &View, table: &Table, light: &Light) -> Exposure {
    // A little finer than the photograph, so that single pixels of it are averages and none of the paper is skipped.
    let scale = (view.scale * 1.25).min(SCALE);
    let size = |millimetres: f32| ((millimetres * scale).round() as u32).max(2);
    let paper = resize(
        &side.picture,
        size(side.size.0),
        size(side.size.1),
        FilterType::Triangle,
    );
    let back = view.to_picture.inverse();
    let half = (side.size.0 / 2.0, side.size.1 / 2.0);
    let radius = if side.is_card { CORNER_RADIUS } else { 0.6 };
    let (width, height) = view.picture;
    let mut pixels = Vec::with_capacity(width as usize * height as usize);
    for row in 0..height {
        for column in 0..width {
            let place = (column as f32 + 0.5, row as f32 + 0.5);
            let (x, y) = back.apply(place);
            let bulged = y + view.bulge * (1.0 - (x / half.0).powi(2));
            let outside = beyond((x, y), half, radius);
            let under = table.colour(place, outside);
            let covered = (0.5 - outside * view.scale).clamp(0.0, 1.0);
            let seen = if covered > 0.0 {
                let on_paper = lookup(&paper, (x + half.0) * scale - 0.5, (bulged + half.1) * scale - 0.5);
                std::array::from_fn(|channel| under[channel] * (1.0 - covered) + on_paper[channel] * covered)
            } else {
                under
            };
            pixels.push(light.upon(seen, place));
        }
    }
    Exposure {
        width: width as usize,
        height: height as usize,
        pixels,
    }
}

/// How far a place lies outside of a rectangle with round corners, in millimetres; negative inside.
fn beyond((x, y): (f32, f32), half: (f32, f32), radius: f32) -> f32 {
    let (across, down) = (x.abs() - half.0 + radius, y.abs() - half.1 + radius);
    across.max(0.0).hypot(down.max(0.0)) + across.max(down).min(0.0) - radius
}

/// The colour between the four nearest pixels, the border repeated.
fn lookup(paper: &RgbImage, x: f32, y: f32) -> [f32; 3] {
    let (right, bottom) = (paper.width() as f32 - 1.0, paper.height() as f32 - 1.0);
    let (x, y) = (x.max(0.0).min(right), y.max(0.0).min(bottom));
    let (left, top) = (x as u32, y as u32);
    let (across, down) = (x - left as f32, y - top as f32);
    let (next, below) = ((left + 1).min(right as u32), (top + 1).min(bottom as u32));
    let corners = [(left, top), (next, top), (left, below), (next, below)].map(|(x, y)| paper.get_pixel(x, y).0);
    let weights = [
        (1.0 - across) * (1.0 - down),
        across * (1.0 - down),
        (1.0 - across) * down,
        across * down,
    ];
    std::array::from_fn(|channel| {
        corners
            .iter()
            .zip(weights)
            .map(|(corner, weight)| f32::from(corner[channel]) * weight)
            .sum()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_from_a_card_are_those_of_its_rounded_outline() {
        let half = (40.0, 25.0);
        assert!((beyond((43.0, 0.0), half, 3.0) - 3.0).abs() < 1e-4);
        assert!((beyond((0.0, 0.0), half, 3.0) + 25.0).abs() < 1e-4);
        assert!(beyond((40.0, 25.0), half, 3.0) > 1.0, "the corner is cut off");
    }
}
