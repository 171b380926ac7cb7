//! A picture held before the camera: a print that is moved, tilted and bent, or a screen.

use super::head::FRAME;
use super::surface::{Camera, Surface, Vertex, draw, turned};
use crate::specimen::chance::Chance;
use image::{Rgb, RgbImage};

/// Points of the surface across and down.
const POINTS: (usize, usize) = (91, 121);
/// Distance of the camera in heights of the sheet.
const DISTANCE: f32 = 1.6;

/// A sheet with a picture on it.
#[derive(Debug, Clone)]
pub struct Sheet {
    picture: RgbImage,
    wall: Rgb<u8>,
}

/// How the sheet is held.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hold {
    /// Turned to the right of the picture, in degrees.
    pub yaw: f32,
    /// Tilted up, in degrees.
    pub pitch: f32,
    /// Depth of the bend about an upright axis: by so much the edges lie behind the middle, in widths of the sheet.
    pub bend: f32,
    /// The same about a level axis, in heights of the sheet.
    pub arch: f32,
    /// Lean, degrees clockwise.
    pub roll: f32,
    /// Size by that at rest.
    pub size: f32,
    /// Shift as shares of the frame's height.
    pub shift: [f32; 2],
}

impl Sheet {
    /// A print: less contrast, a cast of colour.
    #[must_use]
    pub fn printed(picture: &RgbImage, chance: &mut Chance) -> Self {
        let cast: [f32; 3] = std::array::from_fn(|_| chance.between((0.88, 1.0)));
        let (paper, ink) = (chance.between((225.0, 250.0)), chance.between((10.0, 35.0)));
        let mut printed = picture.clone();
        for Rgb(pixel) in printed.pixels_mut() {
            for (channel, cast) in pixel.iter_mut().zip(cast) {
                *channel = ((ink + f32::from(*channel) / 255.0 * (paper - ink)) * cast) as u8;
            }
        }
        Self::new(printed, chance)
    }

    /// A screen: its lines of pixels show as a faint pattern.
    #[must_use]
    pub fn shown(picture: &RgbImage, wall: u8, phase: f32) -> Self {
        let mut shown = picture.clone();
        for (x, y, Rgb(pixel)) in shown.enumerate_pixels_mut() {
            let pattern = 1.0 + 0.03 * (x as f32 * 1.9 + phase).sin() * (y as f32 * 2.1 - phase).sin();
            for channel in pixel {
                *channel = (f32::from(*channel) * pattern).clamp(0.0, 255.0) as u8;
            }
        }
        Self {
            picture: shown,
            wall: Rgb([wall; 3]),
        }
    }

    fn new(picture: RgbImage, chance: &mut Chance) -> Self {
        let wall = 90 + chance.below(120) as u8;
        Self {
            picture,
            wall: Rgb([wall, wall, wall.saturating_sub(6)]),
        }
    }

    /// Draws the sheet into a frame: at rest, flat and of size 1 it just fills it.
    #[must_use]
    pub fn frame(&self, hold: Hold) -> RgbImage {
        let (width, height) = (self.picture.width() as f32, self.picture.height() as f32);
        let mut vertices = Vec::with_capacity(POINTS.0 * POINTS.1);
        for row in 0..POINTS.1 {
            for column in 0..POINTS.0 {
                let across = column as f32 / (POINTS.0 - 1) as f32 - 0.5;
                let down = row as f32 / (POINTS.1 - 1) as f32 - 0.5;
                // 4 x^2 is 1 at the edge.
                let depth = -4.0 * (hold.bend * width * across * across + hold.arch * height * down * down);
                let place = turned([across * width, -down * height, depth], hold.yaw, hold.pitch);
                vertices.push(Vertex {
                    texture: [(across + 0.5) * (width - 1.0), (down + 0.5) * (height - 1.0)],
                    place,
                });
            }
        }
        let surface = Surface {
            columns: POINTS.0,
            vertices,
        };
        let mut frame = RgbImage::from_pixel(FRAME.0, FRAME.1, self.wall);
        let fills = (FRAME.0 as f32 / width).max(FRAME.1 as f32 / height);
        let camera = Camera {
            distance: DISTANCE * height,
            scale: fills * hold.size,
            middle: [
                FRAME.0 as f32 / 2.0 + hold.shift[0] * FRAME.1 as f32,
                FRAME.1 as f32 / 2.0 + hold.shift[1] * FRAME.1 as f32,
            ],
            lean: hold.roll.to_radians(),
        };
        draw(&mut frame, &self.picture, &surface, camera);
        frame
    }
}
