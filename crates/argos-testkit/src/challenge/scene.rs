//! What a phone's camera adds: a hand that shakes, light that drifts, noise, JPEG.

use super::head::Act;
use crate::specimen::chance::Chance;
use crate::specimen::photograph::jpeg;
use image::{Rgb, RgbImage};

/// One phone in one hand in one room.
#[derive(Debug, Clone)]
pub struct Scene {
    chance: Chance,
    /// Shift as shares of the frame's height, and lean in degrees, that wander.
    shake: [f32; 3],
    light: f32,
    noise: f32,
    cast: [f32; 3],
    quality: u8,
}

/// How much of a step the wandering keeps: it comes back to the middle within some frames.
const KEPT: f32 = 0.85;

impl Scene {
    /// A phone by chance.
    #[must_use]
    pub fn new(chance: &mut Chance) -> Self {
        let mut chance = chance.branch();
        Self {
            shake: [0.0; 3],
            light: chance.between((0.75, 1.1)),
            noise: chance.between((1.0, 5.0)),
            cast: std::array::from_fn(|_| chance.between((0.94, 1.06))),
            quality: 70 + chance.below(20) as u8,
            chance,
        }
    }

    /// The hand moves a little on; the act as the camera sees it.
    pub fn held(&mut self, act: Act) -> Act {
        let steps = [0.004, 0.004, 0.6];
        for (value, step) in self.shake.iter_mut().zip(steps) {
            *value = *value * KEPT + self.chance.around(step);
        }
        Act {
            shift: [act.shift[0] + self.shake[0], act.shift[1] + self.shake[1]],
            roll: act.roll + self.shake[2],
            ..act
        }
    }

    /// What the phone sends of what its lens sees.
    ///
    /// # Errors
    /// When the picture cannot be encoded.
    pub fn taken(&mut self, seen: &RgbImage) -> anyhow::Result<Vec<u8>> {
        self.light = (self.light + self.chance.around(0.015)).clamp(0.6, 1.2);
        let mut picture = seen.clone();
        let mut state = self.chance.number() | 1;
        for Rgb(pixel) in picture.pixels_mut() {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            // The sum of four uniform numbers is nearly normal; their deviation is 0.577 of their width.
            let sum: u64 = (0..4).map(|part| (state >> (16 * part)) & 0xFFFF).sum();
            let noise = (sum as f32 / 65536.0 - 2.0) * 1.732 * self.noise;
            for (channel, cast) in pixel.iter_mut().zip(self.cast) {
                *channel = (f32::from(*channel) * self.light * cast + noise)
                    .round()
                    .clamp(0.0, 255.0) as u8;
            }
        }
        jpeg(&picture, self.quality)
    }
}
