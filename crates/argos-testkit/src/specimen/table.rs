//! What a document lies on.

use super::chance::Chance;

#[derive(Debug, Clone, Copy)]
enum Surface {
    Wood,
    Cloth,
    Stone,
    Plain,
    Tiles,
}

/// A surface with its colours.
#[derive(Debug, Clone)]
pub(super) struct Table {
    surface: Surface,
    colour: [f32; 3],
    scale: f32,
    turn: (f32, f32),
    /// How dark the document's own shadow is beside it.
    contact: f32,
}

impl Table {
    pub(super) fn invented(chance: &mut Chance) -> Self {
        const COLOURS: [[f32; 3]; 9] = [
            [74.0, 58.0, 46.0],
            [142.0, 104.0, 70.0],
            [196.0, 164.0, 122.0],
            [40.0, 42.0, 48.0],
            [120.0, 126.0, 130.0],
            [214.0, 212.0, 206.0],
            [58.0, 80.0, 112.0],
            [94.0, 40.0, 44.0],
            [60.0, 92.0, 70.0],
        ];
        let surfaces = [
            Surface::Wood,
            Surface::Wood,
            Surface::Cloth,
            Surface::Stone,
            Surface::Plain,
            Surface::Tiles,
        ];
        let (sine, cosine) = chance.between((0.0, std::f32::consts::PI)).sin_cos();
        Self {
            surface: *chance.pick(&surfaces),
            colour: *chance.pick(&COLOURS),
            scale: chance.between((0.4, 1.6)),
            turn: (cosine, sine),
            contact: chance.between((0.1, 0.5)),
        }
    }

    /// The colour at a place of the picture that lies so many millimetres outside of the document.
    pub(super) fn colour(&self, place: (f32, f32), outside: f32) -> [f32; 3] {
        let x = (place.0 * self.turn.0 + place.1 * self.turn.1) * self.scale;
        let y = (place.1 * self.turn.0 - place.0 * self.turn.1) * self.scale;
        let grain = match self.surface {
            Surface::Wood => {
                0.1 * (y * 0.13 + (x * 0.012).sin() * 3.0).sin() + 0.05 * (y * 0.61 + (x * 0.02).sin()).sin()
            }
            Surface::Cloth => 0.07 * (x * 0.9).sin() * (y * 0.9).sin() + 0.05 * (x * 0.03).sin(),
            Surface::Stone => 0.16 * (speckle(x * 0.25, y * 0.25) - 0.5),
            Surface::Plain => 0.03 * (x * 0.004 + y * 0.006).sin(),
            Surface::Tiles => {
                let joint = |at: f32| (at / 260.0).rem_euclid(1.0) < 0.03;
                if joint(x) || joint(y) {
                    -0.35
                } else {
                    0.04 * (speckle(x * 0.5, y * 0.5) - 0.5)
                }
            }
        };
        let shadow = 1.0 - self.contact * (-outside.max(0.0) / 1.5).exp();
        self.colour
            .map(|channel| (channel * (1.0 + grain) * shadow).clamp(0.0, 255.0))
    }
}

/// A number between 0 and 1 for each whole place.
fn speckle(x: f32, y: f32) -> f32 {
    let mixed =
        (x.floor() as i32 as u32).wrapping_mul(0x9E37_79B1) ^ (y.floor() as i32 as u32).wrapping_mul(0x85EB_CA77);
    let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x2C1B_3C6D);
    ((mixed ^ (mixed >> 13)) & 0xFFFF) as f32 / 65536.0
}
