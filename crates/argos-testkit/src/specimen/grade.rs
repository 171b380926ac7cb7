//! How hard a photograph is, in numbers.

use std::fmt;

/// A grade of difficulty. Each picture draws its values from the ranges of [`Grade::limits`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, clap::ValueEnum)]
pub enum Grade {
    /// What a careful person with a good phone or a scanner delivers.
    Mild,
    /// What most people deliver: held askew, a little soft, lit from one side.
    Medium,
    /// What a hurried person in bad light delivers. Every letter of the zone can still be told by a patient human.
    Hard,
}

impl Grade {
    /// All, in rising difficulty.
    pub const ALL: [Self; 3] = [Self::Mild, Self::Medium, Self::Hard];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mild => "mild",
            Self::Medium => "medium",
            Self::Hard => "hard",
        }
    }

    /// What the grade means in numbers.
    #[must_use]
    pub const fn limits(self) -> Limits {
        match self {
            Self::Mild => Limits {
                letter_height: (22.0, 36.0),
                filling: (0.7, 0.96),
                crops: 0.3,
                quarter_turns: 0.0,
                roll: 3.0,
                tilt: 6.0,
                distance: (3.0, 5.0),
                bulge: 0.2,
                defocus: (0.0, 0.03),
                motion: (0.0, 0.04),
                uneven_light: (0.0, 0.12),
                shadow: (0.0, 0.15),
                glare: (0.0, 0.15),
                exposure: 0.08,
                cast: 0.03,
                noise: (1.0, 4.0),
                quality: (86, 96),
            },
            Self::Medium => Limits {
                letter_height: (16.0, 26.0),
                filling: (0.5, 0.92),
                crops: 0.2,
                quarter_turns: 0.1,
                roll: 10.0,
                tilt: 15.0,
                distance: (2.2, 4.0),
                bulge: 0.7,
                defocus: (0.02, 0.07),
                motion: (0.0, 0.12),
                uneven_light: (0.05, 0.3),
                shadow: (0.0, 0.4),
                glare: (0.0, 0.5),
                exposure: 0.18,
                cast: 0.08,
                noise: (3.0, 8.0),
                quality: (70, 90),
            },
            Self::Hard => Limits {
                letter_height: (12.0, 18.0),
                filling: (0.38, 0.9),
                crops: 0.15,
                quarter_turns: 0.25,
                roll: 25.0,
                tilt: 25.0,
                distance: (1.8, 3.0),
                bulge: 1.8,
                defocus: (0.05, 0.1),
                motion: (0.0, 0.2),
                uneven_light: (0.1, 0.5),
                shadow: (0.1, 0.6),
                glare: (0.1, 0.72),
                exposure: 0.3,
                cast: 0.15,
                noise: (5.0, 12.0),
                quality: (48, 80),
            },
        }
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The ranges of a grade. Where one number stands, values lie between it and its negative, or between it and zero.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Height of the zone's capital letters in the middle of the zone, in pixels. It decides the size of the picture:
    /// a passport at 12 pixels is about 600 pixels wide, at 36 pixels 1800.
    pub letter_height: (f32, f32),
    /// Share of the picture's width or height, whichever is reached first, that the document fills.
    pub filling: (f32, f32),
    /// Probability that the picture is cut to the document (2 % inside to 4 % outside of its bounds) instead.
    pub crops: f32,
    /// Probability of a turn by 90, 180 or 270 degrees.
    pub quarter_turns: f32,
    /// Turn in the plane of the picture, degrees.
    pub roll: f32,
    /// Lean of the document against the picture, around its upright and around its level axis, degrees each.
    pub tilt: f32,
    /// From the camera to the document, in widths of the document: nearer means stronger perspective.
    pub distance: (f32, f32),
    /// How far lines of paper (not of cards) bulge in their middle, in millimetres.
    pub bulge: f32,
    /// Standard deviation of the defocus (Gaussian), as a share of the letter height.
    pub defocus: (f32, f32),
    /// Length of a straight movement of the camera, as a share of the letter height.
    pub motion: (f32, f32),
    /// How much darker one end of the picture is than the other, as a share.
    pub uneven_light: (f32, f32),
    /// Share of the light that a shadow with a soft edge takes from a part of the picture.
    pub shadow: (f32, f32),
    /// Share of the contrast that a soft spot of reflected light takes in its middle; it may lie on the zone.
    pub glare: (f32, f32),
    /// Change of the brightness, as a share.
    pub exposure: f32,
    /// Change of each colour channel, as a share.
    pub cast: f32,
    /// Standard deviation of the sensor's noise, of 255 levels.
    pub noise: (f32, f32),
    /// JPEG quality.
    pub quality: (u8, u8),
}
