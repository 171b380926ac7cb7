//! Pictures of documents as a deceiver would show them: on a screen, or copied in black and white. Simulated, so figures
//! measured on them tell how strong a sign is where it is there, and nothing about real screens and copiers.

use crate::specimen::chance::Chance;
use anyhow::Context;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::{FilterType, fast_blur, resize};
use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};
use std::fs;
use std::path::{Path, PathBuf};

/// What the document is shown on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Recapture {
    /// A screen whose pixels are stripes of red, green and blue, photographed by hand.
    Screen,
    /// Paper from a copier without colour, under two lamps of different colour.
    Copy,
}

impl Recapture {
    /// The label in the list.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Screen => "screen",
            Self::Copy => "copy",
        }
    }

    /// The picture as seen this way, as JPEG.
    ///
    /// # Errors
    /// When the encoder refuses the size.
    pub fn of(self, picture: &RgbImage, chance: &mut Chance) -> anyhow::Result<Vec<u8>> {
        let (seen, quality) = match self {
            Self::Screen => (on_screen(picture, chance), chance.between((80.0, 95.0))),
            Self::Copy => (copied(picture, chance), chance.between((75.0, 95.0))),
        };
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, quality as u8)
            .write_image(seen.as_raw(), seen.width(), seen.height(), ExtendedColorType::Rgb8)
            .context("cannot encode")?;
        Ok(bytes)
    }
}

/// Long side of the picture on the screen, in the screen's pixels.
const ON_SCREEN: (u32, u32) = (700, 1400);
/// Longest side of the photograph, in pixels.
const LONGEST: u32 = 2400;
/// Points of light sampled across and down in one pixel of the camera.
const SAMPLES: u32 = 3;
/// Brightness of the screen to the eye is the power of the stored value.
const GAMMA: f32 = 2.2;

fn on_screen(picture: &RgbImage, chance: &mut Chance) -> RgbImage {
    let longer = picture.width().max(picture.height());
    let factor = longer.clamp(ON_SCREEN.0, ON_SCREEN.1) as f32 / longer as f32;
    let shown = resize(
        picture,
        (picture.width() as f32 * factor) as u32,
        (picture.height() as f32 * factor) as u32,
        FilterType::Triangle,
    );
    // How many of the camera's pixels a pixel of the screen covers, how the phone is held.
    let scale = chance.between((0.9, 2.6));
    let (sine, cosine) = chance.around(5.0).to_radians().sin_cos();
    let (lean, blur, grain) = (
        chance.around(8e-5),
        chance.between((0.35, 1.0)),
        chance.between((1.0, 4.0)),
    );
    let (gap_across, gap_down) = (chance.between((0.02, 0.08)), chance.between((0.05, 0.2)));
    let glow = chance.between((0.0, 0.03));
    let (width, height) = (
        ((shown.width() as f32 * scale) as u32).min(LONGEST),
        ((shown.height() as f32 * scale) as u32).min(LONGEST),
    );
    let at = |x: f32, y: f32| -> [f32; 3] {
        let (x, y) = (x - width as f32 / 2.0, y - height as f32 / 2.0);
        let far = 1.0 + lean * x;
        let u = (x * cosine + y * sine) / far / scale + shown.width() as f32 / 2.0;
        let v = (y * cosine - x * sine) / far / scale + shown.height() as f32 / 2.0;
        let inside = u >= 0.0 && v >= 0.0 && u < shown.width() as f32 && v < shown.height() as f32;
        if !inside {
            return [glow; 3];
        }
        let colour = shown.get_pixel(u as u32, v as u32).0;
        let (across, down) = (u.fract(), v.fract());
        let mut light = [glow; 3];
        let stripe = ((across * 3.0) as usize).min(2);
        let in_stripe = across - stripe as f32 / 3.0;
        if in_stripe > gap_across && down > gap_down {
            light[stripe] += 3.0 * (f32::from(colour[stripe]) / 255.0).powf(GAMMA);
        }
        light
    };
    let photograph = RgbImage::from_fn(width, height, |x, y| {
        let mut sum = [0.0f32; 3];
        for sample in 0..SAMPLES * SAMPLES {
            let (dx, dy) = (sample % SAMPLES, sample / SAMPLES);
            let light = at(
                x as f32 + dx as f32 / SAMPLES as f32,
                y as f32 + dy as f32 / SAMPLES as f32,
            );
            for (sum, light) in sum.iter_mut().zip(light) {
                *sum += light / (SAMPLES * SAMPLES) as f32;
            }
        }
        Rgb(sum.map(|light| (255.0 * light.min(1.0).powf(1.0 / GAMMA)).round() as u8))
    });
    grainy(&fast_blur(&photograph, blur), grain, chance)
}

fn copied(picture: &RgbImage, chance: &mut Chance) -> RgbImage {
    let contrast = chance.between((1.0, 1.5));
    let lamp = |chance: &mut Chance| [chance.between((0.9, 1.05)), 1.0, chance.between((0.75, 1.05))];
    let one = lamp(chance);
    let other = [
        one[0] * chance.between((0.97, 1.03)),
        1.0,
        one[2] * chance.between((0.95, 1.05)),
    ];
    let shade = chance.between((0.0, 0.3));
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let mut copy = picture.clone();
    for (x, y, pixel) in copy.enumerate_pixels_mut() {
        let [red, green, blue] = pixel.0.map(f32::from);
        let grey = 0.299 * red + 0.587 * green + 0.114 * blue;
        let toner = ((grey - 128.0) * contrast + 140.0).clamp(8.0, 250.0);
        let light = 0.9 * toner * (1.0 - shade * x as f32 / width);
        let along = y as f32 / height;
        for channel in 0..3 {
            let tint = one[channel] * (1.0 - along) + other[channel] * along;
            pixel.0[channel] = (light * tint).clamp(0.0, 255.0) as u8;
        }
    }
    grainy(&copy, 4.0, chance)
}

/// Noise of this strength, near to a normal distribution.
fn grainy(picture: &RgbImage, deviation: f32, chance: &mut Chance) -> RgbImage {
    let mut grainy = picture.clone();
    for value in grainy.iter_mut() {
        let noise = (chance.unit() + chance.unit() + chance.unit() - 1.5) * 2.0 * deviation;
        *value = (f32::from(*value) + noise).clamp(0.0, 255.0) as u8;
    }
    grainy
}

/// Writes recaptures of the pictures that a list names in its column `path` (relative to the list), and `labels.csv`
/// with the columns `path,label`, into a folder, which is created. Pictures that cannot be decoded are left out.
///
/// # Errors
/// When a file cannot be read or written.
pub fn write(list: &Path, how: Recapture, every: usize, seed: u64, folder: &Path) -> anyhow::Result<usize> {
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let mut labels = String::from("path,label\n");
    let mut written = 0;
    for (index, path) in paths(list)?.iter().enumerate().step_by(every.max(1)) {
        let Ok(picture) = image::open(path) else { continue };
        let mut chance = Chance::new(seed, index as u64);
        let name = format!("{index:05}_{}.jpg", how.label());
        fs::write(folder.join(&name), how.of(&picture.to_rgb8(), &mut chance)?)?;
        labels.push_str(&format!("{name},{}\n", how.label()));
        written += 1;
    }
    fs::write(folder.join("labels.csv"), labels)?;
    Ok(written)
}

/// The paths that a list names in its column `path`, which are relative to the list.
pub(crate) fn paths(list: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut reader = csv::Reader::from_path(list).with_context(|| format!("cannot read {}", list.display()))?;
    let column = reader.headers()?.iter().position(|name| name == "path");
    let column = column.with_context(|| format!("{} has no column path", list.display()))?;
    let folder = list.parent().unwrap_or(Path::new(""));
    let rows = reader.into_records();
    rows.map(|row| Ok(folder.join(row?.get(column).unwrap_or_default())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_has_no_colours_and_a_screen_has_stripes() {
        let card = RgbImage::from_fn(720, 460, |x, y| {
            if (x / 40 + y / 40) % 2 == 0 {
                Rgb([200, 90, 60])
            } else {
                Rgb([90, 160, 220])
            }
        });
        let mut chance = Chance::new(1, 0);
        let copy = copied(&card, &mut chance);
        let pixel = copy.get_pixel(20, 20).0.map(i32::from);
        assert!(
            (pixel[0] - pixel[1]).abs() < 40 && (pixel[2] - pixel[1]).abs() < 60,
            "{pixel:?}"
        );
        let screen = on_screen(&card, &mut chance);
        let middle = screen.height() / 2;
        let rough: i32 = (100..300)
            .map(|x| {
                let green = |x| i32::from(screen.get_pixel(x, middle).0[1]);
                (green(x) - green(x + 1)).abs()
            })
            .sum();
        assert!(rough > 400, "{rough}");
    }
}
