//! The faces on specimens: pictures of a folder, or a drawn figure where there is none.

use super::chance::Chance;
use anyhow::Context;
use image::{Rgb, RgbImage};
use std::fs;
use std::path::Path;

/// Where portraits come from.
#[derive(Debug, Clone, Default)]
pub struct Portraits(Vec<RgbImage>);

impl Portraits {
    /// All JPEG, PNG and WebP files of a folder, in the order of their names.
    ///
    /// # Errors
    /// When the folder cannot be read, has no such file, or one cannot be decoded.
    pub fn from_folder(folder: &Path) -> anyhow::Result<Self> {
        let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
        let mut paths = entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<Vec<_>, _>>()?;
        let is_picture = |path: &Path| {
            let extension = path
                .extension()
                .and_then(|extension| extension.to_str())
                .unwrap_or_default();
            ["jpg", "jpeg", "png", "webp"].contains(&extension.to_ascii_lowercase().as_str())
        };
        paths.retain(|path| is_picture(path));
        paths.sort();
        anyhow::ensure!(!paths.is_empty(), "no picture in {}", folder.display());
        let pictures = paths.iter().map(|path| {
            let picture = image::open(path).with_context(|| format!("cannot decode {}", path.display()))?;
            // Enough for print at 14 pixels per millimetre.
            Ok(picture.thumbnail(700, 900).into_rgb8())
        });
        Ok(Self(pictures.collect::<anyhow::Result<_>>()?))
    }

    /// All of them.
    #[must_use]
    pub fn into_pictures(self) -> Vec<RgbImage> {
        self.0
    }

    /// One of them; without a folder a drawn figure.
    pub fn one(&self, chance: &mut Chance) -> RgbImage {
        if self.0.is_empty() {
            figure(chance)
        } else {
            chance.pick(&self.0).clone()
        }
    }
}

/// Head and shoulders without features, in colours by chance.
fn figure(chance: &mut Chance) -> RgbImage {
    let shade = |chance: &mut Chance, low: f32, high: f32| chance.between((low, high));
    let light = shade(chance, 0.5, 1.0);
    let skin = Rgb([(228.0 * light) as u8, (188.0 * light) as u8, (162.0 * light) as u8]);
    let hair = Rgb([40, 30, 24].map(|channel: u8| (f32::from(channel) * chance.between((0.6, 3.0))) as u8));
    let clothes = Rgb([
        chance.below(120) as u8,
        chance.below(120) as u8,
        chance.below(140) as u8,
    ]);
    let wall = 200 + chance.below(45) as u8;
    RgbImage::from_fn(350, 450, |x, y| {
        let (x, y) = ((x as f32 - 175.0) / 350.0, y as f32 / 450.0);
        let within = |centre: f32, across: f32, down: f32| (x / across).powi(2) + ((y - centre) / down).powi(2) < 1.0;
        if within(0.46, 0.23, 0.25) {
            skin
        } else if within(0.38, 0.27, 0.27) {
            hair
        } else if within(1.08, 0.48, 0.36) {
            clothes
        } else if within(0.7, 0.1, 0.2) {
            Rgb(skin.0.map(|channel| (f32::from(channel) * 0.88) as u8))
        } else {
            Rgb([wall, wall, wall.saturating_add(4)])
        }
    })
}
