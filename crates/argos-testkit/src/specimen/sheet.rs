//! Paper of a given size, drawn on in millimetres.

use super::chance::Chance;
use super::lettering::{mix, width_of, write, write_in_cells};
use super::style::{Palette, Pattern, Style};
use ab_glyph::FontVec;
use image::{Rgb, RgbImage};

/// Pixels per millimetre of a sheet.
pub(super) const SCALE: f32 = 14.4;

/// A side of a document being drawn; origin top left, millimetres.
pub(super) struct Sheet {
    pub picture: RgbImage,
    pub size: (f32, f32),
}

/// Left, top, width, height.
pub(super) type Area = (f32, f32, f32, f32);

const fn pixels(millimetres: f32) -> f32 {
    millimetres * SCALE
}

impl Sheet {
    /// Paper with its pattern. `zone_top` is where the zone begins, if there is one.
    pub(super) fn new(size: (f32, f32), zone_top: Option<f32>, style: &Style, chance: &mut Chance) -> Self {
        let (width, height) = (pixels(size.0) as u32, pixels(size.1) as u32);
        let pattern = Background::new(size, style, chance);
        let zone_top = zone_top.unwrap_or(f32::INFINITY);
        let picture = RgbImage::from_fn(width, height, |x, y| {
            let (across, down) = (x as f32 / SCALE, y as f32 / SCALE);
            let strength = match (down >= zone_top, style.pattern_behind_zone) {
                (false, _) => style.pattern_strength,
                (true, true) => 0.35 * style.pattern_strength,
                (true, false) => 0.0,
            };
            pattern.colour(&style.palette, across, down, strength)
        });
        Self { picture, size }
    }

    /// A line of text, narrowed to fit `most` millimetres; returns its width. `y` is the base line.
    pub(super) fn text(
        &mut self,
        font: &FontVec,
        text: &str,
        (x, y): (f32, f32),
        (height, most): (f32, f32),
        ink: Rgb<u8>,
    ) -> f32 {
        let width = width_of(font, text, pixels(height)) / SCALE;
        let height = if width > most { height * most / width } else { height };
        write(
            &mut self.picture,
            font,
            text,
            (pixels(x), pixels(y)),
            pixels(height),
            ink,
        );
        width.min(most)
    }

    /// A line of the zone: 2.54 mm for each letter (ICAO 9303 part 3, section 4.1).
    pub(super) fn zone_line(&mut self, font: &FontVec, text: &str, place: (f32, f32), style: &Style) {
        let (x, y) = (pixels(place.0), pixels(place.1));
        let ink = Rgb([style.zone_ink, style.zone_ink, style.zone_ink.saturating_add(6)]);
        let spread = pixels(style.zone_spread) / 2.0;
        for (right, down) in [(-spread, 0.0), (spread, 0.0), (0.0, spread)] {
            let cell = (pixels(2.54), pixels(style.zone_height));
            write_in_cells(&mut self.picture, font, text, (x + right, y + down), cell, ink);
        }
    }

    /// A filled rectangle.
    pub(super) fn fill(&mut self, area: Area, colour: Rgb<u8>, share: f32) {
        self.each(area, |under, _, _| mix(under, colour, share));
    }

    /// A picture scaled into an area, its middle where the proportions differ; `share` of it covers the paper.
    pub(super) fn paste(&mut self, picture: &RgbImage, area: Area, share: f32, grey: bool) {
        let proportion = area.2 / area.3;
        let across = (picture.width() as f32).min(picture.height() as f32 * proportion);
        let down = across / proportion;
        let corner = (
            (picture.width() as f32 - across) / 2.0,
            (picture.height() as f32 - down) / 2.0,
        );
        let part = image::imageops::crop_imm(picture, corner.0 as u32, corner.1 as u32, across as u32, down as u32);
        let (width, height) = (pixels(area.2) as u32, pixels(area.3) as u32);
        let printed = image::imageops::resize(&part.to_image(), width, height, image::imageops::FilterType::Triangle);
        self.each(area, |under, x, y| {
            let over = *printed.get_pixel(x.min(width - 1), y.min(height - 1));
            let luma = (f32::from(over[0]) * 0.3 + f32::from(over[1]) * 0.59 + f32::from(over[2]) * 0.11) as u8;
            mix(under, if grey { Rgb([luma; 3]) } else { over }, share)
        });
    }

    /// A scribble, as a signature.
    pub(super) fn scribble(&mut self, area: Area, chance: &mut Chance) {
        let loops = chance.between((3.0, 6.0));
        let phase = chance.between((0.0, 6.0));
        for step in 0..900 {
            let along = step as f32 / 900.0;
            let angle = along * loops * std::f32::consts::TAU + phase;
            let x = area.0 + area.2 * (along * 0.85 + 0.07 * angle.sin() + 0.08);
            let y = area.1 + area.3 * (0.5 + 0.35 * angle.cos() * (1.0 - 0.6 * along) + 0.1 * (angle * 0.37).sin());
            self.fill((x, y, 0.22, 0.22), Rgb([24, 28, 80]), 0.75);
        }
    }

    fn each(&mut self, area: Area, change: impl Fn(Rgb<u8>, u32, u32) -> Rgb<u8>) {
        let (left, top) = (pixels(area.0).max(0.0) as u32, pixels(area.1).max(0.0) as u32);
        let (width, height) = (pixels(area.2) as u32, pixels(area.3) as u32);
        for y in 0..height {
            for x in 0..width {
                if let Some(pixel) = self.picture.get_pixel_mut_checked(left + x, top + y) {
                    *pixel = change(*pixel, x, y);
                }
            }
        }
    }
}

/// The pattern of a paper.
struct Background {
    pattern: Pattern,
    pitch: f32,
    slant: f32,
    centre: (f32, f32),
    height: f32,
}

impl Background {
    fn new(size: (f32, f32), style: &Style, chance: &mut Chance) -> Self {
        Self {
            pattern: style.pattern,
            pitch: chance.between((1.3, 3.2)),
            slant: chance.around(0.5),
            centre: (size.0 * chance.unit(), size.1 * chance.unit()),
            height: size.1,
        }
    }

    fn colour(&self, palette: &Palette, across: f32, down: f32, strength: f32) -> Rgb<u8> {
        let paper = mix(palette.paper, palette.tint, down / self.height);
        let hairline = |distance: f32| {
            let away = (distance.rem_euclid(self.pitch) - self.pitch / 2.0).abs();
            (1.0 - away / 0.13).clamp(0.0, 1.0)
        };
        let share = match self.pattern {
            Pattern::Plain => 0.0,
            Pattern::Guilloche => {
                let wave = |direction: f32| {
                    hairline(down + direction * (3.0 * (across * 0.16).sin() + across * self.slant * 0.3))
                };
                wave(1.0).max(wave(-1.0))
            }
            Pattern::Hatching => hairline(down + across * (0.6 + self.slant)),
            Pattern::Rings => hairline((across - self.centre.0).hypot(down - self.centre.1)),
            Pattern::Dots => hairline(down) * hairline(across + self.slant * down),
            Pattern::Bands => 0.5 + 0.5 * (across * 0.09 + down * self.slant * 0.2 + self.centre.0).sin(),
        };
        mix(paper, palette.pattern, strength * share)
    }
}
