//! A film for the camera of a browser: Chromium plays it where a page asks for the camera
//! (`--use-file-for-fake-video-capture`). It is Motion JPEG, one picture after the other, 30 a second, again and again.

use crate::specimen::photograph::{Photograph, jpeg};
use anyhow::Context;
use image::imageops::{FilterType, overlay, resize};
use image::{Rgb, RgbImage};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Pictures a second, fixed by Chromium.
const RATE: u32 = 30;
/// Size of the film.
const SIZE: (u32, u32) = (1920, 1080);
const QUALITY: u8 = 88;
/// Nobody holds still: the places, as shares of the size, that a scene goes through.
const SWAY: [(f32, f32); 4] = [(0.0, 0.0), (0.0006, 0.0004), (0.0011, 0.0), (0.0005, -0.0004)];

/// One scene: pictures that follow each other for some seconds.
#[derive(Debug, Clone)]
pub struct Scene {
    pictures: Vec<Vec<u8>>,
    seconds: u32,
}

impl Scene {
    /// A document held under the camera.
    ///
    /// # Errors
    /// When the pictures cannot be written as JPEG.
    pub fn document(page: &RgbImage, seconds: u32) -> anyhow::Result<Self> {
        let picture = |shift| {
            Photograph {
                size: SIZE,
                filling: 0.84,
                shift,
                quality: QUALITY,
                ..Photograph::default()
            }
            .jpeg(page)
        };
        Ok(Self {
            pictures: SWAY.into_iter().map(picture).collect::<Result<_, _>>()?,
            seconds,
        })
    }

    /// A person in front of the camera. `portrait` shows head and shoulders.
    ///
    /// # Errors
    /// When the pictures cannot be written as JPEG.
    pub fn person(portrait: &RgbImage, seconds: u32) -> anyhow::Result<Self> {
        let height = SIZE.1;
        let width = (portrait.width() * height / portrait.height()).min(SIZE.0);
        let person = resize(portrait, width, height, FilterType::CatmullRom);
        let picture = |(across, down): (f32, f32)| {
            let left = ((SIZE.0 - width) / 2) as i64 + (across * SIZE.0 as f32) as i64;
            let mut picture = RgbImage::from_fn(SIZE.0, SIZE.1, |_, y| wall(y));
            overlay(&mut picture, &person, left, (down * SIZE.1 as f32) as i64);
            jpeg(&picture, QUALITY)
        };
        Ok(Self {
            pictures: SWAY.into_iter().map(picture).collect::<Result<_, _>>()?,
            seconds,
        })
    }

    fn count(&self) -> usize {
        (self.seconds * RATE) as usize
    }
}

/// Writes a film of these scenes. The file's name must end in `.mjpeg`.
///
/// # Errors
/// When the file cannot be written.
pub fn write_film(path: &Path, scenes: &[Scene]) -> anyhow::Result<()> {
    anyhow::ensure!(
        path.extension().is_some_and(|extension| extension == "mjpeg"),
        "Chromium tells films by their name"
    );
    let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
    let mut film = BufWriter::new(file);
    for scene in scenes {
        // Each place is held for a fifth of a second.
        let order = scene
            .pictures
            .iter()
            .flat_map(|picture| std::iter::repeat_n(picture, RATE as usize / 5))
            .cycle();
        for picture in order.take(scene.count()) {
            film.write_all(picture)?;
        }
    }
    film.flush().with_context(|| format!("cannot write {}", path.display()))
}

/// A wall behind the person, lighter above.
fn wall(y: u32) -> Rgb<u8> {
    let shade = (y * 40 / SIZE.1) as u8;
    Rgb([196 - shade, 194 - shade, 188 - shade])
}
