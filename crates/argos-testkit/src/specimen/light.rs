//! Light on a document: uneven, with a shadow and a reflection.

use super::chance::Chance;
use super::grade::Limits;

/// A spot of reflected light.
#[derive(Debug, Clone, Copy)]
struct Glare {
    /// As shares of the picture's width and height.
    middle: (f32, f32),
    /// As shares of the picture's longer side.
    radii: (f32, f32),
    /// Direction of the first radius.
    turn: (f32, f32),
    /// Share of the contrast that it takes in its middle.
    strength: f32,
}

/// The light of one photograph.
#[derive(Debug, Clone)]
pub(super) struct Light {
    /// Direction in which it fades, and by how much over the picture.
    fade: ((f32, f32), f32),
    /// Direction across the edge of a shadow, where the edge lies, its softness (all in shares of the picture's size), and
    /// the share of light that it takes.
    shadow: ((f32, f32), f32, f32, f32),
    glare: Glare,
    size: (f32, f32),
}

impl Light {
    pub(super) fn of(limits: &Limits, (width, height): (u32, u32), chance: &mut Chance) -> Self {
        let direction = |chance: &mut Chance| {
            let (sine, cosine) = chance.between((0.0, std::f32::consts::TAU)).sin_cos();
            (cosine, sine)
        };
        let has_glare = chance.happens(0.6);
        let strength = chance.between(limits.glare);
        Self {
            fade: (direction(chance), chance.between(limits.uneven_light)),
            shadow: (
                direction(chance),
                chance.between((-0.3, 0.4)),
                chance.between((0.01, 0.15)),
                chance.between(limits.shadow),
            ),
            glare: Glare {
                middle: (chance.between((0.15, 0.85)), chance.between((0.15, 0.85))),
                radii: (chance.between((0.04, 0.2)), chance.between((0.03, 0.1))),
                turn: direction(chance),
                strength: if has_glare { strength } else { 0.0 },
            },
            size: (width as f32, height as f32),
        }
    }

    /// A colour at a place of the picture under this light.
    pub(super) fn upon(&self, colour: [f32; 3], place: (f32, f32)) -> [f32; 3] {
        let long = self.size.0.max(self.size.1);
        let (x, y) = (
            (place.0 - self.size.0 / 2.0) / long,
            (place.1 - self.size.1 / 2.0) / long,
        );
        let along = |(right, down): (f32, f32)| x * right + y * down;
        let (direction, amount) = self.fade;
        let even = 1.0 - amount * (along(direction) + 0.5).clamp(0.0, 1.0);
        let (direction, edge, softness, depth) = self.shadow;
        let within = ((along(direction) - edge) / softness).clamp(0.0, 1.0);
        let shade = 1.0 - depth * within * within * (3.0 - 2.0 * within);
        let Glare {
            middle,
            radii,
            turn,
            strength,
        } = self.glare;
        let (right, down) = (
            (place.0 - middle.0 * self.size.0) / long,
            (place.1 - middle.1 * self.size.1) / long,
        );
        let across = (right * turn.0 + down * turn.1) / radii.0;
        let upward = (down * turn.0 - right * turn.1) / radii.1;
        let reflected = strength * (-0.5 * (across * across + upward * upward)).exp();
        colour.map(|channel| {
            let lit = channel * even * shade;
            lit + (250.0 - lit).max(0.0) * reflected
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::specimen::grade::Grade;

    #[test]
    fn even_the_strongest_reflection_leaves_a_quarter_of_the_contrast() {
        for item in 0..200 {
            let light = Light::of(&Grade::Hard.limits(), (1200, 900), &mut Chance::new(3, item));
            for place in [(10.0, 10.0), (600.0, 450.0), (900.0, 700.0)] {
                let (ink, paper) = (light.upon([40.0; 3], place)[0], light.upon([235.0; 3], place)[0]);
                let dimmed = light.upon([235.0; 3], place)[0] / 235.0;
                assert!(paper - ink > 0.25 * 0.2 * 195.0 * dimmed.min(1.0), "{ink} {paper}");
            }
        }
    }
}
