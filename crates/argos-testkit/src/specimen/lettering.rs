//! Letters on pictures, with the fonts of the operating system.

use ab_glyph::{Font, FontVec, Glyph, GlyphId, PxScale, ScaleFont, point};
use image::{Rgb, RgbImage};
use std::env;
use std::fs;
use std::path::PathBuf;

/// A font that the specimens are lettered with is not installed.
#[derive(Debug, thiserror::Error)]
#[error(
    "the font {file} is missing: run scripts/test.sh once, or install the package {package} (Debian), or name the folder \
     of the fonts in ARGOS_TEST_FONTS"
)]
pub struct MissingFont {
    file: &'static str,
    package: &'static str,
}

/// The fonts of a page.
pub(super) struct Fonts {
    /// For labels.
    pub(super) plain: FontVec,
    /// For values and titles.
    pub(super) bold: FontVec,
    /// For the machine readable zone.
    pub(super) machine: FontVec,
}

impl Fonts {
    pub(super) fn load() -> Result<Self, MissingFont> {
        Ok(Self {
            plain: font(
                "DejaVuSans.ttf",
                "/usr/share/fonts/truetype/dejavu",
                "fonts-dejavu-core",
            )?,
            bold: font(
                "DejaVuSans-Bold.ttf",
                "/usr/share/fonts/truetype/dejavu",
                "fonts-dejavu-core",
            )?,
            machine: font("OCRB.otf", "/usr/share/fonts/opentype/ocr-b", "fonts-ocr-b")?,
        })
    }
}

/// The fonts of a set: those that the packages `fonts-dejavu-core` and `fonts-ocr-b` install.
pub struct Typefaces {
    sans: [FontVec; 2],
    serif: [FontVec; 2],
    mono: [FontVec; 2],
    machine: FontVec,
}

/// A typeface for labels and values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Typeface {
    Sans,
    SansBold,
    Serif,
    SerifBold,
    Mono,
    MonoBold,
    /// OCR-B, as in the zone.
    Machine,
}

impl std::fmt::Debug for Typefaces {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Typefaces")
    }
}

impl Typefaces {
    /// Reads all of them.
    ///
    /// # Errors
    /// [`MissingFont`].
    pub fn load() -> Result<Self, MissingFont> {
        let dejavu = |file| font(file, "/usr/share/fonts/truetype/dejavu", "fonts-dejavu-core");
        Ok(Self {
            sans: [dejavu("DejaVuSans.ttf")?, dejavu("DejaVuSans-Bold.ttf")?],
            serif: [dejavu("DejaVuSerif.ttf")?, dejavu("DejaVuSerif-Bold.ttf")?],
            mono: [dejavu("DejaVuSansMono.ttf")?, dejavu("DejaVuSansMono-Bold.ttf")?],
            machine: font("OCRB.otf", "/usr/share/fonts/opentype/ocr-b", "fonts-ocr-b")?,
        })
    }

    /// Lines of text in any script of the typeface without serifs, dark on light paper, one below the other.
    #[must_use]
    pub fn lines_on_paper(&self, lines: &[&str], letter_height: f32) -> RgbImage {
        let font = self.font(Typeface::Sans);
        let widest = lines.iter().map(|line| width_of(font, line, letter_height));
        let width = widest.fold(0.0, f32::max) + 8.0 * letter_height;
        let height = (2.0 * lines.len() as f32 + 3.0) * letter_height;
        let mut picture = RgbImage::from_pixel(width.ceil() as u32, height.ceil() as u32, Rgb([226, 230, 224]));
        for (row, line) in lines.iter().enumerate() {
            let base = (2.0 * row as f32 + 2.5) * letter_height;
            let place = (4.0 * letter_height, base);
            write(&mut picture, font, line, place, letter_height, Rgb([50, 52, 60]));
        }
        picture
    }

    pub(super) const fn font(&self, typeface: Typeface) -> &FontVec {
        match typeface {
            Typeface::Sans => &self.sans[0],
            Typeface::SansBold => &self.sans[1],
            Typeface::Serif => &self.serif[0],
            Typeface::SerifBold => &self.serif[1],
            Typeface::Mono => &self.mono[0],
            Typeface::MonoBold => &self.mono[1],
            Typeface::Machine => &self.machine,
        }
    }
}

fn font(file: &'static str, folder: &str, package: &'static str) -> Result<FontVec, MissingFont> {
    let folder = env::var_os("ARGOS_TEST_FONTS").map_or_else(|| PathBuf::from(folder), PathBuf::from);
    let bytes = fs::read(folder.join(file)).ok();
    bytes
        .and_then(|bytes| FontVec::try_from_vec(bytes).ok())
        .ok_or(MissingFont { file, package })
}

/// The scale at which capital letters are `height` pixels high.
fn scale(font: &FontVec, height: f32) -> PxScale {
    const PROBE: f32 = 1000.0;
    let outline = font.outline_glyph(font.glyph_id('H').with_scale(PROBE));
    let probe_height = outline.map_or(PROBE, |outline| outline.px_bounds().height());
    PxScale::from(PROBE * height / probe_height)
}

/// Width of a line as [`write`] sets it.
pub(super) fn width_of(font: &FontVec, text: &str, height: f32) -> f32 {
    let scaled = font.as_scaled(scale(font, height));
    let mut before: Option<GlyphId> = None;
    let mut width = 0.0;
    for letter in text.chars() {
        let id = font.glyph_id(letter);
        width += before.map_or(0.0, |before| scaled.kern(before, id)) + scaled.h_advance(id);
        before = Some(id);
    }
    width
}

/// Writes a line of text. `x` is its left edge, `y` its base line, `height` that of capital letters.
pub(super) fn write(picture: &mut RgbImage, font: &FontVec, text: &str, (x, y): (f32, f32), height: f32, ink: Rgb<u8>) {
    let scale = scale(font, height);
    let scaled = font.as_scaled(scale);
    let mut pen = x;
    let mut before: Option<GlyphId> = None;
    for letter in text.chars() {
        let id = font.glyph_id(letter);
        pen += before.map_or(0.0, |before| scaled.kern(before, id));
        stamp(picture, font, id.with_scale_and_position(scale, point(pen, y)), ink);
        pen += scaled.h_advance(id);
        before = Some(id);
    }
}

/// Writes a line with each letter in the middle of a cell of its own, `pitch` pixels wide.
pub(super) fn write_in_cells(
    picture: &mut RgbImage,
    font: &FontVec,
    text: &str,
    (x, y): (f32, f32),
    (pitch, height): (f32, f32),
    ink: Rgb<u8>,
) {
    let scale = scale(font, height);
    let scaled = font.as_scaled(scale);
    for (cell, letter) in text.chars().enumerate() {
        let id = font.glyph_id(letter);
        let left = x + cell as f32 * pitch + (pitch - scaled.h_advance(id)) / 2.0;
        stamp(picture, font, id.with_scale_and_position(scale, point(left, y)), ink);
    }
}

fn stamp(picture: &mut RgbImage, font: &FontVec, glyph: Glyph, ink: Rgb<u8>) {
    let Some(outline) = font.outline_glyph(glyph) else {
        return;
    };
    let corner = outline.px_bounds().min;
    outline.draw(|x, y, coverage| {
        let (x, y) = (corner.x + x as f32, corner.y + y as f32);
        if x < 0.0 || y < 0.0 {
            return;
        }
        if let Some(pixel) = picture.get_pixel_mut_checked(x as u32, y as u32) {
            *pixel = mix(*pixel, ink, coverage);
        }
    });
}

/// `share` of `over` upon the rest of `under`.
pub(super) fn mix(under: Rgb<u8>, over: Rgb<u8>, share: f32) -> Rgb<u8> {
    let share = share.clamp(0.0, 1.0);
    let channel =
        |index: usize| (f32::from(under[index]) * (1.0 - share) + f32::from(over[index]) * share).round() as u8;
    Rgb([channel(0), channel(1), channel(2)])
}
