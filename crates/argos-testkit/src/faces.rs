//! Photographs of two real people, fetched by `scripts/test.sh`: official pictures of the United States government,
//! which the MIT-licensed package `face_recognition` distributes. They are no part of this repository.

use anyhow::Context;
use image::{RgbImage, imageops::crop_imm};
use std::fs;
use std::path::{Path, PathBuf};

/// A photograph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FacePhotograph {
    /// The first person, as one would be on a portrait.
    Obama,
    /// The first person again, at another time and place.
    ObamaAgain,
    /// The second person.
    Biden,
}

impl FacePhotograph {
    const fn file(self) -> &'static str {
        match self {
            Self::Obama => "obama.jpg",
            Self::ObamaAgain => "obama2.jpg",
            Self::Biden => "biden.jpg",
        }
    }

    /// Left, top, width and height of head and shoulders.
    const fn head_and_shoulders(self) -> (u32, u32, u32, u32) {
        match self {
            Self::Obama => (270, 0, 450, 578),
            Self::ObamaAgain => (110, 100, 516, 663),
            Self::Biden => (290, 50, 580, 746),
        }
    }

    /// Where the file lies.
    ///
    /// # Errors
    /// When it was not fetched.
    pub fn path(self) -> anyhow::Result<PathBuf> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../.testing/faces")
            .join(self.file());
        anyhow::ensure!(
            path.is_file(),
            "{} is missing: run scripts/test.sh once, it fetches the photographs",
            path.display()
        );
        Ok(path)
    }

    /// The file as it is, a JPEG.
    ///
    /// # Errors
    /// When it was not fetched.
    pub fn bytes(self) -> anyhow::Result<Vec<u8>> {
        let path = self.path()?;
        fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
    }

    /// The whole picture.
    ///
    /// # Errors
    /// When it was not fetched.
    pub fn picture(self) -> anyhow::Result<RgbImage> {
        let picture =
            image::load_from_memory(&self.bytes()?).with_context(|| format!("cannot decode {}", self.file()))?;
        Ok(picture.into_rgb8())
    }

    /// Head and shoulders, as on the portrait of a document.
    ///
    /// # Errors
    /// When it was not fetched.
    pub fn portrait(self) -> anyhow::Result<RgbImage> {
        let (x, y, width, height) = self.head_and_shoulders();
        Ok(crop_imm(&self.picture()?, x, y, width, height).to_image())
    }
}
